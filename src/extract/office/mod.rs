//! Documents of word processors, spreadsheets and presentations: Office Open XML and `OpenDocument`. Their texts are parts, their
//! tables rows, what is embedded in them artifacts of their own. Everything is read as it streams by, within bounds.

mod book;
mod cells;
mod data;
mod deck;
mod flow;
mod grid;
mod markup;
mod numbers;
mod odf;
mod ole;
mod ooxml;
mod package;
mod prose;
mod reading;
mod relations;
mod salvage;
mod strings;
mod texts;
mod xml;

use std::collections::BTreeSet;

use tempfile::SpooledTempFile;

use package::Package;
use reading::Reading;
use texts::Texts;

use crate::model::budget::Budget;
use crate::model::piece::{Obstacle, Pieces};
use crate::model::source::Source;

/// How much of a package is kept in memory: all that is opened, for a reader in a process of its own has no files.
pub(super) const KEPT: usize = 512 << 20;

/// The largest package that is opened.
pub(super) const LARGEST: u64 = KEPT as u64;

/// What holds the streams of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    /// ZIP.
    Zip,
    /// OLE, which older programs write, and newer ones around what they encrypt.
    Ole,
}

impl Container {
    /// What it is called where no reader takes it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Zip => "zip",
            Self::Ole => "ole",
        }
    }
}

/// Reads a container that was spooled, and spends what it unpacks. The spool comes back where its bytes are to be searched as
/// they are, with what is to be said of it.
pub(super) fn read(
    container: Container,
    mut spool: SpooledTempFile,
    source: &Source,
    pieces: &mut dyn Pieces,
    budget: &mut Budget,
) -> Option<(SpooledTempFile, Vec<Obstacle>)> {
    match container {
        Container::Zip => package(spool, source, pieces, budget),
        Container::Ole => {
            let told = ole::read(&mut spool, source, pieces);
            (!told.is_empty()).then_some((spool, told))
        }
    }
}

fn package(
    spool: SpooledTempFile,
    source: &Source,
    pieces: &mut dyn Pieces,
    budget: &mut Budget,
) -> Option<(SpooledTempFile, Vec<Obstacle>)> {
    let mut unread = Vec::new();
    let package = match Package::open(spool, budget.bytes, &mut unread) {
        Ok(package) => package,
        Err(error) => {
            pieces.unread(Obstacle::Io { kind: error.kind() });
            return None;
        }
    };
    let before = package.left();
    let unread: BTreeSet<Obstacle> = unread.into_iter().collect();
    let mut reading = Reading { package, texts: Texts::new(pieces), unread, source: source.clone() };
    let is_document = ooxml::read(&mut reading) || odf::read(&mut reading);
    let Reading { package, mut texts, unread, .. } = reading;
    texts.end();
    let spent = before - package.left();
    budget.bytes = budget.bytes.saturating_sub(spent);
    if is_document {
        unread.into_iter().for_each(|obstacle| texts.unread(obstacle));
        return None;
    }
    let ciphers: BTreeSet<_> = package.entries().iter().filter_map(|entry| entry.encrypted).collect();
    let mut told = vec![Obstacle::NoReader { kind: "zip" }];
    told.extend(ciphers.into_iter().map(|scheme| Obstacle::Encrypted { scheme: scheme.into() }));
    Some((package.into_file(), told))
}
