//! `it-codice-fiscale`: an Italian tax code: letters of the names, year, month letter, day (plus 40 for women), place and a control letter over
//! two tables (Decreto ministeriale 23/12/1976). Digits that were replaced by letters to tell namesakes apart count as those digits.
//!
//! Template: `{it-codice-fiscale}`.

use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "it-codice-fiscale",
    passing: "the control letter of the codice fiscale fits",
    luck: 650,
    run,
    generate,
    breaker,
};

const ODD: [u32; 36] = [
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14,
    16, 10, 22, 25, 24, 23,
];
const MONTHS: &[u8] = b"ABCDEHLMPRST";
/// What stands for the digits 0 to 9 where two people would have the same code.
const INSTEAD: &[u8] = b"LMNPQRSTUV";
const DIGITS_AT: [usize; 7] = [6, 7, 9, 10, 12, 13, 14];

fn run(value: &[u8]) -> Outcome {
    let code: Vec<u8> = value.iter().filter(|byte| **byte != b' ').map(u8::to_ascii_uppercase).collect();
    if code.len() != 16 || !code.iter().all(u8::is_ascii_alphanumeric) {
        return Outcome::FAIL;
    }
    let letters = [0, 1, 2, 3, 4, 5, 11, 15].iter().all(|&at| code[at].is_ascii_uppercase());
    let day = digit(code[9]).zip(digit(code[10])).map(|(tens, ones)| tens * 10 + ones);
    let dated = MONTHS.contains(&code[8]) && day.is_some_and(|day| matches!(day, 1..=31 | 41..=71));
    let numbered = DIGITS_AT.iter().all(|&at| digit(code[at]).is_some());
    Outcome::of(letters && dated && numbered && control(&code[..15]) == code[15])
}

fn digit(byte: u8) -> Option<u8> {
    if byte.is_ascii_digit() {
        return Some(byte - b'0');
    }
    INSTEAD.iter().position(|letter| *letter == byte).and_then(|at| u8::try_from(at).ok())
}

fn control(code: &[u8]) -> u8 {
    let value = |byte: u8| usize::from(if byte.is_ascii_digit() { byte - b'0' } else { byte - b'A' + 10 });
    let even = |byte: u8| u32::from(if byte.is_ascii_digit() { byte - b'0' } else { byte - b'A' });
    let sum: u32 = code
        .iter()
        .zip(0..)
        .map(|(byte, at)| if at % 2 == 0 { ODD[value(*byte)] } else { even(*byte) })
        .sum();
    b'A' + u8::try_from(sum % 26).expect("a remainder of 26 is one letter")
}

fn generate(random: &mut Random, _: &[&str]) -> String {
    let months = std::str::from_utf8(MONTHS).expect("they are letters");
    let letters = |random: &mut Random, count| random.string("BCDFGLMNPRSTVZ", count);
    let names = letters(random, 6);
    let body = format!(
        "{names}{}{}{}{}{}{}",
        random.digits(2),
        random.string(months, 1),
        random.string("0145", 1),
        random.string("123456789", 1),
        letters(random, 1),
        random.digits(3)
    );
    let control = char::from(control(body.as_bytes()));
    format!("{body}{control}")
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

    /// By the two published tables, read as text.
    fn twin(text: &str) -> bool {
        let odd = "BAFHJNPRTVBAFHJNPRTVCESULDGIMOQKWZYX";
        let order = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        let place = |character: char| order.find(character).unwrap();
        let sum: usize = text[..15]
            .chars()
            .enumerate()
            .map(|(at, character)| match at % 2 {
                0 => usize::from(odd.as_bytes()[place(character)] - b'A'),
                _ => place(character) - if character.is_ascii_digit() { 0 } else { 10 },
            })
            .sum();
        char::from(b'A' + u8::try_from(sum % 26).unwrap()) == text.chars().last().unwrap()
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_tables(text in "[A-Z]{6}[0-9]{2}[ABCDEHLMPRST][0-2][1-9][A-Z][0-9]{3}[A-Z]") {
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, twin(&text));
        }
    }

    #[test]
    fn published_and_broken_numbers() {
        assert_eq!(run(b"RSSMRA85T10A562S").verdict, Verdict::Pass);
        for value in ["RSSMRA85T10A562T", "RSSMRA85T10A56"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Fail, "{value}");
        }
    }
}
