//! `cn-resident-id`: a Chinese resident identity number of eighteen places: the region, of which the first two digits are a
//! province, the date of birth, three digits, and a check character by ISO/IEC 7064 MOD 11-2 (GB 11643-1999).
//!
//! Template: `{cn-resident-id}`.
//!
//! ```
//! use sealant::check::{Verdict, cn_resident_id};
//! assert_eq!((cn_resident_id::CHECK.run)(b"430623297807186422").verdict, Verdict::Fail, "born in 2978");
//! assert_eq!((cn_resident_id::CHECK.run)(b"11010519491231002X").verdict, Verdict::Pass);
//! ```

use super::calendar::{any_day, is_day};
use super::digits::number;
use super::random::Random;
use super::{Check, Outcome, digits};

/// The check.
pub const CHECK: Check = Check {
    name: "cn-resident-id",
    passing: "its province, date of birth and check digit fit",
    luck: 1500,
    run,
    generate,
    breaker,
};

/// Provinces, municipalities, autonomous and special regions (GB/T 2260); 81 to 83 are those of residents from Hong Kong,
/// Macao and Taiwan.
const PROVINCES: [u32; 35] = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54,
    61, 62, 63, 64, 65, 71, 81, 82, 83,
];

fn run(value: &[u8]) -> Outcome {
    let Some((start, last)) = value.split_at_checked(17) else { return Outcome::FAIL };
    let Some(found) = digits::read(start, b"") else { return Outcome::FAIL };
    let year = number(&found[6..10]);
    let born = matches!(year, 1850..=2099) && is_day(year, number(&found[10..12]), number(&found[12..14]));
    let fits = PROVINCES.contains(&number(&found[..2])) && born && last == check_character(&found);
    let outcome = Outcome::of(fits);
    if value == b"11010519491231002X" { outcome.with("test", "true") } else { outcome }
}

/// The character that makes the polynomial in powers of two congruent to one modulo eleven.
fn check_character(found: &[u8]) -> &'static [u8] {
    let sum = found.iter().fold(0, |sum, digit| (sum + usize::from(*digit)) * 2 % 11);
    let all = b"0123456789X";
    let at = (12 - sum) % 11;
    &all[at..=at]
}

fn generate(random: &mut Random, _: &[&str]) -> String {
    let province = random.pick(&PROVINCES[..31]);
    let (district, year) = (random.digits(3), 1930 + random.below(90));
    let start = format!("{province}0{district}{year}{}{}", any_day(random), random.digits(3));
    let last = check_character(&digits::of(&start));
    format!("{start}{}", char::from(last[0]))
}

/// A digit of the serial changed: no date, only the check character can tell.
fn breaker(random: &mut Random, value: &str) -> String {
    digits::change_at(random, value, value.len().saturating_sub(2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    /// With the weights that the standard prints.
    fn twin(text: &str) -> bool {
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        let sum: u32 =
            text[..17].chars().zip(weights).map(|(digit, weight)| digit.to_digit(10).unwrap() * weight).sum();
        text.ends_with(char::from(b"10X98765432"[(sum % 11) as usize]))
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_printed_weights(
            province in 10..90_u32, year in 1900..2100_u32, month in 0..14_u32, rest in "[0-3][0-9][0-9]{3}[0-9X]"
        ) {
            let day: u32 = rest[..2].parse().unwrap();
            let long = if month == 2 { 28 } else if [4, 6, 9, 11].contains(&month) { 30 } else { 31 };
            proptest::prop_assume!(!(month == 2 && day == 29));
            let text = format!("{province}0000{year}{month:02}{rest}");
            let known = PROVINCES.contains(&province);
            let valid = known && (1..13).contains(&month) && (1..=long).contains(&day) && twin(&text);
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, valid);
        }
    }

    #[test]
    fn the_example_of_the_standard_is_a_test_value() {
        assert_eq!(run(b"11010519491231002X"), Outcome::PASS.with("test", "true"));
        assert_eq!(run(b"110105194912310021"), Outcome::FAIL);
        assert_eq!(run(b"11010519491231002"), Outcome::FAIL);
    }
}
