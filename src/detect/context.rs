//! The one strongest name by which a value is known: key, label, a word on the same line, a word near. Each looks
//! only at bytes at a bounded distance from the match, so that windows do not matter.

use std::ops::Range;

use super::keys::name_before;
use super::prior::ContextBits;
use super::words::{Spoken, ends_with, words_of};
use crate::model::evidence::{Bits, Term, TermKind};
use crate::model::finding::{Label, LabelKind};
use crate::model::text::Text;

/// How far before and after a value the same line is read.
const LINE_BEFORE: usize = 120;
const LINE_AFTER: usize = 60;

/// Words that may stand between a name and its value: "account no. 1", "SSN is 1".
const FILLERS: [&str; 8] = [" is", " no", " nr", " num", " number", " id", " was", " of"];

/// How far before a value other lines are read.
const NEAR_BEFORE: usize = 240;

/// The longest label that is kept, in characters.
const LONGEST_LABEL: usize = 80;

/// What is known of a value's surroundings.
pub(super) struct Context {
    /// The name directly before the value, whether any rule knows it or not.
    pub(super) label: Option<Label>,
    /// The strongest evidence.
    pub(super) term: Option<Term>,
}

/// Reads the surroundings of a value for the words of a rule.
pub(super) fn around(text: &[u8], value: &Range<usize>, words: &[Text], bits: &ContextBits) -> Context {
    let name = name_before(text, value.start);
    let label = name.as_ref().map(|(kind, range)| self::label(*kind, &text[range.clone()]));
    let named = name.as_ref().and_then(|(kind, range)| {
        let spoken = Spoken::of(&text[range.clone()]);
        let word = words.iter().find(|word| spoken.holds(word))?;
        let weight = if *kind == LabelKind::Label { bits.label } else { bits.key };
        Some(Term::new(TermKind::Context, Bits::from_f64(weight), format!("{} \"{word}\"", kind.name())))
    });
    let term = named.or_else(|| beside(text, value, words, bits));
    Context { label, term }
}

/// A word of the rule with which a match begins before its value, as `Mr.` before a name. What is known of how often the
/// whole match turns up by chance tells most of it already, so it counts as little as a word near.
pub(super) fn within(match_before: &[u8], words: &[Text], bits: &ContextBits) -> Option<Term> {
    let spoken = words_of(match_before);
    let word = words.iter().find(|word| ends_with(spoken.trim_end(), word))?;
    Some(Term::new(TermKind::Context, Bits::from_f64(bits.near), format!("\"{word}\" directly before it")))
}

fn beside(text: &[u8], value: &Range<usize>, words: &[Text], bits: &ContextBits) -> Option<Term> {
    if words.is_empty() {
        return None;
    }
    let before = &text[value.start.saturating_sub(LINE_BEFORE)..value.start];
    let line_start = before.iter().rposition(|&byte| is_break(byte)).map_or(0, |at| at + 1);
    let after = &text[value.end..text.len().min(value.end + LINE_AFTER)];
    let line_end = after.iter().position(|&byte| is_break(byte)).unwrap_or(after.len());
    let spoken = words_of(&before[line_start..]);
    let named =
        FILLERS.iter().fold(spoken.trim_end(), |words, filler| words.strip_suffix(filler).unwrap_or(words));
    if let Some(word) = words.iter().find(|word| ends_with(named, word)) {
        let because = format!("\"{word}\" directly before it");
        return Some(Term::new(TermKind::Context, Bits::from_f64(bits.label), because));
    }
    let line = [&before[line_start..], b" ", &after[..line_end]].concat();
    let find = |stretch: &[u8]| {
        let spoken = Spoken::of(stretch);
        words.iter().find(|word| spoken.holds(word))
    };
    if let Some(word) = find(&line) {
        return Some(Term::new(
            TermKind::Context,
            Bits::from_f64(bits.line),
            format!("\"{word}\" on the same line"),
        ));
    }
    let near = &text[value.start.saturating_sub(NEAR_BEFORE)..value.start];
    let word = find(near)?;
    Some(Term::new(TermKind::Context, Bits::from_f64(bits.near), format!("\"{word}\" near")))
}

fn is_break(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r' | b'\0')
}

/// A label as it may be shown: without control characters, not too long, and never long runs of digits, which would
/// be a value and not a name.
pub(super) fn label(kind: LabelKind, name: &[u8]) -> Label {
    let text = String::from_utf8_lossy(name);
    let shown = text.trim().chars().filter(|character| !character.is_control()).take(LONGEST_LABEL);
    let shown: String = shown.collect();
    let digits = shown.chars().filter(char::is_ascii_digit).count();
    let text = if digits > 6 || shown.contains('@') { "…".to_owned() } else { shown };
    Label { kind, text: text.into_boxed_str() }
}

#[cfg(test)]
mod tests {
    use super::{ContextBits, Text, around};

    fn check(text: &str, value: &str, expected: Option<&str>) {
        let start = text.find(value).unwrap();
        let bits = ContextBits { header: 10.0, record: 12.0, key: 9.0, label: 8.0, line: 4.0, near: 2.0 };
        let words = [Text::from("ssn"), Text::from("social security number")];
        let context = around(text.as_bytes(), &(start..start + value.len()), &words, &bits);
        assert_eq!(context.term.map(|term| term.because.into_owned()).as_deref(), expected, "{text}");
    }

    #[test]
    fn the_strongest_name_counts() {
        check("client_ssn = 123", "123", Some("key \"ssn\""));
        check("Social Security Number: 123", "123", Some("label \"social security number\""));
        check("his SSN is 123", "123", Some("\"ssn\" directly before it"));
        check("123 is his SSN", "123", Some("\"ssn\" on the same line"));
        check("SSN\nof the client\n123", "123", Some("\"ssn\" near"));
        check("lessn: 123", "123", None);
    }
}
