//! Section 4: scaling "doomsday clock" and capacity plan.

use crate::{section, table};

table! {
    /// A limit that will be reached some day.
    pub Limit ("limit") {
        /// `orders-db disk`.
        component: Name => "Component/limit",
        /// As the monitoring names it.
        metric: Prose => "Metric",
        /// Today, with unit: `2.9 TB`; an estimate says so.
        current: Measure => "Current",
        /// The value at which mitigation starts: `3.4 TB`.
        trigger: Target => "Trigger threshold",
        /// Decision to production: `6-10 weeks`.
        lead_time: Duration => "Estimated lead time to mitigate",
        /// The project that moves the limit.
        project: Refs => "Mitigation project",
        /// Who watches it.
        owner: Owner => "Owner",
    }
}

table! {
    /// How fast a limit is being approached.
    pub Growth ("growth assumption") {
        /// As in the clock.
        component: Name => "Component/limit",
        /// Where it breaks, with unit: `4 TB`.
        limit: Measure => "Hard limit",
        /// `+6 % per month`, `+30-50 GB per month`, `-0.5 points per month`.
        growth: Measure => "Growth",
        /// What it rests on.
        basis: Prose => "Basis",
        /// What hurts sooner: `p95 < 300 ms with 8 workers of 40 ms`.
        optional keeps: Prose => "Must keep",
    }
}

table! {
    /// A scaling project, in the order of work.
    pub ScalingProject ("scaling project") {
        /// As in the clock.
        project: Name => "Project",
        /// Limits, as in the clock.
        relieves: Refs => "Relieves",
        /// The latest day it may start.
        start_by: Date => "Start by",
        /// Why here.
        reason: Prose => "Why in this order",
    }
}

table! {
    /// What was measured of a limit on a day.
    pub Measurement ("measurement") {
        /// As in the clock.
        component: Name => "Component/limit",
        /// The day.
        key measured: PastDate => "Date",
        /// With unit: `2.4 TB`.
        value: Measure => "Value",
    }
}

table! {
    /// A change of load on a day to come.
    pub Launch ("launch") {
        /// As in the clock.
        component: Name => "Component/limit",
        /// The first day.
        key date: Date => "Date",
        /// `+30 %`, `+200 GB`, `2x for 14 days`.
        effect: Prose => "Effect",
    }
}

section! {
    /// What will run out, when, and what must start before.
    /// Done when three to ten limits each have a metric, a threshold, a lead time and a project, and each trigger fires early enough for its lead time.
    pub Scaling = "scaling", "Scaling \"doomsday clock\" + capacity plan"
    ["Doomsday clock", "Scaling doomsday clock", "Capacity plan", "Scaling plan", "Scaling", "Scaling and capacity plan"],
    preamble = "notes", numbered = true {
        /// Three to ten limits, the nearest first.
        table limits: Limit => "Doomsday clock" ["Limits", "Clock", "Scaling limits"],
        /// For each limit of the clock.
        table growth: Growth => "Growth and hard limits" ["Growth", "Growth assumptions", "Hard limits"],
        /// The scaling risks that matter most.
        list risks: Prose => "Top scaling risks" ["Scaling risks"],
        /// In the order of work.
        table projects: ScalingProject => "Sequenced scaling projects" ["Scaling projects", "Projects", "Capacity projects"],
        /// What stops when a trigger fires, who decides, for how long.
        text freeze_policy: Prose => "Feature-freeze and priority policy" ["Feature-freeze policy", "Feature freeze policy", "Priority policy", "Feature-freeze/priority policy"],
        /// Values by day; growth is fitted to ten or more.
        optional table measurements: Measurement => "Measurements" ["Samples", "Measured values"],
        /// Jumps of load to come.
        optional table launches: Launch => "Launches and spikes" ["Launches", "Spikes"],
        /// Anything else.
        optional text notes: Prose => "Notes",
    }
}
