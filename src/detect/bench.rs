//! Measures rules on text that holds nothing: how often the shape of each find turns up by chance, before its checks,
//! and how often its strings do. What `patterns/data/chance.toml` holds comes from here.

use std::collections::BTreeMap;

use super::Engine;
use super::finders::{Finder, text_matches};
use super::prior;
use crate::model::piece::{BlobReader, Field, Obstacle, Pieces, Row};
use crate::model::source::ArtifactPath;
use crate::model::window::Window;
use crate::rule::{Find, Shape};

/// What was counted, by find: `RULE text`, `RULE TEMPLATE`, `RULE field`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Matches of the shape, before any check.
    pub shapes: BTreeMap<String, u64>,
    /// Hits of the strings of the prefilter, by rule.
    pub anchors: BTreeMap<String, u64>,
    /// Bytes of text.
    pub bytes: u64,
}

impl Counts {
    /// Adds what another thread counted.
    pub fn add(&mut self, other: Self) {
        self.bytes += other.bytes;
        for (name, count) in other.shapes {
            *self.shapes.entry(name).or_default() += count;
        }
        for (name, count) in other.anchors {
            *self.anchors.entry(name).or_default() += count;
        }
    }
}

/// Takes the pieces of one artifact and counts.
pub struct Counter<'e> {
    engine: &'e Engine,
    prior: prior::Prior,
    counts: Counts,
}

impl<'e> Counter<'e> {
    /// A counter for one artifact.
    pub fn new(engine: &'e Engine, path: &ArtifactPath) -> Self {
        Self { engine, prior: prior::of(path), counts: Counts::default() }
    }

    /// What was counted.
    pub fn finish(self) -> Counts {
        self.counts
    }

    fn count_shape(&mut self, rule: u16, place: &str) {
        let name = format!("{} {place}", self.engine.rules[usize::from(rule)].doc.id);
        *self.counts.shapes.entry(name).or_default() += 1;
    }
}

impl Pieces for Counter<'_> {
    fn text(&mut self, _piece: u32, window: &Window<'_>) {
        let engine = self.engine;
        self.counts.bytes += window.owned().len() as u64;
        for (rule, find, found) in text_matches(engine, window) {
            match (&engine.rules[usize::from(rule)].finds[usize::from(find)], found.template) {
                (Find::InText(text), Some(template)) => {
                    let Shape::Templates(templates) = &text.shape else { continue };
                    self.count_shape(rule, &templates[template].text);
                }
                _ => self.count_shape(rule, "text"),
            }
        }
        let mut anchors = Vec::new();
        let mut fields = Vec::new();
        let mut ignore = |_, _: &_, _| {};
        let finder = Finder { engine, prior: self.prior, window, found: Vec::new(), reject: &mut ignore };
        engine.anchors.strings(window, |start, length, target| {
            anchors.push(target.rule);
            if let Find::InField(find) = &engine.rules[usize::from(target.rule)].finds[usize::from(target.find)]
                && finder.claims_field(start..start + length, target, find)
            {
                fields.push(target.rule);
            }
        });
        fields.into_iter().for_each(|rule| self.count_shape(rule, "field"));
        for rule in anchors {
            *self.counts.anchors.entry(engine.rules[usize::from(rule)].doc.id.to_string()).or_default() += 1;
        }
    }

    fn field(&mut self, _field: &Field<'_>) {}

    fn row(&mut self, _row: &Row<'_>) {}

    fn child(&mut self, _child: &mut dyn BlobReader) {}

    fn unread(&mut self, _obstacle: Obstacle) {}
}
