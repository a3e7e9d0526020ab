//! Triggers held against the objectives they cite: what pages, what their window sees.

use rust_decimal::Decimal;

use super::facts::Facts;
use super::goals::Goal;
use super::nets::{Fuse, Nets};
use super::roster::is_named;
use crate::engine::rollback::{
    Issue, IssueKind, Judged, ObjectiveInput, Proposal, RollbackAnswer, RollbackInput, TriggerInput, failures_to_tell,
};
use crate::engine::rollout::Strategy;
use crate::engine::slo::{TierInput, Written};
use crate::quantity::{Comparator, Quantity, TimeUnit, Unit, number};
use crate::skills::shared::reading::promise::percent;

/// A trigger held against one objective that it cites.
#[derive(Debug)]
pub(in super::super) struct Verdict<'f, 'a> {
    /// The objective.
    pub goal: &'f Goal<'a>,
    /// The trigger that would forestall its page.
    pub proposal: Proposal,
    /// Whether the objective has a page of its own; the usual ones stand in where not.
    pub paged: bool,
    /// What the trigger does.
    pub judged: Judged,
    /// What is wrong with it.
    pub issues: Vec<Issue>,
    /// What fails usually, in percent: what may fail, or what was observed where that is more.
    pub usual: Decimal,
    /// How many failures tell its threshold from that; `None` where they are too close.
    pub failures: Option<u32>,
    /// What it sees of the traffic; `None` where nobody states any.
    pub sight: Option<Sight<'a>>,
}

/// What a trigger sees of the traffic while the first step of a rollout runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Sight<'a> {
    /// The requests of all versions, as written.
    pub traffic: &'a str,
    /// Whose traffic that is.
    pub of: &'a str,
    /// The share of the new version, in percent.
    pub share: Decimal,
}

impl Fuse<'_> {
    /// The share of failures, in percent, above which it fires; `None` where it counts something else. Below 98.56 %
    /// good is above 1.44 % bad.
    pub fn bound(&self) -> Option<Decimal> {
        let threshold = self.threshold.as_ref().filter(|threshold| threshold.quantity.unit == Unit::Percent)?;
        let value = threshold.quantity.value;
        let from_below = match threshold.comparator {
            Some(Comparator::Below | Comparator::AtMost) => true,
            Some(_) => false,
            None => value >= Decimal::from(50),
        };
        let bound = if from_below { Decimal::ONE_HUNDRED - value } else { value };
        (bound > Decimal::ZERO && bound <= Decimal::ONE_HUNDRED).then_some(bound)
    }
}

impl Verdict<'_, '_> {
    /// What is wrong with it in this respect.
    pub fn issue(&self, kind: IssueKind) -> Option<&Issue> {
        self.issues.iter().find(|issue| issue.kind == kind)
    }
}

impl<'a> Facts<'a> {
    /// The objectives that a trigger cites.
    pub fn goals_of_trigger<'f>(&'f self, fuse: &Fuse<'a>) -> impl Iterator<Item = &'f Goal<'a>> + use<'f, 'a> {
        let cited = fuse.row.slo();
        self.goals.goals.iter().filter(move |goal| !cited.is_blank() && is_named(cited, goal.name()))
    }

    /// A trigger held against each objective that it cites, as far as both are shares of failures.
    pub fn verdicts<'f>(&'f self, fuse: &'f Fuse<'a>) -> Vec<Verdict<'f, 'a>> {
        let Some(bound) = fuse.bound() else { return Vec::new() };
        self.goals_of_trigger(fuse).filter_map(|goal| self.verdict(fuse, goal, bound)).collect()
    }

    fn verdict<'f>(&'f self, fuse: &'f Fuse<'a>, goal: &'f Goal<'a>, bound: Decimal) -> Option<Verdict<'f, 'a>> {
        let usual = goal.usual()?;
        let failures = failures_to_tell(bound, usual);
        let sight = self.sight(fuse, goal);
        let trigger = TriggerInput {
            id: fuse.row.name().text.to_owned(),
            objective: Some(goal.name().to_owned()),
            metric: Some(fuse.row.metric().text.to_owned()),
            threshold: Some(percent(bound)),
            window: fuse.window.map(|seconds| Written::from(format!("{} s", number::print(seconds)).as_str())),
            action: Some(fuse.row.action().text.to_owned()),
        };
        let (paged, answer) = self.rollback(goal, sight.as_ref(), failures, vec![trigger])?;
        let RollbackAnswer { proposals, triggers, issues } = answer;
        let issues = issues.into_iter().filter(|issue| issue.subject == fuse.row.name().text).collect();
        Some(Verdict {
            goal,
            proposal: proposals.into_iter().next()?,
            paged,
            judged: triggers.into_iter().next()?,
            issues,
            usual,
            failures,
            sight,
        })
    }

    /// The trigger that would forestall the page of an objective.
    pub fn proposal(&self, goal: &Goal<'a>) -> Option<Proposal> {
        self.rollback(goal, None, None, Vec::new())?.1.proposals.into_iter().next()
    }

    /// The answer for one objective, and whether it has a page that tells.
    fn rollback(
        &self,
        goal: &Goal<'a>,
        sight: Option<&Sight<'_>>,
        failures: Option<u32>,
        triggers: Vec<TriggerInput>,
    ) -> Option<(bool, RollbackAnswer)> {
        let promise = goal.promise()?;
        let fits = |tier: &TierInput| promise.question(vec![tier.clone()]).answer().is_ok();
        let tiers: Vec<TierInput> = self.goals.pages(goal).filter_map(|page| page.tier()).filter(fits).collect();
        let input = |tiers: Vec<TierInput>| RollbackInput {
            objectives: vec![ObjectiveInput {
                id: goal.name().to_owned(),
                metric: None,
                target: promise.target(),
                window: promise.period(),
                tiers,
                traffic: sight.map(|sight| Written::from(sight.traffic)),
                share: sight.map(|sight| percent(sight.share)),
                canary_detects: None,
            }],
            triggers: triggers.clone(),
            failures,
        };
        let stated = (!tiers.is_empty()).then(|| input(tiers).answer().ok()).flatten();
        match stated {
            Some(answer) => Some((true, answer)),
            None => Some((false, input(Vec::new()).answer().ok()?)),
        }
    }

    /// What a trigger sees of the events of an objective: the least of all services and environments it is for.
    fn sight(&self, fuse: &Fuse<'a>, goal: &Goal<'a>) -> Option<Sight<'a>> {
        let journeys = self.roster.journeys.iter().filter(|row| is_named(goal.row.journey(), row.name().text));
        let journey = journeys.map(|row| (row.rate().text, row.name().text));
        let journey: Vec<(&'a str, &'a str)> = journey.filter(|(rate, _)| per_day(rate).is_some()).collect();
        let pairs = Nets::pairs(&self.roster, fuse.row.services(), fuse.row.environments());
        let seen = pairs.filter_map(|(service, environment)| {
            let profile = self.rollouts.profile(service).map(|row| (row.traffic().text, row.name().text));
            let known = profile.into_iter().chain(journey.iter().copied());
            let (rate, traffic, of) =
                known.filter_map(|(rate, of)| Some((per_day(rate)?, rate, of))).min_by_key(|one| one.0)?;
            let share = self.first_share(service, environment);
            Some((rate * share, Sight { traffic: traffic.trim(), of, share }))
        });
        seen.min_by_key(|one| one.0).map(|(_, sight)| sight)
    }

    /// The share of the traffic that a new version gets first, in percent.
    fn first_share(&self, service: &str, environment: &str) -> Decimal {
        let release = self.rollouts.of_service(service, environment);
        let canary = release.filter(|release| release.strategy == Some(Strategy::Canary));
        let share = canary.and_then(|release| release.steps.first()?.share);
        share.filter(|share| *share > Decimal::ZERO).unwrap_or(Decimal::ONE_HUNDRED)
    }
}

impl Goal<'_> {
    /// The share that fails usually, in percent: what may fail, or what was observed where that is more.
    pub fn usual(&self) -> Option<Decimal> {
        let budget = self.budget()?;
        let failed = self.observed.iter().filter_map(|fact| self.held(fact)).map(|held| Decimal::ONE_HUNDRED - held);
        failed.chain([budget]).max()
    }
}

/// Events per day of a rate as people write it; `None` where it is none.
pub(in super::super) fn per_day(rate: &str) -> Option<Decimal> {
    let quantity = Quantity::parse(rate).ok()?;
    let Unit::Rate { of, per } = &quantity.unit else { return None };
    let counts = matches!(**of, Unit::Count(_)) && quantity.value > Decimal::ZERO;
    let days = per.seconds()?.checked_div(TimeUnit::Day.seconds())?;
    counts.then(|| quantity.value.checked_div(days)).flatten()
}
