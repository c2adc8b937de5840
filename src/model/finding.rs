//! A finding: one rule, one value, one artifact. Evidence and facts are shared between findings that have the same.

use std::sync::Arc;

use super::evidence::{Bits, Term};
use super::part::Part;
use super::rule_doc::RuleIndex;
use super::secret::Secret;
use super::severity::Severity;
use super::suppression::Marks;

/// How many places are kept; more are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlacesKept {
    /// Of a finding.
    pub finding: usize,
    /// Of a column.
    pub column: usize,
}

impl PlacesKept {
    /// The first ones, so that memory does not grow with the number of places.
    pub const FIRST: Self = Self { finding: 100, column: 20 };
    /// Every one.
    pub const ALL: Self = Self { finding: usize::MAX, column: usize::MAX };
}

/// In which part of an artifact a place lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Within {
    /// Its text.
    Text,
    /// A cell of a table in it: the row, counting the header, and the column, both 1-based.
    Cell {
        /// 1-based, counting the header.
        row: u64,
        /// 1-based.
        column: u32,
    },
    /// A part of a document. Its lines are paragraphs, except in a sheet, whose places are cells.
    Part {
        /// Which.
        part: Arc<Part>,
        /// The cell, where it lies in a table: the row and the column, both 1-based.
        cell: Option<(u64, u32)>,
    },
    /// The artifact's own name or path, not its content.
    Name,
    /// The artifact as a whole.
    Whole,
}

/// A place in the text of an artifact. Lines and columns are 1-based; columns count Unicode code points; the end
/// column is exclusive. For [`Within::Name`] and [`Within::Whole`] all are 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Which part of the artifact.
    pub within: Within,
    /// The line of the first character.
    pub line: u64,
    /// The column of the first character.
    pub column: u32,
    /// The line of the last character.
    pub end_line: u64,
    /// The column after the last character.
    pub end_column: u32,
}

/// By what kind of name a value is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LabelKind {
    /// The header of its column.
    Header,
    /// The key of an assignment or a structured field.
    Key,
    /// The label of a form: `Name: …`.
    Label,
    /// The path of a record's field, such as `PID-19`.
    Record,
}

impl LabelKind {
    /// The word used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Key => "key",
            Self::Label => "label",
            Self::Record => "record",
        }
    }
}

/// The name under which a value stands. It may be shown; the line around it may not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// What kind of name.
    pub kind: LabelKind,
    /// The name, at most 80 characters, without control characters. Of a key in a structured text it is the path: names with
    /// dots between them, the elements of a list as `[]`, and `…` for what is left out.
    pub text: Box<str>,
}

impl Label {
    /// The last name of a path; of anything else the whole.
    pub fn name(&self) -> &str {
        match self.kind {
            LabelKind::Key => {
                self.text.rsplit('.').next().filter(|name| !name.is_empty()).unwrap_or(&self.text)
            }
            _ => &self.text,
        }
    }
}

/// What a check learnt from a value without judging it, such as `("expires", "1767225600")`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fact {
    /// A stable word: `test`, `encrypted`, `cipher`, `expires` (Unix seconds), `expired`, `issuer`, `brand` …
    pub name: &'static str,
    /// `true`, `false`, a number or a word. Never the value.
    pub value: Box<str>,
}

/// Another place that belongs to a finding: the partner of a pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The partner's rule.
    pub rule: RuleIndex,
    /// Where it is.
    pub place: Place,
}

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnSummary {
    /// Rows seen, without the header.
    pub rows: u64,
    /// Cells that pass as this rule.
    pub passes: u64,
    /// Empty cells.
    pub nulls: u64,
    /// Distinct passing values: exact to 10,000, an estimate beyond.
    pub distinct: u64,
    /// Whether `distinct` is exact.
    pub exact: bool,
}

/// One rule, one value, one artifact: its first places and a count; or one rule and one column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: RuleIndex,
    /// The name of the rule's variant that matched, where it has variants.
    pub variant: Option<Box<str>>,
    /// The value; the first one of a column.
    pub secret: Secret,
    /// The name under which it stands at its first place.
    pub label: Option<Label>,
    /// The first places, in the order of the artifact: as many as [`PlacesKept`] says.
    pub places: Vec<Place>,
    /// How many places there are.
    pub occurrences: u64,
    /// The sum of the evidence.
    pub score: Bits,
    /// The terms of that sum.
    pub evidence: Arc<[Term]>,
    /// Harm if true, graded by the facts.
    pub harm: Severity,
    /// What to do, where the grade says more than the rule.
    pub remedy: Option<Box<str>>,
    /// What the checks learnt.
    pub facts: Arc<[Fact]>,
    /// Set for a column.
    pub column: Option<Box<ColumnSummary>>,
    /// Partners.
    pub related: Vec<Related>,
    /// Other rules that claim the same bytes, and their share of the probability in percent.
    pub rivals: Vec<(RuleIndex, u8)>,
    /// What its artifact says beside its places.
    pub marks: Marks,
}

impl Finding {
    /// Its first place. Invariant: every finding has one.
    pub fn place(&self) -> &Place {
        &self.places[0]
    }
}

#[cfg(test)]
mod tests {
    use super::{Label, LabelKind};

    #[test]
    fn the_name_of_a_path_is_its_last() {
        for (kind, text, name) in [
            (LabelKind::Key, "services.db.password", "password"),
            (LabelKind::Key, "GITHUB_TOKEN", "GITHUB_TOKEN"),
            (LabelKind::Key, "a.", "a."),
            (LabelKind::Label, "Acct. no.", "Acct. no."),
        ] {
            assert_eq!(Label { kind, text: text.into() }.name(), name);
        }
    }
}
