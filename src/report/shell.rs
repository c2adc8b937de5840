//! Names of files in commands that people paste into a shell: one argument each, whatever bytes they are made of.

use super::phrase;

/// The name as one word of a POSIX shell. Names that hold control characters or are not UTF-8 are written in the
/// quotes that begin with a dollar sign, which bash, zsh, ksh and POSIX 2024 know.
pub(super) fn quoted(name: &[u8]) -> String {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/._-+:".contains(byte);
    match std::str::from_utf8(name) {
        Ok(text) if !name.is_empty() && name.iter().all(is_plain) => text.to_owned(),
        Ok(text) if phrase::printable(text) == text => format!("'{}'", text.replace('\'', r"'\''")),
        _ => format!("$'{}'", name.iter().map(|&byte| escaped(byte)).collect::<String>()),
    }
}

/// Three octal digits are read as one byte whatever follows them.
fn escaped(byte: u8) -> String {
    match byte {
        b'\'' | b'\\' => format!("\\{}", char::from(byte)),
        b' '..=b'~' => char::from(byte).to_string(),
        _ => format!("\\{byte:03o}"),
    }
}

/// `git` and what it must be told so that the name is that of one file and no pattern.
pub(super) fn git(name: &[u8]) -> &'static str {
    let is_pattern = name.starts_with(b":") || name.iter().any(|byte| b"*?[\\".contains(byte));
    if is_pattern { "git --literal-pathspecs" } else { "git" }
}

#[cfg(test)]
mod tests {
    use super::{git, quoted};

    #[test]
    fn a_name_is_one_word() {
        assert_eq!(quoted(b"src/a-b_c.rs"), "src/a-b_c.rs");
        assert_eq!(quoted(b""), "''");
        assert_eq!(quoted(b"a b;$(x)`'.txt"), r"'a b;$(x)`'\''.txt'");
        assert_eq!(quoted("é".as_bytes()), "'é'");
        assert_eq!(quoted(b"a\n'\\\x1b1\xff"), r"$'a\012\'\\\0331\377'");
        assert_eq!(quoted("\u{202e}".as_bytes()), r"$'\342\200\256'");
    }

    #[test]
    fn a_name_is_no_pattern() {
        assert_eq!(git(b"a.txt"), "git");
        for name in [&b":a"[..], b"a*", b"a?", b"[a]", b"a\\b"] {
            assert_eq!(git(name), "git --literal-pathspecs");
        }
    }
}
