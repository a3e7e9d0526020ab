//! A canary step sees too few requests to tell a bad version from a good one.
//!
//! ## What it does
//! Multiplies traffic, share and hold of each step below 100 %, and compares the product with the requests that a
//! one-sided test of two proportions needs to tell the usual errors of an objective from those that page: Fleiss, Tytun
//! and Ury (Biometrics 36, 1980), with continuity correction and at least five expected failures, at 95 % confidence and 80
//! % power, the old version at the rest of the traffic as the control. The objectives are those that the triggers judging
//! the step cite. The bound is the error ratio of the objective's fastest page, whatever its window is; what is usual is
//! the baseline's observation; the traffic is that of the profile, or of the journey where it states less.
//!
//! ## Why it matters
//! A step that sees 40 requests passes a version that fails one in a hundred in two cases of three. It looks like a
//! canary and works like a delay.
//!
//! ## Example
//! Bad: 5 % of 60 requests per minute for 15 min: 45 requests, where 348 tell 0.1 % of errors from
//! 1.44 %.
//!
//! Good: 50 % of them for 30 min: 900 requests, where 667 are needed: the control is smaller then.
//!
//! ## Fix
//! Hold the step for the computed time, or raise its share. Where neither is possible, take another strategy and judge it
//! by scripted requests.

use crate::finding::Findings;
use crate::skills::platform_operations::reading::canaries::{CONFIDENCE, POWER, Sight, percent};
use crate::skills::platform_operations::reading::facts::Case;

crate::rule!("ROL007", "step-too-short", Warning, needs["rollout", "objectives", "safety"], "rol007.rs", check);

/// Shares that people use, in percent.
const SHARES: [u32; 5] = [5, 10, 20, 25, 50];

fn check(case: &Case<'_>, findings: &mut Findings) {
    for (release, one) in case.rollouts.rollouts.iter().enumerate() {
        for (index, step) in one.steps.iter().enumerate() {
            let own = case.sights.iter().filter(|sight| sight.release == release && sight.step == index);
            let short = own.filter(|sight| sight.sized.stated.as_ref().is_some_and(|stated| !stated.enough));
            let Some(sight) = short.max_by_key(|sight| sight.sized.duration.value) else { continue };
            let (Some(stated), Some(guard)) = (&sight.sized.stated, sight.sized.guards.first()) else { continue };
            let comparison = &sight.comparison;
            let sees = match &stated.detectable {
                Some(least) => format!("it notices {least} and more"),
                None => "it may miss a version that fails every request".to_owned(),
            };
            let message = format!(
                "\"{}\" sees {} requests of \"{}\"; telling {} of failures from the {} that page takes {}, at {CONFIDENCE} \
                 confidence and {POWER} power",
                step.row.name().text,
                stated.requests,
                sight.service,
                percent(comparison.usual),
                percent(comparison.page),
                guard.requests
            );
            let hold = step.row.hold().place;
            findings
                .at(hold, message)
                .evidence(format!("{}; {sees}; \"{}\": {}", stated.requests.derivation, comparison.slo, guard.requests.derivation))
                .fix(fix(case, sight));
        }
    }
}

fn fix(case: &Case<'_>, sight: &Sight<'_>) -> String {
    let low = case.choice(sight.service).and_then(|choice| choice.answer.canary.as_ref()?.too_low.as_ref());
    if low.is_some() {
        return "take blue_green or feature_flags and judge by scripted requests: even half of the traffic sees too little \
                in time"
            .to_owned();
    }
    let hold = format!("hold it for {}", sight.sized.duration);
    let step = case.rollouts.rollouts.get(sight.release).and_then(|one| one.steps.get(sight.step));
    let wider = step.and_then(|step| Some((step.share?, step.hold?))).and_then(|(share, length)| {
        SHARES.into_iter().find(|wider| {
            let question = sight.comparison.question(&[((*wider).into(), length)], None);
            let answer = question.answer().ok().and_then(|answer| answer.steps.into_iter().next()?.stated);
            share < (*wider).into() && answer.is_some_and(|stated| stated.enough)
        })
    });
    match wider {
        Some(share) => format!("{hold}, or raise its share to {share} %"),
        None => hold,
    }
}
