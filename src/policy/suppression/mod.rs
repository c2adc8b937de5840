//! Who answered for a finding: the baseline, the register of waivers, or a mark beside the value. Such a finding is
//! counted and told to machines, but neither shown to people nor a reason to fail. What covers nothing is told too.

mod baseline;
mod entries;
mod marks;
mod recognition;
mod waiver;

use super::case::{Case, leave};
use super::config::{PolicyConfig, PolicyError};
use crate::model::fingerprint::{FingerprintKey, KeyId};
use crate::model::rule_doc::{RuleIndex, Rulebook};
use crate::model::source::ArtifactPath;
use crate::model::suppression::{IdleMark, Suppression, SuppressionKind};
use crate::model::verdict::{Standing, Verdict};

use entries::Entries;
use marks::MarkJudge;
use waiver::ScopedWaiver;

pub use baseline::{Baseline, BaselineEntry, BaselineError};
pub use entries::EntryUse;
pub use recognition::Recognition;
pub use waiver::{Waiver, WaiverKind};

/// How much of what entries may be about a run reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Coverage {
    /// What a change brings in: it says nothing about what is not in it, and what is new in it was in no baseline.
    Change,
    /// A whole history, in which everything is new once.
    History,
    /// Some files: an entry of one of them that covers nothing is idle.
    #[default]
    Files,
    /// Everything: an entry whose file is gone is idle, too.
    Everything,
}

impl Coverage {
    /// Whether files are read as they are.
    pub(super) fn is_of_files(self) -> bool {
        matches!(self, Self::Files | Self::Everything)
    }
}

/// All that answers for findings, and how often each did.
pub(super) struct Suppressions {
    own_key: Option<KeyId>,
    coverage: Coverage,
    entries: Entries,
    waivers: Vec<ScopedWaiver>,
    marks: MarkJudge,
}

impl Suppressions {
    /// Those of the configuration. Globs that match no rule are added to `stale`.
    pub(super) fn new(
        config: &PolicyConfig,
        rulebook: &Rulebook,
        stale: &mut Vec<String>,
    ) -> Result<Self, PolicyError> {
        let waivers =
            config.waivers.iter().map(|waiver| ScopedWaiver::new(waiver, config.as_of, rulebook, stale));
        Ok(Self {
            own_key: config.fingerprint_key.as_ref().map(FingerprintKey::id),
            coverage: config.coverage,
            entries: Entries::new(config.baseline.clone().unwrap_or_default(), &config.there, rulebook),
            waivers: waivers.collect::<Result<_, _>>()?,
            marks: MarkJudge::new(config.obey_marks),
        })
    }

    /// Speaks after all judges: whoever answers for a finding that would be reported is named, and it is not reported.
    /// That it is covered counts also where it would not be reported.
    pub(super) fn judge(&mut self, case: &Case<'_>, rulebook: &Rulebook, verdict: &mut Verdict) {
        let waived = self.waived(case, verdict);
        let marked = self.marks.judge(case, rulebook);
        let by_value_alone = self.coverage == Coverage::Change && verdict.standing == Standing::New;
        let known = self.entries.consider(case, verdict, self.own_key, by_value_alone);
        let Some(suppression) = waived.or(marked).or(known) else { return };
        if verdict.shown || verdict.gates {
            leave(verdict, suppression.kind.name(), because(&suppression));
            verdict.shown = false;
            verdict.gates = false;
            verdict.suppression = Some(suppression);
        }
    }

    /// An artifact was read, wholly or in part.
    pub(super) fn read(&mut self, path: &ArtifactPath, wholly: bool) {
        self.entries.read(path, wholly);
    }

    /// Marks of an artifact that stand beside no finding.
    pub(super) fn idle_marks(&mut self, path: &ArtifactPath, idle: &[IdleMark]) {
        if self.coverage.is_of_files() {
            self.marks.idle(path, idle);
        }
    }

    /// How each entry of the baseline was used.
    pub(super) fn uses(&self, is_wanted: &dyn Fn(RuleIndex) -> bool) -> Vec<EntryUse> {
        self.entries.uses(self.coverage, is_wanted)
    }

    /// What the user should know.
    pub(super) fn warnings(&self, is_wanted: &dyn Fn(RuleIndex) -> bool) -> Vec<String> {
        let everything = self.coverage == Coverage::Everything;
        let mut warnings = self.entries.warnings(self.coverage, is_wanted);
        warnings.extend(self.waivers.iter().filter_map(|waiver| waiver.warning(everything)));
        warnings.extend(self.marks.warnings());
        warnings
    }

    /// The first waiver that holds and means the finding. Those that mean it and hold no more leave their reason.
    fn waived(&mut self, case: &Case<'_>, verdict: &mut Verdict) -> Option<Suppression> {
        let mut waived = None;
        for waiver in &mut self.waivers {
            match waiver.consider(case, verdict, self.own_key) {
                Some(Ok(suppression)) => waived = waived.or(Some(suppression)),
                Some(Err(because)) => leave(verdict, SuppressionKind::Waiver.name(), because),
                None => {}
            }
        }
        waived
    }
}

/// Who answers for it, and why.
fn because(suppression: &Suppression) -> String {
    let detail = |wanted: &str| {
        suppression.details.iter().find(|(name, _)| *name == wanted).map(|(_, value)| &**value)
    };
    let who = match suppression.kind {
        SuppressionKind::Baseline => "the baseline has it".to_owned(),
        SuppressionKind::Waiver => {
            let until = detail("expires").map(|day| format!(" until {day}")).unwrap_or_default();
            format!("waiver {} covers it{until}", detail("id").unwrap_or_default())
        }
        SuppressionKind::Mark => format!("it is marked `{}`", detail("tool").unwrap_or_default()),
    };
    if suppression.reason.is_empty() { who } else { format!("{who}: {}", suppression.reason) }
}
