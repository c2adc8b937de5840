//! `machine-readable-zone`: the lines for machines of a passport (TD3, two of 44 characters), an identity card (TD1, three of
//! 30, or TD2, two of 36) or a residence permit: number, birth and expiry with a check digit each, and one over all (ICAO Doc
//! 9303 parts 3 to 6). Of TD3 and TD2 the lower line is enough, of TD1 the upper two. What Utopia and the specimens of the
//! German ministry say is `test`.
//!
//! Template: `{machine-readable-zone}` makes a passport's, `{machine-readable-zone:td1}` and `{machine-readable-zone:td2}`
//! those of cards, and `{machine-readable-zone:line}` and `{machine-readable-zone:td2-line}` the lower lines of two.
//!
//! ```
//! use sealant::check::{Verdict, machine_readable_zone};
//! let line = b"L898902C36UTO7408122F1204159ZE184226B<<<<<10";
//! assert_eq!((machine_readable_zone::CHECK.run)(line).verdict, Verdict::Pass);
//! ```

use super::calendar::{date, is_short_date};
use super::icao9303::check_digit;
use super::random::Random;
use super::{Check, Outcome, digits};

/// The check. Its luck is that of the zone with the fewest digits: two dates and four check digits.
pub const CHECK: Check = Check {
    name: "machine-readable-zone",
    passing: "its dates and all its check digits fit",
    luck: 2280,
    run,
    generate,
    breaker,
};

fn run(value: &[u8]) -> Outcome {
    let lines = lines(value);
    let lengths: Vec<usize> = lines.iter().map(|line| line.len()).collect();
    let (fits, state) = match (lengths.as_slice(), lines.as_slice()) {
        ([44] | [44, 44], [.., line]) => (is_passport(line), &line[10..13]),
        ([36] | [36, 36], [.., line]) => (is_wide_card(line), &line[10..13]),
        ([30, 30] | [30, 30, 30], [upper, lower, ..]) => (is_small_card(upper, lower), &upper[2..5]),
        _ => return Outcome::FAIL,
    };
    let outcome = Outcome::of(fits.unwrap_or(false));
    let is_specimen = state == b"UTO" || lines.iter().any(|line| names(line, b"MUSTERMANN<<ERIKA"));
    if is_specimen { outcome.with("test", "true") } else { outcome }
}

/// The lines of a zone, whose ends may be written out as in JSON.
fn lines(value: &[u8]) -> Vec<&[u8]> {
    let parts = value.split(|byte| matches!(byte, b'\n' | b'\\'));
    let lines =
        parts.map(|part| part.strip_prefix(b"n").or(part.strip_prefix(b"r")).unwrap_or(part).trim_ascii());
    lines.filter(|line| !line.is_empty()).take(4).collect()
}

fn names(line: &[u8], person: &[u8]) -> bool {
    line.windows(person.len()).any(|part| part == person)
}

fn is_passport(line: &[u8]) -> Option<bool> {
    let optional = line[42] == b'<' && line[28..42].iter().all(|byte| *byte == b'<');
    Some(
        is_checked(&line[..9], line[9])?
            && is_date(&line[13..20])?
            && is_date(&line[21..28])?
            && (optional || is_checked(&line[28..42], line[42])?)
            && is_checked(&[&line[..10], &line[13..20], &line[21..43]].concat(), line[43])?,
    )
}

fn is_wide_card(line: &[u8]) -> Option<bool> {
    Some(
        is_number(&line[..10], &line[28..35])?
            && is_date(&line[13..20])?
            && is_date(&line[21..28])?
            && is_checked(&[&line[..10], &line[13..20], &line[21..35]].concat(), line[35])?,
    )
}

fn is_small_card(upper: &[u8], lower: &[u8]) -> Option<bool> {
    Some(
        is_number(&upper[5..15], &upper[15..])?
            && is_date(&lower[..7])?
            && is_date(&lower[8..15])?
            && is_checked(&[&upper[5..], &lower[..7], &lower[8..15], &lower[18..29]].concat(), lower[29])?,
    )
}

/// A filler instead of the check digit says that a number goes on in the optional field, with its check digit behind it.
fn is_number(number: &[u8], optional: &[u8]) -> Option<bool> {
    let (start, check) = number.split_at(9);
    if check != b"<" {
        return is_checked(start, check[0]);
    }
    let more = optional.split(|byte| *byte == b'<').next()?;
    let (check, rest) = more.split_last()?;
    is_checked(&[start, rest].concat(), *check)
}

/// Six digits of a date and their check digit.
fn is_date(characters: &[u8]) -> Option<bool> {
    let (date, check) = characters.split_at(6);
    Some(is_short_date(&digits::read(date, b"")?) && is_checked(date, check[0])?)
}

fn is_checked(characters: &[u8], check: u8) -> Option<bool> {
    Some(check_digit(characters.iter().copied())? == check)
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let (kind, is_line) = match arguments.first().copied().unwrap_or_default() {
        "line" => ("td3", true),
        "td2-line" => ("td2", true),
        kind => (kind, false),
    };
    zone(random, kind).lines().skip(usize::from(is_line)).collect::<Vec<_>>().join("\n")
}

/// All lines of a document.
fn zone(random: &mut Random, kind: &str) -> String {
    let state = *random.pick(&["NLD", "FRA", "GBR", "USA", "D<<"]);
    let serial = random.string("0123456789CFGHJKLMNPRTVWXYZ", 8);
    let number = checked(&(random.string("CFGHJKLMNPRTVWXYZ", 1) + &serial));
    let (birth, sex, expiry) = (birth(random), random.string("MF", 1), expiry(random));
    let names = format!("{}<<{}", random.string(LETTERS, 6), random.string(LETTERS, 5));
    let over_all = |optional: &str| checked(&format!("{number}{birth}{expiry}{optional}"))[17..].to_owned();
    match kind {
        "td1" => {
            let last = &checked(&format!("{number}<<<<<<<<<<<<<<<{birth}{expiry}<<<<<<<<<<<"))[50..];
            format!(
                "I<{state}{number}<<<<<<<<<<<<<<<\n{birth}{sex}{expiry}{state}<<<<<<<<<<<{last}\n{names:<<30}"
            )
        }
        "td2" => format!("I<{state}{names:<<31}\n{number}{state}{birth}{sex}{}", over_all("<<<<<<<")),
        _ => {
            let rest = over_all(&checked("<<<<<<<<<<<<<<"));
            format!("P<{state}{names:<<39}\n{number}{state}{birth}{sex}{rest}")
        }
    }
}

const LETTERS: &str = "ABCDEFGHIKLMNOPRSTV";

fn birth(random: &mut Random) -> String {
    let (year, month, day) = date(random);
    checked(&format!("{:02}{month:02}{day:02}", year % 100))
}

fn expiry(random: &mut Random) -> String {
    checked(&format!("{:02}{:02}{:02}", 27 + random.below(9), 1 + random.below(12), 1 + random.below(28)))
}

/// Characters with their check digit.
fn checked(characters: &str) -> String {
    let digit = check_digit(characters.bytes()).map_or('0', char::from);
    format!("{characters}{digit}")
}

/// The last digit of the line that has the dates is the one over all.
fn breaker(random: &mut Random, value: &str) -> String {
    let at = value.rfind(|character: char| character.is_ascii_digit()).unwrap_or(0);
    digits::change_at(random, value, at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    const PASSPORT: &str =
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
    const SMALL: &str =
        "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";
    const LONG: &str =
        "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<";
    const WIDE: &str = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6";

    /// By base 36, and weights as the places of a text; whether the digit at `at` is the one for the `places`.
    fn is_sound(line: &str, places: impl Iterator<Item = usize>, at: usize) -> bool {
        let value = |at: usize| {
            line[at..=at].chars().next().and_then(|character| character.to_digit(36)).unwrap_or(0)
        };
        let sum: u32 = places
            .zip("731".chars().cycle())
            .map(|(at, weight)| value(at) * weight.to_digit(10).unwrap())
            .sum();
        line[at..=at] == (sum % 10).to_string()
    }

    fn twin(line: &str) -> bool {
        is_sound(line, 0..9, 9)
            && is_sound(line, 13..19, 19)
            && is_sound(line, 21..27, 27)
            && is_sound(line, 28..42, 42)
            && is_sound(line, (0..10).chain(13..20).chain(21..43), 43)
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_base_36(seed: u64, at in 0_usize..44, digit in 0..10_u8) {
            let line = generate(&mut Random::new(seed), &["line"]);
            proptest::prop_assert!(twin(&line));
            // A digit of a date may make no date of it, so only what is no date is changed.
            let in_date = (13..19).contains(&at) || (21..27).contains(&at) || (10..13).contains(&at) || at == 20;
            if !in_date {
                let changed = format!("{}{digit}{}", &line[..at], &line[at + 1..]);
                proptest::prop_assert_eq!(run(changed.as_bytes()).verdict == Verdict::Pass, twin(&changed));
            }
        }

        #[test]
        fn a_changed_digit_of_a_card_is_noticed(seed: u64, small: bool) {
            let mut random = Random::new(seed);
            let zone = generate(&mut random, &[if small { "td1" } else { "td2" }]);
            proptest::prop_assert_eq!(run(zone.as_bytes()), Outcome::PASS);
            let broken = digits::change_one(&mut random, &zone);
            proptest::prop_assert_eq!(run(broken.as_bytes()), Outcome::FAIL);
        }
    }

    #[test]
    fn the_specimens_of_the_standard() {
        let german =
            "IDD<<T220001293<<<<<<<<<<<<<<<\n6408125<2010315D<<<<<<<<<<<<<4\nMUSTERMANN<<ERIKA<<<<<<<<<<<<<";
        for zone in [PASSPORT, SMALL, LONG, WIDE, german] {
            assert_eq!(run(zone.as_bytes()), Outcome::PASS.with("test", "true"), "{zone}");
            for end in ["\r\n", "\\n", "\\r\\n"] {
                assert_eq!(run(zone.replace('\n', end).as_bytes()).verdict, Verdict::Pass, "{zone}");
            }
        }
    }

    #[test]
    fn only_utopia_is_made_up() {
        let zone =
            PASSPORT.replace("UTOERIKSSON<", "UTOCOUTO<<<<").replace("UTO", "PRT").replace("COPRT", "COUTO");
        assert!(zone.starts_with("P<PRTCOUTO"));
        assert_eq!(run(zone.as_bytes()), Outcome::PASS);
    }

    #[test]
    fn other_lines_fail() {
        let short = &SMALL[..30];
        for zone in [
            "",
            "\n",
            "\n\n\n\n\n",
            short,
            &PASSPORT[1..],
            &PASSPORT.replace("740812", "741312"),
            &WIDE.replace('<', "-"),
        ] {
            assert_eq!(run(zone.as_bytes()).verdict, Verdict::Fail, "{zone}");
        }
    }
}
