//! What a policy is made of: plain values, handed over by whoever read the command line and the configuration file.
//! Never reads a file itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::civil::Date;

use crate::model::fingerprint::FingerprintKey;
use crate::model::rule_doc::Family;
use crate::model::severity::{Confidence, Severity};
use crate::model::source::ArtifactPath;

use super::suppression::{Baseline, Coverage, Waiver};

/// Everything policy judges by, beside the rules.
#[derive(Clone, Debug)]
pub struct PolicyConfig {
    /// The day to judge by.
    pub as_of: Date,
    /// Confidence from which findings are shown.
    pub show_confidence: Confidence,
    /// Severity from which findings are shown.
    pub show_severity: Severity,
    /// What makes a run fail.
    pub fail_on: FailOn,
    /// Globs of rules: when there are any, no others are used.
    pub only: Vec<String>,
    /// Globs of rules to do without.
    pub skip: Vec<String>,
    /// Families to do without.
    pub families_off: Vec<Family>,
    /// Regions, as `regions.toml` calls them, whose laws are named beside those that hold anywhere; all when empty.
    pub regions: Vec<String>,
    /// What must not be destroyed.
    pub holds: Vec<Hold>,
    /// Periods that replace those of the built-in schedule.
    pub retention: Vec<RetentionOverride>,
    /// The key of fingerprints of guessable values.
    pub fingerprint_key: Option<FingerprintKey>,
    /// What was there before.
    pub baseline: Option<Baseline>,
    /// What somebody answers for.
    pub waivers: Vec<Waiver>,
    /// Whether marks beside values are obeyed.
    pub obey_marks: bool,
    /// How much of what baseline and waivers may be about is read.
    pub coverage: Coverage,
    /// Paths that the baseline names and that are there, whether this run reads them or leaves them out.
    pub there: BTreeSet<ArtifactPath>,
    /// Whether all rules are built-in ones, so that the words by which they speak of laws and schedules are known.
    pub only_built_in_rules: bool,
    /// Folders that are judged otherwise: the beginnings of their paths, with a slash at the end, and what holds in
    /// them. Of these only what judges speak by counts, not who answers for findings.
    pub folders: Vec<(Vec<u8>, PolicyConfig)>,
}

impl PolicyConfig {
    /// What holds when nothing was configured, on this day.
    pub fn new(as_of: Date) -> Self {
        Self {
            as_of,
            show_confidence: Confidence::Medium,
            show_severity: Severity::Low,
            fail_on: FailOn::all(Confidence::Medium, Some(Severity::Low)),
            only: Vec::new(),
            skip: Vec::new(),
            families_off: Vec::new(),
            regions: Vec::new(),
            holds: Vec::new(),
            retention: Vec::new(),
            fingerprint_key: None,
            baseline: None,
            waivers: Vec::new(),
            obey_marks: true,
            coverage: Coverage::default(),
            there: BTreeSet::new(),
            only_built_in_rules: false,
            folders: Vec::new(),
        }
    }
}

/// What makes a run fail. Notes never do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailOn {
    /// Confidence from which a finding does.
    pub confidence: Confidence,
    /// Severity from which a finding does; `None` where nothing should.
    pub severity: Option<Severity>,
    /// The same for families of which another severity was said.
    pub families: BTreeMap<Family, Option<Severity>>,
}

impl FailOn {
    /// The same for every family.
    pub fn all(confidence: Confidence, severity: Option<Severity>) -> Self {
        Self { confidence, severity, families: BTreeMap::new() }
    }

    /// Severity from which a finding of a family does; `None` where nothing should.
    pub fn of(&self, family: Family) -> Option<Severity> {
        self.families.get(&family).copied().unwrap_or(self.severity)
    }
}

/// A legal hold: what it covers is not destroyed, whatever the schedule says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Globs of the paths it covers; all paths when empty.
    pub paths: Vec<String>,
    /// Globs of the rules it covers; all rules when empty.
    pub rules: Vec<String>,
    /// The matter, as the reports name it.
    pub matter: String,
    /// Why, in the words of whoever set it.
    pub reason: String,
}

/// A period of the user's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetentionOverride {
    /// What it is about.
    pub target: RetentionTarget,
    /// Globs of the paths it covers; all paths when empty.
    pub paths: Vec<String>,
    /// How long.
    pub keep: Keep,
    /// What starts the clock, in words, where that differs from the built-in schedule.
    pub trigger: Option<String>,
    /// Why, in the words of whoever decided it.
    pub because: String,
}

/// What a period is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RetentionTarget {
    /// A class of the schedule.
    Class(String),
    /// A glob of rules.
    Rules(String),
}

/// How long something is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// For a period, then it is destroyed.
    For(Period),
    /// Not at all.
    Never,
    /// Without an end.
    Forever,
}

/// Calendar years, months and days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// Years.
    pub years: u16,
    /// Months.
    pub months: u16,
    /// Days.
    pub days: u16,
}

impl Period {
    /// A number of years.
    pub fn years(years: u16) -> Self {
        Self { years, ..Self::default() }
    }

    /// Whether it is no time at all.
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// The day after this long, by the calendar: a year after 29 February is 28 February. The last day there is,
    /// should it lie beyond.
    pub fn after(self, start: Date) -> Date {
        let span = jiff::Span::new()
            .try_years(self.years)
            .and_then(|span| span.try_months(self.months))
            .and_then(|span| span.try_days(self.days));
        span.and_then(|span| start.checked_add(span)).unwrap_or(Date::MAX)
    }
}

impl fmt::Display for Period {
    /// `5 years`, `1 year 6 months`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [(self.years, "year"), (self.months, "month"), (self.days, "day")];
        let parts = parts.iter().filter(|(count, _)| *count > 0);
        for (position, (count, unit)) in parts.enumerate() {
            let space = if position > 0 { " " } else { "" };
            let plural = if *count == 1 { "" } else { "s" };
            write!(f, "{space}{count} {unit}{plural}")?;
        }
        Ok(())
    }
}

/// What is wrong with a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicyError {
    /// A glob that is none.
    Glob {
        /// Where it stands, such as `only` or `hold of matter 4711`.
        place: String,
        /// The glob.
        glob: String,
        /// What is wrong with it.
        why: String,
    },
    /// The globs of `only` match no rule: nothing would be looked for, and the result would read as clean.
    NothingToLookFor,
    /// A class the schedule does not have.
    UnknownClass(String),
    /// A region `regions.toml` does not have.
    UnknownRegion(String),
    /// A hold without paths and rules.
    HoldWithoutScope {
        /// Its matter.
        matter: String,
    },
    /// A period of no time.
    EmptyPeriod {
        /// The class or glob it is for.
        target: String,
    },
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Glob { place, glob, why } => write!(f, "{place}: `{glob}` is no glob: {why}"),
            Self::NothingToLookFor => f.write_str(
                "only: no rule matches, so nothing would be looked for; `sealant rules list` names all rules",
            ),
            Self::UnknownClass(class) => {
                write!(f, "retention: there is no class `{class}`; the classes are ")?;
                f.write_str(&super::known_classes().join(", "))
            }
            Self::UnknownRegion(region) => {
                write!(f, "regions: `{region}` is not known; the regions are ")?;
                f.write_str(&super::known_regions().join(", "))
            }
            Self::HoldWithoutScope { matter } => {
                write!(
                    f,
                    "hold of matter {matter}: name `paths` or `rules`, or `paths = [\"**\"]` for everything"
                )
            }
            Self::EmptyPeriod { target } => {
                write!(
                    f,
                    "retention of `{target}`: a period needs years, months or days; `never` keeps nothing"
                )
            }
        }
    }
}

impl std::error::Error for PolicyError {}
