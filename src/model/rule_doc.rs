//! What a rule says about itself: the part that people, reports and policy read.

use std::fmt;
use std::str::FromStr;

use super::severity::Severity;
use super::text::{List, Text};

/// The family of a rule: the first folder below `patterns/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Credentials.
    Secret,
    /// What names or reaches a person.
    Identifier,
    /// Health data and what leads to it.
    Health,
    /// Cards, accounts and payments.
    Financial,
    /// Matters, dockets, filings.
    Legal,
    /// Words by which somebody marked a document.
    Marking,
}

impl Family {
    /// All families, in the order reports list them.
    pub const ALL: [Self; 6] =
        [Self::Secret, Self::Health, Self::Identifier, Self::Financial, Self::Legal, Self::Marking];

    /// The folder's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::Identifier => "identifier",
            Self::Health => "health",
            Self::Financial => "financial",
            Self::Legal => "legal",
            Self::Marking => "marking",
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Family {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|family| family.name() == word).ok_or_else(|| {
            format!(
                "unknown family `{word}`, expected secret, identifier, health, financial, legal or marking"
            )
        })
    }
}

/// A rule as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleDoc {
    /// The path below `patterns/`, without `.toml`.
    pub id: Text,
    /// What it finds, in a few words.
    pub name: Text,
    /// The first folder of the id.
    pub family: Family,
    /// Harm if a finding is true.
    pub severity: Severity,
    /// Data categories, the keys of `patterns/data/laws.toml`.
    pub categories: List<Text>,
    /// The retention class, a key of `patterns/data/retention.toml`.
    pub retention: Text,
    /// Regions that issue such values, as `patterns/data/regions.toml` calls them; none means everywhere.
    pub regions: List<Text>,
    /// Why it matters, one or two sentences.
    pub summary: Text,
    /// What to do, one to three sentences.
    pub remedy: Text,
    /// Where the facts come from.
    pub references: List<Text>,
    /// Ids this rule had before.
    pub aliases: List<Text>,
    /// Ids of rules that may fire on the same value.
    pub also: List<Text>,
    /// How many first bytes of a value say nothing secret, such as `ghp_`.
    pub public_prefix: u8,
    /// Whether values of this shape have 80 bits or more, so that an unkeyed fingerprint gives nothing away.
    pub unguessable: bool,
    /// Whether the values are about people: then no report echoes more than their key or header.
    pub personal: bool,
}

/// The number of a rule in the [`Rulebook`]: rules are numbered in the order of their ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleIndex(pub u16);

/// The documents of all rules that are loaded, in the order of their ids.
#[derive(Clone, Debug)]
pub struct Rulebook {
    docs: Vec<RuleDoc>,
    hash: String,
    in_force: usize,
}

impl Rulebook {
    /// From documents in the order of their ids, and the hash of the rule files they came from.
    pub fn new(docs: Vec<RuleDoc>, hash: String) -> Self {
        let in_force = docs.len();
        Self { docs, hash, in_force }
    }

    /// Of a run whose rules are known only as far as a report names them: `in_force` were loaded.
    pub fn partial(docs: Vec<RuleDoc>, hash: String, in_force: usize) -> Self {
        Self { docs, hash, in_force }
    }

    /// How many rules the run had.
    pub fn in_force(&self) -> usize {
        self.in_force
    }

    /// The document of a rule.
    pub fn doc(&self, rule: RuleIndex) -> &RuleDoc {
        &self.docs[usize::from(rule.0)]
    }

    /// All documents.
    pub fn docs(&self) -> &[RuleDoc] {
        &self.docs
    }

    /// Hexadecimal hash of all rule files: equal hashes find the same things.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The rule with this id or with this id among its aliases.
    pub fn find(&self, id: &str) -> Option<RuleIndex> {
        let position =
            self.docs.iter().position(|doc| &*doc.id == id).or_else(|| {
                self.docs.iter().position(|doc| doc.aliases.iter().any(|alias| &**alias == id))
            })?;
        u16::try_from(position).ok().map(RuleIndex)
    }
}
