//! Marvin32, the seeded checksum by which Microsoft marks the keys it issues (Ferguson, US patent 8,555,068; .NET's
//! `System.Marvin`). Knows no key.

/// The checksum of bytes under a seed.
pub(super) fn marvin32(bytes: &[u8], seed: u64) -> u32 {
    let mut state = (low(seed), low(seed >> 32));
    let blocks = bytes.chunks_exact(4);
    let mut last = [0_u8; 4];
    let rest = blocks.remainder();
    last[..rest.len()].copy_from_slice(rest);
    last[rest.len()] = 0x80;
    for block in blocks {
        state = mix(state, u32::from_le_bytes(block.try_into().expect("chunks_exact gives four bytes")));
    }
    state = mix(mix(state, u32::from_le_bytes(last)), 0);
    state.0 ^ state.1
}

fn low(wide: u64) -> u32 {
    u32::try_from(wide & u64::from(u32::MAX)).expect("the mask leaves 32 bits")
}

fn mix((mut a, mut b): (u32, u32), block: u32) -> (u32, u32) {
    a = a.wrapping_add(block);
    b ^= a;
    a = a.rotate_left(20).wrapping_add(b);
    b = b.rotate_left(9) ^ a;
    a = a.rotate_left(27).wrapping_add(b);
    (a, b.rotate_left(19))
}

#[cfg(test)]
mod tests {
    use super::marvin32;

    /// The vectors of the .NET runtime's own tests: each half of 64 bits, the two mixed.
    #[test]
    fn published_vectors() {
        let vectors: [(u64, &[u8], u64); 8] = [
            (0x004f_b61a_001b_dbcc, b"", 0x30ed_35c1_00cd_3c7d),
            (0x004f_b61a_001b_dbcc, b"\xaf", 0x48e7_3fc7_7d75_ddc1),
            (0x004f_b61a_001b_dbcc, b"\xe7\x0f", 0xb5f6_e1fc_485d_bff8),
            (0x004f_b61a_001b_dbcc, b"\x37\xf4\x95", 0xf0b0_7c78_9b8c_f7e8),
            (0x004f_b61a_001b_dbcc, b"\x86\x42\xdc\x59", 0x7008_f2e8_7e9c_f556),
            (0x004f_b61a_001b_dbcc, b"\x15\x3f\xb7\x98\x26", 0xe6c0_8c6d_a2af_a997),
            (0x804f_b61a_001b_dbcc, b"\x09\x32\xe6\x24\x6c\x47", 0xd6dd_5e40_ad1b_c2ed),
            (0x804f_b61a_801b_dbcc, b"\xff\x00\xff\x00\xff\x00\xff", 0xfdfd_187b_1d3c_e784),
        ];
        for (seed, bytes, wide) in vectors {
            let expected = super::low(wide) ^ super::low(wide >> 32);
            assert_eq!(marvin32(bytes, seed), expected, "{bytes:x?}");
        }
    }

    /// In arithmetic of 64 bits, a byte at a time, with the padding written into the message.
    fn twin(bytes: &[u8], seed: u64) -> u32 {
        const WIDE: u64 = 1 << 32;
        let turn = |value: u64, by: u32| (value << by | value >> (32 - by)) % WIDE;
        let mut message = [bytes, &[0x80]].concat();
        while message.len() % 4 != 0 {
            message.push(0);
        }
        message.extend([0; 4]);
        let (mut a, mut b) = (seed % WIDE, seed / WIDE);
        for block in message.chunks(4) {
            a = (a + block.iter().rev().fold(0, |sum, byte| sum * 256 + u64::from(*byte))) % WIDE;
            for (first, second) in [(20, 9), (27, 19)] {
                b ^= a;
                a = (turn(a, first) + b) % WIDE;
                b = turn(b, second);
            }
        }
        u32::try_from(a ^ b).unwrap()
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_wide_arithmetic(bytes in proptest::collection::vec(0..=255_u8, 0..80), seed in 0..=u64::MAX) {
            proptest::prop_assert_eq!(marvin32(&bytes, seed), twin(&bytes, seed));
        }
    }
}
