//! Legal holds: what they cover is not destroyed, whatever the schedule says.

use crate::model::rule_doc::{RuleIndex, Rulebook};
use crate::model::source::ArtifactPath;

use crate::policy::config::{Hold, PolicyError};
use crate::policy::scope::{PathScope, RuleScope};

/// The holds in force, in the order of the configuration.
pub(super) struct Holds {
    holds: Vec<ScopedHold>,
}

/// A hold and what it covers.
pub(super) struct ScopedHold {
    /// The matter.
    pub(super) matter: String,
    /// Why.
    pub(super) reason: String,
    paths: PathScope,
    rules: Option<RuleScope>,
}

impl Holds {
    /// The holds of the configuration.
    pub(super) fn new(
        configured: &[Hold],
        rulebook: &Rulebook,
        stale: &mut Vec<String>,
    ) -> Result<Self, PolicyError> {
        let holds = configured.iter().map(|hold| ScopedHold::new(hold, rulebook, stale));
        Ok(Self { holds: holds.collect::<Result<_, _>>()? })
    }

    /// The first hold that covers a finding.
    pub(super) fn covering(&self, rule: RuleIndex, path: &ArtifactPath) -> Option<&ScopedHold> {
        let covers = |hold: &&ScopedHold| {
            hold.rules.as_ref().is_none_or(|rules| rules.contains(rule)) && hold.paths.contains(path)
        };
        self.holds.iter().find(covers)
    }
}

impl ScopedHold {
    fn new(hold: &Hold, rulebook: &Rulebook, stale: &mut Vec<String>) -> Result<Self, PolicyError> {
        let Hold { paths, rules, matter, reason } = hold;
        if paths.is_empty() && rules.is_empty() {
            return Err(PolicyError::HoldWithoutScope { matter: matter.clone() });
        }
        let place = format!("hold of matter {matter}");
        let scope = |stale: &mut Vec<String>| RuleScope::new(&place, rules, rulebook, stale);
        let scope = if rules.is_empty() { None } else { Some(scope(stale)?) };
        let paths = PathScope::new(&place, paths)?;
        Ok(Self { matter: matter.clone(), reason: reason.clone(), paths, rules: scope })
    }
}
