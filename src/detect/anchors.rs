//! The prefilter: one pass over a window for the strings of all rules, one for runs of digits. It never loses a match
//! and judges nothing.

use std::collections::BTreeMap;

use crate::model::window::Window;
use crate::rule::{Anchor, DigitRun, Find, Rule};

use strings::Strings;

mod strings;

/// What a hit of a string may be the start of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// The rule's number.
    pub(super) rule: u16,
    /// The find's number in the rule.
    pub(super) find: u8,
    /// The number of the literal, key, word or phrase in the find.
    pub(super) entry: u16,
    /// The number of the word in a phrase.
    pub(super) word: u8,
    /// How its string must stand.
    pub(super) exact: bool,
}

/// A rule that looks for runs of digits.
#[derive(Clone, Debug)]
pub(super) struct DigitTarget {
    pub(super) rule: u16,
    pub(super) find: u8,
    pub(super) run: DigitRun,
}

/// The strings and digit runs of all rules.
pub(super) struct Anchors {
    strings: Strings<Target>,
    digits: Vec<DigitTarget>,
    shortest_run: usize,
    longest_lead: usize,
}

/// A maximal run of digits in the text of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) start: usize,
    pub(super) length: usize,
}

impl Anchors {
    pub(super) fn new(rules: &[Rule]) -> Self {
        let mut collected = Collected::of(rules);
        let strings = collected.by_string();
        let shortest = collected.digits.iter().map(|target| usize::from(target.run.min)).min();
        Self {
            strings: Strings::new(strings),
            digits: collected.digits,
            shortest_run: shortest.unwrap_or(usize::MAX),
            longest_lead: collected.longest_lead,
        }
    }

    /// Every hit of every string that may belong to a match which the window owns: its position and its targets.
    pub(super) fn strings(&self, window: &Window<'_>, mut hit: impl FnMut(usize, usize, &Target)) {
        let owned = window.owned();
        let end = window.text().len().min(owned.end + self.longest_lead + self.strings.longest());
        let padded = window.padded();
        self.strings.find(padded, owned.start..end, |start, text, target: &Target| {
            if !target.exact || padded[start..start + text.len()] == *text {
                hit(start, text.len(), target);
            }
        });
    }

    /// Every maximal run of digits that may belong to a match which the window owns.
    pub(super) fn digit_runs(&self, window: &Window<'_>, mut hit: impl FnMut(Run, &DigitTarget)) {
        if self.digits.is_empty() {
            return;
        }
        let text = window.text();
        let owned = window.owned();
        let end = text.len().min(owned.end + self.longest_lead);
        let mut at = owned.start;
        while let Some(start) = (at..end).find(|&at| text[at].is_ascii_digit()) {
            let length = text[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            let cut = start == owned.start && start > 0 && text[start - 1].is_ascii_digit();
            if length >= self.shortest_run && !cut {
                let run = Run { start, length };
                let fits = |run: &DigitRun| (usize::from(run.min)..=usize::from(run.max)).contains(&length);
                self.digits.iter().filter(|target| fits(&target.run)).for_each(|target| hit(run, target));
            }
            at = start + length;
        }
    }
}

/// The strings of all rules, each with what it stands for: what another matcher has to find to be compared with this one.
pub(super) fn strings_of(rules: &[Rule]) -> BTreeMap<Vec<u8>, Vec<Target>> {
    Collected::of(rules).by_string()
}

#[derive(Default)]
struct Collected {
    strings: Vec<(Vec<u8>, Target)>,
    digits: Vec<DigitTarget>,
    longest_lead: usize,
}

impl Collected {
    fn of(rules: &[Rule]) -> Self {
        let mut collected = Self::default();
        for (rule, number) in rules.iter().zip(0..) {
            for (find, position) in rule.finds.iter().zip(0..) {
                collected.find(number, position, find);
            }
        }
        collected
    }

    fn by_string(&mut self) -> BTreeMap<Vec<u8>, Vec<Target>> {
        let mut strings: BTreeMap<Vec<u8>, Vec<Target>> = BTreeMap::new();
        for (text, target) in std::mem::take(&mut self.strings) {
            strings.entry(text).or_default().push(target);
        }
        strings
    }

    fn find(&mut self, rule: u16, find: u8, what: &Find) {
        let target = Target { rule, find, entry: 0, word: 0, exact: false };
        match what {
            Find::InText(text) => match &text.anchor {
                Anchor::Literals(literals) => {
                    for (literal, entry) in literals.iter().zip(0..) {
                        self.longest_lead = self.longest_lead.max(usize::from(literal.lead_max));
                        self.string(&literal.text, Target { entry, exact: literal.exact, ..target });
                    }
                }
                Anchor::Digits(run) => {
                    self.longest_lead = self.longest_lead.max(usize::from(run.lead_max));
                    self.digits.push(DigitTarget { rule, find, run: run.clone() });
                }
            },
            Find::InField(field) => {
                field.anchors.iter().for_each(|anchor| self.string(anchor, target));
            }
            Find::InWords(words) => self.phrases(&words.words, target),
            Find::InMarking(marking) => self.phrases(&marking.phrases, target),
            Find::InColumn(_) | Find::InRecord(_) | Find::InFile(_) => {}
        }
    }

    fn string(&mut self, text: &str, target: Target) {
        self.strings.push((text.as_bytes().to_vec(), target));
    }

    /// A phrase is sought by its longest word: what stands between its words may differ.
    fn phrases(&mut self, phrases: &[crate::model::text::Text], target: Target) {
        for (phrase, entry) in phrases.iter().zip(0..) {
            let longest = phrase.split(' ').zip(0..).max_by_key(|(word, _)| word.len());
            if let Some((text, word)) = longest {
                self.string(text, Target { entry, word, ..target });
            }
        }
    }
}
