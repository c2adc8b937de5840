//! Artifacts inside an artifact, such as a workbook embedded in a letter: each is judged like any other, under a path that
//! leads through the one around it. All of them together spend from one purse, however they are nested.

use super::Done;
use crate::detect::Session;
use crate::detect::session::Outcome;
use crate::extract::{WindowBuffer, Workers, extract_with};
use crate::model::budget::Budget;
use crate::model::part::Part;
use crate::model::piece::{BlobReader, Field, Obstacle, Pieces, Row};
use crate::model::window::Window;

/// How many artifacts inside one are looked at.
const MOST_INSIDE: usize = 1_000;

/// What all artifacts inside one may cost: their bytes, and how deep they may lie.
const PURSE: Budget = Budget { bytes: 1 << 30, steps: u64::MAX, depth: 4 };

/// An artifact being judged, and what was found inside it.
pub(super) struct Nest<'e, 't, 'w> {
    pub(super) session: Session<'e, 't>,
    workers: Option<&'w Workers>,
    inside: Vec<Done>,
    purse: Budget,
}

impl<'e, 't, 'w> Nest<'e, 't, 'w> {
    /// Artifacts inside it are read in workers like any other, where there are any.
    pub(super) fn new(session: Session<'e, 't>, workers: Option<&'w Workers>) -> Self {
        Self { session, workers, inside: Vec::new(), purse: PURSE }
    }

    /// What was found in the artifact, and in those inside it.
    pub(super) fn finish(self) -> (Outcome, Vec<Done>) {
        (self.session.finish(), self.inside)
    }

    /// Judges an artifact inside this one.
    fn judge(&mut self, child: &mut dyn BlobReader) {
        let source = child.source().clone();
        let purse = Budget { depth: self.purse.depth - 1, ..self.purse.clone() };
        let mut budget = purse.clone();
        let mut nest =
            Nest { session: self.session.inside(&source), workers: self.workers, inside: Vec::new(), purse };
        extract_with(child, &mut nest, &mut budget, &mut WindowBuffer::default(), self.workers);
        let spent = [budget.bytes, nest.purse.bytes].map(|left| self.purse.bytes - left);
        self.purse.bytes = self.purse.bytes.saturating_sub(spent.iter().sum());
        let (outcome, inside) = nest.finish();
        self.inside.push(Done { number: 0, source, outcome, bytes: 0, inside: Vec::new() });
        self.inside.extend(inside);
    }
}

impl Pieces for Nest<'_, '_, '_> {
    fn begin(&mut self, head: &[u8]) {
        self.session.begin(head);
    }

    fn part(&mut self, piece: u32, part: &Part) {
        self.session.part(piece, part);
    }

    fn text(&mut self, piece: u32, window: &Window<'_>) {
        self.session.text(piece, window);
    }

    fn field(&mut self, field: &Field<'_>) {
        self.session.field(field);
    }

    fn row(&mut self, row: &Row<'_>) {
        self.session.row(row);
    }

    fn child(&mut self, child: &mut dyn BlobReader) {
        if self.purse.depth == 0 {
            self.session.unread(Obstacle::TooDeep);
        } else if self.inside.len() >= MOST_INSIDE {
            self.session.child(child);
        } else {
            self.judge(child);
        }
    }

    fn unread(&mut self, obstacle: Obstacle) {
        self.session.unread(obstacle);
    }
}
