//! The strings that the cells of a workbook share. Kept apart from memory where they are many; those that no cell shows are
//! content all the same.

use std::io::{self, Read, Seek, SeekFrom, Write};

use tempfile::SpooledTempFile;

use super::texts::Texts;
use super::xml::{Handler, Tag};
use crate::model::part::{Part, PartKind};

/// What stays in memory.
const KEPT: usize = 256 << 20;

/// The most strings a cell can show; those beyond are read without their cells.
const MOST: usize = 4_000_000;

/// The strings of a workbook.
pub(super) struct Strings {
    file: SpooledTempFile,
    /// Where each one ends.
    ends: Vec<u64>,
    used: Vec<bool>,
    /// Inside phonetic readings, which are another spelling and not part of the string.
    phonetic: u32,
    in_text: bool,
    failure: Option<io::ErrorKind>,
}

impl Default for Strings {
    fn default() -> Self {
        let file = SpooledTempFile::new(KEPT);
        Self { file, ends: Vec::new(), used: Vec::new(), phonetic: 0, in_text: false, failure: None }
    }
}

impl Strings {
    /// Puts a string into `out`, by the number that a cell holds.
    pub(super) fn get(&mut self, number: &str, out: &mut String) {
        let Some(number) = number.trim().parse::<usize>().ok().filter(|&number| number < self.used.len())
        else {
            return;
        };
        self.used[number] = true;
        match self.read(number) {
            Ok(bytes) => out.push_str(&String::from_utf8_lossy(&bytes)),
            Err(error) => self.failure = Some(error.kind()),
        }
    }

    /// Gives those that no cell showed, and says what went wrong with any.
    pub(super) fn rest(&mut self, texts: &mut Texts<'_>) -> Option<io::ErrorKind> {
        texts.begin(Part::new(PartKind::Strings));
        for number in 0..self.ends.len() {
            if self.used.get(number).copied().unwrap_or(false) {
                continue;
            }
            match self.read(number) {
                Ok(bytes) => {
                    texts.push(&bytes);
                    texts.push(b"\n");
                }
                Err(error) => self.failure = Some(error.kind()),
            }
        }
        self.failure
    }

    /// All strings were read, or all that can be.
    pub(super) fn end_reading(&mut self) {
        self.used = vec![false; self.ends.len().min(MOST)];
    }

    fn add(&mut self, text: &str) {
        let Some(end) = self.ends.last_mut() else { return };
        *end += text.len() as u64;
        if let Err(error) = self.file.write_all(text.as_bytes()) {
            self.failure = Some(error.kind());
        }
    }

    fn read(&mut self, number: usize) -> io::Result<Vec<u8>> {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.file.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::new();
        (&mut self.file).take(self.ends[number] - start).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn end(&self) -> u64 {
        self.ends.last().copied().unwrap_or(0)
    }
}

impl Handler for Strings {
    fn open(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            "si" if self.ends.len() <= MOST => self.ends.push(self.end()),
            // All beyond what cells can show are one string, and each a line of it.
            "si" => self.add("\n"),
            "rPh" => self.phonetic += 1,
            "t" => self.in_text = true,
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if !self.in_text || self.phonetic > 0 {
            return;
        }
        self.add(text);
    }

    fn close(&mut self, name: &str) {
        match name {
            "t" => self.in_text = false,
            "rPh" => self.phonetic = self.phonetic.saturating_sub(1),
            _ => {}
        }
    }
}
