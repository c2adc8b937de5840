//! Days that numbers of people are made from: years of two or four digits, months and days. Knows the Gregorian calendar
//! and no scheme, and no clock.

use super::digits::number;
use super::random::Random;

/// Whether a month has such a day; 29 February in leap years only. A year of two digits is one of the century in which
/// there can be such a day, so that 0 is a leap year as 2000 was.
pub(super) fn is_day(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=last).contains(&day)
}

/// Whether six digits are a year of two, month and day.
pub(super) fn is_short_date(digits: &[u8]) -> bool {
    digits.len() == 6 && is_day(number(&digits[..2]), number(&digits[2..4]), number(&digits[4..]))
}

/// A random day of 1940 to 1999, as year, month and day.
pub(super) fn date(random: &mut Random) -> (u32, u32, u32) {
    let number = |random: &mut Random, most: u32| random.digits(4).parse::<u32>().unwrap_or(0) % most;
    (1940 + number(random, 60), 1 + number(random, 12), 1 + number(random, 28))
}

/// A month and a day that every year has, as four digits.
pub(super) fn any_day(random: &mut Random) -> String {
    format!("{:02}{:02}", 1 + random.below(12), 1 + random.below(28))
}

#[cfg(test)]
mod tests {
    use super::{is_day, is_short_date};

    #[test]
    fn months_have_their_days() {
        assert!(is_day(2000, 2, 29) && is_day(1996, 2, 29) && is_day(1999, 12, 31));
        assert!(!is_day(1900, 2, 29) && !is_day(1999, 2, 29) && !is_day(1999, 4, 31) && !is_day(1999, 13, 1));
        assert!(!is_day(1999, 0, 1) && !is_day(1999, 1, 0));
    }

    #[test]
    fn years_of_two_digits_have_a_century_that_fits() {
        assert!(is_day(0, 2, 29) && is_day(96, 2, 29));
        assert!(!is_day(97, 2, 29) && !is_day(96, 2, 30));
    }

    #[test]
    fn short_dates_are_six_digits() {
        assert!(is_short_date(&[6, 2, 0, 3, 1, 4]));
        assert!(!is_short_date(&[6, 2, 1, 3, 1, 4]) && !is_short_date(&[6, 2, 0, 3, 1]));
        assert!(!is_short_date(&[6, 2, 0, 4, 3, 1]) && !is_short_date(&[6, 2, 0, 4, 0, 0]));
    }
}
