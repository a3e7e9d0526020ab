//! The safety nets as files show them: gates, approvals, and the security of the pipeline itself.

use std::collections::BTreeSet;

use super::{Case, Row, line, refs, row};
use crate::assess::fact::{CredentialKind, Fact, Pin, Place, What};
use crate::engine::pipeline::{GateKind, StageInput, StageKind};

impl Case<'_> {
    pub(super) fn gates(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for stage in self.drawn_stages() {
            for gate in &stage.gates {
                let kind = match gate.kind {
                    GateKind::Security => "security",
                    GateKind::Dependency => "dependency",
                    GateKind::Secret => "secret",
                    GateKind::Quality if stage.kind == StageKind::Test => "test",
                    GateKind::Quality => "quality",
                    GateKind::Performance => "performance",
                    GateKind::Approval => continue,
                };
                let mut cells = row([
                    ("gate", format!("{kind} in {}", stage.id)),
                    ("kind", kind.to_owned()),
                    ("on_failure", if gate.blocking { "block" } else { "warn" }.to_owned()),
                ]);
                refs(&mut cells, "result_of", [stage.id.clone()]);
                let waits = |next: &&StageInput| match stage.required {
                    true => self.waits(next).contains(&stage.id),
                    false => next.after.contains(&stage.id),
                };
                let next = self.drawn_stages().filter(waits).filter(|next| self.is_delivery(next));
                refs(&mut cells, "blocks", next.map(|next| next.id.clone()));
                rows.push(cells);
            }
        }
        rows
    }

    pub(super) fn approvals(&self) -> Vec<Row> {
        let approved = self
            .drawn_stages()
            .filter(|stage| stage.gates.iter().any(|gate| gate.kind == GateKind::Approval && gate.blocking));
        let rows = approved.map(|stage| {
            let mut cells = row([("approval", format!("start of {}", stage.id))]);
            refs(&mut cells, "blocks", [stage.id.clone()]);
            cells
        });
        rows.collect()
    }

    pub(super) fn controls(&self) -> Vec<Row> {
        if self.assessment.pipelines.is_empty() {
            return Vec::new();
        }
        let mut rows = Vec::new();
        let mut control = |name: &str, state: &str, place: String| {
            rows.push(row([("control", name.to_owned()), ("state", state.to_owned()), ("place_text", place)]));
        };
        let places = |is: &dyn Fn(&What) -> bool| -> BTreeSet<&Place> {
            self.assessment.facts().filter(|fact| is(&fact.value)).map(|fact| &fact.at).collect()
        };
        let first = |found: &BTreeSet<&Place>| found.first().map(|at| line(at)).unwrap_or_default();
        let pinned = places(&|what| matches!(what, What::Uses { pin: Pin::Sha | Pin::Digest, .. }));
        let open = places(
            &|what| matches!(what, What::Uses { pin, .. } if !matches!(pin, Pin::Sha | Pin::Digest | Pin::Local)),
        );
        match (pinned.is_empty(), open.is_empty()) {
            (true, true) => {}
            (false, true) => control("action pins", "yes", first(&pinned)),
            (some, false) => {
                let place = format!("{}, {} not pinned to a commit", first(&open), open.len());
                control("action pins", if some { "no" } else { "partly" }, place);
            }
        }
        let credentials =
            |kind| places(&move |what: &What| matches!(what, What::Credential { kind: said, .. } if *said == kind));
        let (short, stored) = (credentials(CredentialKind::ShortLived), credentials(CredentialKind::Stored));
        match (short.is_empty(), stored.is_empty()) {
            (true, true) => {}
            (false, true) => control("OIDC", "yes", first(&short)),
            (none, false) => {
                let place = format!("{}, a stored secret", first(&stored));
                control("OIDC", if none { "no" } else { "partly" }, place);
            }
        }
        let wide = places(&|what| matches!(what, What::Permission { access, .. } if access == "write-all"));
        if !wide.is_empty() {
            control("least privilege", "no", format!("{}, write-all", first(&wide)));
        } else if self.assessment.pipelines.iter().any(|pipeline| pipeline.platform == "GitHub Actions") {
            let says = |facts: &[Fact]| facts.iter().any(|fact| matches!(fact.value, What::Permission { .. }));
            let github = self.assessment.pipelines.iter().filter(|pipeline| pipeline.platform == "GitHub Actions");
            let all = github.clone().all(|one| says(&one.facts) || one.jobs.iter().all(|job| says(&job.facts)));
            let granted = places(&|what| matches!(what, What::Permission { .. }));
            // Without a word of the file the token has what a setting of the repository gives it.
            control("least privilege", if all { "yes" } else { "unknown" }, first(&granted));
        }
        let by = |word: &'static str| {
            places(
                &move |what: &What| matches!(what, What::Stage { by, .. } if by.contains(word) && by.contains("verify")),
            )
        };
        let verified: BTreeSet<&Place> = by("attest").union(&by("cosign")).copied().collect();
        if !verified.is_empty() {
            control("provenance verified", "yes", first(&verified));
        } else if self.drawn_stages().any(|stage| self.attested(stage).is_some()) {
            control("provenance verified", "unknown", "attested; no job of these files verifies it".to_owned());
        }
        rows
    }
}
