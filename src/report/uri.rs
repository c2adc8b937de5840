//! Paths as relative URI references: every byte comes back, whatever its encoding.

use std::fmt::Write;

/// The path as a relative reference: bytes that a path of a URI may hold stand as they are, all others are
/// percent-encoded. A colon is encoded, so that no first folder reads as a scheme, and so is a slash in front, so that
/// nothing reads as a host.
pub(super) fn encode(path: &[u8]) -> String {
    let mut encoded = String::with_capacity(path.len());
    for (at, &byte) in path.iter().enumerate() {
        if stands_for_itself(byte) && !(at == 0 && byte == b'/') {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// The path that was encoded so; `None` for what no path is encoded to.
pub(super) fn decode(uri: &str) -> Option<Vec<u8>> {
    let mut decoded = Vec::with_capacity(uri.len());
    let mut rest = uri.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if *first != b'%' {
            decoded.push(*first);
            continue;
        }
        let (digits, after) = rest.split_at_checked(2)?;
        decoded.extend(data_encoding::HEXUPPER.decode(digits).ok()?);
        rest = after;
    }
    Some(decoded)
}

/// Whether a text may stand where a whole web address is asked for.
pub(super) fn is_address(text: &str) -> bool {
    (text.starts_with("https://") || text.starts_with("http://"))
        && text.bytes().all(|byte| byte.is_ascii_graphic() && !br#"<>"\^`{|}"#.contains(&byte))
}

fn stands_for_itself(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=@".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::{encode, is_address};
    use proptest::prelude::{any, proptest};

    fn decode(uri: &str) -> Vec<u8> {
        let mut bytes = uri.bytes();
        let mut decoded = Vec::new();
        while let Some(byte) = bytes.next() {
            if byte == b'%' {
                let digits = [bytes.next().unwrap(), bytes.next().unwrap()];
                decoded.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
            } else {
                decoded.push(byte);
            }
        }
        decoded
    }

    #[test]
    fn reserved_bytes_are_encoded() {
        assert_eq!(encode(b"a b/100%/c#d?.txt"), "a%20b/100%25/c%23d%3F.txt");
        assert_eq!(encode(b"C:/x\\y"), "C%3A/x%5Cy");
        assert_eq!(encode(b"//host/x"), "%2F/host/x");
        assert_eq!(encode("é\u{1b}".as_bytes()), "%C3%A9%1B");
        assert_eq!(encode(b"\xff"), "%FF");
    }

    #[test]
    fn only_whole_addresses_count() {
        assert!(is_address("https://example.org/a?b#c"));
        assert!(!is_address("https://example.org/a b"));
        assert!(!is_address("RFC 7519"));
    }

    proptest! {
        #[test]
        fn every_path_comes_back(path: Vec<u8>) {
            let encoded = encode(&path);
            assert_eq!(decode(&encoded), path);
            assert_eq!(super::decode(&encoded), Some(path));
            assert!(encoded.bytes().all(|byte| byte.is_ascii_graphic()));
            assert!(!encoded.starts_with('/') && !encoded.contains(':'));
        }

        #[test]
        fn different_paths_stay_different(one in any::<Vec<u8>>(), other in any::<Vec<u8>>()) {
            assert_eq!(one == other, encode(&one) == encode(&other));
        }
    }
}
