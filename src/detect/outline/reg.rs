//! Registry files of Windows: a key in brackets, its values below it.

use super::Grammar;
use super::path::{Kind, Name, Path};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Start,
    /// In a key, whose parts stand between backslashes.
    Section,
    /// In the name of a value; behind a backslash in it.
    Name { escaped: bool },
    /// Behind the name of a value.
    Value,
    /// A line that says nothing of where a value stands.
    Rest,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Reg {
    state: State,
    name: Name,
    section: usize,
    goes_on: bool,
}

impl Reg {
    fn start(&mut self, byte: u8, path: &mut Path) {
        self.name.clear();
        match byte {
            b'[' => {
                path.cut(0);
                self.section = 0;
                self.state = State::Section;
            }
            b'"' => self.state = State::Name { escaped: false },
            b'@' => {
                self.name.push(b'@');
                self.named(path);
            }
            b' ' | b'\t' | b'\r' => {}
            _ => self.state = State::Rest,
        }
    }

    fn section(&mut self, byte: u8, path: &mut Path) {
        match byte {
            b'\\' | b']' => {
                if !self.name.is_empty() {
                    path.push(Kind::Key, 0, &self.name);
                }
                self.name.clear();
                self.section = path.len();
                if byte == b']' {
                    self.state = State::Rest;
                }
            }
            _ => self.name.push(byte),
        }
    }

    fn named(&mut self, path: &mut Path) {
        path.cut(self.section);
        path.push(Kind::Key, 0, &self.name);
        self.state = State::Value;
    }

    fn name(&mut self, byte: u8, escaped: bool, path: &mut Path) {
        match byte {
            b'"' if !escaped => self.named(path),
            b'\\' if !escaped => self.state = State::Name { escaped: true },
            _ => {
                self.name.push(byte);
                self.state = State::Name { escaped: false };
            }
        }
    }
}

impl Grammar for Reg {
    fn feed(&mut self, byte: u8, path: &mut Path) {
        if byte == b'\n' {
            // Bytes in hexadecimal go on behind a backslash.
            if !(self.state == State::Value && self.goes_on) {
                self.state = State::Start;
                path.cut(self.section);
            }
            self.goes_on = false;
            return;
        }
        self.goes_on = byte == b'\\' || byte == b'\r' && self.goes_on;
        match self.state {
            State::Start => self.start(byte, path),
            State::Section => self.section(byte, path),
            State::Name { escaped } => self.name(byte, escaped, path),
            State::Value | State::Rest => {}
        }
    }
}
