//! OLE files ([MS-CFB]): whether one is an encrypted document, and what was embedded in one as an object. What else they are
//! has no reader yet.

use std::io::{Read, Seek};
use std::path::{Path, PathBuf};

use cfb::CompoundFile;
use tempfile::SpooledTempFile;

use super::reading::child_source;
use crate::model::piece::{BlobReader, Obstacle, Pieces};
use crate::model::source::Source;

/// The most streams that are looked at.
const MOST_STREAMS: usize = 2_000;

/// The longest description of an encryption that is read.
const LONGEST_INFO: u64 = 64 * 1024;

/// The longest head of an embedded object, before its content.
const LONGEST_HEAD: u64 = 4 * 1024;

/// What is known of an OLE file, beside its bytes.
pub(super) fn read(spool: &mut SpooledTempFile, source: &Source, pieces: &mut dyn Pieces) -> Vec<Obstacle> {
    let no_reader = || vec![Obstacle::NoReader { kind: "ole" }];
    let Ok(mut file) = CompoundFile::open(spool) else { return no_reader() };
    let streams: Vec<PathBuf> = file
        .walk()
        .take(MOST_STREAMS)
        .filter(cfb::Entry::is_stream)
        .map(|entry| entry.path().to_owned())
        .collect();
    let named = |name: &str| streams.iter().find(|path| is_named(path, name));
    if named("EncryptedPackage").is_some() {
        let scheme = named("EncryptionInfo").and_then(|path| scheme(&mut file, path));
        let rights = streams.iter().any(|path| path.to_string_lossy().contains("DRM"));
        let otherwise = if rights { "Office rights management" } else { "Office encryption" };
        return vec![Obstacle::Encrypted { scheme: scheme.unwrap_or(otherwise.to_owned()).into() }];
    }
    let mut children = 0;
    for path in streams.iter().filter(|path| is_named(path, "Package") || is_named(path, "\u{1}Ole10Native"))
    {
        children += usize::from(embedded(&mut file, path, source, pieces));
    }
    if children > 0 { Vec::new() } else { no_reader() }
}

fn is_named(path: &Path, name: &str) -> bool {
    path.file_name().is_some_and(|known| known == name)
}

/// Gives the content of an object as an artifact of its own.
fn embedded<F: Read + Seek>(
    file: &mut CompoundFile<F>,
    path: &Path,
    source: &Source,
    pieces: &mut dyn Pieces,
) -> bool {
    let Ok(mut stream) = file.open_stream(path) else { return false };
    let size = stream.len();
    let mut name = "Package".to_owned();
    if !is_named(path, "Package") {
        let mut head = Vec::new();
        if (&mut stream).take(LONGEST_HEAD).read_to_end(&mut head).is_err() {
            return false;
        }
        let Some((label, start)) = native(&head) else { return false };
        name = label;
        if stream.seek(std::io::SeekFrom::Start(start)).is_err() {
            return false;
        }
    }
    pieces.child(&mut Embedded { source: child_source(source, name.as_bytes(), Some(size)), stream });
    true
}

/// The name of an object that was packed as a file, and where its content begins: a size, flags, two names, two numbers, a
/// third name, and the size of the content ([MS-OLEDS] 2.3.6).
fn native(head: &[u8]) -> Option<(String, u64)> {
    let string = |at: usize| Some(at + head.get(at..)?.iter().position(|&byte| byte == 0)? + 1);
    let label_end = string(6)?;
    let path_end = string(label_end)?;
    let length = u32::from_le_bytes(head.get(path_end + 4..path_end + 8)?.try_into().ok()?);
    let temporary_end = path_end.checked_add(8)?.checked_add(usize::try_from(length).ok()?)?;
    let start = temporary_end.checked_add(4).filter(|&start| start <= head.len())?;
    let label = String::from_utf8_lossy(&head[6..label_end - 1]).into_owned();
    Some((if label.is_empty() { "object".to_owned() } else { label }, start as u64))
}

/// The kind and the strength of the encryption of a document.
fn scheme<F: Read + Seek>(file: &mut CompoundFile<F>, path: &Path) -> Option<String> {
    let mut info = Vec::new();
    file.open_stream(path).ok()?.take(LONGEST_INFO).read_to_end(&mut info).ok()?;
    scheme_of(&info)
}

/// The same by what a document says of it ([MS-OFFCRYPTO] 2.3.4): a version, then XML or a header.
fn scheme_of(info: &[u8]) -> Option<String> {
    let number = |at: usize| Some(u32::from_le_bytes(info.get(at..at + 4)?.try_into().ok()?));
    let (major, minor) = (number(0)? & 0xffff, number(0)? >> 16);
    match (major, minor) {
        (4, 4) => {
            let text = String::from_utf8_lossy(&info[8..]).into_owned();
            let key = &text[text.find("keyData")?..];
            let (cipher, bits) = (attribute(key, "cipherAlgorithm")?, attribute(key, "keyBits")?);
            Some(format!("Office encryption (agile, {cipher}-{bits})"))
        }
        (2..=4, 2) => {
            let cipher = match number(12 + 8)? {
                0x6801 => "RC4, weak",
                0x660e => "AES-128",
                0x660f => "AES-192",
                0x6610 => "AES-256",
                _ => "unknown cipher",
            };
            Some(format!("Office encryption (standard, {cipher})"))
        }
        (_, 3) => Some("Office encryption (extensible)".to_owned()),
        _ => None,
    }
}

/// A short attribute of letters and digits.
fn attribute<'x>(xml: &'x str, name: &str) -> Option<&'x str> {
    let value = xml.split_once(name)?.1.strip_prefix("=\"")?;
    let value = value.split_once('"')?.0;
    (value.len() <= 16 && value.bytes().all(|byte| byte.is_ascii_alphanumeric())).then_some(value)
}

struct Embedded<F> {
    source: Source,
    stream: cfb::Stream<F>,
}

impl<F: Read + Seek> BlobReader for Embedded<F> {
    fn source(&self) -> &Source {
        &self.source
    }

    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.stream.read(buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::{native, scheme_of};

    #[test]
    fn the_strength_is_told_by_version_and_cipher() {
        let check = |version: [u16; 2], cipher: u32, expected: Option<&str>| {
            let mut info: Vec<u8> = version.into_iter().flat_map(u16::to_le_bytes).collect();
            // Flags, the size of the header, its flags and an extra size of none.
            [0x24, 24, 0x24, 0, cipher].into_iter().for_each(|number: u32| info.extend(number.to_le_bytes()));
            assert_eq!(scheme_of(&info).as_deref(), expected, "{version:?}");
            assert_eq!(scheme_of(&info[..3]), None);
        };
        check([3, 2], 0x660e, Some("Office encryption (standard, AES-128)"));
        check([4, 2], 0x6610, Some("Office encryption (standard, AES-256)"));
        check([2, 2], 0x6801, Some("Office encryption (standard, RC4, weak)"));
        check([4, 3], 0, Some("Office encryption (extensible)"));
        check([9, 9], 0, None);
    }

    #[test]
    fn packed_files_have_a_name_and_a_start() {
        let mut head =
            b"\x20\0\0\0\x02\0note.txt\0C:\\note.txt\0\0\0\x03\0\x04\0\0\0tmp\0\x05\0\0\0hello".to_vec();
        assert_eq!(native(&head), Some(("note.txt".to_owned(), head.len() as u64 - 5)));
        head.truncate(30);
        assert_eq!(native(&head), None);
    }
}
