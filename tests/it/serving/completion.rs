//! Completion of prompts' arguments and of templates' variables.

use std::collections::HashMap;

use groundplan::pack::Pack;
use jiff::civil::date;
use rmcp::model::{CompletionContext, CompletionInfo, ErrorCode};
use serde_json::json;

use super::{call, connect, eras, open, refused, store_of};

#[tokio::test]
async fn arguments_are_completed_with_what_there_is() {
    let packs: Vec<Pack> = (0..130)
        .map(|number| Pack::new("platform-infrastructure", 1, &format!("Shop number {number}"), date(2026, 11, 2)))
        .collect();
    for era in eras() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = folder.path().join("packs.db");
        let (_, ids) = store_of(&store, &packs).await;
        let client = connect(&store, era, &[]).await.service;
        let prompt = async |name: &str, argument: &str, text: &str| -> CompletionInfo {
            client.complete_prompt_argument(name, argument, text, None).await.expect("an answer")
        };
        let skill = prompt("review_document", "skill", "platform-o").await;
        assert_eq!(
            (skill.values, skill.total, skill.has_more),
            (vec!["platform-operations".into()], Some(1), Some(false))
        );
        assert_eq!(prompt("review_document", "skill", "").await.values.len(), 2);
        assert_eq!(prompt("summarize_pack", "audience", "E").await.values, ["executives", "engineering"]);
        assert!(prompt("plan_operations", "request", "Plan").await.values.is_empty());
        assert!(prompt("repair_pack", "max_edits", "1").await.values.is_empty());

        // The one changed last comes first; of so many only the first hundred are told.
        let newest = open(&client).await;
        call(&client, "infra_scaling", json!({"pack": newest, "risks": ["one"]})).await;
        let all = prompt("repair_pack", "pack", "").await;
        assert_eq!(all.values.len(), 100);
        assert_eq!(all.values[0], newest);
        assert!(all.total.is_some_and(|total| total > 130) && all.has_more == Some(true), "{all:?}");
        let by_title = prompt("repair_pack", "pack", "NUMBER 129 sho").await;
        assert_eq!((by_title.values, by_title.total), (vec![ids[129].to_string()], Some(1)));
        let by_id = prompt("summarize_pack", "pack", &ids[7].as_str()[..20]).await;
        assert_eq!(by_id.values, [ids[7].to_string()]);
        let bare = prompt("summarize_pack", "pack", &ids[7].as_str()[3..20]).await;
        assert_eq!(bare.values, [ids[7].to_string()]);
        assert_eq!(prompt("repair_pack", "pack", "no such title").await.total, Some(0));

        let resource = async |template: &str, variable: &str, text: &str, before: &[(&str, &str)]| {
            let before: HashMap<String, String> =
                before.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            let context = CompletionContext::with_arguments(before);
            let answer = client.complete_resource_argument(template, variable, text, Some(context)).await;
            answer.expect("an answer").values
        };
        let revisions = "groundplan://packs/{pack}/{revision}.md";
        assert_eq!(resource("groundplan://packs/{pack}.json", "pack", &newest[..20], &[]).await, [newest.as_str()]);
        assert_eq!(resource(revisions, "revision", "", &[("pack", &newest)]).await, ["2", "1"]);
        assert!(resource(revisions, "revision", "", &[]).await.is_empty());
        assert_eq!(resource("groundplan://rules/{rule}", "rule", "scl00", &[]).await[0], "SCL001");
        assert_eq!(resource("groundplan://rules/{rule}", "rule", "trigger late", &[]).await, ["SCL003"]);
        let file = "skill://{skill}/{+path}";
        assert_eq!(resource(file, "skill", "platform-i", &[]).await, ["platform-infrastructure"]);
        let skill = [("skill", "platform-operations")];
        assert_eq!(resource(file, "path", "references/in", &skill).await, ["references/intake.md"]);

        for (result, needed) in [
            (client.complete_prompt_argument("repair", "pack", "", None).await, "did you mean `repair_pack`?"),
            (client.complete_prompt_argument("repair_pack", "id", "", None).await, "`pack` ("),
            (
                client.complete_resource_argument("groundplan://rules/{id}", "id", "", None).await,
                "groundplan://rules/{rule}",
            ),
            (client.complete_resource_argument(file, "file", "", None).await, "skill, path"),
        ] {
            let (code, words) = refused(result);
            assert_eq!(code, ErrorCode::INVALID_PARAMS);
            assert!(words.contains(needed), "{words}");
        }
    }
}
