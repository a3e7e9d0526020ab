//! Netlify: `netlify.toml`.

use super::fact::{Fact, Tier, What};
use super::known::known;
use super::model::Workload;
use super::tree::Node;
use super::{Gather, Repo, file_name};

pub(super) fn takes(path: &str, _: &str) -> bool {
    file_name(path) == "netlify.toml"
}

pub(super) fn read(repo: &Repo<'_>, path: &str) -> Result<Vec<Workload>, Fact> {
    let root = repo.toml(path)?;
    let mut gather = Gather::new(repo, path);
    if let Some(build) = root.get("build") {
        build_of(&mut gather, build);
    }
    for (name, key, context) in root.get("context").into_iter().flat_map(Node::fields) {
        let tier = match name {
            "deploy-preview" => Tier::Preview,
            // A branch deploy is whatever its branch is for.
            "branch-deploy" => Tier::Unknown,
            "dev" => Tier::Development,
            name => known().tier(name),
        };
        gather.add(key, What::Environment { name: name.to_owned(), tier });
        build_of(&mut gather, context);
    }
    for plugin in root.get("plugins").map(Node::items).unwrap_or_default() {
        let name = plugin.get("package").map(Node::line).unwrap_or_default();
        gather.add(plugin, What::setting("build plugin", name));
    }
    for (name, _, function) in root.get("functions").into_iter().flat_map(Node::fields) {
        if let Some(schedule) = function.get("schedule") {
            gather.add(
                schedule,
                What::Trigger { event: "schedule".into(), detail: format!("{} {name}", schedule.line()) },
            );
        }
    }
    gather.deploys(&root, "git", "a push, where the repository is connected");
    gather.add(&root, What::Rollback { by: "publishing an earlier deploy, a function of the platform".to_owned() });
    let why = "locked deploys and the branch of production are settings of the site, not of its files";
    gather.add(&root, What::unknown("approval for production", why));
    Ok(vec![gather.into(path, "Netlify", "site", &root)])
}

fn build_of(gather: &mut Gather<'_, '_>, build: &Node) {
    gather.settings(build, &["command", "publish", "base"]);
    gather.script(build, &["command"]);
    gather.with(build, &["ignore"], |line| What::Condition { when: format!("no build where `{line}` succeeds") });
}
