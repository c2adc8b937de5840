//! The runs of digits by which a pattern is sought that has no string in every match: each as long as it can be, with what
//! stands around it.

use regex_syntax::hir::{Class, ClassBytes, ClassBytesRange, Hir, HirKind, Repetition};

use super::around::{self, Beside};
use super::{Pattern, first_bytes, longest, narrow, shortest};
use crate::model::text::{List, Text};
use crate::rule::alphabet::Alphabet;
use crate::rule::gate::{Gate, run};
use crate::rule::{Around, DigitRun};

impl Pattern {
    /// The first part that is a run of digits and nothing before it can end in one. One run for each way in which it can
    /// end: at a separator that may stand behind it, or without that separator further on.
    pub(super) fn digits(&self, beside: Beside) -> Option<Vec<DigitRun>> {
        let at = self.parts.iter().position(is_digits)?;
        let (lead_min, lead_max) = self.lead(at)?;
        let preceding = self.parts[..at].iter().rev();
        let certain = preceding.clone().position(|part| shortest(part) > 0).map_or(at, |back| back + 1);
        if preceding.take(certain).any(has_digit) {
            return None;
        }
        let before: List<Alphabet> = around::behind(&self.parts[..at], beside.before, run::BEFORE).into();
        let gate = Gate { behind: List::EMPTY, holds: Text::EMPTY, ..self.gate(at, at) };
        let run = |way: Way| DigitRun {
            min: way.min,
            max: way.max,
            lead_min,
            lead_max,
            gate: gate.clone(),
            around: Around { before: before.clone(), first: way.first.into(), after: way.after.into() },
        };
        Some(ways(self.parts[at..].to_vec(), beside).into_iter().map(run).collect())
    }
}

/// One way in which a run at the start of some parts can end.
struct Way {
    min: u16,
    max: u16,
    first: Vec<Alphabet>,
    after: Vec<Alphabet>,
}

/// All such ways.
fn ways(mut parts: Vec<Hir>, beside: Beside) -> Vec<Way> {
    let mut ways = Vec::new();
    loop {
        let length = parts.iter().take_while(|part| is_digits(part)).count();
        let Some((ends, goes_on)) = parts.get(length).and_then(either) else {
            ways.push(last_way(&parts, length, beside));
            return ways;
        };
        parts[length] = ends;
        ways.push(closed_way(&parts, length, beside));
        parts.splice(length..=length, goes_on);
    }
}

fn last_way(parts: &[Hir], length: usize, beside: Beside) -> Way {
    let way = closed_way(parts, length, beside);
    let is_open = parts.get(length).is_some_and(|next| shortest(next) == 0 || has_digit(next));
    if !is_open {
        return way;
    }
    // The run can end in any later part, so what follows it is what any of them holds.
    let after = around::anywhere(&parts[length..]).or(beside.after);
    Way { max: u16::MAX, after: vec![after], ..way }
}

/// The run is the first `length` parts, and what follows them holds no digit at its start.
fn closed_way(parts: &[Hir], length: usize, beside: Beside) -> Way {
    let run = &parts[..length];
    Way {
        min: narrow(run.iter().map(shortest).sum()),
        max: narrow(run.iter().map(longest).sum()),
        first: around::ahead(parts, beside.after, run::FIRST),
        after: around::ahead(&parts[length..], beside.after, run::AFTER),
    }
}

/// A part behind a run as it is where the run ends before it, and what is there where the run goes on: a separator that may
/// be left out, or one byte that may be a digit.
fn either(part: &Hir) -> Option<(Hir, Option<Hir>)> {
    match part.kind() {
        HirKind::Repetition(repeated)
            if repeated.min == 0 && shortest(&repeated.sub) > 0 && !has_digit(part) =>
        {
            Some((Hir::repetition(Repetition { min: 1, ..repeated.clone() }), None))
        }
        HirKind::Class(Class::Bytes(class)) => {
            let digits = ClassBytes::new([ClassBytesRange::new(b'0', b'9')]);
            let (mut ends, mut goes_on) = (class.clone(), class.clone());
            ends.difference(&digits);
            goes_on.intersect(&digits);
            let mixed = !ends.ranges().is_empty() && !goes_on.ranges().is_empty();
            mixed.then(|| (Hir::class(Class::Bytes(ends)), Some(Hir::class(Class::Bytes(goes_on)))))
        }
        _ => None,
    }
}

fn has_digit(hir: &Hir) -> bool {
    first_bytes(hir).and(Alphabet::of("0123456789")) != Alphabet::EMPTY
}

/// Whether a part is at least one digit and nothing else.
fn is_digits(hir: &Hir) -> bool {
    let bytes = first_bytes(hir);
    shortest(hir) > 0 && bytes.size() > 0 && bytes.and(Alphabet::of("0123456789")) == bytes
}

#[cfg(test)]
mod tests {
    use super::{Beside, Pattern};

    /// The lengths of the runs of a pattern, and what may stand right behind each, of these bytes.
    fn check(regex: &str, expected: &[(u16, u16, &str)]) {
        let runs = Pattern::parse(regex).unwrap().digits(Beside::ANYTHING).unwrap_or_default();
        let found: Vec<_> = runs
            .iter()
            .map(|run| {
                let behind = run.around.after.first().expect("something is told of the first byte");
                let told: String = " -A1.".chars().filter(|one| behind.has(*one as u8)).collect();
                (run.min, run.max, told)
            })
            .collect();
        let expected: Vec<_> =
            expected.iter().map(|(min, max, told)| (*min, *max, (*told).to_owned())).collect();
        assert_eq!(found, expected, "{regex}");
    }

    #[test]
    fn a_run_ends_at_each_separator_or_goes_on() {
        check("[0-9]{2} ?[0-9]{6} ?A", &[(2, 2, " "), (8, 8, " "), (8, 8, "A")]);
        check("[0-9]{3}[ -]{0,2}[0-9]{1,3}", &[(3, 3, " -"), (4, 6, " -A1.")]);
        check("[0-9]{3}A", &[(3, 3, "A")]);
        check("[0-9][0-9AB]-", &[(1, 1, "A"), (2, 2, "-")]);
    }

    #[test]
    fn where_digits_may_follow_the_end_is_open() {
        check("[0-9]{2}(?: ?[0-9]{2}){1,3}", &[(2, u16::MAX, " -A1.")]);
        check("[0-9]{2}(?:-1)?A", &[(2, u16::MAX, " -A1.")]);
    }
}
