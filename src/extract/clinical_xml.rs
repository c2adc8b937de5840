//! HL7 clinical documents (CDA release 2 and C-CDA) and FHIR resources as XML: the names of the elements around a
//! value, `@` before that of an attribute. In FHIR a value is the attribute `value` of its element and so has the path
//! that it has in JSON. What stands in brackets says of which kind a value is: the root of an identifier, the code system
//! of a code, the scheme of an address: `patientRole.id@extension[2.16.840.1.113883.4.1]`, `telecom@value[tel]`.

use std::borrow::Cow;
use std::ops::Range;

use super::xml::{Event, Tag, Xml, unescape};
use super::{OWN_TEXT, Structure, kind_word};
use crate::model::piece::{Field, Format, Origin, Pieces};
use crate::model::window::{AFTER, Window};

/// How deep elements are told apart; what lies deeper is passed over.
const MOST_DEPTH: usize = 64;

/// The longest name of an element or attribute.
const LONGEST_NAME: usize = 64;

/// A document being read. Invariant: one level for each open element, at most [`MOST_DEPTH`].
pub(super) struct ClinicalXml {
    xml: Xml,
    format: Format,
    levels: Vec<Level>,
    /// Elements open beyond [`MOST_DEPTH`].
    beyond: u64,
    records: u64,
}

/// An open element.
struct Level {
    name: String,
    /// Its path, from the resource or document it lies in.
    path: String,
    /// FHIR: the system of an identifier, contact point or code, which stands before its value.
    qualifier: Option<String>,
    record: u64,
}

impl ClinicalXml {
    /// A document of [`Format::Cda`] or [`Format::Fhir`].
    pub(super) fn new(format: Format) -> Self {
        Self { xml: Xml::default(), format, levels: Vec::new(), beyond: 0, records: 0 }
    }
}

impl Structure for ClinicalXml {
    fn read(&mut self, window: &Window<'_>, pieces: &mut dyn Pieces) {
        let (text, end) = (window.text(), window.owned().end);
        while let Some(event) = self.xml.next(text, window.base(), end, AFTER) {
            match event {
                Event::Start(tag) => self.start(window, &tag, pieces),
                Event::End(range) => self.end(&text[range]),
                Event::Text { range, plain } => self.text(window, range, plain, pieces),
            }
        }
    }
}

impl ClinicalXml {
    fn start(&mut self, window: &Window<'_>, tag: &Tag, pieces: &mut dyn Pieces) {
        if self.levels.len() == MOST_DEPTH {
            self.beyond += u64::from(!tag.empty);
            return;
        }
        let name = name_of(window, &tag.name);
        let above = self.levels.last();
        // The types of resources have a capital first, and so has a clinical document; elements within them have not.
        let own = name.starts_with(|first: char| first.is_ascii_uppercase());
        let level = match above {
            Some(above) if !own => {
                Level { path: format!("{}.{name}", above.path), name, qualifier: None, record: above.record }
            }
            _ => {
                self.records += 1;
                Level { path: name.clone(), name, qualifier: None, record: self.records - 1 }
            }
        };
        self.levels.push(level);
        match self.format {
            Format::Fhir => self.fhir(window, tag, pieces),
            _ => self.attributes(window, tag, pieces),
        }
        if tag.empty {
            self.levels.pop();
        }
    }

    /// Closes every element within the one that ends; an end without a beginning ends nothing.
    fn end(&mut self, name: &[u8]) {
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        let name = &name[..name.len().min(LONGEST_NAME)];
        if let Some(at) = self.levels.iter().rposition(|level| level.name.as_bytes() == name) {
            self.levels.truncate(at);
        }
    }

    fn text(&self, window: &Window<'_>, range: Range<usize>, plain: bool, pieces: &mut dyn Pieces) {
        let Some(level) = self.levels.last().filter(|_| self.beyond == 0) else { return };
        let raw = &window.text()[range.clone()];
        let value = if plain { Cow::Borrowed(raw) } else { unescape(raw) };
        self.push(window, (level, level.path.clone()), (range, value), pieces);
    }

    fn fhir(&mut self, window: &Window<'_>, tag: &Tag, pieces: &mut dyn Pieces) {
        let Some(range) = attribute(window, tag, b"value") else { return };
        let value = unescape(&window.text()[range.clone()]).into_owned();
        let depth = self.levels.len();
        let (above, own) = self.levels.split_at_mut(depth - 1);
        let (above, level) = (above.last_mut(), &own[0]);
        if let Some(above) = above {
            let kind = || kind_word(&String::from_utf8_lossy(&value));
            match (&*above.name, &*level.name) {
                ("identifier" | "telecom" | "coding", "system") => {
                    above.qualifier = above.qualifier.take().or_else(kind);
                }
                ("coding", "code") if above.path.ends_with("identifier.type.coding") => {
                    let code = kind();
                    if let Some(identifier) = depth.checked_sub(4).and_then(|at| self.levels.get_mut(at)) {
                        identifier.qualifier = code;
                    }
                }
                _ => {}
            }
        }
        let level = &self.levels[depth - 1];
        let qualifier = depth.checked_sub(2).and_then(|at| self.levels[at].qualifier.as_deref());
        self.push(window, (level, bracketed(&level.path, qualifier)), (range, Cow::Owned(value)), pieces);
    }

    fn attributes(&self, window: &Window<'_>, tag: &Tag, pieces: &mut dyn Pieces) {
        let Some(level) = self.levels.last() else { return };
        let kind = [&b"root"[..], b"codeSystem"].into_iter().find_map(|name| attribute(window, tag, name));
        let kind = kind.and_then(|range| kind_word(&String::from_utf8_lossy(&window.text()[range])));
        for (name, range) in &tag.attributes {
            let name = name_of(window, name);
            let mut range = range.clone();
            let mut qualifier = kind.clone().filter(|_| matches!(&*name, "extension" | "code"));
            if level.name == "telecom"
                && name == "value"
                && let Some(colon) = scheme(&window.text()[range.clone()])
            {
                qualifier = Some(
                    String::from_utf8_lossy(&window.text()[range.start..range.start + colon]).to_lowercase(),
                );
                range.start += colon + 1;
            }
            let value = unescape(&window.text()[range.clone()]);
            let path = bracketed(&format!("{}@{name}", level.path), qualifier.as_deref());
            self.push(window, (level, path), (range, value), pieces);
        }
    }

    fn push(
        &self,
        window: &Window<'_>,
        (level, path): (&Level, String),
        (range, value): (Range<usize>, Cow<'_, [u8]>),
        pieces: &mut dyn Pieces,
    ) {
        if range.is_empty() {
            return;
        }
        let origin =
            Origin { piece: OWN_TEXT, start: window.offset(range.start), end: window.offset(range.end) };
        let path = Cow::Owned(path);
        pieces.field(&Field {
            format: self.format,
            path,
            record: level.record,
            value,
            origin,
            window: Some(window),
        });
    }
}

fn bracketed(path: &str, qualifier: Option<&str>) -> String {
    qualifier.map_or_else(|| path.to_owned(), |qualifier| format!("{path}[{qualifier}]"))
}

fn attribute(window: &Window<'_>, tag: &Tag, wanted: &[u8]) -> Option<Range<usize>> {
    let found = tag.attributes.iter().find(|(name, _)| &window.text()[name.clone()] == wanted);
    found.map(|(_, value)| value.clone())
}

fn name_of(window: &Window<'_>, range: &Range<usize>) -> String {
    let end = range.end.min(range.start + LONGEST_NAME);
    String::from_utf8_lossy(&window.text()[range.start..end]).into_owned()
}

/// Where the colon stands behind `tel`, `mailto` and their kin.
fn scheme(value: &[u8]) -> Option<usize> {
    let colon = memchr::memchr(b':', &value[..value.len().min(12)])?;
    value[..colon].iter().all(u8::is_ascii_alphabetic).then_some(colon).filter(|colon| *colon > 0)
}
