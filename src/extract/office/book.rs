//! Workbooks of Office Open XML: their sheets in order with their names, hidden ones too, and what stands at their cells.

use super::cells::{Cells, Notes, Workbook};
use super::ooxml::{Document, Role};
use super::prose::Prose;
use super::reading::{Reading, drive};
use super::strings::{Strings, StringsReader};
use super::xml::{Handler, Tag};
use crate::model::part::{Part, PartKind};

/// The most sheets and names that are told of; parts of sheets that are not among them are read all the same.
const MOST: usize = 10_000;

/// What a workbook says of itself.
#[derive(Default)]
struct Contents {
    sheets: Vec<Sheet>,
    /// Names of ranges and what they stand for.
    names: Vec<String>,
    in_name: bool,
    since_1904: bool,
}

struct Sheet {
    id: String,
    name: String,
    hidden: bool,
}

impl Handler for Contents {
    fn open(&mut self, tag: &Tag<'_>) {
        let get = |name: &str| tag.get(name).unwrap_or_default().into_owned();
        match tag.name() {
            "sheet" if self.sheets.len() < MOST => {
                let id = tag.relation().unwrap_or_default().into_owned();
                let hidden = tag.get("state").is_some_and(|state| state != "visible");
                self.sheets.push(Sheet { id, name: get("name"), hidden });
            }
            "definedName" if self.names.len() < MOST => {
                self.names.push(format!("{}: ", get("name")));
                self.in_name = true;
            }
            "workbookPr" => self.since_1904 = matches!(&*get("date1904"), "1" | "true"),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let last = self.names.last_mut().filter(|_| self.in_name);
        last.into_iter().for_each(|name| name.push_str(text));
    }

    fn close(&mut self, _name: &str) {
        self.in_name = false;
    }
}

/// Reads a workbook and all its sheets.
pub(super) fn read(document: &mut Document<'_, '_>, main: usize) {
    let main_name = document.names[main].clone();
    let mut contents = Contents::default();
    document.take(&main_name);
    document.reading.drive(main, &mut contents);
    give_names(document, &contents);
    let mut workbook = Workbook { since_1904: contents.since_1904, ..Workbook::default() };
    let targets = |document: &Document<'_, '_>, kind| {
        document.relations.targets(&main_name, kind).map(str::to_owned).collect::<Vec<_>>()
    };
    for styles in targets(document, "styles") {
        let number = document.take(&styles);
        number.into_iter().for_each(|number| document.reading.drive(number, &mut workbook.styles));
    }
    for strings in targets(document, "sharedStrings") {
        let number = document.take(&strings);
        number.into_iter().for_each(|number| shared_strings(document, number, &mut workbook.strings));
    }
    for sheet in &contents.sheets {
        let target = document.relations.target(&main_name, &sheet.id).map(str::to_owned);
        if let Some((number, target)) = target.and_then(|target| Some((document.take(&target)?, target))) {
            let part = Part::new(PartKind::Sheet).named(&sheet.name).hidden(sheet.hidden);
            cells(document, number, part, &mut workbook);
            notes_of(document, &target, sheet);
        }
    }
    for number in document.of_role(Role::Sheet) {
        let part = Part::new(PartKind::Sheet).named(&document.names[number]).hidden(true);
        cells(document, number, part, &mut workbook);
        let name = document.names[number].clone();
        document.take(&name);
    }
    workbook.strings.rest(&mut document.reading.texts);
}

fn shared_strings(document: &mut Document<'_, '_>, number: usize, strings: &mut Strings) {
    let Reading { package, texts, unread, .. } = &mut *document.reading;
    let mut reader = StringsReader::new(strings, texts);
    drive(package, number, &mut reader, unread);
    reader.finish();
}

/// Reads a sheet that no workbook names.
pub(super) fn loose_sheet(document: &mut Document<'_, '_>, number: usize, part: Part) {
    cells(document, number, part, &mut Workbook::default());
}

/// Reads what stands at the cells of a sheet.
pub(super) fn notes(document: &mut Document<'_, '_>, number: usize, part: Part) {
    let Reading { package, texts, unread, .. } = &mut *document.reading;
    let mut notes = Notes::new(Prose::new(texts, part));
    drive(package, number, &mut notes, unread);
    notes.finish();
}

fn cells(document: &mut Document<'_, '_>, number: usize, part: Part, workbook: &mut Workbook) {
    let Reading { package, texts, unread, .. } = &mut *document.reading;
    let mut cells = Cells::new(workbook, Prose::new(texts, part));
    drive(package, number, &mut cells, unread);
    cells.finish();
}

fn notes_of(document: &mut Document<'_, '_>, target: &str, sheet: &Sheet) {
    for kind in ["comments", "threadedComment"] {
        let parts: Vec<String> = document.relations.targets(target, kind).map(str::to_owned).collect();
        for name in parts {
            if let Some(number) = document.take(&name) {
                let part = Part::new(PartKind::Comments).named(&sheet.name).hidden(sheet.hidden);
                notes(document, number, part);
            }
        }
    }
}

/// The names of sheets and of ranges, a line each.
fn give_names(document: &mut Document<'_, '_>, contents: &Contents) {
    let texts = &mut document.reading.texts;
    texts.begin(Part::new(PartKind::Names));
    contents.sheets.iter().for_each(|sheet| texts.line(&sheet.name));
    contents.names.iter().for_each(|name| texts.line(name));
    texts.end();
}
