//! Every help text: the reference of the command line.

use super::run;

fn pages(command: &mut clap::Command, path: &str, out: &mut String) {
    let path = format!("{path} {}", command.get_name());
    let mut help = command.render_long_help().to_string();
    // What every command takes is said once.
    if path.trim() != "groundplan"
        && let Some(start) = help.find("\nGlobal options:")
    {
        let end = help.find("\nExit codes:").unwrap_or(help.len());
        help.replace_range(start..end, "");
    }
    out.push_str(&format!("# {}\n\n{}\n", path.trim(), help.trim_end()));
    for child in command.get_subcommands_mut().filter(|child| child.get_name() != "help") {
        out.push('\n');
        pages(child, &path, out);
    }
}

#[test]
fn the_reference_of_the_command_line() {
    let mut command = groundplan::cli::command().term_width(100);
    command.build();
    let mut out = String::new();
    pages(&mut command, "", &mut out);
    let out: Vec<&str> = out.lines().map(str::trim_end).collect();
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("reference", out.join("\n"));
    });
}

#[test]
fn the_command_line_is_consistent() {
    groundplan::cli::command().debug_assert();
}

#[test]
fn help_is_success_and_nothing_is_usage() {
    assert_eq!(run(["--help"]).code, 0);
    assert_eq!(run(["check", "-h"]).code, 0);
    let said = run(["--version"]);
    assert_eq!((said.code, said.out.trim()), (0, concat!("groundplan ", env!("CARGO_PKG_VERSION"))));
    let none: [&str; 0] = [];
    let said = run(none);
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    assert!(said.err.contains("Usage:"), "{}", said.err);
    assert_eq!(run(["chek"]).code, 2);
}

#[test]
fn secrets_of_the_environment_stay_out_of_help() {
    let output =
        super::command(["--help"]).env("GROUNDPLAN_STORE", "postgres://u:hunter2@h/d").output().expect("it runs");
    assert!(!String::from_utf8_lossy(&output.stdout).contains("hunter2"));
}

#[test]
fn a_filter_that_cannot_be_read_is_usage() {
    let said = run(["rules", "--log", "groundplan=loud"]);
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(said.err.contains("--log groundplan=loud"), "{}", said.err);
}

#[test]
fn completions_and_manual_pages_are_written() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let said = run(["completions", shell]);
        assert!(said.code == 0 && said.out.contains("fail-on"), "{shell}");
    }
    let directory = tempfile::tempdir().expect("a directory");
    let dir = directory.path().join("man/man1");
    assert_eq!(run(["man", dir.to_str().expect("a plain path")]).code, 0);
    for page in ["groundplan.1", "groundplan-check.1", "groundplan-pack-diff.1", "groundplan-new-brief.1"] {
        let text = std::fs::read_to_string(dir.join(page)).unwrap_or_else(|error| panic!("{page}: {error}"));
        assert!(text.contains(".TH"), "{page}");
    }
}
