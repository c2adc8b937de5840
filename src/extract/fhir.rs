//! FHIR resources as JSON or NDJSON (HL7 FHIR R4, 2.6.2): the type of the innermost resource, then the keys, without
//! indices: `Patient.name.family`. Identifiers, contact points and codes say of which kind they are:
//! `Patient.identifier.value[SS]`, `Patient.telecom.value[phone]`, `Condition.code.coding.code[icd-10-cm]`.

use std::borrow::Cow;

use super::json::{Event, Json, unescape};
use super::{OWN_TEXT, Structure};
use crate::model::piece::{Field, Format, Origin, Pieces};
use crate::model::window::{AFTER, Window};

/// How far behind the beginning of an identifier its kind is looked for.
const QUALIFIER_REACH: usize = 4096;

/// Resources in resources that are looked through for their type, so that hostile nesting costs no more.
const MOST_NESTED: u8 = 4;

/// The longest key, type or kind.
const LONGEST_NAME: usize = 64;

/// Resources being read. Invariant: one level for each open object or array.
#[derive(Default)]
pub(super) struct Fhir {
    json: Json,
    levels: Vec<Level>,
    key: String,
    records: u64,
}

/// An open object or array.
#[derive(Clone, Default)]
struct Level {
    /// The path of its members, without their keys.
    path: String,
    /// The key under which it stands; that of the array for the objects of an array.
    key: String,
    /// What tells its values apart.
    qualifier: Option<String>,
    array: bool,
    record: u64,
    /// How many of the objects around it were looked through for a type.
    looked: u8,
}

impl Structure for Fhir {
    fn read(&mut self, window: &Window<'_>, pieces: &mut dyn Pieces) {
        let (text, end) = (window.text(), window.owned().end);
        while let Some(event) = self.json.next(text, window.base(), end, AFTER) {
            match event {
                Event::Object(at) => self.object(&text[at..text.len().min(at + AFTER)]),
                Event::Array => self.array(),
                Event::End => {
                    self.levels.pop();
                }
                Event::Key(range) => self.key = name(&text[range]),
                Event::Value(range) => self.value(window, range, pieces),
            }
        }
    }
}

impl Fhir {
    fn array(&mut self) {
        let key = self.key_of_next();
        let above = self.levels.last();
        let path = above.map_or_else(String::new, |level| level.path.clone());
        let (record, looked) = above.map_or((0, 0), |level| (level.record, level.looked));
        self.levels.push(Level { path, key, qualifier: None, array: true, record, looked });
    }

    fn object(&mut self, text: &[u8]) {
        let key = self.key_of_next();
        let above = self.levels.last().cloned().unwrap_or_default();
        let mut level = Level { array: false, qualifier: None, path: join(&above.path, &key), key, ..above };
        let own = matches!(&*level.key, "" | "resource" | "contained") && level.looked < MOST_NESTED;
        let resource = if own { member(text, "resourceType") } else { first_member(text, "resourceType") };
        level.looked += u8::from(own);
        if let Some(resource) = resource {
            level.record = self.records;
            self.records += 1;
            level.path = resource;
        } else if above.qualifier.is_none() {
            level.qualifier = qualifier(&level.key, &text[..text.len().min(QUALIFIER_REACH)]);
        }
        self.levels.push(level);
    }

    /// The key under which the next value stands.
    fn key_of_next(&mut self) -> String {
        match self.levels.last() {
            Some(level) if level.array => level.key.clone(),
            Some(_) => std::mem::take(&mut self.key),
            None => String::new(),
        }
    }

    fn value(&mut self, window: &Window<'_>, range: std::ops::Range<usize>, pieces: &mut dyn Pieces) {
        let key = self.key_of_next();
        let Some(level) = self.levels.last().filter(|_| !range.is_empty()) else { return };
        let mut path = join(&level.path, &key);
        if let Some(qualifier) = level.qualifier.as_ref().filter(|_| !level.array) {
            path = format!("{path}[{qualifier}]");
        }
        let origin =
            Origin { piece: OWN_TEXT, start: window.offset(range.start), end: window.offset(range.end) };
        pieces.field(&Field {
            format: Format::Fhir,
            path: Cow::Owned(path),
            record: level.record,
            value: unescape(&window.text()[range]),
            origin,
            window: Some(window),
        });
    }
}

fn join(path: &str, key: &str) -> String {
    match (path.is_empty(), key.is_empty()) {
        (true, _) => key.to_owned(),
        (_, true) => path.to_owned(),
        _ => format!("{path}.{key}"),
    }
}

fn name(raw: &[u8]) -> String {
    String::from_utf8_lossy(&unescape(&raw[..raw.len().min(LONGEST_NAME)])).into_owned()
}

/// The value of a member of the object with which a text begins.
fn member(text: &[u8], wanted: &str) -> Option<String> {
    members(text).find(|(depth, key, _)| *depth == 1 && key == wanted).map(|(_, _, value)| value)
}

/// The same, if it is the first member.
fn first_member(text: &[u8], wanted: &str) -> Option<String> {
    let mut json = Json::default();
    json.next(text, 0, text.len(), AFTER)?;
    match json.next(text, 0, text.len(), AFTER)? {
        Event::Key(range) if text[range.clone()] == *wanted.as_bytes() => member(text, wanted),
        _ => None,
    }
}

/// Of the object with which a text begins: depth, key and value of every plain value in it.
fn members(text: &[u8]) -> impl Iterator<Item = (usize, String, String)> {
    let mut json = Json::default();
    let mut key = String::new();
    let mut depth = 0;
    std::iter::from_fn(move || {
        loop {
            match json.next(text, 0, text.len(), AFTER)? {
                Event::Object(_) | Event::Array => depth += 1,
                Event::End if depth <= 1 => return None,
                Event::End => depth -= 1,
                Event::Key(range) => key = name(&text[range]),
                Event::Value(range) => return Some((depth, key.clone(), name(&text[range]))),
            }
        }
    })
}

/// The kind of an identifier, contact point or code: the code of its type, or else the end of the address of its system.
fn qualifier(key: &str, text: &[u8]) -> Option<String> {
    if !matches!(key, "identifier" | "telecom" | "coding") {
        return None;
    }
    let mut system = None;
    for (depth, member, value) in members(text) {
        match (depth, &*member) {
            (4, "code") if key == "identifier" => return super::kind_word(&value),
            (1, "system") => system = super::kind_word(&value),
            _ => {}
        }
    }
    system
}
