//! Words of text as rules compare them: lower case, single spaces, keys split at their humps.

/// The words of a stretch of text, between single spaces, with one at each end: ` social security number `.
pub(super) fn words_of(text: &[u8]) -> String {
    let mut words = String::with_capacity(text.len() + 2);
    split(text, &mut words);
    words
}

fn split(text: &[u8], words: &mut String) {
    let text = String::from_utf8_lossy(text);
    words.clear();
    words.push(' ');
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
    if !words.ends_with(' ') {
        words.push(' ');
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
    words.match_indices(phrase).any(|(at, _)| {
        let before = words[..at].chars().next_back().is_none_or(|character| character == ' ');
        let after = words[at + phrase.len()..].chars().next().is_none_or(|character| character == ' ');
        (before && after) || is_unspaced(phrase)
    })
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

#[cfg(test)]
mod tests {
    use super::{ends_with, holds, words_of};

    #[test]
    fn keys_are_split_into_words() {
        assert_eq!(words_of(b"STRIPE_ApiKey-2"), " stripe api key 2 ");
        assert_eq!(words_of(b"APIKey"), " apikey ");
        assert_eq!(words_of("größeÄrzte".as_bytes()), " größe ärzte ");
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
