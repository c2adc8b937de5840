//! The package of a document: the entries of a ZIP file, by its directory or, where that is damaged, by what stands before
//! each entry. Gives the bytes of an entry, whatever its header says of their number, within a bound for all of them.

use std::collections::BTreeMap;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Take};

use flate2::bufread::DeflateDecoder;
use tempfile::SpooledTempFile;
use zip::read::Config;
use zip::unstable::read::ZipIterable;

use super::salvage;
use crate::model::piece::Obstacle;

/// The most entries that are looked at.
pub(super) const MOST_ENTRIES: usize = 20_000;

/// The most bytes that all entries may give.
const MOST_UNPACKED: u64 = 2 << 30;

/// What a package may always give, however small it is.
const ALWAYS_UNPACKED: u64 = 128 << 20;

/// How many times its own size a package may give. Sheets of numbers come to a hundred.
const MOST_RATIO: u64 = 250;

/// An entry that was not yet read.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// Its name, with slashes.
    pub(super) name: String,
    pub(super) method: u16,
    /// Where its own header begins.
    pub(super) header: u64,
    pub(super) compressed: u64,
    /// What its header says of its size; `None` where that is not known.
    pub(super) size: Option<u64>,
    /// What encrypts it.
    pub(super) encrypted: Option<&'static str>,
}

/// A package and what it may still give.
pub(super) struct Package {
    file: SpooledTempFile,
    entries: Vec<Entry>,
    /// By name in small letters; of equal names the first.
    numbers: BTreeMap<String, usize>,
    left: u64,
}

impl Package {
    /// Reads the list of entries, and tells what of it is damaged. Without any entry it is no package.
    pub(super) fn open(
        mut file: SpooledTempFile,
        budget: u64,
        unread: &mut Vec<Obstacle>,
    ) -> io::Result<Self> {
        let size = file.seek(SeekFrom::End(0))?;
        let entries = if let Some(entries) = listed(&mut file, unread) {
            entries
        } else {
            let what = "its table of contents is missing or damaged; what was found without it was read";
            unread.push(malformed(what));
            salvage::entries(&mut file)?
        };
        let most = size.saturating_mul(MOST_RATIO).clamp(ALWAYS_UNPACKED, MOST_UNPACKED).min(budget);
        let mut numbers = BTreeMap::new();
        for (entry, number) in entries.iter().zip(0..) {
            numbers.entry(entry.name.to_ascii_lowercase()).or_insert(number);
        }
        Ok(Self { file, entries, numbers, left: most })
    }

    /// The entries, in the order of the package.
    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The number of an entry, by name without regard to case.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.numbers.get(&name.to_ascii_lowercase()).copied()
    }

    /// Gives the package back, as it is.
    pub(super) fn into_file(self) -> SpooledTempFile {
        self.file
    }

    /// What may still be unpacked.
    pub(super) fn left(&self) -> u64 {
        self.left
    }

    /// The content of an entry.
    pub(super) fn read(&mut self, number: usize) -> Result<Content<'_>, Obstacle> {
        let entry = &self.entries[number];
        if let Some(scheme) = entry.encrypted {
            return Err(Obstacle::Encrypted { scheme: scheme.into() });
        }
        let failed = |error: io::Error| Obstacle::Io { kind: error.kind() };
        let start = data_start(&mut self.file, entry.header).map_err(failed)?;
        let start = start.ok_or_else(|| malformed("a part of it is not where its table of contents says"))?;
        self.file.seek(SeekFrom::Start(start)).map_err(failed)?;
        let inflated = match entry.method {
            0 => Inflated::Stored((&mut self.file).take(entry.size.unwrap_or(0).max(entry.compressed))),
            8 => Inflated::Deflated(DeflateDecoder::new(BufReader::new(&mut self.file))),
            _ => return Err(partly("a part of it is compressed in a way that no reader knows")),
        };
        Ok(Content { inflated, size: entry.size, given: 0, left: &mut self.left, breached: false })
    }
}

/// The bytes of an entry.
pub(super) struct Content<'p> {
    inflated: Inflated<'p>,
    size: Option<u64>,
    given: u64,
    left: &'p mut u64,
    breached: bool,
}

enum Inflated<'p> {
    Stored(Take<&'p mut SpooledTempFile>),
    Deflated(DeflateDecoder<BufReader<&'p mut SpooledTempFile>>),
}

impl Content<'_> {
    /// What was not, or not as its header says, read; to be asked after the last byte.
    pub(super) fn complaint(&self) -> Option<Obstacle> {
        if self.breached {
            return Some(Obstacle::TooLarge { read: self.given });
        }
        let lies = self.size.is_some_and(|size| size != self.given);
        lies.then(|| malformed("a part of it is not as large as its header says; all of it was read"))
    }
}

impl Read for Content<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(*self.left).unwrap_or(usize::MAX).min(buffer.len());
        if most == 0 && !buffer.is_empty() {
            self.breached = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let read = match &mut self.inflated {
            Inflated::Stored(bytes) => bytes.read(&mut buffer[..most])?,
            Inflated::Deflated(bytes) => bytes.read(&mut buffer[..most])?,
        };
        *self.left -= read as u64;
        self.given += read as u64;
        Ok(read)
    }
}

/// The entries by the directory; `None` where there is none that can be read.
fn listed(file: &mut SpooledTempFile, unread: &mut Vec<Obstacle>) -> Option<Vec<Entry>> {
    let mut listed = ZipIterable::try_new(&mut *file, Config::default()).ok()?;
    if listed.len() > MOST_ENTRIES {
        let more = listed.len() - MOST_ENTRIES;
        unread.push(partly(format!("{more} of its entries, which are more than a document has")));
    }
    let mut entries = Vec::new();
    let mut records = Vec::new();
    for entry in listed.files().ok()?.take(MOST_ENTRIES) {
        let Ok(entry) = entry else {
            unread.push(malformed(
                "its table of contents is damaged; only the parts before the damage were read",
            ));
            break;
        };
        if entry.is_dir() {
            continue;
        }
        records.push(entry.encrypted().then(|| entry.central_header_start()));
        entries.push(Entry {
            name: entry.name().map_or_else(|_| String::new(), |name| name.replace('\\', "/")),
            method: method(&entry),
            header: entry.header_start(),
            compressed: entry.compressed_size(),
            size: Some(entry.size()),
            encrypted: None,
        });
    }
    for (entry, record) in entries.iter_mut().zip(records) {
        entry.encrypted = record.map(|record| salvage::cipher(file, record).unwrap_or("ZIP, unknown cipher"));
    }
    Some(entries)
}

fn method(entry: &zip::read::ZipFileEntry<'_>) -> u16 {
    match entry.compression() {
        zip::CompressionMethod::Stored => 0,
        zip::CompressionMethod::Deflated => 8,
        _ => u16::MAX,
    }
}

/// Where the data of an entry begins, by its own header; `None` where no header stands.
fn data_start(file: &mut SpooledTempFile, header: u64) -> io::Result<Option<u64>> {
    let mut bytes = [0; salvage::HEADER];
    file.seek(SeekFrom::Start(header))?;
    match file.read_exact(&mut bytes) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
        Ok(()) => Ok(salvage::data_offset(&bytes).map(|offset| header + offset)),
    }
}

pub(super) fn malformed(what: impl Into<std::borrow::Cow<'static, str>>) -> Obstacle {
    Obstacle::Malformed { what: what.into() }
}

pub(super) fn partly(what: impl Into<std::borrow::Cow<'static, str>>) -> Obstacle {
    Obstacle::PartlyRead { what: what.into() }
}
