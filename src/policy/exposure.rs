//! Severity by who may read the artifact, as its mode says.

use super::case::{Case, Judge, leave};
use crate::model::severity::Severity;
use crate::model::source::Readers;
use crate::model::verdict::Verdict;

/// What every account of the machine may read is one step more severe.
pub(super) struct Exposure;

impl Judge for Exposure {
    fn judge(&self, case: &Case<'_>, verdict: &mut Verdict) {
        match case.source.facts.readers {
            Readers::World if case.source.facts.in_git => leave(
                verdict,
                "exposure",
                "every account on this machine may read the file, but the mode of a git checkout says little of who can: unchanged",
            ),
            Readers::World => raise(verdict),
            Readers::Group if !case.source.facts.in_git => {
                leave(verdict, "exposure", "the owner's group may read the file: unchanged");
            }
            Readers::Group | Readers::Owner | Readers::Unknown => {}
        }
    }
}

/// A note stays one, whoever reads it.
fn raise(verdict: &mut Verdict) {
    if matches!(verdict.severity, Severity::Note | Severity::Critical) {
        leave(verdict, "exposure", "every account on this machine may read the file: unchanged");
    } else {
        verdict.severity = verdict.severity.raised();
        leave(verdict, "exposure", "every account on this machine may read the file: one step more severe");
    }
}
