//! Tables of HTML pages: `<table>`, `<tr>`, `<th>` and `<td>` as people and programs write them, with end tags left out,
//! tables inside cells, and spans. A cell is its text, without the tags in it and with references resolved; it lies where
//! its text begins and ends. A row is given where it ends. Everything outside tables is passed over tag by tag.

use std::ops::Range;

use self::cells::{Build, OpenTable};
use self::tags::{Tag, tag_at};
use super::Structure;
use crate::model::piece::Pieces;
use crate::model::window::{AFTER, Window};

mod cells;
mod tags;

/// The most tables that are followed, and how many may lie inside each other.
const MOST_TABLES: u32 = 4096;
const MOST_NESTED: usize = 8;

/// The tables of a page.
pub(super) struct HtmlTables {
    next: u64,
    within: Within,
    /// The innermost last.
    open: Vec<OpenTable>,
    /// Tables inside these that are not followed.
    beyond: u64,
    /// The number of the next one.
    number: u32,
    first: u32,
}

/// Inside what holds no cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Within {
    #[default]
    Nothing,
    /// A comment.
    Comment,
    /// An element whose content is no markup.
    Raw(&'static [u8]),
}

/// Elements whose content is no markup, and how each ends.
const RAW: [(&[u8], &[u8]); 4] =
    [(b"script", b"</script"), (b"style", b"</style"), (b"textarea", b"</textarea"), (b"title", b"</title")];

impl HtmlTables {
    /// A reader that numbers its tables from `first` on.
    pub(super) fn numbered_from(first: u32) -> Self {
        Self { next: 0, within: Within::Nothing, open: Vec::new(), beyond: 0, number: first, first }
    }

    /// What stands at `at`; where it ends.
    fn step(&mut self, window: &Window<'_>, at: usize, pieces: &mut dyn Pieces) -> usize {
        let text = window.text();
        let reach = &text[..text.len().min(at + AFTER)];
        match self.within {
            Within::Nothing if text[at] == b'<' => self.markup(window, at, reach, pieces),
            Within::Nothing => {
                let end = memchr::memchr(b'<', &reach[at..]).map_or(reach.len(), |length| at + length);
                self.text(window, at..end);
                end
            }
            Within::Comment => self.pass(text, at, b"-->"),
            Within::Raw(end) => self.pass(text, at, end),
        }
    }

    /// Passes over bytes to the end of what is no markup, but no further than is certain in any window.
    fn pass(&mut self, text: &[u8], at: usize, end: &[u8]) -> usize {
        let reach = text.len().min(at + AFTER);
        let found = match end {
            b"-->" => memchr::memmem::find(&text[at..reach], end),
            _ => find_end_tag(&text[at..reach], end),
        };
        match found {
            Some(length) => {
                let is_comment = self.within == Within::Comment;
                self.within = Within::Nothing;
                at + length + if is_comment { end.len() } else { 0 }
            }
            None if reach == at + AFTER => reach - end.len(),
            None => reach,
        }
    }

    fn markup(&mut self, window: &Window<'_>, at: usize, reach: &[u8], pieces: &mut dyn Pieces) -> usize {
        if reach[at..].starts_with(b"<!--") {
            self.within = Within::Comment;
            return at + 4;
        }
        match tag_at(reach, at, self.open.is_empty()) {
            Tag::None => {
                self.text(window, at..at + 1);
                at + 1
            }
            Tag::Other(end) => end,
            Tag::Open { name, attributes, end } => {
                self.opened(window, &reach[name], &reach[attributes], pieces);
                end
            }
            Tag::Close { name, end } => {
                self.closed(window, &reach[name], pieces);
                end
            }
        }
    }

    fn text(&mut self, window: &Window<'_>, range: Range<usize>) {
        if let Some(table) = self.open.last_mut().filter(|_| self.beyond == 0) {
            table.text(&window.text()[range.clone()], window.offset(range.start));
        }
    }

    fn opened(&mut self, window: &Window<'_>, name: &[u8], attributes: &[u8], pieces: &mut dyn Pieces) {
        if let Some((_, end)) = RAW.iter().find(|(raw, _)| name.eq_ignore_ascii_case(raw)) {
            self.within = Within::Raw(end);
        } else if name.eq_ignore_ascii_case(b"table") {
            self.begin_table();
        } else if let Some(table) = self.open.last_mut().filter(|_| self.beyond == 0) {
            match Build::of(name) {
                Some(Build::Cell { header }) => table.begin_cell(header, attributes),
                Some(Build::Row | Build::Group) => table.end_row(window, pieces),
                Some(Build::Blank) => table.blank(),
                None => {}
            }
        }
    }

    fn closed(&mut self, window: &Window<'_>, name: &[u8], pieces: &mut dyn Pieces) {
        let is_table = name.eq_ignore_ascii_case(b"table");
        if self.beyond > 0 {
            self.beyond -= u64::from(is_table);
        } else if is_table {
            if let Some(mut table) = self.open.pop() {
                table.end_row(window, pieces);
            }
        } else if let Some(table) = self.open.last_mut() {
            match Build::of(name) {
                Some(Build::Cell { .. }) => table.end_cell(),
                Some(Build::Row | Build::Group) => table.end_row(window, pieces),
                Some(Build::Blank) => table.blank(),
                None => {}
            }
        }
    }

    fn begin_table(&mut self) {
        if self.open.len() >= MOST_NESTED || self.number - self.first >= MOST_TABLES || self.beyond > 0 {
            self.beyond += 1;
            return;
        }
        self.open.push(OpenTable::new(self.number));
        self.number += 1;
    }
}

impl Structure for HtmlTables {
    fn read(&mut self, window: &Window<'_>, pieces: &mut dyn Pieces) {
        let (text, end) = (window.text(), window.owned().end);
        while let Some(at) =
            usize::try_from(self.next.saturating_sub(window.base())).ok().filter(|&at| at < end)
        {
            let stop = self.step(window, at, pieces).max(at + 1);
            self.next = window.offset(stop);
        }
        // A row that the text ends with is one, too.
        if window.is_last() && end == text.len() {
            while let Some(mut table) = self.open.pop() {
                table.end_row(window, pieces);
            }
        }
    }
}

/// Where an element ends whose content is no markup, in any mixture of capitals.
fn find_end_tag(text: &[u8], end: &[u8]) -> Option<usize> {
    let mut starts = memchr::memmem::find_iter(text, b"</");
    starts.find(|&at| text.get(at..at + end.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(end)))
}
