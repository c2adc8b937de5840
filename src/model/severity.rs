//! The two numbers of a finding, never mixed: how sure we are ([`Confidence`]) and how much it matters ([`Severity`]).

use std::fmt;
use std::str::FromStr;

use super::evidence::Bits;

/// Does it matter here: harm × place × people × exposure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// True, and of no consequence alone: counted, not shown, never gating.
    Note,
    /// Worth tidying up.
    Low,
    /// Harm to somebody is likely if it spreads.
    Medium,
    /// Serious harm to a person, or access to a system.
    High,
    /// Immediate access or lasting harm: act today.
    Critical,
}

impl Severity {
    /// All severities, mildest first.
    pub const ALL: [Self; 5] = [Self::Note, Self::Low, Self::Medium, Self::High, Self::Critical];

    /// The word used on the command line, in configuration and in every report.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// One step more severe, at most critical.
    #[must_use]
    pub fn raised(self) -> Self {
        Self::ALL[(self as usize + 1).min(Self::ALL.len() - 1)]
    }

    /// One step less severe, at least note.
    #[must_use]
    pub fn lowered(self) -> Self {
        Self::ALL[(self as usize).saturating_sub(1)]
    }

    /// 0 to 100, for SARIF `rank`; GitLab reads 90 as critical, 70 high, 40 medium, as GitHub does a tenth of it.
    pub fn rank(self) -> u8 {
        match self {
            Self::Note => 0,
            Self::Low => 30,
            Self::Medium => 55,
            Self::High => 80,
            Self::Critical => 95,
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Severity {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|severity| severity.name() == word)
            .ok_or_else(|| format!("unknown severity `{word}`, expected note, low, medium, high or critical"))
    }
}

/// Is it what the rule says: the class of a sum of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Below 5 of 100: counted by rule and reason, stored nowhere.
    Rejected,
    /// From 5: shown on request only.
    Low,
    /// From 50, which is 0 bits.
    Medium,
    /// From 85, which is 2.5 bits.
    High,
}

impl Confidence {
    /// The classes that can be reported, weakest first.
    pub const REPORTED: [Self; 3] = [Self::Low, Self::Medium, Self::High];

    /// The class of a score, compared before any rounding.
    pub fn of(score: Bits) -> Self {
        if score >= Bits::HIGH {
            Self::High
        } else if score >= Bits::MEDIUM {
            Self::Medium
        } else if score >= Bits::LOW {
            Self::Low
        } else {
            Self::Rejected
        }
    }

    /// The word used on the command line, in configuration and in every report.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rejected => "rejected",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Confidence {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Self::REPORTED
            .into_iter()
            .find(|confidence| confidence.name() == word)
            .ok_or_else(|| format!("unknown confidence `{word}`, expected low, medium or high"))
    }
}
