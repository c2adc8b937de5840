//! Counts groups of three and four bytes, for the table of frequent ones.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::rule::frequent::{LEAST, SYMBOLS, symbol};

/// Bits of a symbol's number.
const BITS: usize = 6;

/// How often each group of three and of four symbols was met.
pub struct Groups {
    threes: Box<[u32]>,
    fours: Box<[u32]>,
}

impl Default for Groups {
    fn default() -> Self {
        let zeros = |symbols: usize| vec![0; 1 << (BITS * symbols)].into_boxed_slice();
        Self { threes: zeros(3), fours: zeros(4) }
    }
}

impl Groups {
    /// Counts those of a text.
    pub fn count(&mut self, text: &[u8]) {
        let (mut group, mut length) = (0, 0);
        for &byte in text {
            let Some(number) = symbol(byte) else {
                length = 0;
                continue;
            };
            group = (group << BITS | usize::from(number)) & (self.fours.len() - 1);
            length += 1;
            if length >= 3 {
                self.threes[group & (self.threes.len() - 1)] += 1;
            }
            if length >= 4 {
                self.fours[group] += 1;
            }
        }
    }

    /// The frequent ones, by the power of two that they reach in hits a MB, as a table of TOML.
    pub fn table(&self, megabytes: f64) -> String {
        let mut rows: BTreeMap<u64, Vec<String>> = BTreeMap::new();
        for (counts, length) in [(&self.threes, 3), (&self.fours, 4)] {
            for (group, &count) in counts.iter().enumerate() {
                if let Some(power) = power(f64::from(count) / megabytes) {
                    rows.entry(power).or_default().push(name(group, length));
                }
            }
        }
        let mut text = String::from("[groups]\n");
        for (power, mut groups) in rows {
            groups.sort_unstable();
            let _ = writeln!(text, "{power} = {:?}", groups.join(" "));
        }
        text
    }
}

/// The largest power of two within a rate, from the least that is listed on.
fn power(rate: f64) -> Option<u64> {
    #[expect(clippy::cast_precision_loss, reason = "powers of two")]
    (LEAST.trailing_zeros()..32).map(|bit| 1 << bit).take_while(|&power: &u64| power as f64 <= rate).last()
}

fn name(group: usize, length: usize) -> String {
    let mask = (1 << BITS) - 1;
    let symbol = |at: usize| char::from(SYMBOLS.as_bytes()[group >> (BITS * (length - 1 - at)) & mask]);
    (0..length).map(symbol).collect()
}

#[cfg(test)]
mod tests {
    use super::Groups;

    #[test]
    fn frequent_groups_are_listed_by_powers_of_two() {
        let mut groups = Groups::default();
        groups.count("key KEY aKey; ".repeat(32).as_bytes());
        groups.count("rare ".repeat(15).as_bytes());
        assert_eq!(groups.table(1.0), "[groups]\n32 = \"ake akey\"\n64 = \"key\"\n");
    }
}
