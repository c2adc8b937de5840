//! Presentations of Office Open XML: slides in the order they are shown, each with its notes and comments.

use super::ooxml::{Document, Role};
use super::xml::{Handler, Tag};
use crate::model::part::{Part, PartKind};

/// The most slides whose order is known; others are read all the same.
const MOST: usize = 10_000;

/// The relations of the slides, in the order they are shown.
#[derive(Default)]
struct Order(Vec<String>);

impl Handler for Order {
    fn open(&mut self, tag: &Tag<'_>) {
        if tag.name() == "sldId" && self.0.len() < MOST {
            self.0.extend(tag.relation().map(std::borrow::Cow::into_owned));
        }
    }

    fn text(&mut self, _text: &str) {}

    fn close(&mut self, _name: &str) {}
}

/// Whether a slide is left out when the others are shown.
#[derive(Default)]
struct Show(bool);

impl Handler for Show {
    fn open(&mut self, tag: &Tag<'_>) {
        self.0 |= tag.name() == "sld" && tag.get("show").is_some_and(|show| matches!(&*show, "0" | "false"));
    }

    fn text(&mut self, _text: &str) {}

    fn close(&mut self, _name: &str) {}
}

/// Reads the slides.
pub(super) fn read(document: &mut Document<'_, '_>, main: usize) {
    let main_name = document.names[main].clone();
    let mut order = Order::default();
    document.reading.drive(main, &mut order);
    let shown = order.0.iter().filter_map(|id| document.relations.target(&main_name, id).map(str::to_owned));
    let mut slides: Vec<String> = shown.collect();
    slides.extend(document.of_role(Role::Slide).into_iter().map(|number| document.names[number].clone()));
    let mut number = 0;
    for name in slides {
        if let Some(entry) = document.take(&name) {
            number += 1;
            slide(document, &name, entry, number);
        }
    }
    document.data(main);
}

fn slide(document: &mut Document<'_, '_>, name: &str, entry: usize, number: u32) {
    let mut hidden = Show::default();
    document.reading.drive(entry, &mut hidden);
    let part = |kind| Part::new(kind).numbered(number).hidden(hidden.0);
    document.prose(entry, part(PartKind::Slide));
    for (kind, what) in [("notesSlide", PartKind::Notes), ("comments", PartKind::Comments)] {
        let targets: Vec<String> = document.relations.targets(name, kind).map(str::to_owned).collect();
        for target in targets {
            if let Some(entry) = document.take(&target) {
                document.prose(entry, part(what));
            }
        }
    }
}
