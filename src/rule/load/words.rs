//! Words as rules compare them: lower case, single spaces, no punctuation.

use toml::Spanned;

use super::{RuleSource, fault};
use crate::model::text::{List, Text};
use crate::rule::error::FileError;

/// Lower-case words with single spaces; an entry without any word is an error.
pub(super) fn normalised(
    source: &RuleSource<'_>,
    entries: &[Spanned<String>],
) -> Result<List<Text>, FileError> {
    let one = |entry: &Spanned<String>| {
        let words = normal(entry.get_ref());
        if words.is_empty() {
            return Err(fault(source, entry.span(), "there is no word in this entry".to_owned(), None));
        }
        Ok(Text::from(words))
    };
    let mut words = entries.iter().map(one).collect::<Result<Vec<_>, _>>()?;
    words.sort_unstable();
    words.dedup();
    Ok(words.into())
}

/// Lower case, every run of anything but letters and digits a single space.
pub(super) fn normal(entry: &str) -> String {
    let lower = entry.to_lowercase();
    let words = lower.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// The strings by which a prefilter that ignores case finds keys that end with these words: the words joined by
/// nothing, `_`, `-`, `.` or a space.
pub(super) fn key_anchors(keys: &[Text]) -> List<Text> {
    let possessive =
        keys.iter().filter(|key| key.contains(" s ")).map(|key| Text::from(key.replace(" s ", "'s ")));
    let joined = keys.iter().flat_map(|key| {
        let separators: &[&str] = if key.contains(' ') { &["", "_", "-", ".", " "] } else { &[""] };
        separators.iter().map(move |separator| Text::from(key.replace(' ', separator)))
    });
    let mut anchors: Vec<_> = joined.chain(possessive).collect();
    anchors.sort_unstable();
    anchors.dedup();
    anchors.into()
}
