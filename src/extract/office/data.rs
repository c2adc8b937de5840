//! Any other XML of a package: properties, labels, settings, connections, charts, data of other programs. What an element or
//! an attribute says is a line with its name before it, so that a key stands before its value.

use super::texts::Texts;
use super::xml::{Handler, Tag};
use crate::model::part::Part;

/// The longest text of an element that is kept whole.
const LONGEST: usize = 1 << 20;

/// The longest name that is put before a value, in characters.
const LONGEST_LABEL: usize = 128;

/// Attributes that are read before others name them: what the text in the element is called.
const NAMES: [&str; 3] = ["name", "key", "id"];

/// Attributes that hold what their element's name is for.
const VALUES: [&str; 2] = ["val", "value"];

/// A part as lines of names and values.
pub(super) struct Data<'t, 'p> {
    texts: &'t mut Texts<'p>,
    /// By depth: what the text of an element is called.
    labels: Vec<String>,
    text: String,
}

impl<'t, 'p> Data<'t, 'p> {
    pub(super) fn new(texts: &'t mut Texts<'p>, part: Part) -> Self {
        texts.begin(part);
        Self { texts, labels: Vec::new(), text: String::new() }
    }

    fn end_text(&mut self) {
        let text = std::mem::take(&mut self.text);
        let (text, label) = (text.trim(), self.labels.last());
        // What a printer was told is base64 and nobody's text.
        let is_printer = label.is_some_and(|label| label == "PrinterSetup");
        if !text.is_empty() && !is_printer {
            self.texts.line(&format!("{}: {text}", label.map_or("", String::as_str)));
        }
    }
}

impl Handler for Data<'_, '_> {
    fn open(&mut self, tag: &Tag<'_>) {
        self.end_text();
        let name = NAMES.iter().find_map(|name| tag.get(name)).filter(|name| is_telling(name));
        // A type such as `lpwstr` says less than the property it stands in.
        let outer = self.labels.last().filter(|_| is_type(tag.name()));
        let label = name.as_deref().or(outer.map(String::as_str)).unwrap_or(tag.name());
        let label: String = label.chars().take(LONGEST_LABEL).collect();
        let is_revision = tag.name().starts_with("rsid");
        for (attribute, value) in tag.attributes().filter(|(_, value)| !is_revision && is_telling(value)) {
            let key = if VALUES.contains(&attribute) { &*label } else { attribute };
            self.texts.line(&format!("{key}: {value}"));
        }
        self.labels.push(label);
    }

    fn text(&mut self, text: &str) {
        self.text.push_str(text);
        if self.text.len() > LONGEST {
            self.end_text();
        }
    }

    fn close(&mut self, _name: &str) {
        self.end_text();
        self.labels.pop();
    }
}

/// The types of variants in properties: `lpwstr`, `i4`, `filetime` …
fn is_type(name: &str) -> bool {
    matches!(
        name,
        "lpwstr" | "lpstr" | "bstr" | "i1" | "i2" | "i4" | "i8" | "r4" | "r8" | "bool" | "date" | "filetime"
    )
}

/// Whether a value is more than a switch or a small number.
fn is_telling(value: &str) -> bool {
    value.len() >= 4 && value.bytes().any(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii())
}
