//! `us-docket`: a docket number of a US district court: `O:YY-TT-NNNNN`, with the office left out or a single digit or
//! letter, TT a case type (cv, cr, mc, md, mj, sw, po, ap, bk), and up to two groups of judges' initials after it. The
//! serial is never 00000 and the year may be any. Fact `kind`: the case type in words.
//!
//! Template: `{us-docket}`, or `{us-docket:cr}` for a type.

use super::random::Random;
use super::{Check, Outcome};

/// The check. Patterns spell out the case types, so nothing is left to luck; it is for the facts and the odd serial.
pub const CHECK: Check = Check {
    name: "us-docket",
    passing: "it reads as a docket number of a federal district court",
    luck: 0,
    run,
    generate,
    breaker,
};

const TYPES: [(&str, &str); 9] = [
    ("cv", "civil"),
    ("cr", "criminal"),
    ("mc", "miscellaneous"),
    ("md", "multidistrict"),
    ("mj", "magistrate"),
    ("sw", "search-warrant"),
    ("po", "petty-offence"),
    ("ap", "adversary"),
    ("bk", "bankruptcy"),
];

fn run(value: &[u8]) -> Outcome {
    match std::str::from_utf8(value).ok().and_then(case_type) {
        Some(words) => Outcome::PASS.with("kind", words),
        None => Outcome::FAIL,
    }
}

/// The case type in words, when every part of the number is as it must be.
fn case_type(text: &str) -> Option<&'static str> {
    let (office, number) = text.split_once(':').unwrap_or(("1", text));
    let mut parts = number.split('-');
    let (year, kind, serial) = (parts.next()?, parts.next()?, parts.next()?);
    let initials: Vec<&str> = parts.collect();
    let sound = office.len() == 1
        && office.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && matches!(year.len(), 2 | 4)
        && is_digits(year)
        && is_serial(serial)
        && initials.len() <= 3
        && initials.iter().all(|part| is_initials(part));
    let lower = kind.to_ascii_lowercase();
    TYPES.iter().find(|(word, _)| sound && *word == lower).map(|(_, words)| *words)
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_serial(text: &str) -> bool {
    (3..=5).contains(&text.len()) && is_digits(text) && text.bytes().any(|byte| byte != b'0')
}

fn is_initials(text: &str) -> bool {
    (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let named = TYPES.iter().find(|(word, _)| arguments.contains(word));
    let kind = named.unwrap_or_else(|| random.pick(&TYPES)).0;
    let serial = 1 + random.below(19_999);
    format!("{}:{}-{kind}-{serial:05}", 1 + random.below(8), random.digits(2))
}

fn breaker(_: &mut Random, value: &str) -> String {
    let cut = value.rfind('-').unwrap_or(value.len());
    format!("{}-00000", &value[..cut])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn courts_write_it_in_several_ways() {
        for value in
            ["1:21-cv-01234", "21-cv-1234", "3:19-CR-00017-ABC", "2:08-md-01916-KAM-LB", "4:2019-mj-00321"]
        {
            assert!(case_type(value).is_some(), "{value}");
        }
    }

    #[test]
    fn other_numbers_fail() {
        for value in [
            "",
            "1:21-cv-00000",
            "1:21-xx-01234",
            "12:21-cv-01234",
            "1:2x-cv-01234",
            "1:21-cv",
            "1:21-cv-123456",
        ] {
            assert_eq!(run(value.as_bytes()), Outcome::FAIL, "{value}");
        }
    }

    #[test]
    fn the_type_is_told_in_words() {
        assert_eq!(run(b"1:21-cr-01234"), Outcome::PASS.with("kind", "criminal"));
        let mut random = Random::new(2);
        assert!(generate(&mut random, &["bk"]).contains("-bk-"));
    }
}
