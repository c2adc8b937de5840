//! Gates: what stands around an anchor in every match of a pattern, told in a few bytes. A gate is derived from the
//! pattern (`pattern/steps.rs`), never written beside it, and asks for less than the pattern does: what it turns away
//! the pattern would have turned away, only dearer.

use crate::model::text::{List, Text};
use crate::rule::alphabet::Alphabet;

/// How many first bytes of a match are told one by one.
pub const HEADS: usize = 4;

/// How many bytes are told of a run of digits: what they turn away costs least.
pub mod run {
    /// Before it.
    pub const BEFORE: usize = 3;
    /// At its start.
    pub const FIRST: usize = 2;
    /// Behind it: a separator, a group of three digits, and what follows them.
    pub const AFTER: usize = 6;
}

/// So many bytes of an alphabet in a row, and then no more than that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The bytes.
    pub alphabet: Alphabet,
    /// The least number of them.
    pub min: u32,
    /// The largest number that the step takes. What it leaves is for the next step.
    pub max: u32,
}

/// What every match has around its anchor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gate {
    /// Which bytes stand between the start of a match and the anchor.
    pub lead: Alphabet,
    /// What stands before the anchor, from its first byte backwards.
    pub before: List<Step>,
    /// What stands behind the anchor, from its end on.
    pub behind: List<Step>,
    /// A string that stands somewhere behind the anchor, within the reach of the pattern; empty where there is none.
    pub holds: Text,
}

impl Gate {
    /// A gate that is open to all.
    pub const OPEN: Self =
        Self { lead: Alphabet::ALL, before: List::EMPTY, behind: List::EMPTY, holds: Text::EMPTY };
}

/// Which bytes can stand around an anchor in a match, and beside the match. What is not told can be anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Around {
    /// Before the anchor, the nearest byte first.
    pub before: List<Alphabet>,
    /// The anchor's own first bytes and what follows them; empty for strings.
    pub first: List<Alphabet>,
    /// Behind the anchor, the nearest byte first.
    pub after: List<Alphabet>,
}

impl Around {
    /// Anything may stand around.
    pub const ANYTHING: Self = Self { before: List::EMPTY, first: List::EMPTY, after: List::EMPTY };
}
