//! `check`: what it accepts, and its exit codes.

use std::fs;
use std::process::Stdio;

use super::{command, run, run_with_stdin};

const SMALL: &str = "tests/fixtures/small.md";
const ON: [&str; 2] = ["--on", "2026-11-21"];

fn check(args: &[&str]) -> super::Said {
    run(["check"].iter().chain(args).chain(&ON))
}

#[test]
fn exit_codes_are_as_documented() {
    for (args, code) in [
        (&[SMALL][..], 1),
        (&[SMALL, "--fail-on", "never"], 0),
        // The cycle is an error, an unknown dependency a warning.
        (&[SMALL, "--only", "ROA003"], 1),
        (&[SMALL, "--only", "ROA004"], 0),
        (&[SMALL, "--only", "dependency-unknown", "--fail-on", "warning"], 1),
        (&[SMALL, "--only", "ROA004,ROA003", "--fail-on", "never"], 0),
        // The one finding of this rule that counts is a warning; the other is exempted.
        (&[SMALL, "--only", "CAP002"], 0),
        (&[SMALL, "--only", "CAP002", "--fail-on", "info"], 1),
        (&["tests/fixtures/none.md"], 2),
        (&["tests"], 2),
        (&[SMALL, "tests/fixtures/none.md", "--fail-on", "never"], 2),
        (&[], 2),
        (&[SMALL, "--fail-on", "sometimes"], 2),
        (&[SMALL, "--only", "ROA999"], 2),
        (&[SMALL, "--skill", "platform-infra"], 2),
        (&[SMALL, "--rule-set", "99"], 2),
        (&[SMALL, "--rule-set", "0"], 2),
        (&["-", "-"], 2),
    ] {
        let said = check(args);
        assert_eq!(said.code, code, "{args:?}\n{}\n{}", said.out, said.err);
        assert_eq!(said.err.is_empty(), code != 2, "{args:?}: {}", said.err);
    }
    assert_eq!(run(["check", SMALL, "--on", "2026-11-31"]).code, 2);
    assert_eq!(run(["check", SMALL, "--on", "today"]).code, 2);
}

#[test]
fn a_pack_is_held_against_the_one_agreed_before() {
    let golden = "evals/packs/golden/b2b-analytics.md";
    let source = fs::read_to_string(golden).expect("a golden pack");
    let old = std::env::temp_dir().join(format!("groundplan-against-{}.md", std::process::id()));
    fs::write(&old, source.replacen("export_id uuid", "export_id int", 1)).expect("a file");
    let against = old.to_str().expect("a plain path");
    let broken = [golden, "--only", "INS017", "--fail-on", "warning", "--against"];
    assert_eq!(check(&[&broken[..], &[against]].concat()).code, 1);
    assert_eq!(check(&[&broken[..], &[golden]].concat()).code, 0);
    assert_eq!(check(&[&broken[..], &[against, SMALL]].concat()).code, 2);
    fs::remove_file(&old).expect("the file");
}

#[test]
fn packs_that_share_objectives_are_held_against_each_other() {
    // The one cites the other by its title.
    let (taker, giver) = ("tests/rules/REL008/invalid/gone.md", "tests/rules/REL008/invalid/gone.beside");
    let judged = |file: &str, rule: &str, beside: &[&str]| {
        check(&[&[file, "--fail-on", "warning", "--only", rule], beside].concat()).code
    };
    assert_eq!(judged(taker, "REL008", &["--beside", giver]), 1);
    assert_eq!(judged(taker, "REL018", &["--beside", giver]), 0);
    assert_eq!(judged(giver, "QUA020", &["--beside", taker]), 1);
    // By itself there is nothing to compare with, and that is said.
    assert_eq!((judged(taker, "REL008", &[]), judged(taker, "REL018", &[]), judged(giver, "QUA020", &[])), (0, 1, 0));
    assert_eq!(judged(taker, "REL008", &["--beside", "tests/fixtures/none.md"]), 2);
}

#[test]
fn a_check_fails_for_errors_and_for_the_gate() {
    let mut kinds = std::collections::BTreeSet::new();
    for path in super::all_packs() {
        let path = path.to_str().expect("a plain path");
        let said = check(&[path, "--format", "json"]);
        let judged: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
        let file = &judged["files"][0];
        let (errors, passed) = (file["summary"]["errors"].as_u64().expect("a number"), file["gate"]["passed"] == true);
        assert_eq!(said.code, i32::from(errors > 0 || !passed), "{path}");
        assert_eq!(passed, file["gate"]["because"].is_null(), "{path}");
        kinds.insert((errors > 0, passed));
    }
    assert!(kinds.contains(&(false, true)) && kinds.contains(&(true, false)), "{kinds:?}");
    let gated = |args: &[&str]| check(args).out.contains("Gate:");
    assert!(
        gated(&[SMALL]) && !gated(&[SMALL, "--only", "CAP002"]),
        "the gate has no say where only some rules are asked"
    );
}

#[test]
fn an_exemption_ends_with_its_day() {
    let counted = |on: &str| {
        let said = run(["check", SMALL, "--only", "CAP002", "--format", "json", "--on", on]);
        let check: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
        check["files"][0]["findings"].as_array().expect("a list").len()
    };
    assert_eq!(counted("2027-03-31"), 1);
    assert_eq!(counted("2027-04-01"), 2);
}

#[test]
fn standard_input_is_a_file() {
    let source = fs::read(SMALL_PATH).expect("the fixture");
    let args = ["check", "-", "--only", "ROA004", "--on", "2026-11-21"];
    let said = run_with_stdin(args, &source);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("--> <stdin>:24:"), "{}", said.out);
}

const SMALL_PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/small.md");

#[test]
fn what_is_no_text_is_said_with_its_place() {
    let said = run_with_stdin(["check", "-"], b"# A\n\xffb\n");
    assert_eq!(said.code, 2);
    assert!(said.err.contains("byte 4, in line 2"), "{}", said.err);
    let said = check(&["tests"]);
    assert!(said.err.contains("tests: it is a directory; name the files"), "{}", said.err);
}

#[test]
fn a_document_for_an_unknown_skill_or_rule_set_is_not_judged() {
    let said = run_with_stdin(["check", "-"], b"---\nskill: platform-infrastrcture\n---\n\n# A\n");
    assert_eq!(said.code, 2);
    assert!(said.err.contains("did you mean `platform-infrastructure`?"), "{}", said.err);
    for set in ["0", "2000"] {
        // Rule set 0 would ask no rule and pass anything.
        let said = run_with_stdin(["check", "-"], format!("---\nrule_set: {set}\n---\n\n# A\n").as_bytes());
        assert_eq!(said.code, 2, "{}", said.out);
        assert!(said.err.contains("only 1 to"), "{}", said.err);
    }
}

#[test]
fn an_empty_document_is_judged_and_fails() {
    for input in [&b""[..], b"\n\n", b"---\n---\n", b"\xef\xbb\xbf", b"hello"] {
        let said = run_with_stdin(["check", "-", "--on", "2026-11-21"], input);
        assert_eq!(said.code, 1, "{input:?}: {}{}", said.out, said.err);
        assert!(said.out.contains("error["), "{}", said.out);
    }
}

#[test]
fn several_files_are_judged_in_the_order_given() {
    let golden = "evals/packs/golden/startup.md";
    let said = check(&[golden, SMALL, golden, "--format", "json"]);
    let check: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    let paths: Vec<_> = check["files"].as_array().expect("files").iter().map(|file| file["path"].clone()).collect();
    assert_eq!(paths, [golden, SMALL, golden]);
}

#[test]
fn the_same_check_gives_the_same_bytes() {
    for format in ["text", "json", "sarif", "junit", "github"] {
        let args = ["evals/packs/flawed/platform-handwaving.md", "--format", format];
        assert_eq!(check(&args).out, check(&args).out, "{format}");
    }
}

#[test]
fn control_characters_stay_out_of_the_terminal() {
    let source = "# \u{1b}]0;owned\u{7}\u{202e}title\n\n## 7. Execution roadmap\n\n\
        | Milestone | Scope | Acceptance criteria | Owner | Dependencies | ETA range | Rollout/rollback |\n\
        | - | - | - | - | - | - | - |\n\
        | M1 \u{1b}[2J\u{9b}31m\u{202e}x | a | b | c | M9\u{7} | d | e |\n";
    for format in ["text", "json", "sarif", "junit", "github"] {
        let said = run_with_stdin(["check", "-", "--format", format, "--on", "2026-11-21"], source.as_bytes());
        assert!(said.out.contains("ROA004"), "{format}: {}", said.out);
        let raw = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert_eq!(said.out.chars().find(|c| raw(*c)), None, "{format}: {:?}", said.out);
    }
}

#[test]
fn colour_is_for_those_who_ask() {
    let has = |said: &super::Said| said.out.contains('\u{1b}');
    assert!(!has(&check(&[SMALL])), "a pipe is no terminal");
    assert!(has(&check(&[SMALL, "--color", "always"])));
    assert!(!has(&check(&[SMALL, "--color", "never"])));
}

#[cfg(unix)]
#[test]
fn whoever_closes_the_pipe_has_seen_enough() {
    for args in [&["rules", "--format", "json"][..], &["check", SMALL, "--fail-on", "never", "--format", "sarif"]] {
        let mut child = command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("the program ends");
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_an_internal_error() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("the device that is always full");
    let output = command(["rules"]).stdout(full).output().expect("the program runs");
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("standard output cannot be written"));
}

/// Only what is derived changes: a comment, the spacing of a table and the ends of lines stay as somebody wrote them.
#[test]
fn fix_derives_computed_lines_anew_and_leaves_the_rest() {
    let folder = tempfile::tempdir().expect("a folder");
    for line_end in ["\n", "\r\n"] {
        let file = folder.path().join("pack.md");
        let name = file.to_str().expect("a plain path");
        let wrong = fs::read_to_string("tests/rules/NUM001/invalid/edited.md").expect("the fixture");
        let wrong = format!("<!-- kept -->\n{wrong}\nAn end without a table.\n").replace('\n', line_end);
        fs::write(&file, &wrong).expect("a file");
        let before = check(&[name, "--only", "NUM001"]);
        assert_eq!(before.code, 1, "{}", before.out);
        let fixed = check(&[name, "--only", "NUM001", "--fix"]);
        assert_eq!(fixed.code, 0, "{}\n{}", fixed.out, fixed.err);
        let now = fs::read_to_string(&file).expect("a file");
        let derived = |line: &&str| !line.starts_with("> -") && !line.starts_with("```") && !line.starts_with("gantt");
        let plain =
            |text: &str| text.lines().filter(derived).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
        assert_eq!(plain(&now), plain(&wrong));
        assert!(now.contains("error budget = 43 min 12 s [(100 % - 99.9 %) x 30 days = 43 min 12 s]"), "{now}");
        assert!(
            !now.contains("21 min 36 s") && !now.contains("Search: error budget") && !now.contains("gantt"),
            "{now}"
        );
        assert_eq!(now.matches("\r\n").count(), if line_end == "\n" { 0 } else { now.matches('\n').count() });
        assert!(!now.contains(&line_end.repeat(3)), "{now:?}");
        // Fixing twice changes nothing.
        assert_eq!(check(&[name, "--only", "NUM001", "--fix"]).code, 0);
        assert_eq!(fs::read_to_string(&file).expect("a file"), now);
    }
    assert_eq!(check(&["-", "--fix"]).code, 2);
}
