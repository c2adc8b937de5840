//! `se-organisation`: a Swedish organisation number: ten digits, the first of which tells the kind of body, the third at least
//! 2, so that it is nobody's date of birth, and the last a Luhn digit (lag 1974:174 om identitetsbeteckning för juridiska
//! personer m.fl.; Skatteverket, SKV 709). Those of sole traders are their personnummer and fail here.
//!
//! Template: `{se-organisation}`, or `{se-organisation:bare}` without the hyphen.
//!
//! ```
//! use sealant::check::{Verdict, se_organisation};
//! assert_eq!((se_organisation::CHECK.run)(b"202100-5489").verdict, Verdict::Pass);
//! assert_eq!((se_organisation::CHECK.run)(b"811228-9874").verdict, Verdict::Fail);
//! ```

use super::digits;
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "se-organisation",
    passing: "it is of a kind of body, of no date, and its Luhn digit fits",
    luck: 380,
    run,
    generate,
    breaker,
};

const GROUPS: [usize; 2] = [6, 4];

fn run(value: &[u8]) -> Outcome {
    let Some(found) = digits::read_grouped(value, &GROUPS) else { return Outcome::FAIL };
    Outcome::of(found[0] != 0 && found[2] >= 2 && digits::luhn(&found) == 0 && !digits::all_same(&found))
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let start =
        random.string("123456789", 1) + &random.digits(1) + &random.string("23456789", 1) + &random.digits(6);
    let mut number = digits::of(&start);
    number.push(digits::luhn_digit(&number));
    let text = digits::text(&number);
    if arguments.contains(&"bare") { text } else { digits::grouped(&text, &GROUPS, '-') }
}

fn breaker(random: &mut Random, value: &str) -> String {
    digits::change_at(random, value, value.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    /// Of two places together: the first doubled, its tens and ones added, the second as it is.
    fn twin(text: &str) -> bool {
        let pair = |pair: &[u8]| {
            let doubled = (pair[0] - b'0') * 2;
            doubled / 10 + doubled % 10 + pair[1] - b'0'
        };
        let sum: u8 = text.as_bytes().chunks(2).map(pair).sum();
        text != "9999999999" && sum.is_multiple_of(10) && !text.starts_with('0') && text[2..3] > *"1"
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_pairs(text in "[0-9]{10}") {
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, twin(&text));
        }
    }

    #[test]
    fn published_and_broken_numbers() {
        for value in ["1234567897", "123456-7897", "556036-0793"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Pass, "{value}");
        }
        for value in ["1234567891", "750801-5976", "811228-9874", "12345-67897", "999999-9999", "023456-7899"]
        {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Fail, "{value}");
        }
    }
}
