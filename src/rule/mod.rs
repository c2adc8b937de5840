//! Rules: what `patterns/` says, loaded and proved. Rules are data and name no code but checks and decoders; they know
//! no text. Built-in and user rules pass the same loader; built-in ones pass it at build time.
//!
//! Invariant: no two enums here share the name of a variant, and none is that of a type, for the `Debug` form of a
//! [`Rule`] is the Rust expression that builds it: see `model/text.rs`.

pub mod account;
pub mod alphabet;
pub mod budget;
pub mod error;
pub mod file;
pub mod frequent;
pub mod gate;
pub mod load;
pub mod path;
pub mod pattern;
pub mod sample;
pub mod strings;

use crate::check::CheckId;
use crate::model::piece::Format;
use crate::model::rule_doc::RuleDoc;
use crate::model::severity::Severity;
use crate::model::text::{List, Text};

use alphabet::Alphabet;

pub use gate::{Around, Gate, Step};

/// A rule, ready for the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What it says about itself.
    pub doc: RuleDoc,
    /// Its checks, all of which judge each value.
    pub checks: List<CheckId>,
    /// Words that make a value more likely when they name it: lower case, single spaces.
    pub context: List<Text>,
    /// Where it looks.
    pub finds: List<Find>,
    /// What facts change in it; the last that holds wins.
    pub grades: List<Grade>,
    /// Rules whose values belong to this one's.
    pub pairs: List<Pair>,
    /// Kinds that share its shape.
    pub variants: List<Variant>,
}

/// One place in which a rule looks.
#[expect(clippy::large_enum_variant, reason = "built-in rules are a constant, which no box can be a part of")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Find {
    /// Anywhere in text, by shape.
    InText(TextFind),
    /// The value of a key.
    InField(FieldFind),
    /// The cells below a header.
    InColumn(ColumnFind),
    /// A field of a record format.
    InRecord(RecordFind),
    /// A word of a list, near something.
    InWords(WordsFind),
    /// A phrase by which a document was marked.
    InMarking(MarkingFind),
    /// A whole file, by name or magic.
    InFile(FileFind),
}

/// Anywhere in text, by shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextFind {
    /// What the prefilter looks for.
    pub anchor: Anchor,
    /// Whether it is a number by its shape, even where words lead to it: numbers are judged by the numbers around them.
    pub digits: bool,
    /// How a match is verified.
    pub shape: Shape,
    /// What may not stand before a match.
    pub before: Boundary,
    /// What may not stand after it.
    pub after: Boundary,
    /// What the first bytes of a match can be, as far as the pattern fixes their places: a gate before the pattern.
    pub heads: [Alphabet; gate::HEADS],
    /// What stands from the first byte of a match on, where heads tell too little and no anchor tells the start.
    pub front: List<Step>,
    /// What is undone before the checks see the value, in this order.
    pub decode: List<Decode>,
    /// The longest match in bytes, with the byte after it.
    pub reach: u32,
    /// Of which rules a finding must be near; none means that it counts by itself.
    pub near: Option<Near>,
    /// How often the shape turns up by chance: hundredths of log2 of hits a MB of text. Templates have their own.
    pub chance: i32,
}

/// What must be near.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    /// Globs of rules, a finding of one of which must be near.
    pub rules: List<Text>,
    /// How near, in bytes.
    pub within: u32,
}

impl Find {
    /// Globs of the rules of which a finding must be near, and how near in bytes.
    pub fn needs(&self) -> Option<(&[Text], u32)> {
        match self {
            Self::InText(TextFind { near: Some(near), .. }) => Some((&near.rules, near.within)),
            Self::InWords(find) => Some((&find.near, find.within)),
            _ => None,
        }
    }
}

/// What the prefilter looks for, and where a match may start relative to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// One of these strings.
    Literals(List<Literal>),
    /// One of these runs of digits.
    Digits(List<DigitRun>),
}

/// A string that every match holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    /// Its bytes; lower case unless `exact`.
    pub text: Text,
    /// Whether upper and lower case differ.
    pub exact: bool,
    /// The least number of bytes between the start of a match and the string.
    pub lead_min: u16,
    /// The largest such number.
    pub lead_max: u16,
    /// What stands around it in every match, byte by byte.
    pub around: Around,
    /// The same in steps.
    pub gate: Gate,
}

/// A maximal run of ASCII digits that every match holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigitRun {
    /// The least length of the run.
    pub min: u16,
    /// Its largest length.
    pub max: u16,
    /// The least number of bytes between the start of a match and the run.
    pub lead_min: u16,
    /// The largest such number.
    pub lead_max: u16,
    /// What stands around it in every match, byte by byte.
    pub around: Around,
    /// What stands before it in every match, in steps.
    pub gate: Gate,
}

/// How a match is verified from its first byte on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One of the anchor's literals, then the longest run of an alphabet.
    LiteralRun(Run),
    /// The first of these that fits: `9` a digit, `A` an upper-case letter, `a` a letter, `X` a digit or upper-case
    /// letter; all else itself. (In rule files `_` is an optional space or hyphen, the same throughout.)
    Templates(List<Template>),
    /// A regular expression over bytes, with the value as its group `value` or as a whole.
    Regex(Text),
}

/// A shape of fixed length, as [`Shape::Templates`] describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Its characters.
    pub text: Text,
    /// How often it turns up by chance: hundredths of log2 of hits a MB of text.
    pub chance: i32,
}

/// A run of an alphabet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its bytes.
    pub alphabet: Alphabet,
    /// Its least length.
    pub min: u32,
    /// Its largest length.
    pub max: u32,
}

/// What may not stand beside a match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Boundary {
    /// A letter or digit, unless it ends an escape such as `\n` or `%3D`.
    Word,
    /// A letter, a digit or `_`, or a separator with a digit beyond it: so a value is never a part of a longer number.
    Number,
    /// A byte of this alphabet.
    Outside(Alphabet),
    /// Anything may.
    Open,
}

/// An encoding that is undone before a value is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decode {
    /// Base64, either alphabet, with or without padding.
    Base64,
    /// Pairs of hexadecimal digits.
    Hex,
    /// Percent-encoding.
    Percent,
}

/// The value of a key in an assignment or a structured format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFind {
    /// The words with which the key must end: lower case, single spaces.
    pub keys: List<Text>,
    /// The words with which it must not end: `next token` is no token that opens anything.
    pub except: List<Text>,
    /// The strings by which the prefilter finds those keys, lower case.
    pub anchors: List<Text>,
    /// Globs of the paths on which the key must stand, in formats that have paths; none means that it may stand anywhere.
    pub paths: List<Text>,
    /// What the whole value must look like.
    pub value: ValueShape,
    /// How often such a key has such a value by chance: hundredths of log2 of hits a MB of text.
    pub chance: i32,
}

impl ValueShape {
    /// Anything but nothing.
    pub const ANY: Self = Self { min: 1, max: u32::MAX, alphabet: None, regex: None };
}

/// What a whole value must look like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueShape {
    /// The least length in bytes.
    pub min: u32,
    /// The largest length in bytes.
    pub max: u32,
    /// Bytes it is made of.
    pub alphabet: Option<Alphabet>,
    /// A regular expression that matches the whole.
    pub regex: Option<Text>,
}

/// The cells below a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnFind {
    /// The words of the whole header: lower case, single spaces.
    pub headers: List<Text>,
    /// What a whole cell must look like.
    pub value: ValueShape,
}

/// A field of record formats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordFind {
    /// Where it stands in each.
    pub paths: List<RecordPath>,
    /// What the whole value must look like.
    pub value: ValueShape,
}

/// A field by its path, or the end of that; what follows in brackets is of which kind it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordPath {
    /// The format.
    pub format: Format,
    /// The path in its own notation, as [`Format`] shows it.
    pub path: Text,
}

impl RecordFind {
    /// Every path with its format.
    pub fn places(&self) -> impl Iterator<Item = (Format, &str)> {
        self.paths.iter().map(|place| (place.format, &*place.path))
    }
}

/// A word of a list, near something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordsFind {
    /// The words or phrases: lower case, single spaces.
    pub words: List<Text>,
    /// Globs of rules, a finding of one of which must be near.
    pub near: List<Text>,
    /// How near, in bytes.
    pub within: u32,
}

/// A phrase by which a document was marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkingFind {
    /// The phrases: lower case, single spaces.
    pub phrases: List<Text>,
    /// Where on the page.
    pub zone: Zone,
}

/// Where on the page a marking counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// In the first ten lines, or in a line of its own anywhere.
    Heading,
    /// Anywhere in the text.
    Anywhere,
}

/// A whole file, by name or magic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFind {
    /// Globs of file names, in lower case; without any, every name will do.
    pub names: List<Text>,
    /// Bytes with which such files begin; without any, the name decides.
    pub magic: List<Magic>,
}

/// Bytes at an offset of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Magic {
    /// The offset.
    pub offset: u32,
    /// The bytes.
    pub bytes: List<u8>,
}

/// What facts change in a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grade {
    /// Facts that must all hold.
    pub when: List<Condition>,
    /// The severity then.
    pub severity: Option<Severity>,
    /// What to do then.
    pub remedy: Option<Text>,
}

/// A fact and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The fact's name.
    pub fact: Text,
    /// `true`, `false`, a number or a word.
    pub value: Text,
}

/// A rule whose values belong to this one's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The partner's id.
    pub rule: Text,
    /// How near it must be, in bytes.
    pub within: u32,
}

/// A kind that shares a rule's shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// What it is called in findings.
    pub name: Text,
    /// The literals that tell it.
    pub literals: List<Text>,
    /// Harm, where it is not the rule's.
    pub severity: Option<Severity>,
}

/// Whether a pattern names a rule: its id, in which `*` stands for any part.
pub fn names(pattern: &str, id: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == id };
    let Some(id) = id.strip_prefix(start) else { return false };
    id.char_indices().map(|(at, _)| at).chain([id.len()]).any(|at| names(rest, &id[at..]))
}

#[cfg(test)]
mod tests {
    use super::names;

    fn check(pattern: &str, id: &str, expected: bool) {
        assert_eq!(names(pattern, id), expected, "{pattern} {id}");
    }

    #[test]
    fn a_star_stands_for_any_part() {
        check("health/patient/*", "health/patient/name", true);
        check("health/patient/*", "health/patients/name", false);
        check("*/us/*", "identifier/us/ssn", true);
        check("*number", "identifier/us/ssn", false);
        check("identifier/us/ssn", "identifier/us/ssn", true);
        check("identifier/us", "identifier/us/ssn", false);
    }
}
