//! AWS secret access keys: 40 characters of the base64 alphabet with no structure. Source: the AWS IAM user guide,
//! "Manage access keys". What the check does is turn away what has that shape and is something else: hashes in hex,
//! paths, identifiers of one case.
//!
//! Generator: `{aws-secret-access-key}`, random, with upper case, lower case and a digit.

use super::random::Random;
use super::{Check, Outcome};

const LENGTH: usize = 40;
const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LOWER: &str = "abcdefghijklmnopqrstuvwxyz";
const DIGITS: &str = "0123456789";
const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+";

/// Whether 40 base64 characters look random rather than like a hash, a path or a name.
pub const CHECK: Check = Check {
    name: "aws-secret-access-key",
    passing: "the 40 characters mix cases and digits and are neither a hash nor a path",
    luck: 50,
    run,
    generate,
    breaker,
};

fn run(value: &[u8]) -> Outcome {
    let base64 = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let shaped = value.len() == LENGTH && value.iter().all(base64);
    Outcome::of(shaped && is_mixed(value) && !value.iter().all(u8::is_ascii_hexdigit) && !is_path(value))
}

fn is_mixed(value: &[u8]) -> bool {
    let classes: [fn(&u8) -> bool; 3] = [u8::is_ascii_uppercase, u8::is_ascii_lowercase, u8::is_ascii_digit];
    classes.iter().all(|class| value.iter().any(class))
}

/// Three slashes and most of what lies between them words: `app/src/main/Java17`.
fn is_path(value: &[u8]) -> bool {
    let parts = || value.split(|&byte| byte == b'/').filter(|part| !part.is_empty());
    let slashes = value.iter().filter(|&&byte| byte == b'/').count();
    slashes >= 3 && parts().filter(|part| is_word(part)).count() * 2 > parts().count()
}

/// Words as paths have them: `main`, `Main`, `MAIN`, `myModule`, `v2`. Digits stand last and capitals are few.
fn is_word(part: &[u8]) -> bool {
    let letters = part.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let (word, rest) = part.split_at(letters);
    let capitals = word.iter().filter(|byte| byte.is_ascii_uppercase()).count();
    let cased = capitals == word.len() || capitals * 4 <= word.len() + 2;
    !word.is_empty() && cased && rest.iter().all(u8::is_ascii_digit)
}

fn generate(random: &mut Random, _arguments: &[&str]) -> String {
    let rest = random.string(ALPHABET, LENGTH - 3);
    let at = random.below(rest.len());
    let (before, after) = rest.split_at(at);
    let (upper, lower, digit) = (random.string(UPPER, 1), random.string(LOWER, 1), random.string(DIGITS, 1));
    format!("{before}{upper}{lower}{digit}{after}")
}

/// One of the things that have this shape: a SHA-1 in hex, a value of one case, a path.
fn breaker(random: &mut Random, value: &str) -> String {
    match random.below(3) {
        0 => random.string("0123456789abcdef", LENGTH),
        1 => value.to_ascii_lowercase(),
        _ => format!("{}/{}/{}/Main1", random.string(LOWER, 8), random.string(LOWER, 9), random.string(LOWER, 15)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    #[test]
    fn the_documented_example_passes() {
        let example = concat!("wJalrXUtnFEMI", "/K7MDENG/bPxRfiCY", "EXAMPLEKEY");
        assert_eq!(run(example.as_bytes()), Outcome::PASS);
    }

    #[test]
    fn hashes_paths_and_names_fail() {
        let lookalikes = [
            "DA39a3ee5e6b4b0d3255bfef95601890afd80709",
            "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "src/main/java/org/Example/tools/Parser12",
            "thisIsAVeryLongFunctionNameWithoutDigits",
            "short",
            "",
        ];
        for value in lookalikes {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Fail, "{value}");
        }
    }

    #[test]
    fn generated_values_pass_and_broken_ones_fail() {
        let mut random = Random::new(12);
        for _ in 0..200 {
            let value = generate(&mut random, &[]);
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Pass);
            let broken = breaker(&mut random, &value);
            assert_eq!(broken.len(), value.len());
            assert_eq!(run(broken.as_bytes()).verdict, Verdict::Fail);
        }
    }

    #[test]
    fn random_base64_fails_as_rarely_as_the_luck_says() {
        let mut random = Random::new(13);
        let alphabet = format!("{ALPHABET}/");
        let passed = (0..2000).filter(|_| run(random.string(&alphabet, LENGTH).as_bytes()) == Outcome::PASS).count();
        assert!(passed > 1980, "{passed}");
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_judged(value: Vec<u8>) {
            run(&value);
        }

        #[test]
        fn any_forty_characters_are_judged(value in "[A-Za-z0-9+/]{40}") {
            run(value.as_bytes());
        }
    }
}
