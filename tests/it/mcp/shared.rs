//! Two servers over one store: what one has written, the other knows, whatever it keeps of what it read before.

use serde_json::json;

use super::{call, connect_to, structured, text};

#[tokio::test]
async fn what_another_process_has_written_is_told_at_once() {
    let folder = tempfile::tempdir().expect("a folder for the store");
    let store = folder.path().join("packs.db");
    let (writer, reader) = (connect_to(&store).await, connect_to(&store).await);
    let open = json!({"title": "Shop", "request": "Plan the scaling of orders"});
    let pack = structured(&call(&writer, "pack_open", open).await)["pack"].clone();
    let read = async |arguments| text(&call(&reader, "pack_read", arguments).await);
    let head = async || structured(&call(&reader, "pack_list", json!({})).await)["packs"][0]["head"].clone();

    let (mut newest, mut before) = (json!(1), read(json!({"pack": pack})).await);
    for gigabytes in 401..410 {
        // Whatever is kept is kept by now.
        assert_eq!((head().await, read(json!({"pack": pack})).await), (newest.clone(), before.clone()));
        assert_eq!(read(json!({"pack": pack, "revision": newest})).await, before);
        let row = json!({"component": "orders-db disk", "current": format!("{gigabytes} GB"), "trigger": "1.6 TB"});
        let taken = call(&writer, "infra_scaling", json!({"pack": pack, "limits": [row]})).await;
        let (now, last) = (structured(&taken)["revision"].clone(), newest);
        let document = read(json!({"pack": pack})).await;
        assert!(document.contains(&format!("{gigabytes} GB")), "revision {now}: {document}");
        assert_eq!(head().await, now);
        assert_eq!(read(json!({"pack": pack, "revision": last})).await, before, "a revision does not change");
        (newest, before) = (now, document);
    }
}
