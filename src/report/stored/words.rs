//! The few words of a report that live as long as the program: names of judges, facts, causes and reasons. A report
//! has a few dozen; one with more than fits is refused, so that reading cannot eat memory.

use std::collections::BTreeSet;

/// How many words a report may bring.
const MOST: usize = 512;

/// How long each may be, in bytes.
const LONGEST: usize = 64;

/// The words so far.
#[derive(Debug, Default)]
pub(super) struct Words(BTreeSet<&'static str>);

impl Words {
    /// The word, kept until the program ends.
    pub(super) fn keep(&mut self, word: &str) -> Result<&'static str, String> {
        if let Some(known) = self.0.get(word) {
            return Ok(known);
        }
        let is_plain = |byte: u8| byte.is_ascii_graphic() || byte == b' ';
        if self.0.len() >= MOST || word.len() > LONGEST || !word.bytes().all(is_plain) {
            return Err("holds words that no report of Sealant has".to_owned());
        }
        let kept: &'static str = Box::leak(word.to_owned().into_boxed_str());
        self.0.insert(kept);
        Ok(kept)
    }
}
