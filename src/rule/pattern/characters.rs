//! Characters of several bytes in a pattern over bytes. The parser makes one class of alternatives that are a character
//! each, such as `č|c`, and a class stands for one byte everywhere else here.

use regex_syntax::hir::{Capture, Class, Hir, HirKind, Repetition};

/// The same pattern, where a class with characters beyond ASCII is the alternatives that it was made of.
pub(super) fn apart(hir: &Hir) -> Hir {
    match hir.kind() {
        HirKind::Class(Class::Unicode(class))
            if class.ranges().iter().any(|range| !range.end().is_ascii()) =>
        {
            let characters = class.ranges().iter().flat_map(|range| range.start()..=range.end());
            // Without a group around each, they would be made one class again.
            let grouped = |character: char| {
                let sub = Box::new(Hir::literal(character.to_string().into_bytes()));
                Hir::capture(Capture { index: 0, name: None, sub })
            };
            Hir::alternation(characters.map(grouped).collect())
        }
        HirKind::Capture(capture) => {
            Hir::capture(Capture { sub: Box::new(apart(&capture.sub)), ..capture.clone() })
        }
        HirKind::Concat(inner) => Hir::concat(inner.iter().map(apart).collect()),
        HirKind::Alternation(inner) => Hir::alternation(inner.iter().map(apart).collect()),
        HirKind::Repetition(repeated) => {
            Hir::repetition(Repetition { sub: Box::new(apart(&repeated.sub)), ..repeated.clone() })
        }
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => hir.clone(),
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::alphabet::Alphabet;
    use crate::rule::pattern::Pattern;

    #[test]
    fn both_bytes_of_a_character_are_seen() {
        let pattern = Pattern::parse("(?:č|c|x)[0-9]{2}").unwrap();
        let [first, ..] = pattern.heads();
        let set = |bytes: &[u8]| bytes.iter().fold(Alphabet::EMPTY, |set, &byte| set.with(byte));
        assert_eq!(first, set(&[b'c', b'x', 0xc4]));
        assert_eq!(pattern.longest(), 4);
    }
}
