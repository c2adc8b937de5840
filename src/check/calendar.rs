//! Days that numbers of people are made from. Knows the Gregorian calendar and no scheme.

use super::random::Random;

/// Whether a month has such a day; 29 February in leap years only.
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

/// A random day of 1940 to 1999, as year, month and day.
pub(super) fn date(random: &mut Random) -> (u32, u32, u32) {
    let number = |random: &mut Random, most: u32| random.digits(4).parse::<u32>().unwrap_or(0) % most;
    (1940 + number(random, 60), 1 + number(random, 12), 1 + number(random, 28))
}

#[cfg(test)]
mod tests {
    use super::is_day;

    #[test]
    fn months_have_their_days() {
        assert!(is_day(2000, 2, 29) && is_day(1996, 2, 29) && is_day(1999, 12, 31));
        assert!(!is_day(1900, 2, 29) && !is_day(1999, 2, 29) && !is_day(1999, 4, 31) && !is_day(1999, 13, 1));
        assert!(!is_day(1999, 0, 1) && !is_day(1999, 1, 0));
    }
}
