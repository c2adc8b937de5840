//! `person-name`: whether the value of a name-like key or column can be a person's name: two to four words with a capital,
//! or all in capitals, with initials, particles (`von`, `de`, `van`, `al`, …), hyphens, apostrophes and titles; also
//! `Last, First` and HL7's `LAST^FIRST^MIDDLE`; letters of any script. One word alone is Unknown, and so
//! are several without a capital. Fails digits, code,
//! companies, and words that software keeps under such keys. Fact `test`: the names that stand for anybody (`John Doe`,
//! `Max Mustermann`, …).
//!
//! Template: `{person-name}`, `{person-name:last-first}`, `{person-name:hl7}`: combinations that nobody is known by.

mod words;

use std::collections::HashSet;
use std::sync::LazyLock;

use super::random::Random;
use super::{Check, Outcome};
use words::{COMPANY_FORMS, ENDINGS, NOT_NAMES, PARTICLES, STAND_INS, SURNAMES_TOO, TITLES};

/// The check. Any capitalised words pass, so a pass is worth nothing by itself.
pub const CHECK: Check =
    Check { name: "person-name", passing: "it reads as a person's name", luck: 0, run, generate, breaker };

const LONGEST: usize = 120;

/// The long lists, to be asked about every word of every name.
static NO_NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| NOT_NAMES.iter().copied().collect());
static COMPANIES: LazyLock<HashSet<&str>> = LazyLock::new(|| COMPANY_FORMS.iter().copied().collect());
static AROUND: LazyLock<HashSet<&str>> =
    LazyLock::new(|| [TITLES, ENDINGS, PARTICLES].concat().into_iter().collect());

fn run(value: &[u8]) -> Outcome {
    let Some(text) = std::str::from_utf8(value).ok().map(str::trim).filter(|text| text.len() <= LONGEST)
    else {
        return Outcome::FAIL;
    };
    if is_stand_in(text) {
        return Outcome::PASS.with("test", "true");
    }
    let Some(words) = own_words(text) else { return Outcome::FAIL };
    if are_no_names(&words) || is_company(&words) {
        return Outcome::FAIL;
    }
    if !words.iter().all(|word| is_capitalised(word)) {
        let own = words.iter().filter(|word| !is_initial(word)).count();
        let small = words.len() > 1 && own > 0 && !text.chars().any(char::is_uppercase);
        return if small { Outcome::UNKNOWN } else { Outcome::FAIL };
    }
    match words.iter().filter(|word| !is_initial(word)).count() {
        1 if words.len() == 1 => Outcome::UNKNOWN,
        1..=5 if words.len() <= 6 => Outcome::PASS,
        _ => Outcome::FAIL,
    }
}

/// The words of the name itself, titles, particles and what follows the name left out; none when a character can be no
/// part of a name.
fn own_words(text: &str) -> Option<Vec<&str>> {
    let separate = |character: char| character.is_whitespace() || matches!(character, ',' | '^' | '&' | '~');
    if text.matches(',').count() > 2 || text.contains(" & ") || !text.chars().all(is_of_names) {
        return None;
    }
    Some(text.split(separate).filter(|word| !word.is_empty() && !is_around(word)).collect())
}

fn is_of_names(character: char) -> bool {
    character.is_alphabetic()
        || is_joint(character)
        || matches!(character, ' ' | '\u{a0}' | ',' | '^' | '.' | '~' | '&' | '\u{300}'..='\u{36f}')
}

fn is_joint(character: char) -> bool {
    matches!(character, '-' | '\'' | '’' | 'ʼ' | '‐' | '·' | '`')
}

/// Titles before, degrees and generations behind, particles between.
fn is_around(word: &str) -> bool {
    let bare: String =
        word.chars().filter(|character| *character != '.').flat_map(char::to_lowercase).collect();
    AROUND.contains(bare.as_str())
}

/// A capital first and none in odd places (`McNeil`, `D'Arcy` and `ANNA-LENA` are in order, `fooBar` and `HTTPServer` are
/// not); scripts without capitals pass.
fn is_capitalised(word: &str) -> bool {
    let parts = word.trim_end_matches('.').split(|character| is_joint(character) || character == '.');
    parts.clone().any(|part| !part.is_empty())
        && parts.filter(|part| !part.is_empty()).enumerate().all(|(at, part)| is_part(part, at))
}

fn is_part(part: &str, at: usize) -> bool {
    let mut characters = part.chars();
    let Some(first) = characters.next() else { return false };
    let capitals = characters.clone().filter(|character| character.is_uppercase()).count();
    let rest = characters.count();
    let begins = !first.is_lowercase() || at > 0 && capitals == 0;
    let within = capitals == 0 || capitals == rest || capitals == 1 && is_prefixed(part);
    begins && within
}

/// Names whose second part keeps its capital, as in `McNeil`, `DeVries` and `LaSalle`.
fn is_prefixed(part: &str) -> bool {
    ["Mc", "Mac", "De", "Di", "La", "Le", "Du", "Van", "Von", "Fitz", "O", "St", "Del", "Della", "Da"]
        .iter()
        .any(|prefix| {
            part.strip_prefix(prefix).is_some_and(|rest| rest.chars().next().is_some_and(char::is_uppercase))
        })
}

fn is_initial(word: &str) -> bool {
    word.chars().filter(|character| character.is_alphabetic()).count() == 1 && !word.chars().any(is_ideograph)
}

/// One sign can be a whole family name in Chinese, Japanese and Korean.
fn is_ideograph(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

/// A word of software among them, or nothing but words that are surnames as well (`Page`, `Long`).
fn are_no_names(words: &[&str]) -> bool {
    let lower: Vec<String> =
        words.iter().filter(|word| !is_initial(word)).map(|word| word.to_lowercase()).collect();
    let never = lower.iter().any(|word| NO_NAMES.contains(word.trim_end_matches('.')));
    never || !lower.is_empty() && lower.iter().all(|word| SURNAMES_TOO.contains(&word.as_str()))
}

fn is_company(words: &[&str]) -> bool {
    let form = |word: &&str| {
        let bare: String =
            word.chars().filter(|character| *character != '.').flat_map(char::to_lowercase).collect();
        COMPANIES.contains(bare.as_str())
    };
    words.iter().skip(1).any(form)
}

/// In either order and any case.
fn is_stand_in(text: &str) -> bool {
    let mut words: Vec<String> =
        text.split([' ', ',', '^']).filter(|word| !word.is_empty()).take(4).map(str::to_lowercase).collect();
    let is_known = |words: &[String]| STAND_INS.contains(&words.join(" ").as_str());
    is_known(&words)
        || words.len() > 1 && {
            words.reverse();
            is_known(&words)
        }
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    const GIVEN: [&str; 12] = [
        "Ottilie", "Fenwick", "Marisol", "Ingvar", "Perpetua", "Lazar", "Sunniva", "Ambrose", "Zenobia",
        "Tibor", "Solveig", "Casimir",
    ];
    const FAMILY: [&str; 12] = [
        "Brackenshaw",
        "Dunmorrow",
        "Quillfeather",
        "Ashgrove",
        "Vandermolen",
        "Terrowin",
        "Halvorstad",
        "Pemberlow",
        "Rosengart",
        "Okonedo",
        "Castelmar",
        "Winterbourn",
    ];
    let (given, family) = (*random.pick(&GIVEN), *random.pick(&FAMILY));
    match arguments.first().copied() {
        Some("last-first") => format!("{family}, {given}"),
        Some("hl7") => format!(
            "{}^{}^{}",
            family.to_uppercase(),
            given.to_uppercase(),
            random.string("ABCDEFGHJKLMNOPRSTW", 1)
        ),
        _ => format!("{given} {family}"),
    }
}

/// A digit in it: a user's name, not a person's.
fn breaker(random: &mut Random, value: &str) -> String {
    format!("{value}{}", random.digits(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    fn verdict(text: &str) -> Verdict {
        run(text.as_bytes()).verdict
    }

    #[test]
    fn names_of_many_forms_pass() {
        for text in [
            "Ottilie Brackenshaw",
            "BRACKENSHAW, OTTILIE",
            "Brackenshaw, Ottilie M.",
            "BRACKENSHAW^OTTILIE^M",
            "Dr. Tibor Ashgrove",
            "Ludwig von Halvorstad",
            "Marisol de la Cruz",
            "O. J. Pemberlow",
            "Anna-Lena Müller-Rosengart",
            "Siobhán O'Darrow",
            "Ian McNeil",
            "Prof. Dr. Ingvar Vandermolen",
            "Tibor Ashgrove Jr.",
            "Omar al Terrowin",
            "佐藤 春子",
            "Иван Каштанов",
            "D'Arcy Pemberlow",
            "Jean-luc Castelmar",
            "Ashgrove^Tibor^^^Dr",
            "Mary Ann van der Molen",
            "Tibor Page",
            "Long, Ottilie",
        ] {
            assert_eq!(run(text.as_bytes()), Outcome::PASS, "{text}");
        }
    }

    #[test]
    fn one_word_alone_is_unknown_and_so_are_small_letters() {
        for text in ["Ottilie", "BRACKENSHAW", "Dr. Ashgrove", "ottilie von brackenshaw"] {
            assert_eq!(run(text.as_bytes()), Outcome::UNKNOWN, "{text}");
        }
    }

    #[test]
    fn what_software_keeps_under_name_fails() {
        for text in [
            "",
            "default",
            "Default Name",
            "user1",
            "main",
            "fooBar",
            "First Name",
            "Full Name",
            "HTTPServer Config",
            "my-app",
            "Admin",
            "John123",
            "Acme Widgets Inc.",
            "Birch & Partner GmbH",
            "Linden Legal LLP",
            "a b",
            "J. K.",
            "<name>",
            "{{ name }}",
            "user_name",
            "Unknown",
            "N/A",
            "The Quick Brown Fox Jumps Over",
            "String",
            "New York (USA)",
            "Submit Button",
            "General Hospital",
            "Untitled Document",
            "...",
            "-",
            "Primary Key",
            "Home Page",
        ] {
            assert_eq!(verdict(text), Verdict::Fail, "{text}");
        }
    }

    #[test]
    fn names_that_stand_for_anybody_are_test_values() {
        for text in
            ["John Doe", "DOE, JANE", "DOE^JOHN", "Max Mustermann", "Test Patient", "山田 太郎", "john doe"]
        {
            assert_eq!(run(text.as_bytes()), Outcome::PASS.with("test", "true"), "{text}");
        }
    }

    #[test]
    fn every_form_is_made() {
        let mut random = Random::new(4);
        for form in ["", "last-first", "hl7"] {
            for _ in 0..200 {
                assert_eq!(verdict(&generate(&mut random, &[form])), Verdict::Pass);
            }
        }
    }
}
