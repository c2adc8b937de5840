//! Runs of text in bytes that are no text, as `strings` finds them: ASCII, UTF-8, and the Latin part of UTF-16 of
//! either byte order. A NUL ends each run, and what lies between runs is passed over but for line feeds, so that lines
//! are counted as other tools count those of the same file.

use super::raw::Raw;

/// How many characters in a row are no accident.
const LEAST: usize = 6;

/// How many bytes tell whether a run begins: the longest characters, in the widest encoding.
const REACH: usize = LEAST * 4;

/// How many places are looked at together, and how many alone before.
const BLOCK: usize = 64;
const NEAR: usize = 4;

/// How many raw bytes are looked at together.
const CHUNK: usize = 16 * 1024;

/// The most bytes that one step writes.
const STEP: usize = 8;

/// How the characters of a run are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Run {
    Narrow,
    /// Two bytes a character; which of them holds it.
    Wide(usize),
}

/// The search for runs. Remembers only whether it stands in a run.
#[derive(Debug, Default)]
pub(super) struct Runs {
    run: Option<Run>,
}

impl Runs {
    /// Puts the next runs into `out`; 0 only where no more come.
    pub(super) fn fill(&mut self, raw: &mut Raw<'_>, out: &mut [u8]) -> usize {
        let mut written = 0;
        while written + STEP <= out.len() {
            let (ahead, last) = raw.look(REACH, CHUNK);
            if ahead.is_empty() {
                break;
            }
            // Whether a run begins is never asked of bytes that are not all here.
            let limit = if last { ahead.len() } else { ahead.len() + 1 - REACH };
            let (taken, more) = self.step(ahead, limit, &mut out[written..]);
            written += more;
            raw.take(taken);
        }
        written
    }

    /// Goes on up to `limit` or until `out` is full: how many bytes were taken and written.
    fn step(&mut self, ahead: &[u8], limit: usize, out: &mut [u8]) -> (usize, usize) {
        let (mut at, mut written) = (0, 0);
        while at < limit && written + STEP <= out.len() {
            let Some(run) = self.run else {
                at = self.stop(ahead, at, limit);
                if self.run.is_none() && at < limit {
                    out[written] = b'\n';
                    (at, written) = (at + 1, written + 1);
                }
                continue;
            };
            if run == Run::Narrow {
                let room = (limit - at).min(out.len() - written - STEP);
                let plain = ahead[at..at + room].iter().take_while(|byte| is_plain(**byte)).count();
                out[written..written + plain].copy_from_slice(&ahead[at..at + plain]);
                (at, written) = (at + plain, written + plain);
                if at == limit {
                    break;
                }
            }
            if let Some((length, character)) = next(run, &ahead[at..]) {
                at += length;
                out[written..written + character.len()].copy_from_slice(character);
                written += character.len();
            } else if let Some(latin) = wide_latin(run, &ahead[at..]) {
                at += 2;
                written += char::from(latin).encode_utf8(&mut out[written..]).len();
            } else {
                self.run = None;
                out[written] = 0;
                written += 1;
            }
        }
        (at, written)
    }

    /// Where the next thing is that is not passed over, or `limit`.
    fn stop(&mut self, ahead: &[u8], mut at: usize, limit: usize) -> usize {
        while at < limit {
            // Behind a run the next one is mostly near.
            let near = limit.min(at + NEAR);
            if let Some(found) = (at..near).find(|&at| self.stops(&ahead[at..])) {
                return found;
            }
            at = near;
            while let Some(block) = ahead[at..limit.max(at)].first_chunk() {
                if let Some(found) = bits(may_stop(block)).find(|&bit| self.stops(&ahead[at + bit..])) {
                    return at + found;
                }
                at += BLOCK;
            }
        }
        limit
    }

    /// Whether there is something here that is not passed over.
    fn stops(&mut self, rest: &[u8]) -> bool {
        self.begins(rest) || rest[0] == b'\n'
    }

    /// Whether a run begins here, which is then remembered.
    fn begins(&mut self, rest: &[u8]) -> bool {
        let kinds: &[Run] = match rest {
            [0, low, ..] if is_printable(*low) => &[Run::Wide(1)],
            [low, 0, ..] if is_printable(*low) => &[Run::Wide(0)],
            [first, ..] if is_printable(*first) || *first >= 0xc2 => &[Run::Narrow],
            _ => &[],
        };
        self.run = kinds.iter().copied().find(|&run| is_long(run, rest));
        self.run.is_some()
    }
}

/// At which of the first places of a block the search may stop: line feeds, where zeros stand as in two wide characters, and
/// where bytes follow that may stand in a narrow run. A bit a place. The loops have no branches, so that many places are
/// looked at in one instruction.
fn may_stop(block: &[u8; BLOCK + LEAST]) -> u64 {
    let mut kinds = [0_u8; 1 + BLOCK + LEAST];
    for (kind, &byte) in kinds[1..].iter_mut().zip(block) {
        *kind = kind_of(byte);
    }
    let (mut first, mut inside) = ([0_u8; BLOCK + LEAST - 1], [0_u8; BLOCK + LEAST - 1]);
    for at in 0..BLOCK + LEAST - 1 {
        let (before, one, next) = (kinds[at], kinds[at + 1], kinds[at + 2]);
        // A printable byte, or the first of a character before another one of it.
        first[at] = one | (one >> LEADS & next >> CONTINUES);
        inside[at] =
            first[at] | one >> RETURNS | (one >> CONTINUES & (before >> CONTINUES | before >> LEADS));
    }
    let mut stops = [0_u8; BLOCK];
    for (at, stop) in stops.iter_mut().enumerate() {
        let next = inside[at + 1] & inside[at + 2] & inside[at + 3] & inside[at + 4] & inside[at + 5];
        let zero = |at: usize| kinds[at + 1] >> ZERO;
        let wide = (zero(at) & zero(at + 2)) | (zero(at + 1) & zero(at + 3));
        *stop = ((first[at] & next) | wide | kinds[at + 1] >> FEEDS) & 1;
    }
    let eights = stops.as_chunks::<8>().0.iter().zip(0..);
    // Gathers the lowest bits of eight bytes in the highest byte.
    let gathered = |eight: &[u8; 8]| u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
    eights.fold(0, |mask, (eight, part)| mask | gathered(eight) << (8 * part))
}

/// Bits of the kind of a byte, above the one for printable ones: the first of several of a character, one behind it, a carriage
/// return, which stands for a space, zero, a line feed.
const LEADS: u8 = 1;
const CONTINUES: u8 = 2;
const RETURNS: u8 = 3;
const ZERO: u8 = 4;
const FEEDS: u8 = 5;

fn kind_of(byte: u8) -> u8 {
    u8::from(is_printable(byte))
        | u8::from(byte.wrapping_sub(0xc2) < 0xf5 - 0xc2) << LEADS
        | u8::from(byte & 0xc0 == 0x80) << CONTINUES
        | u8::from(byte == b'\r') << RETURNS
        | u8::from(byte == 0) << ZERO
        | u8::from(byte == b'\n') << FEEDS
}

/// The numbers of the bits that are set, the lowest first.
fn bits(mut mask: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = mask.trailing_zeros() as usize;
        mask &= mask.wrapping_sub(1);
        (bit < BLOCK).then_some(bit)
    })
}

/// Whether as many printable characters follow as a run must have.
fn is_long(run: Run, rest: &[u8]) -> bool {
    let mut at = 0;
    (0..LEAST).all(|_| {
        let rest = &rest[at.min(rest.len())..];
        let one = next(run, rest)
            .filter(|(_, character)| !character[0].is_ascii_whitespace() || *character == b" ");
        let length = one.map(|(length, _)| length).or_else(|| wide_latin(run, rest).map(|_| 2));
        at += length.unwrap_or_default();
        length.is_some()
    })
}

/// The next character of a run, as UTF-8, and how many bytes it takes. Line breaks and tabs belong to a run.
fn next(run: Run, rest: &[u8]) -> Option<(usize, &[u8])> {
    match run {
        Run::Narrow => {
            let first = *rest.first()?;
            if first == b'\r' && rest.get(1) != Some(&b'\n') {
                // Alone it would count as a line break, which other tools do not see.
                return Some((1, b" "));
            }
            if is_inside(first) {
                return Some((1, &rest[..1]));
            }
            let length = utf8_length(first)?;
            let bytes = rest.get(..length)?;
            let character = std::str::from_utf8(bytes).ok()?.chars().next()?;
            (!character.is_control() && !is_private(character)).then_some((length, bytes))
        }
        Run::Wide(low) => {
            let pair = rest.get(..2)?;
            let character = if pair[low] == b'\r' { b" " } else { &pair[low..=low] };
            (pair[1 - low] == 0 && is_inside(pair[low])).then_some((2, character))
        }
    }
}

/// A letter of Latin-1 beyond ASCII in a run of UTF-16.
fn wide_latin(run: Run, rest: &[u8]) -> Option<u8> {
    let Run::Wide(low) = run else { return None };
    let pair = rest.get(..2)?;
    (pair[1 - low] == 0 && pair[low] >= 0xc0).then_some(pair[low])
}

fn is_printable(byte: u8) -> bool {
    byte.wrapping_sub(0x20) < 0x7f - 0x20
}

/// Whether a byte of a narrow run stands for itself, whatever follows.
fn is_plain(byte: u8) -> bool {
    is_printable(byte) || matches!(byte, b'\t' | b'\n')
}

fn is_inside(byte: u8) -> bool {
    is_printable(byte) || matches!(byte, b'\t' | b'\n' | b'\r')
}

fn utf8_length(first: u8) -> Option<usize> {
    match first {
        0xc2..=0xdf => Some(2),
        0xe0..=0xef => Some(3),
        0xf0..=0xf4 => Some(4),
        _ => None,
    }
}

fn is_private(character: char) -> bool {
    matches!(character, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..)
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::Runs;
    use crate::extract::raw::Raw;
    use crate::model::piece::BlobReader;
    use crate::model::source::{ArtifactPath, Facts, Source};

    struct Memory<'a>(&'a [u8], Source);

    impl BlobReader for Memory<'_> {
        fn source(&self) -> &Source {
            &self.1
        }

        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            io::Read::read(&mut self.0, buffer)
        }
    }

    fn runs(bytes: &[u8], room: usize) -> String {
        let source = Source { path: ArtifactPath::new(b"a"), facts: Facts::default() };
        let mut memory = Memory(bytes, source);
        let mut raw = Raw::new(&mut memory);
        let (mut runs, mut all, mut out) = (Runs::default(), Vec::new(), vec![0; room]);
        loop {
            match runs.fill(&mut raw, &mut out) {
                0 => return String::from_utf8(all).unwrap(),
                length => all.extend_from_slice(&out[..length]),
            }
        }
    }

    fn check(bytes: &[u8], expected: &str) {
        for room in [8, 9, 64, 4096] {
            assert_eq!(runs(bytes, room), expected, "{bytes:?} with room for {room}");
        }
    }

    /// As the bytes are looked at one after the other.
    fn runs_by_every_byte(bytes: &[u8]) -> String {
        let (mut runs, mut at, mut all) = (Runs::default(), 0, Vec::new());
        while at < bytes.len() {
            if runs.run.is_none() && !runs.stops(&bytes[at..]) {
                at += 1;
                continue;
            }
            let mut out = [0; super::STEP];
            let (taken, written) = runs.step(&bytes[at..], 1, &mut out);
            all.extend_from_slice(&out[..written]);
            at += taken;
        }
        String::from_utf8(all).unwrap()
    }

    proptest::proptest! {
        #[test]
        fn no_run_is_passed_over(pieces in proptest::collection::vec(
            proptest::sample::select(vec![
                &b"\x01"[..], b"\0", b"\n", b"\r", b"a", b" ", b"\xc3\xa9", b"\xe4\xb8\xad", b"\xff", b"\x80\x02\x03\x04\x05", b"abcde",
                b"w\0i\0d\0e\0r\0", b"\0w\0i\0d\0e\0r",
            ]), 0..120,
        )) {
            let bytes = pieces.concat();
            proptest::prop_assert_eq!(runs(&bytes, 64), runs_by_every_byte(&bytes));
        }
    }

    #[test]
    fn runs_of_six_characters_are_given_and_shorter_ones_are_not() {
        check(b"\x01abcdef\x02abcde\x03", "abcdef\0");
        check(b"abcdef", "abcdef");
        check(b"\x00\x01\xff\xfe", "");
        check("\u{1}stra\u{df}e\u{1}".as_bytes(), "stra\u{df}e\0");
        check(b"\x01one line\n2\n\x01", "one line\n2\n\0");
    }

    #[test]
    fn line_feeds_count_between_runs_too() {
        check(b"\x01\n\x02\n\x03abcdefg\x04\n", "\n\nabcdefg\0\n");
    }

    #[test]
    fn utf16_is_found_in_either_byte_order() {
        let wide = |order: fn(u16) -> [u8; 2]| -> Vec<u8> {
            "s\u{e9}cret 1".encode_utf16().flat_map(order).collect()
        };
        check(&[b"\x01\x02", &wide(u16::to_le_bytes)[..], b"\x01\x02"].concat(), "s\u{e9}cret 1\0");
        check(&[b"\x01\x02", &wide(u16::to_be_bytes)[..], b"\x01\x02"].concat(), "s\u{e9}cret 1\0");
    }
}
