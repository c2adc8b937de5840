//! The lines around a key and the base 64 between them, out of whatever literal they stand in. Knows labels and headers,
//! nothing of keys.

use crate::check::base64;

/// What stands between BEGIN and END.
#[derive(Debug)]
pub(super) struct Armor {
    /// The words after BEGIN.
    pub(super) label: String,
    /// The body, decoded.
    pub(super) body: Vec<u8>,
    /// The cipher of PEM's own encryption, lower case; empty when it is encrypted but does not say how.
    pub(super) legacy_cipher: Option<String>,
    /// The checksum line of `OpenPGP`.
    pub(super) crc24: Option<u32>,
    /// No END line: the match may hold only the beginning of a key.
    pub(super) cut_off: bool,
}

/// The first armour in a value.
pub(super) fn read(value: &[u8]) -> Option<Armor> {
    let text = String::from_utf8_lossy(value);
    let (_, after) = text.split_once("-----BEGIN ")?;
    let (label, after) = after.split_once("-----")?;
    let end = after.find("-----END");
    let lines = content_lines(&after[..end.unwrap_or(after.len())]);
    let mut armor = Armor {
        label: label.to_owned(),
        body: Vec::new(),
        legacy_cipher: None,
        crc24: None,
        cut_off: end.is_none(),
    };
    let mut body = String::new();
    for line in &lines {
        armor.take(line, &mut body);
    }
    let whole = if armor.cut_off { body.len() / 4 * 4 } else { body.len() };
    armor.body = base64::decode(&body.as_bytes()[..whole])?;
    Some(armor)
}

impl Armor {
    fn take(&mut self, line: &str, body: &mut String) {
        if let Some((name, value)) = line.split_once(": ") {
            self.header(name, value);
        } else if let Some(sum) = line.strip_prefix('=').filter(|sum| sum.len() == 4) {
            let bytes = base64::decode(sum.as_bytes()).unwrap_or_default();
            self.crc24 = Some(bytes.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte)));
        } else {
            body.push_str(line);
        }
    }

    fn header(&mut self, name: &str, value: &str) {
        match name {
            "Proc-Type" if value.contains("ENCRYPTED") => {
                self.legacy_cipher.get_or_insert_default();
            }
            "DEK-Info" => {
                let cipher = value.split(',').next().unwrap_or_default();
                let plain = |character: &char| character.is_ascii_alphanumeric() || *character == '-';
                self.legacy_cipher =
                    Some(cipher.chars().filter(plain).take(24).collect::<String>().to_lowercase());
            }
            _ => {}
        }
    }
}

/// The lines inside the literals: `\n` written out ends a line too; what stands between a closing and the next opening
/// quote is the language's, not the key's. The armour began inside a literal, if there is one.
fn content_lines(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut outside = None;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let line_ends = match character {
            '\n' | '\r' => true,
            '\\' => match characters
                .next_if(|next| matches!(next, 'n' | 'r' | 't' | '\\' | '\n' | '"' | '\'' | '/'))
            {
                Some('\\') => characters.next_if(|next| matches!(next, 'n' | 'r')).is_some(),
                Some('/') => {
                    push(&mut lines, '/', outside.is_some());
                    false
                }
                next => matches!(next, Some('n' | 'r' | '\n')),
            },
            '"' | '\'' | '`' => {
                outside = if outside.is_some() { None } else { Some(character) };
                false
            }
            other => {
                push(&mut lines, other, outside.is_some());
                false
            }
        };
        if line_ends {
            lines.push(String::new());
        }
    }
    lines.iter().map(|line| bare(line)).filter(|line| !line.is_empty()).collect()
}

/// Outside a literal only what a language puts between two of them is passed over; a mark of any other kind stays, so
/// that the decoder stumbles over it.
fn push(lines: &mut [String], character: char, outside: bool) {
    if outside && matches!(character, ' ' | '\t' | '+' | ',' | '.' | '&' | ';' | '(' | ')' | ']') {
        return;
    }
    if let Some(line) = lines.last_mut() {
        line.push(character);
    }
}

/// A line without its indentation and the marks of a comment.
fn bare(line: &str) -> String {
    let line = line.trim();
    let line = line.strip_prefix("// ").unwrap_or(line);
    line.trim_start_matches(['#', '>', '|', '*', ' ', '\t']).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        content_lines(text)
    }

    #[test]
    fn literals_of_many_languages_give_the_same_lines() {
        for text in [
            "\nAB+/\nCD==\n",
            "\\nAB+/\\nCD==\\n",
            "\\\\nAB+/\\\\nCD==\\\\n",
            "\\n' +\n 'AB+/\\n' +\n 'CD==\\n'",
            "\\n\"\n \"AB+/\\n\"\n \"CD==\\n\"",
            "\n  AB+\\/\n  CD==",
            "\n# AB+/\n# CD==\n# ",
            "\n// AB+/\n// CD==",
        ] {
            assert_eq!(lines(text), ["AB+/", "CD=="], "{text}");
        }
    }

    #[test]
    fn a_checksum_line_is_no_body() {
        let text = concat!("-----BEGIN ", "PGP PRIVATE KEY BLOCK-----\nVersion: 1\n\nAAAA\n=twTO\n-----END");
        let armor = read(text.as_bytes()).unwrap();
        assert_eq!((armor.body, armor.crc24), (vec![0, 0, 0], Some(0x00b7_04ce)));
    }

    #[test]
    fn marks_in_the_body_are_no_base64() {
        let text = concat!("-----BEGIN ", "PRIVATE KEY-----\nAAAA...\n-----END");
        assert!(read(text.as_bytes()).is_none());
    }
}
