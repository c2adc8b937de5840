//! `ca-sin`: a Canadian Social Insurance Number: nine digits, bare or 3-3-3, the first neither 0 nor 8, with a Luhn
//! check digit (Government of Canada, Employment and Social Development).
//!
//! Template: `{ca-sin}` makes a grouped number, `{ca-sin:bare}` one without separators.
//!
//! ```
//! use sealant::check::{Verdict, ca_sin};
//! assert_eq!((ca_sin::CHECK.run)(b"409 634 433").verdict, Verdict::Pass);
//! assert_eq!((ca_sin::CHECK.run)(b"409 634 430").verdict, Verdict::Fail);
//! ```

use super::random::Random;
use super::{Check, Outcome, digits};

/// The check.
pub const CHECK: Check = Check {
    name: "ca-sin",
    passing: "its first digit is one of those given out and the check digit fits",
    luck: 364,
    run,
    generate,
    breaker: digits::change_one,
};

const GROUPS: [usize; 3] = [3, 3, 3];

fn run(value: &[u8]) -> Outcome {
    let Some(found) = digits::read_grouped(value, &GROUPS) else { return Outcome::FAIL };
    let fits = !matches!(found[0], 0 | 8) && !digits::all_same(&found) && digits::luhn(&found) == 0;
    Outcome::of(fits)
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    loop {
        let mut number = digits::of(&(random.string("1234567", 1) + &random.digits(7)));
        number.push(digits::luhn_digit(&number));
        if !digits::all_same(&number) {
            let text = digits::text(&number);
            return if arguments.contains(&"bare") { text } else { digits::grouped(&text, &GROUPS, ' ') };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    /// Multiplied by 121212121, cross sums added, as the payroll guide says.
    fn twin(text: &str) -> bool {
        let product =
            |at: usize| text[at..=at].parse::<u32>().unwrap() * if at.is_multiple_of(2) { 1 } else { 2 };
        (0..9).map(product).map(|value| value / 10 + value % 10).sum::<u32>().is_multiple_of(10)
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_payroll_guide(text in "[0-9]{8}[1-9]") {
            let given_out = !text.starts_with(['0', '8']);
            let same = digits::all_same(&digits::of(&text));
            proptest::prop_assert_eq!(
                run(text.as_bytes()).verdict == Verdict::Pass,
                twin(&text) && given_out && !same
            );
        }
    }

    #[test]
    fn groups_are_of_three() {
        assert_eq!(run(b"409-634-433"), Outcome::PASS);
        assert_eq!(run(b"409-63-4433"), Outcome::FAIL);
    }
}
