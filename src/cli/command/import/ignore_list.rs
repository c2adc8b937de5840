//! Lists of fingerprints to ignore: `file:rule:line`, `commit:file:rule:line`, or the SHA-256 of a value. Lines that are
//! none of these are told.

use data_encoding::HEXLOWER_PERMISSIVE;

use super::asked::{Asked, Decision, Known, Left, Trace};
use super::file::TheirFile;

/// Reads the file.
#[expect(clippy::unnecessary_wraps, reason = "a reader of the table, and others can fail")]
pub(super) fn read(file: &TheirFile) -> anyhow::Result<Asked> {
    let mut asked = Asked::default();
    for (line, number) in file.text.lines().map(str::trim).zip(1..) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let at = format!("{}:{number}", file.name);
        match entry(line) {
            Some(known) => asked.known.push(Known { at, ..known }),
            None => asked.left.push(Left { at, why: "this line is no fingerprint".to_owned() }),
        }
    }
    Ok(asked)
}

/// The entry of a line, without its place.
pub(super) fn entry(line: &str) -> Option<Known> {
    let known = |trace| Known {
        at: String::new(),
        path: None,
        line: None,
        kind: String::new(),
        trace,
        commit: None,
        decision: Decision::Open,
        beside: std::path::PathBuf::new(),
    };
    if let Some(digest) = sha256(line) {
        return Some(known(Trace::Sha256(digest)));
    }
    // From the right: a path may hold colons.
    let (rest, number) = line.rsplit_once(':')?;
    let (rest, kind) = rest.rsplit_once(':')?;
    let (commit, path) = match rest.split_once(':') {
        Some((commit, path)) if is_commit(commit) => (Some(commit.to_owned()), path),
        _ => (None, rest),
    };
    let number = number.parse().ok()?;
    let is_whole = !path.is_empty() && !kind.is_empty() && !kind.contains(['/', ' ', '=']);
    let entry = Known {
        path: Some(path.to_owned()),
        line: Some(number),
        kind: kind.to_owned(),
        commit,
        ..known(Trace::Nothing)
    };
    is_whole.then_some(entry)
}

/// The digest that a word of 64 hexadecimal digits is.
pub(super) fn sha256(word: &str) -> Option<[u8; 32]> {
    HEXLOWER_PERMISSIVE.decode(word.as_bytes()).ok()?.try_into().ok()
}

/// Names of commits are written in full there.
fn is_commit(word: &str) -> bool {
    matches!(word.len(), 40 | 64) && word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::{Trace, entry};

    #[test]
    fn fingerprints_are_read_from_the_right() {
        let commit = "0123456789abcdef0123456789abcdef01234567";
        for (line, expected) in [
            ("a/b.py:generic-api-key:12".to_owned(), Some((None, "a/b.py", 12))),
            (format!("{commit}:a/b.py:jwt:1"), Some((Some(commit), "a/b.py", 1))),
            ("C:/x/y.py:jwt:3".to_owned(), Some((None, "C:/x/y.py", 3))),
            ("a/b.py:jwt".to_owned(), None),
            ("a/b.py:jwt:x".to_owned(), None),
            (":jwt:3".to_owned(), None),
            ("paths = ['a:b:1']".to_owned(), None),
            ("12".repeat(31), None),
        ] {
            let read = entry(&line);
            let read = read
                .as_ref()
                .map(|known| (known.commit.as_deref(), known.path.as_deref().unwrap(), known.line.unwrap()));
            assert_eq!(read, expected, "{line}");
        }
        let digest = entry(&"ab".repeat(32)).unwrap();
        assert!(digest.path.is_none() && digest.trace == Trace::Sha256([0xab; 32]));
    }
}
