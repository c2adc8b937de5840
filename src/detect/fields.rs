//! Hits of key words → candidates: the assignment that a key word ends, and which of its values a rule takes.

use std::ops::Range;

use super::anchors::Target;
use super::context::label;
use super::finders::Finder;
use super::keys::{Assignment, assignment_at};
use super::prior::{PlaceKind, Priors};
use super::verify::value_fits;
use super::words::{ends_with, words_of};
use crate::model::evidence::{Bits, Term, TermKind};
use crate::model::finding::LabelKind;
use crate::model::rule_doc::Family;
use crate::rule::FieldFind;

impl Finder<'_> {
    pub(super) fn field(&mut self, word: Range<usize>, target: &Target, find: &FieldFind) {
        let text = self.window.text();
        let Some((assignment, named)) = self.assignment(word, find) else { return };
        let rule = &self.engine.rules[usize::from(target.rule)];
        let case = self.case(rule, target.rule, find.chance);
        let values = self.fitting_values(&assignment, target, find);
        let judged = values.into_iter().map(|range| (range.clone(), case.value(&text[range])));
        let best = judged.max_by_key(|(range, candidate)| (candidate.score(), range.len()));
        let Some((range, mut candidate)) = best else { return };
        let bits = &Priors::built_in().context;
        let weight = if assignment.kind == LabelKind::Label { bits.label } else { bits.key };
        let because = format!("{} \"{named}\"", assignment.kind.name());
        candidate.context = Some(Term::new(TermKind::Context, Bits::from_f64(weight), because));
        candidate.label = Some(label(assignment.kind, &text[assignment.key]));
        case.home(Some((text, &range)), true, &mut candidate);
        self.keep(range, candidate);
    }

    /// The assignment of a key word that the window owns, and the words of the rule with which its key ends.
    fn assignment<'f>(&self, word: Range<usize>, find: &'f FieldFind) -> Option<(Assignment, &'f str)> {
        let text = self.window.text();
        if !self.window.owned().contains(&word.start) {
            return None;
        }
        let assignment = assignment_at(text, word)?;
        let key = words_of(&text[assignment.key.clone()]);
        let named = find.keys.iter().find(|known| ends_with(&key, known))?;
        if find.except.iter().any(|other| ends_with(&key, other)) {
            return None;
        }
        (!self.is_name_of_code(&assignment)).then_some((assignment, &**named))
    }

    fn fitting_values(
        &self,
        assignment: &Assignment,
        target: &Target,
        find: &FieldFind,
    ) -> Vec<Range<usize>> {
        let text = self.window.text();
        let secret = self.engine.rules[usize::from(target.rule)].doc.family == Family::Secret;
        let mut values = values_of(text, assignment);
        if secret {
            // A secret without quotes ends at white space, and one in quotes is no sentence.
            values.truncate(1);
            values.retain(|range| memchr::memchr_iter(b' ', &text[range.clone()]).count() < 2);
        }
        let at = (target.rule, target.find);
        values.retain(|range| value_fits(&text[range.clone()], &find.value, &self.engine.patterns, at));
        values
    }

    /// Whether a key word has a value of the right shape, before any evidence.
    pub(super) fn claims_field(&self, word: Range<usize>, target: &Target, find: &FieldFind) -> bool {
        let assignment = self.assignment(word, find);
        assignment.is_some_and(|(assignment, _)| !self.fitting_values(&assignment, target, find).is_empty())
    }

    /// In program text an unquoted word is a name; only numbers are values.
    fn is_name_of_code(&self, assignment: &Assignment) -> bool {
        let text = &self.window.text()[assignment.word.clone()];
        let number = text.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'/' | b'.'));
        let called = matches!(assignment.terminator, b'(' | b'[');
        let program = matches!(self.prior.kind, PlaceKind::Source | PlaceKind::Generated);
        !assignment.quoted && (called || (program && !number))
    }
}

/// The ways to read an unquoted value: up to the end of the phrase, up to a comma, a next key or white space.
fn values_of(text: &[u8], assignment: &Assignment) -> Vec<Range<usize>> {
    let phrase = assignment.phrase.clone();
    let comma = memchr::memchr(b',', &text[phrase.clone()]).map(|at| phrase.start..phrase.start + at);
    let mut values = vec![assignment.word.clone()];
    if !assignment.quoted {
        values.extend(comma);
        values.extend(before_next_key(text, &phrase));
        values.push(phrase);
    }
    values.dedup();
    values
}

/// The part of a phrase before the next key of its line: `0151 496 0197` of `0151 496 0197 took=387ms`.
fn before_next_key(text: &[u8], phrase: &Range<usize>) -> Option<Range<usize>> {
    let equals = phrase.start + memchr::memchr(b'=', &text[phrase.clone()])?;
    let key = phrase.start + text[phrase.start..equals].iter().rposition(u8::is_ascii_whitespace)?;
    let length = text[phrase.start..key].trim_ascii_end().len();
    (length > 0).then(|| phrase.start..phrase.start + length)
}
