//! Laws of every call: whole or in parts, once or again, and whatever nonsense is sent.

use std::collections::BTreeSet;

use groundplan::pack::{Pack, Shape, TableSpec, Value};
use groundplan::skill::input::Mistake;
use groundplan::skill::{Definition, Folders, Step, input};
use groundplan::workspace::Workspace;
use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

use super::{act, arguments, definitions, empty, printed, request, workspace, written_packs};
use crate::roundtrip::{any_pack_of, any_text};

fn apply(definition: &'static Definition, step: &'static Step, pack: &Pack, sent: &Map<String, Json>) -> Pack {
    let applied = input::apply(definition, step, pack, sent);
    applied.unwrap_or_else(|mistakes| panic!("{}: {mistakes:?}\n{sent:?}", step.tool))
}

/// What an answer printed, sent back: at the top, under the section's key, or as the answer's `sections`.
fn sent_back(step: &Step, pack: &Pack) -> [Map<String, Json>; 3] {
    let sections: Map<String, Json> = step.sections.iter().map(|key| ((*key).to_owned(), printed(pack, key))).collect();
    let whole = json!({"sections": sections}).as_object().cloned().unwrap_or_default();
    [arguments(step, pack), sections, whole]
}

#[test]
fn sections_sent_back_as_printed_change_nothing() {
    for (path, definition, pack) in written_packs() {
        for step in definition.steps {
            for sent in sent_back(step, pack) {
                assert_eq!(apply(definition, step, pack, &sent), *pack, "{path}, {}", step.tool);
            }
        }
    }
}

/// The parts of a call: its tables cut where `cut` says, everything else in the first.
fn parts(
    step: &Step,
    definition: &Definition,
    sent: &Map<String, Json>,
    cut: &mut impl FnMut() -> bool,
) -> Vec<Map<String, Json>> {
    let is_table = |section: &str, field: &str| {
        let spec = definition.standard.section(section).and_then(|spec| spec.field(field));
        spec.is_some_and(|field| matches!(field.shape, Shape::Table(_)))
    };
    let mut calls: Vec<Map<String, Json>> = vec![Map::new()];
    for (key, value) in sent {
        let nested = step.sections[1..].contains(&key.as_str());
        let fields = if nested {
            value.as_object().cloned().unwrap_or_default()
        } else {
            Map::from_iter([(key.clone(), value.clone())])
        };
        let section = if nested { key.as_str() } else { step.sections[0] };
        for (field, value) in fields {
            let rows = value.as_array().filter(|_| is_table(section, &field));
            let chunks: Vec<Json> = match rows {
                None => vec![value.clone()],
                Some(rows) => {
                    let mut chunks: Vec<Vec<Json>> = vec![Vec::new()];
                    for row in rows {
                        if cut() {
                            chunks.push(Vec::new());
                        }
                        chunks.last_mut().expect("a chunk").push(row.clone());
                    }
                    chunks.into_iter().map(Json::Array).collect()
                }
            };
            for (at, chunk) in chunks.into_iter().enumerate() {
                if calls.len() <= at {
                    calls.push(Map::new());
                }
                if nested {
                    calls[at].entry(key.clone()).or_insert_with(|| json!({}))[&field] = chunk;
                } else {
                    calls[at].insert(field.clone(), chunk);
                }
            }
        }
    }
    calls
}

/// What people and machines may send for anything: keys that mean something and keys that do not, values of every kind.
fn any_json(keys: &'static [&'static str]) -> impl Strategy<Value = Json> {
    let word = prop_oneof![
        3 => prop::sample::select(keys).prop_map(str::to_owned),
        1 => any_text(),
    ];
    let leaf = prop_oneof![
        1 => Just(Json::Null),
        1 => any::<bool>().prop_map(Json::from),
        1 => any::<i64>().prop_map(Json::from),
        1 => any::<f64>().prop_map(Json::from),
        1 => prop::sample::select(vec![json!(1e308), json!(-0.0), json!(u64::MAX), json!("9".repeat(400))]),
        1 => prop::sample::select(vec![json!("[{\"a\": [1]}]"), json!("{\"limits\": {\"x\": 1}}"), json!("deploys.csv"), json!("time,environment,result\n")]),
        3 => word.clone().prop_map(Json::from),
    ];
    leaf.prop_recursive(5, 40, 5, move |inner| {
        prop_oneof![
            2 => prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            3 => prop::collection::vec((word.clone(), inner), 0..5).prop_map(|fields| Json::Object(fields.into_iter().collect())),
        ]
    })
}

/// Every key and heading of every skill, and what calls have beside them.
fn keys() -> &'static [&'static str] {
    let mut keys =
        vec!["pack", "remove", "finalize", "expected_revision", "sections", "history", "repository", "", "~", "a/b"];
    for spec in definitions().flat_map(|definition| definition.standard.sections) {
        keys.extend([spec.key, spec.title]);
        for field in spec.fields {
            keys.extend([field.key, field.label]);
            if let Shape::Table(table) = field.shape {
                keys.extend(table.columns.iter().flat_map(|column| [column.key, column.header]));
            }
        }
    }
    keys.leak()
}

fn any_step() -> impl Strategy<Value = (&'static Definition, &'static Step)> {
    let steps: Vec<_> =
        definitions().flat_map(|definition| definition.steps.iter().map(move |step| (definition, step))).collect();
    prop::sample::select(steps)
}

/// Arguments of a step: some of its own fields with anything under them, beside anything else.
fn any_call(
    keys: &'static [&'static str],
) -> impl Strategy<Value = (&'static Definition, &'static Step, Map<String, Json>)> {
    let sent =
        (any_step(), prop::collection::vec((any::<prop::sample::Index>(), any_json(keys)), 0..4), any_json(keys));
    sent.prop_map(|((definition, step), own, rest)| {
        let specs: Vec<_> = step.sections.iter().filter_map(|key| definition.standard.section(key)).collect();
        let fields: Vec<_> = specs.iter().flat_map(|spec| spec.fields.iter().map(|field| (spec.key, field))).collect();
        let mut sent = rest.as_object().cloned().unwrap_or_default();
        for (index, value) in own {
            let (section, field) = fields[index.index(fields.len())];
            if section == step.sections[0] {
                sent.insert(field.key.to_owned(), value);
            } else if let Json::Object(inner) = sent.entry(section.to_owned()).or_insert_with(|| json!({})) {
                inner.insert(field.key.to_owned(), value);
            }
        }
        (definition, step, sent)
    })
}

fn resolves(sent: &Json, pointer: &str) -> bool {
    let parent = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
    sent.pointer(pointer).is_some() || sent.pointer(parent).is_some()
}

/// Rows of a table that any caller may send: names out of few, so that they meet, and any of the other columns.
fn any_rows(table: &'static TableSpec) -> impl Strategy<Value = Vec<Json>> {
    let text = || prop::sample::select(vec!["a", "b", "A", "all", "1 h", "page", "Page", "2026-10-30", "x, y"]);
    let cells = prop::collection::vec(prop::option::weighted(0.4, text()), table.columns.len());
    let row = (text(), cells).prop_map(|(name, cells)| {
        let mut row = Map::from_iter([(table.key_column().key.to_owned(), json!(name))]);
        for (column, cell) in table.columns.iter().zip(cells).skip(1) {
            row.extend(cell.map(|cell| (column.key.to_owned(), json!(cell))));
        }
        Json::Object(row)
    });
    prop::collection::vec(row, 0..6)
}

/// A table of any step, with rows that stand there, rows that are sent, and rows that are to go.
fn any_edit() -> impl Strategy<Value = (&'static Definition, &'static Step, &'static str, [Vec<Json>; 3])> {
    let tables: Vec<_> = definitions()
        .flat_map(|definition| definition.steps.iter().map(move |step| (definition, step)))
        .flat_map(|(definition, step)| {
            let main = definition.standard.section(step.sections[0]).expect("a section");
            main.fields.iter().filter_map(move |field| match field.shape {
                Shape::Table(table) => Some((definition, step, field.key, table)),
                _ => None,
            })
        })
        .collect();
    let with_rows = |(definition, step, field, table)| {
        let rows = [any_rows(table), any_rows(table), any_rows(table)];
        rows.prop_map(move |rows| (definition, step, field, rows))
    };
    prop::sample::select(tables).prop_flat_map(with_rows)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Rows that meet others of their name, and rows that go: the same call again changes nothing, and rows that are sent one
    /// by one make what they make together, but for their order. Only a row that may be one of several is refused, and one
    /// that says otherwise than another of the call.
    #[test]
    fn edits_are_made_once((definition, step, field, [before, sent, gone]) in any_edit()) {
        let call = |pack: &Pack, sent: Json| input::apply(definition, step, pack, sent.as_object().expect("an object"));
        let Ok(before) = call(&empty(definition), json!({field: before})) else { return Ok(()) };
        // By what tells them apart, of which rows may leave things out, and by name alone.
        let table = definition.standard.section(step.sections[0]).and_then(|spec| spec.table(field)).expect("a table");
        let tells = |column: &str| table.column(column).is_some_and(|one| one.tells_apart || one.key == table.key_column().key);
        let described = gone.iter().map(|row| row.as_object().into_iter().flatten().filter(|(key, _)| tells(key)).map(|(key, cell)| (key.clone(), cell.clone())).collect::<Json>());
        let described: Vec<Json> = described.collect();
        let named: Vec<Json> = gone.iter().map(|row| row[table.key_column().key].clone()).collect();
        let edits = [
            json!({field: sent}),
            json!({field: sent, "remove": {field: described}}),
            json!({field: sent, "remove": {field: named}}),
            json!({"remove": {field: described}}),
        ];
        for edit in edits {
            match call(&before, edit.clone()) {
                Ok(once) => prop_assert_eq!(call(&once, edit.clone()), Ok(once), "{}", edit),
                Err(mistakes) => {
                    let known = |one: &Mistake| [" rows of the name ", " is sent twice and "].iter().any(|why| one.problem.contains(why));
                    prop_assert!(mistakes.iter().all(known), "{:?}", mistakes);
                }
            }
        }
        let together = call(&before, json!({field: sent}));
        let singly = sent.iter().try_fold(before, |pack, row| call(&pack, json!({field: row})));
        let rows = |pack: Pack| match pack.sections.get(step.sections[0]).and_then(|one| one.fields.get(field)) {
            Some(Value::Table(rows)) => rows.iter().map(|row| serde_json::to_string(row).expect("JSON")).collect::<BTreeSet<_>>(),
            _ => BTreeSet::new(),
        };
        match together {
            Ok(together) => prop_assert_eq!(singly.ok().map(rows), Some(rows(together))),
            Err(mistakes) => prop_assert!(singly.is_err() || mistakes.iter().any(|one| one.problem.contains(" is sent twice and "))),
        }
    }

    /// Nonsense is refused with a place that was sent, or taken for good: the same call again changes nothing.
    #[test]
    fn nothing_that_is_sent_does_harm((definition, step, sent) in any_call(keys())) {
        let pack = empty(definition);
        let whole = Json::Object(sent.clone());
        match input::apply_with(definition, step, &pack, &sent, &Folders::new()) {
            Err(mistakes) => {
                prop_assert!(!mistakes.is_empty());
                for mistake in mistakes {
                    prop_assert!(resolves(&whole, &mistake.pointer), "{} in {}", mistake, whole);
                    prop_assert!(!mistake.problem.is_empty() && !mistake.accepted.is_empty(), "{}", mistake);
                }
            }
            Ok(applied) => {
                prop_assert!(applied.wants.is_none() || applied.pack == pack);
                prop_assert!(applied.pack.sections.values().all(|section| !section.fields.is_empty()));
                let again = input::apply_with(definition, step, &applied.pack, &sent, &Folders::new());
                let again = again.map(|again| again.pack).map_err(|mistakes| format!("{mistakes:?}"));
                prop_assert_eq!(again, Ok(applied.pack), "{}", whole);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 24, ..ProptestConfig::default() })]

    /// A pack sent in any parts is the pack sent at once, and sent again it changes nothing.
    #[test]
    fn parts_make_the_whole(index in any::<prop::sample::Index>(), cuts in prop::collection::vec(any::<bool>(), 1..40)) {
        let (path, definition, pack) = index.get(written_packs());
        let mut cuts = cuts.iter().copied().cycle();
        for step in definition.steps {
            let sent = arguments(step, pack);
            let Ok(whole) = input::apply(definition, step, &empty(definition), &sent) else { continue };
            let mut made = empty(definition);
            for part in parts(step, definition, &sent, &mut || cuts.next().unwrap_or_default()) {
                made = apply(definition, step, &made, &part);
            }
            prop_assert_eq!(&made, &whole, "{}, {}", path, step.tool);
            prop_assert_eq!(&apply(definition, step, &whole, &sent), &whole, "{}, {}, again", path, step.tool);
        }
    }

    /// Whatever people wrote into a document is taken back as it was printed.
    #[test]
    fn any_pack_is_sent_back(pack in prop::strategy::Union::new(definitions().map(|definition| any_pack_of(definition).boxed()))) {
        let definition = definitions().find(|definition| definition.name == pack.skill).expect("a skill");
        for step in definition.steps {
            for sent in sent_back(step, &pack) {
                prop_assert_eq!(&apply(definition, step, &pack, &sent), &pack, "{}", step.tool);
            }
        }
    }

    /// The same through a store: what is refused leaves the pack at its revision.
    #[test]
    fn what_is_refused_changes_no_revision((definition, step, sent) in any_call(keys())) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let workspace: Workspace = workspace().await;
            let (id, first, _) = workspace.open(&request(definition.name), &act()).await.expect("a pack");
            let stepped = workspace.step(&id, step.tool, &sent, &act()).await;
            let (head, _) = workspace.read(&id, None).await.expect("the pack");
            match stepped {
                Ok(stepped) => assert_eq!((stepped.revision, stepped.changed), (head.number, head.pack != first.pack)),
                Err(groundplan::workspace::Refusal::GateFails(_)) => {}
                Err(_) => assert_eq!(head, first),
            }
        });
    }
}
