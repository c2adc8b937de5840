//! `WordprocessingML` and `DrawingML`: documents, headers, notes, comments, slides. Both name paragraphs, runs and tables alike,
//! so one reader takes both (ECMA-376 part 1, 17 and 21).

use super::prose::{Prose, Version};
use super::xml::{Handler, Tag};
use crate::model::part::PartKind;

/// The longest code of a field that is kept whole.
const LONGEST_FIELD: usize = 64 * 1024;

/// Form fields and controls, whose words stand in attributes.
const FORMS: [&str; 8] =
    ["alias", "tag", "listItem", "listEntry", "default", "statusText", "helpText", "textpath"];

/// A part with paragraphs.
pub(super) struct Markup<'t, 'p> {
    prose: Prose<'t, 'p>,
    /// What the text that comes next is.
    text: TextKind,
    /// Inside how many insertions and deletions.
    inserted: u32,
    deleted: u32,
    field: String,
    /// How many columns the current cells span.
    spans: Vec<u32>,
    /// Inside the properties of a paragraph, where `tab` is a position and no character.
    properties: u32,
    /// Whether `text` is a paragraph without runs, as in comments on slides.
    plain: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum TextKind {
    None,
    Shown,
    Deleted,
    Field,
}

impl<'t, 'p> Markup<'t, 'p> {
    /// Of a part; `plain` where `text` is a paragraph without runs, as in comments on slides.
    pub(super) fn new(prose: Prose<'t, 'p>, plain: bool) -> Self {
        let (field, spans) = (String::new(), Vec::new());
        Self { prose, text: TextKind::None, inserted: 0, deleted: 0, field, spans, properties: 0, plain }
    }

    pub(super) fn finish(mut self) {
        self.end_field();
        self.prose.finish();
    }

    fn version(&self) -> Version {
        if self.text == TextKind::Deleted || self.deleted > 0 {
            Version::Before
        } else if self.inserted > 0 {
            Version::After
        } else {
            Version::Both
        }
    }

    fn character(&mut self, text: &str) {
        if self.properties == 0 {
            let version = self.version();
            self.prose.text(text, version);
        }
    }

    fn end_field(&mut self) {
        let field = std::mem::take(&mut self.field);
        self.prose.aside(PartKind::Fields, &field);
    }

    /// Words that stand in attributes.
    fn attributes(&mut self, tag: &Tag<'_>) {
        let told: &[(&str, PartKind)] = match tag.name() {
            "docPr" | "cNvPr" => &[("descr", PartKind::AltText), ("title", PartKind::AltText)],
            "shape" | "rect" => &[("alt", PartKind::AltText)],
            "fldSimple" => &[("instr", PartKind::Fields)],
            "hyperlink" | "hlinkClick" | "hlinkHover" => &[("tooltip", PartKind::AltText)],
            name if FORMS.contains(&name) => &[
                ("val", PartKind::Fields),
                ("value", PartKind::Fields),
                ("displayText", PartKind::Fields),
                ("string", PartKind::TextBoxes),
            ],
            _ => return,
        };
        for (name, kind) in told {
            tag.get(name).into_iter().for_each(|value| self.prose.aside(*kind, &value));
        }
    }
}

impl Handler for Markup<'_, '_> {
    fn open(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            "p" => self.prose.begin_paragraph(),
            "t" => self.text = TextKind::Shown,
            "delText" => self.text = TextKind::Deleted,
            "instrText" | "delInstrText" => self.text = TextKind::Field,
            "pPr" | "tabLst" => self.properties += 1,
            "tab" | "ptab" => self.character("\t"),
            "br" | "cr" => self.character("\n"),
            "noBreakHyphen" => self.character("-"),
            "ins" | "moveTo" => self.inserted += 1,
            "del" | "moveFrom" => self.deleted += 1,
            "fldChar" if tag.get("fldCharType").is_some_and(|kind| kind != "begin") => self.end_field(),
            "tbl" => self.prose.begin_table(),
            "tr" => self.prose.begin_row(0),
            "tblHeader" if tag.get("val").is_none_or(|value| !matches!(&*value, "0" | "false")) => {
                self.prose.header();
            }
            "tc" => {
                self.spans.push(1);
                self.prose.begin_cell();
            }
            "gridSpan" => {
                let span = tag.get("val").and_then(|span| span.parse().ok()).unwrap_or(1);
                self.spans.last_mut().into_iter().for_each(|known| *known = span);
            }
            "text" if self.plain => {
                self.prose.begin_paragraph();
                self.text = TextKind::Shown;
            }
            _ => self.attributes(tag),
        }
    }

    fn text(&mut self, text: &str) {
        match self.text {
            TextKind::None => {}
            TextKind::Field => {
                self.field.push_str(text);
                if self.field.len() > LONGEST_FIELD {
                    self.end_field();
                }
            }
            TextKind::Shown | TextKind::Deleted => {
                let version = self.version();
                self.prose.text(text, version);
            }
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" => self.prose.end_paragraph(),
            "t" | "delText" | "instrText" | "delInstrText" => self.text = TextKind::None,
            "pPr" | "tabLst" => self.properties = self.properties.saturating_sub(1),
            "ins" | "moveTo" => self.inserted = self.inserted.saturating_sub(1),
            "del" | "moveFrom" => self.deleted = self.deleted.saturating_sub(1),
            "text" if self.plain => {
                self.text = TextKind::None;
                self.prose.end_paragraph();
            }
            "tbl" => self.prose.end_table(),
            "tr" => self.prose.end_row(),
            "tc" => self.prose.end_cell(self.spans.pop().unwrap_or(1)),
            _ => {}
        }
    }
}
