//! A file read from some place on: a few bytes first, for most objects are short, and then in longer pieces. Unpacks what is
//! deflated there.

use std::cell::{Cell, RefCell};
use std::fs::File;
use std::io;

use flate2::{Decompress, FlushDecompress, Status};

const FIRST: usize = 4 << 10;
const NEXT: usize = 64 << 10;

thread_local! {
    static INFLATER: RefCell<Decompress> = RefCell::new(Decompress::new(true));
    /// The memory of the cursor that this thread had last.
    static AHEAD: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// A place in a file, and the bytes behind it that were read already.
#[derive(Debug)]
pub(super) struct Cursor<'f> {
    file: &'f File,
    /// The place behind what was read.
    next: u64,
    /// What was read, and behind it memory for more.
    ahead: Vec<u8>,
    /// How much of it was read, and how much of that is used up.
    read: usize,
    used: usize,
}

impl<'f> Cursor<'f> {
    pub(super) fn at(file: &'f File, offset: u64) -> Self {
        let mut ahead = AHEAD.take();
        ahead.resize(NEXT, 0);
        Self { file, next: offset, ahead, read: 0, used: 0 }
    }

    /// The next byte; `None` at the end of the file, or where it cannot be read.
    pub(super) fn byte(&mut self) -> Option<u8> {
        let byte = *self.ahead()?.first()?;
        self.used += 1;
        Some(byte)
    }

    /// Unpacks a zlib stream of exactly this many bytes.
    pub(super) fn inflate(&mut self, length: usize) -> Option<Vec<u8>> {
        // With room for one more byte, what is longer than it says shows.
        let mut bytes = Vec::with_capacity(length.checked_add(1)?);
        let ended = INFLATER.with_borrow_mut(|inflater| self.inflate_with(inflater, &mut bytes))?;
        (ended && bytes.len() == length).then_some(bytes)
    }

    /// Unpacks until the stream ends, which is said, or nothing more can be read or held.
    fn inflate_with(&mut self, inflater: &mut Decompress, into: &mut Vec<u8>) -> Option<bool> {
        inflater.reset(true);
        loop {
            let (read, made) = (inflater.total_in(), into.len());
            let status = inflater.decompress_vec(self.ahead()?, into, FlushDecompress::None).ok()?;
            let used = usize::try_from(inflater.total_in() - read).ok()?;
            self.used += used;
            if status == Status::StreamEnd {
                return Some(true);
            }
            if used == 0 && into.len() == made {
                return Some(false);
            }
        }
    }

    /// What was read and not used; more is read where that is nothing. Empty at the end of the file.
    fn ahead(&mut self) -> Option<&[u8]> {
        if self.used == self.read {
            let most = if self.read == 0 { FIRST } else { NEXT };
            self.read = read_at(self.file, &mut self.ahead[..most], self.next).ok()?;
            self.next += self.read as u64;
            self.used = 0;
        }
        Some(&self.ahead[self.used..self.read])
    }
}

impl Drop for Cursor<'_> {
    fn drop(&mut self) {
        AHEAD.set(std::mem::take(&mut self.ahead));
    }
}

fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    loop {
        #[cfg(unix)]
        let read = std::os::unix::fs::FileExt::read_at(file, buffer, offset);
        #[cfg(windows)]
        let read = std::os::windows::fs::FileExt::seek_read(file, buffer, offset);
        match read {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => return read,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::{Cursor, NEXT};

    fn file(bytes: &[u8]) -> std::fs::File {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file
    }

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::none());
        packed.write_all(text).unwrap();
        packed.finish().unwrap()
    }

    #[test]
    fn a_stream_is_unpacked_where_it_is_as_long_as_it_says() {
        let long: Vec<u8> = (0..3 * NEXT).map(|at| u8::try_from(at % 251).unwrap()).collect();
        for text in [b"".as_slice(), b"x", b"hello", &long] {
            let file = file(&[b"ab".as_slice(), &packed(text), b"more behind it"].concat());
            let inflated = |length| {
                let mut cursor = Cursor::at(&file, 0);
                assert_eq!((cursor.byte(), cursor.byte()), (Some(b'a'), Some(b'b')));
                cursor.inflate(length)
            };
            assert!(inflated(text.len()).as_deref() == Some(text));
            assert!(inflated(text.len() + 1).is_none() && inflated(text.len() + NEXT).is_none());
            assert!(text.is_empty() || inflated(text.len() - 1).is_none());
        }
    }

    #[test]
    fn what_ends_or_is_none_is_no_stream() {
        let whole = packed(b"hello");
        for length in 0..whole.len() {
            assert!(Cursor::at(&file(&whole[..length]), 0).inflate(5).is_none(), "{length}");
        }
        assert!(Cursor::at(&file(b"hello hello"), 0).inflate(5).is_none());
        assert!(Cursor::at(&file(&whole), 1 << 40).inflate(5).is_none());
        assert!(Cursor::at(&file(&whole), 1 << 40).byte().is_none());
    }
}
