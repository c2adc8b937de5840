//! Reads a blob as UTF-8 text: as its bytes are, decoded, or as the runs of text in it. Never holds more than a few
//! kilobytes, or the stretch by which an encoding is judged.

use std::borrow::Cow;
use std::io;

use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::kind::{ByteOrder, Encoding};
use super::legacy::{self, Reading};
use super::raw::Raw;
use super::runs::Runs;
use super::utf32;
use crate::model::piece::{BlobReader, Obstacle};

/// How many first bytes tell the kind of a blob.
const HEAD: usize = 4096;

/// How much is read at first: all of a small file, so that its end is known with the next read.
const FIRST: usize = 64 * 1024;

/// How many raw bytes are decoded at a time.
const CHUNK: usize = 16 * 1024;

/// How many bytes before the first that is not ASCII help to judge it.
const BEFORE: usize = 32;

/// The least room that [`TextReader::fill`] is given: three bytes of UTF-8 for each raw byte of the longest character.
pub(super) const ROOM: usize = 16;

/// The text of a blob, read once from its start.
pub(super) struct TextReader<'b> {
    raw: Raw<'b>,
    mode: Mode,
    /// The last bytes of ASCII that were given.
    before: Vec<u8>,
    complaints: Vec<Obstacle>,
}

/// How the next bytes are read.
enum Mode {
    Ascii,
    Utf8,
    Mixed,
    Decoded(Box<Decoded>),
    Utf32(ByteOrder),
    Runs(Runs),
}

struct Decoded {
    decoder: Decoder,
    finished: bool,
    replaced: bool,
}

impl<'b> TextReader<'b> {
    /// Reads the head. An error on the way is kept for [`fill`](Self::fill), after what was read before it.
    pub(super) fn open(blob: &'b mut dyn BlobReader) -> Self {
        let mut raw = Raw::new(blob);
        raw.look(FIRST, FIRST);
        Self { raw, mode: Mode::Ascii, before: Vec::new(), complaints: Vec::new() }
    }

    /// The first bytes, as they are; to be asked before any are read.
    pub(super) fn head(&self) -> &[u8] {
        let ahead = self.raw.ahead();
        &ahead[..ahead.len().min(HEAD)]
    }

    /// From now on decodes; a byte order mark is left out.
    pub(super) fn decode(&mut self, encoding: Encoding) {
        self.raw.take(mark_length(encoding, self.head()));
        self.mode = match encoding {
            Encoding::Bytes => Mode::Ascii,
            Encoding::Utf16(ByteOrder::Little) => decoded(UTF_16LE),
            Encoding::Utf16(ByteOrder::Big) => decoded(UTF_16BE),
            Encoding::Utf32(order) => Mode::Utf32(order),
        };
    }

    /// From now on gives only the runs of text.
    pub(super) fn only_runs(&mut self) {
        self.mode = Mode::Runs(Runs::default());
    }

    /// The bytes as they are, to be taken as a whole or not at all.
    pub(super) fn raw(&mut self) -> &mut Raw<'b> {
        &mut self.raw
    }

    /// Raw bytes read so far.
    pub(super) fn bytes_read(&self) -> u64 {
        self.raw.bytes_read()
    }

    /// What was not, or not as it should be, read; to be asked at the end.
    pub(super) fn complaints(mut self) -> Vec<Obstacle> {
        if let Mode::Decoded(decoded) = &self.mode
            && decoded.replaced
        {
            let what = format!("parts of its {} text are not text", decoded.decoder.encoding().name());
            self.complain(what);
        }
        self.complaints.extend(self.raw.blob().shortfall());
        std::mem::take(&mut self.complaints)
    }

    /// Puts text into `out`, which has at least [`ROOM`]; 0 only at the end.
    pub(super) fn fill(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            let filled = match &mut self.mode {
                Mode::Ascii => self.fill_ascii(out)?,
                Mode::Utf8 => self.fill_utf8(out)?,
                Mode::Mixed => Some(self.fill_mixed(out)),
                Mode::Decoded(decoded) => Some(decoded.fill(&mut self.raw, out)),
                Mode::Utf32(order) => {
                    let (written, replaced) = utf32::fill(*order, &mut self.raw, out);
                    if replaced {
                        self.complain("parts of its UTF-32 text are not text".to_owned());
                    }
                    Some(written)
                }
                Mode::Runs(runs) => Some(runs.fill(&mut self.raw, out)),
            };
            match filled {
                // All is taken now: what is left is the error that ended the blob, if one did.
                Some(0) => return self.raw.read(&mut [0; 1]),
                Some(written) => return Ok(written),
                None => {}
            }
        }
    }

    /// ASCII is given as it is. What is not is put back and judged; `None` where it comes first.
    fn fill_ascii(&mut self, out: &mut [u8]) -> io::Result<Option<usize>> {
        let length = self.raw.read(out)?;
        let valid = encoding_rs::Encoding::ascii_valid_up_to(&out[..length]);
        self.remember(&out[..valid]);
        if valid < length {
            self.raw.put_back(&out[valid..length]);
            let (ahead, last) = self.raw.look(legacy::STRETCH, legacy::STRETCH);
            // How much more is at hand depends on how the bytes came, and must not count.
            let stretch = &ahead[..ahead.len().min(legacy::STRETCH)];
            let reading = legacy::judge(&self.before, stretch, last && stretch.len() == ahead.len());
            self.turn_to(reading);
            return Ok((valid > 0).then_some(valid));
        }
        Ok(Some(length))
    }

    fn remember(&mut self, ascii: &[u8]) {
        self.before.extend_from_slice(&ascii[ascii.len().saturating_sub(BEFORE)..]);
        self.before.drain(..self.before.len().saturating_sub(BEFORE));
    }

    fn turn_to(&mut self, reading: Reading) {
        self.mode = match reading {
            Reading::Utf8 => Mode::Utf8,
            Reading::Mixed => {
                self.complain("not all of it is UTF-8; the rest was read as Windows-1252".to_owned());
                Mode::Mixed
            }
            Reading::Legacy(encoding) => decoded(encoding),
            Reading::Binary => {
                let what = "text that turns binary; of the rest only runs of text were searched".into();
                self.complaints.push(Obstacle::PartlyRead { what });
                Mode::Runs(Runs::default())
            }
        };
    }

    /// UTF-8 is given as it is. What is not is put back and judged; `None` where it comes first.
    fn fill_utf8(&mut self, out: &mut [u8]) -> io::Result<Option<usize>> {
        let length = self.raw.read(out)?;
        let valid = encoding_rs::Encoding::utf8_valid_up_to(&out[..length]);
        if valid == length {
            return Ok(Some(length));
        }
        self.raw.put_back(&out[valid..length]);
        if valid == 0 {
            let (ahead, _) = self.raw.look(legacy::STRETCH, legacy::STRETCH);
            if encoding_rs::Encoding::utf8_valid_up_to(&ahead[..ahead.len().min(4)]) == 0 {
                let binary = legacy::looks_binary(&ahead[..ahead.len().min(legacy::STRETCH)]);
                self.turn_to(if binary { Reading::Binary } else { Reading::Mixed });
            }
        }
        Ok((valid > 0).then_some(valid))
    }

    /// UTF-8 as it is, and each byte that is none as Windows-1252 has it, which is at most three bytes of UTF-8.
    fn fill_mixed(&mut self, out: &mut [u8]) -> usize {
        let (ahead, last) = self.raw.look(ROOM, CHUNK);
        let part = &ahead[..ahead.len().min(out.len() / 3)];
        let last = last && part.len() == ahead.len();
        let (mut taken, mut written) = (0, 0);
        for chunk in part.utf8_chunks() {
            let valid = chunk.valid().as_bytes();
            out[written..written + valid.len()].copy_from_slice(valid);
            (taken, written) = (taken + valid.len(), written + valid.len());
            let cut = std::str::from_utf8(chunk.invalid()).is_err_and(|error| error.error_len().is_none());
            if cut && !last && taken + chunk.invalid().len() == part.len() {
                break;
            }
            let (characters, _) = WINDOWS_1252.decode_without_bom_handling(chunk.invalid());
            out[written..written + characters.len()].copy_from_slice(characters.as_bytes());
            (taken, written) = (taken + chunk.invalid().len(), written + characters.len());
        }
        self.raw.take(taken);
        written
    }

    fn complain(&mut self, what: String) {
        let complaint = Obstacle::Malformed { what: what.into() };
        if !self.complaints.contains(&complaint) {
            self.complaints.push(complaint);
        }
    }
}

impl Decoded {
    fn fill(&mut self, raw: &mut Raw<'_>, out: &mut [u8]) -> usize {
        while !self.finished {
            let (ahead, last) = raw.look(1, CHUNK);
            let (result, read, written, replaced) = self.decoder.decode_to_utf8(ahead, out, last);
            self.finished = last && result == CoderResult::InputEmpty;
            self.replaced |= replaced;
            raw.take(read);
            if written > 0 {
                return written;
            }
        }
        0
    }
}

fn decoded(encoding: &'static encoding_rs::Encoding) -> Mode {
    let decoder = encoding.new_decoder_without_bom_handling();
    Mode::Decoded(Box::new(Decoded { decoder, finished: false, replaced: false }))
}

/// The head of a text as UTF-8, to tell how it is laid out.
pub(super) fn head_text(encoding: Encoding, head: &[u8]) -> Cow<'_, [u8]> {
    let text = &head[mark_length(encoding, head)..];
    let decode = |encoding: &'static encoding_rs::Encoding| {
        encoding.decode_without_bom_handling(text).0.into_owned().into_bytes()
    };
    match encoding {
        Encoding::Bytes => Cow::Borrowed(text),
        Encoding::Utf16(ByteOrder::Little) => Cow::Owned(decode(UTF_16LE)),
        Encoding::Utf16(ByteOrder::Big) => Cow::Owned(decode(UTF_16BE)),
        Encoding::Utf32(order) => Cow::Owned(utf32::head(order, text)),
    }
}

/// How long the byte order mark of a text is, if it has one.
fn mark_length(encoding: Encoding, head: &[u8]) -> usize {
    let mark: &[u8] = match encoding {
        Encoding::Bytes => b"\xef\xbb\xbf",
        Encoding::Utf16(ByteOrder::Little) => b"\xff\xfe",
        Encoding::Utf16(ByteOrder::Big) => b"\xfe\xff",
        Encoding::Utf32(ByteOrder::Little) => b"\xff\xfe\0\0",
        Encoding::Utf32(ByteOrder::Big) => b"\0\0\xfe\xff",
    };
    if head.starts_with(mark) { mark.len() } else { 0 }
}
