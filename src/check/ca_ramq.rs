//! `ca-ramq`: a health insurance number of Quebec: three letters of the family name and one of the given name, year,
//! month (50 more for women) and day of birth, and two digits more (Régie de l'assurance maladie du Québec). How the last
//! digit is made is not published, so only the date is looked at.
//!
//! Template: `{ca-ramq}`, or `{ca-ramq:grouped}` with spaces.
//!
//! ```
//! use sealant::check::{Verdict, ca_ramq};
//! assert_eq!((ca_ramq::CHECK.run)(b"QUIO 7361 2814").verdict, Verdict::Pass);
//! assert_eq!((ca_ramq::CHECK.run)(b"QUIO 7363 2814").verdict, Verdict::Fail);
//! ```

use super::digits;
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check =
    Check { name: "ca-ramq", passing: "it holds a date of birth", luck: 375, run, generate, breaker };

fn run(value: &[u8]) -> Outcome {
    let bare: Vec<u8> = value.iter().copied().filter(|byte| !matches!(byte, b' ' | b'-')).collect();
    let Some((letters, rest)) = bare.split_at_checked(4) else { return Outcome::FAIL };
    let Some(found) = digits::read(rest, b"").filter(|found| found.len() == 8) else { return Outcome::FAIL };
    Outcome::of(letters.iter().all(u8::is_ascii_uppercase) && is_date(&found) && has_groups(value))
}

fn is_date(found: &[u8]) -> bool {
    let number = |at: usize| found[at] * 10 + found[at + 1];
    let month = number(2);
    matches!(month, 1..=12 | 51..=62) && matches!(number(4), 1..=31)
}

/// Bare, or groups of four.
fn has_groups(value: &[u8]) -> bool {
    let separators: Vec<usize> = (0..value.len()).filter(|&at| !value[at].is_ascii_alphanumeric()).collect();
    separators.is_empty() || separators == [4, 9] || separators == [4]
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let month = 1 + random.below(12) + 50 * random.below(2);
    let (letters, year) = (random.string("ABCDEFGHJKLMNOPRSTVWYZ", 4), random.digits(2));
    let number = format!("{year}{month:02}{:02}{}", 1 + random.below(31), random.digits(2));
    if arguments.contains(&"grouped") {
        format!("{letters} {}", digits::grouped(&number, &[4, 4], ' '))
    } else {
        letters + &number
    }
}

/// The thirteenth month and the like.
fn breaker(random: &mut Random, value: &str) -> String {
    let never = random.string("789", 1);
    let mut seen = 0;
    let change = |character: char| {
        seen += usize::from(character.is_ascii_digit());
        if seen == 3 && character.is_ascii_digit() { never.clone() } else { character.to_string() }
    };
    value.chars().map(change).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    proptest::proptest! {
        #[test]
        fn agrees_with_one_expression(text in "[A-Z]{4}[0-9]{2}[0-7][0-9][0-4][0-9]{3}") {
            let date = "[0-9]{2}(?:0[1-9]|1[0-2]|5[1-9]|6[0-2])(?:0[1-9]|[12][0-9]|3[01])";
            let twin = regex::Regex::new(&format!("^[A-Z]{{4}}{date}[0-9]{{2}}$")).unwrap();
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, twin.is_match(&text));
        }
    }

    #[test]
    fn groups_are_of_four() {
        for value in ["QUIO73612814", "QUIO 7361 2814", "QUIO-7361-2814", "QUIO 73612814"] {
            assert_eq!(run(value.as_bytes()), Outcome::PASS, "{value}");
        }
        for value in ["", "QUI", "QUIO 736 12814", "quio73612814", "QUIO736128140", "QUIO7361281"] {
            assert_eq!(run(value.as_bytes()), Outcome::FAIL, "{value}");
        }
    }
}
