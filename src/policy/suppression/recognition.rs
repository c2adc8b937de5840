//! By what an entry that was written down once recognises a finding later: the fingerprint of its value, of its place, or
//! both. It gives no value away.

use std::fmt;
use std::str::FromStr;

use data_encoding::HEXLOWER;

use crate::model::fingerprint::{Fingerprint, KeyId};
use crate::model::rule_doc::RuleDoc;
use crate::model::verdict::Verdict;

/// What a value fingerprint is written behind; the id of its key stands between, where it has one.
const VALUE: &str = "value/v1";

/// What a place fingerprint is written behind.
const PLACE: &str = "place/v1:";

/// By what a finding is recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Recognition {
    /// Its value, and which key made the fingerprint; no key for values nobody can guess.
    pub value: Option<(Option<KeyId>, Fingerprint)>,
    /// Its place. Beside a value it counts only for those who lack the key.
    pub place: Option<Fingerprint>,
}

/// How a finding was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Recognised {
    /// It is the same value.
    Value,
    /// It stands in the same place, and that is all the entry says.
    Place,
    /// It stands in the same place; which value stood there only the holder of another key can tell.
    ForeignKey,
}

impl Recognition {
    /// By what this finding is best recognised: its value where nobody can guess it; its value by this key and, for
    /// those who lack the key, its place; or its place alone.
    pub fn of(doc: &RuleDoc, verdict: &Verdict, key: Option<KeyId>) -> Self {
        let key = key.filter(|_| !doc.unguessable);
        let value = verdict.value_fingerprint.map(|value| (key, value));
        let needs_place = value.is_none_or(|(key, _)| key.is_some());
        Self { value, place: needs_place.then_some(verdict.place_fingerprint) }
    }

    /// Whether the finding of this verdict is meant, by whoever has this key.
    pub(super) fn recognises(&self, verdict: &Verdict, own: Option<KeyId>) -> Option<Recognised> {
        let is_place = self.place == Some(verdict.place_fingerprint);
        match self.value {
            None => is_place.then_some(Recognised::Place),
            Some((key, value)) if key.is_none() || key == own => {
                (verdict.value_fingerprint == Some(value)).then_some(Recognised::Value)
            }
            Some(_) => is_place.then_some(Recognised::ForeignKey),
        }
    }
}

impl fmt::Display for Recognition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.value {
            Some((Some(key), value)) => write!(f, "{VALUE}@{key}:{value}")?,
            Some((None, value)) => write!(f, "{VALUE}:{value}")?,
            None => {}
        }
        let space = if self.value.is_some() { " " } else { "" };
        self.place.map_or(Ok(()), |place| write!(f, "{space}{PLACE}{place}"))
    }
}

impl FromStr for Recognition {
    type Err = String;

    /// One fingerprint, or that of a value and that of a place.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut recognition = Self { value: None, place: None };
        for word in text.split_ascii_whitespace() {
            let twice = match word.strip_prefix(PLACE) {
                Some(hex) => recognition.place.replace(fingerprint(hex)?).is_some(),
                None => recognition.value.replace(value(word)?).is_some(),
            };
            if twice {
                return Err(format!("`{word}` is one fingerprint too many: one of a value, one of a place"));
            }
        }
        match recognition {
            Self { value: None, place: None } => Err("a fingerprint is missing".to_owned()),
            whole => Ok(whole),
        }
    }
}

fn value(word: &str) -> Result<(Option<KeyId>, Fingerprint), String> {
    let unknown = || format!("`{word}` is no fingerprint: they begin with `{VALUE}:` or `{PLACE}`");
    let rest = word.strip_prefix(VALUE).ok_or_else(unknown)?;
    let (key, hex) = rest.split_once(':').ok_or_else(unknown)?;
    let key = match key.strip_prefix('@') {
        Some(key) => {
            Some(KeyId(bytes(key).ok_or_else(|| format!("`{key}` is no id of a key: 8 of 0-9, a-f"))?))
        }
        None if key.is_empty() => None,
        None => return Err(unknown()),
    };
    Ok((key, fingerprint(hex)?))
}

fn fingerprint(hex: &str) -> Result<Fingerprint, String> {
    bytes(hex).map(Fingerprint).ok_or_else(|| format!("`{hex}` is no fingerprint: 32 of 0-9, a-f"))
}

fn bytes<const N: usize>(hex: &str) -> Option<[u8; N]> {
    HEXLOWER.decode(hex.as_bytes()).ok()?.try_into().ok()
}
