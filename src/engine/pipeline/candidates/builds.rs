//! What might put builds and references right.

use super::super::builds::builders;
use super::super::edit::Edit;
use super::super::input::{ArtifactInput, StageInput, StageKind};
use super::Candidates;

impl<'a> Candidates<'a> {
    /// Artifacts that this stage may deploy.
    fn artifacts(&self) -> impl Iterator<Item = &'a ArtifactInput> + '_ {
        let service = self.graph.service(self.stage);
        let fits = move |one: &&ArtifactInput| match (one.service.as_deref(), service) {
            (Some(one), Some(service)) => one == service,
            _ => true,
        };
        self.graph.input.artifacts.iter().filter(fits)
    }

    pub(super) fn take(&self) -> Vec<Vec<Edit>> {
        let stated = self.graph.stage(self.stage).artifact.as_deref();
        let take = |artifact: &str| Edit::Take { stage: self.id(), artifact: artifact.to_owned() };
        let mut found: Vec<Vec<Edit>> = stated.into_iter().map(|artifact| vec![take(artifact)]).collect();
        found.extend(self.artifacts().map(|artifact| vec![take(&artifact.id)]));
        for artifact in self.artifacts() {
            let built = builders(self.graph, &artifact.id);
            let waits = built.into_iter().filter_map(|one| self.wait(self.stage, one));
            found.extend(waits.map(|wait| vec![take(&artifact.id), wait]));
        }
        let service = self.graph.service(self.stage).unwrap_or("service");
        let id = format!("{service}-artifact");
        if !self.graph.input.artifacts.iter().any(|one| one.id == id) {
            let artifact = ArtifactInput {
                id: id.clone(),
                service: self.graph.service(self.stage).map(str::to_owned),
                component: None,
            };
            let artifact = Edit::Artifact { artifact };
            let built = self.before_of(&[StageKind::Package, StageKind::Build]);
            let produce = built.map(|one| vec![artifact.clone(), self.produce(one, &id), take(&id)]);
            found.extend(produce);
            found.push(vec![artifact, self.new_build(&id), take(&id)]);
        }
        found
    }

    fn produce(&self, stage: usize, artifact: &str) -> Edit {
        Edit::Produce { stage: self.name(stage), artifact: artifact.to_owned() }
    }

    /// Stages of these kinds before this one.
    fn before_of(&self, kinds: &'a [StageKind]) -> impl Iterator<Item = usize> + 'a {
        let before = self.graph.up_to(self.stage);
        let graph = self.graph;
        (0..graph.input.stages.len()).filter(move |one| before.contains(one) && kinds.contains(&graph.stage(*one).kind))
    }

    fn new_build(&self, artifact: &str) -> Edit {
        let stage = StageInput {
            service: self.graph.service(self.stage).map(str::to_owned),
            produces: vec![artifact.to_owned()],
            ..StageInput::new(self.fresh(format!("build {artifact}")), StageKind::Build)
        };
        Edit::Stage { stage: Box::new(stage), before: Some(self.id()) }
    }

    pub(super) fn not_built(&self) -> Vec<Vec<Edit>> {
        let makers = self.before_of(&[StageKind::Build, StageKind::Package]);
        let mut found: Vec<Vec<Edit>> = makers.map(|one| vec![self.produce(one, self.about)]).collect();
        found.push(vec![self.new_build(self.about)]);
        let others = self.artifacts().filter(|one| one.id != self.about);
        found.extend(others.map(|one| vec![Edit::Take { stage: self.id(), artifact: one.id.clone() }]));
        found
    }

    pub(super) fn not_built_before(&self) -> Vec<Vec<Edit>> {
        let built = builders(self.graph, self.about);
        let mut found: Vec<Vec<Edit>> = Vec::new();
        for &one in &built {
            found.extend(self.require(one).map(|edit| vec![edit]));
            found.extend(self.chokes().into_iter().filter_map(|choke| Some(vec![self.wait(choke, one)?])));
        }
        let stop = |one: &usize| Edit::StopProducing { stage: self.name(*one), artifact: self.about.to_owned() };
        found.push(built.iter().map(stop).chain([self.new_build(self.about)]).collect());
        found
    }

    pub(super) fn unnamed(&self) -> Vec<Vec<Edit>> {
        let unbuilt = self.artifacts().filter(|one| builders(self.graph, &one.id).is_empty());
        let mut found: Vec<Vec<Edit>> = unbuilt.map(|one| vec![self.produce(self.stage, &one.id)]).collect();
        found.push(vec![Edit::Drop { stage: self.id() }]);
        let id = format!("{} output", self.id());
        if !self.graph.input.artifacts.iter().any(|one| one.id == id) {
            let service = self.graph.service(self.stage).map(str::to_owned);
            let artifact = ArtifactInput { id: id.clone(), service, component: Some(id.clone()) };
            found.push(vec![Edit::Artifact { artifact }, self.produce(self.stage, &id)]);
        }
        found
    }

    /// One of two builds goes, and who took what it made takes that of the other.
    pub(super) fn built_twice(&self) -> Vec<Vec<Edit>> {
        let graph = self.graph;
        let others =
            self.stages().flat_map(|one| graph.stage(one).produces.iter().map(move |artifact| (one, artifact)));
        let mine = graph.input.artifacts.iter().find(|one| one.id == self.about);
        let same = |artifact: &str| {
            let other = graph.input.artifacts.iter().find(|one| one.id == artifact);
            other.zip(mine).is_some_and(|(other, mine)| other.component == mine.component)
        };
        let others = others.filter(|(one, artifact)| {
            (*one, artifact.as_str()) != (self.stage, self.about) && graph.concerns(*one, self.stage) && same(artifact)
        });
        let mut found = Vec::new();
        for (other, artifact) in others {
            found.extend(self.keep((other, artifact), (self.stage, self.about)));
            if other != self.stage {
                found.extend(self.keep((self.stage, self.about), (other, artifact)));
            }
        }
        found
    }

    fn keep(&self, (kept, artifact): (usize, &str), (gone, other): (usize, &str)) -> Vec<Vec<Edit>> {
        let graph = self.graph;
        let only = graph.stage(gone).produces.len() == 1 && graph.stage(gone).kind == StageKind::Build;
        let stop = Edit::StopProducing { stage: self.name(gone), artifact: other.to_owned() };
        let users =
            || graph.of_kind(StageKind::Deploy).filter(|one| graph.stage(*one).artifact.as_deref() == Some(other));
        let mut rest = Vec::new();
        if artifact != other {
            rest.extend(users().map(|one| Edit::Take { stage: self.name(one), artifact: artifact.to_owned() }));
        }
        let built = graph.guaranteed(|one| one == kept);
        let waits: Vec<Edit> = users().filter(|one| !built.at(*one)).filter_map(|one| self.wait(one, kept)).collect();
        let gates = graph.stage(gone).gates.iter().filter(|gate| gate.blocking && !graph.stage(kept).blocks(gate.kind));
        let gates: Vec<Edit> = gates.map(|gate| Edit::Gate { stage: self.name(kept), gate: gate.kind }).collect();
        let mut found = Vec::new();
        if only {
            let first = vec![Edit::Drop { stage: self.name(gone) }];
            found.push([first.clone(), rest.clone()].concat());
            found.push([first.clone(), rest.clone(), waits.clone()].concat());
            found.push([first, rest.clone(), waits.clone(), gates].concat());
        }
        found.push([vec![stop.clone()], rest.clone()].concat());
        found.push([vec![stop], rest, waits].concat());
        found
    }
}
