//! Runs of text in bytes that are no text, as `strings` finds them: ASCII, UTF-8, and the Latin part of UTF-16 of
//! either byte order. Each run is given as lines of its own; what lies between runs is passed over.

use super::raw::Raw;

/// How many characters in a row are no accident.
const LEAST: usize = 6;

/// How many bytes tell whether a run begins: the longest characters, in the widest encoding.
const REACH: usize = LEAST * 4;

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
                at = (at..limit).find(|&at| self.begins(&ahead[at..])).unwrap_or(limit);
                continue;
            };
            if let Some((length, character)) = next(run, &ahead[at..]) {
                at += length;
                out[written..written + character.len()].copy_from_slice(character);
                written += character.len();
            } else if let Some(latin) = wide_latin(run, &ahead[at..]) {
                at += 2;
                written += char::from(latin).encode_utf8(&mut out[written..]).len();
            } else {
                self.run = None;
                out[written] = b'\n';
                written += 1;
            }
        }
        (at, written)
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

/// Whether as many printable characters follow as a run must have.
fn is_long(run: Run, rest: &[u8]) -> bool {
    let mut at = 0;
    (0..LEAST).all(|_| {
        let rest = &rest[at.min(rest.len())..];
        let one = next(run, rest).filter(|(_, character)| !character[0].is_ascii_whitespace() || *character == b" ");
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
            (pair[1 - low] == 0 && is_inside(pair[low])).then_some((2, &pair[low..=low]))
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
    (0x20..0x7f).contains(&byte)
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
