//! The groups of a table in buckets, for kernels that ask of 64 positions at once which buckets a position may belong
//! to. A bucket is four sets of bytes, one for each byte of its groups; the fewer texts pass all four, the better.

use super::frequency::share_of_class;
use super::groups::Group;
use crate::model::text::List;

/// Buckets whose groups begin with a byte of ASCII, and behind them those of the others, in sets of eight.
pub const SETS: usize = 9;

/// Buckets of a set.
const OF_SET: usize = 8;

/// How many sets are for groups that begin in ASCII.
const ASCII_SETS: usize = SETS - 1;

/// Rounds in which groups move to where they cost less.
const ROUNDS: usize = 4;

/// The classes that each byte of its groups can be of, a bit a class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bucket(pub [u64; 4]);

/// The class of a byte, below 64: letters in either case are one, and bytes beyond ASCII those of their lower bits.
#[inline]
pub fn class(byte: u8) -> u8 {
    (byte & 0x1f) | (byte & 0x40) >> 1
}

/// All groups in buckets: eight a set, empty ones too.
pub(super) fn assign(groups: &[Group]) -> List<Bucket> {
    let (ascii, other): (Vec<_>, Vec<_>) = groups.iter().partition(|group| group.first[0].is_ascii());
    let mut buckets = fill(&ascii, ASCII_SETS * OF_SET);
    buckets.extend(fill(&other, (SETS - ASCII_SETS) * OF_SET));
    buckets.into()
}

/// A bucket while it is filled.
#[derive(Clone)]
struct Filling {
    sets: [u64; 4],
    /// How many groups need each class at each byte.
    needed: Box<[[u16; 64]; 4]>,
    shares: [f64; 4],
}

fn fill(groups: &[&Group], count: usize) -> Vec<Bucket> {
    let sets: Vec<[u64; 4]> = groups.iter().map(|group| sets_of(group)).collect();
    let empty = Filling { sets: [0; 4], needed: Box::new([[0; 64]; 4]), shares: [0.0; 4] };
    let mut buckets = vec![empty; count];
    let mut order: Vec<(f64, usize)> =
        groups.iter().zip(0..).map(|(group, at)| (group.share(), at)).collect();
    // The commonest groups choose first: they cost most in the wrong place.
    order.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    let mut place = vec![0; groups.len()];
    for &(_, at) in &order {
        place[at] = best(&buckets, &sets[at]);
        buckets[place[at]].add(&sets[at]);
    }
    for _ in 0..ROUNDS {
        for (at, place) in place.iter_mut().enumerate() {
            buckets[*place].remove(&sets[at]);
            *place = best(&buckets, &sets[at]);
            buckets[*place].add(&sets[at]);
        }
    }
    buckets.into_iter().map(|bucket| Bucket(bucket.sets)).collect()
}

fn sets_of(group: &Group) -> [u64; 4] {
    let one = |byte| 1 << class(byte);
    let [a, b, c] = group.first;
    [one(a), one(b), one(c), group.last.bytes().fold(0, |set, byte| set | one(byte))]
}

/// The bucket in which a group adds least to the text that passes.
fn best(buckets: &[Filling], sets: &[u64; 4]) -> usize {
    let cost = |bucket: &Filling| bucket.share_with(sets) - bucket.shares.iter().product::<f64>();
    let costs = buckets.iter().map(cost).enumerate();
    costs.min_by(|one, other| one.1.total_cmp(&other.1)).map_or(0, |(at, _)| at)
}

impl Filling {
    fn share_with(&self, sets: &[u64; 4]) -> f64 {
        let at = |byte: usize| match sets[byte] & !self.sets[byte] {
            0 => self.shares[byte],
            added => self.shares[byte] + share_of(added),
        };
        at(0) * at(1) * at(2) * at(3)
    }

    fn add(&mut self, sets: &[u64; 4]) {
        self.change(sets, |needed| *needed += 1);
    }

    fn remove(&mut self, sets: &[u64; 4]) {
        self.change(sets, |needed| *needed -= 1);
    }

    fn change(&mut self, sets: &[u64; 4], change: impl Fn(&mut u16)) {
        for (byte, &set) in sets.iter().enumerate() {
            let mut left = set;
            while left != 0 {
                let class = left.trailing_zeros() as usize;
                change(&mut self.needed[byte][class]);
                let kept = u64::from(self.needed[byte][class] > 0) << class;
                self.sets[byte] = self.sets[byte] & !(1 << class) | kept;
                left &= left - 1;
            }
            self.shares[byte] = share_of(self.sets[byte]);
        }
    }
}

fn share_of(set: u64) -> f64 {
    (0..64).filter(|class| set >> class & 1 == 1).map(share_of_class).sum()
}
