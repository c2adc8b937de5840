//! The laws that speak of a finding. Names them; never says whether they are kept.

use super::case::{Case, Judge, leave};
use super::config::PolicyError;
use super::data::{LawEntry, law_file};
use super::regions::{all_with_wider, known_regions};
use crate::model::verdict::{Law, RetentionFlag, Verdict};

/// More would hide the ones that matter.
const MOST_LAWS: usize = 8;

/// Names laws by category and region.
pub(super) struct Laws {
    regions: Vec<String>,
}

impl Laws {
    /// The laws of these regions and those that hold anywhere; all when there are none.
    pub(super) fn new(regions: &[String]) -> Result<Self, PolicyError> {
        if regions.is_empty() {
            return Ok(Self { regions: Vec::new() });
        }
        let known = known_regions();
        match regions.iter().find(|region| !known.contains(&region.as_str())) {
            Some(region) => Err(PolicyError::UnknownRegion(region.clone())),
            None => Ok(Self { regions: all_with_wider(regions) }),
        }
    }

    fn holds_here(&self, law: &LawEntry) -> bool {
        self.regions.is_empty() || law.region == "any" || self.regions.contains(&law.region)
    }
}

impl Judge for Laws {
    fn judge(&self, case: &Case<'_>, verdict: &mut Verdict) {
        let overdue = verdict.retention.flag == RetentionFlag::OverdueForDestruction;
        let speaks = |law: &&LawEntry| {
            let named =
                case.doc.categories.iter().any(|category| law.categories.iter().any(|of| **category == **of));
            named || (overdue && law.when_overdue)
        };
        let laws: Vec<_> = law_file().law.iter().filter(|law| self.holds_here(law)).filter(speaks).collect();
        let name = |law: &&LawEntry| Law { id: law.id.as_str().into(), name: law.name.as_str().into() };
        verdict.laws = laws.iter().take(MOST_LAWS).map(name).collect();
        if laws.len() > MOST_LAWS {
            leave(
                verdict,
                "law",
                format!("{} further laws speak of this and are not listed", laws.len() - MOST_LAWS),
            );
        }
    }
}
