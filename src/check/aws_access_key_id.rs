//! `aws-access-key-id`: an AWS access key id: `AKIA`, `ASIA`, `ABIA`, `ACCA` or `A3T` and a character, then sixteen
//! characters of base 32. Facts: `kind` (`long-term`, `temporary`, `bearer`, `context`, `legacy`); `account`, the twelve
//! digits of the account that newer ids carry in their body; `test` for the ids of AWS's documentation, which end in
//! `EXAMPLE`. A body of a few characters over and over fails.
//!
//! Template: `{aws-access-key-id}`, or `{aws-access-key-id:ASIA}` for another prefix.

use super::random::Random;
use super::{Check, Outcome};

/// The check. Its shape leaves nothing to luck; it is for the facts, and against fillers.
pub const CHECK: Check = Check {
    name: "aws-access-key-id",
    passing: "it reads as an AWS access key id",
    luck: 0,
    run,
    generate,
    breaker,
};

const BASE32: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const KINDS: [(&str, &str); 5] = [
    ("AKIA", "long-term"),
    ("ASIA", "temporary"),
    ("ABIA", "bearer"),
    ("ACCA", "context"),
    ("A3T", "legacy"),
];

fn run(value: &[u8]) -> Outcome {
    let Some((prefix, body)) = value.split_at_checked(4) else { return Outcome::FAIL };
    let Some((_, kind)) = KINDS.iter().find(|(start, _)| prefix.starts_with(start.as_bytes())) else {
        return Outcome::FAIL;
    };
    if body.len() != 16
        || !value.iter().all(|byte| BASE32.as_bytes().contains(byte) || is_legacy_digit(value, *byte))
    {
        return Outcome::FAIL;
    }
    if is_filler(body) { Outcome::FAIL } else { with_facts(body, kind) }
}

/// The older series were issued from all digits, not only those of base 32.
fn is_legacy_digit(value: &[u8], byte: u8) -> bool {
    byte.is_ascii_digit() && value.starts_with(b"A3T")
}

/// Sixteen random characters have fewer than six different ones once in a hundred million.
fn is_filler(body: &[u8]) -> bool {
    BASE32.bytes().chain(*b"0189").filter(|byte| body.contains(byte)).count() < 6
}

fn with_facts(body: &[u8], kind: &'static str) -> Outcome {
    let mut outcome = Outcome::PASS.with("kind", kind);
    if body.ends_with(b"EXAMPLE") {
        return outcome.with("test", "true");
    }
    if let Some(account) = account(body).filter(|_| kind != "legacy") {
        outcome = outcome.with("account", account);
    }
    outcome
}

/// Forty bits after the first of the body. Ids of the old series, whose body starts with I or J, carry none.
fn account(body: &[u8]) -> Option<String> {
    if matches!(body.first(), Some(b'I' | b'J')) {
        return None;
    }
    let digit =
        |byte: &u8| BASE32.bytes().position(|other| other == *byte).and_then(|at| u64::try_from(at).ok());
    let bits = body.iter().take(10).try_fold(0_u64, |bits, byte| Some(bits << 5 | digit(byte)?))?;
    let account = (bits >> 2 & 0x7fff_ffff_ff80) >> 7;
    (account < 1_000_000_000_000).then(|| format!("{account:012}"))
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let known = |argument: &&&str| KINDS.iter().any(|(prefix, _)| prefix.len() == 4 && *prefix == **argument);
    let prefix = arguments.iter().find(known).copied().unwrap_or("AKIA");
    loop {
        let body = random.string(BASE32, 16);
        if !is_filler(body.as_bytes()) {
            return format!("{prefix}{body}");
        }
    }
}

fn breaker(random: &mut Random, value: &str) -> String {
    let kept: String = value.chars().take(value.chars().count().saturating_sub(1)).collect();
    kept + &random.string("0189", 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_id_is_a_test_value() {
        let id = concat!("AKIA", "IOSFODNN7", "EXAMPLE");
        assert_eq!(run(id.as_bytes()), Outcome::PASS.with("kind", "long-term").with("test", "true"));
    }

    /// The forty bits put in by hand: account 123456789012, as every page of the documentation has it.
    #[test]
    fn the_account_is_read_from_the_body() {
        let bits = 123_456_789_012_u64 << 7 | 0x8000_0000_0000;
        let head: String = (0..10)
            .map(|at| char::from(BASE32.as_bytes()[((bits << 2) >> (45 - 5 * at) & 31) as usize]))
            .collect();
        let id = format!("ASIA{head}QRSTUV");
        let expected = Outcome::PASS.with("kind", "temporary").with("account", "123456789012");
        assert_eq!(run(id.as_bytes()), expected);
    }

    #[test]
    fn fillers_and_other_prefixes_fail() {
        for value in [
            "AKIAXXXXXXXXXXXXXXXX",
            "AKIAABABABABABABABAB",
            "AIDAQ2W3E4R5T6Y7U2I3",
            "AKIAQ2W3E4R5T6Y7U2I",
            "",
            "AKIA",
            "AKIAQ2W3E4R5T6Y7U2I30",
            "akiaq2w3e4r5t6y7u2i3",
            "AKIAQ2W3E4R5T6Y7U2I8",
        ] {
            assert_eq!(run(value.as_bytes()), Outcome::FAIL, "{value}");
        }
    }
}
