//! `be-national-number`: a Belgian national register number: a date, a serial and a key that is 97 less the remainder by 97, with a 2 before the number
//! for people born from 2000 on; foreigners have 20 or 40 added to the month (Koninklijk besluit 3 april 1984).
//!
//! Template: `{be-national-number}`, `{be-national-number:dotted}`.

use super::calendar::{date, is_day};
use super::digits;
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "be-national-number",
    passing: "the date and the key of the rijksregisternummer fit",
    luck: 920,
    run,
    generate,
    breaker,
};

fn run(value: &[u8]) -> Outcome {
    let Some(found) = digits::read(value, b" .-") else { return Outcome::FAIL };
    if found.len() != 11 {
        return Outcome::FAIL;
    }
    let two = |at: usize| u32::from(found[at]) * 10 + u32::from(found[at + 1]);
    let (month, key) = (two(2) % 20, number(&found[9..]));
    let born = |century: u32, lead: u64| {
        is_day(century + two(0), month, two(4))
            && two(2) < 60
            && 97 - (lead * 1_000_000_000 + number(&found[..9])) % 97 == key
    };
    Outcome::of(born(1900, 0) || born(2000, 2))
}

fn number(found: &[u8]) -> u64 {
    found.iter().fold(0, |sum, digit| sum * 10 + u64::from(*digit))
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let (year, month, day) = date(random);
    let body = format!("{:02}{month:02}{day:02}{}{}", year % 100, random.string("1234", 1), random.digits(2));
    let key = format!("{:02}", 97 - number(&digits::of(&body)) % 97);
    match arguments.first() {
        Some(&"dotted") => format!("{}.{}.{}-{}.{key}", &body[..2], &body[2..4], &body[4..6], &body[6..]),
        _ => body + &key,
    }
}

fn breaker(random: &mut Random, value: &str) -> String {
    digits::change_at(random, value, value.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    fn twin(text: &str) -> bool {
        let key: u64 = text[9..].parse().unwrap();
        let fits =
            |lead: &str| (format!("{lead}{}", &text[..9]).parse::<u64>().unwrap() + key).is_multiple_of(97);
        (1..=97).contains(&key) && (fits("") || fits("2"))
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_sum(text in "[0-9]{2}0[1-9][012][1-8][0-9]{5}") {
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, twin(&text));
        }
    }

    #[test]
    fn published_and_broken_numbers() {
        for value in ["85.07.30-033 28", "85073003328"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Pass, "{value}");
        }
        for value in ["85073003329", "85133003328"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Fail, "{value}");
        }
    }
}
