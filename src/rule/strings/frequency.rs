//! How often four bytes stand in ordinary text: estimated from pairs, which were counted. It decides by which bytes a
//! string is sought, so it bears on speed alone.

use std::sync::LazyLock;

/// Classes of bytes: 64 as a kernel folds them, and one for all bytes beyond ASCII.
const CLASSES: usize = 65;

/// By class and the class before it, how rare it is: a character for each half bit, from `!` on.
const PAIRS: &str = include_str!("../../../patterns/data/pairs.txt");

/// The share of text that four bytes make up.
pub(super) fn share(group: [u8; 4]) -> f64 {
    let pairs = &*TABLE;
    group
        .windows(2)
        .fold(pairs.alone[class(group[0])], |share, pair| share * pairs.after[class(pair[0])][class(pair[1])])
}

/// The share of text that a class of [`super::class`] makes up.
pub(super) fn share_of_class(class: usize) -> f64 {
    TABLE.alone[class]
}

struct Pairs {
    alone: [f64; CLASSES],
    after: Vec<[f64; CLASSES]>,
}

static TABLE: LazyLock<Pairs> = LazyLock::new(|| {
    let rows: Vec<[f64; CLASSES]> = PAIRS.lines().filter(|line| line.len() == CLASSES).map(row).collect();
    let (alone, after) = rows.split_first().expect("the file has a row for bytes alone and one a class");
    Pairs { alone: *alone, after: after.to_vec() }
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
    use super::{CLASSES, TABLE, share};

    #[test]
    fn every_class_has_a_row_that_adds_up() {
        assert_eq!(TABLE.after.len(), CLASSES);
        for row in TABLE.after.iter().chain([&TABLE.alone]) {
            let sum: f64 = row.iter().sum();
            assert!((0.5..1.6).contains(&sum), "a row adds up to {sum}");
        }
    }

    #[test]
    fn common_bytes_are_common() {
        assert!(share(*b" the") > 20.0 * share(*b"qzxj"));
        assert_eq!(share(*b"TION").to_bits(), share(*b"tion").to_bits());
    }
}
