//! Supabase: `supabase/config.toml`.

use super::fact::{Fact, What};
use super::known::known;
use super::model::Workload;
use super::tree::Node;
use super::{Gather, Repo};

pub(super) fn takes(path: &str, _: &str) -> bool {
    path == "supabase/config.toml" || path.ends_with("/supabase/config.toml")
}

pub(super) fn read(repo: &Repo<'_>, path: &str) -> Result<Vec<Workload>, Fact> {
    let root = repo.toml(path)?;
    let mut gather = Gather::new(repo, path);
    gather.settings(
        &root,
        &["db.major_version", "db.migrations.enabled", "db.seed.enabled", "auth.enabled", "auth.site_url"],
    );
    for (name, key, function) in root.get("functions").into_iter().flat_map(Node::fields) {
        gather.add(key, What::setting("function", name));
        if let Some(check) = function.get("verify_jwt").filter(|check| check.is_false()) {
            gather.add(check, What::setting(&format!("{name} checks tokens"), "no"));
        }
    }
    // A remote is a branch of the project with settings of its own.
    for (name, key, _) in root.get("remotes").into_iter().flat_map(Node::fields) {
        gather.add(key, What::Environment { name: name.to_owned(), tier: known().tier(name) });
    }
    let why = "whether pushes deploy, backups and restores are settings of the project, not of its files";
    gather.add(&root, What::unknown("triggers and rollback", why));
    let name = root.get("project_id").map_or_else(|| path.to_owned(), Node::line);
    Ok(vec![gather.into(name, "Supabase", "project", &root)])
}
