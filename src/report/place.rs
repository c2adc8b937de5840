//! How a place is said to a person who opens the artifact: line and column, a paragraph of a part, a cell of a sheet.

use std::fmt::Write as _;

use super::phrase::{number, printable};
use crate::model::finding::{Place, Within};
use crate::model::part::{Part, PartKind};

/// `path:line:column`, which editors open; of documents the part and the paragraph or cell; the path alone where there is no
/// text to point at.
pub(super) fn location(path: &str, place: &Place) -> String {
    match &place.within {
        Within::Text | Within::Cell { .. } => format!("{path}:{}", position(place)),
        Within::Part { .. } => format!("{path}: {}", position(place)),
        Within::Name | Within::Whole => path.to_owned(),
    }
}

/// A place inside an artifact that is already named.
pub fn position(place: &Place) -> String {
    match &place.within {
        Within::Text | Within::Cell { .. } => format!("{}:{}", place.line, place.column),
        Within::Part { part, cell } => in_part(part, *cell, place.line),
        Within::Name => "in the name".to_owned(),
        Within::Whole => "the file as a whole".to_owned(),
    }
}

/// What the location does not say of a place: the cell, or that it is no text.
pub(super) fn whereabouts(place: &Place) -> Option<String> {
    match place.within {
        Within::Text | Within::Part { .. } => None,
        Within::Cell { row, column } => Some(cell_of_table(row, column)),
        Within::Name => Some("in the file's name".to_owned()),
        Within::Whole => Some("the file as a whole".to_owned()),
    }
}

/// All that is known of where in an artifact a place is, where a line of text does not say it.
pub(super) fn described(place: &Place) -> Option<String> {
    in_document(place).or_else(|| whereabouts(place))
}

/// Where in a document a place is; `None` of text that has lines.
pub(super) fn in_document(place: &Place) -> Option<String> {
    matches!(place.within, Within::Part { .. }).then(|| position(place))
}

/// Whether the artifact has lines that a place can be given by.
pub(super) fn has_line(place: &Place) -> bool {
    matches!(place.within, Within::Text | Within::Cell { .. })
}

fn cell_of_table(row: u64, column: u32) -> String {
    format!("row {}, column {}", number(row), number(column.into()))
}

/// `Sheet2!C14`, `comments on Sheet2!C14`, `slide 3, paragraph 2`, `body, paragraph 12, row 3, column 2`.
fn in_part(part: &Part, cell: Option<(u64, u32)>, line: u64) -> String {
    let hidden = if part.hidden { " (hidden)" } else { "" };
    let sheet = part.name.as_deref().filter(|_| part.kind != PartKind::Other);
    if let (Some(sheet), Some((row, column))) = (sheet, cell) {
        let of =
            if part.kind == PartKind::Sheet { String::new() } else { format!("{} on ", part.kind.name()) };
        return format!("{of}{}!{}{row}{hidden}", quoted(sheet), letters(column));
    }
    let mut said = named(part);
    said.push_str(hidden);
    // Writing to a string cannot fail.
    let _ = write!(said, ", paragraph {}", number(line));
    if let Some((row, column)) = cell {
        let _ = write!(said, ", {}", cell_of_table(row, column));
    }
    said
}

fn named(part: &Part) -> String {
    let kind = part.kind.name();
    match (&part.name, part.number) {
        (_, Some(slide)) if part.kind == PartKind::Slide => format!("slide {}", number(slide.into())),
        (_, Some(slide)) => format!("{kind} of slide {}", number(slide.into())),
        (Some(name), None) if part.kind == PartKind::Other => printable(name).into_owned(),
        (Some(name), None) => format!("{kind} of {}", printable(name)),
        (None, None) => kind.to_owned(),
    }
}

/// The name of a sheet as formulas write it.
fn quoted(sheet: &str) -> String {
    let is_plain = |character: char| character.is_alphanumeric() || character == '_' || character == '.';
    let sheet = printable(sheet);
    if sheet.chars().all(is_plain) { sheet.into_owned() } else { format!("'{}'", sheet.replace('\'', "''")) }
}

/// The letters of a column, 1-based: A, Z, AA.
fn letters(mut column: u32) -> String {
    let mut letters = Vec::new();
    while column > 0 {
        column -= 1;
        letters.push(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[(column % 26) as usize]);
        column /= 26;
    }
    letters.iter().rev().map(|&letter| char::from(letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Part, PartKind, Place, Within, letters, location};

    fn check(part: Part, cell: Option<(u64, u32)>, expected: &str) {
        let within = Within::Part { part: part.into(), cell };
        let place = Place { within, line: 12, column: 3, end_line: 12, end_column: 9 };
        assert_eq!(location("a", &place), format!("a: {expected}"));
    }

    #[test]
    fn places_are_said_as_programs_show_them() {
        check(Part::new(PartKind::Body), None, "body, paragraph 12");
        check(Part::new(PartKind::Body), Some((3, 2)), "body, paragraph 12, row 3, column 2");
        check(Part::new(PartKind::Sheet).named("Sheet2"), Some((14, 3)), "Sheet2!C14");
        check(Part::new(PartKind::Sheet).named("It's").hidden(true), Some((1, 28)), "'It''s'!AB1 (hidden)");
        check(Part::new(PartKind::Comments).named("Sheet2"), Some((14, 3)), "comments on Sheet2!C14");
        check(Part::new(PartKind::Slide).numbered(3), None, "slide 3, paragraph 12");
        check(Part::new(PartKind::Notes).numbered(3), None, "notes of slide 3, paragraph 12");
        check(
            Part::new(PartKind::Other).named("customXml/item1.xml"),
            None,
            "customXml/item1.xml, paragraph 12",
        );
    }

    #[test]
    fn columns_have_letters() {
        assert_eq!(
            [1, 26, 27, 702, 703, 16_384].map(letters),
            ["A", "Z", "AA", "ZZ", "AAA", "XFD"].map(str::to_owned)
        );
    }
}
