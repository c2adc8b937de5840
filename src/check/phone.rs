//! `phone`: whether digits can be a telephone number. International ones begin with `+` and a country code that the ITU has
//! assigned (List of ITU-T E.164 assigned country codes) and have 8 to 15 digits; North American ones have an area code and an
//! exchange that begin with 2 to 9 and do not end in 11 (NANPA). Other national forms are Unknown: no rule holds everywhere.
//! Fails other numbers of digits, one digit throughout, and counted-up digits. Fact `reserved` for numbers set aside for
//! fiction: 555-0100 to 555-0199 in North America, Ofcom's ranges for drama in the United Kingdom.
//!
//! Template: `{phone}` makes an international number, `{phone:us}` a North American one.
//!
//! ```
//! use sealant::check::{Verdict, phone};
//! assert_eq!((phone::CHECK.run)(b"(312) 265-0113").verdict, Verdict::Pass);
//! assert_eq!((phone::CHECK.run)(b"(112) 265-0113").verdict, Verdict::Fail);
//! ```

use super::digits;
use super::random::Random;
use super::{Check, Outcome};

/// The check. Most digits behind a plus are a number that somebody could have, so a pass is worth little.
pub const CHECK: Check =
    Check { name: "phone", passing: "it is numbered as telephones are", luck: 30, run, generate, breaker };

/// Codes of two digits; of the others, those of one digit are 1 and 7, and those of three begin as [`THREE`] tells.
const TWO: &[u8] = &[
    20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54, 55, 56, 57, 58,
    60, 61, 62, 63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98,
];

/// The first two digits of codes of three, and the third digits that are not assigned behind them.
const THREE: &[(u8, &[u8])] = &[
    (21, &[0, 4, 5, 7, 9]),
    (22, &[]),
    (23, &[]),
    (24, &[]),
    (25, &[9]),
    (26, &[]),
    (29, &[2, 3, 4, 5, 6]),
    (35, &[]),
    (37, &[9]),
    (38, &[4, 8]),
    (42, &[2, 4, 5, 6, 7, 8, 9]),
    (50, &[]),
    (59, &[]),
    (67, &[1]),
    (68, &[4]),
    (69, &[3, 4, 5, 6, 7, 8, 9]),
    (80, &[1, 2, 3, 4, 5, 6, 7, 9]),
    (85, &[1, 4, 7, 8, 9]),
    (87, &[1, 2, 3, 4, 5, 6, 7, 9]),
    (88, &[4, 5, 7, 9]),
    (96, &[9]),
    (97, &[8]),
    (99, &[0, 1, 7, 9]),
];

/// What Ofcom sets aside for drama, without the leading zero: areas with `496 0xxx`, and whole ranges.
const DRAMA_AREAS: &[&str] =
    &["113", "114", "115", "116", "117", "118", "121", "131", "141", "151", "161", "191"];
const DRAMA: &[&str] =
    &["1632960", "2079460", "2890180", "2920180", "7700900", "8081570", "9098790", "3069990"];

const SEPARATORS: &[u8] = b" -./()\xa0\xc2";

fn run(value: &[u8]) -> Outcome {
    let international = value.iter().find(|byte| !matches!(byte, b' ' | b'(')) == Some(&b'+');
    let bare: Vec<u8> = value.iter().filter(|byte| **byte != b'+').copied().collect();
    let Some(found) = digits::read(&bare, SEPARATORS) else { return Outcome::FAIL };
    if !(7..=17).contains(&found.len()) || digits::all_same(&found) || digits::is_run(&found) {
        return Outcome::FAIL;
    }
    if international {
        return abroad(value, &found);
    }
    match found.as_slice() {
        [first, rest @ ..] if rest.len() == 10 && *first == 1 => american(rest),
        all if all.len() == 10 && all[0] != 0 && is_american(value) => american(all),
        [0, rest @ ..] => told(Outcome::UNKNOWN, is_drama(rest)),
        _ => Outcome::UNKNOWN,
    }
}

/// A number with its country code; `(0)` behind the code is what people dial at home, and no part of it.
fn abroad(value: &[u8], found: &[u8]) -> Outcome {
    let Some(code) = country_code(found) else { return Outcome::FAIL };
    let home = value.windows(3).any(|part| part == b"(0)");
    let rest = &found[code..];
    let rest = if home { rest.strip_prefix(&[0]).unwrap_or(rest) } else { rest };
    if !(8..=15).contains(&(code + rest.len())) {
        return Outcome::FAIL;
    }
    match found[..code] {
        [1] => american(rest),
        [4, 4] => told(Outcome::PASS, is_drama(rest)),
        _ => Outcome::PASS,
    }
}

/// How many digits the country code has.
fn country_code(found: &[u8]) -> Option<usize> {
    let (first, second, third) = (*found.first()?, *found.get(1)?, *found.get(2)?);
    let two = first * 10 + second;
    let three = || THREE.iter().any(|(start, unassigned)| *start == two && !unassigned.contains(&third));
    match first {
        1 | 7 => Some(1),
        _ if TWO.contains(&two) => Some(2),
        _ => three().then_some(3),
    }
}

/// Whether ten digits are grouped as North Americans do, or not at all.
fn is_american(value: &[u8]) -> bool {
    let sizes = value.split(|byte| !byte.is_ascii_digit()).map(<[u8]>::len).filter(|size| *size > 0);
    matches!(sizes.collect::<Vec<_>>().as_slice(), [10] | [3, 3, 4] | [3, 7])
}

fn american(number: &[u8]) -> Outcome {
    let sound = |code: &[u8]| code[0] >= 2 && code[1..] != [1, 1];
    if number.len() != 10 || !sound(&number[..3]) || !sound(&number[3..6]) {
        return Outcome::FAIL;
    }
    told(Outcome::PASS, number[3..8] == [5, 5, 5, 0, 1])
}

fn is_drama(national: &[u8]) -> bool {
    let text = digits::text(national);
    let area = text.get(..3).is_some_and(|area| DRAMA_AREAS.contains(&area));
    DRAMA.iter().any(|range| text.starts_with(range)) || area && text.get(3..7) == Some("4960")
}

fn told(outcome: Outcome, reserved: bool) -> Outcome {
    if reserved { outcome.with("reserved", "true") } else { outcome }
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let area = random.string("23456789", 1) + "0" + &random.digits(1);
    let american = format!("{area}-{}64-{}", random.string("2346789", 1), random.digits(4));
    if arguments.first() == Some(&"us") {
        return american;
    }
    let code = random.pick(&["+49 30", "+33 1", "+34 91", "+39 06", "+31 20", "+48 22"]).to_string();
    format!("{code} {}{}", random.string("23456789", 1), random.digits(6))
}

fn breaker(_: &mut Random, value: &str) -> String {
    format!("{value}{}", "0".repeat(12))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &str, expected: &Outcome) {
        assert_eq!(run(value.as_bytes()), *expected, "{value}");
    }

    #[test]
    fn international_numbers_have_a_country() {
        for value in [
            "+49 30 2345678",
            "+44(0)1143061234",
            "+44 20 7183 8750",
            "+33 (0)3 26 93 90 21",
            "+55 11 98765-4320",
        ] {
            check(value, &Outcome::PASS);
        }
        for value in
            ["+999 30 2345678", "+210 30 2345678", "+49 123", "+49 30 2345678 2345678", "+11 22 33 44 55 66"]
        {
            check(value, &Outcome::FAIL);
        }
    }

    #[test]
    fn north_american_numbers_have_an_area_and_an_exchange() {
        for value in ["(312) 265-0113", "312-265-0113", "1 312 265 0113", "+1-312-265-0113", "3122650113"] {
            check(value, &Outcome::PASS);
        }
        for value in
            ["123-456-7890", "(312) 165-0113", "911-911-9111", "211-265-0113", "0000000000", "1234567890"]
        {
            check(value, &Outcome::FAIL);
        }
    }

    #[test]
    fn national_forms_of_other_states_are_undecided() {
        for value in ["030 2345678", "0221/445566", "06 12 34 56 70", "26 93 90 21"] {
            check(value, &Outcome::UNKNOWN);
        }
    }

    #[test]
    fn numbers_of_fiction_reach_nobody() {
        check("312-555-0143", &Outcome::PASS.with("reserved", "true"));
        check("+44 20 7946 0321", &Outcome::PASS.with("reserved", "true"));
        check("0151 496 0197", &Outcome::UNKNOWN.with("reserved", "true"));
        check("07700 900123", &Outcome::UNKNOWN.with("reserved", "true"));
    }

    /// Every assigned code, by its length alone: none begins with another.
    #[test]
    fn no_country_code_begins_with_another() {
        let lengths: Vec<Option<usize>> =
            (0..1000_u16).map(|code| country_code(&digits::of(&format!("{code:03}")))).collect();
        for (code, length) in (0..1000_usize).zip(&lengths) {
            let family = |size: u32| {
                &lengths[code / 10_usize.pow(3 - size) * 10_usize.pow(3 - size)..][..10_usize.pow(3 - size)]
            };
            if let Some(length @ (1 | 2)) = length {
                assert!(
                    family(u32::try_from(*length).unwrap()).iter().all(|other| other == &Some(*length)),
                    "{code:03}"
                );
            }
        }
        assert_eq!(lengths[..100].iter().flatten().count(), 0, "no code begins with 0");
    }

    proptest::proptest! {
        /// The plan in one expression, read off NANPA's page.
        #[test]
        fn agrees_with_the_north_american_plan(number in "[0-9]{10}") {
            let plan = regex::Regex::new("^(?:[2-9](?:[02-9][0-9]|1[02-9])){2}[0-9]{4}$").unwrap();
            let typed: Vec<u8> = digits::of(&number);
            let trivial = digits::all_same(&typed) || digits::is_run(&typed);
            let form = format!("{}-{}-{}", &number[..3], &number[3..6], &number[6..]);
            let expected = if !trivial && plan.is_match(&number) { crate::check::Verdict::Pass } else { crate::check::Verdict::Fail };
            if !number.starts_with('0') {
                proptest::prop_assert_eq!(run(form.as_bytes()).verdict, expected);
            }
        }
    }
}
