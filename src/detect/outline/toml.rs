//! TOML: tables, dotted keys, lists and tables in a line, texts of several lines.

use super::Grammar;
use super::path::{Kind, Name, Path};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// At the start of a line, or of a member of a table in a line.
    #[default]
    Start,
    /// In the name of a table, behind one bracket or two.
    Header {
        list: bool,
    },
    /// In a key.
    Key,
    /// Before a value, in one without quotes, or behind one.
    Value,
    Comment,
}

/// Quotes that are open: how many of which were seen, and whether a backslash stands before the next byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Quotes {
    quote: u8,
    /// Whether three open it and three close it.
    triple: bool,
    /// How many quotes were seen in a row: at its start, then at its end.
    run: u8,
    begun: bool,
    escaped: bool,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Toml {
    state: State,
    quotes: Option<Quotes>,
    name: Name,
    /// Of a header or a key, the parts that are complete.
    parts: Vec<Name>,
    /// How many steps are those of the table.
    table: usize,
    /// The tables of which there are several, by the text of their names.
    lists: Vec<Vec<u8>>,
}

/// The most tables of which there are several that are remembered; the oldest are forgotten.
const MOST_LISTS: usize = 64;

/// The most parts of a key that are kept.
const MOST_PARTS: usize = 64;

impl Toml {
    fn part(&mut self) {
        if self.parts.len() < MOST_PARTS {
            self.parts.push(std::mem::take(&mut self.name));
        }
        self.name.clear();
    }

    fn key_ends(&mut self, path: &mut Path) {
        self.part();
        for part in std::mem::take(&mut self.parts) {
            path.push(Kind::Key, 0, &part);
        }
        self.state = State::Value;
    }

    fn header_ends(&mut self, list: bool, path: &mut Path) {
        path.cut(0);
        self.part();
        let mut table = Vec::new();
        for part in std::mem::take(&mut self.parts) {
            path.push(Kind::Key, 0, &part);
            table.extend_from_slice(part.bytes());
            table.push(0);
            // What stands below a table of a list stands in an element of that.
            if self.lists.contains(&table) {
                path.open(Kind::List, 0);
            }
        }
        if list && !self.lists.contains(&table) {
            path.open(Kind::List, 0);
            self.lists.drain(..self.lists.len().saturating_sub(MOST_LISTS - 1));
            self.lists.push(table);
        }
        self.table = path.len();
        self.state = State::Value;
    }

    /// The keys of the member that ends here.
    fn member_ends(&mut self, path: &mut Path) {
        while path.len() > self.table && path.top().is_some_and(|top| top.kind == Kind::Key) {
            path.pop();
        }
    }

    fn is_nested(&self, path: &Path) -> bool {
        path.is_beyond()
            || path.steps()[self.table.min(path.len())..].iter().any(|step| step.kind != Kind::Key)
    }

    fn line_ends(&mut self, path: &mut Path) {
        self.parts.clear();
        self.name.clear();
        if !self.is_nested(path) {
            self.member_ends(path);
            self.state = State::Start;
        } else if self.state == State::Comment {
            self.state = State::Value;
        }
    }

    fn value(&mut self, byte: u8, path: &mut Path) {
        match byte {
            b'[' => path.open(Kind::List, 0),
            b'{' => {
                path.open(Kind::Group, 0);
                self.state = State::Start;
            }
            b']' | b'}' if self.is_nested(path) => {
                if !path.is_beyond() {
                    self.member_ends(path);
                }
                path.close();
            }
            b',' => {
                if !path.is_beyond() {
                    self.member_ends(path);
                }
                if path.top().is_some_and(|top| top.kind == Kind::Group) {
                    self.state = State::Start;
                }
            }
            b'#' => self.state = State::Comment,
            _ => {}
        }
    }

    fn start(&mut self, byte: u8, path: &mut Path) {
        match byte {
            b' ' | b'\t' | b'\r' | b',' => {}
            b'#' => self.state = State::Comment,
            b'[' if !self.is_nested(path) => self.state = State::Header { list: false },
            b'}' | b']' if self.is_nested(path) => {
                self.state = State::Value;
                self.value(byte, path);
            }
            _ => {
                self.state = State::Key;
                self.key(byte, path);
            }
        }
    }

    fn key(&mut self, byte: u8, path: &mut Path) {
        match byte {
            b'=' => self.key_ends(path),
            b'.' => self.part(),
            b' ' | b'\t' | b'\r' => {}
            _ => self.name.push(byte),
        }
    }

    fn header(&mut self, byte: u8, list: bool, path: &mut Path) {
        match byte {
            b'[' if self.name.is_empty() && self.parts.is_empty() => {
                self.state = State::Header { list: true }
            }
            b']' => self.header_ends(list, path),
            b'.' => self.part(),
            b' ' | b'\t' | b'\r' => {}
            _ => self.name.push(byte),
        }
    }

    /// A byte within quotes, or right behind them; whether it was used up.
    fn quoted(&mut self, byte: u8, mut quotes: Quotes, path: &mut Path) -> bool {
        let is_key = !matches!(self.state, State::Value);
        if !quotes.begun {
            return self.quotes_open(byte, quotes, is_key, path);
        }
        if quotes.triple {
            return self.in_three(byte, quotes);
        }
        if byte == b'\n' {
            self.quotes = None;
            return false;
        }
        if quotes.escaped || byte != quotes.quote {
            let escapes = !quotes.escaped && byte == b'\\' && quotes.quote == b'"';
            if is_key && !escapes {
                self.name.push(byte);
            }
            quotes.escaped = escapes;
            self.quotes = Some(quotes);
        } else {
            self.quotes = None;
        }
        true
    }

    /// One quote was seen, or two.
    fn quotes_open(&mut self, byte: u8, mut quotes: Quotes, is_key: bool, path: &mut Path) -> bool {
        if byte == quotes.quote && !is_key {
            quotes.run += 1;
            (quotes.triple, quotes.begun) = (quotes.run == 3, quotes.run == 3);
            if quotes.begun {
                quotes.run = 0;
            }
            self.quotes = Some(quotes);
            return true;
        }
        // Two quotes and something else is an empty text.
        if quotes.run == 2 {
            self.quotes = None;
            return false;
        }
        quotes.begun = true;
        self.quoted(byte, quotes, path)
    }

    /// Three quotes end it, with up to two more that belong to the text.
    fn in_three(&mut self, byte: u8, mut quotes: Quotes) -> bool {
        if quotes.escaped {
            (quotes.escaped, quotes.run) = (false, 0);
        } else if byte == quotes.quote && quotes.run < 5 {
            quotes.run += 1;
        } else if quotes.run >= 3 {
            self.quotes = None;
            return false;
        } else {
            quotes.run = 0;
            quotes.escaped = byte == b'\\' && quotes.quote == b'"';
        }
        self.quotes = Some(quotes);
        true
    }
}

impl Grammar for Toml {
    fn feed(&mut self, byte: u8, path: &mut Path) {
        if let Some(quotes) = self.quotes
            && self.quoted(byte, quotes, path)
        {
            return;
        }
        if byte == b'\n' {
            return self.line_ends(path);
        }
        if matches!(byte, b'"' | b'\'') && self.state != State::Comment {
            if self.state == State::Start {
                self.state = State::Key;
            }
            self.quotes = Some(Quotes { quote: byte, triple: false, run: 1, begun: false, escaped: false });
            return;
        }
        match self.state {
            State::Start => self.start(byte, path),
            State::Header { list } => self.header(byte, list, path),
            State::Key => self.key(byte, path),
            State::Value => self.value(byte, path),
            State::Comment => {}
        }
    }

    fn stops(&self) -> Option<[u8; 3]> {
        (self.state == State::Comment && self.quotes.is_none()).then_some([b'\n'; 3])
    }
}
