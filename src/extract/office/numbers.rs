//! Numbers of cells as people see them: whole numbers without exponent, dates by their format, digits with what the format puts
//! between them (ECMA-376 part 1, 18.8.30 and 18.17.4).

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time, date};

use super::xml::{Handler, Tag};

/// The most formats of cells that are kept; programs stop at 65,490.
const MOST: usize = 70_000;

/// The longest number that is written out.
const LONGEST: i32 = 32;

/// How a number is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// As it is.
    Plain,
    /// As a day, or a time, or both.
    Date,
    /// Its digits, from the last to the first, with characters between them: `000-00-0000`.
    Digits(Box<str>),
}

/// The formats of cells, by the number by which a cell names its own.
#[derive(Default)]
pub(super) struct Styles {
    codes: BTreeMap<u32, Shown>,
    cells: Vec<Shown>,
    in_cells: bool,
}

impl Styles {
    /// How a cell of a style shows its number.
    pub(super) fn of(&self, style: Option<&str>) -> &Shown {
        let number = style.and_then(|style| style.parse::<usize>().ok()).unwrap_or(0);
        self.cells.get(number).unwrap_or(&Shown::Plain)
    }
}

impl Handler for Styles {
    fn open(&mut self, tag: &Tag<'_>) {
        let id = |tag: &Tag<'_>| tag.get("numFmtId").and_then(|id| id.parse::<u32>().ok());
        match tag.name() {
            "numFmt" if self.codes.len() < MOST => {
                let code = tag.get("formatCode").unwrap_or_default();
                self.codes.extend(id(tag).map(|id| (id, shown_by(&code))));
            }
            "cellXfs" => self.in_cells = true,
            "xf" if self.in_cells && self.cells.len() < MOST => {
                let id = id(tag).unwrap_or(0);
                let shown = self.codes.get(&id).cloned().unwrap_or_else(|| built_in(id));
                self.cells.push(shown);
            }
            _ => {}
        }
    }

    fn text(&mut self, _text: &str) {}

    fn close(&mut self, name: &str) {
        self.in_cells &= name != "cellXfs";
    }
}

/// The formats that need no code, among them those of East Asian calendars.
fn built_in(id: u32) -> Shown {
    match id {
        14..=22 | 27..=36 | 45..=47 | 50..=58 => Shown::Date,
        _ => Shown::Plain,
    }
}

/// What a code of a format makes of a number.
fn shown_by(code: &str) -> Shown {
    let code = code.split(';').next().unwrap_or_default();
    let (mut letters, mut digits) = (String::new(), String::new());
    let mut characters = code.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => digits.extend(characters.by_ref().take_while(|&character| character != '"')),
            '\\' | '!' => digits.extend(characters.next()),
            '_' | '*' => drop(characters.next()),
            '[' => letters.extend(elapsed(characters.by_ref())),
            '0' | '#' | '?' => digits.push('\0'),
            ' ' | '-' | '/' | '(' | ')' | '+' => digits.push(character),
            character => letters.push(character.to_ascii_lowercase()),
        }
    }
    let count = digits.chars().filter(|&character| character == '\0').count();
    if letters.is_empty() && count > 1 && digits.len() > count {
        Shown::Digits(digits.into())
    } else if letters.contains(['y', 'd', 'h', 's']) && !letters.contains("general") {
        Shown::Date
    } else {
        Shown::Plain
    }
}

/// What stands in brackets: a colour or a condition, or the letters of a time that goes beyond a day.
fn elapsed(characters: &mut dyn Iterator<Item = char>) -> Option<char> {
    let inside: String = characters.take_while(|&character| character != ']').collect();
    inside
        .chars()
        .next()
        .filter(|&first| inside.chars().all(|character| character == first) && "hmsHMS".contains(first))
}

/// A number as it is stored, the way it is shown.
pub(super) fn shown<'v>(value: &'v str, shown: &Shown, since_1904: bool) -> Cow<'v, str> {
    let plain = || written_out(value).map_or(Cow::Borrowed(value), Cow::Owned);
    match shown {
        Shown::Plain => plain(),
        Shown::Date => {
            value.parse().ok().and_then(|serial| day(serial, since_1904)).map_or_else(plain, Cow::Owned)
        }
        Shown::Digits(format) => separated(&plain(), format).map_or_else(plain, Cow::Owned),
    }
}

/// A decimal number without exponent and without zeros behind its point; `None` where it is so already.
fn written_out(value: &str) -> Option<String> {
    let (sign, rest) = value.strip_prefix('-').map_or(("", value), |rest| ("-", rest));
    let (mantissa, exponent) = rest.split_once(['e', 'E']).unwrap_or((rest, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent: i32 = exponent.parse().ok()?;
    let digits = [whole, fraction].concat();
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let point = i32::try_from(whole.len()).ok()?.saturating_add(exponent);
    let length = i32::try_from(digits.len()).ok().filter(|&length| length <= LONGEST)?;
    if !(-16..=LONGEST).contains(&point) {
        return None;
    }
    let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or(0));
    let digits = [zeros(-point), digits, zeros(point - length)].concat();
    let (whole, fraction) = digits.split_at(usize::try_from(point).unwrap_or(0).min(digits.len()));
    let whole = if whole.starts_with('0') { whole.trim_start_matches('0') } else { whole };
    let whole = if whole.is_empty() { "0" } else { whole };
    let fraction = fraction.trim_end_matches('0');
    let written =
        if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") };
    (written != value).then_some(written)
}

/// A whole number put into a format, its last digit into the last place; what is left over stands in front.
fn separated(number: &str, format: &str) -> Option<String> {
    if !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut digits = number.chars().rev();
    let mut shown: Vec<char> = Vec::new();
    for character in format.chars().rev() {
        shown.push(if character == '\0' { digits.next().unwrap_or('0') } else { character });
    }
    shown.extend(digits);
    Some(shown.into_iter().rev().collect())
}

/// A day and a time by their serial number: days since the last day of 1899, with a 29 February 1900 that never was, or
/// since 1904.
fn day(serial: f64, since_1904: bool) -> Option<String> {
    if !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "below three million")]
    let (days, seconds) = (serial.floor() as i64, ((serial.fract()) * 86_400.0).round() as i64);
    let (days, seconds) = (days + seconds / 86_400, seconds % 86_400);
    let time = Time::midnight().checked_add(seconds.seconds()).ok()?;
    if days == 0 && !since_1904 {
        return Some(time.to_string());
    }
    let epoch = match days {
        _ if since_1904 => date(1904, 1, 1),
        ..60 => date(1899, 12, 31),
        _ => date(1899, 12, 30),
    };
    let day: Date = epoch.checked_add(days.days()).ok()?;
    Some(if seconds == 0 { day.to_string() } else { DateTime::from_parts(day, time).to_string() })
}

#[cfg(test)]
mod tests {
    use super::{Shown, shown, shown_by};

    fn check(value: &str, code: &str, expected: &str) {
        assert_eq!(shown(value, &shown_by(code), false), expected, "{value} as {code}");
    }

    #[test]
    fn numbers_are_written_out() {
        for (value, expected) in [
            ("4.111111111111111E+15", "4111111111111111"),
            ("4111111111111111", "4111111111111111"),
            ("78051120.0", "78051120"),
            ("1E3", "1000"),
            ("1.5e-3", "0.0015"),
            ("-12.50", "-12.5"),
            ("0", "0"),
            ("00123", "123"),
            ("1e999", "1e999"),
            ("abc", "abc"),
            ("12345678901234567890", "12345678901234567890"),
        ] {
            check(value, "General", expected);
        }
    }

    #[test]
    fn formats_say_what_is_shown() {
        check("78051120", "000-00-0000", "078-05-1120");
        check("78051120", "000\\-00\\-0000", "078-05-1120");
        check("4111111111111111", "0000 0000 0000 0000", "4111 1111 1111 1111");
        check("45429", "yyyy\\-mm\\-dd", "2024-05-17");
        check("45429.5", "m/d/yy h:mm", "2024-05-17T12:00:00");
        check("0.5", "[h]:mm", "12:00:00");
        check("1", "dd.mm.yyyy", "1900-01-01");
        check("61", "dd.mm.yyyy", "1900-03-01");
        check("12.5", "#,##0.00\\ \"dollars\"", "12.5");
        check("1500", "[Red]0", "1500");
        assert_eq!(shown("0", &Shown::Date, true), "1904-01-01");
    }
}
