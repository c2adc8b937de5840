//! Reads the names that git tracks from `.git/index`, one after another, without holding them.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// The names in git's index, which are sorted as the walk is: both advance together, and neither goes back.
#[derive(Debug)]
pub(super) struct TrackedNames {
    index: Option<Index>,
    broken: bool,
}

#[derive(Debug)]
struct Index {
    bytes: BufReader<File>,
    version: u32,
    hash_length: usize,
    left: u32,
    name: Vec<u8>,
}

impl TrackedNames {
    /// Opens the index of a repository; one without an index tracks nothing.
    pub(super) fn open(git_folder: &Path, hash_length: usize) -> Self {
        let index = match File::open(git_folder.join("index")) {
            Ok(file) => Index::begin(file, hash_length),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        };
        let broken = index.is_err();
        Self { index: index.unwrap_or_default(), broken }
    }

    /// Whether the name is tracked or, where it ends in `/`, anything below it. Names must be asked for in order.
    pub(super) fn tracks(&mut self, name: &[u8]) -> bool {
        while let Some(index) = &mut self.index {
            if index.name.as_slice() >= name {
                return index.name == name || (name.ends_with(b"/") && index.name.starts_with(name));
            }
            match index.advance() {
                Ok(true) => {}
                Ok(false) => self.index = None,
                Err(_) => (self.index, self.broken) = (None, true),
            }
        }
        false
    }

    /// Whether the index could not be read to the end; says so once.
    pub(super) fn take_broken(&mut self) -> bool {
        std::mem::take(&mut self.broken)
    }
}

impl Index {
    fn begin(file: File, hash_length: usize) -> io::Result<Option<Self>> {
        let mut bytes = BufReader::with_capacity(1 << 16, file);
        let mut header = [0; 12];
        bytes.read_exact(&mut header)?;
        let number =
            |at: usize| u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
        if &header[..4] != b"DIRC" || !(2..=4).contains(&number(4)) {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut index = Self { bytes, version: number(4), hash_length, left: number(8), name: Vec::new() };
        Ok(index.advance()?.then_some(index))
    }

    /// Moves to the next name; false after the last.
    fn advance(&mut self) -> io::Result<bool> {
        let Some(left) = self.left.checked_sub(1) else { return Ok(false) };
        self.left = left;
        let mut fixed = [0; 40 + 32 + 2];
        let fixed = &mut fixed[..40 + self.hash_length + 2];
        self.bytes.read_exact(fixed)?;
        let extended = fixed[fixed.len() - 2] & 0x40 != 0;
        if extended {
            self.bytes.read_exact(&mut [0; 2])?;
        }
        let length = fixed.len() + if extended { 2 } else { 0 };
        let read = if self.version == 4 { self.read_suffix() } else { self.read_padded(length) };
        read.map(|()| true)
    }

    /// Versions 2 and 3: the name, then one to eight NULs up to a multiple of eight bytes.
    fn read_padded(&mut self, length: usize) -> io::Result<()> {
        self.name.clear();
        self.read_to_nul()?;
        let unpadded = length + self.name.len();
        let more_nuls = (8 - unpadded % 8) - 1;
        self.bytes.read_exact(&mut [0; 8][..more_nuls])
    }

    /// Version 4: how many bytes of the previous name to drop, then what follows in their place.
    fn read_suffix(&mut self) -> io::Result<()> {
        let drop = self.read_offset()?;
        let keep = self.name.len().checked_sub(drop).ok_or(io::ErrorKind::InvalidData)?;
        self.name.truncate(keep);
        self.read_to_nul()
    }

    fn read_to_nul(&mut self) -> io::Result<()> {
        // A damaged index must not make the name grow without end.
        const LONGEST: u64 = 1 << 20;
        self.bytes.by_ref().take(LONGEST).read_until(0, &mut self.name)?;
        if self.name.pop() == Some(0) { Ok(()) } else { Err(io::ErrorKind::InvalidData.into()) }
    }

    /// Git's variable-length offset: seven bits a byte, most significant first, each continuation adding one.
    fn read_offset(&mut self) -> io::Result<usize> {
        let mut byte = [0; 1];
        self.bytes.read_exact(&mut byte)?;
        let mut value = usize::from(byte[0] & 0x7f);
        while byte[0] & 0x80 != 0 {
            self.bytes.read_exact(&mut byte)?;
            let larger = value.checked_add(1).and_then(|more| more.checked_mul(128));
            value = larger.ok_or(io::ErrorKind::InvalidData)? | usize::from(byte[0] & 0x7f);
        }
        Ok(value)
    }
}
