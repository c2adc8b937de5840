//! Layouts of values: `9` is a digit, `A` a capital letter, everything else itself. Says whether a value has one of the
//! layouts in which its issuer writes it, and sets digits in one; knows no scheme.

/// Whether a value has exactly this layout.
pub(super) fn fits(value: &[u8], layout: &str) -> bool {
    value.len() == layout.len()
        && value.iter().zip(layout.bytes()).all(|(byte, place)| match place {
            b'9' => byte.is_ascii_digit(),
            b'A' => byte.is_ascii_uppercase(),
            other => *byte == other,
        })
}

/// The digits of a value that has one of the layouts.
pub(super) fn digits(value: &[u8], layouts: &[&str]) -> Option<Vec<u8>> {
    layouts
        .iter()
        .any(|layout| fits(value, layout))
        .then(|| value.iter().filter(|byte| byte.is_ascii_digit()).map(|byte| byte - b'0').collect())
}

/// Digits in the places of a layout.
pub(super) fn fill(digits: &[u8], layout: &str) -> String {
    let mut rest = digits.iter();
    layout
        .chars()
        .map(|place| match place {
            '9' => rest.next().map_or('0', |digit| char::from(b'0' + digit % 10)),
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layout_is_exact() {
        assert!(fits(b"AB-12", "AA-99"));
        for value in [&b"AB-1"[..], b"AB-123", b"aB-12", b"AB 12", b"1B-12"] {
            assert!(!fits(value, "AA-99"), "{value:?}");
        }
    }

    #[test]
    fn what_is_filled_in_is_read_again() {
        assert_eq!(fill(&[1, 2, 3], "9.9-9"), "1.2-3");
        assert_eq!(digits(b"1.2-3", &["999", "9.9-9"]), Some(vec![1, 2, 3]));
        assert_eq!(digits(b"1.23", &["999", "9.9-9"]), None);
    }
}
