//! Dates in the names of files and folders. A name states a period (a day, a month, a quarter, a year); the clock
//! starts at its last day, so that nothing is called overdue too early. Order of day and month is never guessed: of
//! `03-02-2015` only the year counts.

use jiff::civil::{Date, date};

use crate::model::source::ArtifactPath;

/// The earliest year a name is believed to mean.
const FIRST_YEAR: i16 = 1950;

/// The latest year a name can mean; later ones than today are dropped by the caller's day.
const LAST_YEAR: i16 = 2199;

/// Words that say what the date beside them ended.
const CLOSING_WORDS: [&str; 5] = ["closed", "ended", "terminated", "settled", "discharged"];

/// From the first to the last day that a name states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stated {
    pub(super) first: Date,
    pub(super) last: Date,
}

/// In which part of a path a date stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NamePart {
    /// The last component.
    File,
    /// One before.
    Folder,
}

/// The date a path states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PathDate {
    pub(super) stated: Stated,
    pub(super) part: NamePart,
    /// Whether a word such as `closed` stands beside it.
    pub(super) closing: bool,
}

/// The date that best says when a matter ended: beside a closing word, else in the file's name, else in the nearest
/// folder; of several in one name the latest. Dates that begin after `as_of` are no dates of the past.
pub(super) fn of_path(path: &ArtifactPath, as_of: Date) -> Option<PathDate> {
    let components: Vec<&[u8]> = path.bytes().split(|&byte| byte == b'/').collect();
    let deepest_first = components.iter().rev().enumerate();
    let dated = deepest_first.filter_map(|(height, name)| {
        let behind_us = dates_in(name).into_iter().filter(|stated| stated.first <= as_of);
        let stated = behind_us.max_by_key(|stated| stated.last)?;
        let part = if height == 0 { NamePart::File } else { NamePart::Folder };
        Some(PathDate { stated, part, closing: has_closing_word(name) })
    });
    let dated: Vec<PathDate> = dated.collect();
    dated.iter().find(|date| date.closing).or(dated.first()).copied()
}

/// Every date in a name, from left to right.
pub(super) fn dates_in(name: &[u8]) -> Vec<Stated> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < name.len() {
        if let Some((stated, length)) = date_at(name, at) {
            found.push(stated);
            at += length;
        } else {
            at += 1;
        }
    }
    found
}

type Form = fn(&[u8]) -> Option<(Stated, usize)>;

/// The longest form first, so that a day is never read as its month.
const FORMS: [Form; 6] = [day_with_separators, day_of_eight_digits, quarter_first, quarter_last, month, year];

fn date_at(name: &[u8], at: usize) -> Option<(Stated, usize)> {
    if !may_start(&name[..at]) {
        return None;
    }
    FORMS.iter().filter_map(|form| form(&name[at..])).find(|(_, length)| may_end(&name[at + length..]))
}

/// Letters and digits before it make it part of something else; `FY` is a fiscal year.
fn may_start(before: &[u8]) -> bool {
    let before = match before {
        [rest @ .., b'F' | b'f', b'Y' | b'y'] => rest,
        _ => before,
    };
    before.last().is_none_or(|byte| !byte.is_ascii_alphanumeric())
}

fn may_end(after: &[u8]) -> bool {
    match after {
        // The time of a time stamp.
        [b'T' | b't', digit, ..] => digit.is_ascii_digit(),
        [byte, ..] => !byte.is_ascii_alphanumeric(),
        [] => true,
    }
}

/// `2015-03-02`, `2015_03_02`, `2015.03.02`.
fn day_with_separators(text: &[u8]) -> Option<(Stated, usize)> {
    let (&[_, _, _, _, one, _, _, two, _, _], _) = text.split_first_chunk::<10>()?;
    if one != two || !is_separator(one) {
        return None;
    }
    Some((day(&text[..4], &text[5..7], &text[8..10])?, 10))
}

/// `20150302`.
fn day_of_eight_digits(text: &[u8]) -> Option<(Stated, usize)> {
    let digits = text.get(..8)?;
    Some((day(&digits[..4], &digits[4..6], &digits[6..8])?, 8))
}

/// `Q3-2015`, `Q3 2015`, `q32015` is none.
fn quarter_first(text: &[u8]) -> Option<(Stated, usize)> {
    let &[b'Q' | b'q', number, separator] = text.get(..3)? else { return None };
    if !is_separator(separator) && separator != b' ' {
        return None;
    }
    Some((quarter(text.get(3..7)?, number)?, 7))
}

/// `2015-Q3`, `2015 Q3`, `2015Q3`.
fn quarter_last(text: &[u8]) -> Option<(Stated, usize)> {
    let rest = text.get(4..)?;
    let gap = usize::from(rest.first().is_some_and(|&byte| is_separator(byte) || byte == b' '));
    let &[b'Q' | b'q', number] = rest.get(gap..gap + 2)? else { return None };
    Some((quarter(&text[..4], number)?, 6 + gap))
}

/// `2015-03`, `2015_03`, `2015.03`.
fn month(text: &[u8]) -> Option<(Stated, usize)> {
    let head = text.get(..7)?;
    let month = number(&head[5..]).filter(|_| is_separator(head[4]))?;
    Some((months(year_number(&head[..4])?, month, month)?, 7))
}

/// `2015`.
fn year(text: &[u8]) -> Option<(Stated, usize)> {
    Some((months(year_number(text.get(..4)?)?, 1, 12)?, 4))
}

fn day(year: &[u8], month: &[u8], day: &[u8]) -> Option<Stated> {
    let day = Date::new(year_number(year)?, small(number(month)?)?, small(number(day)?)?).ok()?;
    Some(Stated { first: day, last: day })
}

fn quarter(year: &[u8], digit: u8) -> Option<Stated> {
    let quarter = i16::from(digit.checked_sub(b'0').filter(|quarter| (1..=4).contains(quarter))?);
    months(year_number(year)?, quarter * 3 - 2, quarter * 3)
}

fn months(year: i16, first: i16, last: i16) -> Option<Stated> {
    let first = Date::new(year, small(first)?, 1).ok()?;
    let last = Date::new(year, small(last)?, 1).ok()?.last_of_month();
    Some(Stated { first, last })
}

fn year_number(digits: &[u8]) -> Option<i16> {
    number(digits).filter(|year| (FIRST_YEAR..=LAST_YEAR).contains(year))
}

/// Two or four digits.
fn number(digits: &[u8]) -> Option<i16> {
    digits
        .iter()
        .try_fold(0_i16, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i16::from(byte - b'0')))
}

fn small(number: i16) -> Option<i8> {
    i8::try_from(number).ok()
}

fn is_separator(byte: u8) -> bool {
    matches!(byte, b'-' | b'_' | b'.')
}

fn has_closing_word(name: &[u8]) -> bool {
    let lower = name.to_ascii_lowercase();
    let mut words = lower.split(|byte| !byte.is_ascii_alphabetic());
    words.any(|word| CLOSING_WORDS.iter().any(|closing| closing.as_bytes() == word))
}

/// The last day of the calendar period of `months` months, counted from 1 January, in which a day lies.
pub(super) fn end_of_turn(day: Date, months: i8) -> Date {
    let turn = (day.month() - 1) / months;
    let month = ((turn + 1) * months).min(12);
    date(day.year(), month, 1).last_of_month()
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};
    use proptest::prelude::{ProptestConfig, prop_assert_eq, proptest};

    use super::{NamePart, Stated, dates_in, end_of_turn, of_path};
    use crate::model::source::ArtifactPath;

    const AS_OF: Date = date(2026, 11, 23);

    /// The last days of all dates in a name.
    fn check(name: &str, expected: &[&str]) {
        let last: Vec<String> =
            dates_in(name.as_bytes()).iter().map(|stated| stated.last.to_string()).collect();
        assert_eq!(last, expected, "{name}");
    }

    #[test]
    fn names_state_days_months_quarters_and_years() {
        check("2015-03-02 letter.pdf", &["2015-03-02"]);
        check("scan_20150302_0001.pdf", &["2015-03-02"]);
        check("20150302T101500Z.log", &["2015-03-02"]);
        check("2016.02.29", &["2016-02-29"]);
        check("2015-02-29", &["2015-02-28"]);
        check("report 2015_11.xlsx", &["2015-11-30"]);
        check("Q3-2015", &["2015-09-30"]);
        check("2015Q3.csv", &["2015-09-30"]);
        check("2015 q1", &["2015-03-31"]);
        check("FY2015 budget", &["2015-12-31"]);
        check("2015-2019", &["2015-12-31", "2019-12-31"]);
        check("Smith (closed 2015)", &["2015-12-31"]);
    }

    #[test]
    fn what_may_be_something_else_is_no_day() {
        check("03-02-2015.pdf", &["2015-12-31"]);
        check("2015-13-01", &["2015-12-31"]);
        check("Q5-2015", &["2015-12-31"]);
        check("invoice 120150302", &[]);
        check("v2015x", &[]);
        check("IMG2015", &[]);
        check("1949", &[]);
        check("3000", &[]);
        check("", &[]);
    }

    fn check_path(path: &str, expected: Option<(&str, NamePart, bool)>) {
        let found = of_path(&ArtifactPath::new(path.as_bytes()), AS_OF);
        let found = found.map(|found| (found.stated.last.to_string(), found.part, found.closing));
        assert_eq!(found, expected.map(|(last, part, closing)| (last.to_owned(), part, closing)), "{path}");
    }

    #[test]
    fn the_best_date_of_a_path_wins() {
        check_path("2010/2015-03-02.pdf", Some(("2015-03-02", NamePart::File, false)));
        check_path("2010/letters/a.pdf", Some(("2010-12-31", NamePart::Folder, false)));
        check_path("2010/2012/a.pdf", Some(("2012-12-31", NamePart::Folder, false)));
        check_path("4711 closed 2015/2014-01-02.pdf", Some(("2015-12-31", NamePart::Folder, true)));
        check_path("disclosed 2015/2014.pdf", Some(("2014-12-31", NamePart::File, false)));
        check_path("2015-2019/a.pdf", Some(("2019-12-31", NamePart::Folder, false)));
        check_path("plans 2030/a.pdf", None);
        check_path("2026/a.pdf", Some(("2026-12-31", NamePart::Folder, false)));
        check_path("a.pdf", None);
    }

    #[test]
    fn turns_are_counted_from_january() {
        assert_eq!(end_of_turn(AS_OF, 3), date(2026, 12, 31));
        assert_eq!(end_of_turn(date(2024, 1, 1), 2), date(2024, 2, 29));
        assert_eq!(end_of_turn(date(2026, 12, 5), 5), date(2026, 12, 31));
    }

    /// What a whole text states, by trying every day, month, quarter and year there is.
    fn naive_whole(text: &str) -> Option<Stated> {
        let upper = text.to_uppercase();
        let years = (1950..=2199).filter(|year| upper.contains(&format!("{year}")));
        for year in years {
            for month in 1..=12_i8 {
                let first = date(year, month, 1);
                let last = first.last_of_month();
                for day in first.series(jiff::Span::new().days(1)).take_while(|day| *day <= last) {
                    let (m, d) = (day.month(), day.day());
                    let dashed = format!("{year}-{m:02}-{d:02}");
                    let forms = [
                        dashed.clone(),
                        dashed.replace('-', "_"),
                        dashed.replace('-', "."),
                        dashed.replace('-', ""),
                    ];
                    if forms.contains(&upper) {
                        return Some(Stated { first: day, last: day });
                    }
                }
                let separated = ["-", "_", "."].map(|separator| format!("{year}{separator}{month:02}"));
                if separated.contains(&upper) {
                    return Some(Stated { first, last });
                }
                let quarter = (month + 2) / 3;
                let forms = ["-", "_", ".", " ", ""].map(|gap| format!("{year}{gap}Q{quarter}"));
                let before = ["-", "_", ".", " "].map(|gap| format!("Q{quarter}{gap}{year}"));
                if forms.contains(&upper) || before.contains(&upper) {
                    let first = date(year, quarter * 3 - 2, 1);
                    return Some(Stated { first, last: date(year, quarter * 3, 1).last_of_month() });
                }
            }
            if upper == year.to_string() {
                return Some(Stated { first: date(year, 1, 1), last: date(year, 12, 31) });
            }
        }
        None
    }

    /// The longest text at every position that states something whole and is not part of something longer.
    fn naive(name: &str) -> Vec<Stated> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < name.len() {
            let before = name[..at].to_uppercase();
            let before = before.strip_suffix("FY").unwrap_or(&before);
            let starts = !before.ends_with(|c: char| c.is_ascii_alphanumeric());
            let ends = |end: usize| {
                let after = name[end..].to_uppercase();
                let time = after
                    .strip_prefix('T')
                    .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
                time || !after.starts_with(|c: char| c.is_ascii_alphanumeric())
            };
            let mut lengths =
                (4..=10).rev().filter(|length| starts && at + length <= name.len() && ends(at + length));
            let best = lengths.find_map(|length| Some((naive_whole(&name[at..at + length])?, length)));
            if let Some((stated, length)) = best {
                found.push(stated);
                at += length;
            } else {
                at += 1;
            }
        }
        found
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

        #[test]
        fn dates_are_those_of_the_naive_reader(
            name in "(19|20|2015|Q3|q1|fy|F|T|02|29|2016|1|0|3|-|_|\\.| |closed|x){0,9}"
        ) {
            prop_assert_eq!(dates_in(name.as_bytes()), naive(&name), "{}", name);
        }

        #[test]
        fn any_bytes_are_read_without_panic(name: Vec<u8>) {
            let dates = dates_in(&name);
            assert!(dates.iter().all(|stated| stated.first <= stated.last));
        }
    }
}
