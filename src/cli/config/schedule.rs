//! `[retention]`, `[[hold]]` and `regions`: periods of the user's own, what must not be destroyed, and whose laws are
//! named.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::Reading;
use crate::cli::sourced::Sourced;
use crate::policy::{self, Hold, Keep, Period, RetentionOverride, RetentionTarget};
use crate::rule::error::FileError;

/// `[retention]`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RetentionFile {
    /// By class of the schedule.
    #[serde(default)]
    class: BTreeMap<Spanned<String>, Spanned<PeriodFile>>,
    /// By glob of rules.
    #[serde(default)]
    rule: BTreeMap<Spanned<String>, Spanned<PeriodFile>>,
}

/// `[retention.class.…]` or `[retention.rule."…"]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PeriodFile {
    keep: Spanned<String>,
    because: String,
    trigger: Option<String>,
    #[serde(default)]
    paths: Vec<Spanned<String>>,
}

/// `[[hold]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HoldFile {
    matter: String,
    reason: String,
    #[serde(default)]
    paths: Vec<Spanned<String>>,
    #[serde(default)]
    rules: Vec<Spanned<String>>,
}

impl Reading<'_> {
    /// The periods, in the order of the file.
    pub(super) fn retention(
        &self,
        file: RetentionFile,
    ) -> Result<Vec<Sourced<RetentionOverride>>, FileError> {
        let mut periods = Vec::new();
        for (class, period) in file.class {
            self.check_known("retention class", &class, &policy::known_classes())?;
            periods
                .push((class.span().start, self.period(RetentionTarget::Class(class.into_inner()), period)?));
        }
        for (rules, period) in file.rule {
            let glob = self.glob(rules)?;
            periods.push((period.span().start, self.period(RetentionTarget::Rules(glob.value), period)?));
        }
        periods.sort_by_key(|(start, _)| *start);
        Ok(periods.into_iter().map(|(_, period)| period).collect())
    }

    /// The holds, in the order of the file.
    pub(super) fn holds(&self, files: Vec<Spanned<HoldFile>>) -> Result<Vec<Sourced<Hold>>, FileError> {
        files.into_iter().map(|file| self.hold(file)).collect()
    }

    /// Whose laws are named.
    pub(super) fn regions(&self, words: Vec<Spanned<String>>) -> Result<Vec<Sourced<String>>, FileError> {
        let one = |word: Spanned<String>| {
            self.check_known("region", &word, &policy::known_regions())?;
            Ok(self.sourced(&word.span(), word.into_inner()))
        };
        words.into_iter().map(one).collect()
    }

    fn period(
        &self,
        target: RetentionTarget,
        file: Spanned<PeriodFile>,
    ) -> Result<Sourced<RetentionOverride>, FileError> {
        let PeriodFile { keep, because, trigger, paths } = file.into_inner();
        let span = keep.span();
        let keep = keep_from(keep.get_ref()).map_err(|message| {
            let help =
                "write a period such as \"7 years\" or \"1 year 6 months\", or \"never\" or \"forever\""
                    .to_owned();
            self.fault(span.clone(), message, Some(help))
        })?;
        let paths = self.bare_globs(paths)?;
        Ok(self.sourced(&span, RetentionOverride { target, paths, keep, trigger, because }))
    }

    fn hold(&self, file: Spanned<HoldFile>) -> Result<Sourced<Hold>, FileError> {
        let span = file.span();
        let HoldFile { matter, reason, paths, rules } = file.into_inner();
        if paths.is_empty() && rules.is_empty() {
            let help = "give `paths` or `rules`; `paths = [\"**\"]` means everything".to_owned();
            let header = first_line(self.text, &span);
            return Err(self.fault(header, "this hold does not say what it covers", Some(help)));
        }
        let (paths, rules) = (self.bare_globs(paths)?, self.bare_globs(rules)?);
        Ok(self.sourced(&span, Hold { paths, rules, matter, reason }))
    }

    pub(super) fn bare_globs(&self, entries: Vec<Spanned<String>>) -> Result<Vec<String>, FileError> {
        Ok(self.globs(entries)?.into_iter().map(|glob| glob.value).collect())
    }

    fn check_known(&self, what: &str, word: &Spanned<String>, known: &[&str]) -> Result<(), FileError> {
        if known.contains(&word.get_ref().as_str()) {
            return Ok(());
        }
        let message = format!("there is no {what} `{}`", word.get_ref());
        Err(self.fault(word.span(), message, Some(format!("known are {}", known.join(", ")))))
    }
}

/// `never`, `forever`, or numbers each with its unit.
fn keep_from(words: &str) -> Result<Keep, String> {
    match words {
        "never" => return Ok(Keep::Never),
        "forever" => return Ok(Keep::Forever),
        _ => {}
    }
    let words: Vec<&str> = words.split_whitespace().collect();
    let mut period = Period::default();
    for pair in words.chunks(2) {
        let [number, unit] = pair else { return Err(format!("`{}` lacks a unit", pair.join(" "))) };
        let number: u16 =
            number.parse().map_err(|_| format!("`{number}` is no number of years, months or days"))?;
        match unit.trim_end_matches('s') {
            "year" => period.years = number,
            "month" => period.months = number,
            "day" => period.days = number,
            _ => return Err(format!("`{unit}` is no unit: years, months or days")),
        }
    }
    if period.is_empty() { Err("this is no time at all".to_owned()) } else { Ok(Keep::For(period)) }
}

/// The first line of a span: a whole table would be too much to underline.
pub(super) fn first_line(text: &str, span: &Range<usize>) -> Range<usize> {
    let length = text[span.clone()].find('\n').unwrap_or(span.len());
    span.start..span.start + length
}

#[cfg(test)]
mod tests {
    use super::{Keep, Period, keep_from};

    #[test]
    fn periods_are_numbers_with_units() {
        assert_eq!(keep_from("7 years"), Ok(Keep::For(Period::years(7))));
        assert_eq!(keep_from("1 year 6 months"), Ok(Keep::For(Period { years: 1, months: 6, days: 0 })));
        assert_eq!(keep_from("90 days"), Ok(Keep::For(Period { years: 0, months: 0, days: 90 })));
        assert_eq!(keep_from("never"), Ok(Keep::Never));
        assert_eq!(keep_from("forever"), Ok(Keep::Forever));
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for wrong in ["", "7", "years", "seven years", "7 fortnights", "0 years", "99999 days", "-1 days"] {
            assert!(keep_from(wrong).is_err(), "{wrong}");
        }
    }
}
