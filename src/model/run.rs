//! What is said of a run as a whole: before it in [`RunHeader`], after it in [`Summary`].

use std::collections::BTreeMap;
use std::sync::Arc;

use super::rule_doc::{RuleIndex, Rulebook};
use super::severity::{Confidence, Severity};

/// What holds for the whole run. No clock, thread count or absolute path: equal input gives equal bytes.
#[derive(Clone, Debug)]
pub struct RunHeader {
    /// Sealant's version.
    pub version: &'static str,
    /// The rules in force.
    pub rulebook: Arc<Rulebook>,
    /// The day the run judges by, ISO 8601.
    pub as_of: String,
    /// Laws the reports may name: id, name, and the address of the source.
    pub laws: Vec<LawDoc>,
    /// Whether values may be shown.
    pub show_values: bool,
    /// Whether every term of evidence is to be shown to people.
    pub explain: bool,
    /// Confidence from which findings are shown.
    pub confidence: Confidence,
    /// Severity from which findings are shown.
    pub severity: Severity,
    /// Whether all places of a finding are listed, not only the first.
    pub all_places: bool,
}

/// A law as reports name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LawDoc {
    /// The id in `patterns/data/laws.toml`.
    pub id: String,
    /// Its short name.
    pub name: String,
    /// One sentence on what it asks.
    pub summary: String,
    /// Where the text is.
    pub url: String,
}

/// What the input side counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InputCounts {
    /// Files given to extraction.
    pub files: u64,
    /// Files and folders left out, by what left them out: `gitignore`, `sealantignore`, `exclude` …
    pub ignored: BTreeMap<&'static str, u64>,
}

/// What a run amounts to.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// What was given and what was left out.
    pub input: InputCounts,
    /// Bytes read from all artifacts.
    pub bytes: u64,
    /// Findings by confidence and severity, whether shown or not.
    pub findings: BTreeMap<(Confidence, Severity), u64>,
    /// Findings that reports list.
    pub shown: u64,
    /// Findings that make the run fail.
    pub gating: u64,
    /// Candidates rejected, by rule and reason.
    pub rejected: BTreeMap<(RuleIndex, &'static str), u64>,
    /// Artifacts not wholly read, by the code of the obstacle.
    pub unread: BTreeMap<&'static str, u64>,
    /// Things the user should know that belong to no artifact.
    pub warnings: Vec<String>,
    /// Whether the run was stopped before its end.
    pub interrupted: bool,
}

impl Summary {
    /// Whether something was not, or not wholly, read.
    pub fn is_incomplete(&self) -> bool {
        self.interrupted || self.unread.values().any(|&count| count > 0)
    }
}
