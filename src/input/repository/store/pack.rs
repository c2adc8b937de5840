//! A pack and its index. Format: git's `gitformat-pack`, versions 2 and 3, which differ in nothing that is read here.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::cursor::Cursor;
use super::index::Index;
use crate::input::{handle, names};

/// How a pack begins, before its version.
const MAGIC: &[u8; 4] = b"PACK";

/// Kinds of entries; 1 to 4 are whole objects.
const BY_OFFSET: u8 = 6;
const BY_NAME: u8 = 7;

/// A pack that is open for reading.
#[derive(Debug)]
pub(super) struct Pack {
    file: File,
    index: Index,
    id_length: usize,
}

/// An object as a pack keeps it.
pub(super) enum Entry {
    Whole(Vec<u8>),
    /// What to make of the object that begins at `base`.
    Delta {
        base: u64,
        delta: Vec<u8>,
    },
}

/// What packs may take of this process.
#[derive(Debug)]
pub(super) struct Room {
    /// Bytes of indices, which are held in memory.
    pub(super) bytes: u64,
    /// Open files.
    pub(super) files: usize,
}

/// The packs of a folder, in the order of their names; those for which there is no room are left out.
pub(super) fn all_in(folder: &Path, id_length: usize, room: &mut Room) -> Vec<Pack> {
    let mut indices: Vec<PathBuf> = folder
        .read_dir()
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "idx"))
        .collect();
    indices.sort();
    indices.iter().filter_map(|path| Pack::open(path, id_length, room)).collect()
}

impl Pack {
    fn open(index: &Path, id_length: usize, room: &mut Room) -> Option<Self> {
        let mut bytes = Vec::new();
        let index_file = regular(index)?;
        let length = index_file.metadata().ok()?.len();
        room.bytes = room.bytes.checked_sub(length)?;
        room.files = room.files.checked_sub(1)?;
        index_file.take(length).read_to_end(&mut bytes).ok()?;
        let file = regular(&index.with_extension("pack"))?;
        let index = Index::read(bytes, id_length)?;
        is_told_by(&file, &index).then_some(Self { file, index, id_length })
    }

    /// Where an object begins.
    pub(super) fn offset_of(&self, id: &[u8]) -> Option<u64> {
        (id.len() == self.id_length).then(|| self.index.offset_of(id))?
    }

    /// What begins at an offset; `None` where it is broken or longer than `most`.
    pub(super) fn entry(&self, offset: u64, most: usize) -> Option<Entry> {
        let mut cursor = Cursor::at(&self.file, offset);
        let (kind, length) = head(&mut cursor)?;
        if length > most {
            return None;
        }
        let base = match kind {
            1..=4 => return cursor.inflate(length).map(Entry::Whole),
            BY_OFFSET => offset.checked_sub(distance(&mut cursor)?)?,
            BY_NAME => {
                let id: Option<Vec<u8>> = (0..self.id_length).map(|_| cursor.byte()).collect();
                self.index.offset_of(&id?)?
            }
            _ => return None,
        };
        Some(Entry::Delta { base, delta: cursor.inflate(length)? })
    }
}

/// Whether a pack is the one that an index tells of: git takes no other.
fn is_told_by(pack: &File, index: &Index) -> bool {
    let (count, checksum) = index.pack();
    let Some(end) = pack.metadata().ok().and_then(|pack| pack.len().checked_sub(checksum.len() as u64))
    else {
        return false;
    };
    let mut head = Cursor::at(pack, 0);
    let mut bytes = || (0..4).map(|_| head.byte()).collect::<Option<Vec<u8>>>();
    let begins = bytes().is_some_and(|magic| magic == MAGIC);
    let is_known = bytes().is_some_and(|version| matches!(version[..], [0, 0, 0, 2 | 3]));
    let counts = bytes().and_then(|count| Some(u32::from_be_bytes(count.try_into().ok()?)));
    drop(head);
    let mut tail = Cursor::at(pack, end);
    let ends = checksum.iter().all(|&byte| tail.byte() == Some(byte));
    begins && is_known && ends && counts.is_some_and(|told| told as usize == count)
}

/// The kind of an entry and its length when unpacked: four bits of it beside the kind, then groups of seven, the lowest first.
fn head(cursor: &mut Cursor<'_>) -> Option<(u8, usize)> {
    let mut byte = cursor.byte()?;
    let kind = (byte >> 4) & 7;
    let mut length = usize::from(byte & 0x0f);
    let mut shift = 4;
    while byte & 0x80 != 0 {
        byte = cursor.byte()?;
        length |= usize::from(byte & 0x7f).checked_shl(shift).filter(|_| shift < usize::BITS - 7)?;
        shift += 7;
    }
    Some((kind, length))
}

/// How far before an entry its base begins: groups of seven bits, the highest first, each but the last one more than it says.
fn distance(cursor: &mut Cursor<'_>) -> Option<u64> {
    let mut byte = cursor.byte()?;
    let mut distance = u64::from(byte & 0x7f);
    while byte & 0x80 != 0 {
        byte = cursor.byte()?;
        distance = distance.checked_add(1)?.checked_mul(128)? | u64::from(byte & 0x7f);
    }
    Some(distance)
}

fn regular(path: &Path) -> Option<File> {
    let file = handle::regular(None, &names::bytes_of(path)).ok()?;
    file.metadata().is_ok_and(|metadata| metadata.is_file()).then_some(file)
}
