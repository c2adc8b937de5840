//! JSON as a stream of events (RFC 8259, and what is left of it where a file was cut or spliced): objects, arrays, keys
//! and values, in order. Knows no format and judges no content. A string belongs to the window in which it starts;
//! one that no window holds whole is passed over.

use std::borrow::Cow;
use std::ops::Range;

/// How deep arrays and objects are told apart; what lies deeper is passed over.
pub(super) const MOST_DEPTH: usize = 64;

/// The longest number or word.
const LONGEST_WORD: usize = 64;

/// What comes next, at positions in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// An object begins; its brace stands here.
    Object(usize),
    /// An array begins.
    Array,
    /// The innermost object or array ends.
    End,
    /// A key of the innermost object, without its quotes.
    Key(Range<usize>),
    /// A string without its quotes, a number or a word.
    Value(Range<usize>),
}

/// A text being read. Invariant: the state is as large as the nesting, at most [`MOST_DEPTH`].
#[derive(Clone, Debug, Default)]
pub(super) struct Json {
    next: u64,
    within: Within,
    /// Whether each open level is an object.
    objects: Vec<bool>,
    /// Levels open beyond [`MOST_DEPTH`].
    beyond: u64,
    /// Whether a value follows a key, rather than a key.
    after_colon: bool,
}

/// Inside something that no window holds whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Within {
    #[default]
    Nothing,
    /// A string, and whether the next byte is escaped.
    Text(bool),
    /// A run of bytes that is no number.
    Word,
}

impl Json {
    /// The next event that begins before `end` in a text whose first byte has the offset `base`; none when there is no
    /// more. `reach` is how far behind its start an event may end.
    pub(super) fn next(&mut self, text: &[u8], base: u64, end: usize, reach: usize) -> Option<Event> {
        loop {
            let at = usize::try_from(self.next.saturating_sub(base)).ok().filter(|&at| at < end)?;
            if self.within != Within::Nothing {
                self.pass_over(&text[at..end]);
                continue;
            }
            let rest = &text[at..text.len().min(at + reach)];
            let (event, length) = self.begin(at, rest);
            self.next += length as u64;
            if event.is_some() && self.beyond == 0 {
                return event;
            }
        }
    }

    /// What begins with the first byte, and how many bytes it takes.
    fn begin(&mut self, at: usize, rest: &[u8]) -> (Option<Event>, usize) {
        match rest[0] {
            b'"' => self.string(at, rest),
            b'{' => (self.open(true).then_some(Event::Object(at)), 1),
            b'[' => (self.open(false).then_some(Event::Array), 1),
            b'}' | b']' => (self.close().then_some(Event::End), 1),
            b':' => {
                self.after_colon = true;
                (None, 1)
            }
            b',' => {
                self.after_colon = false;
                (None, 1)
            }
            byte if ends_word(byte) => (None, 1),
            _ => self.word(at, rest),
        }
    }

    fn open(&mut self, object: bool) -> bool {
        self.after_colon = false;
        if self.objects.len() < MOST_DEPTH && self.beyond == 0 {
            self.objects.push(object);
            return true;
        }
        self.beyond += 1;
        false
    }

    fn close(&mut self) -> bool {
        self.after_colon = false;
        if self.beyond > 0 {
            self.beyond -= 1;
            return false;
        }
        self.objects.pop().is_some()
    }

    fn string(&mut self, at: usize, rest: &[u8]) -> (Option<Event>, usize) {
        let Some(length) = closing_quote(&rest[1..]) else {
            self.within = Within::Text(false);
            return (None, 1);
        };
        let range = at + 1..at + 1 + length;
        let key = self.objects.last() == Some(&true) && !self.after_colon;
        (Some(if key { Event::Key(range) } else { Event::Value(range) }), length + 2)
    }

    /// A word that the text ends with may go on where the text was cut, so it is not given.
    fn word(&mut self, at: usize, rest: &[u8]) -> (Option<Event>, usize) {
        if let Some(length) = rest.iter().position(|&byte| ends_word(byte)) {
            return ((length <= LONGEST_WORD).then_some(Event::Value(at..at + length)), length);
        }
        self.within = Within::Word;
        (None, rest.len())
    }

    fn pass_over(&mut self, rest: &[u8]) {
        let ended = match self.within {
            Within::Text(escaped) if escaped => {
                self.within = Within::Text(false);
                self.next += 1;
                return;
            }
            Within::Text(_) => memchr::memchr2(b'"', b'\\', rest),
            _ => rest.iter().position(|&byte| ends_word(byte)),
        };
        let Some(at) = ended else {
            self.next += rest.len() as u64;
            return;
        };
        match (self.within, rest[at]) {
            (Within::Text(_), b'\\') => self.within = Within::Text(true),
            _ => self.within = Within::Nothing,
        }
        let quoted = matches!(rest[at], b'"' | b'\\');
        self.next += (at + usize::from(quoted)) as u64;
    }
}

fn ends_word(byte: u8) -> bool {
    matches!(byte, b',' | b':' | b'{' | b'}' | b'[' | b']' | b'"') || byte.is_ascii_whitespace()
}

fn closing_quote(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr::memchr2(b'"', b'\\', text.get(at..)?)?;
        if text[at] == b'"' {
            return Some(at);
        }
        at += 2;
    }
}

/// A string with its escapes resolved; what is no escape stays as it is.
pub(super) fn unescape(raw: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(b'\\', raw).is_none() {
        return Cow::Borrowed(raw);
    }
    let mut plain = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((&byte, behind)) = rest.split_first() {
        if let Some((character, length)) = (byte == b'\\').then(|| escape(behind)).flatten() {
            plain.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            rest = &behind[length..];
        } else {
            plain.push(byte);
            rest = behind;
        }
    }
    Cow::Owned(plain)
}

/// The character that an escape stands for, and its length behind the backslash.
fn escape(behind: &[u8]) -> Option<(char, usize)> {
    let plain = match behind.first()? {
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        byte @ (b'"' | b'\\' | b'/') => char::from(*byte),
        b'u' => return unicode(&behind[1..]),
        _ => return None,
    };
    Some((plain, 1))
}

/// One `\uXXXX`, or two that are a surrogate pair.
fn unicode(digits: &[u8]) -> Option<(char, usize)> {
    let first = unit(digits)?;
    if let Some(character) = char::from_u32(first) {
        return Some((character, 5));
    }
    let second = digits.get(4..)?.strip_prefix(b"\\u").and_then(unit);
    let second = second.filter(|low| (0xdc00..0xe000).contains(low) && first < 0xdc00);
    let paired = second.and_then(|low| char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (low - 0xdc00)));
    Some(paired.map_or((char::REPLACEMENT_CHARACTER, 5), |character| (character, 11)))
}

fn unit(digits: &[u8]) -> Option<u32> {
    let digits = std::str::from_utf8(digits.get(..4)?).ok()?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every value with its path, as the events tell it.
    fn values(text: &[u8]) -> Vec<(String, Vec<u8>)> {
        let mut json = Json::default();
        let (mut path, mut keys, mut found) = (Vec::new(), vec![String::new()], Vec::new());
        while let Some(event) = json.next(text, 0, text.len(), text.len().max(1)) {
            match event {
                Event::Object(_) | Event::Array => {
                    path.push(keys.last().cloned().unwrap_or_default());
                    keys.push(String::new());
                }
                Event::End => {
                    path.pop();
                    keys.pop();
                }
                Event::Key(range) => {
                    *keys.last_mut().unwrap() = String::from_utf8_lossy(&unescape(&text[range])).into_owned();
                }
                Event::Value(range) => {
                    found.push((format!("{path:?} {:?}", keys.last()), unescape(&text[range]).into_owned()));
                }
            }
        }
        found
    }

    fn twin(
        value: &serde_json::Value,
        path: &mut Vec<String>,
        key: &str,
        found: &mut Vec<(String, Vec<u8>)>,
    ) {
        match value {
            serde_json::Value::Object(members) => {
                path.push(key.to_owned());
                members.iter().for_each(|(key, value)| twin(value, path, key, found));
                path.pop();
            }
            serde_json::Value::Array(items) => {
                path.push(key.to_owned());
                items.iter().for_each(|value| twin(value, path, "", found));
                path.pop();
            }
            serde_json::Value::String(text) => {
                found.push((format!("{path:?} {:?}", Some(key)), text.clone().into_bytes()));
            }
            other => found.push((format!("{path:?} {:?}", Some(key)), other.to_string().into_bytes())),
        }
    }

    fn tree() -> impl proptest::strategy::Strategy<Value = serde_json::Value> {
        use proptest::prelude::*;
        let leaf = prop_oneof![
            "[a-zé\"\\\\\n\u{1F600}/ ]{0,12}".prop_map(serde_json::Value::from),
            any::<i32>().prop_map(serde_json::Value::from),
            any::<bool>().prop_map(serde_json::Value::from),
            Just(serde_json::Value::Null),
        ];
        leaf.prop_recursive(5, 40, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(serde_json::Value::from),
                prop::collection::btree_map("[a-c\"\\\\é]{1,3}", inner, 0..5)
                    .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest::proptest! {
        #[test]
        fn events_agree_with_an_independent_parser(tree in tree(), pretty: bool) {
            let text = if pretty { serde_json::to_string_pretty(&tree) } else { serde_json::to_string(&tree) };
            let text = text.unwrap() + "\n";
            let mut expected = Vec::new();
            twin(&tree, &mut Vec::new(), "", &mut expected);
            proptest::prop_assert_eq!(values(text.as_bytes()), expected);
        }

        #[test]
        fn a_cut_text_gives_the_first_of_its_values(tree in tree(), cut in 0..400_usize) {
            let text = serde_json::to_string(&tree).unwrap() + "\n";
            let whole = values(text.as_bytes());
            let part = values(&text.as_bytes()[..cut.min(text.len())]);
            proptest::prop_assert_eq!(&part[..], &whole[..part.len()]);
        }

        #[test]
        fn any_bytes_are_read_in_peace(bytes: Vec<u8>, text in "[\\[\\]{}\":,a1\\\\u ]{0,80}") {
            values(&bytes);
            values(text.as_bytes());
        }
    }

    #[test]
    fn depth_is_bounded() {
        let deep = [b"[".repeat(100_000), b"1".to_vec(), b"]".repeat(100_000), b",2 ".to_vec()].concat();
        let found: Vec<Vec<u8>> = values(&deep).into_iter().map(|(_, value)| value).collect();
        assert_eq!(found, [b"2"]);
    }
}
