//! Marks beside values: whether they cover a finding, and what is wrong with those that do not.

use std::collections::HashMap;

use crate::model::rule_doc::{Family, RuleIndex, Rulebook};
use crate::model::source::ArtifactPath;
use crate::model::suppression::{IdleMark, Mark, MarkTool, Suppression, SuppressionKind};
use crate::policy::case::Case;
use crate::policy::scope::RuleScope;

/// So many faults of marks are told one by one.
const TOLD: usize = 5;

/// What marks name is remembered up to so many names; later ones cover nothing.
const MOST_NAMES: usize = 10_000;

/// Judges marks.
pub(super) struct MarkJudge {
    obeyed: bool,
    /// What each name of a rule or glob means, `None` where it means none.
    scopes: HashMap<Box<str>, Option<RuleScope>>,
    /// Findings that marks would cover if they were obeyed.
    disobeyed: u64,
    unknown: Faults,
    idle: Faults,
}

/// Faults of one kind: the first are told, all are counted.
#[derive(Default)]
struct Faults {
    told: Vec<String>,
    count: usize,
}

impl Faults {
    fn push(&mut self, fault: impl FnOnce() -> String) {
        self.count += 1;
        if self.told.len() < TOLD {
            let fault = fault();
            if self.told.contains(&fault) {
                self.count -= 1;
            } else {
                self.told.push(fault);
            }
        }
    }
}

impl MarkJudge {
    pub(super) fn new(obeyed: bool) -> Self {
        Self {
            obeyed,
            scopes: HashMap::new(),
            disobeyed: 0,
            unknown: Faults::default(),
            idle: Faults::default(),
        }
    }

    /// A finding is covered when every one of its places has a mark, and every mark names its rule.
    pub(super) fn judge(&mut self, case: &Case<'_>, rulebook: &Rulebook) -> Option<Suppression> {
        let marks = &case.finding.marks;
        let first = marks.distinct.first()?;
        // Every mark is looked at, so that whatever is wrong with any is told.
        let uncovering = marks.distinct.iter().filter(|mark| !self.covers(mark, case, rulebook)).count();
        if uncovering > 0 || marks.places < case.finding.occurrences {
            return None;
        }
        if !self.obeyed {
            self.disobeyed += 1;
            return None;
        }
        let details = vec![("tool", first.tool.name().into())];
        Some(Suppression { kind: SuppressionKind::Mark, reason: first.reason.clone(), details })
    }

    pub(super) fn idle(&mut self, path: &ArtifactPath, idle: &[IdleMark]) {
        if self.obeyed {
            for mark in idle {
                self.idle.push(|| format!("{}:{}", path.display(), mark.line));
            }
        }
    }

    pub(super) fn warnings(&self) -> Vec<String> {
        let disobeyed = match self.disobeyed {
            0 => None,
            1 => Some("the mark beside 1 finding was not obeyed".to_owned()),
            count => Some(format!("marks beside {count} findings were not obeyed")),
        };
        let idle = self.idle.told.first().map(|first| match self.idle.count {
            1 => format!("the mark `sealant:allow` in {first} covers nothing: remove it"),
            count => {
                format!("{count} marks `sealant:allow` cover nothing, the first in {first}: remove them")
            }
        });
        disobeyed.into_iter().chain(idle).chain(self.unknown.told.iter().cloned()).collect()
    }

    /// Other tools know secrets only.
    fn covers(&mut self, mark: &Mark, case: &Case<'_>, rulebook: &Rulebook) -> bool {
        if mark.tool != MarkTool::Sealant {
            return case.doc.family == Family::Secret;
        }
        if mark.rules.is_empty() {
            let place = place(case);
            self.unknown.push(|| {
                format!(
                    "{place}: `sealant:allow` names no rule: write `sealant:allow {} REASON`",
                    case.doc.id
                )
            });
        }
        mark.rules.iter().any(|name| self.names(name, case.finding.rule, rulebook, case))
    }

    fn names(&mut self, name: &str, rule: RuleIndex, rulebook: &Rulebook, case: &Case<'_>) -> bool {
        if !self.scopes.contains_key(name) {
            if self.scopes.len() >= MOST_NAMES {
                return false;
            }
            let mut stale = Vec::new();
            let scope = RuleScope::new("mark", &[name.to_owned()], rulebook, &mut stale).ok();
            self.scopes.insert(name.into(), scope.filter(|_| stale.is_empty()));
        }
        if let Some(scope) = &self.scopes[name] {
            return scope.contains(rule);
        }
        let (place, id) = (place(case), &case.doc.id);
        self.unknown.push(|| {
            format!(
                "{place}: what follows `sealant:allow` is no rule; here it would be `sealant:allow {id} REASON`"
            )
        });
        false
    }
}

fn place(case: &Case<'_>) -> String {
    format!("{}:{}", case.source.path.display(), case.finding.place().line)
}
