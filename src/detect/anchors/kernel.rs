//! The two loops that look at every byte, chosen once for the machine at hand: where the groups of strings are, and which
//! bytes are digits. The portable kernel is safe code and the twin that tests hold the others to: each passes every group
//! that a string has, and the strings that are found are the same.

use std::ops::Range;
use std::sync::OnceLock;

use crate::model::window::Padded;
use crate::rule::strings::{HASH_BITS, SETS, StringTable, may_stand_beside, slot};

#[cfg(target_arch = "x86_64")]
mod x86;

/// How many bytes a mask tells of.
pub(super) const BLOCK: usize = 64;

/// The longest stretch that is searched at a time: its positions are numbers of 16 bits, and stay in the nearest cache.
pub(super) const STRETCH: usize = 4096;

/// How many hashes there are.
const HASHES: usize = 1 << HASH_BITS;

/// How many groups begin in the first bytes of eight, so that eight bytes are read once for all of them.
const OF_EIGHT: u16 = 5;

/// The positions of a stretch, with room for whole registers behind the last.
pub(super) type Positions = [u16; STRETCH + BLOCK];

/// How many bits of a hash tell which bytes may stand beside a group: few groups share them.
const BESIDE_BITS: u32 = 14;

/// What a kernel looks for: the hashes of all groups, and the same groups in buckets.
pub(super) struct Filter {
    /// By hash, 1 where a group has it: a byte each, for to take a bit out of a word costs more than that memory.
    hashes: Box<[u8; HASHES]>,
    /// By the upper bits of a hash, the kinds of bytes that may stand before a group and, above them, behind it.
    beside: Vec<u32>,
    /// By set of buckets, byte of a group and class: the buckets of the set that allow it.
    buckets: Box<[[[u8; 64]; 4]; SETS]>,
}

impl Filter {
    /// A filter that nothing passes.
    pub(super) fn empty() -> Self {
        let hashes = vec![0; HASHES].into_boxed_slice().try_into().expect("as many were asked for");
        let beside = vec![0; 1 << BESIDE_BITS];
        Self { hashes, beside, buckets: Box::new([[[0; 64]; 4]; SETS]) }
    }

    /// Lets the groups of a table pass as well.
    pub(super) fn add(&mut self, table: &StringTable) {
        table.each_beside(|slot, kinds| {
            self.hashes[slot as usize] = 1;
            self.beside[(slot >> (HASH_BITS - BESIDE_BITS)) as usize] |= kinds;
        });
        for (at, bucket) in table.buckets.iter().enumerate() {
            for (byte, set) in bucket.0.iter().enumerate() {
                let classes = (0..64).filter(|class| set >> class & 1 == 1);
                classes.for_each(|class| self.buckets[at / 8][byte][class] |= 1 << (at % 8));
            }
        }
    }

    /// 1 where the group is one of the table's, by its hash, else 0.
    #[inline]
    fn has(&self, group: u32) -> usize {
        usize::from(self.hashes[slot(group) as usize])
    }

    /// Of the first so many positions of groups, those beside whose group stands what stands beside it in a string, most often.
    pub(super) fn keep_beside(
        &self,
        padded: Padded<'_>,
        start: usize,
        positions: &mut Positions,
        found: usize,
    ) -> usize {
        let bytes = padded.bytes();
        let mut kept = 0;
        for at in 0..found.min(STRETCH) {
            let position = positions[at];
            let group = start + usize::from(position);
            let before = group.checked_sub(1).map_or(0, |before| bytes[before]);
            let Some(&[a, b, c, d, behind]) = bytes[group..].first_chunk() else { continue };
            let slot = slot(u32::from_le_bytes([a, b, c, d]));
            let kinds = self.beside[(slot >> (HASH_BITS - BESIDE_BITS)) as usize];
            positions[kept] = position;
            kept += usize::from(may_stand_beside(kinds, before, behind));
        }
        kept
    }

    /// Whether a bucket allows the first four of these bytes: what AVX-512 asks of 64 groups at once, for tests.
    #[cfg(test)]
    pub(super) fn is_in_buckets(&self, bytes: &[u8]) -> bool {
        let allowed = |set: &[[u8; 64]; 4]| {
            let sets = set.iter().zip(bytes);
            sets.fold(u8::MAX, |all, (set, byte)| all & set[usize::from(crate::rule::strings::class(*byte))])
                != 0
        };
        let (other, ascii) = self.buckets.split_last().expect("there are sets");
        ascii.iter().any(allowed) || (!bytes[0].is_ascii() && allowed(other))
    }
}

/// A way to run the loops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::detect) enum Kernel {
    /// Any machine.
    Portable,
    /// 32 digits at a time, by AVX2. Groups as everywhere: to gather what eight hashes point to costs more.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// 64 groups at a time, by AVX-512 with VBMI.
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Kernel {
    /// The best for this machine.
    pub(in crate::detect) fn best() -> Self {
        static BEST: OnceLock<Kernel> = OnceLock::new();
        *BEST.get_or_init(|| *Self::all().last().expect("one kernel runs everywhere"))
    }

    /// All that this machine can run, the best last.
    pub(in crate::detect) fn all() -> Vec<Self> {
        let mut all = vec![Self::Portable];
        #[cfg(target_arch = "x86_64")]
        {
            all.extend(x86::has_avx2().then_some(Self::Avx2));
            all.extend(x86::has_avx512().then_some(Self::Avx512));
        }
        all
    }

    /// Its name on the command line of benchmarks.
    pub(in crate::detect) fn name(self) -> &'static str {
        match self {
            Self::Portable => "portable",
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => "avx2",
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => "avx512vbmi",
        }
    }

    /// The positions, from the start of a stretch of the text, at which a group of the filter begins, and few others. A
    /// group may end behind the stretch. Gives how many there are.
    pub(super) fn groups(
        self,
        filter: &Filter,
        padded: Padded<'_>,
        stretch: Range<usize>,
        positions: &mut Positions,
    ) -> usize {
        assert!(
            stretch.len() <= STRETCH && stretch.end <= padded.text().len(),
            "a stretch is a part of a text"
        );
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => {
                let passed = x86::groups_by_avx512(filter, padded, stretch.clone(), positions);
                keep_hashed(filter, padded, stretch.start, positions, passed)
            }
            _ => portable_groups(filter, padded, stretch, positions),
        }
    }

    /// Which bytes of the blocks from `start` on are digits, a bit a byte. The last block may end behind the text.
    pub(super) fn digits(self, padded: Padded<'_>, start: usize, masks: &mut [u64]) {
        assert!(start + masks.len() * BLOCK <= padded.bytes().len(), "blocks lie within the padded text");
        match self {
            Self::Portable => portable_digits(&padded.bytes()[start..], masks),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => x86::digits_by_avx2(padded, start, masks),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => x86::digits_by_avx512(padded, start, masks),
        }
    }
}

/// Writes every position and keeps it only where its group passes: no branch that could be guessed wrong.
fn portable_groups(
    filter: &Filter,
    padded: Padded<'_>,
    stretch: Range<usize>,
    positions: &mut Positions,
) -> usize {
    let (mut kept, mut position) = (0, 0);
    let mut pass = |group: u32, position: u16| {
        positions[kept] = position;
        kept += filter.has(group);
    };
    let (mut rest, end) = (&padded.bytes()[stretch.start..], narrow(stretch.len()));
    while position + OF_EIGHT <= end
        && let Some(eight) = rest.first_chunk()
    {
        let eight = u64::from_le_bytes(*eight);
        for offset in 0..OF_EIGHT {
            #[expect(clippy::cast_possible_truncation, reason = "the lower four bytes are a group")]
            pass((eight >> (8 * offset)) as u32, position + offset);
        }
        position += OF_EIGHT;
        rest = &rest[usize::from(OF_EIGHT)..];
    }
    for (group, position) in rest.windows(4).zip(position..end) {
        pass(u32::from_le_bytes([group[0], group[1], group[2], group[3]]), position);
    }
    kept
}

/// Positions of a stretch have 16 bits.
fn narrow(position: usize) -> u16 {
    u16::try_from(position).expect("a stretch is shorter than 65,536 bytes")
}

/// Of positions that may pass, those that do.
fn keep_hashed(
    filter: &Filter,
    padded: Padded<'_>,
    start: usize,
    positions: &mut Positions,
    passed: usize,
) -> usize {
    let text = &padded.bytes()[start..];
    let mut kept = 0;
    for at in 0..passed.min(STRETCH) {
        let position = positions[at];
        let from = usize::from(position);
        let group = text[from..].first_chunk::<4>().map_or(0, |group| u32::from_le_bytes(*group));
        positions[kept] = position;
        kept += filter.has(group);
    }
    kept
}

fn portable_digits(bytes: &[u8], masks: &mut [u64]) {
    for (block, mask) in bytes.chunks_exact(BLOCK).zip(masks) {
        *mask = block.chunks_exact(8).zip(0..).fold(0, |mask, (eight, part)| {
            let eight = u64::from_le_bytes(eight.try_into().expect("chunks of eight bytes"));
            mask | digits_of_eight(eight) << (8 * part)
        });
    }
}

/// A bit for each byte that is a digit. Within a byte, `x ^ 0x30` is below ten for digits alone, which the top bit of
/// `x + 0x76` tells, and no carry leaves a byte.
fn digits_of_eight(eight: u64) -> u64 {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    const TOP: u64 = 0x8080_8080_8080_8080;
    let distance = eight ^ 0x3030_3030_3030_3030;
    let above = (distance & LOW) + 0x7676_7676_7676_7676;
    let digits = !(above | distance) & TOP;
    // Gathers the top bits of the bytes in the highest byte.
    (digits >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}
