//! Named sets of bytes, as rule files and sample templates use them.

use std::fmt;

/// A set of bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Alphabet(pub [u64; 4]);

/// The names that rule files may use, each with its bytes.
pub const NAMED: &[(&str, &str)] = &[
    ("digits", "0123456789"),
    ("hex", "0123456789abcdef"),
    ("upper-hex", "0123456789ABCDEF"),
    ("any-hex", "0123456789abcdefABCDEF"),
    ("base32", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
    ("base36", "0123456789abcdefghijklmnopqrstuvwxyz"),
    ("upper-base36", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    ("base62", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"),
    ("base64", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"),
    ("padded-base64", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="),
    ("base64url", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
    ("letters", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"),
    ("upper", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    ("lower", "abcdefghijklmnopqrstuvwxyz"),
    ("mail-local", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._%+-"),
    ("host", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-"),
];

impl Alphabet {
    /// The set with nothing in it.
    pub const EMPTY: Self = Self([0; 4]);

    /// The set of all bytes.
    pub const ALL: Self = Self([u64::MAX; 4]);

    /// The bytes of a string.
    pub fn of(bytes: &str) -> Self {
        bytes.bytes().fold(Self::EMPTY, Self::with)
    }

    /// The set of this name.
    pub fn named(name: &str) -> Option<Self> {
        characters(name).map(Self::of)
    }

    /// Whether a byte is in it.
    #[inline]
    pub fn has(self, byte: u8) -> bool {
        self.0[usize::from(byte >> 6)] >> (byte & 63) & 1 == 1
    }

    /// How many bytes are in it.
    pub fn size(self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// With one byte more.
    #[must_use]
    pub fn with(mut self, byte: u8) -> Self {
        self.0[usize::from(byte >> 6)] |= 1 << (byte & 63);
        self
    }

    /// What either set holds.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(std::array::from_fn(|word| self.0[word] | other.0[word]))
    }

    /// What both sets hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(std::array::from_fn(|word| self.0[word] & other.0[word]))
    }

    /// Its bytes in ascending order.
    pub fn bytes(self) -> impl Iterator<Item = u8> {
        (0..=u8::MAX).filter(move |&byte| self.has(byte))
    }

    /// As a class of a regular expression over bytes.
    pub fn class(self) -> String {
        let escaped: Vec<String> = self.bytes().map(|byte| format!("\\x{byte:02x}")).collect();
        format!("[{}]", escaped.concat())
    }
}

/// The characters of a named alphabet.
pub fn characters(name: &str) -> Option<&'static str> {
    NAMED.iter().find(|(known, _)| *known == name).map(|(_, bytes)| *bytes)
}

impl fmt::Debug for Alphabet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Alphabet({:?})", self.0)
    }
}
