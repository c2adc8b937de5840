//! What a pattern may cost: how often its anchor calls it in ordinary text, times what it then reads. A pattern that
//! reads far on a word that stands everywhere makes every scan of everybody slower, so `rules test` refuses it.

use crate::model::text::Text;
use crate::rule::alphabet::Alphabet;
use crate::rule::frequent::Frequent;
use crate::rule::pattern::share;
use crate::rule::{Anchor, Boundary, Literal, Shape, Step, TextFind};

/// The most bytes that a pattern may read for each MB of text: sixty-six such patterns read as much again as the text.
pub const BUDGET: f64 = 15_000.0;

/// However rare what a gate asks for, it is trusted to turn away at most all but so many: what stands behind a word
/// depends on the word.
const LEAST_PASSED: f64 = 1.0 / 16.0;

/// What a pattern reads because of one of its strings.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    /// The string.
    pub word: Text,
    /// How often it stands in a MB of ordinary text.
    pub rate: f64,
    /// At how many places before it a match may start.
    pub starts: usize,
    /// How far a match reaches, in bytes.
    pub reach: u32,
    /// Bytes read for each MB.
    pub bytes: f64,
    /// The reach with which it would be within the budget.
    pub allowed: u32,
}

/// What the dearest string of a find makes its pattern read. Strings that are rare, digit runs and plain runs behind
/// literals cost next to nothing.
pub fn work(find: &TextFind, frequent: &Frequent) -> Option<Work> {
    let Anchor::Literals(literals) = &find.anchor else { return None };
    if matches!(find.shape, Shape::LiteralRun(_)) {
        return None;
    }
    let each = literals.iter().filter_map(|literal| work_of(find, literal, frequent));
    each.max_by(|one, other| one.bytes.total_cmp(&other.bytes))
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "small numbers"
)]
fn work_of(find: &TextFind, literal: &Literal, frequent: &Frequent) -> Option<Work> {
    let rate = frequent.rate(&literal.text)?;
    let starts = starts(find, literal);
    let around = (passed(&literal.gate.before) * passed(&literal.gate.behind)).max(LEAST_PASSED);
    let tried = (starts as f64 * passed(&find.front).max(LEAST_PASSED)).max(1.0);
    let calls = rate * around * tried;
    Some(Work {
        word: literal.text.clone(),
        rate,
        starts,
        reach: find.reach,
        bytes: calls * f64::from(find.reach),
        allowed: (BUDGET / calls) as u32,
    })
}

/// At how many places before its string a match may start: at one, where no byte of the lead may stand before it.
fn starts(find: &TextFind, literal: &Literal) -> usize {
    let lead = literal.gate.lead;
    let one = match &find.before {
        Boundary::Word | Boundary::Number => lead.bytes().all(|byte| byte.is_ascii_alphanumeric()),
        Boundary::Outside(forbidden) => lead.and(*forbidden) == lead,
        Boundary::Open => false,
    };
    if one { 1 } else { usize::from(literal.lead_max - literal.lead_min) + 1 }
}

/// The share of ordinary text that takes steps.
fn passed(steps: &[Step]) -> f64 {
    let mut left: Option<Alphabet> = None;
    let mut all = 1.0;
    for step in steps {
        // What ends a run is one of the bytes that are not of the run.
        let first = share(step.alphabet) / left.take().map_or(1.0, |run| 1.0 - share(run));
        if step.min == step.max {
            all *= first * share(step.alphabet).powi(i32::try_from(step.min - 1).unwrap_or(i32::MAX));
        } else {
            all *= share(step.alphabet).powi(i32::try_from(step.min).unwrap_or(i32::MAX));
            left = Some(step.alphabet);
        }
    }
    all.clamp(0.0, 1.0)
}
