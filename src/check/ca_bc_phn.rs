//! `ca-bc-phn`: a personal health number of British Columbia: ten digits, the first 9, the last 11 minus the sum of the
//! eight between them times 2, 4, 8, 5, 10, 9, 7, 3, each product modulo 11 (BC Ministry of Health, teleplan
//! specifications).
//!
//! Template: `{ca-bc-phn}`, or `{ca-bc-phn:grouped}` with spaces.
//!
//! ```
//! use sealant::check::{Verdict, ca_bc_phn};
//! assert_eq!((ca_bc_phn::CHECK.run)(b"9698 658 215").verdict, Verdict::Pass);
//! assert_eq!((ca_bc_phn::CHECK.run)(b"9698 658 216").verdict, Verdict::Fail);
//! ```

use super::digits;
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "ca-bc-phn",
    passing: "the check digit of the personal health number fits",
    luck: 680,
    run,
    generate,
    breaker,
};

const WEIGHTS: [u32; 8] = [2, 4, 8, 5, 10, 9, 7, 3];
const GROUPS: [usize; 3] = [4, 3, 3];

fn run(value: &[u8]) -> Outcome {
    let Some(found) = digits::read_grouped(value, &GROUPS) else { return Outcome::FAIL };
    Outcome::of(found[0] == 9 && check_digit(&found[1..9]) == Some(found[9]) && !digits::all_same(&found))
}

/// None where the sum asks for a ten, since such numbers are not issued.
fn check_digit(eight: &[u8]) -> Option<u8> {
    let sum: u32 = eight.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(*digit) * weight % 11).sum();
    match (11 - sum % 11) % 11 {
        10 => None,
        digit => u8::try_from(digit).ok(),
    }
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    loop {
        let mut number = digits::of(&format!("9{}", random.digits(8)));
        let Some(last) = check_digit(&number[1..]) else { continue };
        number.push(last);
        if digits::all_same(&number) {
            continue;
        }
        let text = digits::text(&number);
        return if arguments.contains(&"grouped") { digits::grouped(&text, &GROUPS, ' ') } else { text };
    }
}

fn breaker(random: &mut Random, value: &str) -> String {
    digits::change_at(random, value, value.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    proptest::proptest! {
        /// The weights are the powers of two modulo eleven, so the sum is that of a number read by Horner's rule.
        #[test]
        fn agrees_with_the_powers_of_two(text in "[89][0-9]{9}") {
            let mut sum = 0;
            let mut power = 1;
            for digit in text[1..9].bytes() {
                power = power * 2 % 11;
                sum += u32::from(digit - b'0') * power;
            }
            let last = u32::from(text.as_bytes()[9] - b'0');
            let same = text.bytes().all(|byte| byte == b'9');
            let twin = text.starts_with('9') && (sum + last) % 11 == 0 && !same;
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, twin);
        }
    }

    #[test]
    fn other_shapes_fail() {
        for value in ["", "9", "96986582155", "8698658215", "9999999999", "96986 58215"] {
            assert_eq!(run(value.as_bytes()), Outcome::FAIL, "{value}");
        }
    }
}
