//! What files of other scanners ask for, in terms that all of them share. The values they hold are compared, never
//! shown, and so are their patterns over values: those often are values.

use std::path::PathBuf;

use sha1::{Digest, Sha1};
use sha2::Sha256;

use crate::model::secret::Secret;

/// All that the files of a tool ask for.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// Findings that somebody took note of.
    pub known: Vec<Known>,
    /// Regular expressions of paths that are not to be read.
    pub left_out_paths: Vec<Stated>,
    /// Rules, by their ids there, that are not to be used.
    pub disabled: Vec<Stated>,
    /// Rules of the user's own.
    pub rules: Vec<TheirRule>,
    /// What needs nothing here, or is said in passing.
    pub notes: Vec<String>,
    /// What has no counterpart.
    pub left: Vec<Left>,
}

/// A word of a file, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Stated {
    /// The file and, where it can be told, the line.
    pub at: String,
    /// The word.
    pub word: String,
}

/// Something that is not carried over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Left {
    /// The file and, where it can be told, the line.
    pub at: String,
    /// Why not, and what to do.
    pub why: String,
}

/// A rule of the user's own, as it stands there.
#[derive(Clone, Debug)]
pub(super) struct TheirRule {
    /// Where it stands.
    pub at: String,
    /// Its id there.
    pub id: String,
    /// What it finds, in their words.
    pub description: String,
    /// Its regular expression.
    pub regex: String,
    /// Which group is the value; 0 where that is not said.
    pub group: usize,
    /// What else it says that no rule here can say.
    pub unsaid: Vec<&'static str>,
}

/// What somebody decided about a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    /// Nothing: it was there.
    Open,
    /// It is a secret.
    Secret,
    /// It is none.
    NoSecret,
}

/// A finding that somebody took note of.
#[derive(Clone, Debug)]
pub(super) struct Known {
    /// Where that is written.
    pub at: String,
    /// The file it is in, as it is written; none where every file is meant.
    pub path: Option<String>,
    /// Its line, 1-based; none where every line is meant.
    pub line: Option<u64>,
    /// The rule there; empty where every rule is meant.
    pub kind: String,
    /// What is known of its value.
    pub trace: Trace,
    /// The commit in which it was found.
    pub commit: Option<String>,
    /// What was decided.
    pub decision: Decision,
    /// The folder of the file that says so.
    pub beside: PathBuf,
}

/// What is known of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trace {
    /// Nothing.
    Nothing,
    /// All of it.
    Value(Secret),
    /// Its SHA-1.
    Sha1([u8; 20]),
    /// Its SHA-256.
    Sha256([u8; 32]),
}

/// No part of a value is sought further than this into it: the header of a private key ends sooner.
const FAR: usize = 128;

/// A shorter part would be in many values.
const SHORTEST_PART: usize = 6;

impl Trace {
    /// Whether it is this value.
    pub(super) fn is(&self, value: &[u8]) -> bool {
        match self {
            Self::Nothing => false,
            Self::Value(theirs) => theirs.expose() == value,
            Self::Sha1(digest) => Sha1::digest(value).as_slice() == digest,
            Self::Sha256(digest) => Sha256::digest(value).as_slice() == digest,
        }
    }

    /// Whether it is a part of this value, or the value a part of it: tools differ in where a value begins and ends.
    pub(super) fn overlaps(&self, value: &[u8]) -> bool {
        match self {
            Self::Nothing => false,
            Self::Value(theirs) => {
                let theirs = theirs.expose();
                theirs.len().min(value.len()) >= SHORTEST_PART
                    && (memchr::memmem::find(value, theirs).is_some()
                        || memchr::memmem::find(theirs, value).is_some())
            }
            Self::Sha1(_) | Self::Sha256(_) => self.is_part_of(&value[..value.len().min(FAR)]),
        }
    }

    /// Values begin and end where letters and digits do, so few parts need to be tried.
    fn is_part_of(&self, value: &[u8]) -> bool {
        let cuts: Vec<usize> = (0..=value.len()).filter(|&at| is_cut(value, at)).collect();
        let fits = |start: usize, end: usize| end >= start + SHORTEST_PART && self.is(&value[start..end]);
        cuts.iter().any(|&start| cuts.iter().any(|&end| fits(start, end)))
    }
}

/// Whether a value may begin or end here within another.
fn is_cut(value: &[u8], at: usize) -> bool {
    let is_word = |at: Option<usize>| at.and_then(|at| value.get(at)).is_some_and(u8::is_ascii_alphanumeric);
    !(is_word(at.checked_sub(1)) && is_word(Some(at)))
}

/// Words of a stranger's file, for a terminal: short and without control characters.
pub(super) fn shown(word: &str) -> String {
    const LONGEST: usize = 120;
    let mut shown: String = word.chars().take(LONGEST).flat_map(char::escape_debug).collect();
    // Quotes and backslashes need no escape here.
    for plain in ["\\'", "\\\"", "\\\\"] {
        shown = shown.replace(plain, &plain[1..]);
    }
    if word.chars().nth(LONGEST).is_some() { shown + "…" } else { shown }
}

#[cfg(test)]
mod tests {
    use sha1::{Digest, Sha1};

    use super::{Secret, Trace, shown};

    #[test]
    fn a_value_is_known_by_its_hash_and_so_is_a_part_of_it() {
        // The first test vector of FIPS 180: "abc".
        let digest = data_encoding::HEXLOWER.decode(b"a9993e364706816aba3e25717850c26c9cd0d89d").unwrap();
        let abc = Trace::Sha1(digest.try_into().unwrap());
        assert!(abc.is(b"abc") && !abc.is(b"abd") && !abc.overlaps(b"xabcx"));
        let part = Trace::Sha1(Sha1::digest(b"abcdefgh").into());
        assert!(part.overlaps(b"--abcdefgh--") && !part.is(b"--abcdefgh--") && !part.overlaps(b"abcdefg"));
        let whole = Trace::Value(Secret::new(b"user:abcdefgh"));
        assert!(
            whole.overlaps(b"abcdefgh") && !whole.overlaps(b"abc") && !Trace::Nothing.overlaps(b"abcdefgh")
        );
    }

    #[test]
    fn words_of_strangers_are_short_and_steer_no_terminal() {
        assert_eq!(shown("it's \"so\" \\d"), "it's \"so\" \\d");
        assert_eq!(shown("\u{1b}[2J\n"), "\\u{1b}[2J\\n");
        assert_eq!(shown(&"x".repeat(500)).chars().count(), 121);
    }
}
