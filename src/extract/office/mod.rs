//! Documents of word processors, spreadsheets and presentations: Office Open XML and OpenDocument. Their texts are parts, their
//! tables rows, what is embedded in them artifacts of their own. Everything is read as it streams by, within bounds.

mod book;
mod cells;
mod data;
mod deck;
mod markup;
mod numbers;
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

/// How much of a package is kept in memory; the rest goes to a file that nobody else can open.
pub(super) const KEPT: usize = 8 << 20;

/// The largest package that is opened.
pub(super) const LARGEST: u64 = 1 << 30;

/// Reads a package that was spooled, and spends what it unpacks. The spool comes back where it holds no document: then only
/// what is said with it was learnt.
pub(super) fn read(
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
    let is_document = ooxml::read(&mut reading);
    let Reading { package, mut texts, unread, .. } = reading;
    texts.end();
    let spent = before - package.left();
    budget.bytes = budget.bytes.saturating_sub(spent);
    if is_document {
        unread.into_iter().for_each(|obstacle| texts.unread(obstacle));
        return None;
    }
    let ciphers: BTreeSet<_> = package.entries().iter().filter_map(|entry| entry.encrypted).collect();
    let ciphers = ciphers.into_iter().map(|scheme| Obstacle::Encrypted { scheme: scheme.into() }).collect();
    Some((package.into_file(), ciphers))
}
