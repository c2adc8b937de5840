//! Finding → verdict (to be replaced).

use std::sync::Arc;

use crate::model::finding::Finding;
use crate::model::fingerprint::{FingerprintKey, place_v1, value_v1};
use crate::model::rule_doc::Rulebook;
use crate::model::severity::{Confidence, Severity};
use crate::model::source::{ArtifactPath, Readers, Source};
use crate::model::verdict::{Judged, Retention, RetentionFlag, Verdict};

/// Temporary.
pub struct Policy {
    rulebook: Arc<Rulebook>,
    confidence: Confidence,
    severity: Severity,
    fail_on: Option<Severity>,
    key: Option<FingerprintKey>,
    path: ArtifactPath,
    ordinal: u64,
}

impl Policy {
    /// Temporary.
    pub fn temporary(rulebook: Arc<Rulebook>, confidence: Confidence, severity: Severity, fail_on: Option<Severity>, key: Option<FingerprintKey>) -> Self {
        Self { rulebook, confidence, severity, fail_on, key, path: ArtifactPath::new(b""), ordinal: 0 }
    }

    /// Temporary.
    pub fn open_artifact(&mut self, source: &Source, _findings: &[Finding]) {
        self.path = source.path.clone();
        self.ordinal = 0;
    }

    /// Temporary.
    pub fn judge(&mut self, finding: Finding) -> Judged {
        self.ordinal += 1;
        let doc = self.rulebook.doc(finding.rule);
        let confidence = Confidence::of(finding.score);
        let severity = finding.harm;
        let shown = confidence >= self.confidence && severity >= self.severity;
        let verdict = Verdict {
            confidence,
            severity,
            retention: Retention { flag: RetentionFlag::NoSchedule, date: None, class: Box::from(&*doc.retention), because: Box::from("") },
            readers: Readers::Unknown,
            laws: Vec::new(),
            remedy: finding.remedy.clone().unwrap_or_else(|| Box::from(&*doc.remedy)),
            shown,
            gates: shown && self.fail_on.is_some_and(|from| severity >= from),
            place_fingerprint: place_v1(&doc.id, &self.path, "", self.ordinal),
            value_fingerprint: value_v1(doc, &finding.secret, self.key.as_ref()),
            group: None,
            reasons: Vec::new(),
        };
        Judged { finding, verdict }
    }

    /// Temporary.
    pub fn warnings(&self) -> Vec<String> {
        Vec::new()
    }
}
