//! Paragraphs as all word processors and slides have them: runs joined, a line for each, tables as rows. What does not stand
//! in the flow of the text (boxes, field codes, alt text, what changes took out) is kept aside and follows as parts of its own.

use std::collections::{BTreeMap, BTreeSet};

use super::texts::Texts;
use crate::model::part::{Part, PartKind};
use crate::model::piece::Obstacle;

/// The most that is kept of what stands beside the text: a worker may open no file for it.
const MOST_KEPT: usize = 256 << 20;

/// The longest text of a box that is remembered.
const LONGEST_BOX: usize = 64 * 1024;

/// The longest paragraph that is remembered.
const LONGEST_GIVEN: usize = 1024;

/// A paragraph longer than this is given before it ends.
const LONGEST_PARAGRAPH: usize = 1 << 20;

/// How many columns a cell may span.
const WIDEST_CELL: u32 = 64;

/// How many paragraphs are known to be given.
const MOST_GIVEN: usize = 10_000;

/// In which version of the text something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    /// Before and after the tracked changes.
    Both,
    /// Only after them.
    After,
    /// Only before them.
    Before,
}

/// The paragraphs of a part.
pub(super) struct Prose<'t, 'p> {
    pub(super) texts: &'t mut Texts<'p>,
    part: Part,
    /// Those that are open: one inside another stands in a box.
    open: Vec<Paragraph>,
    tables: Vec<Table>,
    asides: BTreeMap<PartKind, String>,
    /// How much more of them can be kept, and whether that was too little.
    room: usize,
    is_cut: bool,
    /// What stood in boxes of the current paragraph: old and new programs each get a copy.
    boxes: Vec<String>,
    /// Where paragraphs count once, those that were given.
    once: Option<&'t mut BTreeSet<String>>,
}

#[derive(Default)]
struct Paragraph {
    after: String,
    before: String,
    changed: bool,
    aside: Option<PartKind>,
}

/// A table being read; only the innermost one gives rows.
struct Table {
    number: u32,
    rows: u64,
    column: u32,
    header: bool,
    /// Whether a cell was begun and a paragraph of it given.
    filled: bool,
    row: InRow,
}

/// Whether a row is being read, and whether it can be given: one that holds a table cannot.
#[derive(Clone, Copy, PartialEq, Eq)]
enum InRow {
    No,
    Yes,
    AroundTable,
}

impl<'t, 'p> Prose<'t, 'p> {
    /// Begins a part.
    pub(super) fn new(texts: &'t mut Texts<'p>, part: Part) -> Self {
        texts.begin(part.clone());
        let (open, tables, boxes) = (Vec::new(), Vec::new(), Vec::new());
        let asides = BTreeMap::new();
        Self { texts, part, open, tables, asides, room: MOST_KEPT, is_cut: false, boxes, once: None }
    }

    /// The same of a part that repeats what others say, as masters do: what was given is not given again.
    pub(super) fn once(mut self, given: &'t mut BTreeSet<String>) -> Self {
        self.once = Some(given);
        self
    }

    pub(super) fn begin_paragraph(&mut self) {
        self.open.push(Paragraph::default());
    }

    /// Begins a paragraph that does not stand in the flow of the text.
    pub(super) fn begin_paragraph_aside(&mut self, kind: PartKind) {
        self.open.push(Paragraph { aside: Some(kind), ..Paragraph::default() });
    }

    /// Text of the current paragraph; outside of any it is a paragraph.
    pub(super) fn text(&mut self, text: &str, version: Version) {
        let Some(paragraph) = self.open.last_mut() else {
            if !text.trim().is_empty() {
                self.give(text);
            }
            return;
        };
        if version != Version::Before {
            paragraph.after.push_str(text);
        }
        if version != Version::After {
            paragraph.before.push_str(text);
        }
        paragraph.changed |= version != Version::Both;
        if paragraph.after.len().max(paragraph.before.len()) > LONGEST_PARAGRAPH {
            let long =
                std::mem::replace(paragraph, Paragraph { aside: paragraph.aside, ..Paragraph::default() });
            self.aside_changed(&long);
            match (long.aside, self.open.len()) {
                (None, 1) => self.texts.push(long.after.as_bytes()),
                (kind, _) => self.aside(kind.unwrap_or(PartKind::TextBoxes), &long.after),
            }
        }
    }

    pub(super) fn end_paragraph(&mut self) {
        let Some(paragraph) = self.open.pop() else { return };
        self.aside_changed(&paragraph);
        if let Some(kind) = paragraph.aside {
            self.aside(kind, &paragraph.after);
        } else if self.open.is_empty() {
            self.give(&paragraph.after);
            self.boxes.clear();
        } else if !paragraph.after.is_empty() && !self.boxes.contains(&paragraph.after) {
            self.aside(PartKind::TextBoxes, &paragraph.after);
            if self.boxes.len() < 64 && paragraph.after.len() < LONGEST_BOX {
                self.boxes.push(paragraph.after);
            }
        }
    }

    /// A line that follows in a part of its own.
    pub(super) fn aside(&mut self, kind: PartKind, line: &str) {
        if line.trim().is_empty() {
            return;
        }
        let Some(room) = self.room.checked_sub(line.len() + 1) else {
            self.is_cut = true;
            return;
        };
        self.room = room;
        let aside = self.asides.entry(kind).or_default();
        aside.push_str(line);
        aside.push('\n');
    }

    pub(super) fn begin_table(&mut self) {
        if let Some(outer) = self.tables.last_mut() {
            if outer.row == InRow::Yes {
                outer.row = InRow::AroundTable;
            }
            self.texts.forget_row();
        }
        if self.open.is_empty() {
            self.texts.begin_table();
        }
        self.tables.push(Table {
            number: self.texts.table(),
            rows: 0,
            column: 0,
            header: false,
            filled: false,
            row: InRow::No,
        });
    }

    /// Begins a row; so many rows above it were left out.
    pub(super) fn begin_row(&mut self, skipped: u64) {
        let Some(table) = self.tables.last_mut() else { return };
        table.rows = table.rows.saturating_add(skipped).saturating_add(1);
        (table.column, table.header, table.filled) = (0, false, false);
        table.row = if self.open.is_empty() { InRow::Yes } else { InRow::No };
        if table.row == InRow::Yes {
            self.texts.begin_row(table.rows);
        }
    }

    /// The current row names the columns.
    pub(super) fn header(&mut self) {
        self.tables.last_mut().into_iter().for_each(|table| table.header = true);
    }

    pub(super) fn begin_cell(&mut self) {
        let Some(table) = self.tables.last_mut().filter(|table| table.row != InRow::No) else { return };
        if table.column > 0 {
            self.texts.push(b"\t");
        }
        table.filled = false;
        if table.row == InRow::Yes {
            self.texts.begin_cell(table.column);
        }
    }

    /// Ends a cell that spans so many columns.
    pub(super) fn end_cell(&mut self, span: u32) {
        let Some(table) = self.tables.last_mut().filter(|table| table.row != InRow::No) else { return };
        table.column = table.column.saturating_add(span.clamp(1, WIDEST_CELL));
        self.texts.end_cell();
    }

    pub(super) fn end_row(&mut self) {
        let Some(table) = self.tables.last_mut().filter(|table| table.row != InRow::No) else { return };
        table.row = InRow::No;
        let header = table.header;
        self.texts.end_cell();
        self.texts.end_row(header);
        self.texts.push(b"\n");
    }

    pub(super) fn end_table(&mut self) {
        self.end_row();
        self.tables.pop();
        if let Some(outer) = self.tables.last() {
            self.texts.resume_table(outer.number);
        }
    }

    /// Whether a paragraph is open.
    pub(super) fn is_in_paragraph(&self) -> bool {
        !self.open.is_empty()
    }

    /// Ends the part, and begins another.
    pub(super) fn turn_to(&mut self, part: Part) {
        self.end();
        self.texts.begin(part.clone());
        self.part = part;
    }

    /// Ends the part, and gives what was kept aside.
    pub(super) fn finish(mut self) {
        self.end();
        if self.is_cut {
            let what =
                "more stands beside its text, such as notes and deleted text, than is kept of one part";
            self.texts.unread(Obstacle::PartlyRead { what: what.into() });
        }
    }

    fn end(&mut self) {
        while !self.open.is_empty() {
            self.end_paragraph();
        }
        for (kind, aside) in std::mem::take(&mut self.asides) {
            self.texts.begin(Part { kind, ..self.part.clone() });
            self.texts.push(aside.as_bytes());
        }
        self.room = MOST_KEPT;
        self.tables.clear();
        self.texts.end();
    }

    /// A paragraph is a line; in a cell the last one ends with the cell.
    fn give(&mut self, paragraph: &str) {
        if let Some(given) = &mut self.once
            && given.len() < MOST_GIVEN
            && paragraph.len() < LONGEST_GIVEN
            && !given.insert(paragraph.to_owned())
        {
            return;
        }
        match self.tables.last_mut().filter(|table| table.row != InRow::No) {
            None => self.texts.line(paragraph),
            Some(table) => {
                if table.filled {
                    self.texts.push(b"\n");
                }
                table.filled = true;
                self.texts.push(paragraph.as_bytes());
            }
        }
    }

    fn aside_changed(&mut self, paragraph: &Paragraph) {
        if paragraph.changed && paragraph.before != paragraph.after {
            self.aside(PartKind::Deleted, &paragraph.before);
        }
    }
}
