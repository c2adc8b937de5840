//! Evidence in bits: every reason for or against a finding is a term, and the score is their sum.

use std::borrow::Cow;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Neg, Sub};

/// Log-odds to the base 2, in hundredths of a bit: sums are exact and equal on every machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bits(pub i32);

impl Bits {
    /// No evidence either way: 50 of 100.
    pub const ZERO: Self = Self(0);
    /// 5 of 100, log2(1/19) = -4.248: the least that is reported at all.
    pub const LOW: Self = Self(-424);
    /// 50 of 100.
    pub const MEDIUM: Self = Self(0);
    /// 85 of 100.
    pub const HIGH: Self = Self(250);

    /// From a number of bits, rounded to a hundredth.
    #[expect(clippy::cast_possible_truncation, reason = "clamped to a few thousand bits first")]
    pub fn from_f64(bits: f64) -> Self {
        Self((bits.clamp(-10_000.0, 10_000.0) * 100.0).round() as i32)
    }

    /// The number of bits.
    pub fn as_f64(self) -> f64 {
        f64::from(self.0) / 100.0
    }

    /// The probability this stands for, 0 to 1.
    pub fn probability(self) -> f64 {
        1.0 / (1.0 + (-self.as_f64()).exp2())
    }

    /// The confidence printed: 100 / (1 + 2^-s), rounded down so that 100 is never claimed.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a probability times 100")]
    pub fn percent(self) -> u8 {
        ((self.probability() * 100.0) as u8).min(99)
    }
}

impl Add for Bits {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Bits {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for Bits {
    type Output = Self;

    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Bits {
    fn sum<I: Iterator<Item = Self>>(terms: I) -> Self {
        terms.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Bits {
    /// One decimal and always a sign: `+3.3`, `-0.4`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:+.1}", self.as_f64())
    }
}

/// What kind of reason a term is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TermKind {
    /// What is expected true in this kind of place, over the chance hits of the shape.
    Base,
    /// A checksum or structure test passed or failed.
    Check,
    /// The strongest of column header, key, label, same line, near.
    Context,
    /// The share of a column's cells that pass, against the share luck would give.
    Column,
    /// A partner rule or a second identifier of the same person nearby.
    Neighbour,
    /// How random the value looks.
    Rarity,
    /// A stand-in such as `changeme`, `<password>` or `xxxx`.
    Placeholder,
    /// A reference to a value kept elsewhere, or an encrypted value: safe.
    Reference,
    /// A published test value.
    Dummy,
    /// Part of a hash, a UUID, a version, a date or a longer number.
    Shape,
    /// The kind of file it lies in.
    Place,
    /// Whether values of its region are at home here, by `--region` or the language of the text.
    Region,
    /// Other kinds that claim the same bytes.
    Rivals,
}

impl TermKind {
    /// The word used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::Check => "check",
            Self::Context => "context",
            Self::Column => "column",
            Self::Neighbour => "neighbour",
            Self::Rarity => "rarity",
            Self::Placeholder => "placeholder",
            Self::Reference => "reference",
            Self::Dummy => "dummy",
            Self::Shape => "shape",
            Self::Place => "place",
            Self::Region => "region",
            Self::Rivals => "rivals",
        }
    }
}

/// One reason, with its weight. Invariant: `because` never holds a found value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term {
    /// What kind of reason.
    pub kind: TermKind,
    /// Its weight.
    pub bits: Bits,
    /// The reason in a few words, such as `luhn passes` or `key "card_number"`.
    pub because: Cow<'static, str>,
}

impl Term {
    /// A term.
    pub fn new(kind: TermKind, bits: Bits, because: impl Into<Cow<'static, str>>) -> Self {
        Self { kind, bits, because: because.into() }
    }
}
