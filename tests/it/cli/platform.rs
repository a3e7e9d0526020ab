//! `platform`: cards of what platforms can do.

use super::run;

#[test]
fn the_cards_in_one_table_and_one_by_itself() {
    insta::assert_snapshot!("platforms", run(["platform"]).out);
    let one = run(["platform", "Vercel"]);
    assert_eq!(one.code, 0);
    assert!(one.out.contains("instant rollback: yes. Instant Rollback assigns the domain"), "{}", one.out);
    assert!(one.out.contains("(not verified; check before relying on it)"), "{}", one.out);
    let json: serde_json::Value =
        serde_json::from_str(&run(["platform", "vercel", "--format", "json"]).out).expect("JSON");
    assert_eq!(json["strategies"]["canary"]["offered"], "yes");
}

#[test]
fn a_card_that_is_not_there_names_the_nearest() {
    let said = run(["platform", "verc"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("did you mean `vercel`?"), "{}", said.err);
}

/// A strategy that a platform does not offer is ruled out by its card.
#[test]
fn a_card_rules_strategies_out() {
    let said = run(["calc", "rollout", "references/examples/calc/rollout.yaml", "--platform", "railway"]);
    assert!(said.out.contains("canary is ruled out: Railway does not support it"), "{}", said.out);
}
