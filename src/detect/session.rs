//! One artifact being judged: takes its pieces in order and gives its findings at the end. State is bounded by the
//! number of findings, never by the size of the artifact.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Engine;
use super::candidate::Candidate;
use super::columns::Columns;
use super::findings::Findings;
use super::known::KnownColumns;
use super::lines::LineCursor;
use super::marks::MarkBook;
use super::prior::{self, Prior, Priors};
use super::resolve::{Outlets, Pending};
use super::score::{Case, NAMED_CHANCE};
use crate::model::evidence::{Bits, Term};
use crate::model::finding::{Finding, Label, Place, Within};
use crate::model::part::Part;
use crate::model::piece::{BlobReader, Field, Obstacle, Origin, Pieces, Row};
use crate::model::rule_doc::{Family, RuleIndex};
use crate::model::source::{ArtifactPath, Source};
use crate::model::suppression::IdleMark;
use crate::model::window::{BEFORE, PADDING, Window};
use crate::rule::Rule;

mod above;
mod claims;
mod file;
mod part;
mod parts;
mod record;
mod search;
mod table;
mod take;

use above::Above;
use parts::Parts;
pub use search::{Search, Searcher};
use table::Header;

/// The piece that is the artifact's name.
const NAME_PIECE: u32 = u32::MAX;

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
    /// Of the window that comes next, and of the one behind it.
    parts: Parts,
    later_parts: Parts,
    /// Memory for parts.
    spare: Parts,
    has_rows: bool,
    has_fields: bool,
    known: Arc<KnownColumns>,
    /// How many windows were given to be searched, and how many of them were taken.
    given: u64,
    taken: u64,
    structure_cursor: LineCursor,
    cursor: LineCursor,
    frontier: u64,
    marks: MarkBook,
    above: Above,
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
            parts: Parts::default(),
            later_parts: Parts::default(),
            spare: Parts::default(),
            has_rows: false,
            has_fields: false,
            known: Arc::default(),
            given: 0,
            taken: 0,
            structure_cursor: LineCursor::default(),
            cursor: LineCursor::default(),
            frontier: 0,
            marks: MarkBook::default(),
            above: Above::default(),
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
        let (known, parts) = (Arc::default(), Parts::default());
        let searcher =
            Searcher { engine: self.engine, prior: self.prior, known, parts, is_structured: false };
        let search = self.find(searcher, &window);
        self.count_rejected(search.rejected);
        for (_, mut candidate) in search.found {
            candidate.origin.piece = NAME_PIECE;
            candidate.place = whole(Within::Name);
            self.pending.push_late(candidate, &self.engine.relations);
        }
        self.settle(u64::MAX);
    }

    /// The findings.
    pub fn finish(mut self) -> Outcome {
        let parts = std::mem::take(&mut self.parts).in_order();
        self.take_parts(&parts, &[], None);
        self.settle(u64::MAX);
        let columns = std::mem::replace(&mut self.columns, Columns::new(self.engine.kept));
        let family = |rule: u16| self.engine.rules[usize::from(rule)].doc.family;
        let (columns, single) = columns.judge(|rule| family(rule) == Family::Secret);
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

    /// Whether the windows that were given have to be taken before the next one is: what is known of columns by then is
    /// the same however many are searched at a time.
    pub fn must_wait(&self) -> bool {
        self.is_due() && self.taken < self.given
    }

    /// What searches the next window, on any thread. The fields and rows that lie in it have come.
    pub fn searcher(&mut self) -> Searcher<'e> {
        if self.is_due() && self.trace.is_none() {
            self.known = Arc::new(self.know_columns());
        }
        self.given += 1;
        let parts = std::mem::replace(&mut self.parts, std::mem::take(&mut self.later_parts)).in_order();
        self.later_parts = std::mem::take(&mut self.spare);
        let (engine, prior, known) = (self.engine, self.prior, Arc::clone(&self.known));
        Searcher { engine, prior, known, parts, is_structured: self.has_rows || self.has_fields }
    }

    /// Columns are looked at again whenever there is twice as much of them.
    fn is_due(&self) -> bool {
        self.has_rows && self.given.is_power_of_two()
    }

    fn find(&mut self, searcher: Searcher<'e>, window: &Window<'_>) -> Search {
        let (cursor, part) = (&self.cursor, self.part.as_ref());
        let Some(trace) = &mut self.trace else { return searcher.search(window) };
        searcher.search_telling(window, &mut |range, candidate, reason| {
            // Rejections come out of order, so each counts its lines from the window's start.
            let place = Place { within: part::within(part, None), ..cursor.clone().place(window, &range) };
            let (rule, evidence) = (RuleIndex(candidate.rule), candidate.evidence());
            trace(Rejected { rule, place, evidence, reason });
        })
    }

    fn count_rejected(&mut self, rejected: BTreeMap<(RuleIndex, &'static str), u64>) {
        for (key, count) in rejected {
            *self.rejected.entry(key).or_default() += count;
        }
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
        for candidate in self.columns.take_stock() {
            if candidate.is_reportable() {
                self.findings.add(candidate);
            } else {
                reject(&candidate, candidate.reason_against());
            }
        }
    }

    fn reject(&mut self, candidate: &Candidate, reason: &'static str) {
        *self.rejected.entry((RuleIndex(candidate.rule), reason)).or_default() += 1;
    }

    /// What a value is judged with that is known by its name alone.
    fn case<'r>(&self, rule: &'r Rule, number: u16) -> Case<'r> {
        Case {
            rule,
            number,
            prior: self.prior,
            as_of: self.engine.as_of,
            chance: NAMED_CHANCE,
            digits: false,
            literal: false,
            is_abroad: self.engine.is_abroad(number),
            decode: &[],
        }
    }

    /// A candidate for a value that a structure names; judged by its rule's checks alone.
    fn named(&self, rule: &Rule, number: u16, value: &[u8], context: Term, label: Label) -> Candidate {
        let case = self.case(rule, number);
        let mut candidate = case.value(value);
        candidate.context = Some(context);
        candidate.label = Some(label);
        case.home(|| None, true, &mut candidate);
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
        let searcher = self.searcher();
        let search = self.find(searcher, window);
        self.take(piece, window, search);
    }

    fn field(&mut self, field: &Field<'_>) {
        self.has_fields = true;
        self.parts.push_field(field);
    }

    fn row(&mut self, row: &Row<'_>) {
        self.has_rows = true;
        let parts = if ends_later(row) { &mut self.later_parts } else { &mut self.parts };
        parts.push_row(row);
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

/// Whether the text of a row is found only with the next window, which holds all of it.
fn ends_later(row: &Row<'_>) -> bool {
    let Some(window) = row.window.filter(|window| !window.is_last()) else { return false };
    let start = row.cells.iter().map(|cell| cell.range.start).min();
    let end = row.cells.iter().map(|cell| cell.range.end).max();
    let border = window.frontier();
    end > Some(border) && start.is_some_and(|start| start + BEFORE as u64 >= border)
}

/// The place of something that has no line.
fn whole(within: Within) -> Place {
    Place { within, line: 1, column: 1, end_line: 1, end_column: 1 }
}
