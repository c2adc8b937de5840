//! `au-medicare`: a number of an Australian Medicare card: ten digits, the first from 2 to 6, the ninth the sum of the
//! eight before it times 1, 3, 7, 9, 1, 3, 7, 9 modulo 10, the tenth the issue of the card; perhaps an eleventh behind a
//! slash or space, that of the person on it (Services Australia; AIHW metadata item 270101).
//!
//! Template: `{au-medicare}`, or `{au-medicare:grouped}` with spaces.
//!
//! ```
//! use sealant::check::{Verdict, au_medicare};
//! assert_eq!((au_medicare::CHECK.run)(b"1123 45670 1").verdict, Verdict::Fail);
//! ```

use super::digits;
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "au-medicare",
    passing: "the check digit of the Medicare card fits",
    luck: 447,
    run,
    generate,
    breaker,
};

const WEIGHTS: [u32; 8] = [1, 3, 7, 9, 1, 3, 7, 9];
const GROUPS: [usize; 3] = [4, 5, 1];

fn run(value: &[u8]) -> Outcome {
    let card = match value {
        [card @ .., b'/' | b' ' | b'-', person]
            if person.is_ascii_digit() && digits::read(card, b" -.").is_some_and(|card| card.len() == 10) =>
        {
            card
        }
        card => card,
    };
    let Some(found) = digits::read_grouped(card, &GROUPS) else { return Outcome::FAIL };
    let fits = matches!(found[0], 2..=6) && check_digit(&found) == found[8] && found[9] != 0;
    Outcome::of(fits && !digits::all_same(&found))
}

fn check_digit(found: &[u8]) -> u8 {
    u8::try_from(digits::weighted(found, &WEIGHTS) % 10).expect("a remainder of ten is one digit")
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    loop {
        let mut number = digits::of(&(random.string("23456", 1) + &random.digits(7)));
        number.push(check_digit(&number));
        number.push(1);
        if !digits::is_run(&number[..8]) && !digits::all_same(&number[..8]) {
            let text = digits::text(&number);
            return if arguments.contains(&"grouped") { digits::grouped(&text, &GROUPS, ' ') } else { text };
        }
    }
}

/// The first digit is never 9.
fn breaker(_: &mut Random, value: &str) -> String {
    value.chars().enumerate().map(|(at, character)| if at == 0 { '9' } else { character }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    proptest::proptest! {
        #[test]
        fn agrees_with_the_sum_written_out(text in "[1-7][0-9]{9}") {
            let digit = |at: usize| u32::from(text.as_bytes()[at] - b'0');
            let sum = digit(0) + digit(4) + 3 * (digit(1) + digit(5)) + 7 * (digit(2) + digit(6)) + 9 * (digit(3) + digit(7));
            let same = text.chars().all(|c| text.starts_with(c));
            let twin = "23456".contains(&text[..1]) && sum % 10 == digit(8) && digit(9) > 0 && !same;
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, twin);
        }
    }

    #[test]
    fn the_person_on_the_card_may_follow() {
        let card = generate(&mut Random::new(5), &["grouped"]);
        let bare = card.replace(' ', "");
        for value in [format!("{card}/2"), format!("{bare} 2"), card, bare] {
            assert_eq!(run(value.as_bytes()), Outcome::PASS, "{value}");
        }
        for value in ["", "1", "22222222222222", "2222-2"] {
            assert_eq!(run(value.as_bytes()), Outcome::FAIL, "{value}");
        }
    }
}
