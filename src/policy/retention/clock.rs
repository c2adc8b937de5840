//! What starts the clock: a date in the path, else the time of the last change, else nothing.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

use super::path_date::{NamePart, of_path};
use crate::model::source::{Facts, Source};

/// Archives and build tools write this day, or an earlier one, where they know none.
const NO_TIME: Date = date(1980, 1, 1);

/// From which day on a period is counted, and how that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ClockStart {
    /// The day.
    pub(super) day: Date,
    /// How it is known, as part of a sentence.
    pub(super) known_by: String,
}

/// The start for an artifact, the best that is known on this day.
pub(super) fn start_of(source: &Source, as_of: Date) -> Option<ClockStart> {
    from_path(source, as_of).or_else(|| from_last_change(&source.facts, as_of))
}

fn from_path(source: &Source, as_of: Date) -> Option<ClockStart> {
    let dated = of_path(&source.path, as_of)?;
    let day = dated.stated.last;
    let part = match dated.part {
        NamePart::File => "file name",
        NamePart::Folder => "folder name",
    };
    let says = if dated.closing { "says when it ended" } else { "has a date" };
    Some(ClockStart { day, known_by: format!("counted from {day}, because the {part} {says}") })
}

/// A checkout sets it, so does a copy or a restore.
fn from_last_change(facts: &Facts, as_of: Date) -> Option<ClockStart> {
    let seconds = facts.modified.filter(|_| !facts.in_git)?;
    let day = Timestamp::from_second(seconds).ok()?.to_zoned(TimeZone::UTC).date();
    let known_by = format!(
        "counted from {day}, when the file was last changed, which is weak: copies and restores reset it"
    );
    (day > NO_TIME && day <= as_of).then_some(ClockStart { day, known_by })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::start_of;
    use crate::model::source::{ArtifactPath, Facts, Source};

    fn check(path: &str, modified: Option<i64>, in_git: bool, expected: Option<&str>) {
        let facts = Facts { modified, in_git, ..Facts::default() };
        let source = Source { path: ArtifactPath::new(path.as_bytes()), facts };
        let start = start_of(&source, date(2026, 11, 23)).map(|start| start.day.to_string());
        assert_eq!(start.as_deref(), expected, "{path} {modified:?}");
    }

    #[test]
    fn the_best_known_day_starts_the_clock() {
        let in_2020 = Some(1_600_000_000);
        check("2015/a.txt", in_2020, false, Some("2015-12-31"));
        check("2015/a.txt", in_2020, true, Some("2015-12-31"));
        check("a.txt", in_2020, false, Some("2020-09-13"));
        check("a.txt", in_2020, true, None);
        check("a.txt", None, false, None);
    }

    #[test]
    fn times_that_mean_nothing_start_nothing() {
        for modified in [0, 1, 315_532_800, 4_000_000_000, i64::MAX, i64::MIN] {
            check("a.txt", Some(modified), false, None);
        }
    }
}
