//! Measures rules: how often the shape of each find turns up, before its checks, how often the prefilter calls a rule,
//! how many bytes it then looks at and how long that takes. What `patterns/data/chance.toml` holds comes from here.

pub mod stages;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::Engine;
use super::anchors::{DigitTarget, Run};
use super::finders::{Finder, text_matches};
use super::gate::{admits_start, digit_leads, leads};
use super::prior;
use crate::model::piece::{BlobReader, Field, Obstacle, Pieces, Row};
use crate::model::source::ArtifactPath;
use crate::model::window::Window;
use crate::rule::strings::Target;
use crate::rule::{Anchor, Find, Shape, TextFind};

use groups::Groups;

pub mod groups;

/// What was counted, by rule, find (from 1) and shape: `RULE 1 text`, `RULE 1 TEMPLATE`, `RULE 2 field`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Matches of the shape, before any check.
    pub shapes: BTreeMap<String, u64>,
    /// What each rule costs, by its id.
    pub costs: BTreeMap<String, Cost>,
    /// Bytes of text.
    pub bytes: u64,
}

/// What the confirm step of a rule costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// How often the prefilter called the rule.
    pub hits: u64,
    /// Bytes that were handed to its patterns, past the gates.
    pub window_bytes: u64,
    /// Time from those calls to its candidates. It depends on the machine and on what else that does.
    pub spent: Duration,
}

impl Cost {
    fn add(&mut self, other: Self) {
        self.hits += other.hits;
        self.window_bytes += other.window_bytes;
        self.spent += other.spent;
    }
}

impl Counts {
    /// Adds what another thread counted.
    pub fn add(&mut self, other: Self) {
        self.bytes += other.bytes;
        for (name, count) in other.shapes {
            *self.shapes.entry(name).or_default() += count;
        }
        for (name, cost) in other.costs {
            self.costs.entry(name).or_default().add(cost);
        }
    }
}

/// A call of the prefilter.
enum Call {
    String(usize, usize, Target),
    Digits(Run, DigitTarget),
}

impl Call {
    fn rule(&self) -> u16 {
        match self {
            Self::String(_, _, target) => target.rule,
            Self::Digits(_, target) => target.rule,
        }
    }
}

/// Takes the pieces of one artifact and counts.
pub struct Counter<'e, 'g> {
    engine: &'e Engine,
    groups: Option<&'g mut Groups>,
    prior: prior::Prior,
    counts: Counts,
    clock: Duration,
}

impl<'e, 'g> Counter<'e, 'g> {
    /// Every find that is measured, with nothing counted: what never turns up is a measurement too.
    pub fn nothing(engine: &Engine) -> Counts {
        let mut counts = Counts::default();
        for rule in engine.rules() {
            for (find, number) in rule.finds.iter().zip(1..) {
                let name = |shape: &str| format!("{} {number} {shape}", rule.doc.id);
                let names: Vec<String> = match find {
                    Find::InText(text) => match &text.shape {
                        Shape::Templates(templates) => templates.iter().map(|one| name(&one.text)).collect(),
                        _ => vec![name("text")],
                    },
                    Find::InField(_) => vec![name("field")],
                    _ => Vec::new(),
                };
                counts.shapes.extend(names.into_iter().map(|name| (name, 0)));
            }
        }
        counts
    }

    /// A counter for one artifact, of groups of bytes too where they are asked for.
    pub fn new(engine: &'e Engine, path: &ArtifactPath, groups: Option<&'g mut Groups>) -> Self {
        Self { engine, groups, prior: prior::of(path), counts: Counts::default(), clock: clock() }
    }

    /// What was counted.
    pub fn finish(self) -> Counts {
        self.counts
    }

    fn count_shape(&mut self, rule: u16, find: u8, place: &str) {
        let id = &self.engine.rules[usize::from(rule)].doc.id;
        let name = format!("{id} {} {place}", u16::from(find) + 1);
        *self.counts.shapes.entry(name).or_default() += 1;
    }

    /// Goes through the calls of one rule after the other, so that the clock is asked once a rule and window. Patterns
    /// were compiled before, when shapes were counted.
    fn count_costs(&mut self, mut finder: Finder<'_>, calls: &[Call]) {
        for calls in calls.chunk_by(|one, other| one.rule() == other.rule()) {
            let window_bytes = calls.iter().map(|call| looked_at(&mut finder, call) as u64).sum();
            let begun = Instant::now();
            for call in calls {
                match call {
                    Call::String(start, length, target) => finder.string(*start, *length, target),
                    Call::Digits(run, target) => finder.digits(*run, target),
                }
            }
            let spent = begun.elapsed().saturating_sub(self.clock);
            finder.found.clear();
            let id = &self.engine.rules[usize::from(calls[0].rule())].doc.id;
            let cost = Cost { hits: calls.len() as u64, window_bytes, spent };
            self.counts.costs.entry(id.to_string()).or_default().add(cost);
        }
    }
}

/// All calls of the prefilter in a window, in the order of rules.
fn calls(engine: &Engine, window: &Window<'_>) -> Vec<Call> {
    let mut calls = Vec::new();
    engine.anchors.strings(window, |start, length, target| {
        calls.push(Call::String(start, length, *target));
    });
    engine.anchors.digit_runs(window, |run, target| calls.push(Call::Digits(run, target.clone())));
    calls.sort_by_key(Call::rule);
    calls
}

/// How many bytes a call makes a rule look at, past its gates.
fn looked_at(finder: &mut Finder<'_>, call: &Call) -> usize {
    let engine = finder.engine;
    let rules = &engine.rules;
    let find = |rule: u16, find: u8| &rules[usize::from(rule)].finds[usize::from(find)];
    match call {
        Call::Digits(run, target) => match find(target.rule, target.find) {
            Find::InText(text) => {
                let leads = digit_leads(&target.run, finder.window.text(), run.start);
                handed(finder.window, run.start, leads, text)
            }
            _ => 0,
        },
        Call::String(start, length, target) => match find(target.rule, target.find) {
            Find::InText(text) => match &text.anchor {
                Anchor::Literals(literals) => {
                    let literal = &literals[usize::from(target.entry)];
                    let leads = leads(literal, finder.window.text(), *start, text.reach);
                    handed(finder.window, *start, leads, text)
                }
                Anchor::Digits(_) => 0,
            },
            Find::InField(field) => finder.read_for(&(*start..start + length), field),
            Find::InWords(words) => words.words[usize::from(target.entry)].len(),
            Find::InMarking(marking) => marking.phrases[usize::from(target.entry)].len(),
            Find::InColumn(_) | Find::InRecord(_) | Find::InFile(_) => 0,
        },
    }
}

/// The bytes that a text find reads at each start that its gates admit.
fn handed(window: &Window<'_>, hit: usize, leads: std::ops::RangeInclusive<usize>, find: &TextFind) -> usize {
    let text = window.text();
    let starts = leads.filter_map(|lead| hit.checked_sub(lead));
    let admitted = starts.filter(|start| window.owned().contains(start) && admits_start(text, *start, find));
    admitted.map(|start| (text.len() - start).min(find.reach as usize)).sum()
}

/// What it costs to ask the clock.
fn clock() -> Duration {
    let ask = |_| Instant::now().elapsed();
    (0..20).map(ask).min().unwrap_or_default()
}

impl Pieces for Counter<'_, '_> {
    fn text(&mut self, _piece: u32, window: &Window<'_>) {
        let engine = self.engine;
        self.counts.bytes += window.owned().len() as u64;
        if let Some(groups) = &mut self.groups {
            groups.count(&window.text()[window.owned()]);
        }
        for (rule, find, found) in text_matches(engine, window) {
            match (&engine.rules[usize::from(rule)].finds[usize::from(find)], found.template) {
                (Find::InText(text), Some(template)) => {
                    let Shape::Templates(templates) = &text.shape else { continue };
                    self.count_shape(rule, find, &templates[template].text);
                }
                _ => self.count_shape(rule, find, "text"),
            }
        }
        let mut ignore = |_, _: &_, _| {};
        let mut finder = Finder::new(engine, self.prior, window, &mut ignore);
        let calls = calls(engine, window);
        for call in &calls {
            if let Call::String(start, length, target) = call
                && let Find::InField(find) =
                    &engine.rules[usize::from(target.rule)].finds[usize::from(target.find)]
                && finder.claims_field(&(*start..start + length), target, find)
            {
                self.count_shape(target.rule, target.find, "field");
            }
        }
        self.count_costs(finder, &calls);
    }

    fn field(&mut self, _field: &Field<'_>) {}

    fn row(&mut self, _row: &Row<'_>) {}

    fn child(&mut self, _child: &mut dyn BlobReader) {}

    fn unread(&mut self, _obstacle: Obstacle) {}
}
