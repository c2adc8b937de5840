//! The one strongest name by which a value is known: key, label, a word on the same line, a word near. Each looks
//! only at bytes at a bounded distance from the match, so that windows do not matter.

use super::nearby::Nearby;
use super::prior::ContextBits;
use super::words::{ends_with, words_of};
use crate::model::evidence::{Bits, Term, TermKind};
use crate::model::finding::{Label, LabelKind};
use crate::model::text::Text;

/// Words that may stand between a name and its value: "account no. 1", "SSN is 1".
const FILLERS: [&str; 8] = [" is", " no", " nr", " num", " number", " id", " was", " of"];

/// The longest label that is kept, in characters.
const LONGEST_LABEL: usize = 80;

/// What is known of a value's surroundings.
pub(super) struct Context {
    /// The name directly before the value, whether any rule knows it or not.
    pub(super) label: Option<Label>,
    /// The strongest evidence.
    pub(super) term: Option<Term>,
}

/// Reads the surroundings of a value for the words of a rule, the dearer the further they go: only as far as what they are
/// worth `matters`.
pub(super) fn around(
    nearby: &Nearby<'_>,
    words: &[Text],
    bits: &ContextBits,
    matters: impl Fn(f64) -> bool,
) -> Context {
    let name = nearby.name();
    let label = name.map(|name| self::label(name.kind, &nearby.text[name.range.clone()]));
    let named = name.and_then(|name| {
        let word = words.iter().find(|word| name.spoken.holds(word))?;
        let weight = if name.kind == LabelKind::Label { bits.label } else { bits.key };
        let because = format!("{} \"{word}\"", name.kind.name());
        Some(Term::new(TermKind::Context, Bits::from_f64(weight), because))
    });
    let term = named.or_else(|| beside(nearby, words, bits, matters));
    Context { label, term }
}

/// A word of the rule with which a match begins before its value, as `Mr.` before a name. What is known of how often the
/// whole match turns up by chance tells most of it already, so it counts as little as a word near.
pub(super) fn within(match_before: &[u8], words: &[Text], bits: &ContextBits) -> Option<Term> {
    let spoken = words_of(match_before);
    let word = words.iter().find(|word| ends_with(spoken.trim_end(), word))?;
    Some(Term::new(TermKind::Context, Bits::from_f64(bits.near), format!("\"{word}\" directly before it")))
}

fn beside(
    nearby: &Nearby<'_>,
    words: &[Text],
    bits: &ContextBits,
    matters: impl Fn(f64) -> bool,
) -> Option<Term> {
    if words.is_empty() || !matters(bits.label) {
        return None;
    }
    let bare = nearby.before().trim_end();
    let named = FILLERS.iter().fold(bare, |words, filler| words.strip_suffix(filler).unwrap_or(words));
    let term = |bits: f64, because: String| Term::new(TermKind::Context, Bits::from_f64(bits), because);
    if let Some(word) = words.iter().find(|word| ends_with(named, word)) {
        return Some(term(bits.label, format!("\"{word}\" directly before it")));
    }
    if !matters(bits.line) {
        return None;
    }
    if let Some(word) = words.iter().find(|word| nearby.line().holds(word)) {
        return Some(term(bits.line, format!("\"{word}\" on the same line")));
    }
    if !matters(bits.near) {
        return None;
    }
    let word = words.iter().find(|word| nearby.near().holds(word))?;
    Some(term(bits.near, format!("\"{word}\" near")))
}

/// A label as it may be shown.
pub(super) fn label(kind: LabelKind, name: &[u8]) -> Label {
    Label { kind, text: shown(name).into_boxed_str() }
}

/// A name as it may be shown: without control characters, not too long, and never long runs of digits, which would
/// be a value and not a name.
pub(super) fn shown(name: &[u8]) -> String {
    let text = String::from_utf8_lossy(name);
    let shown = text.trim().chars().filter(|character| !character.is_control()).take(LONGEST_LABEL);
    let shown: String = shown.collect();
    let digits = shown.chars().filter(char::is_ascii_digit).count();
    if digits > 6 || shown.contains('@') { "…".to_owned() } else { shown }
}

#[cfg(test)]
mod tests {
    use super::{ContextBits, Nearby, Text, around};

    fn check(text: &str, value: &str, expected: Option<&str>) {
        let start = text.find(value).unwrap();
        let bits = ContextBits {
            header: 10.0,
            record: 12.0,
            key: 9.0,
            label: 8.0,
            parent: 7.0,
            line: 4.0,
            near: 2.0,
        };
        let words = [Text::from("ssn"), Text::from("social security number")];
        let nearby = Nearby::of(text.as_bytes(), start..start + value.len());
        let context = around(&nearby, &words, &bits, |_| true);
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
