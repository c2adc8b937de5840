//! What makes a run fail, as it is typed: a severity, or a family and a severity.

use std::str::FromStr;

use crate::cli::settings::Gate;
use crate::model::rule_doc::Family;

/// A severity, of one family or of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GateWord {
    /// The family; `None` means all of which nothing else was said.
    pub family: Option<Family>,
    /// From which severity on.
    pub gate: Gate,
}

impl FromStr for GateWord {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let (family, gate) = match word.split_once('=') {
            Some((family, gate)) => (Some(family.parse()?), gate),
            None => (None, word),
        };
        Ok(Self { family, gate: gate.parse()? })
    }
}
