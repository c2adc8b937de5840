//! `plausible-secret`: whether the value of a key named `password`, `token` or the like may be one.
//!
//! It fails what people write there instead: words and identifiers, placeholders, references to variables, calls,
//! paths, addresses, versions, dates, markup. It knows nothing about UUIDs and about hexadecimal of the lengths of
//! hashes, which are keys as often as not. Source: a ratio of two simple models of text, see `rarity`.
//! Facts: `rarity`, whole bits of evidence that the value is random; below nought it reads like words.
//!
//! Generator: `{plausible-secret:32}`, the length (default 24): capitals, small letters and digits.

mod ordinary;
mod rarity;

use super::Check;
use super::Outcome;
use super::Verdict;
use super::random::Random;

/// The check.
pub const CHECK: Check = Check {
    name: "plausible-secret",
    passing: "the value is no word, placeholder or piece of code, and looks chosen at random",
    luck: 300,
    run,
    generate,
    breaker,
};

/// From here on a value is taken for random.
const RANDOM_BITS: i32 = 6;

/// No secret of a key and a value is longer; the time stays linear all the same.
const LONGEST: usize = 8192;

const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

fn run(value: &[u8]) -> Outcome {
    let Ok(text) = std::str::from_utf8(value) else { return Outcome::UNKNOWN };
    let text = text.trim().trim_matches(['"', '\'', '`']);
    if text.chars().nth(3).is_none() || text.len() > LONGEST {
        return Outcome::FAIL;
    }
    let rarity = rarity::rarity(text);
    let verdict = verdict(text, rarity);
    Outcome { verdict, facts: vec![("rarity", rarity.to_string())] }
}

fn verdict(text: &str, rarity: i32) -> Verdict {
    if ordinary::is_ordinary(text, rarity) {
        return Verdict::Fail;
    }
    if is_uuid(text) || is_hash_sized(text) {
        return Verdict::Unknown;
    }
    let worded = text.chars().all(|letter| letter.is_alphabetic() || "_-./:, ".contains(letter));
    let short = text.len() < 6 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    match rarity {
        _ if short => Verdict::Fail,
        RANDOM_BITS.. if text.len() >= 8 => Verdict::Pass,
        ..0 if worded => Verdict::Fail,
        _ => Verdict::Unknown,
    }
}

fn is_uuid(text: &str) -> bool {
    let text = text.trim_matches(['{', '}']);
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// As long as MD5, SHA-1 or SHA-256 in hexadecimal.
fn is_hash_sized(text: &str) -> bool {
    [32, 40, 64].contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let length = arguments.first().and_then(|length| length.parse().ok()).unwrap_or(24).clamp(8, LONGEST);
    loop {
        let candidate = random.string(ALPHABET, length);
        let has = |class: fn(&u8) -> bool| candidate.bytes().any(|byte| class(&byte));
        let mixed = has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_digit);
        if mixed && run(candidate.as_bytes()).verdict == Verdict::Pass {
            return candidate;
        }
    }
}

/// An identifier of words about as long.
fn breaker(random: &mut Random, valid: &str) -> String {
    const WORDS: &[&str] =
        &["access", "account", "client", "config", "manager", "provider", "service", "session", "store"];
    let mut words = vec![*random.pick(WORDS), *random.pick(WORDS)];
    while words.iter().map(|word| word.len() + 1).sum::<usize>() < valid.len() {
        words.push(*random.pick(WORDS));
    }
    words.join("_")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(verdict: Verdict, values: &[&str]) {
        for value in values {
            let outcome = run(value.as_bytes());
            assert_eq!(outcome.verdict, verdict, "{value} {:?}", outcome.facts);
        }
    }

    #[test]
    fn what_is_no_secret_fails() {
        all(
            Verdict::Fail,
            &["", "abc", "string", "str", "null", "None", "true", "undefined", "SHA256", "password"],
        );
        all(
            Verdict::Fail,
            &["accessTokenProvider", "user_password_hash", "authentication-service", "DB_PASSWORD"],
        );
        all(
            Verdict::Fail,
            &["config.database.password", "process.env.API_KEY", "self.token2", "Foo::Bar", "this->token"],
        );
        all(
            Verdict::Fail,
            &["getToken()", "os.environ['TOKEN1']", "fetch(url, key)", "request.headers[\"x\"]", "vec![1]"],
        );
        all(
            Verdict::Fail,
            &["/etc/ssl/private/key.pem", "./secrets/token1.txt", "C:\\keys\\a.pem", "~/.ssh/id_rsa"],
        );
        all(
            Verdict::Fail,
            &["https://login.wolke.de/oauth2/token?x=1", "application/json", "#ff00aa", "12px", "<b>x</b>"],
        );
        all(
            Verdict::Fail,
            &[
                "Hello %s, welcome",
                "user-{id}-key",
                "{0}",
                "Please enter your password!",
                "Bitte Kennwort ändern",
            ],
        );
        all(
            Verdict::Fail,
            &[
                "1.2.3",
                "v10.4.0-beta.1",
                "^3.1.4",
                "2024-12-31",
                "2024-12-31T10:00:00Z",
                "31.12.2024",
                "3600",
            ],
        );
        all(
            Verdict::Fail,
            &[
                "aaaaaaaaaaaa",
                "********",
                "abcabcabcabc",
                "abcdefghijklmnop",
                "1234567890",
                "00000000000000000000000000000000",
            ],
        );
        all(
            Verdict::Fail,
            &[
                "changeme",
                "<your-token>",
                "${TOKEN}",
                "$TOKEN",
                "{{ vault.token }}",
                "%PASSWORD%",
                "your_api_key_1",
                "xxxxxxxx1",
            ],
        );
    }

    #[test]
    fn what_people_choose_never_fails() {
        for value in [
            "Summer2024!",
            "hunter2",
            "Tr0ub4dor&3",
            "Winter#19",
            "s3cr3t!",
            "Pa$$w0rd",
            "Berlin1987",
            "iloveyou2",
        ] {
            assert_ne!(run(value.as_bytes()).verdict, Verdict::Fail, "{value}");
        }
    }

    #[test]
    fn hash_sizes_and_uuids_are_unknown() {
        let mut random = Random::new(7);
        for length in [32, 40, 64] {
            assert_eq!(run(random.string("0123456789abcdef", length).as_bytes()).verdict, Verdict::Unknown);
        }
        all(Verdict::Unknown, &["3f2504e0-4f89-41d3-9a0c-0305e82c3301"]);
        assert_eq!(run(&[0xff, 0xfe, 0x41, 0x42]).verdict, Verdict::Unknown);
    }

    #[test]
    fn random_values_of_other_alphabets_pass() {
        let mut random = Random::new(8);
        for alphabet in [
            "abcdefghijklmnopqrstuvwxyz0123456789",
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
            "abcdefghijklmnopqrstuvwxyz",
        ] {
            let passed = (0..500)
                .filter(|_| run(random.string(alphabet, 32).as_bytes()).verdict == Verdict::Pass)
                .count();
            assert!(passed >= 490, "{alphabet} {passed}");
        }
    }

    #[test]
    fn generated_pass_and_broken_fail() {
        let mut random = Random::new(12);
        for round in 0..500 {
            let length = ["8", "16", "24", "32", "64"][round % 5];
            let valid = generate(&mut random, &[length]);
            assert_eq!(run(valid.as_bytes()).verdict, Verdict::Pass, "{valid}");
            let broken = breaker(&mut random, &valid);
            assert_eq!(run(broken.as_bytes()).verdict, Verdict::Fail, "{broken}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(value in proptest::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,60}") {
            run(&value);
            run(text.as_bytes());
            breaker(&mut Random::new(1), &text);
        }
    }
}
