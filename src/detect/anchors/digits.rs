//! Runs of digits: every maximal run is held against all digit anchors at once, by its length and its neighbours. A set
//! of anchors is a bit mask, and each byte around a run says which of them are still possible.

use std::ops::Range;

use super::kernel::{BLOCK, Kernel};
use crate::model::window::{Padded, Window};
use crate::rule::alphabet::Alphabet;
use crate::rule::gate::run::{AFTER, BEFORE, FIRST};
use crate::rule::{Around, DigitRun};

/// How many anchors one mask holds.
const MOST: usize = 128;

/// Lengths from here on are one class.
const LONG: usize = 32;

/// How many blocks are classified at a time.
const BLOCKS: usize = 64;

/// A rule that looks for runs of digits.
#[derive(Clone, Debug)]
pub(in crate::detect) struct DigitTarget {
    pub(in crate::detect) rule: u16,
    pub(in crate::detect) find: u8,
    pub(in crate::detect) run: DigitRun,
}

impl DigitTarget {
    /// Whether both lead to the same matches: alternatives of one find follow each other.
    fn leads_alike(&self, other: &Self) -> bool {
        let of = |target: &Self| (target.rule, target.find, target.run.lead_min, target.run.lead_max);
        of(self) == of(other)
    }
}

/// A maximal run of digits in the text of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::detect) struct Run {
    pub(in crate::detect) start: usize,
    pub(in crate::detect) length: usize,
}

/// By byte, the anchors that allow it.
type Allowed = [u128; 256];

/// All digit anchors, in groups of as many as a mask holds.
#[derive(Default)]
pub(super) struct Digits {
    groups: Vec<Group>,
    longest_lead: usize,
    shortest: usize,
}

struct Group {
    targets: Vec<DigitTarget>,
    length: [u128; LONG + 1],
    before: Box<[Allowed; BEFORE]>,
    first: Box<[Allowed; FIRST]>,
    after: Box<[Allowed; AFTER]>,
}

impl Digits {
    pub(super) fn new(targets: &[DigitTarget]) -> Self {
        let lead = targets.iter().map(|target| usize::from(target.run.lead_max)).max();
        let shortest = targets.iter().map(|target| usize::from(target.run.min)).min();
        Self {
            groups: targets.chunks(MOST).map(Group::new).collect(),
            longest_lead: lead.unwrap_or_default(),
            shortest: shortest.unwrap_or(usize::MAX),
        }
    }

    /// Every maximal run of digits that may belong to a match which the window owns, with each anchor that it fits.
    /// Those that start where `skip` says are passed over.
    pub(super) fn find(
        &self,
        kernel: Kernel,
        window: &Window<'_>,
        mut skip: impl FnMut(usize) -> bool,
        mut hit: impl FnMut(Run, &DigitTarget),
    ) {
        if self.groups.is_empty() {
            return;
        }
        let padded = window.padded();
        let owned = window.owned();
        let end = padded.text().len().min(owned.end + self.longest_lead);
        each_run(kernel, padded, owned.start..end, |run| {
            if run.length >= self.shortest && !skip(run.start) {
                self.groups.iter().for_each(|group| group.offer(padded, run, &mut hit));
            }
        });
    }
}

impl Group {
    fn new(targets: &[DigitTarget]) -> Self {
        let around = |of: fn(&Around) -> &[Alphabet]| {
            move |target: &DigitTarget, at: usize| of(&target.run.around).get(at).copied()
        };
        Self {
            targets: targets.to_vec(),
            length: std::array::from_fn(|length| {
                mask_of(targets, |target| {
                    let (min, max) = (usize::from(target.run.min), usize::from(target.run.max));
                    (min.min(LONG)..=max).contains(&length)
                })
            }),
            before: Box::new(allowed(targets, around(|around| &around.before))),
            first: Box::new(allowed(targets, around(|around| &around.first))),
            after: Box::new(allowed(targets, around(|around| &around.after))),
        }
    }

    /// Reports the anchors that a run fits. The tests stand in the order in which they leave least to the next.
    fn offer(&self, padded: Padded<'_>, run: Run, hit: &mut impl FnMut(Run, &DigitTarget)) {
        let bytes = padded.bytes();
        let end = run.start + run.length;
        let back = |distance: usize| run.start.checked_sub(distance + 1).map_or(0, |at| bytes[at]);
        let mut fitting = self.length[run.length.min(LONG)]
            & self.after[0][usize::from(bytes[end])]
            & self.before[0][usize::from(back(0))];
        if fitting == 0 {
            return;
        }
        for (ahead, allowed) in self.after.iter().enumerate().skip(1) {
            fitting &= allowed[usize::from(bytes[end + ahead])];
        }
        if fitting == 0 {
            return;
        }
        for distance in 1..BEFORE {
            fitting &= self.before[distance][usize::from(back(distance))];
        }
        for (ahead, allowed) in self.first.iter().enumerate() {
            fitting &= allowed[usize::from(bytes[run.start + ahead])];
        }
        let mut last: Option<&DigitTarget> = None;
        while fitting != 0 {
            let target = &self.targets[fitting.trailing_zeros() as usize];
            fitting &= fitting - 1;
            let length = usize::from(target.run.min)..=usize::from(target.run.max);
            if length.contains(&run.length) && !last.is_some_and(|last| last.leads_alike(target)) {
                hit(run, target);
                last = Some(target);
            }
        }
    }
}

fn mask_of(targets: &[DigitTarget], fits: impl Fn(&DigitTarget) -> bool) -> u128 {
    let bit = |(at, target): (usize, &DigitTarget)| u128::from(fits(target)) << at;
    targets.iter().enumerate().map(bit).fold(0, |mask, bit| mask | bit)
}

/// By distance and byte, the anchors that allow it. What a gate does not tell can be anything. Most anchors share their
/// sets with others, so each set is gone through once.
fn allowed<const DISTANCES: usize>(
    targets: &[DigitTarget],
    set: impl Fn(&DigitTarget, usize) -> Option<Alphabet>,
) -> [Allowed; DISTANCES] {
    let mut all = [[0; 256]; DISTANCES];
    for (distance, allowed) in all.iter_mut().enumerate() {
        let mut sets: Vec<(Alphabet, u128)> = Vec::new();
        for (at, target) in targets.iter().enumerate() {
            let set = set(target, distance).unwrap_or(Alphabet::ALL);
            match sets.iter_mut().find(|(known, _)| *known == set) {
                Some((_, mask)) => *mask |= 1 << at,
                None => sets.push((set, 1 << at)),
            }
        }
        for (set, mask) in sets {
            set.bytes().for_each(|byte| allowed[usize::from(byte)] |= mask);
        }
    }
    all
}

/// Every run of digits that begins in a range; it may end behind it. A run that began before the range is none.
fn each_run(kernel: Kernel, padded: Padded<'_>, range: Range<usize>, mut take: impl FnMut(Run)) {
    let bytes = padded.bytes();
    let mut masks = [0; BLOCKS];
    // Whether the byte before the block is a digit.
    let mut carry = u64::from(range.start > 0 && bytes[range.start - 1].is_ascii_digit());
    for part in range.clone().step_by(BLOCKS * BLOCK) {
        let blocks = (range.end - part).div_ceil(BLOCK).min(BLOCKS);
        kernel.digits(padded, part, &mut masks[..blocks]);
        for (block, &mask) in (part..).step_by(BLOCK).zip(&masks[..blocks]) {
            let mut starts = mask & !(mask << 1 | carry);
            carry = mask >> 63;
            while starts != 0 {
                let at = starts.trailing_zeros() as usize;
                starts &= starts - 1;
                if block + at >= range.end {
                    return;
                }
                take(Run { start: block + at, length: length(padded, block, at, mask) });
            }
        }
    }
}

/// The length of the run that begins at a place of a block, which may go on in the next.
fn length(padded: Padded<'_>, block: usize, at: usize, mask: u64) -> usize {
    let here = (!(mask >> at)).trailing_zeros() as usize;
    if at + here < BLOCK {
        return here;
    }
    let rest = &padded.text()[block + BLOCK..];
    here + rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

#[cfg(test)]
mod tests {
    use super::{DigitTarget, Digits, Kernel, MOST};
    use crate::model::text::List;
    use crate::model::window::{PADDING, Window};
    use crate::rule::alphabet::Alphabet;
    use crate::rule::{Around, DigitRun, Gate};

    fn target(rule: u16, lengths: (u16, u16), before: &str, after: &str) -> DigitTarget {
        let set = |bytes: &str| List::from(if bytes.is_empty() { vec![] } else { vec![Alphabet::of(bytes)] });
        let around = Around { before: set(before), first: List::EMPTY, after: set(after) };
        let (min, max) = lengths;
        let run = DigitRun { min, max, lead_min: 0, lead_max: 0, around, gate: Gate::OPEN };
        DigitTarget { rule, find: 0, run }
    }

    /// By every kernel: the start, the length and the rule of each hit in the part of a text that a window owns.
    fn check(
        targets: &[DigitTarget],
        text: &str,
        owned: std::ops::Range<usize>,
        expected: &[(usize, usize, u16)],
    ) {
        let padded = [text.as_bytes(), &[0; PADDING]].concat();
        let window = Window::new(&padded, 0, owned.clone(), owned.end == text.len());
        for kernel in Kernel::all() {
            let mut hits = Vec::new();
            Digits::new(targets).find(
                kernel,
                &window,
                |_| false,
                |run, target| {
                    hits.push((run.start, run.length, target.rule));
                },
            );
            assert_eq!(hits, expected, "{kernel:?} in {text:?}");
        }
    }

    #[test]
    fn lengths_and_neighbours_decide() {
        let targets = [target(1, (3, 3), "", "-"), target(2, (3, 9), " ", "")];
        check(&targets, "123-45 6789 x1234", 0..17, &[(0, 3, 1), (7, 4, 2)]);
    }

    #[test]
    fn runs_are_whole_at_every_border() {
        let targets = [target(1, (1, u16::MAX), "", "")];
        for before in [0, 1, 60, 63, 64, 65, 4090, 4095, 4096] {
            for length in [1, 2, 63, 64, 65, 200] {
                let text = format!("{}{}.", ".".repeat(before), "7".repeat(length));
                check(&targets, &text, 0..text.len(), &[(before, length, 1)]);
            }
        }
    }

    #[test]
    fn a_run_belongs_to_the_window_in_which_it_starts() {
        let targets = [target(1, (1, 99), "", "")];
        check(&targets, "..1234..56", 0..4, &[(2, 4, 1)]);
        check(&targets, "..1234..56", 4..10, &[(8, 2, 1)]);
    }

    #[test]
    fn alternatives_of_one_find_report_a_run_once() {
        check(&[target(1, (3, 3), "", ""), target(1, (3, 9), "", "")], " 123 ", 0..5, &[(1, 3, 1)]);
    }

    #[test]
    fn there_may_be_more_anchors_than_a_mask_holds() {
        let targets: Vec<_> =
            (0..3).flat_map(|_| 0..MOST).zip(0..).map(|(_, rule)| target(rule, (2, 2), "", "")).collect();
        let expected: Vec<_> = targets.iter().map(|target| (1, 2, target.rule)).collect();
        check(&targets, " 12 ", 0..4, &expected);
    }
}
