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

/// What was counted, by rule, find (from 1) and shape: `RULE 1 text`, `RULE 1 TEMPLATE`, `RULE 2 field`.
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

    /// A counter for one artifact.
    pub fn new(engine: &'e Engine, path: &ArtifactPath) -> Self {
        Self { engine, prior: prior::of(path), counts: Counts::default() }
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
}

impl Pieces for Counter<'_> {
    fn text(&mut self, _piece: u32, window: &Window<'_>) {
        let engine = self.engine;
        self.counts.bytes += window.owned().len() as u64;
        for (rule, find, found) in text_matches(engine, window) {
            match (&engine.rules[usize::from(rule)].finds[usize::from(find)], found.template) {
                (Find::InText(text), Some(template)) => {
                    let Shape::Templates(templates) = &text.shape else { continue };
                    self.count_shape(rule, find, &templates[template].text);
                }
                _ => self.count_shape(rule, find, "text"),
            }
        }
        let mut anchors = Vec::new();
        let mut fields = Vec::new();
        let mut ignore = |_, _: &_, _| {};
        let mut finder = Finder::new(engine, self.prior, window, &mut ignore);
        engine.anchors.strings(window, |start, length, target| {
            anchors.push(target.rule);
            if let Find::InField(find) =
                &engine.rules[usize::from(target.rule)].finds[usize::from(target.find)]
                && finder.claims_field(&(start..start + length), target, find)
            {
                fields.push((target.rule, target.find));
            }
        });
        fields.into_iter().for_each(|(rule, find)| self.count_shape(rule, find, "field"));
        for rule in anchors {
            *self.counts.anchors.entry(engine.rules[usize::from(rule)].doc.id.to_string()).or_default() += 1;
        }
    }

    fn field(&mut self, _field: &Field<'_>) {}

    fn row(&mut self, _row: &Row<'_>) {}

    fn child(&mut self, _child: &mut dyn BlobReader) {}

    fn unread(&mut self, _obstacle: Obstacle) {}
}
