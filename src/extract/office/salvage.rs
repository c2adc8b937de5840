//! The headers of ZIP entries themselves (APPNOTE 4.3.7, 4.3.12, 7.2): for packages without a readable directory, and for
//! the strength of encryption.

use std::io::{self, Read, Seek, SeekFrom};

use super::package::{Entry, MOST_ENTRIES};

/// The length of a local header before its name.
pub(super) const HEADER: usize = 30;

/// The length of a record of the directory before its name.
const RECORD: usize = 46;

const LOCAL: &[u8; 4] = b"PK\x03\x04";

/// How much is looked through at a time.
const CHUNK: usize = 64 * 1024;

/// The longest name of an entry that is believed.
const LONGEST_NAME: usize = 512;

/// How far behind its start the data of an entry begins; `None` where no header stands.
pub(super) fn data_offset(header: &[u8; HEADER]) -> Option<u64> {
    let lengths = u64::from(number(header, 26)) + u64::from(number(header, 28));
    header.starts_with(LOCAL).then_some(HEADER as u64 + lengths)
}

/// Every entry before which a header stands.
pub(super) fn entries<F: Read + Seek>(file: &mut F) -> io::Result<Vec<Entry>> {
    let (mut chunk, mut base) = (Vec::new(), 0_u64);
    let mut entries = Vec::new();
    loop {
        file.seek(SeekFrom::Start(base))?;
        chunk.clear();
        file.take((CHUNK + HEADER + LONGEST_NAME) as u64).read_to_end(&mut chunk)?;
        for at in memchr::memmem::find_iter(&chunk[..chunk.len().min(CHUNK + LOCAL.len() - 1)], LOCAL) {
            entries.extend(entry(&chunk[at..], base + at as u64));
        }
        if chunk.len() <= CHUNK || entries.len() > MOST_ENTRIES {
            return Ok(entries);
        }
        base += CHUNK as u64;
    }
}

fn entry(bytes: &[u8], header: u64) -> Option<Entry> {
    let fixed = bytes.first_chunk::<HEADER>()?;
    let length = usize::from(number(fixed, 26));
    let name =
        bytes.get(HEADER..HEADER + length).filter(|name| !name.is_empty() && name.len() <= LONGEST_NAME)?;
    let name = std::str::from_utf8(name).ok().filter(|name| !name.ends_with('/') && !name.contains('\0'))?;
    let flags = number(fixed, 6);
    let size = |at| u64::from(number(fixed, at)) | u64::from(number(fixed, at + 2)) << 16;
    // Bit 3: the sizes stand behind the data.
    let (compressed, size) = if flags & 8 == 0 { (size(18), Some(size(22))) } else { (0, None) };
    Some(Entry {
        name: name.to_owned(),
        method: number(fixed, 8),
        header,
        compressed,
        size,
        encrypted: (flags & 1 != 0).then_some("ZIP, unknown cipher"),
    })
}

/// What encrypts the entry of a record of the directory: its extra field 0x9901 says which strength of AES.
pub(super) fn cipher<F: Read + Seek>(file: &mut F, record: u64) -> Option<&'static str> {
    let mut fixed = [0; RECORD];
    file.seek(SeekFrom::Start(record)).ok()?;
    file.read_exact(&mut fixed).ok()?;
    let (flags, name, extra) = (number(&fixed, 8), number(&fixed, 28), number(&fixed, 30));
    let mut fields = vec![0; usize::from(name) + usize::from(extra)];
    file.read_exact(&mut fields).ok()?;
    let mut fields = &fields[usize::from(name)..];
    while let [a, b, c, d, rest @ ..] = fields {
        let (id, length) = (u16::from_le_bytes([*a, *b]), usize::from(u16::from_le_bytes([*c, *d])));
        match (id, rest.get(..length)) {
            (0x9901, Some([_, _, _, _, strength, ..])) => return Some(aes(*strength)),
            (_, Some(_)) => fields = &rest[length..],
            (_, None) => break,
        }
    }
    // Bit 6: strong encryption of another kind, whose header is not public.
    Some(if flags & 0x40 == 0 { "ZIP ZipCrypto, weak" } else { "ZIP strong encryption" })
}

fn aes(strength: u8) -> &'static str {
    match strength {
        1 => "ZIP AES-128",
        2 => "ZIP AES-192",
        3 => "ZIP AES-256",
        _ => "ZIP AES",
    }
}

fn number(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}
