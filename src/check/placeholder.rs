//! Words and marks that people write where a password will stand. Judges text only; says nothing of where it was found.

/// Passwords that are stand-ins, compared without case and without the marks between their words.
const STAND_INS: &[&str] = &[
    "password",
    "passwd",
    "passw",
    "pass",
    "pwd",
    "pw",
    "secret",
    "changeme",
    "changeit",
    "changethis",
    "change",
    "replaceme",
    "replace",
    "fixme",
    "todo",
    "tbd",
    "example",
    "sample",
    "dummy",
    "fake",
    "test",
    "testing",
    "mypassword",
    "yourpassword",
    "yourpass",
    "yoursecret",
    "yourtoken",
    "mysecret",
    "mypass",
    "dbpassword",
    "dbpass",
    "userpassword",
    "passwordhere",
    "insertpassword",
    "enterpassword",
    "redacted",
    "masked",
    "hidden",
    "removed",
    "none",
    "null",
    "nil",
    "undefined",
    "empty",
    "blank",
    "foo",
    "bar",
    "baz",
    "foobar",
    "user",
    "username",
    "token",
    "apikey",
    "key",
    "credentials",
    "placeholder",
    "notset",
    "notreal",
    "unset",
    "unknown",
    "insecure",
    "default",
    "yourpasswordhere",
    "thepassword",
    "somepassword",
    "supersecret",
    "topsecret",
    "verysecret",
    "notsecret",
    "nopassword",
    "pa55word",
    "passphrase",
    "postgrespassword",
    "rootpassword",
    "adminpassword",
    "mysqlpassword",
    "secretpassword",
    "letmein",
    "string",
    "value",
    "abc",
    "xyz",
    "123",
    "1234",
    "12345",
    "123456",
];

/// Whether a text stands for a secret instead of being one.
pub(super) fn is_stand_in(text: &str) -> bool {
    let text = text.trim().trim_matches(['"', '\'', '`']);
    text.is_empty() || is_reference(text) || is_one_character(text) || is_stand_in_word(text)
}

/// Whether a text is filled in from elsewhere: `${X}`, `$X`, `{{x}}`, `{x}`, `<x>`, `[x]`, `%s`, `%X%`, `$(x)`, `#{x}`.
pub(super) fn is_reference(text: &str) -> bool {
    let within = |open: &str, close: &str| {
        text.strip_prefix(open)
            .and_then(|rest| rest.strip_suffix(close))
            .is_some_and(|inner| !inner.contains(['{', '<']))
    };
    let enclosed = [("{", "}"), ("<", ">"), ("[", "]"), ("%", "%"), ("__", "__"), ("@", "@")];
    enclosed.iter().any(|(open, close)| within(open, close)) || opens_a_template(text) || is_format(text)
}

fn opens_a_template(text: &str) -> bool {
    let marks = ["${", "$(", "{{", "#{", "<%", "%{", "$[", "{%", "$$", "!ref", "op://", "vault:", "<<"];
    marks.iter().any(|mark| text.starts_with(mark)) || text.strip_prefix('$').is_some_and(is_variable_name)
}

/// Shells, CI systems and PHP write `$NAME`; a password may start with `$`, but is seldom a plain name behind it.
fn is_variable_name(name: &str) -> bool {
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b':');
    let one_case = !name.bytes().any(|byte| byte.is_ascii_uppercase())
        || !name.bytes().any(|byte| byte.is_ascii_lowercase());
    plain
        && name.len() > 1
        && (one_case || name.contains('_'))
        && !name.starts_with(|c: char| c.is_ascii_digit())
}

fn is_format(text: &str) -> bool {
    matches!(text, "%s" | "%d" | "%v" | "%q" | "%@" | "%ls" | "?" | "{}" | "%r" | "%x")
}

/// `***`, `xxxxxxxx`, `......`, `0000`.
fn is_one_character(text: &str) -> bool {
    let mut characters = text.chars().map(|character| character.to_ascii_lowercase());
    let first = characters.next();
    text.chars().count() >= 2 && characters.all(|character| Some(character) == first)
}

fn is_stand_in_word(text: &str) -> bool {
    let bare: String = text
        .chars()
        .filter(|character| !matches!(character, '_' | '-' | ' ' | '.' | '!'))
        .flat_map(char::to_lowercase)
        .collect();
    STAND_INS.contains(&bare.as_str())
        || bare.strip_prefix("your").is_some_and(|rest| STAND_INS.contains(&rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stand_ins_are_known() {
        for text in [
            "password",
            "PASS",
            "change_me",
            "change-me",
            "xxx",
            "***",
            "<password>",
            "${DB_PASSWORD}",
            "{{ password }}",
            "%s",
            "$PASSWORD",
            "$db_pass",
            "your-password",
            "[REDACTED]",
            "%DB_PASS%",
            "...",
            "",
            "#{password}",
            "{password}",
        ] {
            assert!(is_stand_in(text), "{text}");
        }
    }

    #[test]
    fn passwords_are_not_stand_ins() {
        for text in ["hunter2", "Summer2024!", "correct horse", "$3cr3tP4ss", "p@ssphrase9", "xX9", "a"] {
            assert!(!is_stand_in(text), "{text}");
        }
    }
}
