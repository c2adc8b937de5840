//! `date-of-birth`: a calendar date of the years 1900 to 2026, in one of the ways people and systems write it: ISO
//! `1961-03-12`, `12.03.1961`, `03/12/1961` in either order of day and month, `12-03-1961`, HL7's `19610312`, `12 March
//! 1961`, `March 12, 1961`. A time after an HL7 date is ignored, and so is one after an ISO date when it is a full or half hour; other times
//! are Unknown. No clock is read: the rule says how old is old.
//! Fact: `year`; `test` for the first day of 1900, 1970 and 2000, which systems put where no date is known.
//!
//! Template: `{date-of-birth}` makes an ISO date; `{date-of-birth:FORM}` with `hl7`, `dotted`, `us`, `uk` or `long`.

use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "date-of-birth",
    passing: "it is a date of the calendar, from 1900 on",
    luck: 1107,
    run,
    generate,
    breaker,
};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const YEARS: std::ops::RangeInclusive<u32> = 1900..=2026;

/// Year, month, day.
type Date = (u32, u32, u32);

fn run(value: &[u8]) -> Outcome {
    let Some(date) = std::str::from_utf8(value).ok().and_then(|text| read(text.trim())) else {
        return Outcome::FAIL;
    };
    if has_minutes(value) {
        return Outcome::UNKNOWN;
    }
    let outcome = Outcome::PASS.with("year", date.0.to_string());
    if matches!(date, (1900 | 1970 | 2000, 1, 1)) { outcome.with("test", "true") } else { outcome }
}

/// An ISO time that is no full hour: a moment something happened, rather than a birthday moved by a time zone.
fn has_minutes(value: &[u8]) -> bool {
    value.get(13) == Some(&b':')
        && value.get(14..16).is_some_and(|minutes| minutes != b"00" && minutes != b"30")
}

fn read(text: &str) -> Option<Date> {
    if text.len() > 64 || !text.is_ascii() {
        return None;
    }
    compact(text).or_else(|| numeric(text)).or_else(|| in_words(text))
}

/// `19610312`, and with a time behind it as HL7 writes it.
fn compact(text: &str) -> Option<Date> {
    let digits = text.split(['+', '-', '.']).next()?;
    let whole = matches!(digits.len(), 8 | 10 | 12 | 14) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = |range: std::ops::Range<usize>| digits.get(range)?.parse().ok();
    whole.then(|| valid(number(0..4)?, number(4..6)?, number(6..8)?)).flatten()
}

/// Three numbers with the same separator between them.
fn numeric(text: &str) -> Option<Date> {
    let iso = text.as_bytes().get(4).is_some_and(|byte| !byte.is_ascii_digit());
    let text = if iso { text.split(['T', ' ']).next()? } else { text };
    let separator = text.chars().find(|character| !character.is_ascii_digit())?;
    let parts: Vec<&str> = text.split(separator).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    if !matches!(separator, '-' | '/' | '.') || parts.iter().any(|part| !is_number(part)) {
        return None;
    }
    let (a, b, c) = (first.parse().ok()?, second.parse().ok()?, third.parse().ok()?);
    match (first.len(), third.len()) {
        (4, _) => valid(a, b, c),
        (_, 4) if separator == '.' => valid(c, b, a),
        (_, 4) => valid(c, a, b).or_else(|| valid(c, b, a)),
        _ => None,
    }
}

fn is_number(part: &str) -> bool {
    matches!(part.len(), 1 | 2 | 4) && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// `12 March 1961`, `12th Mar. 1961`, `March 12, 1961`, `12-Mar-1961`.
fn in_words(text: &str) -> Option<Date> {
    let words: Vec<&str> = text.split([' ', ',', '-', '/']).filter(|word| !word.is_empty()).collect();
    let [first, second, year] = words.as_slice() else { return None };
    let year = if year.len() == 4 { year.parse().ok()? } else { return None };
    match (month(first), month(second)) {
        (None, Some(month)) => valid(year, month, day(first)?),
        (Some(month), None) => valid(year, month, day(second)?),
        _ => None,
    }
}

fn day(word: &str) -> Option<u32> {
    let number = word.trim_end_matches(|character: char| character.is_ascii_alphabetic() || character == '.');
    let ending = &word[number.len()..];
    matches!(ending, "" | "." | "st" | "nd" | "rd" | "th").then(|| number.parse().ok()).flatten()
}

fn month(word: &str) -> Option<u32> {
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    let short =
        |name: &&str| word.len() >= 3 && name.starts_with(&word) || word == "sept" && **name == *"september";
    MONTHS.iter().position(short).and_then(|at| u32::try_from(at + 1).ok())
}

fn valid(year: u32, month: u32, day: u32) -> Option<Date> {
    let exists =
        YEARS.contains(&year) && (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
    exists.then_some((year, month, day))
}

fn days_in(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let (year, month) = (1930 + random.below(80), 1 + random.below(12));
    let day = 2 + random.below(27);
    match arguments.first().copied() {
        Some("hl7") => format!("{year}{month:02}{day:02}"),
        Some("dotted") => format!("{day:02}.{month:02}.{year}"),
        Some("us") => format!("{month:02}/{day:02}/{year}"),
        Some("uk") => format!("{day:02}/{month:02}/{year}"),
        Some("long") => {
            format!("{day} {}{} {year}", MONTHS[month - 1][..1].to_uppercase(), &MONTHS[month - 1][1..])
        }
        _ => format!("{year}-{month:02}-{day:02}"),
    }
}

/// The century of the first year in the value becomes the seventeenth.
fn breaker(_: &mut Random, value: &str) -> String {
    let year = value.as_bytes().windows(4).position(|window| window.iter().all(u8::is_ascii_digit));
    match year {
        Some(at) => format!("{}16{}", &value[..at], &value[at + 2..]),
        None => format!("{value}-00"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    #[test]
    fn people_write_dates_in_many_ways() {
        let twelfth = Some((1961, 3, 12));
        for value in [
            "1961-03-12",
            "1961-3-12",
            "12.03.1961",
            "12.3.1961",
            "03/12/1961",
            "19610312",
            "196103121530",
            "1961-03-12T00:00:00Z",
            "1961-03-12 00:00:00",
            "12 March 1961",
            "12th Mar. 1961",
            "March 12, 1961",
            "12-Mar-1961",
            "1961/03/12",
            "19610312120000+0100",
        ] {
            assert_eq!(read(value), twelfth, "{value}");
        }
        assert_eq!(read("25/03/1961"), Some((1961, 3, 25)));
        assert_eq!(read("3 Sept 1988"), Some((1988, 9, 3)));
    }

    #[test]
    fn moments_are_no_birthdays() {
        assert_eq!(run(b"2020-01-10 13:48:48"), Outcome::UNKNOWN);
        assert_eq!(run(b"1961-03-12T23:00:00Z").verdict, Verdict::Pass);
    }

    #[test]
    fn what_is_no_date_fails() {
        for value in [
            "",
            "1961",
            "1961-13-12",
            "1961-02-29",
            "30.02.1980",
            "1899-12-31",
            "2027-01-01",
            "12.03.61",
            "1.2.3",
            "10.0.0.1",
            "19610230",
            "12 Foo 1961",
            "March April 1961",
            "1961-03/12",
            "99999999",
            "12/34/1961",
            "٣/٣/1961",
        ] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Fail, "{value}");
        }
    }

    #[test]
    fn placeholders_of_systems_are_test_values() {
        assert_eq!(run(b"1970-01-01"), Outcome::PASS.with("year", "1970").with("test", "true"));
    }

    #[test]
    fn every_form_reads_back() {
        let mut random = Random::new(9);
        for form in ["", "hl7", "dotted", "us", "uk", "long"] {
            for _ in 0..200 {
                assert_eq!(run(generate(&mut random, &[form]).as_bytes()).verdict, Verdict::Pass);
            }
        }
    }

    proptest::proptest! {
        /// The twin counts days one by one from 1 January 1900.
        #[test]
        fn agrees_with_a_calendar_walked_day_by_day(days in 0..46_000_u32) {
            let (mut year, mut left) = (1900, days);
            let length = |year: u32| 365 + u32::from([4, 400].iter().any(|by| year / by * by == year && (*by == 400 || year / 100 * 100 != year)));
            while left >= length(year) {
                left -= length(year);
                year += 1;
            }
            let february = if length(year) == 366 { 29 } else { 28 };
            let mut month = 0;
            let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
            while left >= lengths[month] {
                left -= lengths[month];
                month += 1;
            }
            let text = format!("{year:04}-{:02}-{:02}", month + 1, left + 1);
            proptest::prop_assert!(run(text.as_bytes()).verdict == Verdict::Pass || year > 2026);
            let beyond = format!("{year:04}-{:02}-{:02}", month + 1, lengths[month] + 1);
            proptest::prop_assert!(run(beyond.as_bytes()).verdict == Verdict::Fail);
        }
    }
}
