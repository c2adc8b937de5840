//! The language of the text around a value, by its frequent words or its script: outside source code it tells which
//! states' numbers are at home there. Reads `patterns/data/languages.toml`; looks at a bounded neighbourhood only.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::model::window::{AFTER, BEFORE, Window};

/// Values whose offsets in their blob lie in one stretch of so many bytes have the same text around them: it is read once for all
/// of them, however many there are, and wherever windows begin.
const STRETCH: u64 = 512;

/// How far before and after a stretch the text is read, in bytes.
const AROUND: u64 = 768;

// A window has what is read for every value it owns.
const _: () = assert!(STRETCH + AROUND <= BEFORE as u64 && STRETCH + AROUND <= AFTER as u64);

/// How many telling words or letters a language needs, and by how much it must lead.
const FEWEST: u32 = 3;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LanguageFile {
    language: BTreeMap<String, LanguageEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LanguageEntry {
    regions: Vec<String>,
    #[serde(default)]
    words: Vec<String>,
    script: Option<Script>,
}

/// A script that tells its language.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Script {
    Greek,
    Hebrew,
    Arabic,
    Devanagari,
    Thai,
    Hangul,
    Kana,
    Han,
}

/// A language that text is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Language {
    /// Its code, ISO 639-1.
    pub(super) code: &'static str,
    /// The regions whose documents are in it.
    pub(super) regions: &'static [String],
}

impl Language {
    /// English is written everywhere, so it speaks for no region and against none.
    pub(super) fn is_everywhere(self) -> bool {
        self.code == "en"
    }
}

struct Languages {
    entries: Vec<(String, LanguageEntry)>,
    words: HashMap<String, Vec<usize>>,
    /// By the first byte of a word, the lengths in bytes that such words have, a bit each.
    lengths: [u32; 256],
}

/// The longest word in bytes: lengths are bits of a number.
const LONGEST_WORD: usize = 31;

static LANGUAGES: LazyLock<Languages> = LazyLock::new(|| {
    let file: LanguageFile = toml::from_str(include_str!("../../patterns/data/languages.toml"))
        .expect("the table is part of the program, and a test reads it");
    let entries: Vec<_> = file.language.into_iter().collect();
    let mut words: HashMap<String, Vec<usize>> = HashMap::new();
    let mut lengths = [0; 256];
    for (number, (_, entry)) in entries.iter().enumerate() {
        for word in &entry.words {
            words.entry(word.clone()).or_default().push(number);
            lengths[usize::from(word.as_bytes()[0])] |= 1 << word.len().min(LONGEST_WORD);
        }
    }
    Languages { entries, words, lengths }
});

impl Languages {
    /// The languages that have a word, which is in lower case.
    fn of_word(&self, word: &str) -> &[usize] {
        if self.may_have(word.as_bytes()) { self.words.get(word).map_or(&[], Vec::as_slice) } else { &[] }
    }

    /// Whether a word of any language has its first letter, in either case, and its length.
    fn may_have(&self, word: &[u8]) -> bool {
        let first = word.first().map_or(0, u8::to_ascii_lowercase);
        self.lengths[usize::from(first)] >> word.len().min(LONGEST_WORD) & 1 == 1
    }

    /// The language that leads.
    fn best(&'static self, counts: &[u32]) -> Option<Language> {
        let (best, &most) =
            counts.iter().enumerate().max_by_key(|(number, count)| (**count, usize::MAX - number))?;
        let others = counts.iter().enumerate().filter(|(number, _)| *number != best);
        let rival = others.map(|(_, count)| *count).max();
        let (code, entry) = &self.entries[best];
        let leads = most >= FEWEST && rival.is_none_or(|rival| rival < most);
        leads.then_some(Language { code, regions: &entry.regions })
    }
}

/// The languages of the stretches of one window that were asked for.
#[derive(Default)]
pub(super) struct LanguagesAround {
    told: HashMap<u64, Option<Language>>,
}

impl LanguagesAround {
    /// The language around a position of a window's text; `None` where too little tells it, or two languages do alike.
    pub(super) fn at(&mut self, window: &Window<'_>, position: usize) -> Option<Language> {
        let stretch = window.offset(position) / STRETCH;
        *self.told.entry(stretch).or_insert_with(|| {
            let at =
                |offset: u64| usize::try_from(offset.saturating_sub(window.base())).unwrap_or(usize::MAX);
            let start = at((stretch * STRETCH).saturating_sub(AROUND));
            let end = at((stretch + 1) * STRETCH + AROUND);
            told(&window.text()[start..end.min(window.text().len())])
        })
    }
}

fn told(text: &[u8]) -> Option<Language> {
    if text.is_ascii() { of_ascii(text) } else { of(&String::from_utf8_lossy(text).to_lowercase()) }
}

/// The same of text that is ASCII, as nearly all: without a copy, word by word.
fn of_ascii(text: &[u8]) -> Option<Language> {
    let languages = &*LANGUAGES;
    let mut counts = vec![0; languages.entries.len()];
    let mut lower = [0; LONGEST_WORD];
    for word in text.split(|byte| !byte.is_ascii_alphanumeric()) {
        let Some(lower) = lower.get_mut(..word.len()).filter(|_| languages.may_have(word)) else { continue };
        lower.copy_from_slice(word);
        lower.make_ascii_lowercase();
        let word = std::str::from_utf8(lower).expect("letters and digits of ASCII");
        languages.of_word(word).iter().for_each(|&number| counts[number] += 1);
    }
    languages.best(&counts)
}

fn of(text: &str) -> Option<Language> {
    let languages = &*LANGUAGES;
    let mut counts = vec![0; languages.entries.len()];
    for word in text.split(|character: char| !character.is_alphanumeric()) {
        languages.of_word(word).iter().for_each(|&number| counts[number] += 1);
    }
    for (count, (_, entry)) in counts.iter_mut().zip(&languages.entries) {
        if entry.words.is_empty() {
            *count += entry.script.map_or(0, |script| letters(text, script));
        }
    }
    languages.best(&counts)
}

/// Letters of a script. Japanese mixes its kana with Chinese characters, so kana outweigh them.
fn letters(text: &str, script: Script) -> u32 {
    let weight = if script == Script::Kana { 8 } else { 1 };
    let is_of = |character: &char| is_letter_of(*character, script);
    u32::try_from(text.chars().filter(is_of).count()).unwrap_or(u32::MAX).saturating_mul(weight)
}

/// The blocks of the Unicode standard that tell a script.
fn is_letter_of(character: char, script: Script) -> bool {
    match script {
        Script::Greek => matches!(character, '\u{370}'..='\u{3ff}'),
        Script::Hebrew => matches!(character, '\u{590}'..='\u{5ff}'),
        Script::Arabic => matches!(character, '\u{600}'..='\u{6ff}'),
        Script::Devanagari => matches!(character, '\u{900}'..='\u{97f}'),
        Script::Thai => matches!(character, '\u{e00}'..='\u{e7f}'),
        Script::Kana => matches!(character, '\u{3040}'..='\u{30ff}'),
        Script::Han => matches!(character, '\u{4e00}'..='\u{9fff}'),
        Script::Hangul => matches!(character, '\u{ac00}'..='\u{d7af}'),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{BEFORE, LANGUAGES, LONGEST_WORD, LanguagesAround, Window, of, of_ascii};
    use crate::model::window::PADDING;

    proptest! {
        #[test]
        fn ascii_is_read_as_any_text(text in "(The|the|and|with|und|nicht|der|les|des|for|[a-z]{1,4}|[0-9]{1,3}|[,. -]){0,40}") {
            prop_assert_eq!(of_ascii(text.as_bytes()), of(&text.to_lowercase()));
        }
    }

    #[test]
    fn windows_do_not_matter() {
        let german = "Die Akte wurde nicht mit dem Brief geschickt und ist wohl noch bei der Post. ";
        let text = format!("{}{}", german.repeat(60), "0 1 2 3 4 5 6 7 8 9 ".repeat(300));
        let codes = |from: usize, owned: std::ops::Range<usize>| {
            let padded = [&text.as_bytes()[from..], &[0; PADDING]].concat();
            let window = Window::new(&padded, from as u64, owned.start - from..owned.end - from, true);
            let mut languages = LanguagesAround::default();
            let at = |position| languages.at(&window, position - from).map(|language| language.code);
            owned.map(at).collect::<Vec<_>>()
        };
        let whole = codes(0, 0..text.len());
        for from in [1, 700, 1024, 3333] {
            let owned = from + BEFORE..text.len();
            assert!(codes(from, owned.clone()) == whole[owned], "{from}");
        }
        assert_eq!((whole[0], whole[4000], whole[8000]), (Some("de"), Some("de"), None));
    }

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(of(&text.to_lowercase()).map(|language| language.code), expected, "{text}");
    }

    #[test]
    fn a_sentence_tells_its_language() {
        check("Please send the form with your date of birth, which we have not received.", Some("en"));
        check("Die Patientin wurde nicht mit dem Wagen gebracht und ist wohlauf.", Some("de"));
        check("Nous vous prions de nous envoyer les pièces dans les délais.", Some("fr"));
        check("El paciente fue dado de alta por los médicos, según la fecha indicada.", Some("es"));
        check("O paciente não foi atendido, e a sua consulta foi adiada pela clínica.", Some("pt"));
        check("Il paziente è stato visitato alla clinica e le cure sono della massima qualità.", Some("it"));
        check("Pacjent nie jest zapisany oraz został przyjęty przez lekarza.", Some("pl"));
        check("Больной не явился на приём, и это не первый раз.", Some("ru"));
        check("患者姓名 联系电话 地址", Some("zh"));
        check("患者のお名前とご住所をご記入ください", Some("ja"));
    }

    #[test]
    fn numbers_and_too_few_words_tell_nothing() {
        check("2024-01-02 17:55 0x7f 1.0.0", None);
        check("the", None);
        check("", None);
    }

    #[test]
    fn every_language_can_be_told() {
        for (code, entry) in &LANGUAGES.entries {
            assert!(!entry.regions.is_empty(), "{code} is at home nowhere");
            assert!(
                entry.words.is_empty() == entry.script.is_some(),
                "{code} has words or a script of its own"
            );
            assert!(
                entry.words.iter().all(|word| word.chars().all(char::is_alphanumeric)),
                "{code}: words, not phrases"
            );
            assert!(
                entry.words.iter().all(|word| (1..LONGEST_WORD).contains(&word.len())),
                "{code}: a long word"
            );
        }
    }
}
