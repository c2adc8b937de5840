//! Texts, presentations and drawings of `OpenDocument` (ODF 1.3 part 3, 5 to 9): the flow of the text, and beside it notes,
//! comments, deleted text, hidden text and what is said of pictures.

use std::collections::BTreeSet;

use super::prose::{Prose, Version};
use super::xml::{Handler, Tag};
use crate::model::part::{Part, PartKind};

/// The most spaces that one element stands for.
const MOST_SPACES: usize = 1_000;

/// What is said of a picture is given in parts of this length.
const LONGEST_DESCRIPTION: usize = 1 << 20;

/// The most styles that are known to hide something.
const MOST_STYLES: usize = 10_000;

/// What hides slides and sheets: the names of styles that say so.
#[derive(Default)]
pub(super) struct Hidden {
    style: Option<String>,
    names: BTreeSet<String>,
}

impl Hidden {
    /// Takes an element of the styles.
    pub(super) fn see(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            "style" => self.style = tag.get("name").map(Into::into),
            "table-properties" if tag.get("display").is_some_and(|display| display == "false") => {
                self.hides();
            }
            "drawing-page-properties" if tag.get("visibility").is_some_and(|visible| visible == "hidden") => {
                self.hides();
            }
            _ => {}
        }
    }

    /// Whether the style of an element hides it.
    pub(super) fn of(&self, tag: &Tag<'_>) -> bool {
        tag.get("style-name").is_some_and(|style| self.names.contains(&*style))
    }

    fn hides(&mut self) {
        if self.names.len() < MOST_STYLES {
            self.names.extend(self.style.take());
        }
    }
}

/// A document of paragraphs.
pub(super) struct Flow<'t, 'p> {
    prose: Prose<'t, 'p>,
    hidden: Hidden,
    /// Elements whose paragraphs stand beside the text, the innermost last.
    beside: Vec<PartKind>,
    /// Elements whose text counts though no paragraph is open: descriptions of pictures.
    described: u32,
    description: String,
    slides: u32,
    in_header_rows: u32,
    spans: Vec<u32>,
}

impl<'t, 'p> Flow<'t, 'p> {
    pub(super) fn new(prose: Prose<'t, 'p>) -> Self {
        let (beside, spans) = (Vec::new(), Vec::new());
        Self {
            prose,
            hidden: Hidden::default(),
            beside,
            described: 0,
            description: String::new(),
            slides: 0,
            in_header_rows: 0,
            spans,
        }
    }

    pub(super) fn finish(self) {
        self.prose.finish();
    }

    fn begin_paragraph(&mut self) {
        match self.beside.last() {
            Some(kind) => self.prose.begin_paragraph_aside(*kind),
            None => self.prose.begin_paragraph(),
        }
    }

    fn slide(&mut self, tag: &Tag<'_>) {
        self.slides += 1;
        let hidden = self.hidden.of(tag);
        self.prose.turn_to(Part::new(PartKind::Slide).numbered(self.slides).hidden(hidden));
    }

    /// Words that stand in attributes.
    fn attributes(&mut self, tag: &Tag<'_>) {
        let told: &[(&str, PartKind)] = match tag.name() {
            "a" => &[("href", PartKind::Links), ("title", PartKind::AltText)],
            "user-field-decl" | "variable-set" | "database-display" | "sequence" => {
                &[("string-value", PartKind::Fields), ("formula", PartKind::Fields)]
            }
            "hidden-text" => &[("string-value", PartKind::Fields), ("condition", PartKind::Fields)],
            "conditional-text" => {
                &[("string-value-if-true", PartKind::Fields), ("string-value-if-false", PartKind::Fields)]
            }
            "hidden-paragraph" | "section" => &[("condition", PartKind::Fields)],
            "textarea" | "text" | "password" | "hidden" | "generic-control" | "button" | "option"
            | "item" => &[
                ("current-value", PartKind::Fields),
                ("value", PartKind::Fields),
                ("label", PartKind::Fields),
            ],
            "connection-resource" | "form" | "script" | "event-listener" | "plugin" | "floating-frame" => {
                &[("href", PartKind::Links), ("command", PartKind::Fields), ("datasource", PartKind::Fields)]
            }
            _ => return,
        };
        for (name, kind) in told {
            tag.get(name).into_iter().for_each(|value| self.prose.aside(*kind, &value));
        }
    }
}

/// Elements whose paragraphs stand beside the text.
fn beside(name: &str, prose: &Prose<'_, '_>) -> Option<PartKind> {
    match name {
        "annotation" => Some(PartKind::Comments),
        "note" => Some(PartKind::Footnotes),
        "deletion" => Some(PartKind::Deleted),
        "notes" => Some(PartKind::Notes),
        "header" | "header-left" | "header-first" => Some(PartKind::Header),
        "footer" | "footer-left" | "footer-first" => Some(PartKind::Footer),
        "text-box" if prose.is_in_paragraph() => Some(PartKind::TextBoxes),
        _ => None,
    }
}

impl Handler for Flow<'_, '_> {
    fn open(&mut self, tag: &Tag<'_>) {
        self.hidden.see(tag);
        let count = |name| tag.get(name).and_then(|count| count.parse::<u32>().ok()).unwrap_or(1);
        if let Some(kind) = beside(tag.name(), &self.prose) {
            self.beside.push(kind);
        }
        match tag.name() {
            "p" | "h" => self.begin_paragraph(),
            "s" => {
                let count = usize::try_from(count("c")).unwrap_or(1).min(MOST_SPACES);
                self.prose.text(&" ".repeat(count), Version::Both);
            }
            "tab" => self.prose.text("\t", Version::Both),
            "line-break" => self.prose.text("\n", Version::Both),
            "title" | "desc" => self.described += 1,
            "page" => self.slide(tag),
            "table" => self.prose.begin_table(),
            "table-header-rows" => self.in_header_rows += 1,
            "table-row" => {
                self.prose.begin_row(0);
                if self.in_header_rows > 0 {
                    self.prose.header();
                }
            }
            "table-cell" | "covered-table-cell" => {
                self.spans.push(count("number-columns-repeated"));
                self.prose.begin_cell();
            }
            _ => self.attributes(tag),
        }
    }

    fn text(&mut self, text: &str) {
        if self.described > 0 {
            self.description.push_str(text);
            if self.description.len() > LONGEST_DESCRIPTION {
                self.prose.aside(PartKind::AltText, &std::mem::take(&mut self.description));
            }
        } else if self.prose.is_in_paragraph() {
            self.prose.text(text, Version::Both);
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" | "h" => self.prose.end_paragraph(),
            "title" | "desc" => {
                self.described = self.described.saturating_sub(1);
                self.prose.aside(PartKind::AltText, &std::mem::take(&mut self.description));
            }
            "table" => self.prose.end_table(),
            "table-header-rows" => self.in_header_rows = self.in_header_rows.saturating_sub(1),
            "table-row" => self.prose.end_row(),
            "table-cell" | "covered-table-cell" => self.prose.end_cell(self.spans.pop().unwrap_or(1)),
            "annotation" | "note" | "deletion" | "notes" | "header" | "header-left" | "header-first"
            | "footer" | "footer-left" | "footer-first" => drop(self.beside.pop()),
            "text-box" if self.beside.last() == Some(&PartKind::TextBoxes) => drop(self.beside.pop()),
            _ => {}
        }
    }
}
