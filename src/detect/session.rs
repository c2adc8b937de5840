//! One artifact being judged: takes its pieces in order and gives its findings at the end. State is bounded by the
//! number of findings, never by the size of the artifact.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Engine;
use super::candidate::{Candidate, CellRef};
use super::columns::Columns;
use super::context::label;
use super::finders::{Finder, Found};
use super::findings::Findings;
use super::lines::LineCursor;
use super::marks::MarkBook;
use super::prior::{self, Prior, Priors};
use super::resolve::{Outlets, Pending};
use super::score::Case;
use super::verify::value_fits;
use super::words::{ends_with, holds, words_of};
use crate::model::evidence::{Bits, Term, TermKind};
use crate::model::finding::{Finding, Label, LabelKind, Place, Within};
use crate::model::piece::{BlobReader, Cell, Field, Obstacle, Origin, Pieces, Row};
use crate::model::rule_doc::RuleIndex;
use crate::model::source::{ArtifactPath, Source};
use crate::model::suppression::IdleMark;
use crate::model::window::{PADDING, Window};
use crate::rule::{Find, Rule};

mod file;
mod record;

/// The piece that is the artifact's name.
const NAME_PIECE: u32 = u32::MAX;

/// Chance hits a MB of a cell below a header, or of a record's field: log2, in hundredths. The name is the evidence.
const NAMED_CHANCE: i32 = 0;

/// Told of every candidate that is rejected: the rule, the place, the evidence and the reason.
pub type Trace<'a> = dyn FnMut(Rejected) + 'a;

/// A candidate that was rejected.
#[derive(Clone, Debug)]
pub struct Rejected {
    /// The rule.
    pub rule: RuleIndex,
    /// Where.
    pub place: Place,
    /// Its evidence, which came to less than 5 of 100.
    pub evidence: Vec<Term>,
    /// The reason that weighs most.
    pub reason: &'static str,
}

/// What is known of an artifact at its end.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Findings of low confidence and more, in the order of the artifact.
    pub findings: Vec<Box<Finding>>,
    /// What was not read.
    pub unread: Vec<Obstacle>,
    /// Candidates rejected, by rule and reason.
    pub rejected: BTreeMap<(RuleIndex, &'static str), u64>,
    /// Marks that no finding stands beside.
    pub idle_marks: Vec<IdleMark>,
}

impl Outcome {
    /// Whether nothing was found and everything read.
    pub fn is_silent(&self) -> bool {
        self.findings.is_empty() && self.unread.is_empty()
    }
}

/// One artifact being judged.
pub struct Session<'e, 't> {
    engine: &'e Engine,
    prior: Prior,
    pending: Pending,
    columns: Columns,
    findings: Findings<'e>,
    headers: BTreeMap<(u32, u32), Header>,
    structure_cursor: LineCursor,
    cursor: LineCursor,
    frontier: u64,
    marks: MarkBook,
    unread: Vec<Obstacle>,
    rejected: BTreeMap<(RuleIndex, &'static str), u64>,
    trace: Option<&'t mut Trace<'t>>,
    source: Source,
}

/// A column's header, and what rules make of it.
struct Header {
    text: Vec<u8>,
    words: String,
    /// Rules whose column find names it.
    finds: Vec<(u16, u8)>,
}

impl<'e, 't> Session<'e, 't> {
    /// A session for one artifact.
    pub fn new(engine: &'e Engine, source: &Source) -> Self {
        Self {
            engine,
            prior: prior::of(&source.path),
            pending: Pending::default(),
            columns: Columns::new(engine.kept),
            findings: Findings::new(&engine.rules, engine.kept),
            headers: BTreeMap::new(),
            structure_cursor: LineCursor::default(),
            cursor: LineCursor::default(),
            frontier: 0,
            marks: MarkBook::default(),
            unread: Vec::new(),
            rejected: BTreeMap::new(),
            trace: None,
            source: source.clone(),
        }
    }

    /// The same, telling of every rejected candidate.
    #[must_use]
    pub fn traced(mut self, trace: &'t mut Trace<'t>) -> Self {
        self.trace = Some(trace);
        self
    }

    /// Judges the artifact's own name: call it once, before the content or after it.
    pub fn name(&mut self) {
        let path = self.source.path.clone();
        let mut padded = path.bytes().to_vec();
        padded.resize(padded.len() + PADDING, 0);
        let window = Window::new(&padded, 0, 0..path.bytes().len(), true);
        let found = self.find(&window);
        for (_, mut candidate) in found {
            candidate.origin.piece = NAME_PIECE;
            candidate.place = whole(Within::Name);
            self.pending.push_late(candidate, &self.engine.relations);
        }
        self.settle(u64::MAX);
    }

    /// The findings.
    pub fn finish(mut self) -> Outcome {
        self.settle(u64::MAX);
        let columns = std::mem::replace(&mut self.columns, Columns::new(self.engine.kept));
        let (columns, single) = columns.judge();
        for column in columns {
            self.findings.add_column(column);
        }
        for candidate in single {
            if candidate.is_reportable() {
                self.findings.add(candidate);
            } else {
                self.reject(&candidate, candidate.reason_against());
            }
        }
        if self.findings.overflow() > 0 {
            let what = format!("{} more distinct values were counted, not listed", self.findings.overflow());
            self.unread.push(Obstacle::PartlyRead { what: what.into() });
        }
        self.unread.sort();
        self.unread.dedup();
        Outcome {
            findings: self.findings.finish(),
            unread: self.unread,
            rejected: self.rejected,
            idle_marks: self.marks.idle(),
        }
    }

    fn find(&mut self, window: &Window<'_>) -> Vec<Found> {
        let cursor = self.cursor.clone();
        let rejected = &mut self.rejected;
        let trace = &mut self.trace;
        let mut reject = |range: Range<usize>, candidate: &Candidate, reason: &'static str| {
            *rejected.entry((RuleIndex(candidate.rule), reason)).or_default() += 1;
            if let Some(trace) = trace {
                // Rejections come out of order, so each counts its lines from the window's start.
                let place = cursor.clone().place(window, &range);
                trace(Rejected {
                    rule: RuleIndex(candidate.rule),
                    place,
                    evidence: candidate.evidence(),
                    reason,
                });
            }
        };
        Finder::new(self.engine, self.prior, window, &mut reject).run()
    }

    fn settle(&mut self, frontier: u64) {
        let rejected = &mut self.rejected;
        let trace = &mut self.trace;
        let mut reject = |candidate: &Candidate, reason: &'static str| {
            *rejected.entry((RuleIndex(candidate.rule), reason)).or_default() += 1;
            if let Some(trace) = trace {
                let place = candidate.place.clone();
                trace(Rejected {
                    rule: RuleIndex(candidate.rule),
                    place,
                    evidence: candidate.evidence(),
                    reason,
                });
            }
        };
        let mut out =
            Outlets { columns: &mut self.columns, findings: &mut self.findings, reject: &mut reject };
        self.pending.settle(frontier, &self.engine.relations, &mut out);
    }

    fn reject(&mut self, candidate: &Candidate, reason: &'static str) {
        *self.rejected.entry((RuleIndex(candidate.rule), reason)).or_default() += 1;
    }

    /// A candidate for a value that a structure names; judged by its rule's checks alone.
    fn named(&self, rule: &Rule, number: u16, value: &[u8], context: Term, label: Label) -> Candidate {
        let case = Case {
            rule,
            number,
            prior: self.prior,
            as_of: self.engine.as_of,
            chance: NAMED_CHANCE,
            digits: false,
            literal: false,
            is_abroad: self.engine.is_abroad(number),
            decode: &[],
        };
        let mut candidate = case.value(value);
        candidate.context = Some(context);
        candidate.label = Some(label);
        case.home(None, true, &mut candidate);
        candidate
    }

    fn push_named(&mut self, mut candidate: Candidate, origin: Origin, window: Option<&Window<'_>>) {
        if let Some(window) = window {
            let at =
                |offset: u64| usize::try_from(offset.saturating_sub(window.base())).unwrap_or(usize::MAX);
            let length = window.text().len();
            let range = at(origin.start).min(length)..at(origin.end).min(length);
            let within = candidate.place.within.clone();
            candidate.place = Place { within, ..self.structure_cursor.place(window, &range) };
        }
        candidate.origin = origin;
        if candidate.score() + Bits::from_f64(Priors::built_in().neighbour.partner) < Bits::LOW {
            self.reject(&candidate, candidate.reason_against());
        } else {
            self.pending.push_late(candidate, &self.engine.relations);
        }
    }

    fn header(&mut self, row: &Row<'_>) {
        for (cell, column) in row.cells.iter().zip(0..) {
            let words = words_of(&cell.value);
            let finds = self.columns_named(&words);
            self.headers.insert((row.table, column), Header { text: cell.value.to_vec(), words, finds });
        }
    }

    fn columns_named(&self, words: &str) -> Vec<(u16, u8)> {
        let mut named = Vec::new();
        for (rule, number) in self.engine.rules.iter().zip(0..) {
            for (find, position) in rule.finds.iter().zip(0..) {
                let names = match find {
                    Find::InColumn(column) => column.headers.iter().any(|header| words.trim() == &**header),
                    Find::InField(field) => field.keys.iter().any(|key| ends_with(words, key)),
                    _ => false,
                };
                if names {
                    named.push((number, position));
                }
            }
        }
        named
    }

    /// Gives the candidates found in the text of a row their cells and the context of their headers.
    fn attribute(&mut self, row: &Row<'_>) {
        let (Some(first), Some(last)) = (row.cells.first(), row.cells.last()) else { return };
        let bits = Bits::from_f64(Priors::built_in().context.header);
        for candidate in self.pending.within(row.piece, first.range.start, last.range.end) {
            let column = row.cells.partition_point(|cell| cell.range.end < candidate.origin.end);
            let Some(cell) = row.cells.get(column).filter(|cell| cell.range.start <= candidate.origin.start)
            else {
                continue;
            };
            let column = u32::try_from(column).unwrap_or(u32::MAX);
            let trimmed = cell.value.trim_ascii().len() as u64;
            let whole = candidate.origin.end - candidate.origin.start == trimmed;
            candidate.cell = Some(CellRef { table: row.table, row: row.number, column, whole });
            candidate.record = Some(row.number);
            candidate.place.within = Within::Cell { row: row.number, column: column + 1 };
            let Some(header) = self.headers.get(&(row.table, column)) else { continue };
            let rule = &self.engine.rules[usize::from(candidate.rule)];
            let own = label(LabelKind::Header, &header.text);
            if let Some(word) = rule.context.iter().find(|word| holds(&header.words, word)) {
                let because = format!("header \"{word}\"");
                candidate.offer_context(Term::new(TermKind::Context, bits, because), own);
            } else if candidate.context.is_none() {
                candidate.label = Some(own);
            }
        }
    }

    fn named_cell(&mut self, row: &Row<'_>, column: u32, cell: &Cell<'_>) {
        let value = cell.value.trim_ascii();
        let Some(header) = self.headers.get(&(row.table, column)) else { return };
        let (text, finds) = (header.text.clone(), header.finds.clone());
        for (number, find) in finds {
            let rule = &self.engine.rules[usize::from(number)];
            let shape = match &rule.finds[usize::from(find)] {
                Find::InColumn(column) => &column.value,
                Find::InField(field) => &field.value,
                _ => continue,
            };
            if !value_fits(value, shape, &self.engine.patterns, (number, find)) {
                continue;
            }
            let own = label(LabelKind::Header, &text);
            let bits = Bits::from_f64(Priors::built_in().context.header);
            let context = Term::new(TermKind::Context, bits, format!("header \"{}\"", own.text));
            let mut candidate = self.named(rule, number, value, context, own);
            candidate.cell = Some(CellRef { table: row.table, row: row.number, column, whole: true });
            candidate.record = Some(row.number);
            candidate.place.within = Within::Cell { row: row.number, column: column + 1 };
            let origin = Origin { piece: row.piece, start: cell.range.start, end: cell.range.end };
            self.push_named(candidate, origin, row.window);
        }
    }
}

impl Pieces for Session<'_, '_> {
    fn begin(&mut self, head: &[u8]) {
        self.file_by_magic(head);
    }

    fn text(&mut self, piece: u32, window: &Window<'_>) {
        // The rows and fields of the windows before this one have all come by now.
        self.settle(self.frontier);
        self.structure_cursor = self.cursor.clone();
        let found = self.find(window);
        self.marks.see(window, &self.cursor, found.iter().map(|(range, _)| range.clone()));
        for (range, mut candidate) in found {
            candidate.origin.piece = piece;
            // A value may stand behind what its window owns, before others that the next window finds.
            let is_ahead = range.start >= window.owned().end;
            let mut ahead = is_ahead.then(|| self.cursor.clone());
            candidate.place = ahead.as_mut().unwrap_or(&mut self.cursor).place(window, &range);
            candidate.mark = self.marks.beside(window, &range);
            self.pending.push(candidate, &self.engine.relations);
        }
        if !window.is_last() {
            self.cursor.advance(window, window.owned().end);
        }
        self.frontier = window.frontier();
    }

    fn field(&mut self, field: &Field<'_>) {
        match self.engine.records.at(field.format, &field.path) {
            Some((path, finds)) => self.named_field(field, path, finds),
            None => self.named_otherwise(field),
        }
    }

    fn row(&mut self, row: &Row<'_>) {
        if row.header {
            self.header(row);
            return;
        }
        self.attribute(row);
        for (cell, column) in row.cells.iter().zip(0..) {
            let empty = cell.value.trim_ascii().is_empty();
            self.columns.count(row.table, column, empty);
            if !empty {
                self.named_cell(row, column, cell);
            }
        }
    }

    fn child(&mut self, child: &mut dyn BlobReader) {
        // No reader of this version gives children; should one come, it is said that it was not read.
        let what = format!("a part called {}", ArtifactPath::display(&child.source().path));
        self.unread.push(Obstacle::PartlyRead { what: what.into() });
    }

    fn unread(&mut self, obstacle: Obstacle) {
        self.unread.push(obstacle);
    }
}

/// The place of something that has no line.
fn whole(within: Within) -> Place {
    Place { within, line: 1, column: 1, end_line: 1, end_column: 1 }
}
