//! Whether reports list a finding, and whether it makes the run fail.

use super::case::{Case, Judge, leave};
use super::config::{FailOn, PolicyConfig};
use super::selection::Selection;
use crate::model::severity::{Confidence, Severity};
use crate::model::verdict::{Standing, Verdict};

/// The last judge: only whoever answers for a finding speaks after it.
pub(super) struct Thresholds {
    confidence: Confidence,
    severity: Severity,
    fail_on: FailOn,
    selection: Selection,
}

impl Thresholds {
    /// By what was configured.
    pub(super) fn new(config: &PolicyConfig, selection: Selection) -> Self {
        let PolicyConfig { show_confidence: confidence, show_severity: severity, .. } = *config;
        Self { confidence, severity, fail_on: config.fail_on.clone(), selection }
    }

    fn why_hidden(&self, case: &Case<'_>, verdict: &Verdict) -> Option<String> {
        let Verdict { confidence, severity, .. } = verdict;
        if !self.selection.wants(case.finding.rule) {
            Some("the rule is not selected: not shown".to_owned())
        } else if verdict.standing == Standing::Before {
            Some("it was there before this change: not shown".to_owned())
        } else if *confidence < self.confidence {
            Some(format!("confidence {confidence} is below {}: not shown", self.confidence))
        } else if *severity < self.severity {
            Some(format!("severity {severity} is below {}: not shown", self.severity))
        } else {
            None
        }
    }

    /// A note is of no consequence alone, whatever the gate says.
    fn gates(&self, case: &Case<'_>, verdict: &Verdict) -> bool {
        self.selection.wants(case.finding.rule)
            && verdict.standing != Standing::Before
            && verdict.severity > Severity::Note
            && verdict.confidence >= self.fail_on.confidence
            && self.fail_on.of(case.doc.family).is_some_and(|from| verdict.severity >= from)
    }
}

impl Judge for Thresholds {
    fn judge(&self, case: &Case<'_>, verdict: &mut Verdict) {
        let hidden = self.why_hidden(case, verdict);
        verdict.shown = hidden.is_none();
        verdict.gates = self.gates(case, verdict);
        if let Some(because) = hidden {
            leave(verdict, "threshold", because);
        }
    }
}
