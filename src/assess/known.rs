//! The catalogue of well-known actions, commands and names: data, in `references/catalogs/ci.yaml`.

use std::sync::LazyLock;

use super::entry::{Entry, split};
use super::fact::{Stage, Tier};
use super::tree::{self, Node};

/// What is known.
#[derive(Debug, Default)]
pub(super) struct Known {
    actions: Vec<Entry>,
    commands: Vec<Entry>,
    templates: Vec<Entry>,
    wrappers: Vec<Vec<String>>,
    runners: Vec<Vec<String>>,
    names: Vec<(Stage, Vec<String>)>,
    tiers: Vec<(Tier, Vec<String>)>,
    health: Vec<String>,
    inert: Vec<String>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    // That the catalogue is YAML, and every word of it known, is what the tests below say.
    let documents = tree::yaml(include_str!("../../references/catalogs/ci.yaml")).unwrap_or_default();
    documents.first().map(Known::of).unwrap_or_default()
});

/// The catalogue this binary carries.
pub(super) fn known() -> &'static Known {
    &KNOWN
}

/// A name's words: letters and digits, in lower case. `SmokeTest` has two.
pub(super) fn words_of(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in name.chars() {
        if !c.is_alphanumeric() || (c.is_uppercase() && before.is_lowercase()) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

impl Known {
    fn of(root: &Node) -> Known {
        let texts = |node: &Node| node.items().iter().filter_map(Node::text).map(str::to_owned).collect::<Vec<_>>();
        let list = |key: &str| root.get(key).map(&texts).unwrap_or_default();
        let phrases = |key: &str| list(key).iter().map(|phrase| split(phrase)).collect();
        let entries =
            |key: &str| root.get(key).map_or_else(Vec::new, |node| node.items().iter().map(Entry::of).collect());
        let words = |node: &Node| node.get("words").map(&texts).unwrap_or_default();
        let items = |key: &str| root.get(key).map(Node::items).unwrap_or_default();
        Known {
            actions: entries("actions"),
            commands: entries("commands"),
            templates: entries("templates"),
            wrappers: phrases("wrappers"),
            runners: phrases("runners"),
            names: items("names")
                .iter()
                .filter_map(|node| Some((node.str_at(&["stage"]).and_then(Stage::of)?, words(node))))
                .collect(),
            tiers: items("tiers")
                .iter()
                .filter_map(|node| Some((node.str_at(&["tier"]).and_then(Tier::of)?, words(node))))
                .collect(),
            health: list("health"),
            inert: list("inert"),
        }
    }

    /// What an action shows: the entry of its own name, or the longest one it lies below. Of several with one name, which
    /// differ by their inputs, `holds` chooses, or else the first is given.
    pub(super) fn action(&self, name: &str, holds: impl Fn(&str, Option<&str>) -> bool) -> Option<&Entry> {
        let fits = |entry: &&Entry| {
            let rest = name.get(..entry.name.len()).filter(|head| head.eq_ignore_ascii_case(&entry.name));
            rest.is_some() && matches!(name.as_bytes().get(entry.name.len()), None | Some(b'/'))
        };
        let length = self.actions.iter().filter(fits).map(|entry| entry.name.len()).max()?;
        let mut found = self.actions.iter().filter(fits).filter(|entry| entry.name.len() == length);
        let first = found.clone().next();
        found.find(|entry| entry.applies(&holds)).or(first)
    }

    /// Whether an action is in the catalogue.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.action(name, |_, _| true).is_some()
    }

    /// Whether an action only prepares a job.
    pub(super) fn is_inert(&self, name: &str) -> bool {
        self.inert.iter().any(|known| name.get(..known.len()).is_some_and(|head| head.eq_ignore_ascii_case(known)))
    }

    /// What a template of GitLab shows.
    pub(super) fn template(&self, name: &str) -> Option<&Entry> {
        let name = name.strip_suffix(".gitlab-ci.yml").unwrap_or(name);
        let name = name.strip_suffix(".latest").unwrap_or(name);
        self.templates.iter().find(|entry| entry.name == name)
    }

    /// What a command shows: the entry with the most words that are all there, in order; of two, that with fewer options.
    pub(super) fn command(&self, words: &[String]) -> Option<&Entry> {
        let fits = |entry: &&Entry| {
            follows(&entry.words, words)
                && !entry.without.as_ref().is_some_and(|option| words.iter().any(|word| is_option(word, option)))
        };
        let options = |entry: &Entry| entry.words.iter().filter(|word| word.starts_with('-')).count();
        self.commands.iter().filter(fits).max_by_key(|entry| (entry.words.len(), std::cmp::Reverse(options(entry))))
    }

    /// The words of a command without what may stand before it.
    pub(super) fn bare<'w>(&self, mut words: &'w [String]) -> &'w [String] {
        // Each round takes at least one word away.
        loop {
            let assigns = |word: &str| {
                word.split_once('=').is_some_and(|(name, _)| {
                    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
                })
            };
            let wrapper = self.wrappers.iter().filter(|wrapper| words.starts_with(wrapper)).map(Vec::len).max();
            let Some(first) = words.first() else { return words };
            if assigns(first) {
                words = &words[1..];
            } else if let Some(length) = wrapper {
                words = &words[length..];
                while words
                    .first()
                    .is_some_and(|word| word.starts_with('-') || word.starts_with(|c: char| c.is_ascii_digit()))
                {
                    words = &words[1..];
                }
            } else {
                return words;
            }
        }
    }

    /// The task a runner is asked to run: `lint` of `npm run lint`.
    pub(super) fn task<'w>(&self, words: &'w [String]) -> Option<&'w str> {
        let runner = self.runners.iter().filter(|runner| words.starts_with(runner)).map(Vec::len).max()?;
        words.get(runner..)?.iter().find(|word| !word.starts_with('-')).map(String::as_str)
    }

    /// What the name of a job, stage or task says it does.
    pub(super) fn stage_of_name(&self, name: &str) -> Option<Stage> {
        let words = words_of(name);
        self.names.iter().find(|(_, known)| words.iter().any(|word| known.contains(word))).map(|(stage, _)| *stage)
    }

    /// The part an environment plays by its name.
    pub(super) fn tier(&self, name: &str) -> Tier {
        let words = words_of(name);
        let found = self.tiers.iter().find(|(_, known)| words.iter().any(|word| known.contains(word)));
        found.map_or(Tier::Unknown, |(tier, _)| *tier)
    }

    /// Whether a path or address is that of a health check.
    pub(super) fn is_health(&self, target: &str) -> bool {
        words_of(target).iter().any(|word| self.health.contains(word))
    }
}

/// Whether a word is this option, with or without a value.
pub(super) fn is_option(word: &str, option: &str) -> bool {
    word.strip_prefix(option).is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
}

/// Whether a command begins with the first word of a pattern and has the others in order, with nothing between them
/// but options and their values.
fn follows(pattern: &[String], words: &[String]) -> bool {
    let Some((head, rest)) = pattern.split_first() else { return false };
    let Some((first, mut words)) = words.split_first() else { return false };
    if first != head && program(first) != head {
        return false;
    }
    for wanted in rest {
        let option = wanted.starts_with('-');
        let mut after_option = false;
        loop {
            let Some((word, others)) = words.split_first() else { return false };
            words = others;
            if word == wanted || (option && is_option(word, wanted)) {
                break;
            }
            if !option && !word.starts_with('-') && !after_option {
                return false;
            }
            after_option = word.starts_with('-') && !word.contains('=');
        }
    }
    true
}

/// A program without its folder, ending and version: `vercel` of `./bin/vercel@latest`.
fn program(word: &str) -> &str {
    let name = word.rsplit('/').next().unwrap_or(word);
    let name = name.split('@').next().unwrap_or(name);
    name.strip_suffix(".exe").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::entry::Blocks;
    use crate::assess::fact::{Answer, CheckKind, Gate};

    fn words(command: &str) -> Vec<String> {
        split(command)
    }

    #[test]
    fn every_word_of_the_catalogue_is_known() {
        let documents = tree::yaml(include_str!("../../references/catalogs/ci.yaml")).expect("YAML");
        let root = &documents[0];
        for key in ["actions", "commands", "templates"] {
            let mut names = std::collections::BTreeSet::new();
            for node in root.get(key).expect(key).items() {
                let name = node.str_at(&["name"]).expect("a name");
                assert!(names.insert((name, node.str_at(&["only"]))), "{name} stands twice");
                for (field, _, value) in node.fields() {
                    let each = || value.each().iter().filter_map(Node::text);
                    let good = match field {
                        "stages" => each().all(|word| Stage::of(word).is_some()),
                        "gates" => each().all(|word| Gate::of(word).is_some()),
                        "check" => each().all(|word| CheckKind::of(word).is_some()),
                        "artifact" => Entry::of(node).artifact.is_some(),
                        "blocks" => {
                            each().all(|word| word == "unknown" || !matches!(Blocks::of(word), Blocks::Unknown))
                        }
                        "name" | "credential" | "oidc" | "stored" | "region" | "environment" | "without" | "only" => {
                            true
                        }
                        _ => false,
                    };
                    assert!(good, "{name}: {field}: {}", value.line());
                }
            }
        }
        assert_eq!(known().names.len(), root.get("names").expect("names").items().len());
        assert_eq!(known().tiers.len(), root.get("tiers").expect("tiers").items().len());
        assert!(
            !known().health.is_empty()
                && !known().inert.is_empty()
                && !known().wrappers.is_empty()
                && !known().runners.is_empty()
        );
    }

    #[test]
    fn commands_are_found_between_their_options() {
        let found = |command: &str| {
            let words = words(command);
            known().command(known().bare(&words)).map(|entry| entry.name.clone())
        };
        assert_eq!(found("kubectl -n prod apply -f k8s/").as_deref(), Some("kubectl apply"));
        assert_eq!(found("terraform -chdir=infra apply -auto-approve").as_deref(), Some("terraform apply"));
        assert_eq!(found("kubectl apply --dry-run=server -f x"), None);
        assert_eq!(found("kubectl get pods apply"), None);
        assert_eq!(found("npx --yes vercel@latest deploy --prod").as_deref(), Some("vercel deploy"));
        assert_eq!(found("NODE_ENV=test sudo -E npm test").as_deref(), Some("npm test"));
        assert_eq!(found("timeout 60 ./gradlew check").as_deref(), Some("gradlew check"));
        assert_eq!(found("tsc --noEmit").as_deref(), Some("tsc --noEmit"));
        assert_eq!(found("tsc -p .").as_deref(), Some("tsc"));
        assert_eq!(known().task(&words("npm run lint:css")), Some("lint:css"));
    }

    #[test]
    fn gates_stop_where_their_inputs_say_so() {
        let blocks = |command: &str| {
            let words = words(command);
            let entry = known().command(&words).expect("a known command");
            entry.blocks(|option, _| words.iter().any(|word| is_option(word, option)))
        };
        assert_eq!(blocks("trivy image --exit-code 1 x"), Answer::Yes);
        assert_eq!(blocks("trivy image x"), Answer::No);
        assert_eq!(blocks("checkov -d . --soft-fail"), Answer::No);
        assert_eq!(blocks("npm audit"), Answer::Yes);
    }

    #[test]
    fn names_say_what_they_are() {
        assert_eq!(known().tier("prod-eu"), Tier::Production);
        assert_eq!(known().tier("pre-prod"), Tier::Production, "the words are `pre` and `prod`");
        assert_eq!(known().tier("preprod"), Tier::Staging);
        assert_eq!(known().tier("blue"), Tier::Unknown);
        assert_eq!(known().stage_of_name("smoke-test"), Some(Stage::Verify));
        assert_eq!(known().stage_of_name("unit tests"), Some(Stage::Test));
        assert_eq!(known().stage_of_name("SecurityScan"), Some(Stage::Analyze));
        assert!(known().is_health("https://shop.example/healthz") && !known().is_health("https://shop.example/cart"));
    }
}
