//! Pieces → findings: anchors, then proof by shape and check, then context and neighbours, all of it as evidence in
//! bits. Reads no files, knows no policy, prints nothing.

mod against;
mod anchors;
pub mod bench;
mod boundary;
mod candidate;
mod columns;
mod context;
mod fields;
mod finders;
mod findings;
mod gate;
mod keys;
mod known;
mod language;
mod lines;
mod marks;
mod nearby;
mod outline;
pub mod prior;
mod records;
mod resolve;
mod score;
pub mod session;
mod verify;
mod words;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use globset::{Glob, GlobSet, GlobSetBuilder};

use crate::model::finding::PlacesKept;
use crate::model::rule_doc::{RuleIndex, Rulebook};
use crate::model::window::Window;
use crate::rule::strings::Made;
use crate::rule::{Find, Rule};

use anchors::Anchors;
use records::Records;
use resolve::Relations;
use verify::Patterns;

pub use gate::{admits_start, digit_leads, leads};
pub use session::Session;
pub use verify::compile;

/// Why an engine could not be made of its rules.
#[derive(Debug)]
pub enum EngineError {
    /// There are more rules or strings than an engine takes.
    TooMany(String),
    /// A glob in a rule is wrong.
    Glob(globset::Error),
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooMany(what) => write!(f, "too many rules for one engine: {what}"),
            Self::Glob(error) => write!(f, "a rule has a wrong glob: {error}"),
        }
    }
}

impl std::error::Error for EngineError {}

/// The rules, ready to judge any number of artifacts from any number of threads.
pub struct Engine {
    rules: Cow<'static, [Rule]>,
    rulebook: Arc<Rulebook>,
    anchors: Anchors,
    patterns: Patterns,
    relations: Relations,
    file_names: FileNames,
    records: Records,
    /// By rule, whether its values are at home in the regions that were chosen; empty where none were.
    at_home: Vec<bool>,
    kept: PlacesKept,
    as_of: i64,
}

/// The globs of file names of all rules, and whose each is.
struct FileNames {
    globs: GlobSet,
    owners: Vec<(u16, u8)>,
    /// Every find that looks at whole files, with globs or without.
    finds: Vec<(u16, u8)>,
}

impl Engine {
    /// An engine of these rules, which judges by the day `as_of` (seconds since 1970-01-01 UTC). `hash` names them.
    pub fn new(
        rules: impl Into<Cow<'static, [Rule]>>,
        hash: String,
        as_of: i64,
    ) -> Result<Self, EngineError> {
        Self::with_made(rules, hash, as_of, None)
    }

    /// The same, where the table of some of the rules is made already.
    pub fn with_made(
        rules: impl Into<Cow<'static, [Rule]>>,
        hash: String,
        as_of: i64,
        made: Option<Made>,
    ) -> Result<Self, EngineError> {
        let rules = rules.into();
        if rules.len() > usize::from(u16::MAX) {
            return Err(EngineError::TooMany(format!("{} of them", rules.len())));
        }
        let docs = rules.iter().map(|rule| rule.doc.clone()).collect();
        Ok(Self {
            rulebook: Arc::new(Rulebook::new(docs, hash)),
            anchors: Anchors::new(&rules, made),
            patterns: Patterns::new(&rules),
            relations: Relations::new(&rules),
            file_names: file_names(&rules).map_err(EngineError::Glob)?,
            records: Records::new(&rules),
            at_home: Vec::new(),
            kept: PlacesKept::FIRST,
            rules,
            as_of,
        })
    }

    /// The same, at home in these regions alone: values of others count only where the language of the text is theirs.
    #[must_use]
    pub fn at_home_in(mut self, regions: &BTreeSet<String>) -> Self {
        let is_at_home = |rule: &Rule| {
            rule.doc.regions.is_empty() || rule.doc.regions.iter().any(|region| regions.contains(&**region))
        };
        self.at_home =
            if regions.is_empty() { Vec::new() } else { self.rules.iter().map(is_at_home).collect() };
        self
    }

    /// The same, keeping so many places of each finding.
    #[must_use]
    pub fn keeping(mut self, kept: PlacesKept) -> Self {
        self.kept = kept;
        self
    }

    /// Whether a rule's values were chosen as those of other regions: `None` where no regions were chosen.
    fn is_abroad(&self, rule: u16) -> Option<bool> {
        self.at_home.get(usize::from(rule)).map(|at_home| !at_home)
    }

    /// What the rules say about themselves.
    pub fn rulebook(&self) -> Arc<Rulebook> {
        Arc::clone(&self.rulebook)
    }

    /// Every verified match of a text find that a window owns, before any evidence, as ranges of the window's text;
    /// in no order, and a match with several anchors several times. For tests against a naive twin.
    pub fn text_matches(&self, window: &Window<'_>) -> Vec<(RuleIndex, Range<usize>)> {
        let matches = finders::text_matches(self, window);
        matches.into_iter().map(|(rule, _, found)| (RuleIndex(rule), found.whole)).collect()
    }

    /// The rules.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }
}

fn file_names(rules: &[Rule]) -> Result<FileNames, globset::Error> {
    let mut globs = GlobSetBuilder::new();
    let (mut owners, mut finds) = (Vec::new(), Vec::new());
    for (rule, number) in rules.iter().zip(0..) {
        for (find, position) in rule.finds.iter().zip(0..) {
            if let Find::InFile(file) = find {
                finds.push((number, position));
                for name in &file.names {
                    globs.add(Glob::new(name)?);
                    owners.push((number, position));
                }
            }
        }
    }
    Ok(FileNames { globs: globs.build()?, owners, finds })
}
