//! What is built and what is deployed: artifacts, matched by name within what files can tell.

use std::collections::BTreeMap;

use super::draft::Drafts;
use super::pieces::Made;
use crate::assess::fact::{ArtifactKind, Identity, Role};
use crate::engine::pipeline::{Reference, StageKind};

/// What each piece makes or takes, by job and piece.
#[derive(Debug, Default)]
pub(super) struct Things {
    /// The artifacts each build makes.
    pub made: BTreeMap<(usize, usize), Vec<String>>,
    /// What each deploy takes, as far as files say so.
    pub taken: BTreeMap<(usize, usize), Taken>,
}

/// What a deploy takes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Taken {
    /// The artifact.
    pub artifact: Option<String>,
    /// How it is named; `None` where that cannot be told.
    pub by: Option<Reference>,
}

/// Whether a name says the same wherever it stands in the repository: it holds no expression but those that are fixed.
fn is_fixed(name: &str) -> bool {
    const FIXED: [&str; 5] = [
        "${{ github.repository }}",
        "${{ github.repository_owner }}",
        "${{ github.event.repository.name }}",
        "$CI_REGISTRY_IMAGE",
        "$CI_PROJECT_PATH",
    ];
    let mut rest = name.to_owned();
    for word in FIXED.iter().chain(&["$CI_REGISTRY", "${CI_REGISTRY_IMAGE}", "${CI_REGISTRY}"]) {
        rest = rest.replace(word, "x");
    }
    !rest.is_empty() && !rest.contains('$')
}

/// Whether a name is a key of Helm values, which names no image: `web.image`.
fn is_value(name: &str) -> bool {
    !name.contains('/') && (name == "image" || name.ends_with(".image"))
}

/// The job an expression takes an output of: `build` of `${{ needs.build.outputs.digest }}`.
fn origin(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("needs.")?;
    rest.split_once(".outputs.").map(|(job, _)| job)
}

impl Things {
    pub fn of(drafts: &Drafts<'_>) -> Self {
        let mut things = Things::default();
        // What each job makes, by pipeline and id; the tags of its images; files by pipeline and name.
        let mut by_job: BTreeMap<(usize, &str), Vec<String>> = BTreeMap::new();
        let mut tags: BTreeMap<&str, Vec<(usize, String)>> = BTreeMap::new();
        let mut files: BTreeMap<(usize, &str), Vec<String>> = BTreeMap::new();
        for (number, draft) in drafts.jobs.iter().enumerate() {
            let uploads = || {
                let all = draft.pieces.iter().flat_map(|piece| &piece.artifacts);
                all.filter(|one| one.kind == ArtifactKind::Files && one.role == Role::Built)
            };
            let builds = draft.pieces.iter().enumerate().filter(|(_, piece)| piece.kind == StageKind::Build);
            let last = builds.clone().next_back().map(|(at, _)| at);
            for (at, piece) in builds {
                let mut made: Vec<String> = Vec::new();
                let images = piece.artifacts.iter().filter(|one| one.kind == ArtifactKind::Image);
                for image in images.filter(|one| matches!(one.role, Role::Built | Role::Published)) {
                    let name = match is_fixed(image.name) {
                        true => image.name.to_owned(),
                        false => format!("image of {}", draft.name),
                    };
                    if let Identity::Tag(tag) = image.identity {
                        tags.entry(tag).or_default().push((number, name.clone()));
                    }
                    if !made.contains(&name) {
                        made.push(name);
                    }
                }
                if made.is_empty() && Some(at) == last {
                    for upload in uploads() {
                        let name = format!("{} of {}", upload.name, draft.name);
                        if !made.contains(&name) {
                            files.entry((draft.pipeline, upload.name)).or_default().push(name.clone());
                            made.push(name);
                        }
                    }
                }
                by_job.entry((draft.pipeline, &draft.job.id)).or_default().extend(made.clone());
                things.made.insert((number, at), made);
            }
        }
        let one_of_job = |pipeline: usize, job: &str| match by_job.get(&(pipeline, job)).map(Vec::as_slice) {
            Some([one]) => Some(one.clone()),
            _ => None,
        };
        for (number, draft) in drafts.jobs.iter().enumerate() {
            let before = drafts.before(number);
            // The one image with this tag that was built before.
            let tagged = |tag: &str| {
                let found = tags.get(tag)?;
                let mut names: Vec<&String> = found
                    .iter()
                    .filter(|(job, _)| *job == number || before.contains(job))
                    .map(|(_, name)| name)
                    .collect();
                names.dedup();
                (names.len() == 1).then(|| names[0].clone())
            };
            let handed: Vec<&Made<'_>> =
                draft.frame.taken.iter().filter(|one| matches!(one.identity, Identity::Digest(_))).collect();
            let handed = match handed.as_slice() {
                [one] => one.from.and_then(|job| one_of_job(draft.pipeline, job)),
                _ => None,
            };
            for (at, piece) in draft.pieces.iter().enumerate().filter(|(_, piece)| piece.kind == StageKind::Deploy) {
                let images: Vec<&Made<'_>> = piece
                    .artifacts
                    .iter()
                    .filter(|one| one.kind == ArtifactKind::Image && one.role == Role::Consumed)
                    .collect();
                let taken = match images.as_slice() {
                    [] => {
                        let all = draft.pieces.iter().flat_map(|piece| &piece.artifacts);
                        let mut names = all
                            .filter(|one| one.kind == ArtifactKind::Files && one.role == Role::Consumed)
                            .filter_map(|one| match files.get(&(draft.pipeline, one.name)).map(Vec::as_slice) {
                                Some([name]) => Some(name.clone()),
                                _ => None,
                            });
                        // Files of a run cannot be replaced in it.
                        match (names.next(), names.next()) {
                            (Some(name), None) => Taken { artifact: Some(name), by: Some(Reference::Digest) },
                            _ => Taken::default(),
                        }
                    }
                    [image] => {
                        let named = is_fixed(image.name) && !is_value(image.name);
                        let name = || named.then(|| image.name.to_owned());
                        match image.identity {
                            Identity::Digest(text) => {
                                let from = origin(text).and_then(|job| one_of_job(draft.pipeline, job));
                                Taken {
                                    artifact: name().or(from).or_else(|| handed.clone()),
                                    by: Some(Reference::Digest),
                                }
                            }
                            Identity::Tag(tag) => {
                                Taken { artifact: name().or_else(|| tagged(tag)), by: Some(Reference::Tag) }
                            }
                            Identity::Nothing => Taken { artifact: name(), by: Some(Reference::Tag) },
                            Identity::Unknown => Taken { artifact: name(), by: None },
                        }
                    }
                    several => {
                        let mutable = |one: &&Made<'_>| matches!(one.identity, Identity::Tag(_) | Identity::Nothing);
                        let by = several.iter().copied().any(|one| mutable(&one)).then_some(Reference::Tag);
                        Taken { artifact: None, by }
                    }
                };
                things.taken.insert((number, at), taken);
            }
        }
        things
    }
}
