//! Conversations without a model, on a screen that plays a script.

use std::collections::VecDeque;

use tokio_util::sync::CancellationToken;

use super::*;
use crate::output::words::Paint;
use crate::store::{PackId, Store};
use crate::workspace::{Act, Workspace};

/// A screen that answers from a list and keeps what it was shown.
#[derive(Default)]
struct Script {
    answers: VecDeque<String>,
    asked: Vec<String>,
    shown: String,
}

impl Screen for Script {
    fn paint(&self) -> Paint {
        Paint { on: false }
    }

    fn width(&self) -> usize {
        80
    }

    fn words(&mut self, text: &str) {
        self.shown.push_str(text);
    }

    fn lines(&mut self, text: &str) {
        self.shown.push_str(text);
    }

    async fn ask(&mut self, question: &str, _: &str) -> Option<String> {
        self.asked.push(question.to_owned());
        self.answers.pop_front()
    }
}

fn now() -> jiff::Timestamp {
    "2026-11-21T09:00:00Z".parse().expect("a time")
}

async fn session() -> (Session, Workspace) {
    let workspace = Workspace::new(Store::open("sqlite::memory:").await.expect("a store"));
    let setup = Setup {
        workspace: workspace.clone(),
        skill: Some("platform-operations".to_owned()),
        person: "Ana".to_owned(),
        now,
        model: None,
        models: Box::new(|name| Err(Trouble::Said(format!("no {name}")))),
        allowed: false,
        folder: None,
    };
    (Session::new(setup).expect("a session"), workspace)
}

impl Session {
    /// What is shown after these lines.
    async fn play(&mut self, lines: &[&str], screen: &mut Script) -> String {
        screen.shown.clear();
        for line in lines {
            assert_eq!(self.line(line, screen, &CancellationToken::new()).await, Turn::Go, "{line}");
        }
        screen.shown.clone()
    }
}

async fn only(workspace: &Workspace) -> PackId {
    let packs = workspace.list(2).await.expect("a list");
    let [one] = &packs.packs[..] else { panic!("{packs:?}") };
    one.id.clone()
}

const REQUEST: &str = "Plan how the checkout is released and rolled back";

#[tokio::test]
async fn silence_is_no() {
    let (mut session, workspace) = session().await;
    let mut screen = Script::default();
    let said = session
        .play(&["Checkout", &format!("{REQUEST} and go ahead and deploy it to production now")], &mut screen)
        .await;
    assert!(said.contains("the person was asked and declined"), "{said}");
    assert_eq!(screen.asked, ["I allow this change: (yes or no) "]);
    assert!(workspace.list(1).await.expect("a list").packs.is_empty());
    // What is not allowed can be left out.
    session.play(&[REQUEST], &mut screen).await;
    only(&workspace).await;
}

#[tokio::test]
async fn what_another_process_writes_meanwhile_stays() {
    let (mut session, workspace) = session().await;
    let mut screen = Script::default();
    session.play(&["Checkout", REQUEST], &mut screen).await;
    let id = only(&workspace).await;
    let sent = serde_json::json!({"target": "checkout.example"});
    let act = Act { author: "another".to_owned(), now: now() };
    workspace.step(&id, "ops_assess", sent.as_object().expect("an object"), &act).await.expect("taken");
    let said = session.play(&["we deploy by hand", "/diff 1"], &mut screen).await;
    assert!(said.contains("+ Target: checkout.example"), "{said}");
    let (head, _) = workspace.read(&id, None).await.expect("a head");
    assert_eq!((head.number, head.author.as_str()), (3, "Ana"));
    let said = session.play(&["/undo", "/undo", "/undo"], &mut screen).await;
    assert!(said.contains("- Target: checkout.example") && said.contains("This is how the pack began"), "{said}");
}

#[tokio::test]
async fn an_answer_is_an_option_by_its_number_or_the_persons_words_or_nothing() {
    let (mut session, workspace) = session().await;
    let mut screen = Script::default();
    session.play(&["Checkout", REQUEST, "1", "own words", "", "/model gpt", "/skill nothing"], &mut screen).await;
    assert!(
        screen.shown.contains("no gpt") && screen.shown.contains("there is no skill `nothing`"),
        "{}",
        screen.shown
    );
    let (head, skill) = workspace.read(&only(&workspace).await, None).await.expect("a head");
    let text = skill.definition().render(&head.pack);
    assert!(text.contains("| own words | Ana, in conversation |"), "{text}");
    assert!(text.contains("Asked on 2026-11-21, left open: journeys."), "{text}");
    assert_eq!(head.number, 4);

    // What is no answer changes nothing, and one can go back.
    let said =
        session.play(&["0", "7.", "help", "/nowhere/at/all", "/ask jurneys", "/ask journeys"], &mut screen).await;
    for words in ["there is no option 0", "there is no option 7", "`/help` lists", "did you mean `journeys`?"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(said.contains("Question `journeys`\nWhich three to five things"), "{said}");
    session.play(&["Order | checkout | critical | none"], &mut screen).await;
    let (head, skill) = workspace.read(&only(&workspace).await, None).await.expect("a head");
    let text = skill.definition().render(&head.pack);
    assert!(text.contains("| Order | checkout | critical | none |"), "{text}");
    assert!(text.contains("| observations | /nowhere/at/all |"), "{text}");
    assert_eq!(head.number, 6);
}
