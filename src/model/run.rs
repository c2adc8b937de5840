//! What is said of a run as a whole: before it in [`RunHeader`], after it in [`Summary`].

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::rule_doc::{RuleDoc, RuleIndex, Rulebook};
use super::severity::{Confidence, Severity};
use super::suppression::SuppressionKind;

/// What holds for the whole run. No clock, thread count or absolute path: equal input gives equal bytes.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own about what is told")]
pub struct RunHeader {
    /// The version of Sealant that made the run.
    pub version: Cow<'static, str>,
    /// The rules in force.
    pub rulebook: Arc<Rulebook>,
    /// The day the run judges by, ISO 8601.
    pub as_of: String,
    /// Laws the reports may name: id, name, and the address of the source.
    pub laws: Vec<LawDoc>,
    /// Whom to tell, by category of data.
    pub tell: Vec<TellDoc>,
    /// Whom the user's own house names for such cases.
    pub contacts: Contacts,
    /// Whether values may be shown.
    pub show_values: bool,
    /// Whether every term of evidence is to be shown to people.
    pub explain: bool,
    /// Confidence from which findings are shown.
    pub confidence: Confidence,
    /// Severity from which findings are shown.
    pub severity: Severity,
    /// Whether findings that somebody answered for are left out of reports for machines.
    pub leaves_out_suppressed: bool,
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
    /// Whom it asks to be told and by when, one sentence each.
    pub notices: Vec<String>,
}

/// Somebody to tell of data of one category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TellDoc {
    /// The category, as rules name it.
    pub category: String,
    /// Who: `your privacy officer`.
    pub who: String,
    /// How they are reached, where the user's house says.
    pub reach: Option<String>,
    /// Why, in one sentence.
    pub because: String,
}

/// Whom the user's own house names, in its own words: a name, an address, a number, a link.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contacts {
    /// Who answers for personal data.
    pub privacy_officer: Option<String>,
    /// Who answers for systems and credentials.
    pub security: Option<String>,
    /// Where a breach is reported.
    pub report_a_breach: Option<String>,
    /// The address of the policy that holds here.
    pub policy: Option<String>,
}

impl Contacts {
    /// What is set, each with its key in configuration, in the order of reports.
    pub fn set(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let Self { privacy_officer, security, report_a_breach, policy } = self;
        [
            ("privacy-officer", privacy_officer),
            ("security", security),
            ("report-a-breach", report_a_breach),
            ("policy", policy),
        ]
        .into_iter()
        .filter_map(|(key, value)| value.as_deref().map(|value| (key, value)))
    }
}

impl RunHeader {
    /// Whom to tell of what this rule finds, each once.
    pub fn tell(&self, doc: &RuleDoc) -> Vec<&TellDoc> {
        told(&self.tell, doc)
    }

    /// What is known of this law.
    pub fn law(&self, id: &str) -> Option<&LawDoc> {
        self.laws.iter().find(|law| law.id == id)
    }
}

/// Whom to tell of what this rule finds, each once, in the order of the rule's categories.
pub fn told<'a>(all: &'a [TellDoc], doc: &RuleDoc) -> Vec<&'a TellDoc> {
    let mut told: Vec<&TellDoc> = Vec::new();
    for category in &doc.categories {
        for tell in all.iter().filter(|tell| *tell.category == **category) {
            if told.iter().all(|known| known.who != tell.who) {
                told.push(tell);
            }
        }
    }
    told
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
    /// Findings that were there before the change that was asked about.
    pub before: u64,
    /// Findings that would be reported had nobody answered for them, by who did.
    pub suppressed: BTreeMap<SuppressionKind, u64>,
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
