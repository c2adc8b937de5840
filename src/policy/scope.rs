//! Globs of rules and of paths, compiled once. Both speak the dialect of `.gitignore`: `*` stays within a folder, a
//! glob without a slash matches at any depth (paths only), and what names a folder covers everything below it.

use globset::{Candidate, GlobBuilder, GlobSet, GlobSetBuilder};

use super::config::PolicyError;
use crate::model::rule_doc::{RuleDoc, RuleIndex, Rulebook};
use crate::model::source::ArtifactPath;

/// A set of rules, by globs over their ids and former ids.
#[derive(Clone, Debug)]
pub(super) struct RuleScope {
    members: Vec<bool>,
}

impl RuleScope {
    /// The rules that match any of the globs. Those that match none are added to `stale`.
    pub(super) fn new(
        place: &str,
        globs: &[String],
        rulebook: &Rulebook,
        stale: &mut Vec<String>,
    ) -> Result<Self, PolicyError> {
        let mut members = vec![false; rulebook.docs().len()];
        for glob in globs {
            let set = compile(place, std::slice::from_ref(glob), &rule_patterns)?;
            let hits: Vec<bool> = rulebook.docs().iter().map(|doc| is_named(&set, doc)).collect();
            if !hits.contains(&true) {
                stale
                    .push(format!("{place}: `{glob}` matches no rule; `sealant rules list` names all rules"));
            }
            members.iter_mut().zip(hits).for_each(|(member, hit)| *member |= hit);
        }
        Ok(Self { members })
    }

    /// Whether a rule is one of them.
    pub(super) fn contains(&self, rule: RuleIndex) -> bool {
        self.members.get(usize::from(rule.0)).copied().unwrap_or(false)
    }

    /// Whether no rule is one of them.
    pub(super) fn is_empty(&self) -> bool {
        !self.members.contains(&true)
    }
}

/// A set of paths; every path where it was built from no globs.
#[derive(Clone, Debug)]
pub(super) struct PathScope {
    globs: Option<GlobSet>,
}

impl PathScope {
    /// The paths that match any of the globs.
    pub(super) fn new(place: &str, globs: &[String]) -> Result<Self, PolicyError> {
        let globs = if globs.is_empty() { None } else { Some(compile(place, globs, &path_patterns)?) };
        Ok(Self { globs })
    }

    /// Whether a path is one of them.
    pub(super) fn contains(&self, path: &ArtifactPath) -> bool {
        let matches = |globs: &GlobSet| globs.is_match_candidate(&Candidate::from_bytes(path.bytes()));
        self.globs.as_ref().is_none_or(matches)
    }

    /// Whether it leaves any path out.
    pub(super) fn is_narrow(&self) -> bool {
        self.globs.is_some()
    }
}

fn is_named(set: &GlobSet, doc: &RuleDoc) -> bool {
    set.is_match(&*doc.id) || doc.aliases.iter().any(|alias| set.is_match(&**alias))
}

/// What each glob stands for.
type Expansion = dyn Fn(&str) -> Vec<String>;

fn compile(place: &str, globs: &[String], expand: &Expansion) -> Result<GlobSet, PolicyError> {
    let mut builder = GlobSetBuilder::new();
    for glob in globs {
        let refused = |error: &globset::Error| PolicyError::Glob {
            place: place.to_owned(),
            glob: glob.clone(),
            why: error.kind().to_string(),
        };
        for pattern in expand(glob) {
            let compiled = GlobBuilder::new(&pattern).literal_separator(true).build();
            builder.add(compiled.map_err(|error| refused(&error))?);
        }
    }
    builder.build().map_err(|error| PolicyError::Glob {
        place: place.to_owned(),
        glob: globs.join(", "),
        why: error.kind().to_string(),
    })
}

fn rule_patterns(glob: &str) -> Vec<String> {
    let glob = glob.trim_end_matches('/');
    vec![glob.to_owned(), format!("{glob}/**")]
}

fn path_patterns(glob: &str) -> Vec<String> {
    let folder = glob.trim_end_matches('/');
    let anchored = folder.trim_start_matches("./").trim_start_matches('/');
    let anywhere = if folder.contains('/') { anchored.to_owned() } else { format!("**/{anchored}") };
    let below = format!("{anywhere}/**");
    if glob.ends_with('/') { vec![below] } else { vec![anywhere, below] }
}
