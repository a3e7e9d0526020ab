//! The semantic difference of two packs.

use groundplan::pack::diff::{Change, What, diff};
use groundplan::pack::{Pack, SectionSpec, parse};
use groundplan::skills;
use jiff::civil::date;

fn sections() -> &'static [&'static SectionSpec] {
    skills::native("platform-infrastructure").expect("the skill").definition().standard.sections
}

fn read(source: &str) -> Pack {
    parse(source, sections(), "platform-infrastructure", 1, date(2026, 11, 2)).pack
}

/// `what place label: from -> to (shift)`.
fn lines(from: &str, to: &str) -> Vec<String> {
    let say = |change: &Change| {
        let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "nothing".to_owned());
        let shift = change.shift.as_ref().map(|shift| format!(" ({shift})")).unwrap_or_default();
        format!(
            "{:?} {} {}: {} -> {}{shift}",
            change.what,
            change.location,
            change.label,
            text(&change.from),
            text(&change.to)
        )
    };
    diff(&read(from), &read(to), sections()).iter().map(say).collect()
}

const CLOCK: &str = "# Orders\n\n## 4. Doomsday clock\n\n### Doomsday clock\n\n\
| Component/limit | Metric | Current | Trigger threshold | Estimated lead time to mitigate | Mitigation project | Owner |\n\
| --- | --- | --- | --- | --- | --- | --- |\n\
| orders-db disk | disk_used | 700 GB | >= 800 GB | 6-8 weeks | Partition orders | Dana Ruiz |\n\
| redis memory | memory_used | 20 GB | >= 26 GB | 2 weeks | Shard redis | Ana Costa |\n";

#[test]
fn nothing_changed_is_no_change() {
    assert!(lines(CLOCK, CLOCK).is_empty());
}

#[test]
fn a_target_that_moved_is_one_change() {
    let to = CLOCK.replace(">= 800 GB", ">= 750 GB").replace("6-8 weeks", "10 weeks");
    assert_eq!(
        lines(CLOCK, &to),
        [
            "Changed scaling.limits[orders-db disk].trigger Trigger threshold: >= 800 GB -> >= 750 GB (50 GB lower)",
            "Changed scaling.limits[orders-db disk].lead_time Estimated lead time to mitigate: 6-8 weeks -> 10 weeks (14 days longer)",
        ]
    );
}

#[test]
fn rows_come_and_go_by_name() {
    let row = "| redis memory | memory_used | 20 GB | >= 26 GB | 2 weeks | Shard redis | Ana Costa |\n";
    let other = "| queue depth | jobs_waiting | 900 jobs | >= 5,000 jobs | 3 weeks | Split queues | Lena Hoff |\n";
    let to = CLOCK.replace(row, other);
    let changes = lines(CLOCK, &to);
    assert_eq!(changes.len(), 2, "{changes:#?}");
    assert!(
        changes.iter().any(|line| line
            .starts_with("Removed scaling.limits[redis memory] Doomsday clock: Component/limit: redis memory; Metric")),
        "{changes:#?}"
    );
    assert!(
        changes.iter().any(|line| line
            .starts_with("Added scaling.limits[queue depth] Doomsday clock: nothing -> Component/limit: queue depth")),
        "{changes:#?}"
    );
}

#[test]
fn a_row_with_another_name_and_the_same_cells_is_renamed() {
    let to = CLOCK.replace("redis memory", "session cache memory");
    assert_eq!(
        lines(CLOCK, &to),
        ["Renamed scaling.limits[session cache memory] Component/limit: redis memory -> session cache memory"]
    );
}

#[test]
fn another_order_is_said_once() {
    let mut rows: Vec<&str> = CLOCK.lines().collect();
    let last = rows.len() - 1;
    rows.swap(last, last - 1);
    assert_eq!(
        lines(CLOCK, &rows.join("\n")),
        ["Reordered scaling.limits Doomsday clock: orders-db disk; redis memory -> redis memory; orders-db disk"]
    );
}

#[test]
fn layout_is_no_change() {
    let to = CLOCK.replace("## 4. Doomsday clock\n", "## Scaling\n").replace("| redis memory |", "|  redis memory|");
    assert!(lines(CLOCK, &to).is_empty(), "{:#?}", lines(CLOCK, &to));
}

#[test]
fn lists_texts_and_sections() {
    let from = "---\nas_of: 2026-11-02\n---\n\n# Orders\n\n## Context\n\n### Decision\n\nWe will wait.\n\n### Systems in scope\n\n- orders-api (Go 1.23, 14 pods)\n- legacy-ftp\n\n## Notes of ours\n\nold\n";
    let to = "---\nas_of: 2026-11-09\n---\n\n# Orders, again\n\n## Context\n\n### Decision\n\nWe will act.\n\n### Systems in scope\n\n- orders-api (Go 1.24, 14 pods)\n- search-cluster\n\n## Risks\n\n### Notes\n\nnone\n\n## Notes of ours\n\nnew\n";
    assert_eq!(
        lines(from, to),
        [
            "Changed pack Title: Orders -> Orders, again",
            "Changed pack Facts as of: 2026-11-02 -> 2026-11-09 (7 days later)",
            "Changed context.systems[1] Systems in scope: orders-api (Go 1.23, 14 pods) -> orders-api (Go 1.24, 14 pods)",
            "Added context.systems[2] Systems in scope: nothing -> search-cluster",
            "Removed context.systems[2] Systems in scope: legacy-ftp -> nothing",
            "Changed context.decision Decision: We will wait. -> We will act.",
            "Added risks Risks / Open questions / Next steps: nothing -> nothing",
            "Added risks.notes Notes: nothing -> none",
            "Changed pack Notes of ours: old -> new",
        ]
    );
}

#[test]
fn rows_of_one_name_are_compared_in_their_order() {
    let twice =
        format!("{CLOCK}| redis memory | evictions | 0 per s | >= 10 per s | 2 weeks | Shard redis | Ana Costa |\n");
    assert!(lines(&twice, &twice).is_empty());
    let changes = diff(&read(&twice), &read(CLOCK), sections());
    assert_eq!(changes.iter().map(|change| change.what).collect::<Vec<_>>(), [What::Removed]);
    assert_eq!(changes[0].location.row, Some(2));
}
