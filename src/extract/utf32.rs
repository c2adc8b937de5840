//! UTF-32 to UTF-8, which no library we use decodes: four bytes a character.

use super::kind::ByteOrder;
use super::raw::Raw;

/// How many raw bytes are decoded at a time.
const CHUNK: usize = 16 * 1024;

/// The character of four bytes, if they are one.
pub(super) fn character(order: ByteOrder, unit: [u8; 4]) -> Option<char> {
    let number = match order {
        ByteOrder::Little => u32::from_le_bytes(unit),
        ByteOrder::Big => u32::from_be_bytes(unit),
    };
    char::from_u32(number)
}

/// Decodes into `out` until it is full; how much was written, and whether something was no character and stands as
/// U+FFFD.
pub(super) fn fill(order: ByteOrder, raw: &mut Raw<'_>, out: &mut [u8]) -> (usize, bool) {
    let (ahead, last) = raw.look(4, CHUNK);
    let (units, rest) = ahead.as_chunks::<4>();
    let (mut written, mut taken, mut replaced) = (0, 0, false);
    for unit in units.iter().take(out.len() / 4) {
        let decoded = character(order, *unit);
        replaced |= decoded.is_none();
        written += decoded.unwrap_or(char::REPLACEMENT_CHARACTER).encode_utf8(&mut out[written..]).len();
        taken += 4;
    }
    if last && !rest.is_empty() && taken + rest.len() == ahead.len() && written + 4 <= out.len() {
        written += char::REPLACEMENT_CHARACTER.encode_utf8(&mut out[written..]).len();
        taken += rest.len();
        replaced = true;
    }
    raw.take(taken);
    (written, replaced)
}

/// The beginning of a text as UTF-8.
pub(super) fn head(order: ByteOrder, head: &[u8]) -> Vec<u8> {
    let characters = head.as_chunks::<4>().0.iter().map(|unit| character(order, *unit));
    characters.map(|one| one.unwrap_or(char::REPLACEMENT_CHARACTER)).collect::<String>().into_bytes()
}
