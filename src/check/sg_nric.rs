//! `sg-nric`: a Singaporean NRIC or FIN: a letter for the series, seven digits and a check letter, which is looked up by
//! the sum with the weights 2, 7, 6, 5, 4, 3, 2 modulo eleven, four more for the series T and G, three more for M
//! (Immigration and Checkpoints Authority).
//!
//! Template: `{sg-nric}`.
//!
//! ```
//! use sealant::check::{Verdict, sg_nric};
//! assert_eq!((sg_nric::CHECK.run)(b"S1627063F").verdict, Verdict::Pass);
//! assert_eq!((sg_nric::CHECK.run)(b"S1627063A").verdict, Verdict::Fail);
//! ```

use super::random::Random;
use super::{Check, Outcome, digits, layout};

/// The check.
pub const CHECK: Check = Check {
    name: "sg-nric",
    passing: "its series and its check letter fit",
    luck: 708,
    run,
    generate,
    breaker,
};

const WEIGHTS: [u32; 7] = [2, 7, 6, 5, 4, 3, 2];

fn run(value: &[u8]) -> Outcome {
    if !layout::fits(value, "A9999999A") {
        return Outcome::FAIL;
    }
    let found: Vec<u8> = value[1..8].iter().map(|byte| byte - b'0').collect();
    let outcome = Outcome::of(check_letter(value[0], &found) == Some(value[8]));
    if digits::is_run(&found) || digits::all_same(&found) { outcome.with("test", "true") } else { outcome }
}

/// The last letter; none for letters that are no series.
fn check_letter(series: u8, found: &[u8]) -> Option<u8> {
    let (more, letters) = match series {
        b'S' => (0, b"JZIHGFEDCBA"),
        b'T' => (4, b"JZIHGFEDCBA"),
        b'F' => (0, b"XWUTRQPNMLK"),
        b'G' => (4, b"XWUTRQPNMLK"),
        b'M' => (3, b"XWUTRQPNJLK"),
        _ => return None,
    };
    let place = usize::try_from((digits::weighted(found, &WEIGHTS) + more) % 11).ok()?;
    letters.get(place).copied()
}

fn generate(random: &mut Random, _: &[&str]) -> String {
    loop {
        let (series, number) = (*random.pick(b"STFGM"), random.digits(7));
        let found = digits::of(&number);
        let dummy = digits::is_run(&found) || digits::all_same(&found);
        if let Some(last) = check_letter(series, &found).filter(|_| !dummy) {
            return format!("{}{number}{}", char::from(series), char::from(last));
        }
    }
}

fn breaker(random: &mut Random, value: &str) -> String {
    digits::change_one(random, value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    /// By the place of the letter counted from the other end, as tutorials in Singapore do it for citizens.
    fn twin(text: &str) -> bool {
        let sum: usize = [2, 7, 6, 5, 4, 3, 2]
            .iter()
            .enumerate()
            .map(|(at, weight)| text[at + 1..at + 2].parse::<usize>().unwrap() * weight)
            .sum();
        let place = 10 - (sum + if text.starts_with('T') { 4 } else { 0 }) % 11;
        text.ends_with(char::from(b"ABCDEFGHIZJ"[place]))
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_letters_backwards(text in "[ST][0-9]{7}[A-JZ]") {
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, twin(&text));
        }
    }

    #[test]
    fn series_are_five() {
        for value in ["S1818002B", "F7990641R"] {
            assert_eq!(run(value.as_bytes()), Outcome::PASS, "{value}");
        }
        assert_eq!(run(b"A1818002B"), Outcome::FAIL);
        assert_eq!(run(b"S1234567D"), Outcome::PASS.with("test", "true"));
    }
}
