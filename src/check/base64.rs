//! Base 64 as it stands in files: with or without padding, in the usual alphabet or the one for URLs, and lenient about
//! the bits left over at the end, since other programs are.

/// The bytes; none where something else than base 64 stands, or where a character is missing.
pub(super) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let end = text.iter().rposition(|byte| *byte != b'=').map_or(0, |at| at + 1);
    if text.len() - end > 2 || end % 4 == 1 {
        return None;
    }
    let mut bytes = Vec::with_capacity(end / 4 * 3 + 2);
    for group in text[..end].chunks(4) {
        let mut bits = 0;
        for character in group {
            bits = bits << 6 | u32::from(sextet(*character)?);
        }
        let filled = (bits << (6 * (4 - group.len()))).to_be_bytes();
        bytes.extend_from_slice(&filled[1..group.len()]);
    }
    Some(bytes)
}

fn sextet(character: u8) -> Option<u8> {
    match character {
        b'A'..=b'Z' => Some(character - b'A'),
        b'a'..=b'z' => Some(character - b'a' + 26),
        b'0'..=b'9' => Some(character - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_text_is_refused() {
        for text in ["a", "ab c", "abcde", "abc===", "é", "===", "ab=c"] {
            assert_eq!(decode(text.as_bytes()), None, "{text}");
        }
        assert_eq!(decode(b""), Some(Vec::new()));
    }

    proptest::proptest! {
        #[test]
        fn undoes_another_encoder(bytes in proptest::collection::vec(0..=255_u8, 0..200)) {
            for text in [data_encoding::BASE64.encode(&bytes), data_encoding::BASE64URL_NOPAD.encode(&bytes)] {
                proptest::prop_assert_eq!(decode(text.as_bytes()), Some(bytes.clone()));
            }
        }
    }
}
