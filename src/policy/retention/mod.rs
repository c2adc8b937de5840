//! How long a finding may be kept: schedule, clock and holds make a flag and a sentence. Destroys nothing and never
//! says that a law is kept.

mod clock;
mod hold;
mod path_date;
mod schedule;

use jiff::civil::Date;

use super::case::{Case, Judge};
use super::config::{Period, PolicyConfig, PolicyError};
use crate::model::rule_doc::Rulebook;
use crate::model::verdict::{Retention, RetentionFlag, Verdict};

use clock::start_of;
use hold::{Holds, ScopedHold};
use path_date::end_of_turn;
use schedule::{Asks, Schedule, Schedules};

/// So many days before the end of a period somebody should look.
const REVIEW_AHEAD: u16 = 90;

/// Judges by the schedule and the holds.
pub(super) struct RetentionJudge {
    as_of: Date,
    schedules: Schedules,
    holds: Holds,
}

impl RetentionJudge {
    /// By what was configured. Globs that match no rule are added to `stale`.
    pub(super) fn new(
        config: &PolicyConfig,
        rulebook: &Rulebook,
        stale: &mut Vec<String>,
    ) -> Result<Self, PolicyError> {
        let schedules = Schedules::new(&config.retention, rulebook, stale)?;
        let holds = Holds::new(&config.holds, rulebook, stale)?;
        Ok(Self { as_of: config.as_of, schedules, holds })
    }

    fn scheduled(&self, case: &Case<'_>, schedule: &Schedule) -> Outcome {
        let authority = schedule.authority.trim_end_matches('.');
        match schedule.asks {
            Asks::Never => {
                Outcome::new(RetentionFlag::NotToBeKept, format!("Not to be kept at all ({authority})."))
            }
            Asks::Forever => {
                Outcome::new(RetentionFlag::RetainUntil, format!("Kept without an end ({authority})."))
            }
            Asks::Undeclared => {
                let because = format!("No period is declared: {authority}. Counsel to confirm.");
                Outcome::new(RetentionFlag::NoSchedule, because)
            }
            Asks::Review(months) => self.next_review(months, authority),
            Asks::AtLeast(period) => self.timed(case, schedule, period, "Kept for"),
            Asks::AtMost(period) => self.timed(case, schedule, period, "Kept no longer than"),
        }
    }

    fn next_review(&self, months: i8, authority: &str) -> Outcome {
        let because = format!("Kept only while it is needed, reviewed every {months} months ({authority}).");
        Outcome {
            date: Some(end_of_turn(self.as_of, months)),
            ..Outcome::new(RetentionFlag::ReviewDue, because)
        }
    }

    fn timed(&self, case: &Case<'_>, schedule: &Schedule, period: Period, verb: &str) -> Outcome {
        let Schedule { trigger, authority, .. } = schedule;
        let from = if trigger.is_empty() { String::new() } else { format!(" from {trigger}") };
        let rule = format!("{verb} {period}{from} ({})", authority.trim_end_matches('.'));
        let Some(start) = start_of(case.source, self.as_of) else {
            let because = format!("{rule}; no trustworthy date says when that began. Counsel to confirm.");
            return Outcome::new(RetentionFlag::ReviewDue, because);
        };
        let end = period.after(start.day);
        let because = format!("{rule}; {}. Counsel to confirm before anything is destroyed.", start.known_by);
        Outcome { date: Some(end), ..Outcome::new(self.flag_for(end), because) }
    }

    fn flag_for(&self, end: Date) -> RetentionFlag {
        let soon = Period { days: REVIEW_AHEAD, ..Period::default() }.after(self.as_of);
        if self.as_of > end {
            RetentionFlag::OverdueForDestruction
        } else if end <= soon {
            RetentionFlag::ReviewDue
        } else {
            RetentionFlag::RetainUntil
        }
    }
}

impl Judge for RetentionJudge {
    fn judge(&self, case: &Case<'_>, verdict: &mut Verdict) {
        let class = &*case.doc.retention;
        let schedule = self.schedules.of(class, case.finding.rule, &case.source.path);
        let outcome = match self.holds.covering(case.finding.rule, &case.source.path) {
            Some(hold) => held(hold, schedule.asks),
            None => self.scheduled(case, &schedule),
        };
        verdict.retention = outcome.into_retention(class);
    }
}

/// A flag, its date and its sentence.
struct Outcome {
    flag: RetentionFlag,
    date: Option<Date>,
    because: String,
}

impl Outcome {
    fn new(flag: RetentionFlag, because: String) -> Self {
        Self { flag, date: None, because }
    }

    fn into_retention(self, class: &str) -> Retention {
        Retention {
            flag: self.flag,
            date: self.date.map(|date| date.to_string().into()),
            class: class.into(),
            because: self.because.into(),
        }
    }
}

fn held(hold: &ScopedHold, asks: Asks) -> Outcome {
    let reason = hold.reason.trim().trim_end_matches('.');
    let mut because =
        format!("Held for matter {}: {reason}. Nothing it covers may be destroyed.", hold.matter);
    if asks == Asks::Never {
        because.push_str(
            " It must not be kept either: ask counsel, and make it useless meanwhile by replacing it.",
        );
    }
    Outcome::new(RetentionFlag::LegalHold, because)
}
