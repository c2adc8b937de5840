//! `azure-sas`: a shared access signature says until when it holds, in `se=` as ISO 8601 in UTC (Microsoft Learn, "Create a
//! service SAS"). Passes where that is a time. Fact `expires` in Unix seconds.
//!
//! Template: `{azure-sas}` holds until 2099; `{azure-sas:expired}` held until 2019.

use data_encoding::BASE64;

use super::random::Random;
use super::{Check, Outcome, digits};

/// The check: of random digits one date and time in 420 is one.
pub const CHECK: Check = Check {
    name: "azure-sas",
    passing: "the end of its validity is a time",
    luck: 843,
    run,
    generate,
    breaker,
};

fn run(value: &[u8]) -> Outcome {
    let fields = value.split(|byte| *byte == b'&' || *byte == b'?');
    let end = fields.into_iter().find_map(|field| field.strip_prefix(b"se="));
    match end.map(seconds) {
        Some(Some(expires)) => Outcome::PASS.with("expires", expires.to_string()),
        Some(None) => Outcome::FAIL,
        // A stored access policy can hold the end in its place.
        None => Outcome::UNKNOWN,
    }
}

/// `2026-11-23T09:30:00Z`, `2026-11-23T09%3A30Z` or `2026-11-23` as Unix seconds.
fn seconds(text: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(text.get(..text.len().min(40))?).ok()?;
    let text = text.replace("%3A", ":").replace("%3a", ":");
    let (date, time) = text.trim_end_matches('Z').split_once('T').unwrap_or((text.as_str(), "00:00"));
    let numbers = |text: &str, mark: char| -> Option<Vec<u64>> {
        text.split(mark).map(|part| (part.len() <= 4).then(|| part.parse().ok()).flatten()).collect()
    };
    let (date, time) = (numbers(date, '-')?, numbers(time.split('.').next()?, ':')?);
    let [year @ 1970..=9999, month @ 1..=12, day @ 1..=31] = date[..] else { return None };
    let (hour, minute, second) = match time[..] {
        [hour, minute] => (hour, minute, 0),
        [hour, minute, second] => (hour, minute, second),
        _ => return None,
    };
    (hour < 24 && minute < 60 && second < 60)
        .then(|| days(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second)
}

/// Days since 1970-01-01 in the Gregorian calendar, counting years from March so that the leap day is the last.
fn days(year: u64, month: u64, day: u64) -> u64 {
    let year = if month < 3 { year - 1 } else { year };
    let month = (month + 9) % 12;
    year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day - 1 - 719_468
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let year = if arguments.first() == Some(&"expired") { 2019 } else { 2099 };
    let end = format!(
        "{year}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        1 + random.below(12),
        1 + random.below(28),
        random.below(24),
        random.below(60),
        random.below(60)
    );
    let signature: Vec<u8> = (0..4).flat_map(|_| random.next_u64().to_be_bytes()).collect();
    let signature = BASE64.encode(&signature).replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    format!("sv=2022-11-02&ss=b&srt=co&sp=rwl&se={end}&spr=https&sig={signature}")
}

/// The month becomes the nineteenth.
fn breaker(_: &mut Random, value: &str) -> String {
    match value.find("se=").and_then(|at| value.get(at + 8..at + 10).map(|_| at + 8)) {
        Some(at) => format!("{}19{}", &value[..at], &value[at + 2..]),
        None => digits::text(&[]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_they_are_written() {
        let expected =
            jiff::civil::date(2026, 11, 23).at(9, 30, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).unwrap();
        let expected = u64::try_from(expected.timestamp().as_second()).unwrap();
        for text in [
            "2026-11-23T09:30:00Z",
            "2026-11-23T09%3A30%3A00Z",
            "2026-11-23T09:30Z",
            "2026-11-23T09:30:00.5Z",
        ] {
            assert_eq!(seconds(text.as_bytes()), Some(expected), "{text}");
        }
        for text in ["", "2026", "2026-13-01", "2026-11-23T24:00Z", "2026-11-23T1Z", "é-1-1"] {
            assert_eq!(seconds(text.as_bytes()), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn days_agree_with_another_calendar(year in 1970_u64..3000, month in 1_u64..13, day in 1_u64..29) {
            let civil = jiff::civil::date(i16::try_from(year).unwrap(), i8::try_from(month).unwrap(), i8::try_from(day).unwrap());
            let theirs = civil.since(jiff::civil::date(1970, 1, 1)).unwrap().get_days();
            proptest::prop_assert_eq!(days(year, month, day), u64::try_from(theirs).unwrap());
        }
    }
}
