//! Gates at work: what a pattern demands of the bytes around its anchor and of those from a start on, asked before the
//! pattern is. They lose no match, for they demand less than the pattern does.

use std::ops::RangeInclusive;

use super::boundary::may_begin;
use crate::rule::{Literal, Step, TextFind};

/// How many bytes before a hit of a literal a match may start; an empty range where none can.
pub fn leads(literal: &Literal, text: &[u8], hit: usize, reach: u32) -> RangeInclusive<usize> {
    let (least, most) = (usize::from(literal.lead_min), usize::from(literal.lead_max));
    if !admits_hit(literal, text, hit, reach) {
        return RangeInclusive::new(1, 0);
    }
    let lead = text[..hit].iter().rev().take(most).take_while(|&&byte| literal.gate.lead.has(byte));
    least..=lead.count()
}

fn admits_hit(literal: &Literal, text: &[u8], hit: usize, reach: u32) -> bool {
    let gate = &literal.gate;
    let end = hit + literal.text.len();
    let last = text.len().min(hit + reach as usize);
    takes(&gate.behind, text[end..].iter())
        && takes(&gate.before, text[..hit].iter().rev())
        && (gate.holds.is_empty()
            || text.get(end..last).is_some_and(|rest| memchr::memmem::find(rest, gate.holds.as_bytes()).is_some()))
}

/// Whether a match may start here, as far as the first bytes and the byte before them tell.
#[inline]
pub fn admits_start(text: &[u8], start: usize, find: &TextFind) -> bool {
    let heads = text[start..].iter().zip(&find.heads);
    heads.into_iter().all(|(&byte, set)| set.has(byte))
        && may_begin(text, start, &find.before)
        && takes(&find.front, text[start..].iter())
}

/// Whether bytes take these steps, one after the other.
fn takes<'b>(steps: &[Step], bytes: impl Iterator<Item = &'b u8>) -> bool {
    let mut bytes = bytes.peekable();
    steps.iter().all(|step| {
        let run = (0..step.max).take_while(|_| bytes.next_if(|&&byte| step.alphabet.has(byte)).is_some());
        run.count() >= step.min as usize
    })
}
