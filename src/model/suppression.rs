//! Why a finding that would be reported is not: somebody answered for it, in a baseline, in the register of waivers or
//! beside the value itself.

/// Who answered for a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SuppressionKind {
    /// An entry of the baseline: it was there when the baseline was made.
    Baseline,
    /// An entry of the register of waivers.
    Waiver,
    /// A mark beside the value, in the artifact itself.
    Mark,
}

impl SuppressionKind {
    /// All kinds, in the order of reports.
    pub const ALL: [Self; 3] = [Self::Baseline, Self::Waiver, Self::Mark];

    /// The word used in every report.
    pub fn name(self) -> &'static str {
        match self {
            Self::Baseline => "baseline",
            Self::Waiver => "waiver",
            Self::Mark => "mark",
        }
    }
}

/// Why a finding is not reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// Who answered for it.
    pub kind: SuppressionKind,
    /// Why, in the words of whoever did; empty where nothing was said.
    pub reason: Box<str>,
    /// What else is known, by stable words: `id`, `waiver` (its kind), `owner`, `approver`, `basis`, `start`,
    /// `expires`, `tool` (whose mark it is).
    pub details: Vec<(&'static str, Box<str>)>,
}

/// A mark in the text of an artifact by which its author answers for what stands on its line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// Whose mark it is.
    pub tool: MarkTool,
    /// The rules it names, globs among them; a mark of another tool names none and covers what that tool looks for.
    pub rules: Vec<Box<str>>,
    /// Why, in the words of the author, at most 200 characters; empty where nothing was said.
    pub reason: Box<str>,
}

/// Whose mark it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MarkTool {
    /// `sealant:allow RULE reason`.
    Sealant,
    /// `gitleaks:allow`.
    Gitleaks,
    /// `pragma: allowlist secret`.
    DetectSecrets,
}

impl MarkTool {
    /// The mark as it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sealant => "sealant:allow",
            Self::Gitleaks => "gitleaks:allow",
            Self::DetectSecrets => "pragma: allowlist secret",
        }
    }
}

/// Marks of our own that no finding stands beside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdleMark {
    /// The line of the mark, 1-based.
    pub line: u64,
    /// The rules it names.
    pub rules: Vec<Box<str>>,
}

/// The marks beside the places of a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// How many of its places have one.
    pub places: u64,
    /// The different marks.
    pub distinct: Vec<Mark>,
}

/// A finding whose places have more different marks than this is not covered by them.
const MOST_MARKS: usize = 16;

impl Marks {
    /// Counts the mark of one more place.
    pub fn add(&mut self, mark: Option<Mark>) {
        let Some(mark) = mark else { return };
        if self.distinct.contains(&mark) {
            self.places += 1;
        } else if self.distinct.len() < MOST_MARKS {
            self.places += 1;
            self.distinct.push(mark);
        }
    }
}
