//! Dates of birth within numbers: years of two or four digits, months and days. Knows no scheme and no clock.

use super::random::Random;

/// Whether there is such a day; the year may be one of two digits, the century then being the one in which it can be.
pub(super) fn is_day(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400) || year == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// Digits as one number.
pub(super) fn number(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |number, digit| number.wrapping_mul(10).wrapping_add(u32::from(*digit)))
}

/// Whether six digits are year, month and day.
pub(super) fn is_short_date(digits: &[u8]) -> bool {
    digits.len() == 6 && is_day(number(&digits[..2]), number(&digits[2..4]), number(&digits[4..]))
}

/// A month and a day that every year has, as four digits.
pub(super) fn any_day(random: &mut Random) -> String {
    format!("{:02}{:02}", 1 + random.below(12), 1 + random.below(28))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn february_is_known() {
        assert!(is_day(0, 2, 29) && is_day(96, 2, 29) && is_day(2000, 2, 29));
        assert!(!is_day(1900, 2, 29) && !is_day(97, 2, 29) && !is_day(96, 2, 30));
    }

    #[test]
    fn short_dates_are_six_digits() {
        assert!(is_short_date(&[6, 2, 0, 3, 1, 4]));
        assert!(!is_short_date(&[6, 2, 1, 3, 1, 4]) && !is_short_date(&[6, 2, 0, 3, 1]));
        assert!(!is_short_date(&[6, 2, 0, 4, 3, 1]) && !is_short_date(&[6, 2, 0, 4, 0, 0]));
    }
}
