//! Gates at work: what a pattern demands of the bytes around its anchor and of those from a start on, asked before the
//! pattern is. They lose no match, for they demand less than the pattern does.

use std::ops::RangeInclusive;

use super::boundary::may_begin;
use crate::rule::gate::HEADS;
use crate::rule::{DigitRun, Gate, Literal, Step, TextFind};

/// How many bytes before a hit of a literal a match may start; an empty range where none can.
pub fn leads(literal: &Literal, text: &[u8], hit: usize, reach: u32) -> RangeInclusive<usize> {
    let Literal { lead_min, lead_max, gate, .. } = literal;
    let end = hit + literal.text.len();
    let rest = text.get(end..text.len().min(hit + reach as usize)).unwrap_or_default();
    if takes(&gate.behind, text[end..].iter()) && holds(rest, gate.holds.as_bytes()) {
        within(gate, (*lead_min, *lead_max), &text[..hit])
    } else {
        NOWHERE
    }
}

/// How many bytes before a run of digits a match may start; an empty range where none can.
#[inline]
pub fn digit_leads(run: &DigitRun, text: &[u8], start: usize) -> RangeInclusive<usize> {
    within(&run.gate, (run.lead_min, run.lead_max), &text[..start])
}

const NOWHERE: RangeInclusive<usize> = RangeInclusive::new(1, 0);

/// The leads that what stands before an anchor allows.
#[inline]
fn within(gate: &Gate, (least, most): (u16, u16), before: &[u8]) -> RangeInclusive<usize> {
    let (least, most) = (usize::from(least), usize::from(most));
    if most == 0 {
        return 0..=0;
    }
    if !takes(&gate.before, before.iter().rev()) {
        return NOWHERE;
    }
    let lead = before.iter().rev().take(most).take_while(|&&byte| gate.lead.has(byte));
    least..=lead.count()
}

fn holds(rest: &[u8], text: &[u8]) -> bool {
    text.is_empty() || memchr::memmem::find(rest, text).is_some()
}

/// Whether a match may start here, as far as the first bytes and the byte before them tell.
#[inline]
pub fn admits_start(text: &[u8], start: usize, find: &TextFind) -> bool {
    let first = &text[start..text.len().min(start + HEADS)];
    first.iter().zip(&find.heads).all(|(&byte, set)| set.has(byte))
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
