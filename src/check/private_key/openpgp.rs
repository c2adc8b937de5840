//! `OpenPGP` secret keys (RFC 4880, RFC 9580): the first packet is a secret key, the checksum of the armour fits when it is
//! there, and the byte after the public part says whether the rest is encrypted.

use super::Key;
use super::der;

/// Reads the first packet.
pub(super) fn read(body: &[u8], checksum: Option<u32>) -> Option<Key> {
    if checksum.is_some_and(|sum| sum != crc24(body)) {
        return None;
    }
    let packet = secret_packet(body)?;
    let (header, material) = match packet.first()? {
        4 => packet.split_at_checked(6)?,
        6 => packet.split_at_checked(10)?,
        _ => return None,
    };
    let (kind, bits, rest) = public_part(header[5], material)?;
    let usage = *rest.first()?;
    let key = Key::plain(kind, bits);
    Some(if usage == 0 { key } else { Key { encrypted: true, ..key } })
}

/// The content of the first packet when it is a secret key, in the old or the new way of writing lengths.
fn secret_packet(body: &[u8]) -> Option<&[u8]> {
    let first = *body.first()?;
    let (tag, (length, rest)) = match first {
        0xc0.. => (first & 0x3f, new_length(&body[1..])?),
        0x80.. => (first >> 2 & 0xf, old_length(first & 3, &body[1..])?),
        _ => return None,
    };
    rest.get(..length).filter(|_| tag == 5)
}

fn new_length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    match *bytes.first()? {
        short @ ..192 => Some((usize::from(short), &bytes[1..])),
        high @ 192..224 => {
            Some((((usize::from(high) - 192) << 8) + usize::from(*bytes.get(1)?) + 192, &bytes[2..]))
        }
        255 => big_endian(bytes.get(1..)?, 4),
        _ => None,
    }
}

fn old_length(kind: u8, bytes: &[u8]) -> Option<(usize, &[u8])> {
    match kind {
        0 => big_endian(bytes, 1),
        1 => big_endian(bytes, 2),
        2 => big_endian(bytes, 4),
        _ => Some((bytes.len(), bytes)),
    }
}

fn big_endian(bytes: &[u8], width: usize) -> Option<(usize, &[u8])> {
    let (digits, rest) = bytes.split_at_checked(width)?;
    Some((digits.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)), rest))
}

/// Kind and size of the key, and what follows its public numbers.
fn public_part(algorithm: u8, material: &[u8]) -> Option<(&'static str, Option<usize>, &[u8])> {
    match algorithm {
        1..=3 => {
            let (modulus, rest) = mpi(material)?;
            Some(("rsa", Some(der::bits(modulus)), mpi(rest)?.1))
        }
        17 => Some(("dsa", None, mpis(material, 4)?)),
        16 => Some(("other", None, mpis(material, 3)?)),
        19 | 22 => Some((if algorithm == 19 { "ec" } else { "ed25519" }, None, mpi(curve(material)?)?.1)),
        25 => Some(("x25519", Some(256), material.get(32..)?)),
        27 => Some(("ed25519", Some(256), material.get(32..)?)),
        28 => Some(("ed448", Some(448), material.get(57..)?)),
        _ => None,
    }
}

fn curve(material: &[u8]) -> Option<&[u8]> {
    material.get(1 + usize::from(*material.first()?)..)
}

fn mpis(material: &[u8], count: usize) -> Option<&[u8]> {
    (0..count).try_fold(material, |rest, _| Some(mpi(rest)?.1))
}

/// A number with its length in bits before it.
fn mpi(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (bits, rest) = big_endian(bytes, 2)?;
    rest.split_at_checked(bits.div_ceil(8))
}

/// RFC 4880, section 6.1.
fn crc24(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x00b7_04ce, |sum, byte| {
        let mut mixed = sum ^ u32::from(*byte) << 16;
        for _ in 0..8 {
            mixed <<= 1;
            mixed ^= if mixed & 0x0100_0000 == 0 { 0 } else { 0x0186_4cfb };
        }
        mixed & 0x00ff_ffff
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A version 4 packet of an RSA key with a modulus of sixteen bits.
    fn packet(usage: u8) -> Vec<u8> {
        let content = [4, 0, 0, 0, 1, 1, 0, 16, 0xc0, 1, 0, 2, 3, usage, 0, 0];
        [&[0xc5, u8::try_from(content.len()).unwrap()][..], &content].concat()
    }

    #[test]
    fn crc24_of_the_check_string_of_the_catalogues() {
        assert_eq!(crc24(b"123456789"), 0x0021_cf02);
        assert_eq!(crc24(b""), 0x00b7_04ce);
    }

    #[test]
    fn the_usage_byte_says_encrypted() {
        assert_eq!(read(&packet(0), None), Some(Key::plain("rsa", Some(16))));
        assert!(read(&packet(254), Some(crc24(&packet(254)))).is_some_and(|key| key.encrypted));
        assert_eq!(read(&packet(0), Some(7)), None);
    }

    #[test]
    fn public_keys_and_stumps_are_refused() {
        let mut public = packet(0);
        public[0] = 0xc6;
        assert_eq!(read(&public, None), None);
        for end in 0..packet(0).len() {
            assert_eq!(read(&packet(0)[..end], None), None);
        }
    }
}
