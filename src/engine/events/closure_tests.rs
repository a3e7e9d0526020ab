use proptest::prelude::*;

use super::*;

fn input(texts: &[&str]) -> ClosureInput {
    let metric = |name: &str| Declared { name: name.to_owned(), kind: DeclaredKind::Metric, aliases: Vec::new() };
    let event = |name: &str| Declared { kind: DeclaredKind::Event, ..metric(name) };
    ClosureInput {
        texts: texts
            .iter()
            .map(|text| Named { name: "T".into(), kind: PromiseKind::Sli, text: (*text).into() })
            .collect(),
        declared: vec![
            metric("http_request_duration_seconds"),
            metric("queue_depth"),
            event("order_placed"),
            event("order_placed_v2"),
            event("export_completed"),
            event("signup"),
        ],
    }
}

fn names(text: &str) -> Vec<(String, How)> {
    let found = closure(&input(&[text]));
    found.resolved.into_iter().flat_map(|one| one.by).map(|one| (one.declared, one.how)).collect()
}

#[test]
fn texts_resolve_by_identifier_and_by_words() {
    for (text, declared, how) in [
        ("share of `order_placed` within 2 s", "order_placed", How::Identifier),
        ("orderPlaced per minute", "order_placed", How::Identifier),
        ("Orders placed per minute", "order_placed", How::Words),
        ("count of order_placed_v2", "order_placed_v2", How::Identifier),
        ("the queue depth stays < 1,000", "queue_depth", How::Words),
        ("signups above 200 a day", "signup", How::Word),
        (
            "histogram_quantile(0.95, sum by (le, status_code) (rate(http_request_duration_seconds_bucket{job_name=\"x_y\"}[5m])))",
            "http_request_duration_seconds",
            How::Identifier,
        ),
    ] {
        assert_eq!(names(text), [(declared.to_owned(), how)], "{text}");
        assert_eq!(closure(&input(&[text])).undeclared, [], "{text}");
    }
}

#[test]
fn what_resolves_to_nothing_is_listed_with_what_is_near() {
    let found = closure(&input(&["exports that complete within 5 min", "customers are happy", "rate of order_plced"]));
    let nearest: Vec<String> = found.unresolved.iter().map(|one| one.nearest.join(" ")).collect();
    assert_eq!(nearest, ["export_completed", "", "order_placed"]);
    assert_eq!(found.derivation, "0 of 3 texts resolve");
    assert_eq!(found.undeclared.len(), 1);
    assert_eq!(
        (found.undeclared[0].identifier.as_str(), found.undeclared[0].nearest.as_deref()),
        ("order_plced", Some("order_placed"))
    );
    assert_eq!(found.unused.len(), 6);
}

#[test]
fn an_undeclared_identifier_shows_even_beside_a_declared_one() {
    let found = closure(&input(&["`order_placed` / `checkout_started`"]));
    assert_eq!((found.resolved.len(), found.unresolved.len()), (1, 0));
    assert_eq!(found.undeclared[0].identifier, "checkout_started");
}

#[test]
fn a_word_inside_another_is_no_mention() {
    assert_eq!(names("reordering placed items"), []);
    assert_eq!(names("disorder placed"), []);
    assert!(mentions("consumers of order_placed move", "order_placed"));
    assert!(!mentions("consumers of order_placed_v2 move", "order_placed"));
}

proptest! {
    #[test]
    fn every_declared_name_resolves_to_itself(name in "[a-z]{3,8}(_[a-z]{3,8}){1,3}", around in "[A-Z ]{0,10}") {
        let declared = Declared { name: name.clone(), kind: DeclaredKind::Event, aliases: vec![] };
        let text = Named { name: "T".into(), kind: PromiseKind::Sli, text: format!("{around} `{name}` {around}") };
        let found = closure(&ClosureInput { texts: vec![text], declared: vec![declared] });
        prop_assert_eq!(found.resolved.len(), 1);
        prop_assert!(found.undeclared.is_empty() && found.unused.is_empty());
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,60}") {
        let found = closure(&input(&[&text]));
        prop_assert_eq!(found.resolved.len() + found.unresolved.len(), 1);
    }
}
