//! A small strict reader of one JSON object (RFC 8259): the strings and numbers that stand directly in it. What is
//! nested is checked for its brackets and passed over. Linear, without recursion; at most 64 levels.

/// A member of the object that a check may want.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Scalar {
    /// A string, its escapes undone.
    Text(String),
    /// A number, as written.
    Number(String),
    /// Anything else.
    Other,
}

/// The members of an object in their order; none when the bytes are not exactly one object.
pub(super) fn members(bytes: &[u8]) -> Option<Vec<(String, Scalar)>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut reader = Reader { rest: text.trim_end_matches(is_space) };
    let mut members = Vec::new();
    reader.expect('{')?;
    if reader.take('}') {
        return reader.rest.is_empty().then_some(members);
    }
    loop {
        reader.space();
        let name = reader.string()?;
        reader.expect(':')?;
        reader.space();
        members.push((name, reader.value()?));
        if !reader.take(',') {
            break;
        }
    }
    reader.expect('}')?;
    reader.rest.is_empty().then_some(members)
}

/// The string of this name.
pub(super) fn text<'a>(members: &'a [(String, Scalar)], name: &str) -> Option<&'a str> {
    members.iter().find_map(|(key, value)| match value {
        Scalar::Text(text) if key == name => Some(text.as_str()),
        _ => None,
    })
}

/// The whole number of this name, a fraction cut off.
pub(super) fn number(members: &[(String, Scalar)], name: &str) -> Option<u64> {
    members.iter().find_map(|(key, value)| match value {
        Scalar::Number(number) if key == name => number.split('.').next()?.parse().ok(),
        _ => None,
    })
}

fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r' | '\n')
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn space(&mut self) {
        self.rest = self.rest.trim_start_matches(is_space);
    }

    fn take(&mut self, character: char) -> bool {
        self.space();
        let Some(rest) = self.rest.strip_prefix(character) else { return false };
        self.rest = rest;
        true
    }

    fn expect(&mut self, character: char) -> Option<()> {
        self.take(character).then_some(())
    }

    fn value(&mut self) -> Option<Scalar> {
        match self.rest.bytes().next()? {
            b'"' => self.string().map(Scalar::Text),
            b'{' | b'[' => self.nested().map(|()| Scalar::Other),
            b'-' | b'0'..=b'9' => Some(Scalar::Number(self.number())),
            _ => self.word(),
        }
    }

    fn number(&mut self) -> String {
        let part =
            |character: char| character.is_ascii_digit() || matches!(character, '-' | '+' | '.' | 'e' | 'E');
        let end = self.rest.find(|character| !part(character)).unwrap_or(self.rest.len());
        let (number, rest) = self.rest.split_at(end);
        self.rest = rest;
        number.to_owned()
    }

    fn word(&mut self) -> Option<Scalar> {
        let rest = ["true", "false", "null"].iter().find_map(|word| self.rest.strip_prefix(word))?;
        self.rest = rest;
        Some(Scalar::Other)
    }

    fn string(&mut self) -> Option<String> {
        let mut text = String::new();
        let mut characters = self.rest.strip_prefix('"')?.chars();
        loop {
            match characters.next()? {
                '"' => break,
                '\\' => text.push(escape(&mut characters)?),
                control if control < ' ' => return None,
                plain => text.push(plain),
            }
        }
        self.rest = characters.as_str();
        Some(text)
    }

    /// Passes an object or array over, by its brackets and its strings.
    fn nested(&mut self) -> Option<()> {
        let mut open = Vec::new();
        loop {
            let next = self.rest.chars().next()?;
            match next {
                '"' => {
                    self.string()?;
                    continue;
                }
                '{' => open.push('}'),
                '[' => open.push(']'),
                '}' | ']' if open.pop() != Some(next) => return None,
                _ => {}
            }
            self.rest = &self.rest[next.len_utf8()..];
            if open.is_empty() {
                return Some(());
            }
            if open.len() > 64 {
                return None;
            }
        }
    }
}

/// Half of a pair of surrogates becomes the replacement character: no fact needs what lies beyond.
fn escape(characters: &mut std::str::Chars<'_>) -> Option<char> {
    match characters.next()? {
        'u' => {
            let code = (0..4).try_fold(0, |code, _| Some(code * 16 + characters.next()?.to_digit(16)?))?;
            Some(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
        }
        'n' => Some('\n'),
        't' => Some('\t'),
        'r' => Some('\r'),
        'b' => Some('\u{8}'),
        'f' => Some('\u{c}'),
        plain @ ('"' | '\\' | '/') => Some(plain),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_stands_directly_in_the_object() {
        let read =
            members(br#" {"a": "x\u0041\"y", "n": 12.5, "o": {"a": [1, "]", {}]}, "t": true } "#).unwrap();
        assert_eq!(text(&read, "a"), Some("xA\"y"));
        assert_eq!(number(&read, "n"), Some(12));
        assert_eq!(read.len(), 4);
        assert_eq!(members(b"{}"), Some(Vec::new()));
    }

    #[test]
    fn other_text_is_refused() {
        for bad in [
            "",
            "{",
            "[]",
            "{]",
            r#"{"a"}"#,
            r#"{"a":1,}"#,
            r#"{"a":1} x"#,
            r#"{"a":[}"#,
            r#"{"a":"b}"#,
            "{\"a\":\"\n\"}",
        ] {
            assert_eq!(members(bad.as_bytes()), None, "{bad}");
        }
        assert_eq!(members(format!("{{\"a\":{}", "[".repeat(100_000)).as_bytes()), None);
    }

    proptest::proptest! {
        #[test]
        fn accepts_what_another_reader_accepts(text in r#"\{("[a-z\\"]{0,3}":("[a-z]{0,3}"|[0-9]{1,4}|\[\]|\{\}|true|null),?){0,3}\}"#) {
            let theirs = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&text);
            let strict = theirs.is_ok();
            if strict {
                proptest::prop_assert!(members(text.as_bytes()).is_some(), "{}", text);
            }
        }
    }
}
