//! Waivers: what somebody answers for, why, and until when. One that has run out or was withdrawn covers nothing, and that
//! is said; so is one that covers nothing any more.

use jiff::civil::Date;

use super::recognition::Recognition;
use crate::model::fingerprint::KeyId;
use crate::model::rule_doc::Rulebook;
use crate::model::suppression::{Suppression, SuppressionKind};
use crate::model::verdict::Verdict;
use crate::policy::case::Case;
use crate::policy::config::PolicyError;
use crate::policy::scope::{PathScope, RuleScope};

/// So many days before its end a waiver is spoken of.
const NOTICE_DAYS: i32 = 14;

/// Why a finding is let be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaiverKind {
    /// It is no secret and nobody's data: a sample, a public key, a false alarm. May be endless.
    NotSensitive,
    /// It is what the rule says, and somebody answers for the risk. Needs an end and an approver.
    AcceptedRisk,
    /// Those whom it concerns agreed. Needs an end, and what they agreed to as its basis.
    Consent,
}

impl WaiverKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::NotSensitive, Self::AcceptedRisk, Self::Consent];

    /// The word in the register and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotSensitive => "not-sensitive",
            Self::AcceptedRisk => "accepted-risk",
            Self::Consent => "consent",
        }
    }

    /// Whether it may not go on for ever.
    pub fn needs_end(self) -> bool {
        self != Self::NotSensitive
    }

    /// Whether somebody other than its author must have agreed to it.
    pub fn needs_approver(self) -> bool {
        self == Self::AcceptedRisk
    }

    /// Whether it must say what it rests on.
    pub fn needs_basis(self) -> bool {
        self == Self::Consent
    }
}

impl std::str::FromStr for WaiverKind {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|kind| kind.name() == word);
        known.ok_or_else(|| format!("`{word}` is none of not-sensitive, accepted-risk, consent"))
    }
}

/// An entry of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// By what people speak of it.
    pub id: String,
    /// Why a finding is let be.
    pub kind: WaiverKind,
    /// Globs of the rules it covers; all rules when empty.
    pub rules: Vec<String>,
    /// Globs of the paths it covers; all paths when empty.
    pub paths: Vec<String>,
    /// The findings it covers; all when empty.
    pub findings: Vec<Recognition>,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// Who agreed to it.
    pub approver: Option<String>,
    /// What it rests on: a law, a contract, a form that was signed.
    pub basis: Option<String>,
    /// Its first day.
    pub start: Date,
    /// Its last day.
    pub expires: Option<Date>,
    /// The day from which it holds no more, whatever its last day.
    pub withdrawn: Option<Date>,
}

/// Whether a waiver holds on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    NotYet,
    Holds,
    /// It holds for this many more days.
    EndsIn(i32),
    RanOut,
    Withdrawn,
}

/// A waiver, what it covers, and how often it did.
pub(super) struct ScopedWaiver {
    waiver: Waiver,
    state: State,
    rules: Option<RuleScope>,
    paths: PathScope,
    covered: u64,
}

impl ScopedWaiver {
    /// The waiver as it stands on this day. Globs that match no rule are added to `stale`.
    pub(super) fn new(
        waiver: &Waiver,
        as_of: Date,
        rulebook: &Rulebook,
        stale: &mut Vec<String>,
    ) -> Result<Self, PolicyError> {
        let place = format!("waiver {}", waiver.id);
        let rules = match waiver.rules.as_slice() {
            [] => None,
            globs => Some(RuleScope::new(&place, globs, rulebook, stale)?),
        };
        let paths = PathScope::new(&place, &waiver.paths)?;
        Ok(Self { state: state(waiver, as_of), waiver: waiver.clone(), rules, paths, covered: 0 })
    }

    /// Counts the finding if it is meant. What it comes to, where the waiver holds; else a sentence on why it does not.
    pub(super) fn consider(
        &mut self,
        case: &Case<'_>,
        verdict: &Verdict,
        own: Option<KeyId>,
    ) -> Option<Result<Suppression, String>> {
        if !self.means(case, verdict, own) {
            return None;
        }
        self.covered += 1;
        let Waiver { id, expires, withdrawn, .. } = &self.waiver;
        match self.state {
            State::Holds | State::EndsIn(_) => Some(Ok(self.suppression())),
            State::NotYet => Some(Err(format!("waiver {id} holds only from {}", self.waiver.start))),
            State::RanOut => expires.map(|day| Err(format!("waiver {id} ran out on {day}"))),
            State::Withdrawn => withdrawn.map(|day| Err(format!("waiver {id} was withdrawn on {day}"))),
        }
    }

    /// What the user should know of it: that it ended or will soon, and, when everything was read, that it covers
    /// nothing.
    pub(super) fn warning(&self, everything_was_read: bool) -> Option<String> {
        let Waiver { id, expires, withdrawn, owner, .. } = &self.waiver;
        let again = match self.covered {
            0 => "; it covers nothing here: remove it".to_owned(),
            1 => "; the finding it covered counts again".to_owned(),
            covered => format!("; the {covered} findings it covered count again"),
        };
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        match self.state {
            State::RanOut => Some(format!("waiver {id} of {owner} ran out on {}{again}", day(*expires))),
            State::Withdrawn => Some(format!("waiver {id} was withdrawn on {}{again}", day(*withdrawn))),
            State::EndsIn(days) => Some(format!(
                "waiver {id} of {owner} ends on {}, {}; it covers {}: mend what it covers, or have it approved anew",
                day(*expires),
                in_days(days),
                count(self.covered),
            )),
            State::Holds if self.covered == 0 && everything_was_read => {
                Some(format!("waiver {id} of {owner} covers nothing any more: remove it"))
            }
            State::Holds | State::NotYet => None,
        }
    }

    fn means(&self, case: &Case<'_>, verdict: &Verdict, own: Option<KeyId>) -> bool {
        let findings = &self.waiver.findings;
        self.rules.as_ref().is_none_or(|rules| rules.contains(case.finding.rule))
            && self.paths.contains(&case.source.path)
            && (findings.is_empty() || findings.iter().any(|one| one.recognises(verdict, own).is_some()))
    }

    fn suppression(&self) -> Suppression {
        let Waiver { id, kind, owner, approver, basis, start, expires, reason, .. } = &self.waiver;
        let details = [
            ("id", Some(id.clone())),
            ("waiver", Some(kind.name().to_owned())),
            ("owner", Some(owner.clone())),
            ("approver", approver.clone()),
            ("basis", basis.clone()),
            ("start", Some(start.to_string())),
            ("expires", expires.map(|day| day.to_string())),
        ];
        let details = details.into_iter().filter_map(|(name, value)| Some((name, value?.into()))).collect();
        Suppression { kind: SuppressionKind::Waiver, reason: reason.as_str().into(), details }
    }
}

/// Its last day is a day on which it still holds.
fn state(waiver: &Waiver, as_of: Date) -> State {
    let Waiver { start, expires, withdrawn, .. } = waiver;
    let left = |end: Date| end.since(as_of).map_or(i32::MAX, |span| span.get_days());
    match expires {
        _ if withdrawn.is_some_and(|day| day <= as_of) => State::Withdrawn,
        Some(end) if *end < as_of => State::RanOut,
        _ if *start > as_of => State::NotYet,
        Some(end) if left(*end) <= NOTICE_DAYS => State::EndsIn(left(*end)),
        _ => State::Holds,
    }
}

fn in_days(days: i32) -> String {
    match days {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        _ => format!("in {days} days"),
    }
}

fn count(findings: u64) -> String {
    if findings == 1 { "1 finding".to_owned() } else { format!("{findings} findings") }
}
