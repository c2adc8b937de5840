//! What stands around a value, read when the first rule asks and kept for the others: several rules may claim one value,
//! and most of what a candidate costs is to read its surroundings. Knows no rule.

use std::cell::OnceCell;
use std::ops::Range;

use super::keys::name_before;
use super::words::{Spoken, words_of};
use crate::model::finding::LabelKind;

/// How far before and after a value the same line is read.
const LINE_BEFORE: usize = 120;
const LINE_AFTER: usize = 60;

/// How far before a value other lines are read.
const NEAR_BEFORE: usize = 240;

/// The name directly before a value.
pub(super) struct Name {
    pub(super) kind: LabelKind,
    pub(super) range: Range<usize>,
    pub(super) spoken: Spoken,
}

/// The surroundings of one value.
pub(super) struct Nearby<'t> {
    pub(super) text: &'t [u8],
    pub(super) value: Range<usize>,
    name: OnceCell<Option<Name>>,
    before: OnceCell<String>,
    line: OnceCell<Spoken>,
    near: OnceCell<Spoken>,
}

impl<'t> Nearby<'t> {
    /// Of a value at this range of a text.
    pub(super) fn of(text: &'t [u8], value: Range<usize>) -> Self {
        Self {
            text,
            value,
            name: OnceCell::new(),
            before: OnceCell::new(),
            line: OnceCell::new(),
            near: OnceCell::new(),
        }
    }

    /// The name directly before the value, whether any rule knows it or not.
    pub(super) fn name(&self) -> Option<&Name> {
        let read = || {
            let (kind, range) = name_before(self.text, self.value.start)?;
            let spoken = Spoken::of(&self.text[range.clone()]);
            Some(Name { kind, range, spoken })
        };
        self.name.get_or_init(read).as_ref()
    }

    /// The words before the value on its line.
    pub(super) fn before(&self) -> &str {
        self.before.get_or_init(|| words_of(self.line_before()))
    }

    /// The words of its line, before and behind it.
    pub(super) fn line(&self) -> &Spoken {
        self.line.get_or_init(|| {
            let after = &self.text[self.value.end..self.text.len().min(self.value.end + LINE_AFTER)];
            let end = after.iter().position(|&byte| is_break(byte)).unwrap_or(after.len());
            Spoken::beginning(self.before(), &after[..end])
        })
    }

    /// The words before it, on lines before its own too.
    pub(super) fn near(&self) -> &Spoken {
        let start = self.value.start.saturating_sub(NEAR_BEFORE);
        self.near.get_or_init(|| Spoken::of(&self.text[start..self.value.start]))
    }

    fn line_before(&self) -> &'t [u8] {
        let before = &self.text[self.value.start.saturating_sub(LINE_BEFORE)..self.value.start];
        let start = before.iter().rposition(|&byte| is_break(byte)).map_or(0, |at| at + 1);
        &before[start..]
    }
}

fn is_break(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r' | b'\0')
}
