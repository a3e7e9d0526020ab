//! Models: what is asked over the wire, and what is made of whatever comes.

use std::process::{Command, Stdio};
use std::time::Duration;

use groundplan::llm::{
    Budget, Cassette, Endpoint as Place, Event, Failure, Finish, Message, Model, Recorder, RetryPolicy, Settings,
    Source, Spent, ToolSpec, Usage,
};
use serde_json::{Value as Json, json};

use crate::scripted::{Endpoint, Reply, delta, usage};

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
    assert_eq!((model.spent().usage.total(), model.spent().requests), (40_040, 2));
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
    // Every reply is as long as it may be.
    let endpoint = Endpoint::start(|_, asked| {
        Reply::words("Hm.").counting(30, asked.body["max_completion_tokens"].as_u64().unwrap())
    });
    let budgets = [
        Budget { tokens: Some(700), ..Budget::default() },
        Budget { money: "0.0007".parse().ok(), price: "1/1".parse().ok(), ..Budget::default() },
    ];
    for budget in budgets {
        let model = model(&endpoint, Settings { budget, ..settings() });
        let before = endpoint.asked().len();
        ask(&model).await.0.unwrap();
        ask(&model).await.0.unwrap();
        let failure = ask(&model).await.0.unwrap_err();
        assert!(matches!(failure, Failure::OverBudget { .. }), "{failure}");
        let total = model.spent().usage.total();
        assert!((600..=700).contains(&total), "{total}");
        assert_eq!(endpoint.asked().len(), before + 2, "nothing is sent beyond it");
    }
    let budget = Budget { tokens: Some(40), ..Budget::default() };
    let failure = ask(&model(&endpoint, Settings { budget, ..settings() })).await.0.unwrap_err();
    assert!(failure.to_string().contains("0 of 40 tokens are spent, and the next request has about"), "{failure}");

    let budget = Budget { money: "1".parse().ok(), price: "1/1".parse().ok(), ..Budget::default() };
    let model = model(&endpoint, Settings { budget, ..settings() });
    let usage = Usage { input: 900_000, output: 100_000, estimated: false };
    model.resume(Spent { usage, requests: 9, ..Spent::default() });
    let failure = ask(&model).await.0.unwrap_err();
    assert!(failure.to_string().contains("a cost of 1 of 1 is reached"), "{failure}");
}

#[tokio::test]
async fn a_request_that_is_given_up_is_counted() {
    let slow = |pace| Endpoint::start(move |_, _| Reply::words("a b c d e f").slow(pace));
    let budget = Budget { time: Some(Duration::from_millis(60)), ..Budget::default() };
    let endpoint = slow(Duration::from_secs(60));
    let timed = model(&endpoint, Settings { budget, ..settings() });
    assert!(matches!(ask(&timed).await.0, Err(Failure::OverBudget { .. })));
    let Usage { input, output, estimated } = timed.spent().usage;
    assert!(input > 20 && output == 0 && estimated && timed.spent().requests == 1, "{:?}", timed.spent());

    let endpoint = slow(Duration::from_millis(20));
    let stopped = model(&endpoint, settings());
    let (tell, told) = tokio::sync::oneshot::channel();
    let mut tell = Some(tell);
    let mut on = |event: Event<'_>| {
        if let (Event::Words(_), Some(tell)) = (event, tell.take()) {
            tell.send(()).expect("somebody waits");
        }
    };
    let tools = [object()];
    tokio::select! {
        said = stopped.ask(&[], &tools, &mut on) => panic!("{said:?}"),
        _ = told => {}
    }
    let spent = stopped.spent();
    assert!(spent.usage.input > 0 && spent.usage.output > 0 && !spent.time.is_zero(), "{spent:?}");
}

#[tokio::test]
async fn what_an_endpoint_counts_is_counted_whatever_came_of_it() {
    let silent = || vec![delta(json!({}), Some("stop")), usage(100, 8_000)];
    let endpoint = Endpoint::start(move |_, _| Reply::raw(silent()));
    let thinking = model(&endpoint, settings());
    let failure = ask(&thinking).await.0.unwrap_err().to_string();
    assert!(failure.contains("the model's context may be too small"), "{failure}");
    assert_eq!(thinking.spent().usage, Usage { input: 300, output: 24_000, estimated: false });

    let endpoint = Endpoint::start(|_, _| Reply::words("Hm.").counting(0, 0));
    let budget = Budget { tokens: Some(400), ..Budget::default() };
    let uncounted = model(&endpoint, Settings { budget, ..settings() });
    while ask(&uncounted).await.0.is_ok() {}
    assert!(uncounted.spent().usage.estimated && uncounted.spent().usage.total() > 250, "{:?}", uncounted.spent());

    let endpoint = Endpoint::start(|_, _| Reply::status(503, "Loading model").retry_after("0"));
    let refused = model(&endpoint, settings());
    ask(&refused).await.0.unwrap_err();
    assert_eq!(refused.spent().usage, Usage::default(), "what is not taken costs nothing");
}

#[tokio::test]
async fn a_context_that_is_too_small_is_told_however_the_endpoint_shows_it() {
    let long = [Message::User("One word after another. ".repeat(600))];
    for (reply, words) in [
        (Reply::words("Hm.").counting(900, 3), "the endpoint read only 900 of about 3,"),
        (Reply::raw(vec![json!({"error": "Trying to keep the first 4100 tokens when context the overflows"})]), "4100"),
        (Reply::status(500, "the request exceeds the available context size"), "context size"),
    ] {
        let endpoint = Endpoint::start(move |_, _| reply.clone());
        let failure = model(&endpoint, settings()).ask(&long, &[], &mut |_| {}).await.unwrap_err();
        let told = failure.to_string();
        assert!(matches!(failure, Failure::TooLong { .. }) && told.contains(words), "{told}");
        assert_eq!(endpoint.asked().len(), 1, "the same would be too long again");
    }
    let endpoint = Endpoint::start(|_, _| Reply::words("Hm.").counting(2_400, 3));
    assert!(model(&endpoint, settings()).ask(&long, &[], &mut |_| {}).await.is_ok(), "tokenizers differ");
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
            let messages = endpoint.asked()[first].body["messages"].as_array().unwrap().clone();
            let said = messages[1]["content"].as_str().unwrap();
            assert!(said.starts_with("Hello?\n\nAnswer with one JSON object"), "{said}");
            assert!(said.contains("One number.") && said.contains("\"integer\""), "{said}");
            assert_eq!(messages.len(), 2, "no role speaks twice in a row");
        }
    }
    // One request is refused after others have been taken: what is known stays known.
    let endpoint = Endpoint::start(move |at, asked| match (at, way(&asked.body)) {
        (1, _) => Reply::status(400, "the schema is too deep"),
        (_, "schema") => Reply::object(&json!({"a": 1})),
        _ => Reply::calls(&[("send", "{\"a\": 2}")]),
    });
    let proven = model(&endpoint, settings());
    for value in [1, 2, 1] {
        assert_eq!(sent(&proven).await.unwrap(), Ok(json!({"a": value})));
    }
    let endpoint = Endpoint::start(move |_, asked| match way(&asked.body) {
        "plain" => Reply::object(&json!({"a": 1})),
        _ => Reply::status(404, "No endpoints found that support tool use"),
    });
    assert_eq!(sent(&model(&endpoint, settings())).await.unwrap(), Ok(json!({"a": 1})));
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
    let live = Model::new("tiny", Source::Recorded(place, Recorder::new(&tape)), settings()).unwrap();
    let (said, _) = ask(&live).await;
    let cassette = Cassette::load(&tape).unwrap();
    let replayed = Model::new("tiny", Source::Replayed(cassette.clone()), settings()).unwrap();
    let (again, told) = ask(&replayed).await;
    assert_eq!(again.unwrap(), said.unwrap());
    assert_eq!((told.concat().as_str(), cassette.unplayed()), ("Good day.", 0));
    assert_eq!(replayed.spent().usage, live.spent().usage);
    assert!(!std::fs::read_to_string(&tape).unwrap().contains("sk-aaaa"));
    let miss = ask(&replayed).await.0.unwrap_err();
    assert!(matches!(&miss, Failure::Miss { request: 3, .. }), "{miss}");
}

#[tokio::test]
async fn a_refusal_in_words_is_one() {
    let endpoint = Endpoint::playing(vec![Reply::words("").ending("content_filter")]);
    let said = ask(&model(&endpoint, settings())).await.0.unwrap();
    assert!(matches!(said.finish, Finish::Refused(_)));
}

#[tokio::test]
async fn one_cassette_records_several_models_and_no_other_run() {
    let endpoint = Endpoint::start(|_, _| Reply::words("Good day."));
    let folder = tempfile::tempdir().unwrap();
    let tape = folder.path().join("hello.jsonl");
    let recorder = Recorder::new(&tape);
    let recorded = |name: &str, recorder: &Recorder| {
        let place = Place::new(Some(&endpoint.url), None).unwrap();
        Model::new(name, Source::Recorded(place, recorder.clone()), settings())
    };
    let tiny = recorded("tiny", &recorder).unwrap();
    assert!(!tape.exists(), "a run that asks nothing leaves nothing behind");
    ask(&tiny).await.0.unwrap();
    ask(&recorded("large", &recorder).unwrap()).await.0.unwrap();
    assert_eq!(Cassette::load(&tape).unwrap().unplayed(), 2);
    let failure = recorded("tiny", &Recorder::new(&tape)).unwrap_err().to_string();
    assert!(failure.contains("the file exists already; remove it, or name another one"), "{failure}");
}

/// A run of the program that asks a model once, and what it says on standard error. Its proxy is nobody.
fn reader(args: &[&str], keys: &[(&str, &str)]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_groundplan"));
    let names = ["GROUNDPLAN_MODEL", "GROUNDPLAN_BASE_URL", "GROUNDPLAN_API_KEY", "OPENAI_API_KEY", "OPENAI_BASE_URL"];
    for name in names.iter().chain(&["NO_PROXY", "no_proxy"]) {
        command.env_remove(name);
    }
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env("HTTP_PROXY", "http://127.0.0.1:9").stdin(Stdio::null());
    command.args(["check", "tests/fixtures/small.md", "--only", "ROA004", "--on", "2026-11-21", "--reader", "tiny"]);
    let output = command.args(args).envs(keys.iter().copied()).output().expect("the program runs");
    String::from_utf8(output.stderr).expect("UTF-8")
}

#[test]
fn a_key_goes_where_it_belongs_and_this_machine_is_asked_without_a_proxy() {
    let endpoint = Endpoint::start(|_, _| Reply::object(&json!({"remarks": []})));
    let (openai, own) = (("OPENAI_API_KEY", "of-openai-1234"), ("GROUNDPLAN_API_KEY", "of-groundplan-1234"));
    let there = ["--base-url", &endpoint.url];
    let named = ("OPENAI_BASE_URL", endpoint.url.as_str());
    for (args, keys, sent) in [
        (&there[..], &[openai][..], "Bearer none"),
        (&there, &[openai, own], "Bearer of-groundplan-1234"),
        (&[], &[openai, named], "Bearer of-openai-1234"),
        (&there, &[openai, named], "Bearer of-openai-1234"),
    ] {
        let before = endpoint.asked().len();
        let told = reader(args, keys);
        assert!(told.contains("the second reader took"), "{told}");
        assert_eq!(endpoint.asked()[before].authorization, sent);
    }
    let told = reader(&["--base-url", "http://198.51.100.7:9/v1"], &[own]);
    assert!(told.contains("the key would be sent to http://198.51.100.7:9/v1 unencrypted; use https"), "{told}");
    let endpoint = Endpoint::start(|_, _| Reply::status(401, "No API key"));
    let told = reader(&["--base-url", &endpoint.url], &[openai]);
    assert!(told.contains("needs a key: set GROUNDPLAN_API_KEY"), "{told}");
}
