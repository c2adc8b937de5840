//! The baseline: what was there when it was made, one sorted line a finding. No line numbers and no times, so that it
//! survives edits and merges by union; fingerprints, so that it tells no value.
//!
//! A line is a path, a rule, and by what the finding is recognised; behind `#` stands a note of the user's own:
//! `src/settings.py secret/web/token value/v1:0123… # rotated in May`. `everywhere` instead of a path means every path.

use std::collections::BTreeSet;
use std::fmt::{self, Write};

use super::recognition::Recognition;
use crate::model::source::ArtifactPath;

/// Stands for every path.
const EVERYWHERE: &str = "everywhere";

/// The first lines of every baseline.
const HEAD: &str = "\
# Sealant baseline 1: what was there when it was made, one finding a line, without its value.
# Lines may stand in any order and more than once, so branches merge by union.
";

/// What a baseline says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// The file as the user knows it.
    pub name: String,
    /// Lines of comment of the user's own, without line ends.
    pub comments: Vec<String>,
    /// Its entries, in the order of the file.
    pub entries: Vec<BaselineEntry>,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BaselineEntry {
    /// The artifact; `None` means every one.
    pub path: Option<ArtifactPath>,
    /// The rule's id, or one it had before.
    pub rule: Box<str>,
    /// By what the finding is recognised.
    pub recognition: Recognition,
    /// A note of the user's own.
    pub note: Box<str>,
    /// The line of the file, 1-based; 0 of an entry that stands in none yet.
    pub line: usize,
}

/// What is wrong with a line of a baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaselineError {
    /// The file as the user knows it.
    pub name: String,
    /// 1-based.
    pub line: usize,
    /// What is wrong, and what to do.
    pub message: String,
}

impl fmt::Display for BaselineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.name, self.line, self.message)
    }
}

impl std::error::Error for BaselineError {}

impl Baseline {
    /// Reads the text of a baseline. Line ends of any system will do.
    pub fn parse(name: &str, text: &str) -> Result<Self, BaselineError> {
        let (mut entries, mut comments) = (Vec::new(), Vec::<String>::new());
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (line, number) in text.lines().zip(1..) {
            let line = line.trim();
            let is_own = line.starts_with('#') && !HEAD.lines().any(|known| known == line);
            if is_own && !comments.iter().any(|known| known == line) {
                comments.push(line.to_owned());
            }
            let entry = BaselineEntry::parse(line);
            let error = |message| BaselineError { name: name.to_owned(), line: number, message };
            entries.extend(entry.map_err(error)?.map(|entry| BaselineEntry { line: number, ..entry }));
        }
        Ok(Self { name: name.to_owned(), comments, entries })
    }

    /// The text of the file: comments first, then entries, sorted, each line once. Of two lines that differ in their notes alone both stay.
    pub fn render(&self) -> String {
        let lines: BTreeSet<String> = self.entries.iter().map(ToString::to_string).collect();
        let mut text = HEAD.to_owned();
        for line in self.comments.iter().chain(&lines) {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{line}");
        }
        text
    }
}

impl BaselineEntry {
    /// Reads a line without white space at its ends; `None` of an empty one and of a comment.
    fn parse(line: &str) -> Result<Option<Self>, String> {
        if ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|mark| line.starts_with(mark)) {
            let help = "delete the marks of the conflict and keep the lines of both sides";
            return Err(format!("this is a conflict of a merge: {help}"));
        }
        if line.is_empty() || line.starts_with('#') {
            return Ok(None);
        }
        let (entry, note) = line.split_once(" #").unwrap_or((line, ""));
        let mut words = entry.split_ascii_whitespace();
        let (Some(path), Some(rule)) = (words.next(), words.next()) else {
            return Err("a line is a path, a rule and a fingerprint".to_owned());
        };
        let recognition: Recognition = words.collect::<Vec<_>>().join(" ").parse()?;
        let path = decoded(path)?;
        if path.is_none() && recognition.value.is_none() {
            return Err(format!("`{EVERYWHERE}` needs the fingerprint of a value: a place is in one file"));
        }
        Ok(Some(Self { path, rule: rule.into(), recognition, note: note.trim().into(), line: 0 }))
    }

    /// Whether it holds for an artifact.
    pub(super) fn covers(&self, path: &ArtifactPath) -> bool {
        self.path.as_ref().is_none_or(|own| own == path)
    }
}

impl fmt::Display for BaselineEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.as_ref().map_or_else(|| EVERYWHERE.to_owned(), encoded);
        write!(f, "{path} {} {}", self.rule, self.recognition)?;
        if self.note.is_empty() { Ok(()) } else { write!(f, " # {}", self.note) }
    }
}

/// A path as one word: what would end the word, the line or the text is percent-encoded.
fn encoded(path: &ArtifactPath) -> String {
    let mut word = String::with_capacity(path.bytes().len());
    for chunk in path.bytes().utf8_chunks() {
        for character in chunk.valid().chars() {
            if character.is_whitespace() || character.is_control() || matches!(character, '%' | '\u{feff}') {
                character.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| push_encoded(&mut word, byte));
            } else {
                word.push(character);
            }
        }
        chunk.invalid().iter().for_each(|byte| push_encoded(&mut word, *byte));
    }
    // What stands at the start of a line may not read as something else.
    let reads_otherwise = word == EVERYWHERE || word.starts_with(['#', '<', '=', '>', '|']);
    if reads_otherwise { format!("./{word}") } else { word }
}

fn push_encoded(word: &mut String, byte: u8) {
    // Writing to a string cannot fail.
    let _ = write!(word, "%{byte:02X}");
}

/// The path of a word; `None` for every path.
fn decoded(word: &str) -> Result<Option<ArtifactPath>, String> {
    if word == EVERYWHERE {
        return Ok(None);
    }
    let mut bytes = Vec::with_capacity(word.len());
    let mut parts = word.strip_prefix("./").unwrap_or(word).split('%');
    bytes.extend(parts.next().unwrap_or_default().bytes());
    for part in parts {
        let digits = part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let byte = digits.ok_or_else(|| format!("`%{part}` is no percent-encoded byte; `%` is `%25`"))?;
        bytes.push(byte);
        bytes.extend(part[2..].bytes());
    }
    Ok(Some(ArtifactPath::new(&bytes)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop, proptest};

    use super::{ArtifactPath, Baseline, BaselineEntry, Recognition};
    use crate::model::fingerprint::{Fingerprint, KeyId};

    const ENTRY: &str = "a/b.py secret/x value/v1:00112233445566778899aabbccddeeff";

    fn fault(text: &str) -> (usize, String) {
        let error = Baseline::parse("b", text).unwrap_err();
        (error.line, error.message)
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (text, line, says) in [
            (format!("{ENTRY}\n<<<<<<< HEAD\n"), 2, "conflict"),
            ("a.py".to_owned(), 1, "a path, a rule"),
            ("a.py secret/x".to_owned(), 1, "missing"),
            ("a.py secret/x value/v1:12".to_owned(), 1, "32 of"),
            (ENTRY.replace("v1:", "v1@zz:"), 1, "8 of"),
            (format!("{ENTRY} {}", ENTRY.split(' ').next_back().unwrap()), 1, "too many"),
            (ENTRY.replace("a/b.py", "a%zz"), 1, "%25"),
            (ENTRY.replace("a/b.py", "everywhere").replace("value", "place"), 1, "one file"),
        ] {
            let (at, message) = fault(&text);
            assert!(at == line && message.contains(says), "{text}: {at} {message}");
        }
    }

    #[test]
    fn lines_survive_other_systems_and_merges_by_union() {
        let windows = format!("\u{feff}# x\r\n\r\n{ENTRY} # noted \r\n{ENTRY} # noted\r\n");
        let baseline = Baseline::parse("b", &windows).unwrap();
        assert_eq!(baseline.entries.len(), 2);
        assert_eq!(baseline.entries[0].line, 3);
        assert_eq!(baseline.render().lines().filter(|line| !line.starts_with('#')).count(), 1);
        assert_eq!(baseline.render().lines().filter(|line| *line == "# x").count(), 1);
    }

    proptest! {
        #[test]
        fn any_path_comes_back(
            path in prop::collection::vec(any::<u8>(), 1..24),
            is_everywhere in any::<bool>(),
            key in any::<Option<[u8; 4]>>(),
            value in any::<[u8; 16]>(),
            place in any::<Option<[u8; 16]>>(),
        ) {
            let recognition = Recognition {
                value: Some((key.map(KeyId), Fingerprint(value))),
                place: place.map(Fingerprint),
            };
            // A path of a run never begins with `./`.
            let path = if path.starts_with(b"./") { path[2..].to_vec() } else { path };
            let path = (!is_everywhere && !path.is_empty()).then(|| ArtifactPath::new(&path));
            let entry = BaselineEntry { path, rule: "secret/x".into(), recognition, note: "".into(), line: 4 };
            let baseline = Baseline { name: "b".into(), comments: vec!["# ours".into()], entries: vec![entry] };
            assert_eq!(Baseline::parse("b", &baseline.render()).unwrap(), baseline);
        }
    }
}
