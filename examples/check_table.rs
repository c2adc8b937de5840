//! Prints a table of values and what checks say of them, for an independent judge to compare:
//! `cargo run --example check_table -- 2000 dk-cpr fi-hetu | python tests/oracle/checks_against_stdnum.py`
//!
//! One line a value: check, value, `pass`, `fail` or `unknown`, and `test` where the value is a known dummy. Of four values
//! one is generated, one broken, one random in all digits, one random in the last two.

use std::io::Write as _;

use sealant::check::random::Random;
use sealant::check::{Check, CheckId, Outcome, Verdict};

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let count = arguments.next().and_then(|argument| argument.parse().ok()).unwrap_or(1_000);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut random = Random::new(2_026);
    for name in arguments {
        let Some(check) = CheckId::named(&name).map(CheckId::check) else {
            return Err(std::io::Error::other(format!("there is no check `{name}`")));
        };
        for round in 0..count {
            let value = value(check, &mut random, round);
            let outcome = (check.run)(value.as_bytes());
            writeln!(out, "{name}\t{value}\t{}\t{}", word(&outcome), dummy(&outcome))?;
        }
    }
    out.flush()
}

fn value(check: &Check, random: &mut Random, round: u32) -> String {
    let good = (check.generate)(random, &[]);
    let from = match round % 4 {
        0 => return good,
        1 => return (check.breaker)(random, &good),
        2 => 0,
        _ => good.len() - 2,
    };
    let mut digit = |(at, character): (usize, char)| match character {
        '0'..='9' if at >= from => random.digits(1),
        other => other.to_string(),
    };
    good.char_indices().map(&mut digit).collect()
}

fn word(outcome: &Outcome) -> &'static str {
    match outcome.verdict {
        Verdict::Pass => "pass",
        Verdict::Fail => "fail",
        Verdict::Unknown => "unknown",
    }
}

fn dummy(outcome: &Outcome) -> &'static str {
    if outcome.facts.iter().any(|(name, _)| *name == "test") { "test" } else { "" }
}
