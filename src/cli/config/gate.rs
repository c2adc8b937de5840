//! `fail-on`: a severity for everything, or a table of families with `default` for all others.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, Visitor};
use toml::Spanned;

use super::Reading;
use crate::cli::settings::Gate;
use crate::cli::sourced::Sourced;
use crate::model::rule_doc::Family;
use crate::rule::error::FileError;

/// The family of all families of which nothing else is said.
const DEFAULT: &str = "default";

/// As people write it.
pub(super) enum FailOnFile {
    Word(String),
    Table(BTreeMap<Spanned<String>, Spanned<String>>),
}

impl<'de> Deserialize<'de> for FailOnFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FailOnVisitor)
    }
}

struct FailOnVisitor;

impl<'de> Visitor<'de> for FailOnVisitor {
    type Value = FailOnFile;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a severity, or a table of families with a severity each")
    }

    fn visit_str<E>(self, word: &str) -> Result<FailOnFile, E> {
        Ok(FailOnFile::Word(word.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<FailOnFile, A::Error> {
        BTreeMap::deserialize(MapAccessDeserializer::new(map)).map(FailOnFile::Table)
    }
}

/// What is said of all families, and of single ones.
type Gates = (Option<Sourced<Gate>>, BTreeMap<Family, Sourced<Gate>>);

impl Reading<'_> {
    /// What makes a run fail.
    pub(super) fn fail_on(&self, file: Option<Spanned<FailOnFile>>) -> Result<Gates, FileError> {
        let mut gates = Gates::default();
        let Some(file) = file else { return Ok(gates) };
        let span = file.span();
        match file.into_inner() {
            FailOnFile::Word(word) => gates.0 = Some(self.word(&Spanned::new(span, word))?),
            FailOnFile::Table(entries) => {
                for (name, word) in entries {
                    let gate = self.word(&word)?;
                    if name.get_ref() == DEFAULT {
                        gates.0 = Some(gate);
                    } else {
                        gates.1.insert(self.word::<Family>(&name)?.value, gate);
                    }
                }
            }
        }
        Ok(gates)
    }
}
