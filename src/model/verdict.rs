//! What policy makes of a finding. Every judge leaves its reason.

use std::borrow::Cow;

use super::finding::Finding;
use super::fingerprint::Fingerprint;
use super::piece::Obstacle;
use super::severity::{Confidence, Severity};
use super::source::{InHistory, Readers, Source};
use super::suppression::Suppression;

/// What the retention schedule says of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RetentionFlag {
    /// Keep until the date.
    RetainUntil,
    /// The schedule asks for a review, by the date where there is one.
    ReviewDue,
    /// The date has passed: destroy and document it.
    OverdueForDestruction,
    /// A hold forbids destruction, whatever the date.
    LegalHold,
    /// Must not be kept at all.
    NotToBeKept,
    /// The policy names no period for this class: itself something to mend.
    NoSchedule,
}

impl RetentionFlag {
    /// All flags, in the order of reports.
    pub const ALL: [Self; 6] = [
        Self::LegalHold,
        Self::NotToBeKept,
        Self::OverdueForDestruction,
        Self::ReviewDue,
        Self::RetainUntil,
        Self::NoSchedule,
    ];

    /// The word used in configuration and in every report.
    pub fn name(self) -> &'static str {
        match self {
            Self::RetainUntil => "retain-until",
            Self::ReviewDue => "review-due",
            Self::OverdueForDestruction => "overdue-for-destruction",
            Self::LegalHold => "legal-hold",
            Self::NotToBeKept => "not-to-be-kept",
            Self::NoSchedule => "no-schedule",
        }
    }
}

/// The retention judgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retention {
    /// What to do about time.
    pub flag: RetentionFlag,
    /// The date, ISO 8601, where the flag has one.
    pub date: Option<Box<str>>,
    /// The class of the schedule.
    pub class: Box<str>,
    /// Why, in one sentence: the figure, where it comes from, and what started the clock.
    pub because: Box<str>,
}

/// How a finding stands to the change that was asked about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// No change was asked about: everything was read.
    #[default]
    Unasked,
    /// The change brings it in.
    New,
    /// It was there before the change, in this place or another one.
    Before,
}

impl Standing {
    /// The word used in reports, where there is anything to say.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Unasked => None,
            Self::New => Some("new"),
            Self::Before => Some("before"),
        }
    }
}

/// One reason a judge leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The judge, such as `exposure`.
    pub judge: &'static str,
    /// What it did and why, in a sentence.
    pub because: Cow<'static, str>,
}

/// A law that speaks of the categories of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Law {
    /// The id in `patterns/data/laws.toml`.
    pub id: Box<str>,
    /// Its short name.
    pub name: Box<str>,
}

/// What policy makes of one finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Is it what the rule says.
    pub confidence: Confidence,
    /// Does it matter here.
    pub severity: Severity,
    /// How long it may be kept.
    pub retention: Retention,
    /// Who may read the artifact.
    pub readers: Readers,
    /// Laws that speak of it.
    pub laws: Vec<Law>,
    /// What to do.
    pub remedy: Box<str>,
    /// How it stands to the change that was asked about.
    pub standing: Standing,
    /// The commit that brought it in, where history was searched.
    pub history: Option<InHistory>,
    /// Who answered for it, where it would be reported otherwise; then it is neither shown nor makes the run fail.
    pub suppression: Option<Suppression>,
    /// Whether reports list it.
    pub shown: bool,
    /// Whether it makes the run fail.
    pub gates: bool,
    /// `place/v1`.
    pub place_fingerprint: Fingerprint,
    /// `value/v1`, where the value may be fingerprinted.
    pub value_fingerprint: Option<Fingerprint>,
    /// Equal for equal values of a run.
    pub group: Option<Box<str>>,
    /// What each judge said.
    pub reasons: Vec<Reason>,
}

impl Verdict {
    /// Whether a report for machines names it: what is shown, and what would be had nobody answered for it.
    pub fn is_listed(&self) -> bool {
        self.shown || self.suppression.is_some()
    }
}

/// A finding and its verdict.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The finding.
    pub finding: Finding,
    /// What policy makes of it.
    pub verdict: Verdict,
}

/// One artifact with all that was found in it, in the order of its text.
#[derive(Clone, Debug)]
pub struct JudgedArtifact {
    /// Which artifact.
    pub source: Source,
    /// Findings of low confidence and more, shown or not.
    pub findings: Vec<Judged>,
    /// What was not read of it.
    pub unread: Vec<Obstacle>,
}
