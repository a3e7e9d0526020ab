//! The stages of one path and service.

use std::collections::BTreeSet;

use super::Flow;

/// The stages on one path, for one service or for all.
#[derive(Debug)]
pub(in super::super::super) struct Lane {
    /// The stages in an order in which they can run.
    pub stages: Vec<usize>,
    /// What each stage of the plan waits for within the lane.
    before: Vec<Vec<usize>>,
    /// The lane's stages up to each stage, the stage included; nothing for those that are not in the lane.
    behind: Vec<BTreeSet<usize>>,
}

impl Lane {
    pub(super) fn of(flow: &Flow<'_>, path: usize, service: Option<usize>) -> Self {
        let count = flow.nodes.len();
        let (mut lane, mut stands_for) = (
            Lane { stages: Vec::new(), before: vec![Vec::new(); count], behind: vec![BTreeSet::new(); count] },
            vec![Vec::new(); count],
        );
        for &stage in &flow.order {
            let node = &flow.nodes[stage];
            let before: BTreeSet<usize> = node.after.iter().flat_map(|one| stands_for[*one].iter().copied()).collect();
            let before: Vec<usize> = before.into_iter().collect();
            let inside = node.paths.contains(&path) && service.is_none_or(|one| node.services.contains(&one));
            if inside {
                let mut behind: BTreeSet<usize> =
                    before.iter().flat_map(|one: &usize| lane.behind[*one].iter().copied()).collect();
                behind.insert(stage);
                lane.behind[stage] = behind;
                lane.stages.push(stage);
                stands_for[stage] = vec![stage];
            } else {
                stands_for[stage].clone_from(&before);
            }
            lane.before[stage] = before;
        }
        lane
    }

    /// Whether a stage is in it.
    pub fn has(&self, stage: usize) -> bool {
        !self.behind[stage].is_empty()
    }

    /// What a stage waits for, in the order of the document.
    pub fn before(&self, stage: usize) -> &[usize] {
        &self.before[stage]
    }

    /// Whether `first` has succeeded before `stage` starts.
    pub fn precedes(&self, first: usize, stage: usize) -> bool {
        first != stage && self.behind[stage].contains(&first)
    }

    /// All that has succeeded before a stage starts.
    pub fn behind(&self, stage: usize) -> impl Iterator<Item = usize> + '_ {
        self.behind[stage].iter().copied().filter(move |one| *one != stage)
    }
}
