//! `aba-routing`: a US bank routing number: nine digits, the first two 00–12, 21–32, 61–72 or 80, and
//! 3(d1+d4+d7) + 7(d2+d5+d8) + (d3+d6+d9) divisible by ten (American Bankers Association). Fact `test`: numbers that
//! payment processors publish for tests.
//!
//! Template: `{aba-routing}`.
//!
//! ```
//! use sealant::check::{Verdict, aba_routing};
//! assert_eq!((aba_routing::CHECK.run)(b"630955826").verdict, Verdict::Pass);
//! assert_eq!((aba_routing::CHECK.run)(b"630955820").verdict, Verdict::Fail);
//! ```

use super::digits;
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "aba-routing",
    passing: "the check digit and the Federal Reserve district fit",
    luck: 472,
    run,
    generate,
    breaker: digits::change_one,
};

const WEIGHTS: [u32; 9] = [3, 7, 1, 3, 7, 1, 3, 7, 1];
const PUBLISHED: [&str; 2] = ["110000000", "123456780"];

fn run(value: &[u8]) -> Outcome {
    let Some(found) = digits::read(value, b" -") else { return Outcome::FAIL };
    let fits = found.len() == 9 && is_district(&found) && divides(&found) && !digits::all_same(&found);
    if fits && PUBLISHED.contains(&digits::text(&found).as_str()) {
        Outcome::PASS.with("test", "true")
    } else {
        Outcome::of(fits)
    }
}

fn is_district(found: &[u8]) -> bool {
    matches!(found[0] * 10 + found[1], 0..=12 | 21..=32 | 61..=72 | 80)
}

fn divides(found: &[u8]) -> bool {
    digits::weighted(found, &WEIGHTS).is_multiple_of(10)
}

fn generate(random: &mut Random, _: &[&str]) -> String {
    loop {
        let mut number = digits::of(&random.digits(8));
        let last = (10 - digits::weighted(&number, &WEIGHTS) % 10) % 10;
        number.push(u8::try_from(last).expect("a remainder of ten is one digit"));
        if is_district(&number) && !digits::all_same(&number) {
            return digits::text(&number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    proptest::proptest! {
        #[test]
        fn agrees_with_the_written_formula(text in "[0-9]{9}") {
            let d: Vec<u32> = text.chars().map(|c| c.to_digit(10).unwrap()).collect();
            let sum = 3 * (d[0] + d[3] + d[6]) + 7 * (d[1] + d[4] + d[7]) + d[2] + d[5] + d[8];
            let district: u32 = text[..2].parse().unwrap();
            let known = (0..13).chain(21..33).chain(61..73).chain([80]).any(|other| other == district);
            let same = d.iter().all(|digit| *digit == d[0]);
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, sum.is_multiple_of(10) && known && !same);
        }
    }

    #[test]
    fn published_test_numbers_say_so() {
        for value in PUBLISHED {
            assert_eq!(run(value.as_bytes()), Outcome::PASS.with("test", "true"));
        }
        assert_eq!(run(b"000000000"), Outcome::FAIL);
    }
}
