//! The intake without a model.

use super::*;

const OPENING: [&str; 3] =
    ["Orders at month end", "1", "Plan the scaling of our order platform; checkout dies on the last day of each month"];

fn opened(more: &[&'static str]) -> Vec<&'static str> {
    OPENING.iter().chain(more).copied().collect()
}

#[test]
fn the_intake_is_guided_from_the_title_to_what_is_open() {
    let home = Home::new();
    let lines = [
        "2027-06-30; nothing else is fixed",
        "2",
        "",
        "/diff",
        "/undo",
        "/show",
        "/show context",
        "/quit",
        "never read",
    ];
    let said = home.chat([], &opened(&lines));
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    insta::assert_snapshot!(same_everywhere(&said.out, home.folder.path()));
    let pack = home.pack(&id(&said.out));
    assert!(pack.contains("those and their data stores") && !pack.contains("Nobody answered"), "{pack}");
    assert!(pack.contains("| system-boundary | those and their data stores | ana, in conversation |"), "{pack}");
}

#[test]
fn what_nobody_answers_is_written_down_until_nothing_is_left_to_ask() {
    for (number, unanswered) in [("1", "Assumptions"), ("2", "Ranked gaps")] {
        let home = Home::new();
        let mut lines = vec!["Orders", number, "Plan releases and scaling of our order platform"];
        lines.extend([""; 30]);
        let said = home.chat([], &lines);
        assert!(said.out.contains("Nothing is left to ask."), "{}", said.out);
        let pack = home.pack(&id(&said.out));
        let rows = pack.lines().filter(|line| line.contains("Nobody answered `")).count();
        assert!(rows >= 8 && pack.contains(&format!("### {unanswered}")), "{rows} rows in {pack}");
    }
}

#[test]
fn a_request_that_belongs_elsewhere_is_told_where_to_go_and_can_be_reworded() {
    let home = Home::new();
    let outage = "Checkout is down right now, customers see errors, help";
    let said = home.chat(["--skill", "platform-infrastructure"], &["Orders", outage, OPENING[2]]);
    assert!(said.out.contains("this is not planned here"), "{}", said.out);
    assert!(said.out.contains("Go on with: groundplan chat pk_"), "{}", said.out);
    assert_eq!(home.packs(), 1);
}

#[test]
fn a_change_of_production_needs_the_persons_own_word() {
    let home = Home::new();
    let order = "Plan the scaling of orders and go ahead and run the migration now";
    let said = home.chat(["--skill", "platform-infrastructure"], &["Orders", order, "no"]);
    assert!(said.out.contains("the person was asked and declined"), "{}", said.out);
    assert_eq!(home.packs(), 0);

    let word = ["yes", "Move the table activity", "reads switch back by flag", "Ruth Okonedo", "2026-10-13"];
    let lines: Vec<&str> = ["Orders", order].into_iter().chain(word).collect();
    let said = home.chat(["--skill", "platform-infrastructure"], &lines);
    let pack = id(&said.out);
    let row = "| Move the table activity | Ruth Okonedo | 2026-10-13 | reads switch back by flag |";
    assert!(home.pack(&pack).contains(row), "{}", home.pack(&pack));
    let log = home.json(["pack", "log", &pack, "--format", "json"]);
    assert_eq!(log[0]["author"], "ana (confirmed in a form by Ruth Okonedo)");
}

#[test]
fn a_brief_gives_the_first_pack_and_an_exported_pack_is_judged_alike() {
    let home = Home::new();
    let brief = concat!(env!("CARGO_MANIFEST_DIR"), "/evals/briefs/startup.yaml");
    let file = home.path("plan.md").display().to_string();
    let export = format!("/export {file}");
    let said =
        home.chat(["--brief", brief], &["/gate", &export, &export, "no", "/save", "/why scl003", "/skill", "/model"]);
    assert!(said.out.contains("Write over it?") && said.out.contains("Not written."), "{}", said.out);
    assert!(said.out.contains("SCL003 trigger-too-late"), "{}", said.out);
    let kept = home.path("packs.db").display().to_string();
    assert!(said.out.replace(['\n', ' '], "").contains(&kept), "{}", said.out);
    let verdict = |out: &str| {
        let lines =
            out.lines().filter(|line| line.starts_with("Gate: ") && (line.contains('(') || line.ends_with("passed")));
        lines.map(str::to_owned).next_back().expect("a verdict")
    };
    let checked = home.run(["check", &file]);
    assert_eq!(verdict(&said.out), verdict(&checked.out), "{}", said.out);
}

#[test]
fn a_conversation_goes_on_by_the_id_of_its_pack() {
    let home = Home::new();
    let first = home.chat([], &opened(&["one quarter"]));
    let pack = id(&first.out);
    let second = home.chat([pack.as_str()], &["2", "/diff 1"]);
    assert!(second.out.starts_with("Orders at month end\n  platform-infrastructure, revision 2\n"), "{}", second.out);
    assert!(second.out.contains("2 changes from revision 1 to 3") || second.out.contains("from revision 1 to 3"));
    let unknown = home.chat(["pk_00000000000000000000000000000000"], &[]);
    assert_eq!(unknown.code, 2, "{unknown:?}");
    assert_eq!(home.chat(["pk_what"], &[]).code, 2);
}

#[test]
fn wrong_commands_say_what_would_do_and_nothing_is_lost() {
    let home = Home::new();
    let said = home.chat(
        [],
        &opened(&["/gaet", "/why", "/why SCL0003", "/diff x", "/diff 99", "/show nothing", "/undo", "/help"]),
    );
    for words in [
        "did you mean `/gate`?", "write `/why RULE`", "did you mean `SCL003`?", "`x` is no revision",
        "there is no section", "This is how the pack began", "/export FILE",
    ] {
        assert!(said.out.contains(words), "{words}: {}", said.out);
    }
    assert_eq!(home.json(["pack", "log", &id(&said.out), "--format", "json"]).as_array().map(Vec::len), Some(1));
}

#[test]
fn colours_come_only_where_they_are_wanted() {
    let home = Home::new();
    assert!(!home.chat([], &OPENING).out.contains('\u{1b}'));
    let coloured = home.chat(["--color", "always"], &OPENING).out;
    assert!(coloured.contains("\u{1b}[1mOrders at month end\u{1b}[0m"), "{coloured}");
    let pattern = regex::Regex::new("\u{1b}(\\[[0-9;]+m)?").expect("a pattern");
    assert!(pattern.find_iter(&coloured).all(|found| found.len() > 1), "nothing but styles");
}
