//! The cells of a window that known columns explain, and what becomes of the rows when they are taken.

use std::ops::Range;

use super::Session;
use super::parts::{Parts, RowPart};
use crate::detect::Engine;
use crate::detect::known::{Kind, KnownColumns, Passing, Tester, tells_cells};
use crate::detect::prior::Prior;
use crate::model::finding::Place;
use crate::model::rule_doc::Family;
use crate::model::window::{BEFORE, Window};

/// What stands in every mark by which an author answers for a value.
const MARKS: [&[u8]; 2] = [b":allow", b"pragma:"];

/// A cell that its column explains.
pub(super) struct Claim {
    /// Which of the rows of the window, and which of its cells.
    pub(super) row: usize,
    pub(super) column: usize,
    /// Where the value lies in the window's text.
    pub(super) range: Range<usize>,
    pub(super) passing: Passing,
}

/// The claims of known columns on the rows of a window, in the order of the text.
pub(super) fn claims(
    engine: &Engine,
    prior: Prior,
    known: &KnownColumns,
    parts: &Parts,
    window: &Window<'_>,
) -> Vec<Claim> {
    let mut claims = Vec::new();
    if known.is_empty() {
        return claims;
    }
    let mut tester = Tester::new(engine, prior, known, window.text());
    let marked = Marked::of(window);
    for (row, part) in parts.rows().iter().enumerate() {
        let kinds = known.of(part.table);
        if kinds.is_empty() || part.header || marked.touches(part.start..part.end) {
            continue;
        }
        for (column, (range, kinds)) in parts.written(part, window).zip(kinds).enumerate() {
            let Some(range) = range.filter(|_| !kinds.is_empty()) else { continue };
            let cell = trimmed(window.text(), range.clone());
            // Whoever reads keys takes a value as it is, blanks and all.
            let range = if part.keyed && cell != range { continue } else { cell };
            let mut test = |kind: &usize| tester.test(*kind, &range);
            let passing = (!range.is_empty()).then(|| kinds.iter().find_map(&mut test)).flatten();
            claims.extend(passing.map(|passing| Claim { row, column, range, passing }));
        }
    }
    claims
}

fn trimmed(text: &[u8], range: Range<usize>) -> Range<usize> {
    let value = &text[range.clone()];
    let start = range.start + (value.len() - value.trim_ascii_start().len());
    start..start + value.trim_ascii().len()
}

/// Where marks stand: the rows near them are left to the search, which knows what they say.
struct Marked {
    offsets: Vec<u64>,
}

impl Marked {
    fn of(window: &Window<'_>) -> Self {
        let all = |mark: &&[u8]| memchr::memmem::find_iter(window.text(), *mark).collect::<Vec<_>>();
        let mut offsets: Vec<u64> = MARKS.iter().flat_map(all).map(|at| window.offset(at)).collect();
        offsets.sort_unstable();
        Self { offsets }
    }

    /// Whether a mark stands in a row or shortly before it.
    fn touches(&self, row: Range<u64>) -> bool {
        let from = self.offsets.partition_point(|&at| at + (BEFORE as u64) < row.start);
        self.offsets.get(from).is_some_and(|&at| at < row.end)
    }
}

impl Session<'_, '_> {
    /// Takes the rows and fields of a window whose text was taken.
    pub(super) fn take_parts(&mut self, parts: &Parts, claims: &[Claim], window: Option<&Window<'_>>) {
        let mut rest = claims;
        for (number, row) in parts.rows().iter().enumerate() {
            let count = rest.iter().take_while(|claim| claim.row == number).count();
            let (own, others) = rest.split_at(count);
            rest = others;
            self.take_row(parts, row, own, window);
        }
        for field in &parts.fields {
            self.take_field(&field.field(window));
        }
    }

    fn take_row(&mut self, parts: &Parts, row: &RowPart, claims: &[Claim], window: Option<&Window<'_>>) {
        if row.header {
            self.header(&row.row(&parts.cells(row, window), window));
            return;
        }
        self.columns.count(row.table, parts.empties(row, window));
        let finds = self.pending.any_within(row.start, row.end);
        let mut explained = Vec::with_capacity(claims.len());
        for claim in claims {
            // A secret may stand in it, and of a row that crosses the border of windows a cell may be found already.
            if !(finds && self.is_found(claim, window)) {
                self.take_claim(row, claim, window);
                explained.push(claim.column);
            }
        }
        let is_explained = |column: usize| explained.contains(&column);
        if finds || self.names_cells(row.table, is_explained) {
            let cells = parts.cells(row, window);
            let row = row.row(&cells, window);
            self.attribute(&row);
            self.named_cells(&row, is_explained);
        }
    }

    fn is_found(&self, claim: &Claim, window: Option<&Window<'_>>) -> bool {
        let at = |window: &Window<'_>| (window.offset(claim.range.start), window.offset(claim.range.end));
        window.map(at).is_some_and(|(start, end)| self.pending.any_within(start, end))
    }

    fn take_claim(&mut self, row: &RowPart, claim: &Claim, window: Option<&Window<'_>>) {
        let Some(window) = window else { return };
        let row_start = usize::try_from(row.start.saturating_sub(window.base())).unwrap_or(usize::MAX);
        let column = u32::try_from(claim.column).unwrap_or(u32::MAX).saturating_add(1);
        let within = self.within((!row.keyed).then_some((row.number, column)));
        let cursor = &mut self.structure_cursor;
        // Cells that are named may stand before this one, so the cursor goes no further than to the row.
        let mut place = || {
            cursor.advance(window, row_start);
            Place { within: within.clone(), ..cursor.clone().place(window, &claim.range) }
        };
        self.columns.pass(&claim.passing, &mut place);
        let at = (window.offset(claim.range.start), row.number);
        self.pending.trace_cell(&claim.passing, at, &self.engine.relations, place);
    }

    /// What is known of the columns by the rows so far, all windows of which were taken.
    pub(super) fn know_columns(&mut self) -> KnownColumns {
        self.settle(self.frontier);
        let mut known = KnownColumns::default();
        for column in self.columns.proved() {
            let (table, place, rule) = column.key;
            let of = &self.engine.rules[usize::from(rule)];
            if of.doc.family == Family::Secret {
                continue;
            }
            let by_header = self.finds_named(table, place as usize, rule);
            let by_value = (0..).zip(&of.finds).filter(|(_, find)| tells_cells(find)).map(|(at, _)| at);
            let finds: Vec<u8> = by_value.chain(by_header).collect();
            if !finds.is_empty() {
                known.add(Kind { key: column.key, finds, around: column.around });
            }
        }
        known
    }
}
