//! Lists and maps in brackets: as JSON, with words without quotes.

use crate::detect::outline::path::{Kind, Name, Path};

/// The column of steps in brackets: deeper than every line.
const DEEPEST: u32 = u32::MAX;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// Before or in a word; behind a blank.
    Word {
        blank: bool,
    },
    /// Behind a colon that may make a key of the word before it.
    Colon,
    Quoted {
        quote: u8,
        escaped: bool,
    },
    /// Behind what was in quotes; right behind the quote of this kind, which a second one would undo.
    Closed {
        quote: u8,
    },
    Comment,
    #[default]
    Start,
}

/// What is read between brackets.
#[derive(Clone, Debug, Default)]
pub(super) struct Flow {
    state: State,
    depth: u32,
    name: Name,
}

impl Flow {
    /// Whether the last bracket was closed.
    pub(super) fn is_over(&self) -> bool {
        self.depth == 0
    }

    pub(super) fn feed(&mut self, byte: u8, path: &mut Path) {
        match self.state {
            State::Quoted { quote, escaped } => self.quoted(byte, quote, escaped),
            State::Colon => self.colon(byte, path),
            State::Closed { quote: b'\'' } if byte == b'\'' => {
                self.name.push(byte);
                self.state = State::Quoted { quote: byte, escaped: false };
            }
            State::Closed { .. } if byte == b':' => self.key(path),
            State::Closed { .. } if matches!(byte, b' ' | b'\t' | b'\n' | b'\r') => {
                self.state = State::Closed { quote: 0 };
            }
            State::Comment if byte != b'\n' => {}
            _ => self.word(byte, path),
        }
    }

    fn word(&mut self, byte: u8, path: &mut Path) {
        let blank = matches!(self.state, State::Start | State::Comment | State::Word { blank: true });
        self.state = State::Word { blank: matches!(byte, b' ' | b'\t' | b'\n' | b'\r') };
        match byte {
            b'{' | b'[' => {
                path.open(if byte == b'{' { Kind::Group } else { Kind::List }, DEEPEST);
                self.depth += 1;
                self.begin();
            }
            b'}' | b']' => {
                path.close();
                self.depth -= 1;
                self.begin();
            }
            b',' => {
                path.pop_key();
                self.begin();
            }
            b'#' if blank => self.state = State::Comment,
            b'"' | b'\'' if self.name.is_empty() => {
                self.state = State::Quoted { quote: byte, escaped: false }
            }
            b':' => {
                self.name.trim_end();
                self.state = State::Colon;
            }
            _ if self.name.is_empty() && self.state == (State::Word { blank: true }) => {}
            _ => self.name.push(byte),
        }
    }

    fn begin(&mut self) {
        self.name.clear();
        self.state = State::Start;
    }

    fn colon(&mut self, byte: u8, path: &mut Path) {
        if matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b',' | b'{' | b'}' | b'[' | b']') {
            self.key(path);
        } else {
            self.name.push(b':');
            self.state = State::Word { blank: false };
        }
        self.word(byte, path);
    }

    fn key(&mut self, path: &mut Path) {
        if path.top().is_some_and(|top| top.kind != Kind::Key) {
            path.push(Kind::Key, DEEPEST, &self.name);
        }
        self.begin();
    }

    fn quoted(&mut self, byte: u8, quote: u8, escaped: bool) {
        if byte == quote && !escaped {
            self.state = State::Closed { quote };
            return;
        }
        self.name.push(byte);
        self.state = State::Quoted { quote, escaped: quote == b'"' && byte == b'\\' && !escaped };
    }
}
