//! The search of one window: all that is costly, and nothing that depends on windows beside it. So windows may be searched
//! in any order and on any thread; the session takes the answers in the order of the text.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::claims::{Claim, claims};
use super::parts::Parts;
use crate::detect::Engine;
use crate::detect::candidate::Candidate;
use crate::detect::finders::{Finder, Found};
use crate::detect::known::KnownColumns;
use crate::detect::prior::Prior;
use crate::model::rule_doc::RuleIndex;
use crate::model::window::Window;

/// What was found in a window, before anything is made of it.
pub struct Search {
    pub(super) found: Vec<Found>,
    pub(super) rejected: BTreeMap<(RuleIndex, &'static str), u64>,
    pub(super) parts: Parts,
    pub(super) claims: Vec<Claim>,
}

/// Searches one window of an artifact, whose parts it has.
pub struct Searcher<'e> {
    pub(super) engine: &'e Engine,
    pub(super) prior: Prior,
    pub(super) known: Arc<KnownColumns>,
    pub(super) parts: Parts,
    /// Whether the artifact has rows or fields.
    pub(super) is_structured: bool,
}

impl Searcher<'_> {
    /// Searches the window.
    pub fn search(self, window: &Window<'_>) -> Search {
        self.search_telling(window, &mut |_, _, _| {})
    }

    /// The same, telling of each candidate that is rejected.
    pub(super) fn search_telling(
        self,
        window: &Window<'_>,
        tell: &mut dyn FnMut(Range<usize>, &Candidate, &'static str),
    ) -> Search {
        let mut rejected = BTreeMap::new();
        let mut reject = |range: Range<usize>, candidate: &Candidate, reason: &'static str| {
            *rejected.entry((RuleIndex(candidate.rule), reason)).or_default() += 1;
            tell(range, candidate, reason);
        };
        let Self { engine, prior, known, parts, is_structured } = self;
        let claims = claims(engine, prior, &known, &parts, window);
        let mut explained: Vec<_> = claims.iter().map(|claim| claim.range.clone()).collect();
        explained.sort_by_key(|range| range.start);
        let finder = Finder::new(engine, prior, window, &mut reject).structured(is_structured);
        let found = finder.passing_over(explained).run();
        Search { found, rejected, parts, claims }
    }
}
