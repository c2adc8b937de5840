//! The prefilter: one pass over a window for the strings of all rules, one for runs of digits. It never loses a match
//! and judges nothing.

use crate::model::window::Window;
use crate::rule::alphabet::Alphabet;
use crate::rule::strings::{Made, StringTable, Target};
use crate::rule::{Anchor, Find, Rule};

pub(super) use digits::{DigitTarget, Run};
pub(super) use kernel::Kernel;

use digits::Digits;
use strings::{Part, Strings};

mod digits;
mod kernel;
mod strings;

/// The strings and digit runs of all rules.
pub(super) struct Anchors {
    kernel: Kernel,
    strings: Strings,
    digits: Digits,
}

impl Anchors {
    /// The anchors of these rules. Those of rules that are among the made ones come from their table; a table of the others
    /// is made now.
    pub(super) fn new(rules: &[Rule], made: Option<Made>) -> Self {
        let mut known = vec![false; rules.len()];
        let mut parts: Vec<Part> = made.map(|made| part_of(made, rules, &mut known)).into_iter().collect();
        if known.iter().zip(rules).any(|(known, rule)| !known && !rule.finds.is_empty()) {
            let own = StringTable::of(rules, |number| !known[number]);
            parts.push(Part { table: own, numbers: None });
        }
        Self {
            kernel: Kernel::best(),
            strings: Strings::new(parts),
            digits: Digits::new(&digit_targets(rules)),
        }
    }

    /// Every hit of every string that may belong to a match which the window owns: its start, its length and its target.
    pub(super) fn strings(&self, window: &Window<'_>, hit: impl FnMut(usize, usize, &Target)) {
        self.strings_by(self.kernel, window, hit);
    }

    /// The same by any kernel: each gives the same hits.
    pub(super) fn strings_by(
        &self,
        kernel: Kernel,
        window: &Window<'_>,
        mut hit: impl FnMut(usize, usize, &Target),
    ) {
        let owned = window.owned();
        let padded = window.padded();
        let reach = self.strings.longest_lead() + self.strings.longest();
        let end = padded.text().len().min(owned.end + reach);
        self.strings.find(kernel, padded, owned.start..end, |start, length, target| {
            hit(start, length, &target);
        });
    }

    /// Every maximal run of digits that may belong to a match which the window owns, with what it may be.
    pub(super) fn digit_runs(&self, window: &Window<'_>, hit: impl FnMut(Run, &DigitTarget)) {
        self.digit_runs_but(window, |_| false, hit);
    }

    /// The same but for those that start where `skip` says; it is asked about ascending places.
    pub(super) fn digit_runs_but(
        &self,
        window: &Window<'_>,
        skip: impl FnMut(usize) -> bool,
        hit: impl FnMut(Run, &DigitTarget),
    ) {
        self.digits.find(self.kernel, window, skip, hit);
    }

    /// The same by any kernel.
    pub(super) fn digit_runs_by(
        &self,
        kernel: Kernel,
        window: &Window<'_>,
        hit: impl FnMut(Run, &DigitTarget),
    ) {
        self.digits.find(kernel, window, |_| false, hit);
    }

    /// Every string with what it stands for and what may stand beside it: what another matcher has to find to be compared with this one.
    pub(super) fn sought(&self) -> impl Iterator<Item = (&[u8], Vec<(Target, Alphabet, Alphabet)>)> {
        self.strings.sought()
    }
}

/// The made table, with the numbers that its rules have among these; marks those that it serves.
fn part_of(made: Made, rules: &[Rule], known: &mut [bool]) -> Part {
    let number = |rule: &Rule| {
        let at = rules.binary_search_by(|other| other.doc.id.cmp(&rule.doc.id)).ok()?;
        (rules[at].finds == rule.finds).then_some(at)
    };
    let numbers: Vec<Option<usize>> = made.rules.iter().map(number).collect();
    numbers.iter().flatten().for_each(|&at| known[at] = true);
    let narrow = |at: usize| u16::try_from(at).expect("an engine has fewer rules than 65,536");
    let numbers = numbers.into_iter().map(|at| at.map(narrow)).collect();
    Part { table: StringTable::from_bytes(made.strings), numbers: Some(numbers) }
}

fn digit_targets(rules: &[Rule]) -> Vec<DigitTarget> {
    let mut targets = Vec::new();
    for (rule, number) in rules.iter().zip(0..) {
        for (find, position) in rule.finds.iter().zip(0..) {
            let Find::InText(text) = find else { continue };
            let Anchor::Digits(runs) = &text.anchor else { continue };
            let target = |run| DigitTarget { rule: number, find: position, run };
            targets.extend(runs.iter().cloned().map(target));
        }
    }
    targets
}
