//! Gates from a pattern's structure: steps that every match must take from a known place on, as long as the place of
//! the next one is certain, and the longest string that every match must hold.
//!
//! A repetition of one class has a certain end where nothing that may follow it begins with a byte of the class: then
//! the longest run is the only one that the pattern can take. Elsewhere its least length is the last step.

use regex_syntax::hir::{self, Hir, HirKind};

use super::around::reversed;
use super::{Pattern, bytes_of, first_bytes, shortest};
use crate::model::text::Text;
use crate::rule::alphabet::Alphabet;
use crate::rule::gate::{Gate, Step};

/// The most steps: where a dozen were taken, the pattern is the cheaper judge.
const MOST_STEPS: usize = 12;

/// The most bytes of an alternative that are compared with those of the others.
const MOST_FIXED: usize = 160;

impl Pattern {
    /// What stands from the first byte of a match on.
    pub fn front(&self) -> Vec<Step> {
        steps(&self.parts)
    }

    /// The bytes with which the parts from `at` on begin, each as a string; `None` where they may be left out.
    pub(super) fn beginnings(&self, at: usize) -> Option<Vec<Vec<u8>>> {
        let rest = &self.parts[at..];
        let certain = rest.iter().any(|part| shortest(part) > 0);
        certain.then(|| begins(rest).bytes().map(|byte| vec![byte]).collect())
    }

    /// What stands around the parts `from..to`, which are the anchor.
    pub(super) fn gate(&self, from: usize, to: usize) -> Gate {
        let before: Vec<Hir> = self.parts[..from].iter().rev().map(reversed).collect();
        let lead = self.parts[..from].iter().map(first_bytes).fold(Alphabet::EMPTY, Alphabet::or);
        let behind = steps(&self.parts[to..]);
        let held = longest_literal(&self.parts[to..]);
        Gate {
            lead,
            before: steps(&before).into(),
            holds: held.filter(|text| !tells(&behind, text)).map_or(Text::EMPTY, Text::from),
            behind: behind.into(),
        }
    }
}

fn steps(parts: &[Hir]) -> Vec<Step> {
    let mut path = Path::default();
    path.parts(parts, Alphabet::EMPTY);
    let demanding = path.0.iter().rposition(|step| step.min > 0).map_or(0, |last| last + 1);
    path.0.truncate(demanding);
    path.0
}

/// The steps so far.
#[derive(Default)]
struct Path(Vec<Step>);

impl Path {
    /// Adds the steps of parts in a row, behind which bytes of `next` may stand. Tells whether the place behind them is
    /// certain; where it is not, no step may follow.
    fn parts(&mut self, parts: &[Hir], next: Alphabet) -> bool {
        parts.iter().zip(1..).all(|(part, at)| {
            let rest = &parts[at..];
            let open = rest.iter().all(|part| shortest(part) == 0);
            self.part(part, if open { begins(rest).or(next) } else { begins(rest) })
        })
    }

    fn part(&mut self, part: &Hir, next: Alphabet) -> bool {
        match part.kind() {
            HirKind::Literal(literal) => {
                literal.0.iter().all(|&byte| self.push(Alphabet::EMPTY.with(byte), 1, 1))
            }
            HirKind::Class(class) => self.push(bytes_of(class), 1, 1),
            HirKind::Capture(capture) => self.part(&capture.sub, next),
            HirKind::Concat(inner) => self.parts(inner, next),
            HirKind::Repetition(repeated) => self.repeated(repeated, next),
            HirKind::Alternation(branches) => self.alternatives(branches, next),
            HirKind::Look(_) | HirKind::Empty => true,
        }
    }

    fn repeated(&mut self, repeated: &hir::Repetition, next: Alphabet) -> bool {
        let exact = Some(repeated.min) == repeated.max;
        let Some(class) = one_byte(&repeated.sub) else {
            let inside = begins(std::slice::from_ref(&*repeated.sub)).or(next);
            return (0..repeated.min).all(|_| self.part(&repeated.sub, inside)) && exact;
        };
        if exact || class.and(next) == Alphabet::EMPTY {
            return self.push(class, repeated.min, repeated.max.unwrap_or(u32::MAX));
        }
        self.push(class, repeated.min, repeated.min);
        false
    }

    /// What all alternatives have in common: at each place a byte of one of them.
    fn alternatives(&mut self, branches: &[Hir], next: Alphabet) -> bool {
        let branches: Vec<_> = branches.iter().map(|branch| fixed(branch, next)).collect();
        let shortest = branches.iter().map(|(sets, _)| sets.len()).min().unwrap_or(0);
        let whole = branches.iter().all(|(sets, whole)| *whole && sets.len() == shortest);
        let union = |at: usize| branches.iter().fold(Alphabet::EMPTY, |all, (sets, _)| all.or(sets[at]));
        (0..shortest).all(|at| self.push(union(at), 1, 1)) && whole
    }

    /// Steps of one alphabet and of fixed length that follow each other are one.
    fn push(&mut self, alphabet: Alphabet, min: u32, max: u32) -> bool {
        let full = self.0.len() == MOST_STEPS;
        match self.0.last_mut() {
            Some(last) if last.alphabet == alphabet && last.min == last.max && min == max => {
                last.min += min;
                last.max += max;
            }
            _ if full => return false,
            _ => self.0.push(Step { alphabet, min, max }),
        }
        true
    }
}

/// The sets of the first bytes of a part whose places are fixed, and whether the part ends where they do.
fn fixed(part: &Hir, next: Alphabet) -> (Vec<Alphabet>, bool) {
    let mut path = Path::default();
    let certain = path.part(part, next);
    let exact = path.0.iter().take_while(|step| step.min == step.max).count();
    let told = path.0.iter().take(exact + 1);
    let sets = told.flat_map(|step| std::iter::repeat_n(step.alphabet, step.min as usize));
    let sets: Vec<_> = sets.take(MOST_FIXED).collect();
    let whole = certain && exact == path.0.len() && sets.len() < MOST_FIXED;
    (sets, whole)
}

/// The bytes with which parts in a row can begin.
fn begins(parts: &[Hir]) -> Alphabet {
    let mut set = Alphabet::EMPTY;
    for part in parts {
        set = set.or(match part.kind() {
            HirKind::Literal(literal) => {
                literal.0.iter().take(1).copied().fold(Alphabet::EMPTY, Alphabet::with)
            }
            HirKind::Class(class) => bytes_of(class),
            HirKind::Capture(capture) => begins(std::slice::from_ref(&*capture.sub)),
            HirKind::Repetition(repeated) => begins(std::slice::from_ref(&*repeated.sub)),
            HirKind::Concat(inner) => begins(inner),
            HirKind::Alternation(inner) => {
                let each = inner.iter().map(|branch| begins(std::slice::from_ref(branch)));
                each.fold(Alphabet::EMPTY, Alphabet::or)
            }
            HirKind::Look(_) | HirKind::Empty => Alphabet::EMPTY,
        });
        if shortest(part) > 0 {
            break;
        }
    }
    set
}

/// The class of a part that is always one byte.
fn one_byte(part: &Hir) -> Option<Alphabet> {
    match part.kind() {
        HirKind::Class(class) => Some(bytes_of(class)),
        HirKind::Literal(literal) if literal.0.len() == 1 => Some(Alphabet::EMPTY.with(literal.0[0])),
        HirKind::Capture(capture) => one_byte(&capture.sub),
        _ => None,
    }
}

/// The longest string that stands in every match of parts in a row, if it can be written.
fn longest_literal(parts: &[Hir]) -> Option<String> {
    let mut found = Vec::new();
    collect(parts, &mut found);
    found.into_iter().max_by_key(String::len)
}

fn collect(parts: &[Hir], found: &mut Vec<String>) {
    for part in parts {
        match part.kind() {
            HirKind::Literal(literal) => found.extend(String::from_utf8(literal.0.to_vec())),
            HirKind::Capture(capture) => collect(std::slice::from_ref(&*capture.sub), found),
            HirKind::Repetition(repeated) if repeated.min > 0 => {
                collect(std::slice::from_ref(&*repeated.sub), found);
            }
            HirKind::Concat(inner) => collect(inner, found),
            _ => {}
        }
    }
}

/// Whether steps ask for this string already.
fn tells(steps: &[Step], text: &str) -> bool {
    let single = |step: &Step| (step.min == 1 && step.alphabet.size() == 1).then_some(step.alphabet);
    let wanted: Vec<_> = text.bytes().map(|byte| Some(Alphabet::EMPTY.with(byte))).collect();
    let told: Vec<_> = steps.iter().map(single).collect();
    told.windows(wanted.len()).any(|window| *window == wanted[..])
}
