//! What may stand beside a match.

use crate::rule::Boundary;

/// Whether a match may begin at `at`.
pub(super) fn may_begin(text: &[u8], at: usize, boundary: &Boundary) -> bool {
    let Some(&before) = at.checked_sub(1).and_then(|previous| text.get(previous)) else { return true };
    match boundary {
        Boundary::Open => true,
        Boundary::Outside(alphabet) => !alphabet.has(before),
        Boundary::Word => !before.is_ascii_alphanumeric() || ends_escape(text, at),
        Boundary::Number => {
            let joined = is_joint(before) && at >= 2 && text[at - 2].is_ascii_digit();
            !(is_word(before) || joined) || ends_escape(text, at)
        }
    }
}

/// Whether a match may end before `at`.
pub(super) fn may_end(text: &[u8], at: usize, boundary: &Boundary) -> bool {
    let Some(&after) = text.get(at) else { return true };
    match boundary {
        Boundary::Open => true,
        Boundary::Outside(alphabet) => !alphabet.has(after),
        Boundary::Word => !after.is_ascii_alphanumeric(),
        Boundary::Number => {
            let joined = is_joint(after) && text.get(at + 1).is_some_and(u8::is_ascii_digit);
            !(is_word(after) || joined)
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// A byte by which numbers are joined to longer ones.
fn is_joint(byte: u8) -> bool {
    matches!(byte, b'-' | b'.' | b'/' | b':' | b'+')
}

/// Whether the bytes before `at` are an escape whose last letter stands for something else: `\n`, `\t`, `\r`, `%3D`,
/// `\u003d`. A run of digits is never cut in two by this.
fn ends_escape(text: &[u8], at: usize) -> bool {
    let digit_run = text[at - 1].is_ascii_digit() && text.get(at).is_some_and(u8::is_ascii_digit);
    let is = |back: usize, byte: u8| at >= back && text[at - back] == byte;
    let hex = |count: usize| text[at - count..at].iter().all(u8::is_ascii_hexdigit);
    let letter = matches!(text[at - 1], b'n' | b't' | b'r') && is(2, b'\\');
    let percent = is(3, b'%') && hex(2);
    let unicode = is(6, b'\\') && is(5, b'u') && hex(4);
    !digit_run && (letter || percent || unicode)
}

#[cfg(test)]
mod tests {
    use super::{may_begin, may_end};
    use crate::rule::Boundary;

    fn begins(text: &str, expected: bool, boundary: &Boundary) {
        let at = text.find('@').unwrap();
        assert_eq!(may_begin(text.as_bytes(), at, boundary), expected, "{text}");
    }

    #[test]
    fn escapes_end_words() {
        begins("x@", false, &Boundary::Word);
        begins("_@", true, &Boundary::Word);
        begins("\\n@", true, &Boundary::Word);
        begins("token%3D@", true, &Boundary::Word);
        begins("\\u003d@", true, &Boundary::Word);
        begins("@", true, &Boundary::Word);
    }

    #[test]
    fn numbers_are_whole() {
        begins("1-@", false, &Boundary::Number);
        begins("a-@", true, &Boundary::Number);
        begins("_@", false, &Boundary::Number);
        assert!(may_end(b"12, 4", 2, &Boundary::Number));
        assert!(!may_end(b"12-34", 2, &Boundary::Number));
        assert!(may_end(b"12-x", 2, &Boundary::Number));
    }
}
