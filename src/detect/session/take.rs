//! What was found in a window, taken in the order of the text: it gets its place, its marks and the keys above it, and waits
//! for what stands near.

use super::Session;
use super::above::{Standing, decoded};
use super::part::within;
use super::search::Search;
use super::{Priors, Rejected};
use crate::detect::candidate::Candidate;
use crate::model::evidence::Bits;
use crate::model::rule_doc::RuleIndex;
use crate::model::window::Window;

/// Why a candidate is rejected whose rule looks at another path of keys.
const ELSEWHERE: &str = "path";

impl Session<'_, '_> {
    /// Takes the next window of a piece, which was searched before: windows are taken in the order of the text.
    pub fn take(&mut self, piece: u32, window: &Window<'_>, search: Search) {
        let Search { found, rejected, parts, claims } = search;
        // The rows and fields of the windows before this one have all come by now.
        self.settle(self.frontier);
        self.structure_cursor = self.cursor.clone();
        self.count_rejected(rejected);
        self.marks.see(window, &self.cursor, found.iter().map(|(range, _)| range.clone()));
        let mut ahead = None;
        for (range, mut candidate) in found {
            candidate.origin.piece = piece;
            // A value may stand behind what its window owns, before others that the next window finds.
            if range.start >= window.owned().end && ahead.is_none() {
                ahead = Some((self.cursor.clone(), self.above.ahead(&self.source.path, window)));
            }
            let (cursor, above) = match &mut ahead {
                Some((cursor, above)) => (&mut cursor.clone(), above),
                None => (&mut self.cursor, &mut self.above),
            };
            candidate.place = cursor.place(window, &range);
            candidate.place.within = within(self.part.as_ref(), None);
            candidate.mark = self.marks.beside(window, &range);
            let rule = &self.engine.rules[usize::from(candidate.rule)];
            match above.place(&self.source.path, rule, (window, range.start), &mut candidate) {
                Standing::Here => self.pending.push(candidate, &self.engine.relations),
                Standing::Elsewhere => self.reject_traced(&candidate, ELSEWHERE),
                Standing::Encoded => self.push_decoded(candidate),
            }
        }
        if !window.is_last() {
            self.cursor.advance(window, window.owned().end);
            if self.part.is_none() {
                self.above.pass(&self.source.path, window);
            }
        }
        self.frontier = window.frontier();
        self.taken += 1;
        self.take_parts(&parts, &claims, Some(window));
        self.spare = parts;
        self.spare.clear();
    }

    /// Rejects a candidate of a window, and tells of it.
    fn reject_traced(&mut self, candidate: &Candidate, reason: &'static str) {
        self.reject(candidate, reason);
        if let Some(trace) = &mut self.trace {
            let (rule, place) = (RuleIndex(candidate.rule), candidate.place.clone());
            trace(Rejected { rule, place, evidence: candidate.evidence(), reason });
        }
    }

    /// Takes a candidate that is written in base 64 as the value that is meant; what means no text is taken as it is.
    fn push_decoded(&mut self, candidate: Candidate) {
        let Some(value) = decoded(&candidate.value) else {
            return self.pending.push(candidate, &self.engine.relations);
        };
        let rule = &self.engine.rules[usize::from(candidate.rule)];
        let mut meant = self.case(rule, candidate.rule).value(&value);
        // How often such a key has such a value by chance was known before.
        meant.terms[0] = candidate.terms[0].clone();
        let Candidate { origin, label, context, place, mark, .. } = candidate;
        meant = Candidate { origin, label, context, place, mark, ..meant };
        if meant.score() + Bits::from_f64(Priors::built_in().neighbour.partner) < Bits::LOW {
            self.reject_traced(&meant, meant.reason_against());
        } else {
            self.pending.push(meant, &self.engine.relations);
        }
    }
}
