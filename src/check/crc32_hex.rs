//! `crc32-hex`: a token ends in eight hexadecimal digits that are the CRC-32 (IEEE 802.3) of what stands before them. Three
//! vendors write it in three ways, told apart by the shape: upper case behind `=`, over all before it (Atlassian); in
//! the order of little-endian bytes behind the last `_`, over all before that (Grafana); lower case without a mark, over
//! what follows the first `_` (Cloudflare). A token of the first kind that does not begin with `ATATT3` is unknown where it does
//! not fit: it is not known that all of them carry the sum.
//!
//! Template: `{crc32-hex:PREFIX:LENGTH}` makes a whole token, prefix included: `{crc32-hex:cfut_:40}`, which is the default,
//! `{crc32-hex:glsa_:32}`, `{crc32-hex:ATATT3:170}`.

use super::crc32::{self, BASE62, BASE64URL, crc32};
use super::random::Random;
use super::{Check, Outcome, digits};

/// The check.
pub const CHECK: Check =
    Check { name: "crc32-hex", passing: "the checksum at its end fits", luck: 3200, run, generate, breaker };

const TAIL: usize = 8;

fn run(value: &[u8]) -> Outcome {
    let Some((body, tail)) = value.len().checked_sub(TAIL).map(|at| value.split_at(at)) else {
        return Outcome::FAIL;
    };
    match Outcome::of(checksum(body).is_some_and(|sum| sum.as_bytes() == tail)) {
        outcome if outcome == Outcome::FAIL && body.ends_with(b"=") && !body.starts_with(b"ATATT3") => {
            Outcome::UNKNOWN
        }
        outcome => outcome,
    }
}

/// The eight digits that belong behind a body, its mark included.
fn checksum(body: &[u8]) -> Option<String> {
    if body.ends_with(b"=") {
        return Some(format!("{:08X}", crc32(body)));
    }
    if let Some(token) = body.strip_suffix(b"_") {
        return Some(format!("{:08x}", crc32(token).swap_bytes()));
    }
    let start = body.iter().position(|byte| *byte == b'_')? + 1;
    Some(format!("{:08x}", crc32(&body[start..])))
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let prefix = arguments.first().copied().filter(|prefix| prefix.is_ascii() && prefix.len() > 3);
    let prefix = prefix.unwrap_or("cfut_");
    let length = digits::argument(arguments, 1, 40).max(1);
    let (alphabet, mark) = match prefix {
        "glsa_" => (BASE62, "_"),
        _ if prefix.starts_with("AT") => (BASE64URL, "="),
        _ => (BASE62, ""),
    };
    let body = format!("{prefix}{}{mark}", random.string(alphabet, length));
    let tail = checksum(body.as_bytes()).unwrap_or_default();
    body + &tail
}

fn breaker(random: &mut Random, value: &str) -> String {
    crc32::change_last(random, value, "0123456789")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    #[test]
    fn the_three_ways_are_told_apart() {
        for arguments in [["cfut_", "40"], ["glsa_", "32"], ["ATATT3", "170"], ["ATCTT3", "170"]] {
            let token = generate(&mut Random::new(3), &arguments);
            assert_eq!(run(token.as_bytes()), Outcome::PASS, "{}", arguments[0]);
            let unfit = if arguments[0] == "ATCTT3" { Outcome::UNKNOWN } else { Outcome::FAIL };
            assert_eq!(run(breaker(&mut Random::new(3), &token).as_bytes()), unfit, "{}", arguments[0]);
        }
    }

    #[test]
    fn what_is_no_token_fails() {
        for value in ["", "_", "cfut_", "00000000", "0000000000"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Fail, "{value}");
        }
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_long_division(body in "[0-9A-Za-z]{32,40}") {
            let plain = crc32::twin(body.as_bytes());
            proptest::prop_assert_eq!(run(format!("cfk_{body}{plain:08x}").as_bytes()), Outcome::PASS);
            let turned = crc32::twin(format!("glsa_{body}").as_bytes()).to_le_bytes();
            let turned = data_encoding::HEXLOWER.encode(&turned);
            proptest::prop_assert_eq!(run(format!("glsa_{body}_{turned}").as_bytes()), Outcome::PASS);
            let whole = format!("ATATT3{body}=");
            let upper = crc32::twin(whole.as_bytes());
            proptest::prop_assert_eq!(run(format!("{whole}{upper:08X}").as_bytes()), Outcome::PASS);
        }
    }
}
