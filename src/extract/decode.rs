//! Reads a blob as UTF-8 text: as its bytes are, or decoded from UTF-16. Never holds more than a few kilobytes.

use std::io;

use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE};

use super::kind::ByteOrder;
use crate::model::piece::BlobReader;

/// How many first bytes tell the kind of a blob.
const HEAD: usize = 4096;

/// How many raw bytes are decoded at a time.
const CHUNK: usize = 16 * 1024;

/// The text of a blob, read once from its start.
pub(super) struct TextReader<'b> {
    blob: &'b mut dyn BlobReader,
    head: Vec<u8>,
    taken: usize,
    failure: Option<io::ErrorKind>,
    read: u64,
    decoder: Option<Utf16>,
}

struct Utf16 {
    decoder: Decoder,
    raw: Vec<u8>,
    at: usize,
    finished: bool,
    replaced: bool,
}

impl<'b> TextReader<'b> {
    /// Reads the head. An error on the way is kept for [`fill`](Self::fill), after what was read before it.
    pub(super) fn open(blob: &'b mut dyn BlobReader) -> Self {
        let mut reader = Self { blob, head: Vec::new(), taken: 0, failure: None, read: 0, decoder: None };
        let mut head = vec![0; HEAD];
        let mut length = 0;
        while length < HEAD {
            match reader.read_raw(&mut head[length..]) {
                Ok(0) => break,
                Ok(more) => length += more,
                Err(error) => {
                    reader.failure = Some(error.kind());
                    break;
                }
            }
        }
        head.truncate(length);
        reader.head = head;
        reader
    }

    /// The first bytes, as they are.
    pub(super) fn head(&self) -> &[u8] {
        &self.head
    }

    /// From now on decodes UTF-16, whose byte order mark is left out.
    pub(super) fn decode_utf16(&mut self, order: ByteOrder) {
        let encoding = match order {
            ByteOrder::Little => UTF_16LE,
            ByteOrder::Big => UTF_16BE,
        };
        let decoder = encoding.new_decoder_with_bom_removal();
        self.decoder = Some(Utf16 { decoder, raw: Vec::new(), at: 0, finished: false, replaced: false });
    }

    /// Whether something was not UTF-16 and stands as U+FFFD.
    pub(super) fn replaced(&self) -> bool {
        self.decoder.as_ref().is_some_and(|utf16| utf16.replaced)
    }

    /// Raw bytes read so far.
    pub(super) fn bytes_read(&self) -> u64 {
        self.read
    }

    /// Puts text into `out`, which has room for at least 4 bytes; 0 only at the end.
    pub(super) fn fill(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self.decoder.take() {
            None => self.next_raw(out),
            Some(mut utf16) => {
                let filled = self.fill_decoded(&mut utf16, out);
                self.decoder = Some(utf16);
                filled
            }
        }
    }

    fn fill_decoded(&mut self, utf16: &mut Utf16, out: &mut [u8]) -> io::Result<usize> {
        loop {
            if utf16.at == utf16.raw.len() && !utf16.finished {
                utf16.raw.resize(CHUNK, 0);
                let length = self.next_raw(&mut utf16.raw)?;
                utf16.raw.truncate(length);
                utf16.at = 0;
                utf16.finished = length == 0;
            }
            let (result, read, written, replaced) =
                utf16.decoder.decode_to_utf8(&utf16.raw[utf16.at..], out, utf16.finished);
            utf16.at += read;
            utf16.replaced |= replaced;
            if written > 0 || (utf16.finished && result == CoderResult::InputEmpty) {
                return Ok(written);
            }
        }
    }

    /// The rest of the head, then the error met behind it, then the blob.
    fn next_raw(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let rest = &self.head[self.taken..];
        if !rest.is_empty() {
            let length = rest.len().min(out.len());
            out[..length].copy_from_slice(&rest[..length]);
            self.taken += length;
            return Ok(length);
        }
        match self.failure.take() {
            Some(kind) => Err(kind.into()),
            None if self.head.len() < HEAD => Ok(0),
            None => self.read_raw(out),
        }
    }

    fn read_raw(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.blob.read(out) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Ok(length) => {
                    self.read += length as u64;
                    return Ok(length);
                }
                Err(error) => return Err(error),
            }
        }
    }
}
