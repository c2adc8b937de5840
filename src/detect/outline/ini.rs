//! Sections and keys by line: INI, properties, settings of git and npm, files of environment variables.

use super::Grammar;
use super::path::{Kind, Name, Path};

/// How far a text in quotes goes over lines, in files where it may.
const LONGEST_QUOTED: u16 = 16 * 1024;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Start,
    /// In the name of a section; behind a quote in it.
    Section {
        quoted: bool,
    },
    Key,
    Value,
    /// In a value that began with a quote.
    Quoted {
        quote: u8,
        escaped: bool,
    },
    Comment,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Ini {
    state: State,
    name: Name,
    /// The column of this line, and that of the last key.
    column: u32,
    key_column: u32,
    /// How many steps are those of the section.
    section: usize,
    /// Whether the line ends with a backslash so far.
    goes_on: bool,
    /// Whether values in quotes go over lines.
    environment: bool,
    quoted: u16,
}

/// Whether a text begins with a section, behind comments.
pub(super) fn begins(head: &[u8]) -> bool {
    let lines = head.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
    let comment = |line: &&[u8]| line.is_empty() || matches!(line[0], b'#' | b';');
    let line = lines.take(64).find(|line| !comment(line)).unwrap_or_default();
    let name = line.strip_prefix(b"[").and_then(|line| line.strip_suffix(b"]"));
    name.is_some_and(|name| {
        !name.is_empty()
            && name.len() < 80
            && name.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ')
    })
}

impl Ini {
    /// Of a file of environment variables.
    pub(super) fn of_environment() -> Self {
        Self { environment: true, ..Self::default() }
    }

    fn start(&mut self, byte: u8, continues: bool, path: &mut Path) {
        match byte {
            b' ' | b'\t' => self.column += 1,
            b'#' | b';' | b'!' => self.state = State::Comment,
            b'[' if continues => self.state = State::Value,
            b'[' if !self.environment => {
                path.cut(0);
                self.section = 0;
                self.name.clear();
                self.state = State::Section { quoted: false };
            }
            b'\r' => {}
            _ => {
                self.name.clear();
                self.state = State::Key;
                self.key(byte, path);
            }
        }
    }

    fn key(&mut self, byte: u8, path: &mut Path) {
        match byte {
            b'=' => self.key_ends(path),
            b':' if !self.environment && !self.name.bytes().starts_with(b"//") => self.key_ends(path),
            b' ' | b'\t' if self.name.bytes() == b"export" => self.name.clear(),
            b' ' | b'\t' if self.name.is_empty() => {}
            _ => self.name.push(byte),
        }
    }

    /// A key, of which the parts between dots are names of their own, as in the tables of others.
    fn key_ends(&mut self, path: &mut Path) {
        path.cut(self.section);
        self.name.trim_end();
        self.parts(b'.', path);
        self.key_column = self.column;
        self.state = State::Value;
        self.quoted = 0;
    }

    fn parts(&mut self, separator: u8, path: &mut Path) {
        let is_address = self.name.bytes().contains(&b'/');
        for part in self.name.bytes().split(|&byte| byte == separator && !is_address) {
            let part = part.trim_ascii();
            if !part.is_empty() {
                path.push(Kind::Key, 0, &Name::of(part));
            }
        }
        self.name.clear();
    }

    fn section(&mut self, byte: u8, quoted: bool, path: &mut Path) {
        match byte {
            b'"' => self.state = State::Section { quoted: !quoted },
            b' ' | b'\t' if !quoted => {
                self.name.trim_end();
                self.named_section(path);
            }
            b']' if !quoted => {
                self.named_section(path);
                self.state = State::Comment;
                self.key_column = 0;
            }
            _ => self.name.push(byte),
        }
    }

    /// A part of the name of a section: `[remote "origin"]` has two.
    fn named_section(&mut self, path: &mut Path) {
        if self.name.is_empty() {
            return;
        }
        path.push(Kind::Key, 0, &self.name);
        self.section = path.len();
        self.name.clear();
    }

    fn line_ends(&mut self, path: &mut Path) {
        if let State::Quoted { .. } = self.state
            && self.environment
        {
            return;
        }
        if self.goes_on && self.state == State::Value {
            self.goes_on = false;
            return;
        }
        if let State::Section { .. } = self.state {
            path.cut(self.section);
        }
        self.goes_on = false;
        self.column = 0;
        self.state = State::Start;
    }

    fn value(&mut self, byte: u8) {
        let is_first = self.quoted == 0;
        if matches!(byte, b'"' | b'\'') && is_first && self.environment {
            self.state = State::Quoted { quote: byte, escaped: false };
        }
        if !matches!(byte, b' ' | b'\t') {
            self.quoted = 1;
        }
        self.goes_on = byte == b'\\' && !self.goes_on || byte == b'\r' && self.goes_on;
    }

    fn in_quotes(&mut self, byte: u8, quote: u8, escaped: bool) {
        self.quoted = self.quoted.saturating_add(1);
        if byte == quote && !escaped || self.quoted > LONGEST_QUOTED {
            self.state = State::Value;
        } else {
            self.state = State::Quoted { quote, escaped: byte == b'\\' && !escaped };
        }
    }

    /// Whether a line that is not yet known to be a key may go on with the value above.
    fn may_continue(&self, path: &Path) -> bool {
        let undecided = matches!(self.state, State::Start | State::Key);
        undecided && path.len() > self.section && self.column > self.key_column
    }
}

impl Grammar for Ini {
    fn feed(&mut self, byte: u8, path: &mut Path) {
        if byte == b'\n' {
            return self.line_ends(path);
        }
        match self.state {
            State::Start => {
                let continues = self.may_continue(path);
                self.start(byte, continues, path);
            }
            State::Section { quoted } => self.section(byte, quoted, path),
            State::Key => self.key(byte, path),
            State::Value => self.value(byte),
            State::Quoted { quote, escaped } => self.in_quotes(byte, quote, escaped),
            State::Comment => {}
        }
    }

    fn stops(&self) -> Option<[u8; 3]> {
        (self.state == State::Comment).then_some([b'\n'; 3])
    }

    fn above(&self, path: &Path) -> usize {
        let undecided = matches!(self.state, State::Start | State::Key | State::Comment);
        if undecided && !self.may_continue(path) { self.section } else { path.len() }
    }
}
