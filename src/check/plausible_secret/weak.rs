//! Passwords that everybody tries first: words of passwords with letters swapped for digits, and little beside them. In a
//! document or a program they are nearly always examples; in settings they may be the real thing, and a bad one.

/// Words that such passwords are made of, longest first where one holds another.
const WORDS: &[&str] = &[
    "correcthorse",
    "changethis",
    "changeit",
    "password",
    "passwort",
    "passphrase",
    "passw",
    "passwd",
    "welcome",
    "letmein",
    "whatever",
    "sunshine",
    "princess",
    "football",
    "baseball",
    "superman",
    "trustno",
    "hunter",
    "monkey",
    "dragon",
    "master",
    "shadow",
    "qwerty",
    "azerty",
    "secure",
    "secret",
    "super",
    "admin",
    "default",
    "foobar",
    "foobaz",
    "barbaz",
    "foo",
    "bar",
    "baz",
    "example",
    "sample",
    "demo",
    "test",
    "temp",
    "guest",
    "login",
    "user",
    "root",
    "pass",
    "pwd",
    "mypw",
    "new",
    "old",
    "lab",
    "server",
    "client",
    "local",
    "remote",
    "domain",
    "database",
    "system",
    "mutual",
    "account",
    "string",
    "value",
    "valid",
    "wrong",
    "invalid",
    "strong",
    "weak",
    "long",
    "short",
    "some",
    "other",
    "another",
    "must",
    "be",
    "the",
    "my",
    "your",
    "is",
    "a",
    "this",
    "word",
    "key",
    "vault",
    "proxy",
    "http",
    "ssh",
    "ftp",
    "smtp",
    "ldap",
    "sql",
];

/// Whether a password says what it is for, counts up, and holds little else.
pub(super) fn is_weak(text: &str) -> bool {
    let length = text.chars().count();
    if !(4..=32).contains(&length) {
        return false;
    }
    // Digits and marks at the end were asked for by a rule; within they stand for letters.
    let words = text.trim_end_matches(|character: char| !character.is_alphabetic());
    let plain: String = words.chars().filter_map(plain).collect();
    let telling = [
        "pass", "pwd", "secret", "test", "admin", "hunter", "welcome", "qwerty", "foo", "demo", "example",
        "letmein",
    ];
    telling.iter().any(|word| plain.contains(word)) && unexplained(&plain) <= 4
}

/// A character as it is meant: digits and marks that stand for letters become those, all others are left out.
fn plain(character: char) -> Option<char> {
    match character {
        '0' => Some('o'),
        '1' | '!' => Some('i'),
        '3' => Some('e'),
        '4' | '@' => Some('a'),
        '5' | '$' => Some('s'),
        '7' => Some('t'),
        letter if letter.is_alphabetic() => letter.to_lowercase().next(),
        _ => None,
    }
}

/// How many letters no word explains, the longest words first.
fn unexplained(plain: &str) -> usize {
    let mut rest = plain.to_owned();
    for word in WORDS {
        rest = rest.replace(word, " ");
    }
    rest.chars().filter(|character| *character != ' ').count()
}

#[cfg(test)]
mod tests {
    use super::is_weak;

    #[test]
    fn first_guesses_are_weak() {
        for text in [
            "password123",
            "P@ssw0rd!",
            "hunter2",
            "SecurePass123!",
            "testing123!",
            "admin123",
            "mynewpassword",
            "supersecure!secret",
            "proxy_pwd",
            "0th3rP@ss",
            "F00barbaz",
            "smtp-test-2",
        ] {
            assert!(is_weak(text), "{text}");
        }
    }

    #[test]
    fn others_are_not() {
        for text in [
            "vK8qZ2mXw7RtLp4n",
            "Tr0ub4dor&3",
            "5700g3543v4r",
            "adflmlssf",
            "kR9!passQx2vLm77",
            "Brightwater-2024",
            "abc",
        ] {
            assert!(!is_weak(text), "{text}");
        }
    }
}
