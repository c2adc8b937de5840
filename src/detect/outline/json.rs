//! JSON, JSON lines, and what people write for JSON: comments, names without quotes, commas too many.

use super::Grammar;
use super::path::{Kind, Name, Path};

/// Where in the text the reader is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// Before a name or a value, or behind one.
    #[default]
    Between,
    /// In quotes; behind a backslash in them.
    Quoted {
        quote: u8,
        escaped: bool,
    },
    /// In a name without quotes.
    Bare,
    /// Behind a slash that may begin a comment.
    Slash,
    LineComment,
    /// In a comment of several lines; behind a star in it.
    Comment {
        star: bool,
    },
}

/// The reader of one text.
#[derive(Clone, Debug, Default)]
pub(super) struct Json {
    state: State,
    /// Where a name may stand, what was read of it.
    name: Name,
    /// Whether a string here would be a name, as far as the colon behind it says.
    names: bool,
    /// Of an escape of four digits, how many are still to come, and what they say.
    digits: u8,
    code: u32,
    /// Whether each line is a text of its own.
    lines: bool,
}

impl Json {
    /// Of JSON lines.
    pub(super) fn of_lines() -> Self {
        Self { lines: true, ..Self::default() }
    }

    fn between(&mut self, byte: u8, path: &mut Path) {
        match byte {
            b'{' => {
                path.open(Kind::Group, 0);
                self.expect_name(true);
            }
            b'[' => {
                path.open(Kind::List, 0);
                self.expect_name(false);
            }
            b'}' | b']' => {
                path.close();
                self.expect_name(false);
            }
            b',' => self.comma(path),
            b':' if self.names => {
                path.push(Kind::Key, 0, &self.name);
                self.expect_name(false);
            }
            b'"' | b'\'' => {
                self.name.clear();
                self.state = State::Quoted { quote: byte, escaped: false };
            }
            b'/' => self.state = State::Slash,
            b'\n' if self.lines => {
                path.cut(0);
                self.expect_name(false);
            }
            _ if self.names && is_bare(byte) => {
                self.name.clear();
                self.name.push(byte);
                self.state = State::Bare;
            }
            _ => {}
        }
    }

    fn comma(&mut self, path: &mut Path) {
        path.pop_key();
        let in_object = path.top().is_some_and(|top| top.kind == Kind::Group);
        self.expect_name(in_object);
    }

    fn expect_name(&mut self, names: bool) {
        self.names = names;
        self.name.clear();
    }

    fn quoted(&mut self, byte: u8, quote: u8, escaped: bool, path: &mut Path) {
        match byte {
            // No string of JSON goes over lines: what is not closed ends with its line, and so does its member.
            b'\n' => {
                self.state = State::Between;
                if !self.names {
                    self.comma(path);
                }
                self.between(byte, path);
            }
            _ if escaped => {
                self.escape(byte);
                self.state = State::Quoted { quote, escaped: false };
            }
            b'\\' => self.state = State::Quoted { quote, escaped: true },
            _ if byte == quote => self.state = State::Between,
            _ if self.digits > 0 => self.digit(byte),
            _ if self.names => self.name.push(byte),
            _ => {}
        }
    }

    fn escape(&mut self, byte: u8) {
        if !self.names {
            return;
        }
        match byte {
            b'u' => (self.digits, self.code) = (4, 0),
            b'n' => self.name.push(b'\n'),
            b't' => self.name.push(b'\t'),
            b'r' => self.name.push(b'\r'),
            b'b' => self.name.push(8),
            b'f' => self.name.push(12),
            _ => self.name.push(byte),
        }
    }

    fn digit(&mut self, byte: u8) {
        self.digits -= 1;
        self.code = self.code << 4 | char::from(byte).to_digit(16).unwrap_or_default();
        if self.digits == 0 {
            let character = char::from_u32(self.code).unwrap_or(char::REPLACEMENT_CHARACTER);
            character.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| self.name.push(byte));
        }
    }
}

impl Grammar for Json {
    fn feed(&mut self, byte: u8, path: &mut Path) {
        match self.state {
            State::Between => self.between(byte, path),
            State::Quoted { quote, escaped } => self.quoted(byte, quote, escaped, path),
            State::Bare if is_bare(byte) => self.name.push(byte),
            State::Bare => {
                self.state = State::Between;
                self.between(byte, path);
            }
            State::Slash => {
                self.state = match byte {
                    b'/' => State::LineComment,
                    b'*' => State::Comment { star: false },
                    _ => State::Between,
                };
                if self.state == State::Between {
                    self.between(byte, path);
                }
            }
            State::LineComment if byte == b'\n' => {
                self.state = State::Between;
                self.between(byte, path);
            }
            State::LineComment => {}
            State::Comment { star: true } if byte == b'/' => self.state = State::Between,
            State::Comment { .. } => self.state = State::Comment { star: byte == b'*' },
        }
    }

    fn stops(&self) -> Option<[u8; 3]> {
        match self.state {
            State::Quoted { quote, escaped: false } if !self.names => Some([quote, b'\\', b'\n']),
            _ => None,
        }
    }
}

/// What a name without quotes is made of.
fn is_bare(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'-') || byte >= 0x80
}
