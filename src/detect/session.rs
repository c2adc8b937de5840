//! One artifact being judged: takes its pieces in order and gives its findings at the end. State is bounded by the
//! number of findings, never by the size of the artifact.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Engine;
use super::candidate::Candidate;
use super::columns::Columns;
use super::finders::Found;
use super::findings::Findings;
use super::lines::LineCursor;
use super::marks::MarkBook;
use super::prior::{self, Prior, Priors};
use super::resolve::{Outlets, Pending};
use super::score::Case;
use crate::model::evidence::{Bits, Term};
use crate::model::finding::{Finding, Label, Place, Within};
use crate::model::part::Part;
use crate::model::piece::{BlobReader, Field, Obstacle, Origin, Pieces, Row};
use crate::model::rule_doc::RuleIndex;
use crate::model::source::{ArtifactPath, Source};
use crate::model::suppression::IdleMark;
use crate::model::window::{PADDING, Window};
use crate::rule::Rule;

mod file;
mod part;
mod record;
mod search;
mod table;

pub use search::{Search, Searcher};
use table::Header;

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
    /// By table, then column.
    headers: BTreeMap<u32, Vec<Header>>,
    structure_cursor: LineCursor,
    cursor: LineCursor,
    frontier: u64,
    marks: MarkBook,
    /// What the piece is that is being read, where it is not the artifact's own text.
    part: Option<Arc<Part>>,
    idle_marks: Vec<IdleMark>,
    unread: Vec<Obstacle>,
    rejected: BTreeMap<(RuleIndex, &'static str), u64>,
    trace: Option<&'t mut Trace<'t>>,
    source: Source,
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
            part: None,
            idle_marks: Vec::new(),
            unread: Vec::new(),
            rejected: BTreeMap::new(),
            trace: None,
            source: source.clone(),
        }
    }

    /// A session for an artifact inside this one.
    pub fn inside(&self, source: &Source) -> Session<'e, 'static> {
        Session::new(self.engine, source)
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
        let search = self.find(&window);
        for (_, mut candidate) in self.admit(search) {
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
        let mut findings = self.findings.finish();
        part::mask_names(&self.engine.rules, &mut findings);
        self.idle_marks.extend(self.marks.idle());
        Outcome { findings, unread: self.unread, rejected: self.rejected, idle_marks: self.idle_marks }
    }

    /// What searches windows of this artifact, in any order and on any thread.
    pub fn searcher(&self) -> Searcher<'e> {
        Searcher { engine: self.engine, prior: self.prior }
    }

    /// Takes the next window of a piece, which was searched before: windows are taken in the order of the text.
    pub fn take(&mut self, piece: u32, window: &Window<'_>, search: Search) {
        // The rows and fields of the windows before this one have all come by now.
        self.settle(self.frontier);
        self.structure_cursor = self.cursor.clone();
        let found = self.admit(search);
        self.marks.see(window, &self.cursor, found.iter().map(|(range, _)| range.clone()));
        for (range, mut candidate) in found {
            candidate.origin.piece = piece;
            // A value may stand behind what its window owns, before others that the next window finds.
            let is_ahead = range.start >= window.owned().end;
            let mut ahead = is_ahead.then(|| self.cursor.clone());
            candidate.place = ahead.as_mut().unwrap_or(&mut self.cursor).place(window, &range);
            candidate.place.within = self.within(None);
            candidate.mark = self.marks.beside(window, &range);
            self.pending.push(candidate, &self.engine.relations);
        }
        if !window.is_last() {
            self.cursor.advance(window, window.owned().end);
        }
        self.frontier = window.frontier();
    }

    fn find(&mut self, window: &Window<'_>) -> Search {
        let (cursor, part) = (&self.cursor, self.part.as_ref());
        let searcher = Searcher { engine: self.engine, prior: self.prior };
        let Some(trace) = &mut self.trace else { return searcher.search(window) };
        searcher.search_telling(window, &mut |range, candidate, reason| {
            // Rejections come out of order, so each counts its lines from the window's start.
            let place = Place { within: part::within(part, None), ..cursor.clone().place(window, &range) };
            let (rule, evidence) = (RuleIndex(candidate.rule), candidate.evidence());
            trace(Rejected { rule, place, evidence, reason });
        })
    }

    /// Counts what a search rejected, and gives what it found.
    fn admit(&mut self, search: Search) -> Vec<Found> {
        for (key, count) in search.rejected {
            *self.rejected.entry(key).or_default() += count;
        }
        search.found
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
}

impl Pieces for Session<'_, '_> {
    fn begin(&mut self, head: &[u8]) {
        self.file_by_magic(head);
    }

    fn part(&mut self, _piece: u32, part: &Part) {
        self.begin_part(part);
    }

    fn text(&mut self, piece: u32, window: &Window<'_>) {
        let search = self.find(window);
        self.take(piece, window, search);
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
        self.columns.count(row.table, row.cells.iter().map(|cell| cell.value.trim_ascii().is_empty()));
        self.named_cells(row);
    }

    fn child(&mut self, child: &mut dyn BlobReader) {
        // Whoever drives the session reads what lies inside; what comes here was not read.
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
