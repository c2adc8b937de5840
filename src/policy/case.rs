//! What a judge looks at and writes to. A judge adds to the verdict and leaves its reason; none takes back what an
//! earlier one said.

use std::borrow::Cow;

use super::census::Census;
use crate::model::finding::Finding;
use crate::model::rule_doc::RuleDoc;
use crate::model::source::Source;
use crate::model::verdict::{Reason, Verdict};

/// One finding before the judges.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    /// The artifact it lies in.
    pub(super) source: &'a Source,
    /// The finding.
    pub(super) finding: &'a Finding,
    /// What its rule says.
    pub(super) doc: &'a RuleDoc,
    /// What else the artifact holds.
    pub(super) census: &'a Census,
}

/// One step of judgement.
pub(super) trait Judge: Send + Sync {
    /// Adds to the verdict, with a reason for whatever changed.
    fn judge(&self, case: &Case<'_>, verdict: &mut Verdict);
}

/// Leaves a reason.
pub(super) fn leave(verdict: &mut Verdict, judge: &'static str, because: impl Into<Cow<'static, str>>) {
    verdict.reasons.push(Reason { judge, because: because.into() });
}
