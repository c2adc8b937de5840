//! The strings that the cells of a workbook share, and those that no cell shows, which are content all the same. What is more than
//! is kept is read without its cells.

use super::texts::Texts;
use super::xml::{Handler, Tag};
use crate::model::part::{Part, PartKind};

/// How many bytes of strings are kept, and how many strings.
const MOST_BYTES: usize = 256 << 20;
const MOST: usize = 4_000_000;

/// The strings of a workbook.
#[derive(Default)]
pub(super) struct Strings {
    bytes: Vec<u8>,
    /// Where each one ends.
    ends: Vec<usize>,
    used: Vec<bool>,
}

impl Strings {
    /// Puts a string into `out`, by the number that a cell holds.
    pub(super) fn get(&mut self, number: &str, out: &mut String) {
        let known = number.trim().parse::<usize>().ok().filter(|&number| number < self.used.len());
        if let Some(number) = known {
            self.used[number] = true;
            out.push_str(&String::from_utf8_lossy(self.string(number)));
        }
    }

    /// Gives those that no cell showed.
    pub(super) fn rest(&self, texts: &mut Texts<'_>) {
        texts.begin(Part::new(PartKind::Strings));
        for (number, _) in self.used.iter().enumerate().filter(|(_, used)| !**used) {
            texts.push(self.string(number));
            texts.push(b"\n");
        }
        texts.end();
    }

    fn string(&self, number: usize) -> &[u8] {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start..self.ends[number]]
    }
}

/// Reads shared strings.
pub(super) struct StringsReader<'s, 'p> {
    strings: &'s mut Strings,
    /// Where those go that are not kept.
    texts: &'s mut Texts<'p>,
    most_bytes: usize,
    is_full: bool,
    /// Inside phonetic readings, which are another spelling and not part of the string.
    phonetic: u32,
    in_text: bool,
}

impl<'s, 'p> StringsReader<'s, 'p> {
    pub(super) fn new(strings: &'s mut Strings, texts: &'s mut Texts<'p>) -> Self {
        Self { strings, texts, most_bytes: MOST_BYTES, is_full: false, phonetic: 0, in_text: false }
    }

    /// All strings were read, or all that can be.
    pub(super) fn finish(self) {
        self.strings.used = vec![false; self.strings.ends.len()];
        if self.is_full {
            self.texts.end();
        }
    }

    fn begin_string(&mut self) {
        let Strings { bytes, ends, .. } = &mut *self.strings;
        if self.is_full {
            self.texts.push(b"\n");
        } else if bytes.len() >= self.most_bytes || ends.len() >= MOST {
            self.is_full = true;
            self.texts.begin(Part::new(PartKind::Strings));
        } else {
            ends.push(bytes.len());
        }
    }

    fn add(&mut self, text: &str) {
        if self.strings.ends.is_empty() && !self.is_full {
            return;
        }
        if !self.is_full && self.strings.bytes.len() + text.len() > self.most_bytes {
            self.overflow();
        }
        if self.is_full {
            self.texts.push(text.as_bytes());
        } else {
            let Strings { bytes, ends, .. } = &mut *self.strings;
            bytes.extend_from_slice(text.as_bytes());
            ends.pop();
            ends.push(bytes.len());
        }
    }

    /// The string that is one too many is read on without its cell.
    fn overflow(&mut self) {
        let Strings { bytes, ends, .. } = &mut *self.strings;
        self.is_full = true;
        self.texts.begin(Part::new(PartKind::Strings));
        ends.pop();
        let start = ends.last().copied().unwrap_or(0);
        self.texts.push(&bytes[start..]);
    }
}

impl Handler for StringsReader<'_, '_> {
    fn open(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            "si" => self.begin_string(),
            "rPh" => self.phonetic += 1,
            "t" => self.in_text = true,
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_text && self.phonetic == 0 {
            self.add(text);
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "t" => self.in_text = false,
            "rPh" => self.phonetic = self.phonetic.saturating_sub(1),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Strings, StringsReader, Texts};
    use crate::extract::office::xml;
    use crate::model::part::Part;
    use crate::model::piece::{BlobReader, Field, Obstacle, Pieces, Row};
    use crate::model::window::Window;

    #[derive(Default)]
    struct Given(String);

    impl Pieces for Given {
        fn part(&mut self, _piece: u32, _part: &Part) {
            self.0.push('|');
        }

        fn text(&mut self, _piece: u32, window: &Window<'_>) {
            self.0.push_str(str::from_utf8(&window.text()[window.owned()]).unwrap());
        }

        fn field(&mut self, _field: &Field<'_>) {}
        fn row(&mut self, _row: &Row<'_>) {}
        fn child(&mut self, _child: &mut dyn BlobReader) {}
        fn unread(&mut self, _obstacle: Obstacle) {}
    }

    /// What is given of strings where so many bytes are kept and a cell shows the second: the cell, and the texts.
    fn check(most_bytes: usize, expected: (&str, &str)) {
        let text = "<sst><si><t>one</t></si><si><r><t>tw</t></r><r><t>o</t></r><rPh><t>x</t></rPh></si><si><t>three</t></si></sst>";
        let (mut strings, mut given, mut cell) = (Strings::default(), Given::default(), String::new());
        let mut texts = Texts::new(&mut given);
        let mut reader = StringsReader { most_bytes, ..StringsReader::new(&mut strings, &mut texts) };
        xml::drive(&mut text.as_bytes(), &mut reader).unwrap();
        reader.finish();
        strings.get("1", &mut cell);
        strings.rest(&mut texts);
        assert_eq!((cell.as_str(), given.0.as_str()), expected, "{most_bytes} bytes");
    }

    #[test]
    fn each_string_is_read_once_however_many_are_kept() {
        check(100, ("two", "|one\nthree\n"));
        check(8, ("two", "|three|one\n"));
        check(6, ("two", "|three|one\n"));
        check(5, ("", "|two\nthree|one\n"));
        check(3, ("", "|two\nthree|one\n"));
        check(0, ("", "|one\ntwo\nthree"));
    }
}
