//! Clients of the older protocols, whose call waits for the person: never for ever, and not when nobody waits for it.

use std::path::Path;

use groundplan::mcp::Server;
use groundplan::skill::registry::Registry;
use groundplan::store::Store;
use groundplan::workspace::Workspace;
use rmcp::ServiceExt;

use super::*;

/// A server in this process that waits so long for an answer, and a client of it.
async fn desk(store: &Path, patience: Duration) -> Desk {
    let store = Store::open(&store.display().to_string()).await.expect("a store");
    let server = Server::new(Workspace::new(store), Registry::embedded()).expect("a server").waiting(patience);
    let (here, there) = tokio::io::duplex(1 << 16);
    tokio::spawn(async move {
        if let Ok(running) = server.serve(there).await {
            let _ = running.waiting().await;
        }
    });
    Desk::at(here, ProtocolVersion::V_2025_11_25, Shows::Forms).await
}

#[tokio::test]
async fn a_client_that_never_answers_gets_the_ordinary_result_in_the_end() {
    let (_folder, store) = store();
    let mut desk = desk(&store, Duration::from_millis(50)).await;
    for answer in [Answer::Leaves, Answer::Fails] {
        let pack = desk.open("platform-infrastructure").await;
        desk.will(answer.clone());
        let done = desk.done("infra_intake", json!({"pack": pack, "notes": "kept"})).await;
        assert!(matches!(desk.next().await, Seen::Form(_)));
        if matches!(answer, Answer::Leaves) {
            assert_eq!(desk.next().await, Seen::TakenAway);
        }
        assert_eq!(done["sections"]["context"]["notes"], "kept");
        assert!(!done["next"]["ask"].as_object().expect("questions").is_empty());
        let told = done["notes"][0].as_str().expect("a note");
        assert!(told.starts_with("The person gave no answer to "), "{told}");
        // It is not waited for a second time.
        desk.done("infra_intake", json!({"pack": pack, "notes": "more"})).await;
        desk.nothing();
    }

    // Silence allows nothing.
    desk.will(Answer::Leaves);
    let confirmation =
        json!({"change": "Migrate", "confirmed_by": "Karim Benali", "date": "2026-11-02", "rollback": "by flag"});
    let request = "Plan scaling, go ahead and run the migration now";
    let open = json!({"title": "Changes", "request": request, "confirmation": confirmation});
    let words = desk.refused("pack_open", open).await;
    assert!(words.contains("the person was asked and gave no answer"), "{words}");
    let packs = desk.done("pack_list", json!({})).await["packs"].clone();
    assert!(packs.as_array().expect("packs").iter().all(|pack| pack["title"] == "Orders"), "{packs}");
}

#[tokio::test]
async fn a_cancelled_call_takes_its_form_away_and_stores_nothing() {
    let (_folder, store) = store();
    let mut desk = desk(&store, Duration::from_secs(3600)).await;
    let pack = desk.open("platform-infrastructure").await;
    desk.will(Answer::Leaves);
    let peer = desk.client.peer().clone();
    let sent = params("infra_intake", json!({"pack": pack, "notes": "lost"}));
    let call = tokio::spawn(async move { peer.call_tool_once(sent).await });
    assert!(matches!(desk.next().await, Seen::Form(_)));
    // A client that no longer waits says so.
    call.abort();
    assert_eq!(desk.next().await, Seen::TakenAway);
    assert_eq!(desk.revision(&pack).await, json!(1));
}

/// Between the question and the answer the pack may move on: what others wrote and what the person says both stay.
#[tokio::test]
async fn answers_join_what_others_wrote_meanwhile() {
    let (_folder, store) = store();
    let (mut asked, other) = (desk(&store, Duration::from_secs(3600)).await, desk(&store, Duration::ZERO).await);
    let pack = asked.open("platform-infrastructure").await;
    let writer = other.client.peer().clone();
    let id = pack.clone();
    // The person answers after somebody else has written.
    let (held, release) = tokio::sync::oneshot::channel();
    asked.will(Answer::After(
        Arc::new(Mutex::new(Some(release))),
        ElicitResult::new(ElicitationAction::Accept).with_content(json!({"growth": "6 % per month"})),
    ));
    let peer = asked.client.peer().clone();
    let sent = params("infra_intake", json!({"pack": pack}));
    let call = tokio::spawn(async move { peer.call_tool_once(sent).await });
    assert!(matches!(asked.next().await, Seen::Form(_)));
    let notes = json!({"pack": id, "ask": false, "records": {"notes": "From the other desk."}});
    writer.call_tool_once(params("infra_intake", notes)).await.expect("an answer");
    held.send(()).expect("the person waits");
    call.await.expect("the call ends").expect("an answer");
    let read = other.call("pack_read", json!({"pack": pack})).await;
    let markdown = text(&read);
    assert!(
        markdown.contains("From the other desk.\n\nAsked on ") && markdown.contains("| growth | 6 % per month |"),
        "{markdown}"
    );
    assert_eq!(other.revision(&pack).await, json!(3));
}
