//! `plausible-secret`: whether the value of a key such as `password` or `token` can be a secret at all. Fails what code
//! and prose put there instead: stand-ins and references, words, identifiers, type names, calls, paths, addresses
//! without a password, versions, dates, format strings, runs and repetitions. UUIDs and values as long as hashes are
//! Unknown, and so are short human passwords (`hunter2`): nothing speaks against them, but nothing much for them.
//! Passes what is rare: eight characters or more that no words explain. Fact `rarity`: log2 of how much likelier the
//! value is as a random one than as words. Fact `weak`: a password that everybody tries first.
//!
//! Template: `{plausible-secret:LENGTH}` makes LENGTH letters and digits, at least 12; 32 without argument.
//!
//! ```
//! use sealant::check::{Verdict, plausible_secret};
//! let judge = |value: &str| (plausible_secret::CHECK.run)(value.as_bytes()).verdict;
//! assert_eq!(judge("user_password_hash"), Verdict::Fail);
//! assert_eq!(judge("hunter2"), Verdict::Unknown);
//! assert_eq!(judge("vK8qZ2mXw7RtLp4n"), Verdict::Pass);
//! ```

mod code;
mod weak;
mod words;

use super::random::Random;
use super::{Check, Outcome, digits, letters, placeholder};

/// The check. Nearly all random values pass, so a pass is worth nothing by itself; rarity is.
pub const CHECK: Check = Check {
    name: "plausible-secret",
    passing: "it is too random for words, code or a stand-in",
    luck: 0,
    run,
    generate,
    breaker,
};

const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/// Longer values are documents, not secrets that somebody typed or a program made.
const LONGEST: usize = 4_096;
/// Bits of rarity that pass: words reach it once in thousands, eight random characters of three classes mostly do.
const RARE: i64 = 10;

fn run(value: &[u8]) -> Outcome {
    let Some(text) = readable(value) else { return Outcome::FAIL };
    if text.len() > LONGEST {
        return Outcome::UNKNOWN;
    }
    if is_something_else(text) {
        return Outcome::FAIL;
    }
    let rarity = letters::rarity(text);
    let outcome =
        match (is_hash_like(text) || is_all_digits(text), rarity >= RARE && text.chars().count() >= 8) {
            (false, true) => Outcome::PASS,
            _ => Outcome::UNKNOWN,
        };
    let outcome = outcome.with("rarity", rarity.to_string());
    if weak::is_weak(text) { outcome.with("weak", "true") } else { outcome }
}

/// The value as text, without the quotes and spaces around it.
fn readable(value: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(value).ok()?.trim();
    let text = match text.chars().next()? {
        quote @ ('"' | '\'' | '`') if text.len() > 1 && text.ends_with(quote) => &text[1..text.len() - 1],
        _ => text,
    };
    (!text.is_empty() && !text.chars().any(|character| character.is_control() && character != '\n'))
        .then_some(text)
}

fn is_something_else(text: &str) -> bool {
    placeholder::is_stand_in(text)
        || words::is_word_of_software(text)
        || words::is_marked_as_sample(text)
        || words::is_sentence(text)
        || is_typed(text)
        || is_number_or_date(text)
        || is_cut_or_pattern(text)
        || code::is_code(text)
        || code::is_path_or_address(text)
        || code::is_identifier(text)
}

/// Cut short (`eyJ2Ijoi...`), a pattern for names (`rds-db-credentials/*`), or a place in a replacement (`keyword.tag-$0`).
fn is_cut_or_pattern(text: &str) -> bool {
    text.ends_with("...")
        || text.ends_with('…')
        || text.ends_with('*')
        || text.contains(".$")
        || text.contains("-$")
}

/// Order numbers, timestamps and account numbers are as rare as a secret of digits.
fn is_all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// UUIDs, sums with their name before them, and hexadecimal as long as the sums of MD5, SHA-1, SHA-224, SHA-256, SHA-384 and SHA-512.
fn is_hash_like(text: &str) -> bool {
    let hex = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    let uuid = lengths == [8, 4, 4, 4, 12] && text.split('-').all(hex);
    let named = ["sha1-", "sha256-", "sha384-", "sha512-", "sha1:", "sha256:", "sha512:", "md5:"];
    let sum = named.iter().any(|name| text.starts_with(name));
    uuid || sum || matches!(text.len(), 32 | 40 | 56 | 64 | 96 | 128) && hex(text)
}

/// Versions, dates, times, amounts and short numbers: digits with marks between them.
fn is_number_or_date(text: &str) -> bool {
    let body = text.strip_prefix(['v', '+', '-', '<', '>', '=', '~', '^', '$']).unwrap_or(text);
    let count = body.bytes().filter(u8::is_ascii_digit).count();
    let marks = |character: char| {
        matches!(character, '.' | ',' | ':' | '/' | '-' | '+' | ' ' | 'T' | 'Z' | '%' | '_')
    };
    let numeric = body.chars().all(|character| character.is_ascii_digit() || marks(character));
    let only_digits = count == body.len();
    count > 0 && numeric && (!only_digits || count < 6 && body != text) || is_scaled(body)
}

/// `30s`, `512MB`, `0x1F`, `1.5e9`, `10.0.0-rc1`.
fn is_scaled(text: &str) -> bool {
    let unit = text
        .trim_start_matches(|character: char| character.is_ascii_digit() || matches!(character, '.' | '-'));
    let number = text.len() - unit.len();
    let known =
        ["ms", "s", "m", "h", "d", "kb", "mb", "gb", "k", "px", "em", "rem", "min", "sec", "days", "hours"];
    let prerelease = ["alpha", "beta", "rc", "dev", "snapshot", "final", "release"];
    let lower = unit.to_ascii_lowercase();
    number > 0
        && (known.contains(&lower.as_str())
            || text[..number].contains('.') && prerelease.iter().any(|word| lower.starts_with(word)))
}

/// What fingers do without a head: one character, or a few over and over, rows of the keyboard, the alphabet, 1 to 9.
fn is_typed(text: &str) -> bool {
    let lower: Vec<u8> =
        text.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase()).collect();
    if lower.len() < 4 {
        return digits::of(text).len() == lower.len();
    }
    let near = lower.windows(2).filter(|pair| is_step(pair[0], pair[1])).count();
    near * 10 >= (lower.len() - 1) * 8 || repeats(&lower)
}

fn is_step(first: u8, second: u8) -> bool {
    const ROWS: [&[u8]; 4] = [b"1234567890", b"qwertyuiop", b"asdfghjkl", b"zxcvbnm"];
    let beside = |row: &&[u8]| row.windows(2).any(|pair| pair == [first, second] || pair == [second, first]);
    let wraps = matches!((first, second), (b'9', b'0' | b'a') | (b'f', b'0'));
    first == second || first.abs_diff(second) == 1 || wraps || ROWS.iter().any(beside)
}

/// One to four characters again and again.
fn repeats(text: &[u8]) -> bool {
    (1..=4).any(|period| {
        text.len() >= period * 3 && text.iter().skip(period).eq(text.iter().take(text.len() - period))
    })
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let length = digits::argument(arguments, 0, 32).clamp(12, 1_024);
    loop {
        let value = random.string(ALPHABET, length);
        if run(value.as_bytes()).verdict == super::Verdict::Pass {
            return value;
        }
    }
}

/// The value masked.
fn breaker(_: &mut Random, value: &str) -> String {
    value.chars().map(|character| if character.is_alphanumeric() { 'x' } else { character }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    fn verdict(text: &str) -> Verdict {
        run(text.as_bytes()).verdict
    }

    const NO_SECRETS: &[&str] = &[
        // Words, types and constants.
        "true",
        "None",
        "string",
        "VARCHAR",
        "Optional",
        "required",
        "admin",
        "sunshine",
        "Authorization",
        "bearer",
        // Stand-ins and references.
        "changeme",
        "<your token>",
        "${TOKEN}",
        "{{ .Values.token }}",
        "$API_KEY",
        "your_api_key_here",
        "xxxxxxxx",
        "****",
        "REPLACE_WITH_TOKEN",
        "insert-key-here",
        "my-secret-token",
        "${{ secrets.NPM_TOKEN }}",
        "%(token)s",
        // Identifiers and code.
        "userPassword",
        "user_password",
        "access-token",
        "API_KEY",
        "config.api.token",
        "os.environ['TOKEN']",
        "getToken()",
        "process.env.API_KEY",
        "self.password",
        "this->password",
        "Vec<String>",
        "settings.SECRET_KEY",
        "&str",
        "new Token()",
        "a == b",
        "await fetch(url)",
        "base64::decode(key)",
        "[a-zA-Z0-9]{32}",
        "$password",
        "req.body.password",
        "Token::new(seed)",
        "lambda x: x",
        "password_1",
        "secretKeyRef",
        "data[0].token",
        "SSH_PRIV_PASSWD",
        "AWSAccessKeyId",
        "thisIsMyToken",
        "proxy_pwd",
        "jwt={data.get('access_token')}",
        "{token.decode(",
        "projects/{project",
        "pat{base62:14",
        "key-{user4}-x",
        // Paths and addresses.
        "/etc/ssl/private/key.pem",
        "./secrets/token.txt",
        "~/.ssh/id_rsa",
        "C:\\keys\\token.txt",
        "secrets/db/password",
        "https://auth.firm.net/oauth/token",
        "clerk@firm.net",
        "id_rsa.pub",
        "token.json",
        "arn:aws:iam::role/reader",
        // Numbers, dates, formats, fillers.
        "1.2.3",
        "v2.10.0-rc1",
        "2024-03-12",
        "12:30:00",
        "30s",
        "512MB",
        "%s:%d",
        "{0}-{1}",
        "12345678",
        "qwerty123",
        "abcdefghijklmnop",
        "0123456789abcdef0123456789abcdef",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "00000000",
        // Prose.
        "Please enter your password",
        "The token is invalid.",
        "Forgot your password?",
        "must not be empty",
        "Пароль",
    ];

    #[test]
    fn what_is_no_secret_fails() {
        for text in NO_SECRETS {
            assert_eq!(verdict(text), Verdict::Fail, "{text}: {}", letters::rarity(text));
        }
    }

    #[test]
    fn human_passwords_do_not_fail() {
        for text in [
            "Summer2024!",
            "hunter2",
            "P@ssw0rd1",
            "letmein99!",
            "Tr0ub4dor&3",
            "fluffy&1988",
            "Welcome1",
            "s3cr3t",
            "Monday#7",
            "admin123!",
            "root!Pass9",
            "a{Qk9}zL.x",
            "keyhole-Qx7",
        ] {
            assert_ne!(verdict(text), Verdict::Fail, "{text}");
        }
    }

    #[test]
    fn hashes_and_uuids_are_unknown() {
        for text in [
            "d41d8cd98f00b204e9800998ecf8427e",
            "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "6f9619ff-8b86-d011-b42d-00cf4fc964ff",
            "sha512-Zq4nPDoT19RkLwm0XgBvcyhE7uJ2aSx8tMfU3eQi5HjKpVrNbOd6YGsC1zWlIyAFt0oRnEuhMvD9xq2JkPwLTg==",
            "0031770461129058",
        ] {
            assert_eq!(verdict(text), Verdict::Unknown, "{text}");
        }
    }

    #[test]
    fn random_values_of_all_alphabets_pass() {
        let mut random = Random::new(12);
        for (alphabet, length) in [
            (ALPHABET, 12),
            (ALPHABET, 20),
            (ALPHABET, 64),
            ("abcdefghijklmnopqrstuvwxyz0123456789", 24),
            ("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 32),
            ("0123456789abcdef", 48),
            ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", 43),
            ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", 44),
            ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!@#%^&*", 16),
        ] {
            let passed =
                (0..2_000).filter(|_| verdict(&random.string(alphabet, length)) == Verdict::Pass).count();
            assert!(passed > 1_900, "{passed} of 2000 with {length} of {}", alphabet.len());
        }
    }

    #[test]
    fn rarity_is_told() {
        let outcome = run(b"vK8qZ2mXw7RtLp4n");
        let rarity: i64 =
            outcome.facts.iter().find(|(name, _)| *name == "rarity").unwrap().1.parse().unwrap();
        assert!(rarity > 20, "{rarity}");
    }
}
