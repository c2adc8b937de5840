//! How often a pattern turns up by chance and how hard its values are to guess, by the letters of ordinary text.

use regex_syntax::hir::{Hir, HirKind};

use super::{Pattern, bytes_of};
use crate::rule::alphabet::Alphabet;

impl Pattern {
    /// Log2 of the number of chance hits a MB of text, by the letters of ordinary source and prose.
    pub fn chance(&self) -> f64 {
        let mut before = Alphabet::EMPTY;
        let cost: f64 = self.parts.iter().map(|part| cost(part, &mut before)).sum();
        1e6_f64.log2() - cost
    }

    /// Log2 of the number of different shortest values.
    pub fn entropy(&self) -> f64 {
        self.parts.iter().map(entropy).sum()
    }
}

/// Bits by which a part is rarer than any text, given the bytes before it. The figures are those of ordinary source
/// and prose; `rules bench` measures what they leave out.
fn cost(hir: &Hir, before: &mut Alphabet) -> f64 {
    match hir.kind() {
        HirKind::Literal(literal) => {
            literal.0.iter().map(|&byte| class_cost(Alphabet::EMPTY.with(byte), before)).sum()
        }
        HirKind::Class(class) => class_cost(bytes_of(class), before),
        HirKind::Capture(capture) => cost(&capture.sub, before),
        HirKind::Concat(inner) => inner.iter().map(|part| cost(part, before)).sum(),
        HirKind::Repetition(repeated) => (0..repeated.min).map(|_| cost(&repeated.sub, before)).sum(),
        HirKind::Alternation(inner) => {
            let costs: Vec<f64> = inner.iter().map(|part| cost(part, &mut before.clone())).collect();
            -costs.iter().map(|cost| (-cost).exp2()).sum::<f64>().max(f64::MIN_POSITIVE).log2()
        }
        HirKind::Look(_) | HirKind::Empty => 0.0,
    }
}

fn class_cost(class: Alphabet, before: &mut Alphabet) -> f64 {
    let same = *before == class && class.size() > 1;
    *before = class;
    -(if same { stays(class) } else { share(class) }).clamp(1e-6, 1.0).log2()
}

/// The share of ordinary text that a class makes up.
pub(crate) fn share(class: Alphabet) -> f64 {
    class.bytes().map(byte_share).sum()
}

fn byte_share(byte: u8) -> f64 {
    match byte {
        b' ' | b'\n' => 0.09,
        b'a'..=b'z' => 0.55 / 26.0,
        b'A'..=b'Z' => 0.06 / 26.0,
        b'0'..=b'9' => 0.05 / 10.0,
        b'_' => 0.025,
        0x21..=0x7e => 0.12 / 31.0,
        _ => 0.02 / 161.0,
    }
}

/// The chance that a byte of a class follows another one of it: runs are likelier than their letters.
fn stays(class: Alphabet) -> f64 {
    let has =
        |name: &str| Alphabet::named(name).is_some_and(|set| set.and(class).size() * 10 >= set.size() * 9);
    if has("lower") {
        0.80
    } else if has("hex") || has("upper-hex") {
        0.60
    } else if has("digits") || has("upper") {
        0.50
    } else {
        (share(class) * 1.5).min(0.8)
    }
}

fn entropy(hir: &Hir) -> f64 {
    match hir.kind() {
        HirKind::Class(class) => f64::from(bytes_of(class).size()).log2(),
        HirKind::Repetition(repeated) => f64::from(repeated.min) * entropy(&repeated.sub),
        HirKind::Capture(capture) => entropy(&capture.sub),
        HirKind::Concat(inner) => inner.iter().map(entropy).sum(),
        HirKind::Alternation(inner) => inner.iter().map(entropy).fold(f64::INFINITY, f64::min),
        HirKind::Literal(_) | HirKind::Look(_) | HirKind::Empty => 0.0,
    }
}
