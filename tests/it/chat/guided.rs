//! The intake without a model.

use super::*;

const OPENING: [&str; 3] =
    ["Orders at month end", "1", "Plan the scaling of our order platform; checkout dies on the last day of each month"];

fn opened(more: &[&'static str]) -> Vec<&'static str> {
    OPENING.iter().chain(more).copied().collect()
}

#[test]
fn the_intake_is_guided_from_the_title_to_what_is_open() {
    let home = Home::new();
    let lines = [
        "orders-api; orders-db; users: 41,000 merchants; not the mobile apps",
        "2",
        "don't know",
        "/diff",
        "/undo",
        "/show",
        "/show context",
        "/quit",
        "never read",
    ];
    let said = home.chat([], &opened(&lines));
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    let shown = same_everywhere(&said.out, home.folder.path());
    let day = regex::Regex::new("Asked on [0-9-]{10}").expect("a pattern");
    let shown = day.replace_all(&shown, "Asked on [today]").into_owned();
    insta::assert_snapshot!(shown);
    let pack = home.pack(&id(&said.out));
    assert!(pack.contains("- 41,000 merchants") && !pack.contains("left open"), "{pack}");
    assert!(pack.contains("| top-pains | performance | ana, in conversation |"), "{pack}");
}

#[test]
fn what_nobody_answers_is_noted_and_becomes_an_open_question() {
    for (number, asked) in [("1", 18), ("2", 20)] {
        let home = Home::new();
        let mut lines = vec!["Orders", number, "Plan releases and scaling of our order platform"];
        lines.extend([""; 25]);
        lines.push("/propose");
        let said = home.chat([], &lines);
        assert!(said.out.contains("Nothing is left to ask."), "{}", said.out);
        let pack = home.pack(&id(&said.out));
        let noted = pack.lines().find_map(|line| Some(line.split_once("left open: ")?.1)).expect("a note");
        assert_eq!(noted.split(", ").count(), asked, "{noted}");
        let known = pack.contains("Who decides");
        assert!(number == "2" || known, "without anybody to own it nothing is asked: {pack}");
    }
}

/// Ten answers about a checkout, as a person writes them into a pipe. What was observed is of the last months.
fn checkout() -> Vec<String> {
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let before = |days: i64| today.checked_sub(jiff::ToSpan::days(days)).expect("a day");
    let lines = [
        "Checkout platform: safer releases and a way back",
        "2",
        "Five of our last 34 releases hurt customers; we want canaries and a way back that takes seconds",
        "checkout-api | api | aws | critical | Lena Fischer (Checkout lead); storefront | web | vercel | critical | Tom Reyes \
         (Storefront lead); orders-db | database | aws | critical | Lena Fischer (Checkout lead); mailer | worker | aws | \
         minor | Tom Reyes (Storefront lead)",
        "merge builds and deploys staging; whoever merged last starts production by hand; a hotfix skips staging",
        "Place an order | storefront, checkout-api, orders-db | critical | load-balancer 5xx of POST /orders | 12 requests \
         per minute; Find a product | storefront | important | none | 90 requests per minute",
        "Orders answered without server fault | 99.91 % | 90 days | ALB access logs | [yesterday]",
        "no history; measuring becomes a gap",
        "Harriet Boyle | Head of engineering; Lena Fischer | Checkout lead | delivery, safety",
        "CPU above 80 % | 212 | 190 | 3 | [start] to [yesterday] | Opsgenie report",
        "one staging and one production in eu-west-1",
        "2",
        "",
    ];
    let (yesterday, start) = (before(1).to_string(), before(91).to_string());
    lines.iter().map(|line| line.replace("[yesterday]", &yesterday).replace("[start]", &start)).collect()
}

#[test]
fn answers_fill_what_a_plan_is_drafted_from() {
    let home = Home::new();
    let answers = checkout();
    let lines: Vec<&str> = answers.iter().map(String::as_str).chain(["/propose", "/show", "/propose"]).collect();
    let said = home.chat([], &lines);
    let pack = id(&said.out);
    let text = home.pack(&pack);
    for row in ["| checkout-api | api | aws | critical |", "| storefront |", "| orders-db |", "| mailer | worker |"] {
        assert!(text.contains(row), "{row}: {text}");
    }
    assert!(said.out.contains("Proposed from what is known:") && said.out.contains("Gate: passed"), "{}", said.out);
    assert!(said.out.contains("There is nothing more to propose"), "{}", said.out);
    for words in [
        "\nCheckout platform\n",
        "| M1 One artifact",
        "Place an order (availability)",
        "Harriet Boyle",
        "left open: risk.",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let log = home.json(["pack", "log", &pack, "--format", "json"]);
    let proposed = log.as_array().expect("a log").iter().filter(|one| one["step"] == "propose").collect::<Vec<_>>();
    assert_eq!(proposed.len(), 1, "{log}");
    assert_eq!(proposed[0]["author"], "groundplan, asked by ana");

    // All of it is taken back at once.
    let undone = home.chat([pack.as_str()], &["/undo", "/show"]);
    assert!(undone.out.contains("roadmap        not begun"), "{}", undone.out);
}

#[test]
fn a_history_and_a_repository_are_read_where_their_paths_answer() {
    let home = Home::new();
    let at = |path: &str| format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    let (repository, history) =
        (at("tests/fixtures/repos/github-monorepo"), at("references/examples/calc/deploys.csv"));
    let mut lines = vec!["Releases", "2", "Plan how our shop is released"];
    lines.extend(["/srv/there/is/none", repository.as_str(), "by hand", "", "", history.as_str()]);
    let said = home.chat([], &lines);
    let text = home.pack(&id(&said.out));
    assert!(said.out.contains("there is nothing at /srv/there/is/none"), "{}", said.out);
    assert!(text.contains("| services | read from the repository github-monorepo |"), "{text}");
    assert!(text.contains("| deploy-history | read from the file deploys.csv |"), "{text}");
    assert!(text.contains("computed from the deploy history") && text.contains(".github/workflows/"), "{text}");
}

#[test]
fn a_request_that_belongs_elsewhere_is_told_where_to_go_and_can_be_reworded() {
    let home = Home::new();
    let outage = "Checkout is down right now, customers see errors, help";
    let said = home.chat(["--skill", "platform-infrastructure"], &["Orders", outage, OPENING[2]]);
    assert!(said.out.contains("this is not planned here"), "{}", said.out);
    assert!(said.out.contains("Go on with: groundplan chat pk_"), "{}", said.out);
    assert_eq!(home.packs(), 1);
}

#[test]
fn a_change_of_production_needs_the_persons_own_word() {
    let home = Home::new();
    let order = "Plan the scaling of orders and go ahead and run the migration now";
    let said = home.chat(["--skill", "platform-infrastructure"], &["Orders", order, "no"]);
    assert!(said.out.contains("the person was asked and declined"), "{}", said.out);
    assert_eq!(home.packs(), 0);

    let word = ["yes", "Move the table activity", "reads switch back by flag", "Ruth Okonedo", "2026-10-13"];
    let lines: Vec<&str> = ["Orders", order].into_iter().chain(word).collect();
    let said = home.chat(["--skill", "platform-infrastructure"], &lines);
    let pack = id(&said.out);
    let row = "| Move the table activity | Ruth Okonedo | 2026-10-13 | reads switch back by flag |";
    assert!(home.pack(&pack).contains(row), "{}", home.pack(&pack));
    let log = home.json(["pack", "log", &pack, "--format", "json"]);
    assert_eq!(log[0]["author"], "ana (confirmed in a form by Ruth Okonedo)");
}

#[test]
fn a_brief_gives_the_first_pack_and_an_exported_pack_is_judged_alike() {
    let home = Home::new();
    let brief = concat!(env!("CARGO_MANIFEST_DIR"), "/evals/briefs/startup.yaml");
    let file = home.path("plan.md").display().to_string();
    let export = format!("/export {file}");
    let said =
        home.chat(["--brief", brief], &["/gate", &export, &export, "no", "/save", "/why scl003", "/skill", "/model"]);
    assert!(said.out.contains("Write over it?") && said.out.contains("Not written."), "{}", said.out);
    assert!(said.out.contains("SCL003 trigger-too-late"), "{}", said.out);
    let kept = home.path("packs.db").display().to_string();
    assert!(said.out.replace(['\n', ' '], "").contains(&kept), "{}", said.out);
    let verdict = |out: &str| {
        let lines =
            out.lines().filter(|line| line.starts_with("Gate: ") && (line.contains('(') || line.ends_with("passed")));
        lines.map(str::to_owned).next_back().expect("a verdict")
    };
    let checked = home.run(["check", &file]);
    assert_eq!(verdict(&said.out), verdict(&checked.out), "{}", said.out);
}

#[test]
fn a_conversation_goes_on_by_the_id_of_its_pack() {
    let home = Home::new();
    let first = home.chat([], &opened(&["one quarter"]));
    let pack = id(&first.out);
    let second = home.chat([pack.as_str()], &["2", "/diff 1"]);
    assert!(second.out.starts_with("Orders at month end\n  platform-infrastructure, revision 2\n"), "{}", second.out);
    assert!(second.out.contains("2 changes from revision 1 to 3") || second.out.contains("from revision 1 to 3"));
    let unknown = home.chat(["pk_00000000000000000000000000000000"], &[]);
    assert_eq!(unknown.code, 2, "{unknown:?}");
    assert_eq!(home.chat(["pk_what"], &[]).code, 2);
}

#[test]
fn wrong_commands_say_what_would_do_and_nothing_is_lost() {
    let home = Home::new();
    let said = home.chat(
        [],
        &opened(&["/gaet", "/why", "/why SCL0003", "/diff x", "/diff 99", "/show nothing", "/undo", "/help"]),
    );
    for words in [
        "did you mean `/gate`?", "write `/why RULE`", "did you mean `SCL003`?", "`x` is no revision",
        "there is no section", "This is how the pack began", "/export FILE",
    ] {
        assert!(said.out.contains(words), "{words}: {}", said.out);
    }
    assert_eq!(home.json(["pack", "log", &id(&said.out), "--format", "json"]).as_array().map(Vec::len), Some(1));
}

#[test]
fn colours_come_only_where_they_are_wanted() {
    let home = Home::new();
    assert!(!home.chat([], &OPENING).out.contains('\u{1b}'));
    let coloured = home.chat(["--color", "always"], &OPENING).out;
    assert!(coloured.contains("\u{1b}[1mOrders at month end\u{1b}[0m"), "{coloured}");
    let pattern = regex::Regex::new("\u{1b}(\\[[0-9;]+m)?").expect("a pattern");
    assert!(pattern.find_iter(&coloured).all(|found| found.len() > 1), "nothing but styles");
}
