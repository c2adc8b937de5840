//! `card-track`: what the magnetic stripe of a payment card holds (ISO/IEC 7813): track 1 is `%B`, the number, `^`, the
//! name, `^`, year and month of expiry and more, `?`; track 2 is `;`, the number, `=`, year and month and more, `?`.
//! The number must have a fitting Luhn digit, the month must be one.
//!
//! Template: `{card-track}` makes track 2, `{card-track:1}` track 1.
//!
//! ```
//! use sealant::check::{Verdict, card_track};
//! assert_eq!((card_track::CHECK.run)(b";4111111111111111=2912101?").verdict, Verdict::Pass);
//! assert_eq!((card_track::CHECK.run)(b";4111111111111112=2912101?").verdict, Verdict::Fail);
//! ```

use super::random::Random;
use super::{Check, Outcome, digits};

/// The check.
pub const CHECK: Check = Check {
    name: "card-track",
    passing: "the number and the month on the stripe fit",
    luck: 640,
    run,
    generate,
    breaker,
};

fn run(value: &[u8]) -> Outcome {
    let Some((number, rest)) = parts(value) else { return Outcome::FAIL };
    let Some(found) = digits::read(number, b"") else { return Outcome::FAIL };
    let month = rest.get(2..4).and_then(|month| std::str::from_utf8(month).ok()?.parse().ok());
    let fits = (12..=19).contains(&found.len()) && digits::luhn(&found) == 0 && matches!(month, Some(1..=12));
    let outcome = Outcome::of(fits && !digits::all_same(&found));
    if fits && found.starts_with(&[4, 1, 1, 1, 1, 1]) { outcome.with("test", "true") } else { outcome }
}

/// The number, and what follows from the expiry on.
fn parts(value: &[u8]) -> Option<(&[u8], &[u8])> {
    let split = |text: &[u8], mark: u8| text.iter().position(|byte| *byte == mark);
    if let Some(track) = value.strip_prefix(b";") {
        let at = split(track, b'=')?;
        return Some((&track[..at], &track[at + 1..]));
    }
    let track = value.strip_prefix(b"%B").or_else(|| value.strip_prefix(b"%b"))?;
    let at = split(track, b'^')?;
    let end = at + 1 + split(&track[at + 1..], b'^')?;
    Some((&track[..at], &track[end + 1..]))
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let mut number = digits::of(&format!("42{}", random.digits(13)));
    number.push(digits::luhn_digit(&number));
    let number = digits::text(&number);
    let expiry = format!("{}{:02}101{}", 27 + random.below(6), 1 + random.below(12), random.digits(10));
    if arguments.contains(&"1") {
        format!("%B{number}^HOLDER/CARD^{expiry}?")
    } else {
        format!(";{number}={expiry}?")
    }
}

/// The last digit of the number, which is the Luhn digit.
fn breaker(random: &mut Random, value: &str) -> String {
    let end = value.find(['=', '^']).unwrap_or(value.len());
    digits::change_at(random, value, end.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    proptest::proptest! {
        /// Both tracks of one card are judged as its number is, and as its month is.
        #[test]
        fn tracks_agree_with_number_and_month(number in "[1-9][0-9]{14,16}", month in 0..15_u32) {
            let sum: u32 = number.bytes().rev().zip([1, 2].into_iter().cycle()).map(|(byte, times)| {
                let product = u32::from(byte - b'0') * times;
                product / 10 + product % 10
            }).sum();
            let valid = sum.is_multiple_of(10) && (1..13).contains(&month);
            for text in [format!(";{number}=29{month:02}101?"), format!("%B{number}^DOE/J^29{month:02}101?")] {
                proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, valid);
            }
        }
    }

    #[test]
    fn half_a_track_is_none() {
        for value in ["", ";", ";4111111111111111", "%B4111111111111111^DOE", "4111111111111111=2912101?"] {
            assert_eq!(run(value.as_bytes()), Outcome::FAIL, "{value}");
        }
    }
}
