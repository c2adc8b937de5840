//! Names of findings that hold still: the same on every machine, after edits elsewhere in the file, and without the
//! value. BLAKE3, the first 16 bytes, in hexadecimal.

use std::fmt;

use super::rule_doc::RuleDoc;
use super::secret::Secret;
use super::source::ArtifactPath;

/// 16 bytes, printed as 32 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub [u8; 16]);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The key of value fingerprints: 32 bytes derived from what the user keeps secret.
#[derive(Clone, PartialEq, Eq)]
pub struct FingerprintKey([u8; 32]);

impl FingerprintKey {
    /// Derives the key from key material of any length; at least 16 bytes of it should be random.
    pub fn derive(material: &[u8]) -> Self {
        Self(blake3::derive_key("sealant 2026-11 value fingerprint v1", material))
    }

    /// By what the key is told from others. Nothing of the key can be worked out from it.
    pub fn id(&self) -> KeyId {
        let [a, b, c, d, ..] = blake3::derive_key("sealant 2026-11 key id v1", &self.0);
        KeyId([a, b, c, d])
    }
}

/// Which key made a fingerprint: 4 bytes, printed as 8 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 4]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Debug for FingerprintKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FingerprintKey[masked]")
    }
}

/// `place/v1`: rule, path, key path or header, and the ordinal among equal ones. No value and no key in it.
pub fn place_v1(rule: &str, path: &ArtifactPath, label: &str, ordinal: u64) -> Fingerprint {
    let mut hasher = blake3::Hasher::new_derive_key("sealant 2026-11 place/v1");
    for part in [rule.as_bytes(), path.bytes(), label.as_bytes(), &ordinal.to_le_bytes()] {
        update_framed(&mut hasher, part);
    }
    first_half(&hasher)
}

/// `value/v1`: rule and value. Unkeyed for shapes of 80 bits or more, keyed for guessable ones; `None` for a guessable
/// value without a key, where `place/v1` stands in.
pub fn value_v1(doc: &RuleDoc, secret: &Secret, key: Option<&FingerprintKey>) -> Option<Fingerprint> {
    let mut hasher = match key {
        Some(key) if !doc.unguessable => blake3::Hasher::new_keyed(&key.0),
        None if !doc.unguessable => return None,
        _ => blake3::Hasher::new_derive_key("sealant 2026-11 value/v1"),
    };
    update_framed(&mut hasher, doc.id.as_bytes());
    update_framed(&mut hasher, &canonical(doc, secret.expose()));
    Some(first_half(&hasher))
}

/// The value as it is compared: of personal values only letters and digits count, so that `536-90-4399` and
/// `536 90 4399` are one value.
pub fn canonical(doc: &RuleDoc, value: &[u8]) -> Vec<u8> {
    if !doc.personal {
        return value.to_vec();
    }
    let kept: Vec<u8> =
        value.iter().filter(|byte| byte.is_ascii_alphanumeric() || **byte >= 0x80).copied().collect();
    kept.to_ascii_lowercase()
}

fn update_framed(hasher: &mut blake3::Hasher, part: &[u8]) {
    hasher.update(&(part.len() as u64).to_le_bytes());
    hasher.update(part);
}

fn first_half(hasher: &blake3::Hasher) -> Fingerprint {
    let mut bytes = [0; 16];
    hasher.finalize_xof().fill(&mut bytes);
    Fingerprint(bytes)
}
