//! `iban`: an International Bank Account Number (ISO 13616): a country of the SWIFT registry, its length and the classes
//! of its account number, and 97-10 over the whole (ISO 7064). Bare or in groups of four, in capitals or all in small letters, `IBAN` before it
//! or not. Facts: `country`; `test` for the examples that the registry and banks publish; `national` = `fits` or
//! `differs` where the country's own check digits are easy to work out (Belgium, France, Monaco, Norway, Spain).
//!
//! Template: `{iban:COUNTRY:grouped}`, both optional.
//!
//! ```
//! use sealant::check::{Verdict, iban};
//! assert_eq!((iban::CHECK.run)(b"DE89 5991 1128 4800 4187 33").verdict, Verdict::Pass);
//! assert_eq!((iban::CHECK.run)(b"DE89 5991 1128 4800 4187 30").verdict, Verdict::Fail);
//! ```

mod national;
mod registry;

use super::random::Random;
use super::{Check, Outcome};
use registry::{COUNTRIES, EXAMPLES};

/// The check.
pub const CHECK: Check = Check {
    name: "iban",
    passing: "the country, the length and the check digits of a bank account fit",
    luck: 1400,
    run,
    generate,
    breaker,
};

const LONGEST: usize = 33;

fn run(value: &[u8]) -> Outcome {
    let Some(number) = compact(value) else { return Outcome::FAIL };
    let Some(layout) = layout_of(&number[..2]) else { return Outcome::FAIL };
    if !fits(layout, &number[4..]) || remainder(&number) != 1 {
        return Outcome::FAIL;
    }
    facts(&number)
}

fn facts(number: &str) -> Outcome {
    let mut outcome = Outcome::PASS.with("country", &number[..2]);
    if let Some(fits) = national::fits(&number[..2], &number[4..]) {
        outcome = outcome.with("national", if fits { "fits" } else { "differs" });
    }
    if EXAMPLES.contains(&number) { outcome.with("test", "true") } else { outcome }
}

/// People type it in small letters; a mixture of both is something else.
fn cased(text: &str) -> String {
    let small = !text.bytes().any(|byte| byte.is_ascii_uppercase());
    if small { text.to_ascii_uppercase() } else { text.to_owned() }
}

/// The number without its spaces; none where they do not stand after every fourth character, or where something else
/// than capital letters and digits stands.
fn compact(value: &[u8]) -> Option<String> {
    let text = cased(std::str::from_utf8(value).ok()?);
    let text = text.as_str();
    let text = text.strip_prefix("IBAN").map_or(text, |rest| rest.trim_start_matches([':', ' ']));
    let number: String = text.chars().filter(|character| !matches!(character, ' ' | '-')).collect();
    let plain = number.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let whole = number.len() == text.len()
        || [' ', '-'].iter().any(|separator| in_fours(&number, *separator) == text);
    (plain && whole && (8..=LONGEST).contains(&number.len())).then_some(number)
}

fn in_fours(number: &str, separator: char) -> String {
    let mut out = String::new();
    for (at, character) in number.chars().enumerate() {
        if at > 0 && at % 4 == 0 {
            out.push(separator);
        }
        out.push(character);
    }
    out
}

fn layout_of(country: &str) -> Option<&'static str> {
    COUNTRIES.iter().find(|(code, _)| *code == country).map(|(_, layout)| *layout)
}

/// A layout as the registry writes it without its marks, `4a14n`, as one class a character.
fn classes(layout: &str) -> impl Iterator<Item = char> + '_ {
    let parts = layout.split_inclusive(|character: char| character.is_ascii_alphabetic());
    parts.flat_map(|part| {
        let (count, class) = part.split_at(part.len() - 1);
        let class = class.chars().next().unwrap_or('n');
        std::iter::repeat_n(class, count.parse().unwrap_or(0))
    })
}

fn fits(layout: &str, account: &str) -> bool {
    let belongs = |(class, character): (char, char)| match class {
        'n' => character.is_ascii_digit(),
        'a' => character.is_ascii_uppercase(),
        _ => character.is_ascii_alphanumeric(),
    };
    classes(layout).count() == account.len() && classes(layout).zip(account.chars()).all(belongs)
}

/// The number with its first four characters last, letters as 10 to 35, modulo 97.
fn remainder(number: &str) -> u32 {
    let (head, account) = number.split_at(4);
    account.chars().chain(head.chars()).fold(0, |rest, character| match character.to_digit(36) {
        Some(value) if value < 10 => (rest * 10 + value) % 97,
        Some(value) => (rest * 100 + value) % 97,
        None => rest,
    })
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let named = COUNTRIES.iter().find(|(code, _)| arguments.contains(code));
    let (country, layout) = named.unwrap_or_else(|| random.pick(COUNTRIES));
    let account: String = classes(layout).map(|class| character_of(random, class)).collect();
    let check = 98 - remainder(&format!("{country}00{account}"));
    let number = format!("{country}{check:02}{account}");
    if arguments.contains(&"grouped") { in_fours(&number, ' ') } else { number }
}

fn character_of(random: &mut Random, class: char) -> String {
    match class {
        'n' => random.digits(1),
        'a' => random.string("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 1),
        _ => random.string("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", 1),
    }
}

/// Any other remainder than the right one fails, and the second check digit moves it by less than 97.
fn breaker(random: &mut Random, value: &str) -> String {
    let at = value.find(|character: char| character.is_ascii_digit()).unwrap_or(0);
    super::digits::change_at(random, value, at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    #[test]
    fn published_examples_pass_as_such() {
        for value in EXAMPLES {
            let outcome = run(value.as_bytes());
            assert_eq!(outcome.verdict, Verdict::Pass, "{value}");
            assert!(outcome.facts.contains(&("test", "true".to_owned())));
        }
    }

    #[test]
    fn nearly_every_country_has_an_example() {
        let without: Vec<&str> = COUNTRIES
            .iter()
            .map(|(code, _)| *code)
            .filter(|code| !EXAMPLES.iter().any(|example| example.starts_with(code)))
            .collect();
        assert!(without.is_empty(), "{without:?}");
    }

    #[test]
    fn groups_of_four_only() {
        for value in [
            "GB82 WEST 1234 5698 7654 32",
            "IBAN: GB82WEST12345698765432",
            "GB82-WEST-1234-5698-7654-32",
            "gb82west12345698765432",
        ] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Pass, "{value}");
        }
        for value in [
            "GB82 WEST1234 5698 7654 32",
            "Gb82west12345698765432",
            "GB82WEST1234569876543",
            "",
            "GB82",
            "ZZ",
        ] {
            assert_eq!(run(value.as_bytes()), Outcome::FAIL, "{value}");
        }
    }

    #[test]
    fn classes_count_where_the_sum_does_not() {
        let account = "1234567890123456A8";
        let check = 98 - remainder(&format!("DE00{account}"));
        assert_eq!(run(format!("DE{check:02}{account}").as_bytes()), Outcome::FAIL);
    }

    /// As the standard tells it: one long decimal number, divided by hand, nine digits at a time.
    fn twin(number: &str) -> bool {
        let turned = format!("{}{}", &number[4..], &number[..4]);
        let long: String = turned.chars().map(|c| c.to_digit(36).unwrap().to_string()).collect();
        let mut rest = String::new();
        for digit in long.chars() {
            rest.push(digit);
            if rest.len() == 9 {
                rest = (rest.parse::<u64>().unwrap() % 97).to_string();
            }
        }
        rest.parse::<u64>().unwrap() % 97 == 1
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_long_division(number in "DE[0-9]{20}|GB[0-9]{2}[A-Z]{4}[0-9]{14}|NO[0-9]{13}") {
            proptest::prop_assert_eq!(run(number.as_bytes()).verdict == Verdict::Pass, twin(&number));
        }
    }
}
