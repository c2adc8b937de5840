//! The ASN.1 forms of private keys: PKCS#1, SEC1, OpenSSL's DSA, PKCS#8 plain and encrypted. The label of the armour is
//! not trusted: people relabel keys, so the content decides.

use super::Key;
use super::der::{self, CONTEXT_0, OCTETS, Reader};
use super::product::is_product;

/// Content bytes of object identifiers, and the names of their algorithms.
const KEY_ALGORITHMS: &[(&[u8], &str)] = &[
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1], "rsa"),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10], "rsa"),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1], "ec"),
    (&[0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1], "dsa"),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 3, 1], "dh"),
    (&[0x2b, 0x65, 0x6e], "x25519"),
    (&[0x2b, 0x65, 0x6f], "x448"),
    (&[0x2b, 0x65, 0x70], "ed25519"),
    (&[0x2b, 0x65, 0x71], "ed448"),
];
const CURVES: &[(&[u8], usize)] = &[
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 1], 192),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7], 256),
    (&[0x2b, 0x81, 0x04, 0, 0x0a], 256),
    (&[0x2b, 0x81, 0x04, 0, 0x21], 224),
    (&[0x2b, 0x81, 0x04, 0, 0x22], 384),
    (&[0x2b, 0x81, 0x04, 0, 0x23], 521),
    (&[0x2b, 0x24, 3, 3, 2, 8, 1, 1, 7], 256),
    (&[0x2b, 0x24, 3, 3, 2, 8, 1, 1, 11], 384),
    (&[0x2b, 0x24, 3, 3, 2, 8, 1, 1, 13], 512),
];
const CIPHERS: &[(&[u8], &str)] = &[
    (&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 2], "aes128-cbc"),
    (&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 22], "aes192-cbc"),
    (&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 42], "aes256-cbc"),
    (&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 46], "aes256-gcm"),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 3, 7], "des-ede3-cbc"),
    (&[0x2b, 0x0e, 3, 2, 7], "des-cbc"),
];
/// PBES2, whose parameters name a derivation and a cipher.
const PBES2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 13];

/// A key that is not encrypted, in any of its forms.
pub(super) fn plain(body: &[u8]) -> Option<Key> {
    let reader = Reader::whole_sequence(body)?;
    pkcs1(reader).or_else(|| sec1(reader, None)).or_else(|| dsa(reader)).or_else(|| pkcs8(reader))
}

/// Version, n, e, d, p, q and three numbers that make the work faster.
fn pkcs1(mut reader: Reader<'_>) -> Option<Key> {
    let version = reader.integer()?;
    let [n, e, _, p, q] = integers(&mut reader)?;
    let _: [&[u8]; 3] = integers(&mut reader)?;
    let odd = n.last()? & e.last()? & p.last()? & q.last()? & 1 == 1;
    let sound = matches!(version, [] | [1])
        && odd
        && p.len() > 1
        && q.len() > 1
        && (version == [1] || reader.is_done());
    (sound && is_product(n, [p, q])).then(|| Key::plain("rsa", Some(der::bits(n))))
}

/// Version 0, p, q, g, public and private value.
fn dsa(mut reader: Reader<'_>) -> Option<Key> {
    let [version, p, q, _, _, x] = integers(&mut reader)?;
    let sound = version.is_empty() && reader.is_done() && der::bits(p) >= 512 && der::bits(q) >= 160;
    (sound && !x.is_empty() && der::bits(x) <= der::bits(q)).then(|| Key::plain("dsa", Some(der::bits(p))))
}

fn integers<'a, const N: usize>(reader: &mut Reader<'a>) -> Option<[&'a [u8]; N]> {
    let mut all = [&[][..]; N];
    for one in &mut all {
        *one = reader.integer()?;
    }
    Some(all)
}

/// Version 1, the private value, and the curve unless the wrapping form has named it.
fn sec1(mut reader: Reader<'_>, named: Option<usize>) -> Option<Key> {
    if reader.integer()? != [1] {
        return None;
    }
    let value = reader.take(OCTETS)?;
    let own = match reader.next_tag() {
        Some(CONTEXT_0) => curve(Reader::of(reader.take(CONTEXT_0)?)),
        _ => None,
    };
    let bits = named.or(own);
    let fits = match bits {
        Some(bits) => value.len() <= bits.div_ceil(8) && value.len() * 8 > bits / 2,
        None => matches!(value.len(), 20..=72),
    };
    let random = value.iter().any(|byte| *byte != value[0]);
    (fits && random).then(|| Key::plain("ec", Some(bits.unwrap_or(value.len() * 8))))
}

fn curve(mut parameters: Reader<'_>) -> Option<usize> {
    let oid = parameters.take(der::OID)?;
    CURVES.iter().find(|(known, _)| *known == oid).map(|(_, bits)| *bits)
}

/// Version, algorithm, and the key of that algorithm inside an octet string.
fn pkcs8(mut reader: Reader<'_>) -> Option<Key> {
    if !matches!(reader.integer()?, [] | [1]) {
        return None;
    }
    let (oid, parameters) = reader.algorithm()?;
    let inner = reader.take(OCTETS)?;
    match KEY_ALGORITHMS.iter().find(|(known, _)| *known == oid).map(|(_, name)| *name) {
        Some("rsa") => pkcs1(Reader::whole_sequence(inner)?),
        Some("ec") => sec1(Reader::whole_sequence(inner)?, curve(parameters)),
        Some(kind @ ("ed25519" | "x25519" | "ed448" | "x448")) => edwards(kind, inner),
        kind => (inner.len() >= 8).then(|| Key::plain(kind.unwrap_or("other"), None)),
    }
}

/// One more octet string holds the bytes of the key (RFC 8410).
fn edwards(kind: &'static str, inner: &[u8]) -> Option<Key> {
    let key = Reader::of(inner).take(OCTETS)?;
    let expected = match kind {
        "ed448" => 57,
        "x448" => 56,
        _ => 32,
    };
    let random = key.iter().any(|byte| *byte != key[0]);
    (key.len() == expected && random).then(|| Key::plain(kind, Some(if expected == 32 { 256 } else { 448 })))
}

/// An algorithm of encryption and the encrypted key.
pub(super) fn pkcs8_encrypted(body: &[u8]) -> Option<Key> {
    let mut reader = Reader::whole_sequence(body)?;
    let (oid, parameters) = reader.algorithm()?;
    let encrypted = reader.take(OCTETS)?;
    let cipher = if oid == PBES2 { pbes2_cipher(parameters) } else { None };
    (encrypted.len() >= 16 && reader.is_done()).then(|| Key::encrypted("other", cipher.map(str::to_owned)))
}

fn pbes2_cipher(mut parameters: Reader<'_>) -> Option<&'static str> {
    let mut both = parameters.sequence()?;
    both.sequence()?;
    let (oid, _) = both.algorithm()?;
    CIPHERS.iter().find(|(known, _)| *known == oid).map(|(_, name)| *name)
}
