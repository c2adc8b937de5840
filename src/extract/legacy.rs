//! What to make of text that is not, or not only, ASCII: UTF-8, one of the encodings used before it, both in one file,
//! or no text at all. Judged by a fixed stretch from the first byte that is not ASCII, never by where windows are cut.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;

/// How much is looked at to judge the rest.
pub(super) const STRETCH: usize = 64 * 1024;

/// How the rest of a text is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// As UTF-8.
    Utf8,
    /// As UTF-8 but for bytes that are none.
    Mixed,
    /// In an encoding used before UTF-8.
    Legacy(&'static Encoding),
    /// As no text.
    Binary,
}

/// How to read a text from its first byte on that is not ASCII. `before` are a few bytes before it, `last` says whether
/// the text ends with `ahead`.
pub(super) fn judge(before: &[u8], ahead: &[u8], last: bool) -> Reading {
    if looks_binary(ahead) {
        return Reading::Binary;
    }
    // Told at memory speed, and true of nearly all text.
    if Encoding::utf8_valid_up_to(ahead) == ahead.len() {
        return Reading::Utf8;
    }
    let (characters, strays) = count(ahead, last);
    if strays == 0 {
        Reading::Utf8
    } else if characters >= strays {
        // In the old encodings of East Asia about one character in five happens to be one of UTF-8, never half.
        Reading::Mixed
    } else {
        Reading::Legacy(guess(before, ahead, last))
    }
}

/// Whether bytes are no text in any encoding without NULs: text holds hardly a control character.
pub(super) fn looks_binary(bytes: &[u8]) -> bool {
    // Sums of bytes over so few of them cannot overflow, and compile to whole registers.
    let controls =
        bytes.chunks(255).map(|chunk| usize::from(chunk.iter().map(|&byte| control(byte)).sum::<u8>()));
    controls.sum::<usize>() * 32 > bytes.len() + 96
}

/// One for a control character that no text holds. A few comparisons of numbers, no branch.
fn control(byte: u8) -> u8 {
    let layout = u8::from((0x08..=0x0d).contains(&byte)) | u8::from(byte == 0x1b) | u8::from(byte == 0x1c);
    u8::from(byte < 0x20) & (layout ^ 1) | u8::from(byte == 0x7f)
}

/// Characters of UTF-8 beyond ASCII, and bytes that are no UTF-8.
fn count(ahead: &[u8], last: bool) -> (usize, usize) {
    let (mut characters, mut strays) = (0, 0);
    let mut end = ahead.len();
    for chunk in ahead.utf8_chunks() {
        characters += chunk.valid().bytes().filter(|&byte| byte >= 0xc0).count();
        strays += chunk.invalid().len();
        end -= chunk.valid().len() + chunk.invalid().len();
        let cut = end == 0
            && !last
            && std::str::from_utf8(chunk.invalid()).is_err_and(|error| error.error_len().is_none());
        if cut {
            strays -= chunk.invalid().len();
        }
    }
    (characters, strays)
}

fn guess(before: &[u8], ahead: &[u8], last: bool) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(before, false);
    detector.feed(ahead, last);
    detector.guess(None, Utf8Detection::Deny)
}
