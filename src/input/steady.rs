//! Reads a regular file as it was when reading began, however it changes meanwhile and whatever size it claims.
//!
//! - A file that the first read gives whole is not asked for its size: the next read gives nothing, and that is its end.
//!   Whatever is longer, empty, or gives an error at once is asked what it is before anything more is read of it.
//! - What is added behind its size is not read: a file that grows for ever ends. That it grew is told.
//! - A file that claims to be empty, as those of `/proc` do, is read all the same, up to a bound; so is one of a file
//!   system of the kernel, whose sizes mean nothing.
//! - Large holes are passed over: a few of their zeros stand for all, so that what lies before and behind a hole does
//!   not touch. Zeros hold no line breaks, so lines keep their numbers.

use std::fs::File;
use std::io::{self, Read};

use crate::model::piece::Obstacle;

/// How much is read of a file whose size means nothing.
const MOST_OF_UNSIZED: u64 = 64 << 20;

/// Holes of this size and more are passed over.
#[cfg(target_os = "linux")]
const LARGE_HOLE: u64 = 1 << 20;

/// How many zeros stand for a hole that is passed over.
#[cfg(target_os = "linux")]
const ZEROS: u64 = 4096;

/// Files with so much left to read are asked for ahead; shorter ones are there before the system could help.
const LONG: u64 = 1 << 20;

/// What the size of a file means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Size {
    /// Nothing was read yet.
    Unread,
    /// It was not asked for: the first read gave less than there was room for, so all there was.
    Unasked,
    /// All of it is on the disk.
    Solid,
    /// Less of it is on the disk: there are holes.
    Sparse,
    /// Nothing.
    Unsized,
}

/// A regular file being read.
#[derive(Debug)]
pub(super) struct Steady {
    file: File,
    size: Size,
    /// How far reading goes: the size at its beginning, or the bound for files whose size means nothing.
    end: u64,
    at: u64,
    /// Up to where there is known to be no large hole.
    solid_to: u64,
    /// Zeros still to be given for a hole.
    zeros: u64,
    passed_over: u64,
    /// Whether there was more, or less, than there should have been.
    grew: bool,
    shrank: bool,
}

impl Steady {
    pub(super) fn new(file: File) -> Self {
        Self {
            file,
            size: Size::Unread,
            end: 0,
            at: 0,
            solid_to: 0,
            zeros: 0,
            passed_over: 0,
            grew: false,
            shrank: false,
        }
    }

    pub(super) fn file(&self) -> &File {
        &self.file
    }

    pub(super) fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.size {
            Size::Unread => self.read_first(buffer),
            Size::Unasked => self.read_behind(buffer),
            _ => self.read_on(buffer),
        }
    }

    fn read_first(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.file.read(buffer) {
            Ok(0) => {
                self.ask()?;
                self.read_on(buffer)
            }
            Ok(length) => {
                self.at = length as u64;
                self.size = Size::Unasked;
                if length == buffer.len() {
                    self.ask()?;
                }
                Ok(length)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            // That it is no file says more than that it cannot be read.
            Err(error) => self.ask().and(Err(error)),
        }
    }

    /// Behind what should have been all: mostly nothing. If there is more, the file grew, or its system gives it in parts.
    fn read_behind(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.file.read(buffer)?;
        if length > 0 {
            self.at += length as u64;
            self.ask()?;
        }
        Ok(length)
    }

    fn read_on(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.size == Size::Sparse && self.at >= self.solid_to && self.zeros == 0 && self.at < self.end {
            self.pass_over_hole()?;
        }
        if self.zeros > 0 {
            return Ok(self.give_zeros(buffer));
        }
        let room = usize::try_from(self.end - self.at).unwrap_or(usize::MAX).min(buffer.len());
        if room == 0 && !buffer.is_empty() {
            self.grew |= self.file.read(&mut [0; 1])? > 0;
            return Ok(0);
        }
        let length = self.file.read(&mut buffer[..room])?;
        self.at += length as u64;
        self.shrank |= length == 0 && room > 0 && self.size != Size::Unsized && !is_of_kernel(&self.file);
        Ok(length)
    }

    /// What was not read, and why.
    pub(super) fn shortfall(&self) -> Vec<Obstacle> {
        let mut found = Vec::new();
        let mut partly = |what: String| found.push(Obstacle::PartlyRead { what: what.into() });
        if self.passed_over > 0 {
            partly(format!("{} bytes of holes, which hold nothing, were passed over", self.passed_over));
        }
        if self.shrank {
            partly("it shrank while it was read".to_owned());
        }
        if self.grew && self.size != Size::Unsized {
            partly("it grew while it was read; what was added was not searched".to_owned());
        }
        if self.grew && self.size == Size::Unsized {
            found.push(Obstacle::TooLarge { read: self.at });
        }
        found
    }

    /// Something else may have taken the place of the file since the walk saw it.
    fn ask(&mut self) -> io::Result<()> {
        let metadata = self.file.metadata()?;
        if !metadata.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "no longer a file"));
        }
        self.end = metadata.len();
        let stored = stored(&metadata);
        self.size =
            if self.end == 0 || (stored == 0 && self.end > MOST_OF_UNSIZED && is_of_kernel(&self.file)) {
                self.end = MOST_OF_UNSIZED;
                Size::Unsized
            } else if stored.saturating_add(1 << 20) < self.end {
                Size::Sparse
            } else {
                Size::Solid
            };
        self.end = self.end.max(self.at);
        if self.size == Size::Solid && self.end - self.at >= LONG {
            read_ahead(&self.file);
        }
        Ok(())
    }

    fn give_zeros(&mut self, buffer: &mut [u8]) -> usize {
        let length = usize::try_from(self.zeros).unwrap_or(usize::MAX).min(buffer.len());
        buffer[..length].fill(0);
        self.zeros -= length as u64;
        length
    }

    /// Moves to the next data where a large hole lies before it, and learns how far that goes.
    #[cfg(target_os = "linux")]
    fn pass_over_hole(&mut self) -> io::Result<()> {
        use rustix::fs::{SeekFrom, seek};
        use rustix::io::Errno;
        let data = match seek(&self.file, SeekFrom::Data(self.at)) {
            Ok(data) => data.min(self.end),
            Err(Errno::NXIO) => self.end,
            // A file system that does not tell its holes is read through.
            Err(_) => return self.read_through(),
        };
        let hole = data - self.at;
        if hole >= LARGE_HOLE {
            self.zeros = ZEROS;
            self.passed_over += hole - ZEROS;
            self.at = data;
        }
        self.solid_to = match seek(&self.file, SeekFrom::Hole(data)) {
            Ok(end) => end.max(self.at + 1),
            Err(_) => self.end,
        };
        seek(&self.file, SeekFrom::Start(self.at))?;
        Ok(())
    }

    #[cfg(target_os = "linux")]
    fn read_through(&mut self) -> io::Result<()> {
        self.size = Size::Solid;
        rustix::fs::seek(&self.file, rustix::fs::SeekFrom::Start(self.at))?;
        Ok(())
    }

    #[cfg(not(target_os = "linux"))]
    fn pass_over_hole(&mut self) -> io::Result<()> {
        self.size = Size::Solid;
        Ok(())
    }
}

/// Asks the system to read further ahead than it would, as the file is read from its start to its end: from a cold disk
/// that is more than twice as fast, and where the file is in memory it costs nothing. That it may refuse does not matter.
#[cfg(target_os = "linux")]
fn read_ahead(file: &File) {
    let _ = rustix::fs::fadvise(file, 0, None, rustix::fs::Advice::Sequential);
}

#[cfg(not(target_os = "linux"))]
fn read_ahead(_: &File) {}

/// How many bytes a file takes on the disk.
#[cfg(unix)]
fn stored(metadata: &std::fs::Metadata) -> u64 {
    use std::os::unix::fs::MetadataExt;
    metadata.blocks().saturating_mul(512)
}

#[cfg(not(unix))]
fn stored(metadata: &std::fs::Metadata) -> u64 {
    metadata.len()
}

/// Whether a file is one of the kernel's own, whose size is no more than a guess: `/proc`, `/sys` and their kin, by the
/// numbers in `linux/magic.h`.
#[cfg(target_os = "linux")]
fn is_of_kernel(file: &File) -> bool {
    const KINDS: [u64; 10] = [
        0x9fa0,
        0x6265_6572,
        0x6462_6720,
        0x7472_6163,
        0x0027_e0eb,
        0x6367_7270,
        0x7363_6673,
        0xcafe_4a11,
        0x6165_676c,
        0xf97c_ff8c,
    ];
    rustix::fs::fstatfs(file)
        .is_ok_and(|system| u64::try_from(system.f_type).is_ok_and(|kind| KINDS.contains(&kind)))
}

#[cfg(not(target_os = "linux"))]
fn is_of_kernel(_: &File) -> bool {
    false
}
