//! How often four bytes stand in ordinary text: as was counted where they are frequent, else estimated from pairs. It decides
//! by which bytes a string is sought, so it bears on speed alone.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::rule::frequent::{Frequent, LEAST, symbol};

/// What is not listed has less than this share of text.
#[expect(clippy::cast_precision_loss, reason = "a small number")]
const LEAST_SHARE: f64 = LEAST as f64 / 1e6;

/// Classes of bytes: 64 as a kernel folds them, and one for all bytes beyond ASCII.
const CLASSES: usize = 65;

/// By class and the class before it, how rare it is: a character for each half bit, from `!` on.
const PAIRS: &str = include_str!("../../../patterns/data/pairs.txt");

/// The share of text that four bytes make up.
pub(super) fn share(group: [u8; 4]) -> f64 {
    let [a, b, c, d] = group;
    let pairs = &*TABLE;
    let follows = |one: u8, other: u8| pairs.after[class(one)][class(other)];
    let alone = |one: u8| pairs.alone[class(one)];
    let known =
        |bytes: &[u8], estimate: f64| counted(bytes).map_or(estimate, |counted| counted.among(estimate));
    let first = known(&[a, b, c], alone(a) * follows(a, b) * follows(b, c));
    let last = known(&[b, c, d], alone(b) * follows(b, c) * follows(c, d));
    // What three bytes say of the fourth is nearer the truth than what two say; the rarer of both bounds the group.
    let estimate = (first * follows(c, d)).min(last * alone(a) * follows(a, b) / alone(b));
    known(&group, estimate)
}

/// What was counted of a group.
enum Counted {
    /// It has this share of text.
    Frequent(f64),
    /// It has less than every listed one.
    Rare,
}

impl Counted {
    fn among(&self, estimate: f64) -> f64 {
        match self {
            Self::Frequent(share) => *share,
            Self::Rare => estimate.min(LEAST_SHARE),
        }
    }
}

/// What was counted of three or four bytes; `None` where one of them was not regarded.
fn counted(bytes: &[u8]) -> Option<Counted> {
    let mut group = [0; 4];
    for (place, byte) in group.iter_mut().zip(bytes) {
        *place = plain(*byte);
        symbol(*place)?;
    }
    Some(TABLE.frequent.get(&group).map_or(Counted::Rare, |share| Counted::Frequent(*share)))
}

/// A byte as it is listed, of one that a hash has folded.
fn plain(byte: u8) -> u8 {
    match byte | 0x20 {
        0x7f => b'_',
        0x60 => b'@',
        lower => lower,
    }
}

/// Listed rates are powers of two below what was counted.
fn share_of_rate(hits_a_megabyte: f64) -> f64 {
    hits_a_megabyte * std::f64::consts::SQRT_2 / 1e6
}

/// The share of text that a class of [`super::class`] makes up.
pub(super) fn share_of_class(class: usize) -> f64 {
    TABLE.alone[class]
}

struct Table {
    alone: [f64; CLASSES],
    after: Vec<[f64; CLASSES]>,
    /// The shares of listed groups of four bytes and of three with a zero behind.
    frequent: HashMap<[u8; 4], f64>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let rows: Vec<[f64; CLASSES]> = PAIRS.lines().filter(|line| line.len() == CLASSES).map(row).collect();
    let (alone, after) = rows.split_first().expect("the file has a row for bytes alone and one a class");
    let listed = Frequent::built_in().groups().map(|(group, rate)| {
        let bytes = group.as_bytes();
        (std::array::from_fn(|at| bytes.get(at).copied().unwrap_or(0)), share_of_rate(rate))
    });
    Table { alone: *alone, after: after.to_vec(), frequent: listed.collect() }
});

fn row(line: &str) -> [f64; CLASSES] {
    let bytes = line.as_bytes();
    std::array::from_fn(|class| (-f64::from(bytes[class] - b'!') / 2.0).exp2())
}

fn class(byte: u8) -> usize {
    if byte.is_ascii() { usize::from(super::class(byte)) } else { CLASSES - 1 }
}

#[cfg(test)]
mod tests {
    use super::{CLASSES, LEAST_SHARE, TABLE, share};

    #[test]
    fn every_class_has_a_row_that_adds_up() {
        assert_eq!(TABLE.after.len(), CLASSES);
        for row in TABLE.after.iter().chain([&TABLE.alone]) {
            let sum: f64 = row.iter().sum();
            assert!((0.5..1.6).contains(&sum), "a row adds up to {sum}");
        }
    }

    #[test]
    fn what_was_counted_goes_before_an_estimate() {
        assert!(share(*b"tion") > 2048e-6 && share(*b"_nam") > 256e-6);
        // A hash clears a bit of every byte, which makes other bytes of some.
        assert_eq!(share(*b"_nam").to_bits(), share([b'_', b'n' & 0xdf, b'a' & 0xdf, b'm' & 0xdf]).to_bits());
        assert!(share(*b"qzxj") < LEAST_SHARE && share(*b"eeee") < LEAST_SHARE);
    }

    #[test]
    fn common_bytes_are_common() {
        assert!(share(*b" the") > 20.0 * share(*b"qzxj"));
        assert_eq!(share(*b"TION").to_bits(), share(*b"tion").to_bits());
    }
}
