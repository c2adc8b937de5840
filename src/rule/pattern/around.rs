//! Which bytes can stand around an anchor: the gates that a hit passes before its pattern is tried. Each set is an
//! over-estimate derived from the pattern and the boundaries of its find, so no gate loses a match.

use regex_syntax::hir::{Hir, HirKind};

use super::{bytes_of, first_bytes};
use crate::rule::Boundary;
use crate::rule::alphabet::Alphabet;

/// The bytes that can stand beside a match.
#[derive(Clone, Copy, Debug)]
pub struct Beside {
    /// Before its first byte.
    pub before: Alphabet,
    /// Behind its last byte.
    pub after: Alphabet,
}

impl Beside {
    /// Anything can.
    pub const ANYTHING: Self = Self { before: Alphabet::ALL, after: Alphabet::ALL };

    /// What these boundaries allow.
    pub fn of(before: &Boundary, after: &Boundary) -> Self {
        Self { before: allowed_before(before), after: allowed_after(after) }
    }
}

/// The bytes that a boundary lets stand before a match. Behind the start of a text there is a zero byte.
pub fn allowed_before(boundary: &Boundary) -> Alphabet {
    // The last letter of an escape such as `\n`, `%3D` or `\u003d` belongs to no word.
    let escapes = Alphabet::of("ntr0123456789abcdefABCDEF");
    match boundary {
        Boundary::Word | Boundary::Number => allowed_after(boundary).or(escapes),
        Boundary::Outside(_) | Boundary::Open => allowed_after(boundary),
    }
}

/// The bytes that a boundary lets stand behind a match. Behind the end of a text there is a zero byte.
pub fn allowed_after(boundary: &Boundary) -> Alphabet {
    let but = |barred: &dyn Fn(u8) -> bool| {
        (1..=u8::MAX).filter(|&byte| !barred(byte)).fold(Alphabet::EMPTY.with(0), Alphabet::with)
    };
    match boundary {
        Boundary::Open => Alphabet::ALL,
        Boundary::Outside(alphabet) => but(&|byte| alphabet.has(byte)),
        Boundary::Word => but(&|byte| byte.is_ascii_alphanumeric()),
        Boundary::Number => but(&|byte| byte.is_ascii_alphanumeric() || byte == b'_'),
    }
}

/// What can stand right before and behind a word that is none of another's part.
pub fn beside_word() -> (Alphabet, Alphabet) {
    let set = allowed_after(&Boundary::Word);
    (set, set)
}

/// What can stand right behind the last word of a key: its number, or what is no part of a key.
pub fn after_key() -> Alphabet {
    let barred =
        |byte: u8| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-' | b'$' | b'@') || byte >= 0x80;
    (0..=u8::MAX).filter(|&byte| !barred(byte)).fold(Alphabet::EMPTY, Alphabet::with)
}

/// What each of the first bytes of these parts can be, and of what follows them where they are shorter; `beyond` is
/// what can stand right behind the last part. At most 32 bytes are told.
pub(super) fn ahead(parts: &[Hir], beyond: Alphabet, distance: usize) -> Vec<Alphabet> {
    let mut sets = vec![Alphabet::EMPTY; distance];
    let ends = parts.iter().fold(1, |starts, part| spread(part, starts, &mut sets));
    // Where the parts end early, one byte is the neighbour of the match, and those behind it are anything.
    for end in (0..distance).filter(|&end| ends >> end & 1 == 1) {
        sets[end] = sets[end].or(beyond);
        sets[end + 1..].fill(Alphabet::ALL);
    }
    sets
}

/// The same backwards from the end of these parts, the nearest byte first.
pub(super) fn behind(parts: &[Hir], beyond: Alphabet, distance: usize) -> Vec<Alphabet> {
    let reversed: Vec<Hir> = parts.iter().rev().map(reversed).collect();
    ahead(&reversed, beyond, distance)
}

/// All bytes that these parts can hold.
pub(super) fn anywhere(parts: &[Hir]) -> Alphabet {
    parts.iter().map(first_bytes).fold(Alphabet::EMPTY, Alphabet::or)
}

/// Adds the bytes of a part that begins at any of these distances (a bit each) to the sets; gives the distances at
/// which it can end. What lies beyond the sets is forgotten.
fn spread(hir: &Hir, starts: u32, sets: &mut [Alphabet]) -> u32 {
    let within = (1_u32 << sets.len()) - 1;
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => starts,
        HirKind::Literal(literal) => literal.0.iter().fold(starts, |starts, &byte| {
            offer(starts, Alphabet::EMPTY.with(byte), sets);
            starts << 1 & within
        }),
        HirKind::Class(class) => {
            offer(starts, bytes_of(class), sets);
            starts << 1 & within
        }
        HirKind::Capture(capture) => spread(&capture.sub, starts, sets),
        HirKind::Concat(inner) => inner.iter().fold(starts, |starts, part| spread(part, starts, sets)),
        HirKind::Alternation(inner) => {
            inner.iter().fold(0, |ends, branch| ends | spread(branch, starts, sets))
        }
        HirKind::Repetition(repeated) => {
            let (mut at, mut ends) = (starts, if repeated.min == 0 { starts } else { 0 });
            for round in 1..=repeated.max.unwrap_or(u32::MAX) {
                let next = spread(&repeated.sub, at, sets);
                ends |= if round >= repeated.min { next } else { 0 };
                // Another round from the same distances would add nothing but its ends.
                if next == 0 || (next == at && round >= repeated.min) {
                    break;
                }
                at = next;
            }
            ends
        }
    }
}

fn offer(starts: u32, bytes: Alphabet, sets: &mut [Alphabet]) {
    for (at, set) in sets.iter_mut().enumerate() {
        if starts >> at & 1 == 1 {
            *set = set.or(bytes);
        }
    }
}

/// The pattern that matches the same strings read backwards.
pub(super) fn reversed(hir: &Hir) -> Hir {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Hir::empty(),
        HirKind::Literal(literal) => Hir::literal(literal.0.iter().rev().copied().collect::<Vec<_>>()),
        HirKind::Class(class) => Hir::class(class.clone()),
        HirKind::Capture(capture) => reversed(&capture.sub),
        HirKind::Concat(inner) => Hir::concat(inner.iter().rev().map(reversed).collect()),
        HirKind::Alternation(inner) => Hir::alternation(inner.iter().map(reversed).collect()),
        HirKind::Repetition(repeated) => {
            let sub = Box::new(reversed(&repeated.sub));
            Hir::repetition(regex_syntax::hir::Repetition { sub, ..repeated.clone() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Alphabet, ahead, behind};
    use crate::rule::pattern::Pattern;

    fn sets(sets: &[Alphabet]) -> Vec<String> {
        let text = |set: &Alphabet| match set.size() {
            256 => "*".to_owned(),
            _ => set.bytes().map(char::from).collect(),
        };
        sets.iter().map(text).collect()
    }

    fn check(regex: &str, forwards: &[&str], backwards: &[&str]) {
        let parts = Pattern::parse(regex).unwrap().parts;
        let beyond = Alphabet::of(".");
        assert_eq!(sets(&ahead(&parts, beyond, 4)), forwards, "{regex}");
        assert_eq!(sets(&behind(&parts, beyond, 4)), backwards, "{regex}");
    }

    #[test]
    fn sets_follow_the_pattern_and_its_boundary() {
        check("abcde", &["a", "b", "c", "d"], &["e", "d", "c", "b"]);
        check("ab", &["a", "b", ".", "*"], &["b", "a", ".", "*"]);
        check("a?b", &["ab", ".b", "*", "*"], &["b", ".a", "*", "*"]);
        check("(?:ab|c)[de]", &["ac", "bde", ".de", "*"], &["de", "bc", ".a", "*"]);
        check("a{2,3}b", &["a", "a", "ab", ".b"], &["b", "a", "a", ".a"]);
        check("(?:ab){2,9}c", &["a", "b", "a", "b"], &["c", "b", "a", "b"]);
        check("a{1,9}b", &["a", "ab", ".ab", "*"], &["b", "a", ".a", "*"]);
    }
}
