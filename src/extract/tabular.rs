//! Tables in texts that are not tables as a whole: how each kind is told, by the extension and the first bytes, and who reads
//! it. Program text is never looked at.

use super::Structure;
use super::aligned::Aligned;
use super::drawn::Drawn;
use super::html_tables::HtmlTables;
use super::logfmt::{self, Logfmt};
use super::yaml_records::{self, YamlRecords};
use crate::model::piece::Pieces;
use crate::model::window::Window;

/// What tables stand in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tabular {
    /// Drawn ones, among other text.
    Drawn,
    /// Drawn ones, and such as web pages have.
    Markdown,
    /// Those of a web page.
    Html,
    /// The whole is one, of fixed width.
    Aligned,
    /// Lines of keys and values.
    Logfmt,
    /// Lists of mappings.
    Yaml,
}

/// Texts that people and programs write for reading, and no program text.
const TEXTS: &[&[u8]] =
    &[b"txt", b"text", b"lst", b"dat", b"prn", b"out", b"rpt", b"log", b"asc", b"rst", b"org", b"adoc"];

/// Where the tables of web pages begin in a text that has both kinds.
const BEHIND_DRAWN: u32 = 1 << 16;

/// What tables may stand in a text.
pub(super) fn of(extension: Option<&[u8]>, head: &[u8]) -> Option<Tabular> {
    match extension {
        Some(b"html" | b"htm" | b"xhtml" | b"shtml" | b"mht" | b"mhtml") => Some(Tabular::Html),
        Some(b"xls") => Some(Tabular::Html).filter(|_| is_page(head)),
        Some(b"md" | b"markdown" | b"mdown" | b"mkd" | b"mkdn" | b"mdx") => Some(Tabular::Markdown),
        Some(b"yaml" | b"yml") => Some(Tabular::Yaml).filter(|_| yaml_records::begins(head)),
        Some(extension) if !TEXTS.contains(&extension) => None,
        _ if is_page(head) => Some(Tabular::Html),
        _ if logfmt::begins(head) => Some(Tabular::Logfmt),
        _ if Aligned::sniff(head).is_some() => Some(Tabular::Aligned),
        _ => Some(Tabular::Drawn),
    }
}

/// The reader of such tables, for a text with these first bytes.
pub(super) fn reader(tabular: Tabular, head: &[u8]) -> Option<Box<dyn Structure>> {
    Some(match tabular {
        Tabular::Drawn => Box::new(Drawn::default()),
        Tabular::Markdown => Box::new(Both(Drawn::default(), HtmlTables::numbered_from(BEHIND_DRAWN))),
        Tabular::Html => Box::new(HtmlTables::numbered_from(0)),
        Tabular::Aligned => Box::new(Aligned::sniff(head)?),
        Tabular::Logfmt => Box::new(Logfmt::default()),
        Tabular::Yaml => Box::new(YamlRecords::default()),
    })
}

/// Two readers of one text.
struct Both(Drawn, HtmlTables);

impl Structure for Both {
    fn read(&mut self, window: &Window<'_>, pieces: &mut dyn Pieces) {
        self.0.read(window, pieces);
        self.1.read(window, pieces);
    }
}

/// Whether a text begins as a web page or with a table of one.
fn is_page(head: &[u8]) -> bool {
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let begins = |with: &[u8]| start.get(..with.len()).is_some_and(|word| word.eq_ignore_ascii_case(with));
    [&b"<!doctype html"[..], b"<html", b"<table", b"<head", b"<body", b"<meta"].into_iter().any(begins)
}
