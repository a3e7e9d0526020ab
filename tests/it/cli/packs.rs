//! `pack list|show|log|diff`, over a store made for each test.

use std::path::Path;

use groundplan::pack::{Pack, Revision, Row, Value, parse};
use groundplan::skill::Definition;
use groundplan::skills;
use groundplan::store::{PackId, Store};
use jiff::civil::date;

use super::{Said, run};

struct Bed {
    directory: tempfile::TempDir,
    id: PackId,
    last: Pack,
}

fn definition() -> &'static Definition {
    skills::native("platform-infrastructure").expect("the skill").definition()
}

/// A store with one pack of two revisions: the second moves a milestone and strikes the other.
fn bed() -> Bed {
    let directory = tempfile::tempdir().expect("a directory");
    let source = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/small.md"))
        .expect("the fixture");
    let first = parse(&source, definition().standard.sections, "platform-infrastructure", 1, date(2026, 11, 2)).pack;
    let mut last = first.clone();
    let roadmap = last.sections.get_mut("roadmap").expect("a roadmap");
    let Some(Value::Table(rows)) = roadmap.fields.get_mut("milestones") else { panic!("no milestones") };
    rows.pop();
    rows[0].set("eta", "2026-11-16 to 2026-12-18".to_owned());
    let mut added = Row::default();
    added.set("milestone", "M3 Replica".to_owned());
    rows.push(added);

    let id = PackId::mint();
    let one = Revision::new(None, "pack_open", "2026-11-02T09:00:00Z", "a test", first).expect("a revision");
    let two = Revision::new(Some((1, &one.hash)), "infra_roadmap", "2026-11-03T09:00:00Z", "a test", last.clone())
        .expect("a revision");
    let address = directory.path().join("packs.db").display().to_string();
    tokio::runtime::Runtime::new().expect("a runtime").block_on(async {
        let store = Store::open(&address).await.expect("a store");
        store.create(&id, &one).await.expect("the first revision");
        store.append(&id, 1, &two).await.expect("the second");
        store.close().await;
    });
    Bed { directory, id, last }
}

impl Bed {
    fn pack(&self, args: &[&str]) -> Said {
        let store = self.directory.path().join("packs.db");
        run(["pack"].iter().chain(args).copied().chain(["--store", store.to_str().expect("a plain path")]))
    }
}

#[test]
fn packs_are_listed_shown_and_logged() {
    let bed = bed();
    let id = bed.id.as_str();
    let said = bed.pack(&["list"]);
    assert!(said.code == 0 && said.out.contains(id) && said.out.contains("revision 2"), "{}{}", said.out, said.err);
    let list: serde_json::Value = serde_json::from_str(&bed.pack(&["list", "--format", "json"]).out).expect("JSON");
    assert_eq!(list[0]["id"], id);

    assert_eq!(bed.pack(&["show", id]).out, definition().render(&bed.last));
    assert!(bed.pack(&["show", id, "--revision", "1"]).out.contains("M2 Partitions"));
    let shown: Pack = serde_json::from_str(&bed.pack(&["show", id, "--json"]).out).expect("a pack");
    assert_eq!(shown, bed.last);

    let log = bed.pack(&["log", id]).out;
    let steps: Vec<&str> = log.lines().filter_map(|line| line.split_whitespace().nth(3)).collect();
    assert_eq!(steps, ["infra_roadmap", "pack_open"]);
    let log: serde_json::Value = serde_json::from_str(&bed.pack(&["log", id, "--format", "json"]).out).expect("JSON");
    assert_eq!(log[1]["number"], 1);
}

#[test]
fn a_difference_is_said_in_the_words_of_the_plan() {
    let bed = bed();
    let id = bed.id.as_str();
    let said = bed.pack(&["diff", id]);
    assert_eq!(said.code, 0, "{}", said.err);
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("pack-diff", said.out);
    });
    let both = bed.pack(&["diff", &format!("{id}@1"), &format!("{id}@2")]);
    assert_eq!(both.out, said.out);
    let file = bed.directory.path().join("new.md");
    std::fs::write(&file, definition().render(&bed.last)).expect("a file");
    let file = file.to_str().expect("a plain path");
    assert_eq!(bed.pack(&["diff", "tests/fixtures/small.md", file]).out, said.out, "between files");
    let same = bed.pack(&["diff", id, file]);
    assert_eq!((same.code, same.out.as_str()), (0, "0 changes\n"));
    let data = bed.pack(&["diff", id, "--format", "json"]);
    let data: serde_json::Value = serde_json::from_str(&data.out).expect("JSON");
    assert_eq!(data["changes"][0]["shift"], "start 7 days later");
}

#[test]
fn what_is_not_there_is_said() {
    let bed = bed();
    let id = bed.id.as_str();
    let other = PackId::mint();
    for (args, words) in [
        (&["show", "pk_1"][..], "is not a pack id"),
        (&["show", other.as_str()], "there is no pack"),
        (&["show", id, "--revision", "9"], "it has revisions 1 to 2"),
        (&["log", other.as_str()], "there is no pack"),
        (&["diff", &format!("{id}@1")], "there is none before it"),
        (&["diff", &format!("{id}@x")], "is no revision"),
        (&["diff", "tests/fixtures/small.md"], "name two files, or a pack's id"),
        (&["diff", "tests/fixtures/small.md", "none.md"], "none.md: it cannot be read"),
    ] {
        let said = bed.pack(args);
        assert_eq!(said.code, 2, "{args:?}: {}", said.err);
        assert!(said.err.contains(words), "{args:?}: {}", said.err);
    }
    let said = run(["pack", "list", "--store", "tests"]);
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(said.err.contains("is a directory"), "{}", said.err);
}
