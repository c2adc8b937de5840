//! `json-token`: a token that is a JSON object in base 64, behind a prefix and perhaps before a signature: what begins with `eyJ`,
//! up to a dot or the last underscore, decodes to one object (RFC 8259). Service tokens of 1Password, Grafana Cloud, Sentry and
//! Mapbox are made so. Fact `expires` where a member `exp` says so.
//!
//! Template: `{json-token:MEMBER:LENGTH}` makes an object of that member with LENGTH random characters, in base 64 without
//! padding; `key` and 120 without arguments.

use data_encoding::BASE64_NOPAD;

use super::crc32::BASE62;
use super::random::Random;
use super::{Check, Outcome, base64, digits, json};

/// The check. As rare as the header and payload of a JSON web token.
pub const CHECK: Check =
    Check { name: "json-token", passing: "it decodes to a JSON object", luck: 3000, run, generate, breaker };

fn run(value: &[u8]) -> Outcome {
    let Some(start) = value.windows(3).position(|window| window == b"eyJ") else { return Outcome::FAIL };
    let body = &value[start..];
    let cut = |at: Option<usize>| at.map_or(body, |at| &body[..at]);
    let dot = body.iter().position(|byte| *byte == b'.');
    let underscore = body.iter().rposition(|byte| *byte == b'_');
    let members = [cut(dot), cut(underscore)]
        .into_iter()
        .find_map(|part| base64::decode(part).as_deref().and_then(json::members));
    match members {
        Some(members) if !members.is_empty() => match json::number(&members, "exp") {
            Some(expires) => Outcome::PASS.with("expires", expires.to_string()),
            None => Outcome::PASS,
        },
        _ => Outcome::FAIL,
    }
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let plain = |name: &&&str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let member = arguments.first().filter(plain).unwrap_or(&"key");
    let text = random.string(BASE62, digits::argument(arguments, 1, 120));
    BASE64_NOPAD.encode(format!(r#"{{"{member}":"{text}"}}"#).as_bytes())
}

/// The object loses its closing bracket.
fn breaker(_: &mut Random, value: &str) -> String {
    value.chars().take(value.chars().count().saturating_sub(4)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    #[test]
    fn signatures_and_prefixes_are_passed_over() {
        let token = generate(&mut Random::new(2), &[]);
        let signature = "Ab9-".repeat(8);
        for value in [
            format!("ops_{token}"),
            format!("sntrys_{token}_{}", "Ab9".repeat(8)),
            format!("sk.{token}.{signature}"),
        ] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Pass, "{value}");
        }
        for value in ["", "eyJ", "ops_eyJhIjoi", "eyJ9"] {
            assert_eq!(run(value.as_bytes()), Outcome::FAIL, "{value}");
        }
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_another_reader(name in "[a-z]{1,8}", number in 0..4_000_000_000_u64, cut in 0..12_usize) {
            let text = serde_json::json!({ "exp": number, name: "x" }).to_string();
            let text = &text[..text.len().saturating_sub(cut)];
            let theirs = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text);
            let token = format!("glc_{}", BASE64_NOPAD.encode(text.as_bytes()));
            let starts = token.contains("eyJ");
            proptest::prop_assert_eq!(run(token.as_bytes()).verdict == Verdict::Pass, theirs.is_ok() && starts);
        }
    }
}
