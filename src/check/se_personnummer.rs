//! `se-personnummer`: a Swedish personal identity number, or a coordination number (day plus 60): a date of six or eight digits, three digits and a
//! Luhn digit over the last ten (Skatteverket, SKV 704).
//!
//! Template: `{se-personnummer}`, `{se-personnummer:long}`.

use super::calendar::{date, is_day};
use super::digits;
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "se-personnummer",
    passing: "the date and the Luhn digit of the personnummer fit",
    luck: 712,
    run,
    generate,
    breaker,
};

fn run(value: &[u8]) -> Outcome {
    let Some(found) = digits::read(value, b"-+ ") else { return Outcome::FAIL };
    let (year, short) = match found.as_slice() {
        [a, b, short @ ..] if found.len() == 12 && matches!((a, b), (1, 8 | 9) | (2, 0)) => {
            (Some(u32::from(*a) * 1000 + u32::from(*b) * 100), short)
        }
        short if short.len() == 10 => (None, short),
        _ => return Outcome::FAIL,
    };
    let two = |at: usize| u32::from(short[at]) * 10 + u32::from(short[at + 1]);
    let day = if two(4) > 60 { two(4) - 60 } else { two(4) };
    let century = year.unwrap_or(2000);
    Outcome::of(is_day(century + two(0), two(2), day) && digits::luhn(short) == 0 && short[6..9] != [0, 0, 0])
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let (year, month, day) = date(random);
    let mut number = digits::of(&format!(
        "{:02}{month:02}{day:02}{}{}",
        year % 100,
        random.string("123456789", 1),
        random.digits(2)
    ));
    number.push(digits::luhn_digit(&number));
    let text = digits::text(&number);
    let century = if arguments.first() == Some(&"long") { "19" } else { "" };
    format!("{century}{}-{}", &text[..6], &text[6..])
}

fn breaker(random: &mut Random, value: &str) -> String {
    digits::change_at(random, value, value.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    /// Doubling every second digit from the first.
    fn twin(text: &str) -> bool {
        let digit = |at: usize| text[at..=at].parse::<u32>().unwrap();
        let sum: u32 = (0..10)
            .map(|at| {
                let value = digit(at) * (2 - u32::from(at % 2 == 1));
                value / 10 + value % 10
            })
            .sum();
        sum.is_multiple_of(10)
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_doubling(text in "[0-9]{2}0[1-9][012][1-8][1-9][0-9]{3}") {
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, twin(&text));
        }
    }

    #[test]
    fn published_and_broken_numbers() {
        for value in ["811228-9874", "19811228-9874"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Pass, "{value}");
        }
        for value in ["811228-9873", "811328-9874"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Fail, "{value}");
        }
    }
}
