//! How long a finding may be kept, in principle: the user's own periods over the built-in schedule.

use crate::model::rule_doc::{RuleIndex, Rulebook};
use crate::model::source::ArtifactPath;

use crate::policy::config::{Keep, Period, PolicyError, RetentionOverride, RetentionTarget};
use crate::policy::data::{ClassEntry, ScheduleKind, classes};
use crate::policy::scope::{PathScope, RuleScope};

/// What the schedule asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asks {
    /// Keep for the period, then destroy.
    AtLeast(Period),
    /// Destroy by the end of the period.
    AtMost(Period),
    /// Look again in every so many months.
    Review(i8),
    /// Not at all.
    Never,
    /// Without an end.
    Forever,
    /// Nobody says.
    Undeclared,
}

/// What the schedule asks of a finding, and on whose authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Schedule {
    pub(super) asks: Asks,
    /// What starts the clock, in words.
    pub(super) trigger: String,
    /// Where the figure comes from, or why there is none.
    pub(super) authority: String,
}

/// All periods in force.
pub(super) struct Schedules {
    overrides: Vec<Override>,
}

struct Override {
    target: Target,
    paths: PathScope,
    schedule: Schedule,
}

enum Target {
    Class(String),
    Rules(RuleScope),
}

impl Schedules {
    /// The user's own periods, the narrowest first: of rules before of classes, with paths before without, the later
    /// before the earlier.
    pub(super) fn new(
        configured: &[RetentionOverride],
        rulebook: &Rulebook,
        stale: &mut Vec<String>,
    ) -> Result<Self, PolicyError> {
        let overrides = configured.iter().rev().map(|one| Override::new(one, rulebook, stale));
        let mut overrides: Vec<Override> = overrides.collect::<Result<_, _>>()?;
        overrides.sort_by_key(|one| (!matches!(one.target, Target::Rules(_)), !one.paths.is_narrow()));
        Ok(Self { overrides })
    }

    /// What is asked of findings of a rule, of this class, in this artifact.
    pub(super) fn of(&self, class: &str, rule: RuleIndex, path: &ArtifactPath) -> Schedule {
        let own = self.overrides.iter().find(|one| one.covers(class, rule, path));
        own.map_or_else(|| built_in(class), |own| own.schedule.clone())
    }
}

impl Override {
    fn new(
        configured: &RetentionOverride,
        rulebook: &Rulebook,
        stale: &mut Vec<String>,
    ) -> Result<Self, PolicyError> {
        let (target, name) = match &configured.target {
            RetentionTarget::Class(class) if !classes().contains_key(class) => {
                return Err(PolicyError::UnknownClass(class.clone()));
            }
            RetentionTarget::Class(class) => (Target::Class(class.clone()), class),
            RetentionTarget::Rules(glob) => {
                let globs = std::slice::from_ref(glob);
                (Target::Rules(RuleScope::new("retention", globs, rulebook, stale)?), glob)
            }
        };
        let paths = PathScope::new(&format!("retention of {name}"), &configured.paths)?;
        Ok(Self { target, paths, schedule: schedule_of(configured, name)? })
    }

    fn covers(&self, class: &str, rule: RuleIndex, path: &ArtifactPath) -> bool {
        let named = match &self.target {
            Target::Class(own) => own == class,
            Target::Rules(rules) => rules.contains(rule),
        };
        named && self.paths.contains(path)
    }
}

fn schedule_of(configured: &RetentionOverride, name: &str) -> Result<Schedule, PolicyError> {
    let asks = match configured.keep {
        Keep::For(period) if period.is_empty() => {
            return Err(PolicyError::EmptyPeriod { target: name.to_owned() });
        }
        Keep::For(period) => Asks::AtLeast(period),
        Keep::Never => Asks::Never,
        Keep::Forever => Asks::Forever,
    };
    let built_in_trigger = classes().get(name).and_then(|class| class.trigger.clone());
    let trigger = configured.trigger.clone().or(built_in_trigger).unwrap_or_default();
    Ok(Schedule { asks, trigger, authority: format!("your policy: {}", sentence(&configured.because)) })
}

/// Without its last dot, to stand inside a sentence.
fn sentence(text: &str) -> &str {
    text.trim().trim_end_matches('.')
}

fn built_in(class: &str) -> Schedule {
    match classes().get(class) {
        Some(entry) => Schedule {
            asks: asks_of(entry),
            trigger: entry.trigger.clone().unwrap_or_default(),
            authority: entry.source.clone().unwrap_or_else(|| entry.note.clone()),
        },
        None => Schedule {
            asks: Asks::Undeclared,
            trigger: String::new(),
            authority: format!("The schedule has no class `{class}`, which the rule names"),
        },
    }
}

fn asks_of(entry: &ClassEntry) -> Asks {
    match entry.schedule {
        ScheduleKind::AtLeast => Asks::AtLeast(entry.period()),
        ScheduleKind::AtMost => Asks::AtMost(entry.period()),
        ScheduleKind::Review => Asks::Review(i8::try_from(entry.period().months).unwrap_or(12).clamp(1, 12)),
        ScheduleKind::Never => Asks::Never,
        ScheduleKind::Undeclared => Asks::Undeclared,
    }
}
