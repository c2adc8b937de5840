//! CRC-32 (IEEE 802.3) as text, in the notations that token formats write it in. Knows no format.

/// The digits of base 62 in the order of GitHub's tokens.
pub(super) const BASE62: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// The digits of base 36.
pub(super) const BASE36: &str = "0123456789abcdefghijklmnopqrstuvwxyz";
/// The alphabet of base 64 for addresses (RFC 4648).
pub(super) const BASE64URL: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The checksum of bytes.
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        let mut mixed = sum ^ u32::from(*byte);
        for _ in 0..8 {
            mixed = (mixed >> 1) ^ (0xedb8_8320 & (mixed & 1).wrapping_neg());
        }
        mixed
    })
}

/// The checksum in the digits of an alphabet, `length` of them, filled with zeros on the left.
pub(super) fn in_digits(bytes: &[u8], alphabet: &str, length: usize) -> String {
    let base = u32::try_from(alphabet.len()).expect("an alphabet has fewer than 2^32 characters");
    let mut left = crc32(bytes);
    let mut characters = vec!['0'; length];
    for place in characters.iter_mut().rev() {
        *place = char::from(alphabet.as_bytes()[(left % base) as usize]);
        left /= base;
    }
    characters.iter().collect()
}

/// The text with its last character another one of an alphabet.
pub(super) fn change_last(random: &mut super::random::Random, text: &str, alphabet: &str) -> String {
    let last = text.chars().next_back().unwrap_or('0');
    let others: String = alphabet.chars().filter(|other| *other != last).collect();
    let kept: String = text.chars().take(text.chars().count().saturating_sub(1)).collect();
    kept + &random.string(&others, 1)
}

/// By long division of the polynomial, bit by bit.
#[cfg(test)]
pub(super) fn twin(bytes: &[u8]) -> u32 {
    let mut bits: Vec<bool> =
        bytes.iter().flat_map(|byte| (0..8).map(move |bit| byte >> bit & 1 == 1)).collect();
    bits.extend([false; 32]);
    bits.iter_mut().take(32).for_each(|bit| *bit = !*bit);
    for at in 0..bits.len() - 32 {
        if bits[at] {
            bits[at] = false;
            for tap in [32, 26, 23, 22, 16, 12, 11, 10, 8, 7, 5, 4, 2, 1, 0] {
                bits[at + 32 - tap] ^= tap != 32;
            }
        }
    }
    let remainder = &bits[bits.len() - 32..];
    remainder.iter().enumerate().fold(0_u32, |sum, (at, bit)| sum | u32::from(!*bit) << at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_string_of_the_catalogues() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_long_division(bytes in proptest::collection::vec(0..=255_u8, 4..60)) {
            proptest::prop_assert_eq!(crc32(&bytes), twin(&bytes));
        }

        /// Powers from the top where the code divides from the bottom.
        #[test]
        fn digits_agree_with_powers(bytes in proptest::collection::vec(0..=255_u8, 4..60)) {
            for (alphabet, length) in [(BASE62, 6), (BASE36, 7)] {
                let base = alphabet.len() as u64;
                let digits = (0..length).rev().map(|power| u64::from(twin(&bytes)) / base.pow(power) % base);
                let text: String = digits.map(|digit| char::from(alphabet.as_bytes()[usize::try_from(digit).unwrap()])).collect();
                proptest::prop_assert_eq!(in_digits(&bytes, alphabet, length as usize), text);
            }
        }
    }
}
