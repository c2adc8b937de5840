//! Regions: what they are called and which lie within which. Reads `patterns/data/regions.toml`, decides nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;

/// A region as the file has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Region {
    #[cfg_attr(not(test), expect(dead_code, reason = "kept for readers of the file, proved by tests"))]
    name: String,
    within: Option<String>,
}

static REGIONS: LazyLock<BTreeMap<String, Region>> = LazyLock::new(|| {
    toml::from_str(include_str!("../../patterns/data/regions.toml")).expect("a test parses the regions")
});

/// The regions a policy may name, in alphabetical order.
pub fn known_regions() -> Vec<&'static str> {
    REGIONS.keys().map(String::as_str).collect()
}

/// A region and those around it, whose laws hold there too.
pub(super) fn with_wider(region: &str) -> Vec<&str> {
    let wider = |region: &&'_ str| REGIONS.get(*region).and_then(|region| region.within.as_deref());
    std::iter::successors(Some(region), wider).collect()
}

/// Regions and those around them.
pub(super) fn all_with_wider(regions: &[String]) -> Vec<String> {
    regions.iter().flat_map(|region| with_wider(region)).map(str::to_owned).collect()
}

/// The regions whose rules are at home where any of `chosen` is: those, the ones around them and the ones within them.
pub fn at_home(chosen: &[String]) -> BTreeSet<String> {
    if chosen.is_empty() {
        return BTreeSet::new();
    }
    let wider = chosen.iter().flat_map(|region| with_wider(region));
    let is_within =
        |region: &&String| with_wider(region).iter().any(|wider| chosen.iter().any(|one| one == wider));
    let inner = REGIONS.keys().filter(is_within).map(String::as_str);
    wider.chain(inner).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::{REGIONS, at_home};

    fn check(chosen: &[&str], home: &[&str], abroad: &[&str]) {
        let chosen: Vec<String> = chosen.iter().map(|&region| region.to_owned()).collect();
        let found = at_home(&chosen);
        assert!(home.iter().all(|&region| found.contains(region)), "{chosen:?}: {found:?}");
        assert!(!abroad.iter().any(|&region| found.contains(region)), "{chosen:?}: {found:?}");
    }

    #[test]
    fn a_region_brings_those_around_and_within_it() {
        check(&["de"], &["de", "eu"], &["fr", "us"]);
        check(&["eu"], &["de", "fr", "no"], &["uk", "us"]);
        check(&["us-ca"], &["us-ca", "us"], &["us-tx", "ca"]);
        check(&["us"], &["us", "us-ca", "us-tx"], &["ca"]);
        check(&[], &[], &["us", "any"]);
    }

    #[test]
    fn every_region_has_a_name_and_lies_within_a_known_one() {
        for (code, region) in &*REGIONS {
            assert!(!region.name.is_empty(), "{code}");
            assert!(region.within.as_ref().is_none_or(|wider| REGIONS.contains_key(wider)), "{code}");
        }
    }
}
