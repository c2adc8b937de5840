//! Packages of `OpenDocument` (ODF 1.3 part 2): which kind of document it is, and what each entry is.

use std::collections::BTreeSet;
use std::io::Read;

use super::flow::Flow;
use super::grid::Grid;
use super::prose::Prose;
use super::reading::{Reading, drive};
use super::xml::{Handler, Tag};
use crate::model::part::{Part, PartKind};
use crate::model::piece::Obstacle;

/// The entry that says what the package is.
const MIMETYPE: &str = "mimetype";

/// How all types of documents begin.
const PREFIX: &[u8] = b"application/vnd.oasis.opendocument.";

/// The most entries of the list that are kept as encrypted.
const MOST: usize = 20_000;

/// The list of entries: which of them are encrypted, and how.
#[derive(Default)]
struct Manifest {
    current: String,
    encrypted: BTreeSet<String>,
    schemes: BTreeSet<String>,
}

impl Handler for Manifest {
    fn open(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            "file-entry" => self.current = tag.get("full-path").unwrap_or_default().into_owned(),
            "encryption-data" if self.encrypted.len() < MOST => {
                self.encrypted.insert(std::mem::take(&mut self.current));
            }
            "algorithm" if self.schemes.len() < 16 => {
                let name = tag.get("algorithm-name").unwrap_or_default();
                self.schemes.insert(scheme(&name));
            }
            "encrypted-key" => drop(self.schemes.insert("OpenDocument encryption (OpenPGP)".to_owned())),
            _ => {}
        }
    }

    fn text(&mut self, _text: &str) {}

    fn close(&mut self, _name: &str) {}
}

/// The name of a cipher, which is an address or a word.
fn scheme(name: &str) -> String {
    let known = [
        ("aes256-gcm", "AES-256-GCM"),
        ("aes256-cbc", "AES-256"),
        ("aes192-cbc", "AES-192"),
        ("aes128-cbc", "AES-128"),
        ("blowfish", "Blowfish"),
    ];
    let name = name.to_ascii_lowercase();
    let known =
        known.iter().find(|(word, _)| name.contains(word)).map_or("unknown cipher", |(_, cipher)| cipher);
    format!("OpenDocument encryption ({known})")
}

/// Reads a package; false where it is no `OpenDocument`.
pub(super) fn read(reading: &mut Reading<'_>) -> bool {
    let Some(kind) = kind(reading) else { return false };
    let mut manifest = Manifest::default();
    if let Some(number) = reading.package.find("META-INF/manifest.xml") {
        reading.drive(number, &mut manifest);
    }
    let schemes = manifest.schemes.iter().map(|scheme| Obstacle::Encrypted { scheme: scheme.clone().into() });
    reading.unread.extend(schemes);
    let names: Vec<String> = reading.package.entries().iter().map(|entry| entry.name.clone()).collect();
    let mut order: Vec<usize> =
        (0..names.len()).filter(|&number| !manifest.encrypted.contains(&names[number])).collect();
    order.sort_by_key(|&number| (rank(&names[number]), number));
    for number in order {
        entry(reading, &names[number], number, &kind);
    }
    true
}

/// What kind of document it is: `text`, `spreadsheet`, `presentation`, `graphics`, `chart` …
fn kind(reading: &mut Reading<'_>) -> Option<String> {
    let number = reading.package.find(MIMETYPE)?;
    let mut bytes = Vec::new();
    reading.package.read(number).ok()?.take(200).read_to_end(&mut bytes).ok()?;
    let kind = bytes.strip_prefix(PREFIX)?;
    let kind = String::from_utf8_lossy(kind).trim().to_owned();
    Some(kind.split('-').next().unwrap_or_default().to_owned())
}

/// The text comes first, then what stands on every page, then the rest.
fn rank(name: &str) -> u8 {
    match name {
        "content.xml" => 0,
        "styles.xml" => 1,
        "meta.xml" => 2,
        _ => 3,
    }
}

fn entry(reading: &mut Reading<'_>, name: &str, number: usize, kind: &str) {
    match name {
        "content.xml" => content(reading, number, kind),
        "styles.xml" => flow(reading, number, Part::new(PartKind::Master)),
        "meta.xml" => reading.data(number, Part::new(PartKind::Properties)),
        MIMETYPE | "META-INF/manifest.xml" | "manifest.rdf" | "layout-cache" => {}
        _ if name.starts_with("Thumbnails/") => {}
        _ if name.ends_with("/content.xml") => flow(reading, number, Part::new(PartKind::Other).named(name)),
        _ if matches!(extension(name), Some("xml" | "rdf")) => {
            reading.data(number, Part::new(PartKind::Other).named(name));
        }
        _ => reading.other(number),
    }
}

fn content(reading: &mut Reading<'_>, number: usize, kind: &str) {
    if kind != "spreadsheet" {
        return flow(reading, number, Part::new(PartKind::Body));
    }
    let Reading { package, texts, unread, .. } = reading;
    let mut grid = Grid::new(Prose::new(texts, Part::new(PartKind::Body)));
    drive(package, number, &mut grid, unread);
    grid.finish();
}

fn flow(reading: &mut Reading<'_>, number: usize, part: Part) {
    let Reading { package, texts, unread, .. } = reading;
    let mut flow = Flow::new(Prose::new(texts, part));
    drive(package, number, &mut flow, unread);
    flow.finish();
}

fn extension(name: &str) -> Option<&str> {
    name.rsplit_once('.').map(|(_, extension)| extension)
}
