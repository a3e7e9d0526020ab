//! Models: what is asked over the wire, and what is made of whatever comes.

use std::time::Duration;

use groundplan::llm::{
    Budget, Cassette, Endpoint as Place, Event, Failure, Finish, Message, Model, RetryPolicy, Settings, Source,
    ToolSpec,
};
use serde_json::{Value as Json, json};

use crate::scripted::{Endpoint, Reply, delta};

/// How a test asks: without waiting long.
fn settings() -> Settings {
    let retry = RetryPolicy { tries: 3, first: Duration::from_millis(1), ..RetryPolicy::default() };
    Settings { retry, max_output: 500, ..Settings::default() }
}

fn model(endpoint: &Endpoint, settings: Settings) -> Model {
    let place = Place::new(Some(&endpoint.url), None).expect("an endpoint");
    Model::new("tiny", Source::Live(place), settings).expect("a model")
}

fn hello() -> Vec<Message> {
    vec![Message::System("Be short.".into()), Message::User("Hello?".into())]
}

fn object() -> ToolSpec {
    let Json::Object(parameters) = json!({"type": "object", "properties": {"a": {"type": "integer"}}}) else {
        panic!()
    };
    ToolSpec { name: "send".into(), description: "One number.".into(), parameters }
}

/// What was told while it was asked.
async fn ask(model: &Model) -> (Result<groundplan::llm::Said, Failure>, Vec<String>) {
    let mut told = Vec::new();
    let said = model
        .ask(&hello(), &[object()], &mut |event| {
            told.push(match event {
                Event::Words(words) => words.to_owned(),
                Event::Waiting { why, .. } => format!("[wait: {why}]"),
                Event::Again => "[again]".to_owned(),
            });
        })
        .await;
    (said, told)
}

#[tokio::test]
async fn words_stream_and_tokens_are_counted() {
    let endpoint = Endpoint::playing(vec![Reply::words("Good day to you."), Reply::calls(&[("send", "{\"a\": 1}")])]);
    let model = model(&endpoint, Settings { temperature: Some(0.5), ..settings() });
    let (said, told) = ask(&model).await;
    assert_eq!((said.unwrap().text.as_str(), told.concat().as_str()), ("Good day to you.", "Good day to you."));
    assert!(told.len() > 3, "they come as they are said: {told:?}");
    let (said, _) = ask(&model).await;
    assert_eq!(said.unwrap().calls[0].arguments, "{\"a\": 1}");
    assert_eq!((model.spent().usage.total(), model.spent().asks), (240, 2));
    insta::assert_json_snapshot!(endpoint.asked()[0].body);
}

#[tokio::test]
async fn a_busy_endpoint_is_asked_again_and_a_storm_is_told() {
    let busy = || Reply::status(429, "Slow down.").retry_after("0");
    let endpoint = Endpoint::playing(vec![busy(), Reply::status(503, "Loading model"), Reply::words("Here.")]);
    let (said, told) = ask(&model(&endpoint, settings())).await;
    assert_eq!(said.unwrap().text, "Here.");
    assert_eq!(told, ["[wait: 429: Slow down]", "[wait: 503: Loading model]", "Here."]);

    let endpoint = Endpoint::start(move |_, _| busy());
    let (said, _) = ask(&model(&endpoint, settings())).await;
    let failure = said.unwrap_err();
    assert!(matches!(&failure, Failure::Busy { tries: 3, .. }) && failure.resumable(), "{failure}");

    let endpoint = Endpoint::start(|_, _| Reply::status(429, "Come back tomorrow.").retry_after("86400"));
    let (said, told) = ask(&model(&endpoint, settings())).await;
    assert!(matches!(said, Err(Failure::Busy { tries: 1, .. })) && told.is_empty(), "nobody waits for a day");
}

#[tokio::test]
async fn a_reply_that_breaks_off_is_void() {
    let endpoint = Endpoint::playing(vec![
        Reply::words("Once upon a time").cut(3),
        Reply::raw(vec![json!({"choices": []})]),
        Reply::words("The end."),
    ]);
    let model = model(&endpoint, settings());
    let (said, told) = ask(&model).await;
    assert_eq!(said.unwrap().text, "The end.");
    assert!(told.iter().any(|one| one == "[again]") && told.concat().ends_with("The end."), "{told:?}");
    assert!(model.spent().usage.estimated, "what broke off cost something too");

    let endpoint = Endpoint::start(|_, _| Reply::words("never ends").cut(2));
    let (said, _) = ask(&self::model(&endpoint, settings())).await;
    assert!(matches!(said, Err(Failure::Broken { tries: 3, .. })));
}

#[tokio::test]
async fn silence_and_babble_end() {
    let slow = Endpoint::start(|_, _| Reply::words("a b c").slow(Duration::from_secs(60)));
    let retry = RetryPolicy { idle: Duration::from_millis(50), tries: 1, ..settings().retry };
    let (said, _) = ask(&model(&slow, Settings { retry, ..settings() })).await;
    assert!(said.unwrap_err().to_string().contains("nothing came"));

    let babble = Endpoint::start(|_, _| Reply::raw(vec![delta(json!({"content": "la".repeat(5_000)}), None); 4]));
    let retry = RetryPolicy { tries: 1, ..settings().retry };
    let (said, _) = ask(&model(&babble, Settings { retry, ..settings() })).await;
    assert!(said.unwrap_err().to_string().contains("beyond the 500 tokens"));
}

#[tokio::test]
async fn budgets_hold() {
    let endpoint = Endpoint::start(|_, _| Reply::words("Hm."));
    let budget = Budget { tokens: Some(200), ..Budget::default() };
    let model = model(&endpoint, Settings { budget, ..settings() });
    ask(&model).await.0.unwrap();
    ask(&model).await.0.unwrap();
    let asked = endpoint.asked();
    assert_eq!([0, 1].map(|at: usize| asked[at].body["max_completion_tokens"].clone()), [json!(200), json!(80)]);
    let failure = ask(&model).await.0.unwrap_err();
    assert_eq!(failure.to_string(), "the budget is used up: 240 of 200 tokens");
    assert_eq!(endpoint.asked().len(), 2, "nothing is sent beyond it");

    let slow = Endpoint::start(|_, _| Reply::words("a b c").slow(Duration::from_secs(60)));
    let budget = Budget { time: Some(Duration::from_millis(60)), ..Budget::default() };
    let (said, _) = ask(&self::model(&slow, Settings { budget, ..settings() })).await;
    assert!(matches!(said, Err(Failure::OverBudget { .. })));
}

#[tokio::test]
async fn parts_that_an_endpoint_does_not_take_are_left_out_from_then_on() {
    let endpoint = Endpoint::start(|_, asked| {
        for part in ["stream_options", "max_completion_tokens"] {
            if asked.body.get(part).is_some() {
                return Reply::status(400, &format!("Unrecognized request argument supplied: {part}"));
            }
        }
        Reply::words("Yes.")
    });
    let model = model(&endpoint, settings());
    ask(&model).await.0.unwrap();
    ask(&model).await.0.unwrap();
    assert_eq!(endpoint.asked().len(), 4, "it is found out once");
    assert_eq!(endpoint.asked()[3].body["max_tokens"], json!(500));
}

/// Asks for the object and yields it.
async fn sent(model: &Model) -> Result<Result<Json, String>, Failure> {
    model.ask_object(&hello(), &object(), &mut |_| {}).await.map(|one| one.json.map(Json::Object))
}

#[tokio::test]
async fn an_object_comes_whichever_way_an_endpoint_can() {
    let way = |body: &Json| match (body.get("response_format"), body.get("tools")) {
        (Some(_), _) => "schema",
        (_, Some(_)) => "call",
        _ => "plain",
    };
    for (taken, replies) in [
        ("schema", Reply::object(&json!({"a": 1}))),
        ("call", Reply::calls(&[("send", "{\"a\": 1}")])),
        ("plain", Reply::words("```json\n{\"a\": 1}\n```")),
    ] {
        let endpoint = Endpoint::start(move |_, asked| match way(&asked.body) {
            way if way == taken => replies.clone(),
            way => Reply::status(400, &format!("{way} is not supported")),
        });
        let model = model(&endpoint, settings());
        assert_eq!(sent(&model).await.unwrap(), Ok(json!({"a": 1})), "{taken}");
        let first = endpoint.asked().len();
        assert_eq!(sent(&model).await.unwrap(), Ok(json!({"a": 1})));
        assert_eq!(endpoint.asked().len(), first + 1, "{taken} is remembered");
        if taken == "plain" {
            let said = endpoint.asked()[first].body["messages"][2]["content"].as_str().unwrap().to_owned();
            assert!(said.contains("One number.") && said.contains("\"integer\""), "{said}");
        }
    }
    let endpoint = Endpoint::start(|_, _| Reply::status(400, "model is required"));
    let failure = sent(&model(&endpoint, settings())).await.unwrap_err();
    assert!(failure.to_string().contains("(400): model is required"), "{failure}");
}

#[tokio::test]
async fn what_is_no_object_is_told_to_the_model() {
    let told = |reply: Reply| async move {
        let endpoint = Endpoint::playing(vec![reply]);
        sent(&model(&endpoint, settings())).await.unwrap().unwrap_err()
    };
    assert!(told(Reply::object(&json!({"a": 1})).ending("length")).await.contains("cut off after 500 tokens"));
    assert!(told(Reply::words("I need more facts.")).await.contains("no JSON object"));
    assert!(told(Reply::calls(&[("other", "{}")])).await.contains("there is no tool `other`"));
    let refusal = Reply::raw(vec![delta(json!({"refusal": "I cannot help."}), None), delta(json!({}), Some("stop"))]);
    assert!(told(refusal).await.contains("I cannot help."));
    let whole = json!({"choices": [{"index": 0, "finish_reason": "stop", "message": {"content": "{\"a\": 1}"}}]});
    let endpoint = Endpoint::playing(vec![Reply::whole(&whole)]);
    assert_eq!(sent(&model(&endpoint, settings())).await.unwrap(), Ok(json!({"a": 1})), "it need not stream");
}

#[tokio::test]
async fn words_where_an_object_was_wanted_make_it_ask_another_way() {
    let endpoint = Endpoint::start(|_, asked| match asked.body.get("tools") {
        Some(_) => Reply::calls(&[("send", "{\"a\": 1}")]),
        None => Reply::words("Sure, I would love to."),
    });
    let model = model(&endpoint, settings());
    assert!(sent(&model).await.unwrap().is_err());
    assert_eq!(sent(&model).await.unwrap(), Ok(json!({"a": 1})));
}

#[tokio::test]
async fn a_cassette_plays_what_was_recorded_and_nothing_else() {
    let endpoint = Endpoint::playing(vec![
        Reply::status(429, "Slow down, [sk-aaaaaaaaaaaaaaaaaaaaaaaa].").retry_after("0"),
        Reply::words("Good day."),
    ]);
    let folder = tempfile::tempdir().unwrap();
    let tape = folder.path().join("hello.jsonl");
    let place = Place::new(Some(&endpoint.url), None).unwrap();
    let source = Source::Recorded { endpoint: place, cassette: tape.clone() };
    let live = Model::new("tiny", source, settings()).unwrap();
    let (said, _) = ask(&live).await;
    let cassette = Cassette::load(&tape).unwrap();
    let replayed = Model::new("tiny", Source::Replayed(cassette.clone()), settings()).unwrap();
    let (again, told) = ask(&replayed).await;
    assert_eq!(again.unwrap(), said.unwrap());
    assert_eq!((told.concat().as_str(), cassette.unplayed()), ("Good day.", 0));
    assert_eq!(replayed.spent().usage, live.spent().usage);
    assert!(!std::fs::read_to_string(&tape).unwrap().contains("sk-aaaa"));
    let miss = ask(&replayed).await.0.unwrap_err();
    assert!(matches!(&miss, Failure::Miss { ask: 3, .. }), "{miss}");
}

#[tokio::test]
async fn a_refusal_in_words_is_one() {
    let endpoint = Endpoint::playing(vec![Reply::words("").ending("content_filter")]);
    let said = ask(&model(&endpoint, settings())).await.0.unwrap();
    assert!(matches!(said.finish, Finish::Refused(_)));
}
