//! Which rules are used: `only`, `skip` and the families that are off.

use std::sync::Arc;

use super::config::{PolicyConfig, PolicyError};
use super::scope::RuleScope;
use crate::model::rule_doc::{RuleIndex, Rulebook};

/// Which rules are used.
#[derive(Clone, Debug)]
pub(super) struct Selection {
    wanted: Arc<[bool]>,
}

impl Selection {
    /// By what was configured. Globs that match no rule are added to `stale`.
    pub(super) fn new(
        config: &PolicyConfig,
        rulebook: &Rulebook,
        stale: &mut Vec<String>,
    ) -> Result<Self, PolicyError> {
        let only = RuleScope::new("only", &config.only, rulebook, stale)?;
        let skip = RuleScope::new("skip", &config.skip, rulebook, stale)?;
        if only.is_empty() && !config.only.is_empty() {
            return Err(PolicyError::NothingToLookFor);
        }
        let indices = (0..=u16::MAX).map(RuleIndex);
        let wanted = rulebook.docs().iter().zip(indices).map(|(doc, rule)| {
            let chosen = config.only.is_empty() || only.contains(rule);
            chosen && !skip.contains(rule) && !config.families_off.contains(&doc.family)
        });
        Ok(Self { wanted: wanted.collect() })
    }

    /// Whether a rule is used.
    pub(super) fn wants(&self, rule: RuleIndex) -> bool {
        self.wanted.get(usize::from(rule.0)).copied().unwrap_or(false)
    }
}
