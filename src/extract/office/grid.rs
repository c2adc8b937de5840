//! Spreadsheets of `OpenDocument` (ODF 1.3 part 3, 9): rows of cells, hidden ones too. What is repeated is read once, however often.

use super::cells::{LAST_COLUMN, LONGEST_FORMULA, MOST_FORMULAS};
use super::flow::Hidden;
use super::numbers::{self, Shown};
use super::prose::{Prose, Version};
use super::xml::{Handler, Tag};
use crate::model::part::{Part, PartKind};

/// The longest text of a cell that is kept whole.
const LONGEST: usize = 1 << 20;

/// The sheets of a document.
pub(super) struct Grid<'t, 'p> {
    prose: Prose<'t, 'p>,
    hidden: Hidden,
    /// Tables inside each other; only the outermost is a sheet.
    tables: u32,
    /// The number of the current row, and how often it stands there.
    row: u64,
    rows: u64,
    column: u32,
    columns: u32,
    filled: bool,
    cell: Option<Cell>,
    formulas: Vec<(u32, String)>,
    /// Of the sheets, a line each.
    names: String,
    /// Elements whose paragraphs stand beside the cell.
    comments: u32,
    described: u32,
    paragraphs: u32,
}

/// A cell being read.
#[derive(Default)]
struct Cell {
    /// A number, a date or a string as the file has it.
    value: String,
    is_date: bool,
    is_number: bool,
    text: String,
}

impl Cell {
    fn new(tag: &Tag<'_>) -> Self {
        let kind = tag.get("value-type").unwrap_or_default();
        let attribute = match &*kind {
            "date" => "date-value",
            "time" => "time-value",
            "string" => "string-value",
            "boolean" => "boolean-value",
            _ => "value",
        };
        let value = tag.get(attribute).unwrap_or_default().into_owned();
        let is_number = matches!(&*kind, "float" | "currency" | "percentage");
        Self { value, is_date: kind == "date", is_number, text: String::new() }
    }

    /// What is shown; of dates the date as it is stored, and of numbers what is stored where what is shown was rounded.
    fn shown(&self) -> String {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let stored = || numbers::shown(&self.value, &Shown::Plain, false).into_owned();
        if self.text.is_empty() || self.is_date && !self.value.is_empty() {
            return stored();
        }
        let value = stored();
        let is_rounded =
            self.is_number && !value.is_empty() && !digits(&self.text).ends_with(&digits(&value));
        if is_rounded { value } else { self.text.clone() }
    }
}

impl<'t, 'p> Grid<'t, 'p> {
    pub(super) fn new(prose: Prose<'t, 'p>) -> Self {
        Self {
            prose,
            hidden: Hidden::default(),
            tables: 0,
            row: 0,
            rows: 1,
            column: 0,
            columns: 1,
            filled: false,
            cell: None,
            formulas: Vec::new(),
            names: String::new(),
            comments: 0,
            described: 0,
            paragraphs: 0,
        }
    }

    pub(super) fn finish(mut self) {
        self.end_cell();
        self.end_row();
        self.prose.turn_to(Part::new(PartKind::Names));
        self.prose.texts.push(self.names.as_bytes());
        self.prose.finish();
    }

    fn begin_sheet(&mut self, tag: &Tag<'_>) {
        self.tables += 1;
        if self.tables > 1 {
            return;
        }
        let name = tag.get("name").unwrap_or_default();
        let hidden = self.hidden.of(tag);
        if self.names.len() < LONGEST {
            self.names.extend([&*name, "\n"]);
        }
        self.prose.turn_to(Part::new(PartKind::Sheet).named(&name).hidden(hidden));
        self.prose.texts.begin_table();
        (self.row, self.rows) = (0, 1);
    }

    fn begin_row(&mut self, tag: &Tag<'_>) {
        let repeated =
            tag.get("number-rows-repeated").and_then(|count| count.parse().ok()).unwrap_or(1).max(1);
        self.row = self.row.saturating_add(self.rows);
        self.rows = repeated;
        (self.column, self.filled) = (0, false);
        self.prose.texts.begin_row(self.row);
    }

    fn begin_cell(&mut self, tag: &Tag<'_>) {
        self.columns = tag.get("number-columns-repeated").and_then(|count| count.parse().ok()).unwrap_or(1);
        if let Some(formula) = tag.get("formula") {
            if formula.len() <= LONGEST_FORMULA && self.formulas.len() < MOST_FORMULAS {
                self.formulas.push((self.column.min(LAST_COLUMN), formula.into_owned()));
            } else {
                self.prose.aside(PartKind::Fields, &formula);
            }
        }
        self.cell = Some(Cell::new(tag));
    }

    fn end_cell(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        let shown = cell.shown();
        if !shown.is_empty() {
            let texts = &mut *self.prose.texts;
            if std::mem::replace(&mut self.filled, true) {
                texts.push(b"\t");
            }
            texts.begin_cell(self.column.min(LAST_COLUMN));
            texts.push(shown.as_bytes());
            texts.end_cell();
        }
        self.column = self.column.saturating_add(self.columns.max(1));
    }

    fn end_row(&mut self) {
        let formulas = std::mem::take(&mut self.formulas);
        self.prose.texts.end_row_of_sheet(self.row, std::mem::take(&mut self.filled), formulas);
    }

    fn attributes(&mut self, tag: &Tag<'_>) {
        let told: &[(&str, PartKind)] = match tag.name() {
            "a" => &[("href", PartKind::Links)],
            "named-range" | "named-expression" => &[
                ("name", PartKind::Names),
                ("expression", PartKind::Names),
                ("cell-range-address", PartKind::Names),
            ],
            "content-validation" => &[("condition", PartKind::Fields)],
            "database-range" | "database-source-sql" | "database-source-query" | "database-source-table" => {
                &[
                    ("sql-statement", PartKind::Fields),
                    ("database-name", PartKind::Fields),
                    ("name", PartKind::Names),
                ]
            }
            "table-source" | "cell-range-source" => {
                &[("href", PartKind::Links), ("filter-options", PartKind::Fields)]
            }
            _ => return,
        };
        for (name, kind) in told {
            tag.get(name).into_iter().for_each(|value| self.prose.aside(*kind, &value));
        }
    }

    /// The comment of a cell says at which one it stands.
    fn begin_paragraph(&mut self) {
        self.paragraphs += 1;
        if self.comments > 0 {
            self.prose.begin_paragraph_aside(PartKind::Comments);
            let cell = format!("{}{}: ", letters(self.column), self.row);
            self.prose.text(&cell, Version::Both);
        } else if self.cell.is_none() || self.described > 0 {
            self.prose.begin_paragraph_aside(PartKind::TextBoxes);
        } else if let Some(cell) = self.cell.as_mut().filter(|cell| !cell.text.is_empty()) {
            cell.text.push('\n');
        }
    }

    fn add(&mut self, text: &str) {
        if self.paragraphs == 0 {
            return;
        }
        match &mut self.cell {
            Some(cell) if !self.prose.is_in_paragraph() => {
                cell.text.push_str(text);
                if cell.text.len() > LONGEST {
                    let long = std::mem::take(&mut cell.text);
                    self.prose.aside(PartKind::TextBoxes, &long);
                }
            }
            _ => self.prose.text(text, Version::Both),
        }
    }
}

/// The letters of a column, from 0.
fn letters(column: u32) -> String {
    let last = char::from(b'A' + u8::try_from(column % 26).expect("a letter of 26"));
    if column < 26 { last.to_string() } else { format!("{}{last}", letters(column / 26 - 1)) }
}

impl Handler for Grid<'_, '_> {
    fn open(&mut self, tag: &Tag<'_>) {
        self.hidden.see(tag);
        match tag.name() {
            "table" => self.begin_sheet(tag),
            "table-row" if self.tables == 1 => self.begin_row(tag),
            "table-cell" | "covered-table-cell" if self.tables == 1 => self.begin_cell(tag),
            "annotation" => self.comments += 1,
            "frame" | "custom-shape" | "shapes" => self.described += 1,
            "p" | "h" | "title" | "desc" => self.begin_paragraph(),
            "s" => self.add(" "),
            "tab" => self.add("\t"),
            "line-break" => self.add("\n"),
            _ => self.attributes(tag),
        }
    }

    fn text(&mut self, text: &str) {
        self.add(text);
    }

    fn close(&mut self, name: &str) {
        match name {
            "table" => self.tables = self.tables.saturating_sub(1),
            "table-row" if self.tables == 1 => self.end_row(),
            "table-cell" | "covered-table-cell" if self.tables == 1 => self.end_cell(),
            "annotation" => self.comments = self.comments.saturating_sub(1),
            "frame" | "custom-shape" | "shapes" => self.described = self.described.saturating_sub(1),
            "p" | "h" | "title" | "desc" => {
                self.paragraphs = self.paragraphs.saturating_sub(1);
                self.prose.end_paragraph();
            }
            _ => {}
        }
    }
}
