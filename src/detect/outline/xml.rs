//! XML: tags, attributes, and the keys of property lists, which stand before their values.

use super::Grammar;
use super::path::{Kind, Name, Path};

/// What a step of a path is, in its column.
const TAG: u32 = 0;
const ATTRIBUTE: u32 = 1;
/// A tag of a property list that says only what kind of value it is, and is not shown.
const TYPE: u32 = 2;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// Between tags.
    #[default]
    Text,
    /// Behind `<`.
    Open,
    /// In the name of a tag that opens or closes.
    Name,
    CloseName,
    /// In a tag, behind its name; behind a slash there.
    Tag {
        slash: bool,
    },
    Attribute,
    /// Behind the name of an attribute, and in its value.
    Equals,
    Value {
        quote: u8,
    },
    /// Behind `<!`, with what was read of it.
    Declaration,
    /// In a comment, a verbatim text, an instruction, and how much of what ends it was seen.
    Skipped {
        end: End,
        seen: u8,
    },
    /// In a declaration of the type of the document: how many brackets are open, and in which quotes.
    Type {
        brackets: u8,
        quote: u8,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Comment,
    Verbatim,
    Instruction,
}

impl End {
    fn bytes(self) -> &'static [u8] {
        match self {
            Self::Comment => b"-->",
            Self::Verbatim => b"]]>",
            Self::Instruction => b"?>",
        }
    }
}

#[derive(Clone, Debug, Default)]
pub(super) struct Xml {
    state: State,
    name: Name,
    /// In a property list: the key that names the next element, and whether its text is being read.
    key: Name,
    in_key: bool,
    is_list: bool,
}

impl Xml {
    fn opened(&mut self, path: &mut Path) {
        if path.len() == 0 && !path.is_beyond() {
            self.is_list = self.name.bytes() == b"plist";
        }
        if path.is_full() {
            path.sink();
        } else if !self.is_list {
            path.push(Kind::Key, TAG, &Name::of(local(self.name.bytes())));
        } else {
            self.listed(path);
        }
        self.state = State::Tag { slash: false };
    }

    /// An element of a property list is called as the key before it says; in a list, as all of its elements are.
    fn listed(&mut self, path: &mut Path) {
        let is_key = self.name.bytes() == b"key";
        self.in_key = is_key;
        if !is_key && !self.key.is_empty() {
            path.push(Kind::Key, TYPE, &self.key);
        } else {
            path.open(Kind::Group, TYPE);
        }
        path.open(if self.name.bytes() == b"array" { Kind::List } else { Kind::Group }, TYPE);
        self.key.clear();
    }

    /// `<tag/>`: the innermost element ends, whatever was read since.
    fn closed_at_once(&mut self, path: &mut Path) {
        self.in_key = false;
        if path.is_beyond() {
            return path.close();
        }
        path.pop();
        if self.is_list {
            path.pop();
        }
    }

    fn closed(&mut self, path: &mut Path) {
        self.in_key = false;
        if path.is_beyond() {
            return path.close();
        }
        if self.is_list {
            path.pop();
            path.pop();
        } else if let Some(length) = path.last_named(local(self.name.bytes())) {
            // What was not closed within it ends with it.
            path.cut(length);
        }
    }

    fn attribute_ends(path: &mut Path) {
        if path.top().is_some_and(|top| top.column == ATTRIBUTE) {
            path.pop();
        }
    }

    fn open(&mut self, byte: u8) {
        self.name.clear();
        self.state = match byte {
            b'/' => State::CloseName,
            b'!' => State::Declaration,
            b'?' => State::Skipped { end: End::Instruction, seen: 0 },
            _ if is_name(byte) => {
                self.name.push(byte);
                State::Name
            }
            _ => State::Text,
        };
    }

    fn tag(&mut self, byte: u8, slash: bool, path: &mut Path) {
        self.state = match byte {
            b'>' => {
                if slash {
                    self.closed_at_once(path);
                }
                State::Text
            }
            b'/' => State::Tag { slash: true },
            // What was not closed ends where the next tag begins.
            b'<' => State::Open,
            _ if is_name(byte) => {
                self.name.clear();
                self.name.push(byte);
                State::Attribute
            }
            _ => State::Tag { slash: false },
        };
    }

    fn attribute(&mut self, byte: u8, path: &mut Path) {
        match byte {
            b'=' => self.state = State::Equals,
            b' ' | b'\t' | b'\n' | b'\r' => {}
            b'>' | b'/' | b'<' => self.tag(byte, false, path),
            _ => self.name.push(byte),
        }
    }

    fn equals(&mut self, byte: u8, path: &mut Path) {
        match byte {
            b'"' | b'\'' => {
                if !path.is_full() {
                    let name = [b"@", local(self.name.bytes())].concat();
                    path.push(Kind::Key, ATTRIBUTE, &Name::of(&name));
                }
                self.state = State::Value { quote: byte };
            }
            b' ' | b'\t' | b'\n' | b'\r' => {}
            _ => self.tag(byte, false, path),
        }
    }

    fn declaration(&mut self, byte: u8) {
        self.name.push(byte);
        let read = self.name.bytes();
        self.state = match read {
            b"--" => State::Skipped { end: End::Comment, seen: 0 },
            b"[CDATA[" => State::Skipped { end: End::Verbatim, seen: 0 },
            _ if b"--".starts_with(read) || b"[CDATA[".starts_with(read) => return,
            _ if byte == b'>' => State::Text,
            _ => State::Type { brackets: 0, quote: 0 },
        };
    }

    fn skipped(&mut self, byte: u8, end: End, seen: u8) {
        if end == End::Verbatim && self.in_key {
            self.key.push(byte);
        }
        let wanted = end.bytes();
        let at = usize::from(seen);
        let repeats = at + 1 == wanted.len() && at == 2 && byte == wanted[0];
        let seen = if byte == wanted[at] {
            seen + 1
        } else if repeats {
            seen
        } else {
            u8::from(byte == wanted[0])
        };
        if usize::from(seen) < wanted.len() {
            self.state = State::Skipped { end, seen };
            return;
        }
        if end == End::Verbatim && self.in_key {
            wanted.iter().for_each(|_| self.key.pop());
        }
        self.state = State::Text;
    }

    fn type_of_document(&mut self, byte: u8, brackets: u8, quote: u8) {
        let (brackets, quote) = match byte {
            _ if quote > 0 => (brackets, if byte == quote { 0 } else { quote }),
            b'"' | b'\'' => (brackets, byte),
            b'[' => (brackets.saturating_add(1), 0),
            b']' => (brackets.saturating_sub(1), 0),
            b'>' if brackets == 0 => {
                self.state = State::Text;
                return;
            }
            _ => (brackets, 0),
        };
        self.state = State::Type { brackets, quote };
    }
}

impl Grammar for Xml {
    fn feed(&mut self, byte: u8, path: &mut Path) {
        match self.state {
            State::Text if byte == b'<' => self.state = State::Open,
            State::Text if self.in_key => self.key.push(byte),
            State::Open => self.open(byte),
            State::Name if is_name(byte) => self.name.push(byte),
            State::Name => {
                self.opened(path);
                self.tag(byte, false, path);
            }
            State::CloseName if byte == b'>' => {
                self.closed(path);
                self.state = State::Text;
            }
            State::CloseName if is_name(byte) => self.name.push(byte),
            State::Tag { slash } => self.tag(byte, slash, path),
            State::Attribute => self.attribute(byte, path),
            State::Equals => self.equals(byte, path),
            State::Value { quote } if byte == quote || byte == b'<' => {
                Self::attribute_ends(path);
                self.state = if byte == b'<' { State::Open } else { State::Tag { slash: false } };
            }
            State::Text | State::CloseName | State::Value { .. } => {}
            State::Declaration => self.declaration(byte),
            State::Skipped { end, seen } => self.skipped(byte, end, seen),
            State::Type { brackets, quote } => self.type_of_document(byte, brackets, quote),
        }
    }

    fn stops(&self) -> Option<[u8; 3]> {
        match self.state {
            State::Text if !self.in_key => Some([b'<'; 3]),
            State::Value { quote } => Some([quote, b'<', b'<']),
            _ => None,
        }
    }
}

/// A name without what stands before its colon.
fn local(name: &[u8]) -> &[u8] {
    name.rsplit(|&byte| byte == b':').next().unwrap_or(name)
}

/// What a name is made of, the letters before a colon too.
fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':') || byte >= 0x80
}
