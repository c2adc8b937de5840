//! Objects in files of their own, as `git add` writes them: a zlib stream of `KIND LENGTH`, a NUL, and the bytes.

use std::io::{BufRead, BufReader, Read};

use flate2::bufread::ZlibDecoder;

use crate::input::repository::object::ObjectId;
use crate::input::{handle, names};

/// The longest head there is.
const LONGEST_HEAD: u64 = 32;

/// The path of an object's file, below a folder with its slash.
fn path(folder: &[u8], id: &ObjectId) -> Vec<u8> {
    let name = id.to_string();
    [folder, &name.as_bytes()[..2], b"/", &name.as_bytes()[2..]].concat()
}

/// Whether there is a file for an object.
pub(super) fn is_there(folder: &[u8], id: &ObjectId) -> bool {
    names::path_of(&path(folder, id)).is_file()
}

/// The bytes of an object; `None` where there is no such file, it is broken, or has more than `most`.
pub(super) fn read(folder: &[u8], id: &ObjectId, most: usize) -> Option<Vec<u8>> {
    let file = handle::regular(None, &path(folder, id)).ok()?;
    file.metadata().ok().filter(std::fs::Metadata::is_file)?;
    unpacked(BufReader::new(file), most)
}

fn unpacked(file: impl BufRead, most: usize) -> Option<Vec<u8>> {
    let mut stream = BufReader::new(ZlibDecoder::new(file));
    let mut head = Vec::new();
    stream.by_ref().take(LONGEST_HEAD).read_until(0, &mut head).ok()?;
    let head = std::str::from_utf8(head.strip_suffix(&[0])?).ok()?;
    let length = head.split_once(' ')?.1.parse().ok().filter(|&length: &usize| length <= most)?;
    let mut bytes = Vec::with_capacity(length + 1);
    stream.take(length as u64 + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() == length).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::unpacked;

    fn check(text: &[u8], expected: Option<&[u8]>) {
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
        packed.write_all(text).unwrap();
        assert_eq!(unpacked(&packed.finish().unwrap()[..], 100).as_deref(), expected);
    }

    #[test]
    fn an_object_is_what_stands_behind_its_head() {
        check(b"blob 3\0a\0b", Some(b"a\0b"));
        check(b"blob 0\0", Some(b""));
        for text in ["", "blob 3", "blob 3\0ab", "blob 3\0abcd", "blob x\0", "blob\0", "blob 101\0"] {
            check(text.as_bytes(), None);
        }
        check(&[b"blob 101\0".as_slice(), &[b'x'; 101]].concat(), None);
        check(&[b"blob 1".as_slice(), &[b'0'; 60]].concat(), None);
    }

    #[test]
    fn a_broken_or_short_file_is_none() {
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
        packed.write_all(b"blob 5\0hello").unwrap();
        let packed = packed.finish().unwrap();
        assert!(unpacked(&packed[..], 100).is_some());
        for length in 0..packed.len() - 4 {
            assert!(unpacked(&packed[..length], 100).is_none(), "{length}");
        }
        assert!(unpacked(&b"blob 5\0hello"[..], 100).is_none());
    }
}
