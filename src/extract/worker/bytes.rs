//! Numbers, flags and strings as they stand in a frame: little-endian, a string behind its length. What is taken is
//! lent from the frame, and no length is believed that the frame does not hold.

use std::ops::Range;

/// A frame that is not one of ours: what is wrong with it, without any content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Broken(pub(super) &'static str);

/// Puts values behind each other.
pub(super) trait Put {
    fn put_byte(&mut self, value: u8);
    fn put_flag(&mut self, value: bool);
    fn put_short(&mut self, value: u32);
    fn put_long(&mut self, value: u64);
    fn put_range(&mut self, range: &Range<u64>);
    fn put_string(&mut self, bytes: &[u8]);
}

impl Put for Vec<u8> {
    fn put_byte(&mut self, value: u8) {
        self.push(value);
    }

    fn put_flag(&mut self, value: bool) {
        self.push(u8::from(value));
    }

    fn put_short(&mut self, value: u32) {
        self.extend_from_slice(&value.to_le_bytes());
    }

    fn put_long(&mut self, value: u64) {
        self.extend_from_slice(&value.to_le_bytes());
    }

    fn put_range(&mut self, range: &Range<u64>) {
        self.put_long(range.start);
        self.put_long(range.end);
    }

    fn put_string(&mut self, bytes: &[u8]) {
        // A length that does not fit makes a frame that is too long to be sent, so it is never read as another.
        self.put_short(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
        self.extend_from_slice(bytes);
    }
}

/// Takes values from a frame, the first first.
pub(super) struct Taker<'a>(&'a [u8]);

impl<'a> Taker<'a> {
    pub(super) fn new(frame: &'a [u8]) -> Self {
        Self(frame)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Broken> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(Broken("a frame is cut short"))?;
        self.0 = rest;
        Ok(*taken)
    }

    pub(super) fn byte(&mut self) -> Result<u8, Broken> {
        self.array().map(|[byte]| byte)
    }

    pub(super) fn flag(&mut self) -> Result<bool, Broken> {
        match self.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Broken("a flag is neither yes nor no")),
        }
    }

    pub(super) fn short(&mut self) -> Result<u32, Broken> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn long(&mut self) -> Result<u64, Broken> {
        self.array().map(u64::from_le_bytes)
    }

    /// A range that does not end before it starts.
    pub(super) fn range(&mut self) -> Result<Range<u64>, Broken> {
        let range = self.long()?..self.long()?;
        if range.start <= range.end { Ok(range) } else { Err(Broken("a range ends before it starts")) }
    }

    pub(super) fn string(&mut self) -> Result<&'a [u8], Broken> {
        let length = self.short()? as usize;
        let (taken, rest) = self.0.split_at_checked(length).ok_or(Broken("a length lies"))?;
        self.0 = rest;
        Ok(taken)
    }

    pub(super) fn text(&mut self) -> Result<&'a str, Broken> {
        std::str::from_utf8(self.string()?).map_err(|_| Broken("a word is not UTF-8"))
    }

    /// How many values come, of which each takes at least so many bytes.
    pub(super) fn count(&mut self, least: usize) -> Result<usize, Broken> {
        let count = self.short()? as usize;
        if count <= self.0.len() / least { Ok(count) } else { Err(Broken("a count lies")) }
    }

    /// Nothing may follow.
    pub(super) fn end(&self) -> Result<(), Broken> {
        if self.0.is_empty() { Ok(()) } else { Err(Broken("a frame is longer than what it says")) }
    }
}
