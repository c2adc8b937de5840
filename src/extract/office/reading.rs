//! What all families of documents share: the package, the texts on their way, and what was not read.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::{self, Read};

use super::data::Data;
use super::package::{Content, Package};
use super::texts::Texts;
use super::xml::{self, Handler};
use crate::model::part::Part;
use crate::model::piece::{BlobReader, Obstacle};
use crate::model::source::{ArtifactPath, Facts, Source};

/// Pictures, sounds, films, fonts and settings of printers: entries that hold no text.
const WITHOUT_TEXT: [&str; 31] = [
    "png", "jpg", "jpeg", "jfif", "gif", "bmp", "tif", "tiff", "emf", "wmf", "emz", "wmz", "wdp", "jxr",
    "webp", "ico", "mp3", "mp4", "m4a", "m4v", "wav", "wma", "wmv", "avi", "mov", "odttf", "fntdata", "ttf",
    "otf", "eps", "pcx",
];

/// A document being read.
pub(super) struct Reading<'p> {
    pub(super) package: Package,
    pub(super) texts: Texts<'p>,
    pub(super) unread: BTreeSet<Obstacle>,
    pub(super) source: Source,
}

impl Reading<'_> {
    /// Reads an entry for its own sake.
    pub(super) fn drive(&mut self, number: usize, handler: &mut dyn Handler) {
        drive(&mut self.package, number, handler, &mut self.unread);
    }

    /// Reads an entry as names and values.
    pub(super) fn data(&mut self, number: usize, part: Part) {
        let mut data = Data::new(&mut self.texts, part);
        drive(&mut self.package, number, &mut data, &mut self.unread);
        self.texts.end();
    }

    /// Hands on an entry that is no part of the document's own format: as an artifact inside it.
    pub(super) fn other(&mut self, number: usize) {
        let name = &self.package.entries()[number].name;
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
        let is_printer = name.to_ascii_lowercase().contains("printersettings");
        if is_printer || WITHOUT_TEXT.contains(&&*extension) {
            return;
        }
        let source = child_source(&self.source, name.as_bytes(), self.package.entries()[number].size);
        match self.package.read(number) {
            Ok(content) => self.texts.child(&mut Child { source, content, complaints: BTreeSet::new() }),
            Err(obstacle) => drop(self.unread.insert(obstacle)),
        }
    }
}

/// Where an artifact inside another one comes from: it is as old as that one, and read by whom that one is.
pub(super) fn child_source(parent: &Source, name: &[u8], size: Option<u64>) -> Source {
    let path = [parent.path.bytes(), b"!/", name].concat();
    Source { path: ArtifactPath::new(&path), facts: Facts { size, ..parent.facts.clone() } }
}

/// Reads an entry as XML, and keeps what was not read of it.
pub(super) fn drive(
    package: &mut Package,
    number: usize,
    handler: &mut dyn Handler,
    unread: &mut BTreeSet<Obstacle>,
) {
    let mut content = match package.read(number) {
        Ok(content) => content,
        Err(obstacle) => {
            unread.insert(obstacle);
            return;
        }
    };
    match xml::drive(&mut content, handler) {
        Ok(()) => unread.extend(content.complaint()),
        Err(Obstacle::TooLarge { .. }) => drop(unread.insert(too_large())),
        Err(obstacle) => drop(unread.insert(obstacle)),
    }
}

/// More comes out of the package than is read of any.
fn too_large() -> Obstacle {
    Obstacle::PartlyRead {
        what: Cow::Borrowed("it unpacks to more than is read of such a file; what came first was searched"),
    }
}

/// An artifact inside the document.
struct Child<'c> {
    source: Source,
    content: Content<'c>,
    complaints: BTreeSet<Obstacle>,
}

impl BlobReader for Child<'_> {
    fn source(&self) -> &Source {
        &self.source
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.content.read(buffer) {
            Ok(0) if !buffer.is_empty() => {
                self.complaints.extend(self.content.complaint());
                Ok(0)
            }
            other => other,
        }
    }

    fn shortfall(&self) -> Vec<Obstacle> {
        self.complaints.iter().cloned().collect()
    }
}
