//! `crc32-base62-fixed`: a prefix of four characters, fifty of base 64 for addresses, and the CRC-32 (IEEE 802.3) of
//! those fifty in six digits of base 62. Vercel's token format; unlike GitHub's its body may hold underscores.
//!
//! Template: `{crc32-base62-fixed}` makes what follows the prefix.

use super::crc32::{self, BASE62, BASE64URL};
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "crc32-base62-fixed",
    passing: "the checksum at its end fits",
    luck: 3200,
    run,
    generate,
    breaker,
};

const BODY: usize = 50;
const TAIL: usize = 6;

fn run(value: &[u8]) -> Outcome {
    let Some(start) = value.len().checked_sub(BODY + TAIL) else { return Outcome::FAIL };
    let (body, tail) = value[start..].split_at(BODY);
    Outcome::of(start <= 4 && crc32::in_digits(body, BASE62, TAIL).as_bytes() == tail)
}

fn generate(random: &mut Random, _: &[&str]) -> String {
    let body = random.string(BASE64URL, BODY);
    let tail = crc32::in_digits(body.as_bytes(), BASE62, TAIL);
    body + &tail
}

fn breaker(random: &mut Random, value: &str) -> String {
    crc32::change_last(random, value, BASE62)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prefix_is_no_part_of_the_body() {
        let token = generate(&mut Random::new(8), &[]);
        assert_eq!(run(format!("vcp_{token}").as_bytes()), Outcome::PASS);
        assert_eq!(run(format!("longer_{token}").as_bytes()), Outcome::FAIL);
        assert_eq!(run(b"vcp_"), Outcome::FAIL);
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_long_division(body in "[0-9A-Za-z_-]{50}") {
            let powers = (0..6).rev().map(|power| u64::from(crc32::twin(body.as_bytes())) / 62_u64.pow(power) % 62);
            let tail: String = powers.map(|digit| char::from(BASE62.as_bytes()[usize::try_from(digit).unwrap()])).collect();
            proptest::prop_assert_eq!(run(format!("vci_{body}{tail}").as_bytes()), Outcome::PASS);
        }
    }
}
