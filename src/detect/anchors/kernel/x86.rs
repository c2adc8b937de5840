//! The loops for processors of the x86 family: the only unsafe code of the program. Each function is called only where
//! the processor has what it needs, and reads only within a padded text, for which [`Padded`] vouches.
#![expect(
    unsafe_code,
    reason = "whole registers are read and written at once; each block says why it may be"
)]

use std::arch::x86_64::{
    __m256i, __m512i, _mm256_add_epi8, _mm256_cmpgt_epi8, _mm256_loadu_si256, _mm256_movemask_epi8,
    _mm256_set1_epi8, _mm512_add_epi16, _mm512_and_si512, _mm512_cmplt_epu8_mask, _mm512_loadu_si512,
    _mm512_maskz_compress_epi16, _mm512_maskz_mov_epi8, _mm512_movepi8_mask, _mm512_or_si512,
    _mm512_permutexvar_epi8, _mm512_set1_epi8, _mm512_set1_epi16, _mm512_setzero_si512, _mm512_srli_epi16,
    _mm512_storeu_si512, _mm512_sub_epi8, _mm512_test_epi8_mask,
};
use std::ops::Range;

use super::{BLOCK, Filter, Padded, Positions, narrow};
use crate::model::window::PADDING;
use crate::rule::strings::SETS;

// A block begins in the text and reads three bytes more than its positions.
const _: () = assert!(BLOCK + 3 <= PADDING);

pub(super) fn has_avx2() -> bool {
    is_x86_feature_detected!("avx2")
}

pub(super) fn has_avx512() -> bool {
    is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512vbmi")
        && is_x86_feature_detected!("avx512vbmi2")
}

/// The positions of a stretch that some bucket allows: all at which a group passes the filter, and some more.
pub(super) fn groups_by_avx512(
    filter: &Filter,
    padded: Padded<'_>,
    stretch: Range<usize>,
    positions: &mut Positions,
) -> usize {
    assert!(has_avx512());
    // SAFETY: the processor has all four parts of AVX-512 that the function needs.
    unsafe { avx512_groups(filter, padded, stretch, positions) }
}

/// Which bytes of the blocks from `start` on are digits.
pub(super) fn digits_by_avx2(padded: Padded<'_>, start: usize, masks: &mut [u64]) {
    assert!(has_avx2());
    // SAFETY: the processor has AVX2.
    unsafe { avx2_digits(&padded.bytes()[start..], masks) }
}

/// Which bytes of the blocks from `start` on are digits.
pub(super) fn digits_by_avx512(padded: Padded<'_>, start: usize, masks: &mut [u64]) {
    assert!(has_avx512());
    // SAFETY: the processor has AVX-512 F and BW.
    unsafe { avx512_digits(&padded.bytes()[start..], masks) }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2")]
fn avx512_groups(
    filter: &Filter,
    padded: Padded<'_>,
    stretch: Range<usize>,
    positions: &mut Positions,
) -> usize {
    let bytes = padded.bytes();
    let mut allowed = [[_mm512_setzero_si512(); 4]; SETS];
    for (set, classes) in allowed.iter_mut().zip(&*filter.buckets) {
        for (register, classes) in set.iter_mut().zip(classes) {
            *register = load512(classes, 0);
        }
    }
    let mut count = [0_u16; BLOCK];
    count.iter_mut().zip(0..).for_each(|(number, at)| *number = at);
    let mut kept = 0;
    for block in stretch.clone().step_by(BLOCK) {
        let mut passed = in_buckets(bytes, block, &allowed);
        if stretch.end - block < BLOCK {
            passed &= (1 << (stretch.end - block)) - 1;
        }
        let first = _mm512_set1_epi16(narrow(block - stretch.start).cast_signed());
        for (half, numbers) in count.as_chunks::<32>().0.iter().enumerate() {
            #[expect(clippy::cast_possible_truncation, reason = "a half of the mask is what is meant")]
            let here = (passed >> (32 * half)) as u32;
            // SAFETY: the array has 64 bytes.
            let numbers = unsafe { _mm512_loadu_si512(numbers.as_ptr().cast()) };
            let numbers = _mm512_maskz_compress_epi16(here, _mm512_add_epi16(numbers, first));
            // SAFETY: `kept` counts positions of the stretch before this half, at most `STRETCH`, and the array has
            // room for 64 numbers behind that many; 32 are written.
            unsafe { _mm512_storeu_si512(positions.as_mut_ptr().add(kept).cast(), numbers) };
            kept += here.count_ones() as usize;
        }
    }
    kept
}

/// At which of 64 positions some bucket allows all four bytes of the group that begins there.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
#[inline]
fn in_buckets(bytes: &[u8], block: usize, allowed: &[[__m512i; 4]; SETS]) -> u64 {
    let text: [__m512i; 4] = [0, 1, 2, 3].map(|offset| load512(bytes, block + offset));
    let classes = text.map(|bytes| {
        let letters = _mm512_and_si512(bytes, _mm512_set1_epi8(0x1f));
        _mm512_or_si512(letters, _mm512_and_si512(_mm512_srli_epi16::<1>(bytes), _mm512_set1_epi8(0x20)))
    });
    let ask = |set: &[__m512i; 4]| {
        let ask = |byte: usize| _mm512_permutexvar_epi8(classes[byte], set[byte]);
        _mm512_and_si512(_mm512_and_si512(ask(0), ask(1)), _mm512_and_si512(ask(2), ask(3)))
    };
    let (other, ascii) = allowed.split_last().expect("there are sets");
    let mut buckets = ascii.iter().fold(_mm512_setzero_si512(), |all, set| _mm512_or_si512(all, ask(set)));
    let beyond = _mm512_movepi8_mask(text[0]);
    if beyond != 0 {
        buckets = _mm512_or_si512(buckets, _mm512_maskz_mov_epi8(beyond, ask(other)));
    }
    _mm512_test_epi8_mask(buckets, buckets)
}

#[target_feature(enable = "avx2")]
fn avx2_digits(bytes: &[u8], masks: &mut [u64]) {
    // Adding this makes the ten digits the ten largest signed bytes.
    let shift = _mm256_set1_epi8(0x7f - i8::from_le_bytes([b'9']));
    let below = _mm256_set1_epi8(0x7f - 10);
    for (block, mask) in (0..).step_by(BLOCK).zip(masks) {
        let half = |at: usize| {
            let shifted = _mm256_add_epi8(load256(bytes, at), shift);
            let digits = _mm256_movemask_epi8(_mm256_cmpgt_epi8(shifted, below));
            u64::from(digits.cast_unsigned())
        };
        *mask = half(block) | half(block + 32) << 32;
    }
}

#[target_feature(enable = "avx512f,avx512bw")]
fn avx512_digits(bytes: &[u8], masks: &mut [u64]) {
    let zero = _mm512_set1_epi8(i8::from_le_bytes([b'0']));
    let ten = _mm512_set1_epi8(10);
    for (block, mask) in (0..).step_by(BLOCK).zip(masks) {
        *mask = _mm512_cmplt_epu8_mask(_mm512_sub_epi8(load512(bytes, block), zero), ten);
    }
}

#[target_feature(enable = "avx2")]
#[inline]
fn load256(bytes: &[u8], at: usize) -> __m256i {
    let bytes: &[u8; 32] = bytes[at..].first_chunk().expect("the padding holds a register behind the text");
    // SAFETY: 32 bytes can be read.
    unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) }
}

#[target_feature(enable = "avx512f")]
#[inline]
fn load512(bytes: &[u8], at: usize) -> __m512i {
    let bytes: &[u8; 64] = bytes[at..].first_chunk().expect("the padding holds a register behind the text");
    // SAFETY: 64 bytes can be read.
    unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) }
}
