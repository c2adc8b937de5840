//! Ignore patterns in git's dialect, from files and from the command line. Matching itself is the `ignore` crate's.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::names;

/// Whatever a file of patterns may cost; git's own limit is of this kind.
const LARGEST_FILE: u64 = 16 << 20;

/// Patterns that count from one folder.
#[derive(Debug)]
pub(super) struct Patterns {
    /// How much of an absolute path is that folder.
    folder: usize,
    matcher: Gitignore,
}

/// What patterns say of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opinion {
    None,
    LeaveOut,
    Keep,
}

impl Patterns {
    /// Reads a file of patterns that count from `folder` (absolute, with its slash). `None` if there is no such file
    /// or nothing in it. Lines that make no sense become warnings which call the file `shown`.
    pub(super) fn read(file: &Path, folder: &[u8], shown: &str, warnings: &mut Vec<String>) -> Option<Self> {
        if !file.is_file() {
            return None;
        }
        let mut text = Vec::new();
        if let Err(error) = File::open(file).and_then(|file| file.take(LARGEST_FILE).read_to_end(&mut text)) {
            warnings.push(format!("{shown}: cannot be read, so nothing is left out by it: {}", error.kind()));
            return None;
        }
        let mut builder = GitignoreBuilder::new("");
        for (number, line) in lines(&text).enumerate() {
            if let Err(problem) = add_line(&mut builder, line) {
                let line_number = number + 1;
                warnings
                    .push(format!("{shown}, line {line_number}: {problem}; this line leaves out nothing"));
            }
        }
        let matcher = builder.build().ok().filter(|matcher| !matcher.is_empty())?;
        Some(Self { folder: folder.len(), matcher })
    }

    /// What the patterns say of an absolute path below their folder.
    pub(super) fn opinion(&self, path: &[u8], is_folder: bool) -> Opinion {
        let relative = names::without_slash(path).get(self.folder..).unwrap_or_default();
        if relative.is_empty() {
            return Opinion::None;
        }
        match self.matcher.matched(names::path_of(relative), is_folder) {
            Match::None => Opinion::None,
            Match::Ignore(_) => Opinion::LeaveOut,
            Match::Whitelist(_) => Opinion::Keep,
        }
    }
}

/// Globs of one option of the command line, and which of them ever decided anything.
#[derive(Debug)]
pub(super) struct Globs {
    matcher: Gitignore,
    used: Vec<(String, bool)>,
}

impl Globs {
    /// Compiles globs. The error is the glob and what is wrong with it.
    pub(super) fn new(globs: Vec<String>) -> Result<Self, (String, String)> {
        let mut builder = GitignoreBuilder::new("");
        builder.allow_unclosed_class(false);
        for glob in &globs {
            let empty = glob.trim().is_empty() || glob.starts_with('#');
            let added = if empty { Err("matches nothing".to_owned()) } else { add(&mut builder, glob) };
            added.map_err(|problem| (glob.clone(), problem))?;
        }
        let matcher = builder.build().map_err(|error| (globs.join(" "), error.to_string()))?;
        let used = globs.into_iter().map(|glob| (glob, false)).collect();
        Ok(Self { matcher, used })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.used.is_empty()
    }

    /// What the last glob that matches says of a name.
    pub(super) fn matches(&mut self, name: &[u8], is_folder: bool) -> bool {
        let name = names::without_slash(name);
        if self.used.is_empty() || name.is_empty() {
            return false;
        }
        let (glob, positive) = match self.matcher.matched(names::path_of(name), is_folder) {
            Match::None => return false,
            Match::Ignore(glob) => (glob, true),
            Match::Whitelist(glob) => (glob, false),
        };
        let original = glob.original();
        for (_, used) in self.used.iter_mut().filter(|(typed, used)| !used && typed.trim_end() == original) {
            *used = true;
        }
        positive
    }

    /// The globs that decided nothing, in the order they were typed.
    pub(super) fn unused(&self) -> impl Iterator<Item = &str> {
        self.used.iter().filter(|(_, used)| !used).map(|(glob, _)| glob.as_str())
    }
}

fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    text.split(|&byte| byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

/// Adds a line as git understands it. The crate knows `{a,b}`; to git a brace is a brace, and reading it otherwise
/// would leave out files that git does not.
fn add_line(builder: &mut GitignoreBuilder, line: &[u8]) -> Result<(), String> {
    let line = std::str::from_utf8(line).map_err(|_| "not UTF-8".to_owned())?;
    if line.contains(['{', '}']) && !line.starts_with('#') {
        return add(builder, &with_literal_braces(line));
    }
    add(builder, line)
}

fn add(builder: &mut GitignoreBuilder, line: &str) -> Result<(), String> {
    match builder.add_line(None, line) {
        Ok(_) => Ok(()),
        Err(ignore::Error::Glob { err, .. }) => Err(err),
        Err(error) => Err(error.to_string()),
    }
}

/// Escapes braces outside of classes; inside `[…]` they are literal already.
fn with_literal_braces(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len() + 4);
    let (mut in_class, mut after_backslash) = (false, false);
    for character in line.chars() {
        match character {
            '{' | '}' if !in_class && !after_backslash => escaped.push('\\'),
            '[' if !after_backslash => in_class = true,
            ']' => in_class = false,
            _ => {}
        }
        after_backslash = character == '\\' && !after_backslash;
        escaped.push(character);
    }
    escaped
}
