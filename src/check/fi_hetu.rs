//! `fi-hetu`: a Finnish personal identity code: a date as DDMMYY, a sign for the century, three digits from 002 on and a
//! control character, the nine digits modulo 31 (Valtioneuvoston asetus väestötietojärjestelmästä 128/2010). Since 2023 the
//! signs Y, X, W, V and U stand beside the hyphen, and B to F beside A (Digi- ja väestötietovirasto).
//!
//! Template: `{fi-hetu}`, `{fi-hetu:new}` with a sign of 2023.
//!
//! ```
//! use sealant::check::{Verdict, fi_hetu};
//! assert_eq!((fi_hetu::CHECK.run)(b"131052-308T").verdict, Verdict::Pass);
//! assert_eq!((fi_hetu::CHECK.run)(b"131052-308U").verdict, Verdict::Fail);
//! ```

use super::calendar::{date, is_day};
use super::digits::{self, number};
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "fi-hetu",
    passing: "its date of birth and its control character fit",
    luck: 973,
    run,
    generate,
    breaker,
};

const CONTROLS: &[u8; 31] = b"0123456789ABCDEFHJKLMNPRSTUVWXY";

fn run(value: &[u8]) -> Outcome {
    Outcome::of(is_code(&value.to_ascii_uppercase()).unwrap_or(false))
}

fn is_code(code: &[u8]) -> Option<bool> {
    let [date @ .., sign, _, _, _, control] = code else { return None };
    let born = digits::read(date, b"")?;
    let serial = digits::read(&code[code.len() - 4..code.len() - 1], b"")?;
    let century = match sign {
        b'+' => 1800,
        b'-' | b'U'..=b'Y' => 1900,
        b'A'..=b'F' => 2000,
        _ => return None,
    };
    let dated = born.len() == 6
        && is_day(century + number(&born[4..]), number(&born[2..4]), number(&born[..2]))
        && number(&serial) >= 2;
    Some(dated && control_of(&[born, serial].concat()) == *control)
}

fn control_of(nine: &[u8]) -> u8 {
    CONTROLS[usize::try_from(number(nine) % 31).expect("a remainder of 31 is small")]
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let (year, month, day) = date(random);
    let born = format!("{day:02}{month:02}{:02}", year % 100);
    let serial = format!("{:03}", 2 + random.below(898));
    let sign = if arguments.contains(&"new") { random.string("YXWVU", 1) } else { "-".to_owned() };
    let control = char::from(control_of(&digits::of(&format!("{born}{serial}"))));
    format!("{born}{sign}{serial}{control}")
}

fn breaker(_: &mut Random, value: &str) -> String {
    let mut characters: Vec<char> = value.chars().collect();
    let last = characters.pop();
    characters.push(if last == Some('A') { 'B' } else { 'A' });
    characters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    /// Long division, digit by digit, and the alphabet without the letters that look like digits or each other.
    fn twin(text: &str) -> bool {
        let digits = text[..6].chars().chain(text[7..10].chars());
        let rest = digits.fold(0, |rest, digit| (rest * 10 + digit.to_digit(10).unwrap() as usize) % 31);
        let letters = ('A'..='Y').filter(|letter| !"GIOQ".contains(*letter));
        ('0'..='9').chain(letters).nth(rest) == text.chars().last() && &text[7..10] > "001"
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_long_division(text in "[0-2][1-8]0[1-9][0-9]{2}[-+A-FU-Y][0-9]{3}[0-9A-FHJ-NPR-Y]") {
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, twin(&text));
        }

        #[test]
        fn makes_codes_of_the_twin(seed: u64) {
            proptest::prop_assert!(twin(&generate(&mut Random::new(seed), &["new"])));
        }
    }

    #[test]
    fn published_and_broken_codes() {
        for value in ["131052-308T", "140578-6771", "120187-2203", "081004-294R", "131052y308t"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Pass, "{value}");
        }
        for value in
            ["140578-6770", "120187-2200", "310252-308T", "131052G308T", "131052308T", "13105-308T", ""]
        {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Fail, "{value}");
        }
        // There was a 29 February in 2000, and none in 1900.
        assert_eq!((is_code(b"290200A1239"), is_code(b"290200-1239")), (Some(true), Some(false)));
    }
}
