//! SST: `sst.config.ts`, read by its words. It is a program; what it would do is not worked out.

use super::fact::{Fact, Place, Tier, What};
use super::known::known;
use super::model::Workload;
use super::{Repo, file_name};

pub(super) fn takes(path: &str, _: &str) -> bool {
    file_name(path) == "sst.config.ts"
}

/// The most components of one configuration.
const COMPONENTS: usize = 200;
/// The longest line that is read; people write none so long.
const LINE: usize = 4_096;

pub(super) fn read(repo: &Repo<'_>, path: &str) -> Result<Vec<Workload>, Fact> {
    let text = repo.text(path).unwrap_or_default();
    let mut facts = Vec::new();
    let mut name = path.to_owned();
    let mut components = 0;
    for (at, line) in text.lines().enumerate() {
        let code = line.trim_start();
        if line.len() > LINE || code.starts_with("//") || code.starts_with('*') || code.starts_with("/*") {
            continue;
        }
        let mut add = |byte: usize, what: What| {
            let column = line.get(..byte).map_or(1, |before| before.chars().count() + 1);
            facts.push(Fact::new(what, Place { file: path.to_owned(), line: at + 1, column }));
        };
        for (byte, _) in line.match_indices("new sst.") {
            let rest = &line[byte + "new ".len()..];
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '.' || c == '_')).unwrap_or(rest.len());
            let (kind, after) = rest.split_at(end);
            components += 1;
            if components <= COMPONENTS {
                let component = quoted(after).unwrap_or_default();
                add(byte, What::setting("component", format!("{component} ({kind})")));
                if kind.ends_with(".Cron") {
                    add(byte, What::Trigger { event: "schedule".to_owned(), detail: component.to_owned() });
                }
            }
        }
        for (key, setting) in [
            ("name:", "name"),
            ("home:", "home"),
            ("removal:", "removal"),
            ("protect:", "protect"),
            ("region:", "region"),
        ] {
            let Some(byte) = line.find(key).filter(|byte| boundary(line, *byte)) else { continue };
            let rest = line[byte + key.len()..].trim().trim_end_matches([',', ';']);
            // A choice is known only when it runs.
            let plain = quoted(rest).filter(|_| !rest.contains('?'));
            match (setting, plain) {
                ("name", Some(said)) if name == path => said.clone_into(&mut name),
                ("name", _) => {}
                ("region", Some(region)) => add(byte, What::Region { name: region.to_owned() }),
                (setting, Some(said)) => add(byte, What::setting(setting, said)),
                (setting, None) => {
                    add(byte, What::unknown(setting, format!("it is the expression {}", super::tree::shorten(rest))))
                }
            }
        }
        for (byte, _) in line.match_indices("stage ===").chain(line.match_indices("stage ==")) {
            if let Some(stage) = quoted(&line[byte..]) {
                let tier = known().tier(stage);
                if tier != Tier::Unknown {
                    add(byte, What::Environment { name: stage.to_owned(), tier });
                }
            }
        }
    }
    let why = "the configuration is a program, which is not run; its words alone were read";
    facts.push(Fact::new(What::unknown("what the configuration makes", why), Place::file(path)));
    let (platform, kind) = ("SST".to_owned(), "app".to_owned());
    Ok(vec![Workload { name, platform, kind, at: Place::file(path), facts }])
}

/// Whether a key begins here, and no longer word ends.
fn boundary(line: &str, byte: usize) -> bool {
    !line[..byte].chars().next_back().is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '$'))
}

/// The first text in quotes.
fn quoted(text: &str) -> Option<&str> {
    let start = text.find(['"', '\'', '`'])?;
    let quote = text[start..].chars().next()?;
    let rest = &text[start + quote.len_utf8()..];
    rest.find(quote).map(|end| &rest[..end])
}
