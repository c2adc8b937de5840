//! Packages of Office Open XML: which parts there are, what each is by its content type, and in which order they are read.
//! What a part is called does not matter.

use std::collections::{BTreeMap, BTreeSet};

use super::markup::Markup;
use super::prose::Prose;
use super::reading::{Reading, drive};
use super::relations::{self, Relations};
use super::xml::{Handler, Tag};
use crate::model::part::{Part, PartKind};

/// Where a package says of which type its parts are.
pub(super) const TYPES: &str = "[Content_Types].xml";

/// The longest list of types that is kept, in entries.
const MOST_TYPES: usize = 100_000;

/// What is made of a part, in the order of reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    Slide,
    Sheet,
    Prose(PartKind),
    Notes,
    Comments,
    Layout,
    Data,
    Nothing,
}

/// The types of the parts of a package.
#[derive(Default)]
struct Types {
    by_name: BTreeMap<String, String>,
    by_extension: BTreeMap<String, String>,
    count: usize,
}

impl Types {
    fn of(&self, name: &str) -> &str {
        let name = name.to_ascii_lowercase();
        self.by_name.get(&name).or_else(|| self.by_extension.get(extension(&name))).map_or("", String::as_str)
    }
}

impl Handler for Types {
    fn open(&mut self, tag: &Tag<'_>) {
        self.count += 1;
        let Some(of_type) = tag.get("ContentType").filter(|_| self.count <= MOST_TYPES) else { return };
        if let Some(name) = tag.get("PartName") {
            self.by_name.insert(name.trim_start_matches('/').to_ascii_lowercase(), of_type.into_owned());
        } else if let Some(extension) = tag.get("Extension") {
            self.by_extension.insert(extension.to_ascii_lowercase(), of_type.into_owned());
        }
    }

    fn text(&mut self, _text: &str) {}

    fn close(&mut self, _name: &str) {}
}

/// What the main part of a package is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Words,
    Sheets,
    Slides,
    Drawing,
}

impl Family {
    /// By the type of a main part, with macros or without, of a document or a template.
    fn of(of_type: &str) -> Option<Self> {
        let has = |word: &str| of_type.contains(word);
        match of_type.ends_with("main+xml") {
            true if has("wordprocessingml") || has("ms-word") => Some(Self::Words),
            true if has("spreadsheetml") || has("ms-excel") => Some(Self::Sheets),
            true if has("presentationml") || has("ms-powerpoint") => Some(Self::Slides),
            true if has("visio") => Some(Self::Drawing),
            _ => None,
        }
    }
}

/// Reads a package; false where it is no document of Office.
pub(super) fn read(reading: &mut Reading<'_>) -> bool {
    let Some(number) = reading.package.find(TYPES) else { return false };
    let mut types = Types::default();
    reading.drive(number, &mut types);
    let names: Vec<String> = reading.package.entries().iter().map(|entry| entry.name.clone()).collect();
    let main = names.iter().zip(0..).find_map(|(name, number)| Some((Family::of(types.of(name))?, number)));
    let Some((family, main)) = main else { return false };
    let relations = read_relations(reading, &names);
    let seen = BTreeSet::from([number]);
    Document { reading, names, types, relations, seen, masters: BTreeSet::new() }.read(family, main);
    true
}

/// All relations. Where links lead out of the document is a part of its own.
fn read_relations(reading: &mut Reading<'_>, names: &[String]) -> Relations {
    let mut relations = Relations::default();
    let Reading { package, texts, unread, .. } = reading;
    texts.begin(Part::new(PartKind::Links));
    for (name, number) in names.iter().zip(0..) {
        let mut link = |target: &str| texts.line(target);
        if let Some(mut handler) = relations::Handed::new(name, &mut relations, &mut link) {
            drive(package, number, &mut handler, unread);
        }
    }
    texts.end();
    relations
}

/// A document being read.
pub(super) struct Document<'d, 'p> {
    pub(super) reading: &'d mut Reading<'p>,
    /// Of all entries.
    pub(super) names: Vec<String>,
    types: Types,
    pub(super) relations: Relations,
    /// Entries that were read.
    seen: BTreeSet<usize>,
    /// What masters and layouts said.
    masters: BTreeSet<String>,
}

impl Document<'_, '_> {
    fn read(&mut self, family: Family, main: usize) {
        match family {
            Family::Words => self.prose(main, Part::new(PartKind::Body)),
            Family::Sheets => super::book::read(self, main),
            Family::Slides => super::deck::read(self, main),
            Family::Drawing => self.data(main),
        }
        let mut rest: Vec<usize> =
            (0..self.names.len()).filter(|number| !self.seen.contains(number)).collect();
        rest.sort_by_cached_key(|&number| (self.role(number), natural(&self.names[number])));
        rest.into_iter().for_each(|number| self.other(number));
    }

    /// The entry of a name, and that it is being read; `None` where it was, or is not there.
    pub(super) fn take(&mut self, name: &str) -> Option<usize> {
        self.reading.package.find(name).filter(|&number| self.seen.insert(number))
    }

    /// The entries of a role that were not read, in their natural order.
    pub(super) fn of_role(&self, role: Role) -> Vec<usize> {
        let fits = |&number: &usize| !self.seen.contains(&number) && self.role(number) == role;
        let mut numbers: Vec<usize> = (0..self.names.len()).filter(fits).collect();
        numbers.sort_by_cached_key(|&number| natural(&self.names[number]));
        numbers
    }

    fn role(&self, number: usize) -> Role {
        let name = self.names[number].to_ascii_lowercase();
        if extension(&name) == "rels" { Role::Nothing } else { role(self.types.of(&name)) }
    }

    fn other(&mut self, number: usize) {
        if self.seen.contains(&number) {
            return;
        }
        let named = |kind| Part::new(kind).named(&self.names[number]);
        match self.role(number) {
            Role::Prose(kind @ PartKind::Other) => self.prose(number, named(kind)),
            Role::Prose(kind) => self.prose(number, Part::new(kind)),
            Role::Slide => self.prose(number, Part::new(PartKind::Slide).hidden(true)),
            Role::Notes => self.prose(number, Part::new(PartKind::Notes)),
            Role::Layout => self.prose(number, Part::new(PartKind::Master)),
            Role::Sheet => super::book::loose_sheet(self, number, named(PartKind::Sheet).hidden(true)),
            Role::Comments => super::book::notes(self, number, Part::new(PartKind::Comments)),
            Role::Data if self.is_xml(number) => self.data(number),
            Role::Data => self.reading.other(number),
            Role::Nothing => {}
        }
    }

    fn is_xml(&self, number: usize) -> bool {
        let name = self.names[number].to_ascii_lowercase();
        let of_type = self.types.of(&name);
        of_type.ends_with("+xml") || of_type.ends_with("/xml") || matches!(extension(&name), "xml" | "vml")
    }

    /// Reads a part of paragraphs.
    pub(super) fn prose(&mut self, number: usize, part: Part) {
        self.seen.insert(number);
        let Reading { package, texts, unread, .. } = &mut *self.reading;
        let plain = part.kind == PartKind::Comments;
        let is_master = part.kind == PartKind::Master;
        let prose = Prose::new(texts, part);
        let prose = if is_master { prose.once(&mut self.masters) } else { prose };
        let mut markup = Markup::new(prose, plain);
        drive(package, number, &mut markup, unread);
        markup.finish();
    }

    /// Reads a part as names and values.
    pub(super) fn data(&mut self, number: usize) {
        self.seen.insert(number);
        let name = &self.names[number];
        let is_property = name.to_ascii_lowercase().starts_with("docprops/");
        let part = if is_property {
            Part::new(PartKind::Properties)
        } else {
            Part::new(PartKind::Other).named(name)
        };
        self.reading.data(number, part);
    }
}

/// What is made of a part of a type. Fonts, colours and the order of computing hold no text of anybody.
fn role(of_type: &str) -> Role {
    let last = of_type.rsplit(['.', '/']).next().unwrap_or_default();
    match last {
        "header+xml" => Role::Prose(PartKind::Header),
        "footer+xml" => Role::Prose(PartKind::Footer),
        "footnotes+xml" => Role::Prose(PartKind::Footnotes),
        "endnotes+xml" => Role::Prose(PartKind::Endnotes),
        "comments+xml" if of_type.contains("spreadsheetml") => Role::Comments,
        "threadedcomments+xml" => Role::Comments,
        "comments+xml" => Role::Prose(PartKind::Comments),
        "glossary+xml" | "diagramData+xml" => Role::Prose(PartKind::Other),
        "drawing+xml" | "drawingml+xml" => Role::Prose(PartKind::TextBoxes),
        "worksheet+xml" | "dialogsheet+xml" | "macrosheet+xml" | "intlmacrosheet+xml" => Role::Sheet,
        "slide+xml" => Role::Slide,
        "notesSlide+xml" => Role::Notes,
        "slideMaster+xml" | "slideLayout+xml" | "notesMaster+xml" | "handoutMaster+xml" => Role::Layout,
        "styles+xml"
        | "stylesWithEffects+xml"
        | "numbering+xml"
        | "theme+xml"
        | "themeOverride+xml"
        | "fontTable+xml"
        | "webSettings+xml"
        | "calcChain+xml"
        | "tableStyles+xml"
        | "diagramStyle+xml"
        | "diagramColors+xml"
        | "diagramLayout+xml"
        | "diagramDrawing+xml" => Role::Nothing,
        _ => Role::Data,
    }
}

fn extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// A name whose numbers are ordered by their value.
fn natural(name: &str) -> (String, u64, String) {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let bare = stem.trim_end_matches(|character: char| character.is_ascii_digit());
    (bare.to_owned(), stem[bare.len()..].parse().unwrap_or(0), name.to_owned())
}
