//! Proposals, and what is wrong with stated triggers.

use rust_decimal::Decimal;

use super::answer::{Issue, IssueKind, Judged, Proposal, RollbackAnswer, RollbackError};
use super::input::{ObjectiveInput, RollbackInput, TriggerInput};
use crate::engine::slo::{
    AlertQuestion, Figure, Severity, SloError, Span, TierProof, Traffic, Written, exact_percent, out_of_range, percent,
    short, words,
};

/// Windows that people use for triggers, in seconds.
const USUAL: [u32; 9] = [60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600];
/// Failures that a trigger should rest on, unless the question says otherwise.
const FAILURES: u32 = 5;

/// An objective in numbers.
struct Known<'a> {
    input: &'a ObjectiveInput,
    /// Its page with the highest threshold.
    page: TierProof,
    /// The threshold of the page, as a share of 1.
    threshold: Decimal,
    /// What the objective leaves to fail.
    budget: Decimal,
    traffic: Option<Traffic>,
    /// The share of the traffic that a trigger sees.
    share: Decimal,
    failures: Decimal,
}

impl RollbackInput {
    /// Proposals and judgements.
    ///
    /// # Errors
    /// [`RollbackError`], naming the field.
    pub fn answer(&self) -> Result<RollbackAnswer, RollbackError> {
        let failures = self.failures.unwrap_or(FAILURES);
        if !(1..=1_000).contains(&failures) {
            return Err(out_of_range("failures", failures.to_string(), "lie from 1 to 1,000").into());
        }
        let mut known: Vec<Known> = Vec::new();
        for (index, objective) in self.objectives.iter().enumerate() {
            if known.iter().any(|one| one.input.id == objective.id) {
                return Err(RollbackError::Repeated { index, id: objective.id.clone() });
            }
            let one = Known::new(objective, failures.into());
            known.push(one.map_err(|source| RollbackError::Objective { index, source })?);
        }
        let mut issues = Vec::new();
        let mut proposals = Vec::new();
        for (index, one) in known.iter().enumerate() {
            let proposal = one.proposal();
            issues.extend(one.too_little(&proposal));
            issues.extend(one.canary().map_err(|source| RollbackError::Objective { index, source })?);
            proposals.push(proposal);
        }
        let mut triggers = Vec::new();
        for (index, trigger) in self.triggers.iter().enumerate() {
            let objective = match &trigger.objective {
                None => None,
                Some(id) => Some(known.iter().position(|one| one.input.id == *id).ok_or_else(|| {
                    let names: Vec<&str> = known.iter().map(|one| one.input.id.as_str()).collect();
                    let known = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
                    RollbackError::Unknown { index, id: id.clone(), known }
                })?),
            };
            let objective = objective.and_then(|at| known.get(at).zip(proposals.get(at)));
            triggers.push(judge(trigger, objective, &format!("triggers[{index}]"), &mut issues)?);
        }
        Ok(RollbackAnswer { proposals, triggers, issues })
    }
}

impl<'a> Known<'a> {
    fn new(input: &'a ObjectiveInput, failures: Decimal) -> Result<Known<'a>, SloError> {
        let question = AlertQuestion {
            target: input.target.clone(),
            period: input.window.clone(),
            tiers: input.tiers.clone(),
            quietest: None,
            traffic: input.traffic.clone(),
            delay: None,
            error_ratios: Vec::new(),
            failures: None,
        };
        let report = question.answer()?;
        let budget = input.target.objective("target")?.fraction();
        // A page at a burn rate of 1 fires at what may fail; a trigger below it would send good versions back.
        let tells = |one: &TierProof| one.can_fire && one.threshold.value > budget * Decimal::ONE_HUNDRED;
        let pages = report.tiers.into_iter().filter(|one| one.tier.severity == Severity::Page && tells(one));
        let page = pages.max_by_key(|one| one.threshold.value).ok_or(SloError::Missing {
            field: "tiers".to_owned(),
            accepted: "at least one page that can fire, at a burn rate above 1; a trigger has nothing to forestall otherwise",
        })?;
        let share = input.share.as_ref().map(|share| share.share_above_zero("share")).transpose()?;
        Ok(Known {
            threshold: page.threshold.value / Decimal::ONE_HUNDRED,
            page,
            budget,
            traffic: input.traffic.as_ref().map(|traffic| traffic.traffic("traffic")).transpose()?,
            share: share.unwrap_or(Decimal::ONE),
            failures,
            input,
        })
    }

    /// What a threshold times a window may be, so that the trigger is no later than the page.
    fn reach(&self) -> Decimal {
        self.page.tier.long_seconds * self.threshold
    }

    /// The time in which so many failures as needed come at a threshold; `None` without traffic.
    fn needed(&self, threshold: Decimal) -> Option<Figure> {
        let traffic = self.traffic.as_ref()?;
        let events = self.failures.checked_div(threshold)?.checked_div(self.share)?;
        let seconds = traffic.seconds_for(events)?;
        let seen = if self.share == Decimal::ONE { String::new() } else { format!(" x {}", exact_percent(self.share)) };
        let steps = format!("{} failures / ({traffic}{seen} x {})", short(self.failures), percent(threshold));
        Some(Figure::seconds(seconds, steps))
    }

    fn proposal(&self) -> Proposal {
        let short_window = self.page.tier.short_seconds;
        let needed = self.needed(self.threshold);
        let usual = |least: Decimal| USUAL.into_iter().map(Decimal::from).find(|seconds| *seconds >= least);
        let window = match &needed {
            Some(needed) if needed.value > short_window => {
                let seconds = usual(needed.value).unwrap_or(needed.value);
                let derivation = format!("{}, rounded up to {}", needed.derivation, words(seconds));
                Figure::seconds(seconds, "").with_text(words(seconds), derivation)
            }
            _ => Figure::seconds(short_window, "").with_text(
                self.page.tier.short.clone(),
                format!("the short window of the page, {}", self.page.tier.short),
            ),
        };
        Proposal {
            objective: self.input.id.clone(),
            metric: self.input.metric.clone().unwrap_or_else(|| format!("error ratio of {}", self.input.id)),
            page: self.page.tier.name.clone(),
            threshold: self.page.threshold.clone(),
            works: needed.map(|_| window.value * self.threshold <= self.reach()),
            window,
            action: "roll back to the digest before, and notify the owner".to_owned(),
        }
    }

    fn too_little(&self, proposal: &Proposal) -> Option<Issue> {
        if proposal.works != Some(false) {
            return None;
        }
        let long = &self.page.tier.long;
        // The share of the traffic with which the long window of the page holds enough.
        let traffic = self.traffic.as_ref()?;
        let seen = traffic.events_in(self.page.tier.long_seconds) * self.threshold;
        let share = self.failures.checked_div(seen).filter(|share| *share <= Decimal::ONE);
        let fix = match share {
            Some(share) => format!(
                "let the first step see {} of the traffic",
                percent(crate::quantity::number::round_up(share, 2))
            ),
            None => "roll back on hard failures (health checks, crashes) and synthetic requests rather than on a ratio"
                .to_owned(),
        };
        let message =
            format!("{} before enough failures are seen, and the page comes after {long}", proposal.window.derivation);
        Some(issue(IssueKind::TooLittleTraffic, &self.input.id, message, fix))
    }

    fn canary(&self) -> Result<Option<Issue>, SloError> {
        let Some(detects) = &self.input.canary_detects else { return Ok(None) };
        let detects = detects.share_above_zero("canary_detects")?;
        Ok((detects > self.threshold).then(|| {
            let message = format!(
                "the canary detects {} and more, and {} fires above {}",
                exact_percent(detects),
                self.page.tier.name,
                self.page.threshold
            );
            issue(
                IssueKind::CanaryLooserThanPage,
                &self.input.id,
                message,
                format!("size it for {}", self.page.threshold),
            )
        }))
    }
}

fn issue(kind: IssueKind, subject: &str, message: impl Into<String>, fix: impl Into<String>) -> Issue {
    Issue::new(kind, subject, message).with_fix(fix)
}

fn judge(
    trigger: &TriggerInput,
    objective: Option<(&Known, &Proposal)>,
    field: &str,
    issues: &mut Vec<Issue>,
) -> Result<Judged, SloError> {
    let blank = |text: &Option<String>| text.as_ref().is_none_or(|text| text.trim().is_empty());
    let id = &trigger.id;
    if blank(&trigger.metric) {
        let fix = objective.map_or("name what is measured".to_owned(), |(_, one)| format!("measure {}", one.metric));
        issues.push(issue(IssueKind::NoMetric, id, "nothing says what is measured", fix));
    }
    if blank(&trigger.action) {
        let fix = "say what happens: roll back, pause, shift traffic away";
        issues.push(issue(IssueKind::NoAction, id, "nothing says what it does", fix));
    }
    if trigger.threshold.is_none() {
        let fix = objective.map_or("state it".to_owned(), |(_, one)| format!("{}, as {}", one.threshold, one.page));
        issues.push(issue(IssueKind::NoThreshold, id, "nothing says above which value it fires", fix));
    }
    if trigger.window.is_none() {
        let fix = objective.map_or("state it".to_owned(), |(_, one)| one.window.text.clone());
        issues.push(issue(IssueKind::NoWindow, id, "nothing says over which time", fix));
    }
    let window = |written: &Written| written.span(&format!("{field}.window"));
    let window = trigger.window.as_ref().map(window).transpose()?;
    let Some((known, proposal)) = objective else {
        return Ok(Judged { trigger: id.clone(), fires_after: None, failures: None });
    };
    let share = |written: &Written| written.share_above_zero(&format!("{field}.threshold"));
    let threshold = trigger.threshold.as_ref().map(share).transpose()?;
    if let Some(threshold) = threshold {
        against_page(id, threshold, known, issues);
    }
    let Some((threshold, window)) = threshold.zip(window) else {
        return Ok(Judged { trigger: id.clone(), fires_after: None, failures: None });
    };
    timing(id, (threshold, window), (known, proposal), issues);
    let steps = format!("{window} x {} / 100 %", exact_percent(threshold));
    let failures = known.traffic.as_ref().map(|traffic| {
        let seen = traffic.events_in(window.seconds()) * known.share;
        let steps = format!("{} requests x {}", short(seen), exact_percent(threshold));
        Figure::events(seen * threshold, steps)
    });
    let fires_after = Some(Figure::seconds(window.seconds() * threshold, steps));
    Ok(Judged { trigger: id.clone(), fires_after, failures })
}

fn against_page(id: &str, threshold: Decimal, known: &Known, issues: &mut Vec<Issue>) {
    let (stated, page) = (exact_percent(threshold), &known.page);
    if threshold > known.threshold {
        let message = format!("it fires above {stated}, but {} above {}", page.tier.name, page.threshold.derivation);
        issues.push(issue(IssueKind::LooserThanPage, id, message, format!("at most {}", page.threshold)));
    } else if threshold <= known.budget {
        let message = format!("it fires above {stated}, and {} may fail", exact_percent(known.budget));
        let fix = format!("above {}, up to {}", exact_percent(known.budget), page.threshold);
        issues.push(issue(IssueKind::WithinObjective, id, message, fix));
    }
}

fn timing(
    id: &str,
    (threshold, window): (Decimal, Span),
    (known, proposal): (&Known, &Proposal),
    issues: &mut Vec<Issue>,
) {
    let stated = exact_percent(threshold);
    if window.seconds() * threshold > known.reach() && threshold <= known.threshold {
        let longest = known.reach() / threshold;
        let tier = &known.page.tier;
        let message = format!(
            "{stated} over {window} comes after {}: {window} x {stated} is more than {} x {}",
            tier.name, tier.long, known.page.threshold
        );
        let fix = format!("a window of at most {}; {} would do", words(longest.floor()), proposal.window);
        issues.push(issue(IssueKind::LaterThanPage, id, message, fix));
    }
    if let Some(needed) = known.needed(threshold).filter(|needed| needed.value > window.seconds()) {
        let message = format!("{window} is too short to hold data: {}", needed.derivation);
        let fix = format!("a window of at least {needed}");
        issues.push(issue(IssueKind::TooFewEvents, id, message, fix));
    }
}
