//! YAML: keys and lists by their indentation, lists and maps in brackets, texts of several lines, several documents.

use super::Grammar;
use super::path::{Kind, Name, Path, Step};

mod flow;

use flow::Flow;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// In the blanks at the start of a line.
    #[default]
    Indent,
    /// Where a value, a key or an element may begin, at the column that is known.
    Node,
    /// Behind a hyphen that may begin an element.
    Hyphen,
    /// In what is a key if a colon follows; behind such a colon.
    Plain,
    Colon,
    /// In quotes; behind them, where a colon makes a key of it, and a second quote undoes the first.
    Quoted {
        quote: u8,
        escaped: bool,
    },
    Closed {
        quote: u8,
    },
    /// Behind the colon of a key, before its value.
    Value,
    /// In the name of a type or an anchor, before a node or before a value.
    Property,
    /// In the rest of a line that says no more of where things stand; behind a blank in it.
    Rest {
        blank: bool,
    },
    Comment,
    /// In the first line of a text of several lines.
    BlockHead,
    /// In such a text: in the blanks at the start of a line, or behind them.
    BlockIndent,
    Block,
    /// In brackets.
    Flow,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Yaml {
    state: State,
    flow: Flow,
    name: Name,
    /// The column of the next byte, and the one at which the node here began.
    column: u32,
    node: u32,
    /// The column of a property before the node, which is where that begins.
    held: Option<u32>,
    /// Whether a key of this line was read: another one cannot come.
    behind_key: bool,
    /// How many hyphens or dots this line began with, and of which.
    marks: u8,
    /// What a text of several lines stands deeper than.
    parent: Option<u32>,
    /// Whether this is the start of a line in quotes or brackets.
    at_start: bool,
}

/// Whether a text begins as YAML does that says so, or with a key alone on its line and something deeper below.
pub(super) fn begins(head: &[u8]) -> bool {
    let says_so = [&b"---\n"[..], b"---\r", b"%YAML", b"apiVersion:", b"kind:"];
    let mut lines = head.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii_end);
    let key = lines.next().and_then(|line| line.strip_suffix(b":")).unwrap_or_default();
    let is_key =
        !key.is_empty() && key.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    let deeper = lines.next().is_some_and(|line| line.starts_with(b"  ") || line.starts_with(b"- "));
    says_so.iter().any(|start| head.starts_with(start)) || is_key && deeper
}

impl Yaml {
    /// What a node at this column is not part of ends.
    fn leave(&mut self, path: &mut Path) {
        let length = path.before_column(self.node);
        path.cut(length);
    }

    /// An element of a list begins: it stands as deep as the list's key, or deeper.
    fn element(&mut self, path: &mut Path) {
        let is_above =
            |step: &Step| step.column < self.node || step.column == self.node && step.kind != Kind::List;
        let length = path.steps().iter().take_while(|step| is_above(step)).count();
        path.cut(length);
        path.open(Kind::List, self.node);
    }

    fn key(&mut self, path: &mut Path) {
        self.leave(path);
        path.push(Kind::Key, self.node, &self.name);
        self.name.clear();
        self.behind_key = true;
        self.state = State::Value;
    }

    fn line_starts(&mut self) {
        self.column = 0;
        self.behind_key = false;
        self.marks = 0;
        self.held = None;
        self.at_start = false;
        self.name.clear();
        self.state = State::Indent;
    }

    fn indent(&mut self, byte: u8, path: &mut Path) {
        match byte {
            b' ' | b'\t' | b'\r' => {}
            b'%' if self.column == 0 => self.state = State::Comment,
            _ => {
                self.node = self.column;
                self.node(byte, path);
            }
        }
    }

    /// The first byte of a node that begins a line, stands behind a hyphen, or behind a property.
    fn node(&mut self, byte: u8, path: &mut Path) {
        match byte {
            b'#' => self.state = State::Comment,
            b'-' | b'?' if !self.behind_key => {
                self.marks = u8::from(byte == b'-');
                self.name.push(byte);
                self.state = State::Hyphen;
            }
            b'"' | b'\'' => {
                self.parent = self.deeper_than(path);
                self.state = State::Quoted { quote: byte, escaped: false };
            }
            _ => self.scalar(byte, path),
        }
    }

    fn scalar(&mut self, byte: u8, path: &mut Path) {
        match byte {
            b'{' | b'[' => {
                self.parent = self.deeper_than(path);
                if !self.behind_key {
                    self.leave(path);
                }
                self.behind_key = true;
                self.flow = Flow::default();
                self.flow.feed(byte, path);
                self.state = State::Flow;
            }
            b'|' | b'>' => {
                self.parent = self.deeper_than(path);
                self.state = State::BlockHead;
            }
            b'&' | b'!' => {
                self.held = (!self.behind_key).then_some(self.node);
                self.state = State::Property;
            }
            _ if !self.behind_key => {
                self.name.push(byte);
                self.state = State::Plain;
            }
            _ => self.state = State::Rest { blank: false },
        }
    }

    /// The column of what a value here belongs to.
    fn deeper_than(&self, path: &Path) -> Option<u32> {
        let above = if self.behind_key { path.len() } else { path.before_column(self.node) };
        path.steps()[..above].last().map(|step| step.column)
    }

    fn hyphen(&mut self, byte: u8, path: &mut Path) {
        let document = self.marks > 0 && self.node == 0 && byte == b'-' && self.marks < 3;
        if is_space(byte) && self.marks == 3 {
            path.cut(0);
            self.name.clear();
            self.state = State::Node;
            self.blank_before_node(byte);
        } else if is_space(byte) && self.marks < 2 {
            if self.marks == 1 {
                self.element(path);
            }
            self.name.clear();
            self.state = State::Node;
            self.blank_before_node(byte);
        } else if document {
            self.marks += 1;
            self.name.push(byte);
        } else {
            self.state = State::Plain;
            self.plain(byte, path);
        }
    }

    fn blank_before_node(&mut self, byte: u8) {
        if byte == b'\n' {
            self.line_ends();
        }
    }

    fn plain(&mut self, byte: u8, path: &mut Path) {
        match byte {
            b'\n' => self.line_ends(),
            b':' => {
                self.name.trim_end();
                self.state = State::Colon;
            }
            b'#' if self.name.bytes().last().copied().is_some_and(is_space) => self.state = State::Comment,
            _ => self.name.push(byte),
        }
        // `...` ends a document.
        if byte == b'\n' && self.node == 0 && self.name.bytes().trim_ascii() == b"..." {
            path.cut(0);
        }
    }

    fn colon(&mut self, byte: u8, path: &mut Path) {
        if is_space(byte) {
            self.key(path);
            self.value(byte, path);
        } else {
            self.name.push(b':');
            self.state = State::Plain;
            self.plain(byte, path);
        }
    }

    fn value(&mut self, byte: u8, path: &mut Path) {
        match byte {
            b' ' | b'\t' | b'\r' => {}
            b'\n' => self.line_ends(),
            b'#' => self.state = State::Comment,
            b'"' | b'\'' => {
                self.parent = self.deeper_than(path);
                self.state = State::Quoted { quote: byte, escaped: false };
            }
            _ => self.scalar(byte, path),
        }
    }

    fn quoted(&mut self, byte: u8, quote: u8, escaped: bool, path: &mut Path) {
        if byte == b'\n' {
            (self.at_start, self.column) = (true, u32::MAX);
            self.state = State::Quoted { quote, escaped: false };
            self.behind_key = true;
            return;
        }
        // A text goes on deeper than what it belongs to; a name that stands less deep was never part of it.
        if self.at_start && !is_space(byte) {
            self.at_start = false;
            if self.parent.is_some_and(|parent| self.column <= parent) && is_letter(byte) {
                self.recover(byte, path);
                return;
            }
        }
        if byte == quote && !escaped {
            self.state = State::Closed { quote };
            return;
        }
        if !self.behind_key {
            self.name.push(byte);
        }
        self.state = State::Quoted { quote, escaped: quote == b'"' && byte == b'\\' && !escaped };
    }

    fn recover(&mut self, byte: u8, path: &mut Path) {
        let column = self.column;
        self.line_starts();
        self.column = column;
        self.node = column;
        self.node(byte, path);
    }

    fn closed(&mut self, byte: u8, quote: u8) {
        self.state = State::Closed { quote: 0 };
        match byte {
            b'\'' if quote == byte => {
                self.name.push(byte);
                self.state = State::Quoted { quote, escaped: false };
            }
            b':' if !self.behind_key => self.state = State::Colon,
            b' ' | b'\t' | b'\r' => {}
            b'\n' => self.line_ends(),
            b'#' => self.state = State::Comment,
            _ => self.rest(byte, false),
        }
    }

    fn rest(&mut self, byte: u8, blank: bool) {
        self.state = match byte {
            b'#' if blank => State::Comment,
            b'\n' => return self.line_ends(),
            _ => State::Rest { blank: is_space(byte) },
        };
    }

    fn line_ends(&mut self) {
        self.line_starts();
        self.column = u32::MAX;
    }

    fn block_indent(&mut self, byte: u8, path: &mut Path) {
        match byte {
            b' ' | b'\r' => {}
            b'\n' => self.column = u32::MAX,
            _ if self.parent.is_none_or(|parent| self.column > parent) => self.state = State::Block,
            _ => self.recover(byte, path),
        }
    }

    fn in_flow(&mut self, byte: u8, path: &mut Path) {
        if byte == b'\n' {
            (self.at_start, self.column) = (true, u32::MAX);
        } else if self.at_start && !is_space(byte) {
            self.at_start = false;
            let less_deep = self.parent.is_some_and(|parent| self.column <= parent);
            if less_deep && is_letter(byte) {
                self.recover(byte, path);
                return;
            }
        }
        self.flow.feed(byte, path);
        if self.flow.is_over() {
            self.state = State::Closed { quote: 0 };
        }
    }
}

impl Grammar for Yaml {
    fn feed(&mut self, byte: u8, path: &mut Path) {
        match self.state {
            State::Indent | State::Node | State::Comment if byte == b'\n' => self.line_ends(),
            State::Indent => self.indent(byte, path),
            State::Node if matches!(byte, b' ' | b'\t' | b'\r') => {}
            State::Node => {
                self.node = self.held.take().unwrap_or(self.column);
                self.node(byte, path);
            }
            State::Hyphen => self.hyphen(byte, path),
            State::Plain => self.plain(byte, path),
            State::Colon => self.colon(byte, path),
            State::Quoted { quote, escaped } => self.quoted(byte, quote, escaped, path),
            State::Closed { quote } => self.closed(byte, quote),
            State::Value => self.value(byte, path),
            State::Property if is_space(byte) => {
                self.state = if self.behind_key { State::Value } else { State::Node };
                self.blank_before_node(byte);
            }
            State::Rest { blank } => self.rest(byte, blank),
            State::BlockHead | State::Block if byte == b'\n' => {
                (self.state, self.column) = (State::BlockIndent, u32::MAX);
            }
            State::BlockIndent => self.block_indent(byte, path),
            State::Property | State::Comment | State::BlockHead | State::Block => {}
            State::Flow => self.in_flow(byte, path),
        }
        self.column = self.column.wrapping_add(1);
    }

    fn stops(&self) -> Option<[u8; 3]> {
        matches!(self.state, State::Comment | State::Block | State::BlockHead).then_some([b'\n'; 3])
    }

    fn above(&self, path: &Path) -> usize {
        match self.state {
            State::Indent | State::Node => path.before_column(self.column),
            State::Hyphen
            | State::Plain
            | State::Colon
            | State::Closed { .. }
            | State::Quoted { .. }
            | State::Comment
                if !self.behind_key =>
            {
                path.before_column(self.node)
            }
            _ => path.len(),
        }
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// What a name begins with.
fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}
