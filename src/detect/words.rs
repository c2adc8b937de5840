//! Words of text as rules compare them: lower case, single spaces, keys split at their humps.

/// The words of a stretch of text, between single spaces, with one at each end: ` social security number `.
pub(super) fn words_of(text: &[u8]) -> String {
    let mut words = String::with_capacity(text.len() + 8);
    split(text, &mut words);
    words
}

fn split(text: &[u8], words: &mut String) {
    words.clear();
    words.push(' ');
    append(text, words);
}

/// Puts the words of a text behind others, which end with a space.
fn append(text: &[u8], words: &mut String) {
    // Every character is a byte, as nearly always.
    if text.is_ascii() {
        split_ascii(text, words);
    } else {
        split_any(&String::from_utf8_lossy(text), words);
    }
    if !words.ends_with(' ') {
        words.push(' ');
    }
}

fn split_ascii(text: &[u8], words: &mut String) {
    let (mut previous, mut apart) = (b' ', true);
    for &byte in text {
        let hump = byte.is_ascii_uppercase() && previous.is_ascii_lowercase();
        let separates = !byte.is_ascii_alphanumeric();
        if (hump || separates) && !apart {
            words.push(' ');
        }
        if !separates {
            words.push(char::from(byte.to_ascii_lowercase()));
        }
        apart = separates;
        previous = byte;
    }
}

fn split_any(text: &str, words: &mut String) {
    let mut previous = ' ';
    for character in text.chars() {
        let hump = character.is_uppercase() && previous.is_lowercase();
        let separates = !character.is_alphanumeric();
        if (hump || separates) && !words.ends_with(' ') {
            words.push(' ');
        }
        if !separates {
            words.extend(character.to_lowercase());
        }
        previous = character;
    }
}

/// The words of a key, split once for any number of phrases.
#[derive(Clone, Debug, Default)]
pub(super) struct KeyWords {
    words: String,
    /// Where its words end without the space behind them.
    whole: usize,
    /// Where they end without the numbers at their end.
    bare: usize,
}

impl KeyWords {
    /// Takes the words of another key.
    pub(super) fn set(&mut self, key: &[u8]) {
        split(key, &mut self.words);
        self.whole = self.words.trim_end().len();
        self.bare = without_numbers(&self.words).len();
    }

    /// Whether they end with a phrase. Numbers at the end of a key count for nothing: `password2`.
    pub(super) fn end_with(&self, phrase: &str) -> bool {
        end_with(&self.words[..self.bare], &self.words[..self.whole], phrase)
    }
}

/// Whether a phrase stands in such words, as whole words; scripts without spaces are sought as they stand.
pub(super) fn holds(words: &str, phrase: &str) -> bool {
    if phrase.is_ascii() && !phrase.is_empty() {
        return starts(words).any(|rest| {
            rest.strip_prefix(phrase.as_bytes()).is_some_and(|rest| matches!(rest.first(), None | Some(b' ')))
        });
    }
    memchr::memmem::find_iter(words.as_bytes(), phrase).any(|at| {
        let before = words[..at].chars().next_back().is_none_or(|character| character == ' ');
        let after = words[at + phrase.len()..].chars().next().is_none_or(|character| character == ' ');
        (before && after) || is_unspaced(phrase)
    })
}

/// Such words from each of them on.
fn starts(words: &str) -> impl Iterator<Item = &[u8]> {
    let words = words.as_bytes();
    std::iter::once(words).chain(memchr::memchr_iter(b' ', words).map(|at| &words[at + 1..]))
}

/// Whether such words end with a phrase. Numbers at the end of a key count for nothing: `password2`.
pub(super) fn ends_with(words: &str, phrase: &str) -> bool {
    end_with(without_numbers(words), words.trim_end(), phrase)
}

fn without_numbers(words: &str) -> &str {
    words.trim_end_matches(|character: char| character.is_ascii_digit() || character == ' ')
}

fn end_with(bare: &str, whole: &str, phrase: &str) -> bool {
    let start = bare.strip_suffix(phrase).or_else(|| whole.strip_suffix(phrase));
    start.is_some_and(|start| start.ends_with(' ') || start.is_empty() || is_unspaced(phrase))
}

/// Whether a script writes words without spaces between them.
fn is_unspaced(phrase: &str) -> bool {
    phrase.chars().any(|character| matches!(character, '\u{0e00}'..='\u{0eff}' | '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'))
}

/// Stretches of text as words, with the letters that begin one: most phrases are ruled out by their first.
pub(super) struct Spoken {
    words: String,
    initials: [u64; 2],
}

impl Spoken {
    pub(super) fn of(text: &[u8]) -> Self {
        Self::from(words_of(text))
    }

    /// Of the words that were read already and those of the text behind them.
    pub(super) fn beginning(words: &str, rest: &[u8]) -> Self {
        let mut all = String::with_capacity(words.len() + rest.len() + 8);
        all.push_str(words);
        append(rest, &mut all);
        Self::from(all)
    }

    fn from(words: String) -> Self {
        let letters = starts(&words).filter_map(|rest| rest.first()).filter(|letter| letter.is_ascii());
        let initials = letters.fold([0; 2], |mut set: [u64; 2], letter| {
            set[usize::from(letter / 64)] |= 1 << (letter % 64);
            set
        });
        Self { words, initials }
    }

    /// As [`holds`].
    pub(super) fn holds(&self, phrase: &str) -> bool {
        let begins = |byte: u8| self.initials[usize::from(byte / 64)] >> (byte % 64) & 1 == 1;
        let possible = !phrase.is_ascii() || phrase.bytes().next().is_none_or(begins);
        possible && holds(&self.words, phrase)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Spoken, ends_with, holds, split_any, words_of};

    proptest! {
        #[test]
        fn ascii_is_read_as_any_text(text in "[a-cA-C0-9_. -]{0,30}", phrase in "[a-c]{1,2}( [a-c0-9]{1,2})?") {
            let mut any = " ".to_owned();
            split_any(&text, &mut any);
            any.push_str(if any.ends_with(' ') { "" } else { " " });
            prop_assert_eq!(words_of(text.as_bytes()), any);
            prop_assert_eq!(Spoken::of(text.as_bytes()).holds(&phrase), holds(&words_of(text.as_bytes()), &phrase));
            let twice = [text.as_bytes(), b" ", text.as_bytes()].concat();
            let begun = Spoken::beginning(&words_of(text.as_bytes()), text.as_bytes());
            prop_assert_eq!(begun.words, words_of(&twice));
        }
    }

    #[test]
    fn keys_are_split_into_words() {
        assert_eq!(words_of(b"STRIPE_ApiKey-2"), " stripe api key 2 ");
        assert_eq!(words_of(b"APIKey"), " apikey ");
        assert_eq!(words_of("größeÄrzte".as_bytes()), " größe ärzte ");
    }

    proptest! {
        #[test]
        fn a_phrase_stands_where_it_stands(words in "( |[ab] |[ab]{2} |é ){0,12}[ab]?", phrase in "([ab]|[ab]{2}|é)( [ab]){0,2}") {
            let padded = format!(" {words} ");
            let expected = padded.contains(&format!(" {phrase} "));
            prop_assert_eq!(holds(&words, &phrase), expected);
        }
    }

    #[test]
    fn phrases_are_whole_words() {
        assert!(holds(" client ssn ", "ssn"));
        assert!(!holds(" lessn ", "ssn"));
        assert!(holds(" 居民身份证号 ", "身份证"));
    }

    #[test]
    fn keys_end_with_their_noun() {
        assert!(ends_with(&words_of(b"db_password2"), "password"));
        assert!(!ends_with(&words_of(b"password_policy"), "password"));
        assert!(!ends_with(&words_of(b"bypassword"), "password"));
        assert!(ends_with(&words_of(b"apiKey"), "api key"));
    }
}
