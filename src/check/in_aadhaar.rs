//! `in-aadhaar`: an Indian Aadhaar number: twelve digits, bare or 4-4-4, the first 2 to 9, the last the Verhoeff check
//! digit of the others (Unique Identification Authority of India). Numbers that read the same backwards are not issued.
//!
//! Template: `{in-aadhaar}` makes a grouped number, `{in-aadhaar:bare}` one without spaces.
//!
//! ```
//! use sealant::check::{Verdict, in_aadhaar};
//! assert_eq!((in_aadhaar::CHECK.run)(b"5480 9762 4448").verdict, Verdict::Pass);
//! assert_eq!((in_aadhaar::CHECK.run)(b"5480 9762 4440").verdict, Verdict::Fail);
//! ```

use super::digits;
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check =
    Check { name: "in-aadhaar", passing: "the Verhoeff check digit fits", luck: 364, run, generate, breaker };

const GROUPS: [usize; 3] = [4, 4, 4];

/// The permutation that Verhoeff applies once more with every place from the right.
const PERMUTATION: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

fn run(value: &[u8]) -> Outcome {
    let Some(found) = digits::read_grouped(value, &GROUPS) else { return Outcome::FAIL };
    let mirrored = found.iter().eq(found.iter().rev());
    Outcome::of(found[0] > 1 && !mirrored && verhoeff(&found) == 0)
}

/// The product of all digits in the dihedral group of order ten, each permuted by its place: 0 when they fit.
fn verhoeff(found: &[u8]) -> u8 {
    found.iter().rev().enumerate().fold(0, |sum, (place, digit)| {
        let permuted = (0..place % 8).fold(*digit, |digit, _| PERMUTATION[usize::from(digit % 10)]);
        multiply(sum, permuted)
    })
}

/// Turns are 0 to 4 and reflections 5 to 9: a reflection reverses the turns behind it.
fn multiply(left: u8, right: u8) -> u8 {
    let turned = if left < 5 { left + right % 5 } else { left % 5 + 5 - right % 5 };
    turned % 5 + if (left < 5) == (right < 5) { 0 } else { 5 }
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    loop {
        let text = random.string("23456789", 1) + &random.digits(10);
        let all = (0..10).map(|last| format!("{text}{last}"));
        let fits = |text: &String| (run)(text.as_bytes()) == Outcome::PASS;
        if let Some(text) = all.into_iter().find(fits) {
            return if arguments.contains(&"bare") { text } else { digits::grouped(&text, &GROUPS, ' ') };
        }
    }
}

fn breaker(random: &mut Random, value: &str) -> String {
    digits::change_one(random, value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    /// Verhoeff's own tables, row by row.
    fn twin(text: &str) -> bool {
        let products = [
            "0123456789",
            "1234067895",
            "2340178956",
            "3401289567",
            "4012395678",
            "5987604321",
            "6598710432",
            "7659821043",
            "8765932104",
            "9876543210",
        ];
        let permutations = [
            "0123456789",
            "1576283094",
            "5803796142",
            "8916043527",
            "9453126870",
            "4286573901",
            "2793806415",
            "7046913258",
        ];
        let at = |row: &str, place: usize| row[place..=place].parse::<usize>().unwrap();
        let sum = text.bytes().rev().enumerate().fold(0, |sum, (place, byte)| {
            at(products[sum], at(permutations[place % 8], usize::from(byte - b'0')))
        });
        sum == 0
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_tables(text in "[0-9]{12}") {
            let mirrored = text.chars().eq(text.chars().rev());
            let valid = twin(&text) && text.as_bytes()[0] > b'1' && !mirrored;
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, valid);
        }
    }

    #[test]
    fn groups_are_of_four() {
        assert_eq!(run(b"548 097 624 448"), Outcome::FAIL);
        assert_eq!(run(b"5480-9762-4448"), Outcome::PASS);
    }
}
