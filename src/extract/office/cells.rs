//! The sheets of a workbook: rows of cells as they are shown, hidden ones too, and the formulas behind them.

use super::numbers::{self, Styles};
use super::prose::Prose;
use super::strings::Strings;
use super::xml::{Handler, Tag};
use crate::model::part::PartKind;

/// The last column of a sheet, from 0; programs of today end at 16,383.
pub(super) const LAST_COLUMN: u32 = 16_383;

/// The longest formula that is kept whole; programs take 8,192 characters.
pub(super) const LONGEST_FORMULA: usize = 16 * 1024;

/// How many formulas of a row stand beside it; those beyond follow the sheet.
pub(super) const MOST_FORMULAS: usize = 256;

/// A value longer than this is given in several parts.
const LONGEST_VALUE: usize = 1 << 20;

/// What cells need to be shown.
#[derive(Default)]
pub(super) struct Workbook {
    pub(super) strings: Strings,
    pub(super) styles: Styles,
    pub(super) since_1904: bool,
}

/// A sheet being read.
pub(super) struct Cells<'s, 't, 'p> {
    workbook: &'s mut Workbook,
    prose: Prose<'t, 'p>,
    row: u64,
    /// Where the next cell stands that does not say it.
    column: u32,
    filled: bool,
    kind: String,
    style: Option<String>,
    value: String,
    formula: String,
    /// Of the current row.
    formulas: Vec<(u32, String)>,
    text: TextKind,
    phonetic: u32,
    aside: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum TextKind {
    None,
    Value,
    Formula,
    /// Headers of printed pages, rules for what may be typed.
    Aside,
}

impl<'s, 't, 'p> Cells<'s, 't, 'p> {
    pub(super) fn new(workbook: &'s mut Workbook, prose: Prose<'t, 'p>) -> Self {
        prose.texts.begin_table();
        Self {
            workbook,
            prose,
            row: 0,
            column: 0,
            filled: false,
            kind: String::new(),
            style: None,
            value: String::new(),
            formula: String::new(),
            formulas: Vec::new(),
            text: TextKind::None,
            phonetic: 0,
            aside: String::new(),
        }
    }

    pub(super) fn finish(mut self) {
        self.end_cell();
        self.end_row();
        self.prose.finish();
    }

    fn begin_row(&mut self, tag: &Tag<'_>) {
        let number = tag.get("r").and_then(|number| number.parse().ok());
        self.row = number.unwrap_or(self.row.saturating_add(1));
        (self.column, self.filled) = (0, false);
        self.prose.texts.begin_row(self.row);
    }

    fn begin_cell(&mut self, tag: &Tag<'_>) {
        self.column =
            tag.get("r").and_then(|name| reference(&name)).map_or(self.column, |(column, _)| column);
        self.kind = tag.get("t").unwrap_or_default().into_owned();
        self.style = tag.get("s").map(Into::into);
    }

    fn end_cell(&mut self) {
        let value = std::mem::take(&mut self.value);
        let mut shown = String::new();
        match &*self.kind {
            "s" => self.workbook.strings.get(&value, &mut shown),
            "b" => shown.push_str(if value == "1" { "TRUE" } else { "FALSE" }),
            "" | "n" => {
                let style = self.workbook.styles.of(self.style.as_deref());
                shown.push_str(&numbers::shown(value.trim(), style, self.workbook.since_1904));
            }
            _ => shown = value,
        }
        if !shown.is_empty() {
            self.give(&shown);
        }
        let formula = std::mem::take(&mut self.formula);
        if !formula.is_empty() && self.formulas.len() < MOST_FORMULAS {
            self.formulas.push((self.column, formula));
        } else {
            self.prose.aside(PartKind::Fields, &formula);
        }
        self.column = self.column.saturating_add(1).min(LAST_COLUMN);
    }

    fn give(&mut self, shown: &str) {
        let texts = &mut *self.prose.texts;
        if std::mem::replace(&mut self.filled, true) {
            texts.push(b"\t");
        }
        texts.begin_cell(self.column);
        texts.push(shown.as_bytes());
        texts.end_cell();
    }

    fn end_row(&mut self) {
        let formulas = std::mem::take(&mut self.formulas);
        self.prose.texts.end_row_of_sheet(self.row, std::mem::take(&mut self.filled), formulas);
    }

    fn end_aside(&mut self) {
        let aside = std::mem::take(&mut self.aside);
        self.prose.aside(PartKind::Fields, &aside);
    }

    fn attributes(&mut self, tag: &Tag<'_>) {
        let told: &[&str] = match tag.name() {
            "hyperlink" => &["display", "tooltip", "location"],
            "dataValidation" => &["prompt", "promptTitle", "error", "errorTitle"],
            "webPublishItem" => &["destinationFile", "title"],
            _ => return,
        };
        for name in told {
            tag.get(name).into_iter().for_each(|value| self.prose.aside(PartKind::Fields, &value));
        }
    }
}

impl Handler for Cells<'_, '_, '_> {
    fn open(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            "row" => self.begin_row(tag),
            "c" => self.begin_cell(tag),
            "v" | "t" => self.text = TextKind::Value,
            "f" => self.text = TextKind::Formula,
            "rPh" => self.phonetic += 1,
            "formula" | "formula1" | "formula2" | "oddHeader" | "oddFooter" | "evenHeader" | "evenFooter"
            | "firstHeader" | "firstFooter" => self.text = TextKind::Aside,
            _ => self.attributes(tag),
        }
    }

    fn text(&mut self, text: &str) {
        match self.text {
            TextKind::Value if self.phonetic == 0 => {
                self.value.push_str(text);
                if self.value.len() > LONGEST_VALUE {
                    let part = std::mem::take(&mut self.value);
                    self.give(&part);
                }
            }
            TextKind::Formula => {
                self.formula.push_str(text);
                if self.formula.len() > LONGEST_FORMULA {
                    self.prose.aside(PartKind::Fields, &std::mem::take(&mut self.formula));
                }
            }
            TextKind::Aside => {
                self.aside.push_str(text);
                if self.aside.len() > LONGEST_VALUE {
                    self.end_aside();
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "row" => self.end_row(),
            "c" => self.end_cell(),
            "rPh" => self.phonetic = self.phonetic.saturating_sub(1),
            _ => self.end_aside(),
        }
        self.text = TextKind::None;
    }
}

/// Notes and threads that stand at cells.
pub(super) struct Notes<'t, 'p> {
    prose: Prose<'t, 'p>,
    in_text: bool,
}

impl<'t, 'p> Notes<'t, 'p> {
    pub(super) fn new(prose: Prose<'t, 'p>) -> Self {
        prose.texts.begin_nameless_table();
        Self { prose, in_text: false }
    }

    pub(super) fn finish(self) {
        self.prose.finish();
    }
}

impl Handler for Notes<'_, '_> {
    fn open(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            "comment" | "threadedComment" => {
                let (column, row) = tag.get("ref").and_then(|name| reference(&name)).unwrap_or((0, 1));
                self.prose.texts.begin_row(row);
                self.prose.texts.begin_cell(column);
            }
            "t" | "text" | "author" => self.in_text = true,
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_text && !text.trim().is_empty() {
            self.prose.texts.push(text.as_bytes());
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "comment" | "threadedComment" => {
                self.prose.texts.end_cell();
                self.prose.texts.end_row(false);
                self.prose.texts.push(b"\n");
            }
            "author" => self.prose.texts.push(b"\n"),
            _ => {}
        }
        self.in_text &= !matches!(name, "t" | "text" | "author");
    }
}

/// The column, from 0, and the row, from 1, of a name such as `C14`.
fn reference(name: &str) -> Option<(u32, u64)> {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) =
        name.split_at_checked(letters).filter(|(letters, _)| (1..=3).contains(&letters.len()))?;
    let digit = |letter: u8| u32::from(letter.to_ascii_uppercase() - b'A') + 1;
    let column = letters.bytes().fold(0, |column, letter| column * 26 + digit(letter)) - 1;
    let row = digits.parse().ok()?;
    (column <= LAST_COLUMN).then_some((column, row))
}

#[cfg(test)]
mod tests {
    use super::reference;

    #[test]
    fn cells_have_names() {
        assert_eq!(reference("C14"), Some((2, 14)));
        assert_eq!(reference("XFD1048576"), Some((16_383, 1_048_576)));
        assert_eq!(reference("ZZZ1"), None);
        assert_eq!(reference("14"), None);
        assert_eq!(reference("é1"), None);
    }
}
