//! HCL, as Terraform, Packer and Nomad write it: blocks with labels, arguments, objects, texts with expressions in them.

use super::Grammar;
use super::path::{Kind, Name, Path};

/// The column of a group that is a pair of round brackets, in which lines mean nothing.
const ROUND: u32 = 1;

/// The most words of a head that are kept, and how deep expressions in texts are followed.
const MOST_PARTS: usize = 16;
const MOST_NESTED: usize = 16;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// Where a block or an argument may begin, or in its head.
    #[default]
    Head,
    Value,
    /// Behind a slash that may begin a comment.
    Slash,
    Comment,
    /// In a comment of several lines; behind a star in it.
    Long {
        star: bool,
    },
    /// Behind `<<`, in the word that ends the text.
    Word,
    /// In the lines of such a text; what this line says so far is in the name.
    Lines,
}

/// Where a text in quotes is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inner {
    Text,
    /// A bracket of an expression in a text.
    Expression,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Hcl {
    state: State,
    /// The state around a comment.
    around: State,
    inner: Vec<Inner>,
    /// The byte before, and whether it is escaped.
    previous: u8,
    name: Name,
    parts: Vec<Name>,
    word: Name,
}

impl Hcl {
    fn part(&mut self) {
        if !self.name.is_empty() && self.parts.len() < MOST_PARTS {
            self.parts.push(std::mem::take(&mut self.name));
        }
        self.name.clear();
    }

    fn head_ends(&mut self, path: &mut Path) {
        self.part();
        for part in std::mem::take(&mut self.parts) {
            path.push(Kind::Key, 0, &part);
        }
    }

    fn member_ends(&mut self, path: &mut Path) {
        while path.top().is_some_and(|top| top.kind == Kind::Key) {
            path.pop();
        }
        self.parts.clear();
        self.name.clear();
        self.state = State::Head;
    }

    /// Whether members stand here, each of a line of its own or behind a comma.
    fn in_members(path: &Path) -> bool {
        let groups = path.steps().iter().rev().find(|step| step.kind != Kind::Key);
        !path.is_beyond() && groups.is_none_or(|step| step.kind == Kind::Group && step.column != ROUND)
    }

    fn open(&mut self, kind: Kind, column: u32, path: &mut Path) {
        if self.state == State::Head {
            self.head_ends(path);
        }
        path.open(kind, column);
        let is_members = kind == Kind::Group && column != ROUND;
        self.state = if is_members { State::Head } else { State::Value };
    }

    fn close(&mut self, path: &mut Path) {
        if !path.is_beyond() {
            while path.top().is_some_and(|top| top.kind == Kind::Key) {
                path.pop();
            }
        }
        path.close();
        self.parts.clear();
        self.name.clear();
        self.state = State::Value;
    }

    fn punctuation(&mut self, byte: u8, path: &mut Path) {
        match byte {
            b'{' => self.open(Kind::Group, 0, path),
            b'[' => self.open(Kind::List, 0, path),
            b'(' => self.open(Kind::Group, ROUND, path),
            b'}' | b']' | b')' => self.close(path),
            b'\n' | b',' if Self::in_members(path) => self.member_ends(path),
            b'"' => self.inner.push(Inner::Text),
            b'#' => self.comment(State::Comment),
            b'/' => self.comment(State::Slash),
            b'<' if self.previous == b'<' && self.state == State::Value => {
                self.word.clear();
                self.state = State::Word;
            }
            b'=' | b':' if self.state == State::Head && !(self.parts.is_empty() && self.name.is_empty()) => {
                self.head_ends(path);
                self.state = State::Value;
            }
            _ if self.state == State::Head && is_name(byte) => self.name.push(byte),
            _ if self.state == State::Head => self.part(),
            _ => {}
        }
    }

    fn comment(&mut self, state: State) {
        self.around = self.state;
        self.state = state;
    }

    /// A byte of a text in quotes, or of an expression in one.
    fn within(&mut self, byte: u8, inner: Inner) {
        let escaped = self.previous == b'\\' && inner == Inner::Text;
        match (inner, byte) {
            // No text goes over lines: what is not closed ends with its line.
            (_, b'\n') => self.inner.clear(),
            (Inner::Text, b'"') if !escaped => {
                self.inner.pop();
            }
            (Inner::Text, b'{') if matches!(self.previous, b'$' | b'%') => self.nest(Inner::Expression),
            (Inner::Expression, b'{') => self.nest(Inner::Expression),
            (Inner::Expression, b'"') => self.nest(Inner::Text),
            (Inner::Expression, b'}') => {
                self.inner.pop();
            }
            (Inner::Text, _) if self.state == State::Head && self.inner.len() == 1 => self.name.push(byte),
            _ => {}
        }
        self.previous = if escaped { 0 } else { byte };
    }

    fn nest(&mut self, inner: Inner) {
        if self.inner.len() < MOST_NESTED {
            self.inner.push(inner);
        }
    }

    fn lines(&mut self, byte: u8, path: &mut Path) {
        if byte != b'\n' {
            if !(self.name.is_empty() && matches!(byte, b' ' | b'\t')) {
                self.name.push(byte);
            }
            return;
        }
        self.name.trim_end();
        let is_over = self.name.bytes() == self.word.bytes();
        self.name.clear();
        if is_over {
            self.state = State::Value;
            self.punctuation(byte, path);
        }
    }

    fn slash(&mut self, byte: u8, path: &mut Path) {
        self.state = match byte {
            b'/' => State::Comment,
            b'*' => State::Long { star: false },
            _ => self.around,
        };
        if self.state == self.around {
            self.punctuation(byte, path);
        }
    }
}

impl Grammar for Hcl {
    fn feed(&mut self, byte: u8, path: &mut Path) {
        if let Some(&inner) = self.inner.last() {
            self.within(byte, inner);
            if byte != b'\n' {
                return;
            }
        }
        match self.state {
            State::Head | State::Value => self.punctuation(byte, path),
            State::Slash => self.slash(byte, path),
            State::Comment if byte == b'\n' => {
                self.state = self.around;
                self.punctuation(byte, path);
            }
            State::Comment => {}
            State::Long { star: true } if byte == b'/' => self.state = self.around,
            State::Long { .. } => self.state = State::Long { star: byte == b'*' },
            State::Word if byte == b'\n' && !self.word.is_empty() => {
                self.name.clear();
                self.state = State::Lines;
            }
            State::Word if is_name(byte) && !(byte == b'-' && self.word.is_empty()) => self.word.push(byte),
            State::Word if matches!(byte, b'-' | b'\r') => {}
            State::Word => {
                self.state = State::Value;
                self.punctuation(byte, path);
            }
            State::Lines => self.lines(byte, path),
        }
        self.previous = byte;
    }

    fn stops(&self) -> Option<[u8; 3]> {
        (self.state == State::Comment && self.inner.is_empty()).then_some([b'\n'; 3])
    }
}

/// What names are made of, with the dots between them.
fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'*') || byte >= 0x80
}
