//! Names of values: keys of assignments, labels of forms, tags of XML. One tokenizer reads forwards from a key word the
//! value that it is given, in any language or format, and backwards from a value its name. It judges neither.
//!
//! All looks are bounded and start at the key word, so that no window matters; what ends a value is remembered from
//! one key word to the next, so that a line of them is not read again for each.

mod before;
mod below;
mod bytes;
mod escapes;
mod literal;
mod operator;
mod pair;
mod value;

use std::ops::Range;

use super::words::KeyWords;
use crate::model::finding::LabelKind;
use bytes::{byte, is_key_byte, run, run_back};
use operator::{Behind, behind, ends_argument, may_follow};
use pair::element;
use value::{Ends, Place, Value};

pub(super) use before::name_before;

/// How far a key may reach before its key word.
const REACH: usize = 96;

/// A key with its value, as positions in the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Assignment {
    pub(super) key: Range<usize>,
    pub(super) value: Value,
    /// Whether the value stands below the key, and has no name of its own or one that says nothing.
    pub(super) below: bool,
    /// Whether a person wrote the key, on a form or in a letter.
    spoken: bool,
    readings: [Range<usize>; 4],
    count: usize,
}

impl Assignment {
    pub(super) fn kind(&self) -> LabelKind {
        if self.spoken { LabelKind::Label } else { LabelKind::Key }
    }

    /// The ways to read the value: all of it between quotes or tags; without them the first word, what stands before a
    /// comma or the next key, the whole phrase.
    pub(super) fn readings(&self) -> &[Range<usize>] {
        &self.readings[..self.count]
    }

    /// What a reading says.
    pub(super) fn text<'t>(&'t self, text: &'t [u8], reading: &Range<usize>) -> &'t [u8] {
        match &self.value.said {
            Some(said) if *reading == self.value.word => said.bytes(),
            _ => &text[reading.clone()],
        }
    }

    /// The same with a value, and its plain words where it is one of an element.
    fn given(mut self, text: &[u8], value: Value, plain: Option<Value>) -> Self {
        self.read(value.word.clone());
        let plain = if value.said.is_some() { None } else { plain };
        let plain = plain.as_ref().or((!value.quoted && value.said.is_none()).then_some(&value));
        if let Some(plain) = plain {
            self.read(plain.word.clone());
            let comma = memchr::memchr(b',', &text[plain.phrase.clone()]);
            comma.into_iter().for_each(|at| self.read(plain.phrase.start..plain.phrase.start + at));
            let shorter = before_next_key(text, &plain.phrase);
            shorter.into_iter().for_each(|reading| self.read(reading));
            self.read(plain.phrase.clone());
        }
        self.value = value;
        self
    }

    fn read(&mut self, reading: Range<usize>) {
        if !self.readings().contains(&reading) && self.count < self.readings.len() {
            self.readings[self.count] = reading;
            self.count += 1;
        }
    }
}

/// Reads the assignments of one text, one after another. What was read last is kept: many rules ask for the same key
/// word, and several key words may end one key.
#[derive(Debug, Default)]
pub(super) struct Assignments {
    /// The key word asked for last, and its key where something follows that gives it a value.
    word: Range<usize>,
    key: Option<Range<usize>>,
    behind: Option<Behind>,
    words: KeyWords,
    /// Whether `words` are those of the key.
    split: bool,
    /// What the key is given, once that was asked for.
    value: Option<Assignment>,
    /// The values that stand below the key, where it has none of its own.
    below: Vec<Assignment>,
    is_read: bool,
    ends: Ends,
}

impl Assignments {
    /// Reads the key that ends with the key word at `word`; whether something follows that gives it a value. Most key
    /// words of a text are none, and the byte behind them says so.
    pub(super) fn find(&mut self, text: &[u8], word: &Range<usize>) -> bool {
        if self.word == *word && self.key.is_some() {
            return self.behind.is_some();
        }
        let Some(key) = key_at(text, word) else { return false };
        self.word = word.clone();
        if self.key.as_ref() != Some(&key) {
            self.behind = behind(text, &key);
            self.key = Some(key);
            self.split = false;
            self.is_read = false;
        }
        self.behind.is_some()
    }

    /// The words of the key found last.
    pub(super) fn words(&mut self, text: &[u8]) -> &KeyWords {
        if !self.split {
            let key = self.key.clone().unwrap_or_default();
            self.words.set(&text[key]);
            self.split = true;
        }
        &self.words
    }

    /// Reads the assignment of the key found last, unless that was done.
    pub(super) fn read(&mut self, text: &[u8]) {
        if !self.is_read {
            let key = self.key.clone().unwrap_or_default();
            let behind = self.behind.as_ref();
            self.value = behind.and_then(|behind| self.ends.assignment(text, key.clone(), behind));
            self.below.clear();
            if let (None, Some(behind)) = (&self.value, behind) {
                self.below = self.ends.assignments_below(text, &key, behind);
            }
            self.is_read = true;
        }
    }

    /// The assignments that were read: one, several where the values stand below the key, none where they cannot be.
    pub(super) fn all(&self) -> &[Assignment] {
        self.value.as_ref().map_or(&self.below, std::slice::from_ref)
    }
}

/// The key that ends with the key word at `word`: more of it before the word, a number behind it, as in `password2`.
fn key_at(text: &[u8], word: &Range<usize>) -> Option<Range<usize>> {
    let mut end = word.end;
    if byte(text, end).is_ascii_digit() {
        end = run(text, end, 4, |byte| byte.is_ascii_digit());
    }
    if end < text.len() && !may_follow(text[end]) {
        return None;
    }
    Some(run_back(text, word.start, word.start.saturating_sub(REACH), is_key_byte)..end)
}

impl Ends {
    fn assignment(&mut self, text: &[u8], key: Range<usize>, behind: &Behind) -> Option<Assignment> {
        let (value, plain) = match behind {
            Behind::Value(place) => (self.value(text, place)?, None),
            Behind::Argument(place) => (self.argument(text, &key, place)?, None),
            Behind::Pair(at) => (self.paired(text, key.start, *at)?, None),
            Behind::Within(at) => (self.sibling(text, key.start, *at)?, None),
            Behind::Element(at) => self.element(text, &key, *at)?,
            Behind::Section(_) => return None,
        };
        let colon = matches!(behind, Behind::Value(Place { colon: true, .. }));
        let spoken = colon && !text[..key.start].ends_with(b"\"") && is_spoken(&text[key.clone()]);
        let assignment = Assignment { key, spoken, ..Assignment::default() };
        Some(assignment.given(text, value, plain))
    }

    fn assignments_below(&mut self, text: &[u8], key: &Range<usize>, behind: &Behind) -> Vec<Assignment> {
        let assigned = |value: Value| {
            let assignment = Assignment { key: key.clone(), below: true, ..Assignment::default() };
            assignment.given(text, value, None)
        };
        self.below(text, key, behind).into_iter().map(assigned).collect()
    }

    fn argument(&mut self, text: &[u8], key: &Range<usize>, place: &Place) -> Option<Value> {
        let value = self.value(text, place)?;
        let flag = text[value.word.clone()].starts_with(b"-") && text[key.clone()].starts_with(b"--");
        (!flag && ends_argument(text, key, value.word.end)).then_some(value)
    }

    /// The text between the tags of a key, and its plain words; where no tag of the key closes it, these alone.
    fn element(&mut self, text: &[u8], key: &Range<usize>, at: usize) -> Option<(Value, Option<Value>)> {
        let open = run_back(text, key.start, key.start.saturating_sub(REACH), |byte| byte != b'<');
        let Some(value) = element(text, at, Some(&text[open..key.end])) else {
            let place = Place { at, key: key.start, colon: false, spaced: true, literal: false };
            return self.value(text, &place).map(|value| (value, None));
        };
        let plain = self.plain(text, value.word.start);
        let within = plain.filter(|plain| plain.said.is_none() && plain.phrase.end <= value.word.end);
        Some((value, within))
    }
}

/// The part of a phrase before the next key of its line: `0151 496 0197` of `0151 496 0197 took=387ms`.
fn before_next_key(text: &[u8], phrase: &Range<usize>) -> Option<Range<usize>> {
    if byte(text, phrase.end) != b'=' {
        return None;
    }
    let key = phrase.start + text[phrase.clone()].iter().rposition(u8::is_ascii_whitespace)?;
    let length = text[phrase.start..key].trim_ascii_end().len();
    (length > 0).then(|| phrase.start..phrase.start + length)
}

/// Labels of forms are words as people write them: `Name`, `Date of birth`, not `dbPassword`.
fn is_spoken(key: &[u8]) -> bool {
    !key.iter().any(|byte| matches!(byte, b'_' | b'.' | b'$' | b'-'))
        && key.iter().skip(1).all(|byte| !byte.is_ascii_uppercase())
}

#[cfg(test)]
mod tests;
