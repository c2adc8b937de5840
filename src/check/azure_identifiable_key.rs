//! `azure-identifiable-key`: keys that Azure issues so that they can be recognised: base 64 with a mark of four characters that
//! names the service, then the last four bytes, which are the Marvin32 checksum of all before them under a seed that names
//! the right. Layout and seeds: Microsoft's `security-utilities`. A key without a known mark is older, and unknown. Fact
//! `right`: what the key may do, where its seed says so (`manage`, `send`, `listen`, `read`, `write`, `admin`, `query`).
//!
//! Template: `{azure-identifiable-key:SEED}` makes the key of one of the seeds below; `Default0` without argument.

use data_encoding::{BASE64, BASE64URL};

use super::marvin32::marvin32;
use super::random::Random;
use super::{Check, Outcome, base64, crc32};

/// The check. Of the 32 bits at most three go to the choice of seeds.
pub const CHECK: Check = Check {
    name: "azure-identifiable-key",
    passing: "the checksum that Azure puts into its keys fits",
    luck: 2900,
    run,
    generate,
    breaker,
};

/// A mark, the bytes of its keys, and the seeds of their checksums, each with the right it stands for.
struct Kind {
    mark: &'static str,
    bytes: usize,
    seeds: &'static [(&'static str, &'static str)],
    /// Whether the seeds are all there are, so that a key under none of them is none.
    complete: bool,
}

const fn kind(mark: &'static str, bytes: usize, seeds: &'static [(&'static str, &'static str)]) -> Kind {
    Kind { mark, bytes, seeds, complete: true }
}

const BUS: &[(&str, &str)] = &[
    ("Send0000", "send"),
    ("Listen00", "listen"),
    ("Manage00", "manage"),
    ("System00", "manage"),
    ("Unknown0", "unknown"),
];

const KINDS: &[Kind] = &[
    kind("+ASt", 64, &[("Default0", "")]),
    kind(
        "ACDb",
        64,
        &[
            ("MastRW00", "write"),
            ("MastRO00", "read"),
            ("Resour00", ""),
            ("SystRW00", "write"),
            ("SystRO00", "read"),
            ("SystAl00", "write"),
        ],
    ),
    kind("+ABa", 64, &[("AbAcct00", "")]),
    kind("+AMC", 64, &[("Classic0", "")]),
    kind("APIM", 64, &[("Tenant00", ""), ("Gateway0", ""), ("GitKey00", ""), ("IoTHub00", "")]),
    kind("+ASb", 32, BUS),
    kind("+AEh", 32, BUS),
    kind("+ARm", 32, BUS),
    kind("AIoT", 32, &[("IoTHub00", "manage"), ("DpsKey00", "manage"), ("Device00", "device")]),
    kind("AzCa", 32, &[("Access00", "")]),
    kind("AzSe", 39, &[("Query000", "query"), ("PAdmin00", "admin"), ("SAdmin00", "admin")]),
    kind("AzFu", 40, &[("Master00", "admin"), ("System00", "admin"), ("Functi00", "")]),
    Kind { mark: "+ACR", bytes: 39, seeds: &[("ACRDflt0", "")], complete: false },
];

// `SystRO00`, `SystAl00` and `SAdmin00` are inferred from their siblings: a seed that nobody uses costs a fraction of a bit.

/// Characters behind the mark: six, and what fills the last group.
const BEHIND: usize = 6;

fn run(value: &[u8]) -> Outcome {
    let bare = value.trim_ascii_end();
    let end = bare.iter().rposition(|byte| *byte != b'=').map_or(0, |at| at + 1);
    let mark = end.checked_sub(BEHIND + 4).map_or(&b""[..], |at| &bare[at..at + 4]);
    let Some(kind) = KINDS.iter().find(|kind| kind.mark.as_bytes() == mark) else { return Outcome::UNKNOWN };
    let Some(bytes) = base64::decode(bare).filter(|bytes| bytes.len() == kind.bytes) else {
        return Outcome::FAIL;
    };
    match kind.seeds.iter().find(|(name, _)| is_marked(&bytes, name)) {
        Some((_, "")) => Outcome::PASS,
        Some((_, right)) => Outcome::PASS.with("right", *right),
        None if kind.complete => Outcome::FAIL,
        None => Outcome::UNKNOWN,
    }
}

fn is_marked(bytes: &[u8], seed: &str) -> bool {
    let (body, sum) = bytes.split_at(bytes.len() - 4);
    marvin32(body, number(seed)).to_le_bytes() == sum
}

/// A seed is its eight letters as one number, the first the highest.
fn number(seed: &str) -> u64 {
    seed.bytes().take(8).fold(0, |number, byte| number << 8 | u64::from(byte))
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let asked = arguments.first().copied().unwrap_or("Default0");
    let mark = arguments.get(1).copied().unwrap_or_default();
    let fits = |kind: &&Kind| {
        kind.seeds.iter().any(|(seed, _)| *seed == asked) && (mark.is_empty() || mark == kind.mark)
    };
    let kind = KINDS.iter().find(fits).unwrap_or(&KINDS[0]);
    let seed = kind.seeds.iter().map(|(seed, _)| *seed).find(|seed| *seed == asked);
    let seed = seed.unwrap_or(kind.seeds[0].0);
    // The keys of the search service hold letters and digits only.
    loop {
        let key = key(random, kind, seed);
        if kind.mark != "AzSe" || key.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return key;
        }
    }
}

fn key(random: &mut Random, kind: &Kind, seed: &str) -> String {
    let mut bytes: Vec<u8> = (0..kind.bytes).map(|_| random.next_u64().to_be_bytes()[0]).collect();
    let encoding = if kind.mark == "AzFu" { BASE64URL } else { BASE64 };
    let mut text = encoding.encode(&bytes);
    let at = text.trim_end_matches('=').len() - BEHIND - 4;
    text.replace_range(at..at + 4, kind.mark);
    bytes = base64::decode(text.as_bytes()).unwrap_or_default();
    let body = bytes.len() - 4;
    let sum = marvin32(&bytes[..body], number(seed)).to_le_bytes();
    bytes[body..].copy_from_slice(&sum);
    encoding.encode(&bytes)
}

/// The first character is another.
fn breaker(random: &mut Random, value: &str) -> String {
    let first: String = value.chars().take(1).collect();
    let rest: String = value.chars().skip(1).collect();
    crc32::change_last(random, &first, crc32::BASE62) + &rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    #[test]
    fn every_seed_makes_keys_that_pass_and_tell_their_right() {
        for kind in KINDS {
            for (seed, right) in kind.seeds {
                let key = generate(&mut Random::new(9), &[seed, kind.mark]);
                let outcome = run(key.as_bytes());
                assert_eq!(outcome.verdict, Verdict::Pass, "{} {seed}", kind.mark);
                let told = outcome.facts.first().map_or("", |(_, right)| right.as_str());
                assert_eq!(told, *right, "{} {seed}", kind.mark);
            }
        }
    }

    #[test]
    fn keys_without_a_mark_are_unknown() {
        for value in ["", "=", "AAAA", &"A".repeat(88), "+ASt"] {
            assert_eq!(run(value.as_bytes()), Outcome::UNKNOWN, "{value}");
        }
        assert_eq!(run(format!("{}+AStAAAAAA==", "A".repeat(76)).as_bytes()), Outcome::FAIL);
    }

    #[test]
    fn seeds_are_read_from_the_left() {
        assert_eq!(number("Default0"), u64::from_be_bytes(*b"Default0"));
    }
}
