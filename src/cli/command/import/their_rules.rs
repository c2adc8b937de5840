//! Which rules here find what a rule of another scanner finds, by their ids. The table is `their_rules.toml`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

type Rules = BTreeMap<String, Vec<String>>;

/// By tool and their id.
static TABLE: LazyLock<BTreeMap<String, Rules>> =
    LazyLock::new(|| toml::from_str(include_str!("their_rules.toml")).expect("a test reads the table"));

/// The rules here that find the same kind; none where no rule does, or theirs is for anything.
pub(super) fn ours(theirs: &str) -> &'static [String] {
    TABLE.values().find_map(|rules| rules.get(theirs)).map_or(&[], Vec::as_slice)
}

/// Whether a rule here may find what theirs found: the same kind, or either is for values of no certain kind.
pub(super) fn is_same_kind(theirs: &str, ours_id: &str) -> bool {
    let known = ours(theirs);
    let is_of_no_kind = |id: &str| id.starts_with("secret/generic/");
    let wants_any = known.is_empty() || known.iter().all(|id| is_of_no_kind(id));
    (wants_any && ours_id.starts_with("secret/"))
        || is_of_no_kind(ours_id)
        || known.iter().any(|id| id == ours_id)
}

/// What switching off these rules of a tool means here.
pub(super) struct Skipped {
    /// Rules here all of whose kinds are switched off.
    pub whole: BTreeSet<String>,
    /// Of the others, by their ids there: what would be switched off with them, and which rule here that is.
    pub partly: BTreeMap<String, (String, Vec<String>)>,
}

/// Rules here may be wider than theirs: one is skipped only where everything it stands for is switched off.
pub(super) fn skipped(tool: &str, disabled: &BTreeSet<&str>) -> Skipped {
    let mut kinds: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (theirs, ours) in
        TABLE.iter().filter(|(of, _)| *of == "gitleaks" || *of == tool).flat_map(|(_, rules)| rules)
    {
        for id in ours {
            kinds.entry(id).or_default().insert(theirs);
        }
    }
    let mut skipped = Skipped { whole: BTreeSet::new(), partly: BTreeMap::new() };
    for (ours, theirs) in kinds {
        let others: Vec<String> = theirs.difference(disabled).map(ToString::to_string).collect();
        if others.is_empty() {
            skipped.whole.insert(ours.to_owned());
            continue;
        }
        for off in theirs.intersection(disabled) {
            skipped.partly.insert((*off).to_owned(), (ours.to_owned(), others.clone()));
        }
    }
    skipped
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{TABLE, is_same_kind, ours, skipped};

    #[test]
    fn every_rule_named_here_exists() {
        let exists = |id: &str| crate::builtin::rules().iter().any(|rule| &*rule.doc.id == id);
        let named =
            TABLE.values().flatten().flat_map(|(theirs, ours)| ours.iter().map(move |id| (theirs, id)));
        let missing: Vec<_> = named.filter(|(_, id)| !exists(id)).collect();
        assert!(missing.is_empty(), "{missing:?}");
        assert!(TABLE.values().map(std::collections::BTreeMap::len).sum::<usize>() > 100);
    }

    #[test]
    fn no_id_stands_twice() {
        let all: Vec<&String> = TABLE.values().flat_map(std::collections::BTreeMap::keys).collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
    }

    #[test]
    fn kinds_are_the_same_or_of_no_kind() {
        for (theirs, id, same) in [
            ("github-pat", "secret/github/personal-access-token", true),
            ("github-pat", "secret/generic/api-key", true),
            ("github-pat", "secret/slack/webhook", false),
            ("generic-api-key", "secret/slack/webhook", true),
            ("of-our-own", "secret/slack/webhook", true),
            ("of-our-own", "identifier/us/ssn", false),
            ("Secret Keyword", "secret/generic/password", true),
        ] {
            assert_eq!(is_same_kind(theirs, id), same, "{theirs} {id}");
        }
        assert!(ours("nonsense").is_empty());
    }

    #[test]
    fn a_wider_rule_is_skipped_only_with_all_of_its_kinds() {
        let off = |ids: &[&'static str]| skipped("gitleaks", &ids.iter().copied().collect());
        assert_eq!(Vec::from_iter(off(&["generic-api-key"]).whole), ["secret/generic/api-key"]);
        let jwt = off(&["jwt"]);
        assert!(jwt.whole.is_empty() && jwt.partly["jwt"].1 == ["jwt-base64"]);
        assert_eq!(Vec::from_iter(off(&["jwt", "jwt-base64"]).whole), ["secret/jwt/json-web-token"]);
        assert!(skipped("betterleaks", &["dockerhub-personal-access-token"].into()).whole.is_empty());
    }
}
