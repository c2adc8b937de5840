//! Candidates wait here until everything that could matter to them has been read: then neighbours lend evidence,
//! claims on the same bytes are settled, and cells go to their columns.

use std::collections::{BTreeMap, VecDeque};

use super::candidate::Candidate;
use super::columns::{Columns, Taken};
use super::findings::Findings;
use super::known::Passing;
use super::prior::Priors;
use crate::model::evidence::{Bits, Term, TermKind};
use crate::model::finding::{Place, Related};
use crate::model::rule_doc::{Family, RuleIndex};
use crate::model::window::BEFORE;
use crate::rule::{Rule, names};

/// How far a second identifier of the same person may be from the first.
const SAME_PERSON: u64 = 160;

/// Which rules lend evidence to which.
pub(super) struct Relations {
    /// By rule: partners and how near they must be.
    partners: Vec<Vec<(u16, u64)>>,
    /// By rule and find: the rules of which one must be near.
    near: BTreeMap<(u16, u8), Vec<u16>>,
    /// Whether a rule is somebody's partner or somebody's neighbour.
    lends: Vec<bool>,
    /// Whether a rule names a person.
    personal: Vec<bool>,
}

impl Relations {
    pub(super) fn new(rules: &[Rule]) -> Self {
        let number = |id: &str| {
            rules.iter().position(|rule| &*rule.doc.id == id).and_then(|at| u16::try_from(at).ok())
        };
        let partners = |rule: &Rule| {
            let pairs =
                rule.pairs.iter().filter_map(|pair| Some((number(&pair.rule)?, u64::from(pair.within))));
            pairs.collect()
        };
        let mut near = BTreeMap::new();
        for (rule, at) in rules.iter().zip(0..) {
            for (find, position) in rule.finds.iter().zip(0..) {
                if let Some((rules_near, _)) = find.needs() {
                    let wanted = |rule: &Rule| rules_near.iter().any(|pattern| names(pattern, &rule.doc.id));
                    let matching = rules.iter().zip(0..).filter(|(rule, _)| wanted(rule));
                    near.insert((at, position), matching.map(|(_, number)| number).collect());
                }
            }
        }
        let partners: Vec<Vec<(u16, u64)>> = rules.iter().map(partners).collect();
        let lenders = partners.iter().flatten().map(|(rule, _)| rule).chain(near.values().flatten());
        let mut lends = vec![false; rules.len()];
        lenders.for_each(|rule| lends[usize::from(*rule)] = true);
        Self {
            partners,
            lends,
            near,
            personal: rules
                .iter()
                .map(|rule| matches!(rule.doc.family, Family::Identifier | Family::Health))
                .collect(),
        }
    }
}

impl Relations {
    /// The most that neighbours can add to a candidate of a rule.
    pub(super) fn most_lent(&self, rule: u16, needs: bool) -> Bits {
        let bits = &Priors::built_in().neighbour;
        let partner = if self.partners[usize::from(rule)].is_empty() { 0.0 } else { bits.partner };
        Bits::from_f64(partner + if needs { bits.partner } else { bits.person })
    }

    /// Whether a trace of a rule counts as near a candidate, if the distance is right. A half of a secret makes sense of
    /// the other half wherever it stands. A person counts who is likely one; in a table, who stands in the same row and is
    /// known by more than the header, for under `name` stand medicines as well.
    fn counts_as_near(&self, rule: u16, seen: &Seen, candidate: &Candidate) -> bool {
        if !self.personal[usize::from(rule)] {
            return true;
        }
        // What was found in the text of a row was traced before its row was known, but not before its line was.
        let line = |place: &Place| place.line == candidate.place.line;
        let same_line = seen.record.is_none() && seen.place.as_deref().is_some_and(line);
        let same_row = seen.record == candidate.record || same_line;
        seen.strong && (candidate.cell.is_none() || seen.certain && same_row)
    }
}

/// What a candidate leaves behind for its neighbours.
struct Seen {
    start: u64,
    rule: u16,
    record: Option<u64>,
    strong: bool,
    /// Whether it is strong and its own look speaks for it, not its name alone.
    certain: bool,
    /// Where it is, for rules that lend to others.
    place: Option<Box<Place>>,
}

/// Candidates that wait, and the traces of those around them.
#[derive(Default)]
pub(super) struct Pending {
    /// Found in text, in the order of their start.
    waiting: VecDeque<Candidate>,
    /// Named by a structure, in no order.
    late: Vec<Candidate>,
    /// By rule, in the order of their start once sorted.
    seen: BTreeMap<u16, Vec<Seen>>,
    /// Of all rules that name a person.
    people: Vec<Seen>,
}

/// Where settled candidates go.
pub(super) struct Outlets<'s, 'r> {
    pub(super) columns: &'s mut Columns,
    pub(super) findings: &'s mut Findings<'r>,
    pub(super) reject: &'s mut dyn FnMut(&Candidate, &'static str),
}

impl Pending {
    /// Takes a candidate found in text. Invariant: within a piece, they come in the order of their start.
    pub(super) fn push(&mut self, candidate: Candidate, relations: &Relations) {
        self.trace(&candidate, relations);
        self.waiting.push_back(candidate);
    }

    /// Takes a candidate that a structure names.
    pub(super) fn push_late(&mut self, candidate: Candidate, relations: &Relations) {
        self.trace(&candidate, relations);
        self.late.push(candidate);
    }

    /// The candidates found in a range of a text, to be given their cells.
    pub(super) fn within(
        &mut self,
        piece: u32,
        start: u64,
        end: u64,
    ) -> impl Iterator<Item = &mut Candidate> {
        let from = self.waiting.partition_point(|candidate| candidate.origin.start < start);
        let rest = self.waiting.range_mut(from..).take_while(move |candidate| candidate.origin.start < end);
        rest.filter(move |candidate| candidate.origin.piece == piece && candidate.origin.end <= end)
    }

    /// Settles all candidates that nothing before `frontier` can still change.
    pub(super) fn settle(&mut self, frontier: u64, relations: &Relations, out: &mut Outlets<'_, '_>) {
        self.waiting.extend(self.late.drain(..));
        self.waiting
            .make_contiguous()
            .sort_by_key(|one| (one.origin.start, one.origin.end, one.rule, one.origin.piece));
        self.seen.values_mut().for_each(|seen| seen.sort_by_key(|seen| seen.start));
        self.people.sort_by_key(|seen| seen.start);
        while let Some(size) = self.next_cluster(frontier) {
            let cluster: Vec<Candidate> = self.waiting.drain(..size).collect();
            self.cluster(cluster, relations, out);
        }
        self.forget(frontier);
    }

    fn trace(&mut self, candidate: &Candidate, relations: &Relations) {
        let strong = candidate.score() >= Bits::MEDIUM;
        let place = relations.lends[usize::from(candidate.rule)].then(|| Box::new(candidate.place.clone()));
        let seen = Seen {
            start: candidate.origin.start,
            rule: candidate.rule,
            record: candidate.record,
            strong,
            certain: strong && !candidate.looks_undecided(),
            place,
        };
        self.leave(seen, relations);
    }

    /// Leaves the trace of a cell that its column explains, of a row that starts at `start`.
    pub(super) fn trace_cell(
        &mut self,
        passing: &Passing,
        (start, row): (u64, u64),
        relations: &Relations,
        place: impl FnOnce() -> Place,
    ) {
        let rule = passing.key.2;
        let strong = passing.score >= Bits::MEDIUM;
        let place = relations.lends[usize::from(rule)].then(|| Box::new(place()));
        let certain = strong && passing.decided;
        self.leave(Seen { start, rule, record: Some(row), strong, certain, place }, relations);
    }

    fn leave(&mut self, seen: Seen, relations: &Relations) {
        if relations.personal[usize::from(seen.rule)] {
            self.people.push(Seen { place: None, ..seen });
        }
        if relations.lends[usize::from(seen.rule)] {
            self.seen.entry(seen.rule).or_default().push(seen);
        }
    }

    /// Whether any candidate was found in a range of a text.
    pub(super) fn any_within(&self, start: u64, end: u64) -> bool {
        let from = self.waiting.partition_point(|candidate| candidate.origin.start < start);
        self.waiting.get(from).is_some_and(|candidate| candidate.origin.start < end)
    }

    /// How many of the first candidates overlap; `None` while something that matters to them may still come.
    fn next_cluster(&self, frontier: u64) -> Option<usize> {
        let mut end = self.waiting.front()?.origin.end;
        let more = self.waiting.range(1..).take_while(|next| {
            let overlaps = next.origin.start < end;
            end = if overlaps { end.max(next.origin.end) } else { end };
            overlaps
        });
        let size = 1 + more.count();
        (end.saturating_add(BEFORE as u64) <= frontier).then_some(size)
    }

    /// Settles candidates that overlap: the likeliest wins, then the next that does not overlap it. One that knows the
    /// value by its own literal beats those that know only its key, also when its checksum fails: they know less.
    fn cluster(&self, mut cluster: Vec<Candidate>, relations: &Relations, out: &mut Outlets<'_, '_>) {
        cluster.iter_mut().for_each(|candidate| self.lend(candidate, relations));
        let knows_better = |one: &Candidate| one.specific && one.is_reportable();
        cluster.sort_by_key(|one| {
            let longest_first = std::cmp::Reverse(one.origin.end);
            (!knows_better(one), -one.score(), one.origin.start, longest_first, one.rule)
        });
        let mut winners: Vec<Candidate> = Vec::new();
        for candidate in cluster {
            match winners.iter_mut().find(|winner| overlap(winner, &candidate)) {
                Some(winner) => rival(winner, candidate),
                None => winners.push(candidate),
            }
        }
        winners.sort_by_key(|winner| (winner.origin.start, winner.rule));
        winners.into_iter().for_each(|winner| deliver(winner, out));
    }

    /// Adds what neighbours say.
    fn lend(&self, candidate: &mut Candidate, relations: &Relations) {
        let rule = usize::from(candidate.rule);
        let bits = &Priors::built_in().neighbour;
        for (partner, within) in &relations.partners[rule] {
            let partners = self.seen.get(partner);
            let counts = |seen: &Seen| relations.counts_as_near(*partner, seen, candidate);
            if let Some(seen) = partners.and_then(|seen| nearest(seen, candidate, *within, counts)) {
                let related = |place: &Place| Related { rule: RuleIndex(*partner), place: place.clone() };
                candidate.related.extend(seen.place.as_deref().map(related));
                let known = candidate.terms.iter().any(|term| term.kind == TermKind::Neighbour);
                let term =
                    Term::new(TermKind::Neighbour, Bits::from_f64(bits.partner), "its partner is near");
                candidate.terms.extend((!known).then_some(term));
            }
        }
        if let Some(need) = candidate.need {
            let wanted = &relations.near[&(candidate.rule, need.find)];
            let near = |rule: &u16| {
                let seen = self.seen.get(rule)?;
                let counts = |seen: &Seen| seen.strong && relations.counts_as_near(*rule, seen, candidate);
                nearest(seen, candidate, u64::from(need.within), counts)
            };
            let found = wanted.iter().any(|rule| near(rule).is_some());
            let (bits, because) =
                if found { (bits.partner, "a person is near") } else { (-20.0, "no person is near") };
            candidate.terms.push(Term::new(TermKind::Neighbour, Bits::from_f64(bits), because));
        } else if relations.personal[rule] && self.same_person(candidate) {
            let because = "another identifier of the same person is near";
            candidate.terms.push(Term::new(TermKind::Neighbour, Bits::from_f64(bits.person), because));
        }
    }

    fn same_person(&self, candidate: &Candidate) -> bool {
        let other = |seen: &Seen| {
            let same_record = candidate.record.is_none() || seen.record == candidate.record;
            seen.strong && seen.rule != candidate.rule && same_record && seen.start != candidate.origin.start
        };
        nearest(&self.people, candidate, SAME_PERSON, other).is_some()
    }

    /// Drops traces that are too far back to matter.
    fn forget(&mut self, frontier: u64) {
        let first = self.waiting.front().map_or(frontier, |first| first.origin.start.min(frontier));
        let oldest = first.saturating_sub(2 * BEFORE as u64);
        let drop_old = |seen: &mut Vec<Seen>| {
            let old = seen.partition_point(|seen| seen.start < oldest);
            seen.drain(..old);
        };
        self.seen.values_mut().for_each(drop_old);
        drop_old(&mut self.people);
    }
}

/// The nearest trace within a distance that fits. Traces are in the order of their start.
fn nearest<'s>(
    traces: &'s [Seen],
    candidate: &Candidate,
    within: u64,
    fits: impl Fn(&Seen) -> bool,
) -> Option<&'s Seen> {
    let start = candidate.origin.start;
    let from = traces.partition_point(|seen| seen.start.saturating_add(within) < start);
    let near = traces[from..].iter().take_while(|seen| seen.start <= start.saturating_add(within));
    near.filter(|seen| fits(seen)).min_by_key(|seen| seen.start.abs_diff(start))
}

fn overlap(one: &Candidate, other: &Candidate) -> bool {
    one.origin.piece == other.origin.piece
        && one.origin.start < other.origin.end
        && other.origin.start < one.origin.end
}

/// The loser of a claim: of the same rule it lends its name, of another it becomes a rival.
fn rival(winner: &mut Candidate, loser: Candidate) {
    if winner.rule != loser.rule && winner.specific && !loser.specific {
        // What is known by its key alone adds nothing to what is known by itself.
    } else if winner.rule != loser.rule {
        winner.rivals.push((loser.rule, loser.score()));
    } else if let (Some(context), Some(label)) = (loser.context, loser.label.clone())
        && winner.origin == loser.origin
    {
        winner.offer_context(context, label);
    } else if winner.label.is_none() {
        winner.label = loser.label;
    }
}

fn deliver(candidate: Candidate, out: &mut Outlets<'_, '_>) {
    if !candidate.is_reportable() {
        let reason = candidate.reason_against();
        (out.reject)(&candidate, reason);
        return;
    }
    let taken = match candidate.cell.filter(|cell| cell.whole) {
        Some(cell) => out.columns.add(cell, candidate),
        None => Taken::Single(candidate),
    };
    match taken {
        Taken::Kept => {}
        Taken::Single(candidate) => out.findings.add(candidate),
        Taken::Refused(candidate) => (out.reject)(&candidate, candidate.reason_against()),
    }
}
