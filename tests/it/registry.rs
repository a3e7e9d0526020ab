//! Loading skills: what is served, and what is said of the rest.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use groundplan::skill::registry::Registry;
use groundplan::skill::{MAX_FILE, SkillProblemKind};
use groundplan::skills;

const GOOD: &str = "---\nname: tidy-desks\ndescription: Tidies desks. Use when a desk is untidy.\nlicense: MIT\nmetadata:\n  version: 1\n---\n\n# Tidy desks\n";

fn write(root: &Path, path: &str, text: impl AsRef<[u8]>) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn said(registry: &Registry) -> Vec<String> {
    registry.problems().iter().map(ToString::to_string).collect()
}

#[test]
fn the_embedded_skills_are_sound_and_current() {
    let registry = Registry::embedded();
    assert_eq!(said(&registry), Vec::<String>::new());
    for skill in skills::NATIVE {
        let name = skill.definition().name;
        let loaded = registry.skill(name).unwrap_or_else(|| panic!("{name} has no folder"));
        assert_eq!(registry.native(name).map(|native| native.definition().name), Some(name));
        assert_eq!(loaded.manifest.name, name);
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("skills").join(name);
        let mut on_disk = 0;
        let mut open = vec![root.clone()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    open.push(path);
                    continue;
                }
                let relative = path.strip_prefix(&root).expect("inside").to_str().expect("Unicode").replace('\\', "/");
                let embedded = loaded
                    .files
                    .get(&relative)
                    .unwrap_or_else(|| panic!("{relative} is not in the binary; build again"));
                assert_eq!(embedded.as_ref(), fs::read(&path).expect("the file"), "{relative}");
                on_disk += 1;
            }
        }
        assert_eq!(loaded.files.len(), on_disk);
    }
}

#[test]
fn a_folder_replaces_and_adds() {
    let directory = tempfile::tempdir().expect("a directory");
    let root = directory.path();
    write(
        root,
        "tidy-desks/SKILL.md",
        format!("{GOOD}See [how](references/how%20to.md#first) and [web](https://example.org), [top](#top).\n"),
    );
    write(root, "tidy-desks/references/how to.md", "# How\n\nBack to [the skill](../SKILL.md) or [here](.).\n");
    write(root, "tidy-desks/assets/desk.bin", [0xff, 0xfe]);
    write(root, "platform-infrastructure/SKILL.md", "---\nname: platform-infrastructure\ndescription: Ours.\n---\n");
    write(root, ".git/config", "");
    write(root, "README.md", "not a skill");

    let registry = Registry::with(root);
    assert_eq!(said(&registry), ["tidy-desks: no code enforces it: its text is served, its packs are not judged"]);
    let desks = registry.skill("tidy-desks").expect("the new skill");
    assert!(desks.native.is_none());
    assert_eq!(desks.manifest.metadata["version"], "1");
    assert_eq!(desks.files.keys().collect::<Vec<_>>(), ["SKILL.md", "assets/desk.bin", "references/how to.md"]);
    let ours = registry.skill("platform-infrastructure").expect("the replaced skill");
    assert_eq!((ours.manifest.description.as_str(), ours.files.len()), ("Ours.", 1));
    assert!(ours.native.is_some(), "its packs are still judged");
}

#[test]
fn one_bad_skill_never_sinks_the_rest() {
    let directory = tempfile::tempdir().expect("a directory");
    let root = directory.path();
    write(root, "tidy-desks/SKILL.md", GOOD);
    write(root, "a-none/notes.md", "no manifest");
    write(root, "b-plain/SKILL.md", "# No front matter\n");
    write(root, "c-open/SKILL.md", "---\nname: c-open\n");
    write(root, "d-yaml/SKILL.md", "---\nname: d-yaml\ndescription: [\n---\n");
    write(root, "e-type/SKILL.md", "---\nname: e-type\ndescription: {a: b}\n---\n");
    write(root, "f-name/SKILL.md", "---\nname: other\ndescription: x\n---\n");
    write(root, "G_Name/SKILL.md", "---\nname: G_Name\ndescription: x\n---\n");
    write(root, "h-unnamed/SKILL.md", "---\ndescription: x\n---\n");
    write(root, "i-silent/SKILL.md", "---\nname: i-silent\ndescription: ' '\n---\n");
    write(root, "j-bytes/SKILL.md", b"---\nname: j-bytes\ndescription: \xff\n---\n");
    write(root, "platform-infrastructure/SKILL.md", "nothing of use");

    let registry = Registry::with(root);
    let names: Vec<&str> = registry.skills().map(|skill| skill.manifest.name.as_str()).collect();
    let built_in: Vec<&str> = skills::NATIVE.iter().map(|skill| skill.definition().name).collect();
    assert!(names.contains(&"tidy-desks") && built_in.iter().all(|name| names.contains(name)), "{names:?}");
    assert_eq!(names.len(), built_in.len() + 1);
    assert!(registry.skill("platform-infrastructure").expect("the built-in one").files.len() > 1);
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("registry-problems", said(&registry).join("\n"));
    });
}

#[test]
fn small_faults_are_said_and_the_skill_is_served() {
    let directory = tempfile::tempdir().expect("a directory");
    let root = directory.path();
    let long = "x".repeat(1025);
    write(
        root,
        "tidy-desks/SKILL.md",
        format!(
            "---\nname: tidy-desks\ndescription: {long}\n---\n\n[a](references/none.md)\n\n[b](../other/SKILL.md) ![c](/etc/passwd)\n"
        ),
    );
    write(root, "tidy-desks/references/bad.md", b"# Caf\xe9\n");
    write(root, "tidy-desks/large.bin", vec![0; usize::try_from(MAX_FILE).expect("small") + 1]);

    let registry = Registry::with(root);
    let desks = registry.skill("tidy-desks").expect("it is served");
    assert_eq!(desks.files.keys().collect::<Vec<_>>(), ["SKILL.md"]);
    assert_eq!(
        said(&registry),
        [
            "tidy-desks/large.bin: it has 1048577 bytes; at most 1048576 are served",
            "tidy-desks/references/bad.md: it is not UTF-8 from byte 5 on; save it as UTF-8",
            "tidy-desks/SKILL.md:6: the link to `references/none.md` leads to no file of the skill",
            "tidy-desks/SKILL.md:8: the link to `../other/SKILL.md` leads out of the skill's folder, which is all a client sees",
            "tidy-desks/SKILL.md:8: the link to `/etc/passwd` leads out of the skill's folder, which is all a client sees",
            "tidy-desks/SKILL.md: its description has 1025 characters; clients accept at most 1024",
            "tidy-desks: no code enforces it: its text is served, its packs are not judged",
        ]
    );
}

#[cfg(unix)]
#[test]
fn links_are_followed_inside_the_folder_of_skills_only() {
    use std::os::unix::fs::symlink;
    let directory = tempfile::tempdir().expect("a directory");
    let root = directory.path().join("skills");
    // As a mounted configuration map lays files out.
    write(&root, "..data/tidy-desks/SKILL.md", GOOD);
    symlink(root.join("..data/tidy-desks"), root.join("tidy-desks")).expect("a link");
    write(directory.path(), "secret.md", "secret");
    symlink(directory.path().join("secret.md"), root.join("..data/tidy-desks/secret.md")).expect("a link");
    symlink(&root, root.join("..data/tidy-desks/loop")).expect("a link");

    let registry = Registry::with(&root);
    let desks = registry.skill("tidy-desks").expect("it is served");
    assert!(!desks.files.values().any(|bytes| bytes.as_ref() == b"secret"));
    let kinds: Vec<_> = registry.problems().iter().map(|problem| &problem.kind).collect();
    assert!(kinds.contains(&&SkillProblemKind::Outside), "{kinds:?}");
    assert!(kinds.iter().any(|kind| matches!(kind, SkillProblemKind::TooDeep { .. })), "{kinds:?}");
}

#[test]
fn a_directory_that_is_not_there_leaves_the_embedded_skills() {
    let registry = Registry::with(Path::new("/nonexistent/skills"));
    assert!(registry.skills().count() >= skills::NATIVE.len());
    assert!(matches!(registry.problems()[0].kind, SkillProblemKind::Unreadable { .. }));
}

/// The ids in the first column of the tables of questions, in the order of the page.
fn questions_of(page: &str) -> Vec<&str> {
    let rows = page
        .split("| id | Question |")
        .skip(1)
        .flat_map(|table| table.lines().skip(2).take_while(|line| line.starts_with('|')).collect::<Vec<_>>());
    rows.map(|row| row.trim_start_matches("| ").split('`').nth(1).expect("an id in backticks")).collect()
}

#[test]
fn the_pages_of_questions_hold_what_is_asked() {
    let registry = Registry::embedded();
    for skill in skills::NATIVE {
        let definition = skill.definition();
        let files = &registry.skill(definition.name).expect("its folder").files;
        let page = std::str::from_utf8(&files["references/intake.md"]).expect("Unicode");
        let asked: BTreeSet<&str> = definition.questions.iter().map(|question| question.id).collect();
        assert_eq!(asked.len(), definition.questions.len(), "{}: an id twice", definition.name);
        assert_eq!(questions_of(page).into_iter().collect::<BTreeSet<_>>(), asked, "{}", definition.name);
        assert_eq!(questions_of(page).len(), asked.len(), "{}: a question twice", definition.name);
    }
}

#[test]
fn the_page_of_operations_asks_in_the_words_of_the_code() {
    let registry = Registry::embedded();
    let definition = skills::native("platform-operations").expect("the skill").definition();
    let files = &registry.skill(definition.name).expect("its folder").files;
    let page = std::str::from_utf8(&files["references/intake.md"]).expect("Unicode");
    for question in definition.questions {
        let row = page.lines().find(|line| line.starts_with(&format!("| `{}` |", question.id))).expect("its row");
        assert!(row.contains(&format!("| {} |", question.text)), "{row}");
        let unlocks = question.unlocks.iter().map(|place| format!("`{place}`")).collect::<Vec<_>>().join(", ");
        assert!(row.ends_with(&format!("| {unlocks} |")), "{row}");
        assert!((2..=3).contains(&question.options.len()), "{}: two or three to choose from", question.id);
        for place in question.unlocks {
            let (section, field) = place.split_once('.').expect("section and field");
            let spec = definition.standard.section(section).unwrap_or_else(|| panic!("{place}"));
            assert!(spec.field(field).is_some(), "{place}");
        }
    }
}
