//! `jwt`: a JSON Web Token (RFC 7519): three parts of base64url, a header object that names its `alg`, a payload object;
//! or the five parts of an encrypted one (RFC 7516). Facts: `kind` (`jws`, `jwe`), `alg`; from the payload `expires` in
//! Unix seconds, `issuer` as a host or one short word, `role` where it is one of Supabase's; `test` for the token that
//! jwt.io shows. The clock is never asked: the rule compares `expires` with its own date.
//!
//! Template: `{jwt}`; `{jwt:expired}` for the year 2001, `{jwt:expires=1893456000}` for any time.

use data_encoding::BASE64URL_NOPAD;

use super::random::Random;
use super::{Check, Outcome, base64, json};

/// The check.
pub const CHECK: Check = Check {
    name: "jwt",
    passing: "its header and payload read as a JSON Web Token",
    luck: 3000,
    run,
    generate,
    breaker,
};

fn run(value: &[u8]) -> Outcome {
    let start = value.windows(3).position(|window| window == b"eyJ").unwrap_or(0);
    let parts: Vec<&[u8]> = value[start..].splitn(7, |byte| *byte == b'.').collect();
    let outcome = match parts.as_slice() {
        [header, payload, signature] => signed(header, payload, signature),
        [header, _, _, body, tag] => encrypted(header, &[*body, *tag]),
        _ => None,
    };
    outcome.unwrap_or(Outcome::FAIL)
}

fn signed(header: &[u8], payload: &[u8], signature: &[u8]) -> Option<Outcome> {
    let alg = algorithm(header)?;
    let claims = json::members(&base64::decode(payload)?)?;
    base64::decode(signature)?;
    if signature.is_empty() && alg != "none" {
        return None;
    }
    let mut outcome = Outcome::PASS.with("kind", "jws").with("alg", alg);
    if let Some(expires) = json::number(&claims, "exp") {
        outcome = outcome.with("expires", expires.to_string());
    }
    if let Some(issuer) = json::text(&claims, "iss").and_then(short_issuer) {
        outcome = outcome.with("issuer", issuer);
    }
    if let Some(role) = json::text(&claims, "role").and_then(known_role) {
        outcome = outcome.with("role", role);
    }
    let is_sample =
        json::text(&claims, "sub") == Some("1234567890") && json::text(&claims, "name") == Some("John Doe");
    Some(if is_sample { outcome.with("test", "true") } else { outcome })
}

fn encrypted(header: &[u8], parts: &[&[u8]]) -> Option<Outcome> {
    let alg = algorithm(header)?;
    let sound = parts.iter().all(|part| !part.is_empty() && base64::decode(part).is_some());
    sound.then(|| Outcome::PASS.with("kind", "jwe").with("alg", alg))
}

/// The header's algorithm; a word of the registry is short and plain.
fn algorithm(header: &[u8]) -> Option<String> {
    let members = json::members(&base64::decode(header)?)?;
    let alg = json::text(&members, "alg")?;
    let plain = alg.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'_'));
    (plain && (1..=24).contains(&alg.len())).then(|| alg.to_owned())
}

/// The host of an issuer's address, or the issuer when it is one short word. Paths may name a tenant or a person.
fn short_issuer(issuer: &str) -> Option<String> {
    let host =
        issuer.split_once("://").map_or(issuer, |(_, rest)| rest).split(['/', '?', '#', ':']).next()?;
    let plain = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
    (plain && (1..=60).contains(&host.len())).then(|| host.to_owned())
}

fn known_role(role: &str) -> Option<&'static str> {
    ["anon", "service_role", "authenticated"].into_iter().find(|known| *known == role)
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let asked = |argument: &&str| match *argument {
        "expired" => Some(1_000_000_000),
        other => other.strip_prefix("expires=").and_then(|seconds| seconds.parse::<u64>().ok()),
    };
    let expires = arguments.iter().find_map(asked).unwrap_or(4_102_444_800);
    let subject = random.string("0123456789abcdef", 24);
    let header = r#"{"alg":"HS256","typ":"JWT"}"#;
    let payload = format!(r#"{{"iss":"accounts.brightwater.invalid","sub":"{subject}","exp":{expires}}}"#);
    let signature: Vec<u8> = (0..4).flat_map(|_| random.next_u64().to_be_bytes()).collect();
    let parts = [header.as_bytes(), payload.as_bytes(), &signature].map(|part| BASE64URL_NOPAD.encode(part));
    parts.join(".")
}

/// The payload loses its last characters, and with them its closing bracket.
fn breaker(_: &mut Random, value: &str) -> String {
    let mut parts: Vec<String> = value.split('.').map(str::to_owned).collect();
    if let Some(payload) = parts.get_mut(1) {
        let kept = payload.chars().count().saturating_sub(4);
        *payload = payload.chars().take(kept).collect();
    }
    parts.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    fn token(header: &str, payload: &str, signature: &str) -> String {
        format!(
            "{}.{}.{signature}",
            BASE64URL_NOPAD.encode(header.as_bytes()),
            BASE64URL_NOPAD.encode(payload.as_bytes())
        )
    }

    #[test]
    fn claims_become_facts() {
        let payload = r#"{"iss":"https://auth.firm.test/tenant/7","role":"service_role","exp":1893456000.5,"name":"x"}"#;
        let outcome = run(token(r#"{"alg":"RS256"}"#, payload, "c2ln").as_bytes());
        let expected = Outcome::PASS
            .with("kind", "jws")
            .with("alg", "RS256")
            .with("expires", "1893456000")
            .with("issuer", "auth.firm.test")
            .with("role", "service_role");
        assert_eq!(outcome, expected);
    }

    #[test]
    fn the_sample_of_the_website_is_a_test_value() {
        let sample = token(
            r#"{"alg":"HS256","typ":"JWT"}"#,
            r#"{"sub":"1234567890","name":"John Doe","iat":1516239022}"#,
            "c2ln",
        );
        assert!(run(sample.as_bytes()).facts.contains(&("test", "true".to_owned())));
    }

    #[test]
    fn unsigned_tokens_must_say_so() {
        assert_eq!(run(token(r#"{"alg":"none"}"#, "{}", "").as_bytes()).verdict, Verdict::Pass);
        assert_eq!(run(token(r#"{"alg":"HS256"}"#, "{}", "").as_bytes()).verdict, Verdict::Fail);
    }

    #[test]
    fn five_parts_are_an_encrypted_token() {
        let header = BASE64URL_NOPAD.encode(br#"{"alg":"dir","enc":"A256GCM"}"#);
        let outcome = run(format!("{header}..AAAA.AAAA.AAAA").as_bytes());
        assert_eq!(outcome, Outcome::PASS.with("kind", "jwe").with("alg", "dir"));
    }

    #[test]
    fn words_before_the_token_do_not_matter() {
        let mut random = Random::new(1);
        for before in ["Bearer ", "ghs_12345_"] {
            assert_eq!(
                run(format!("{before}{}", generate(&mut random, &[])).as_bytes()).verdict,
                Verdict::Pass
            );
        }
    }

    #[test]
    fn arguments_set_the_expiry() {
        let fact = |argument: &str| run(generate(&mut Random::new(1), &[argument]).as_bytes()).facts;
        assert!(fact("expires=1893456000").contains(&("expires", "1893456000".to_owned())));
        assert!(fact("expired").contains(&("expires", "1000000000".to_owned())));
    }

    #[test]
    fn an_issuer_is_told_only_when_it_is_a_host_or_a_word() {
        assert_eq!(short_issuer("supabase").as_deref(), Some("supabase"));
        assert_eq!(short_issuer("https://login.example.com/a@b"), Some("login.example.com".to_owned()));
        assert_eq!(short_issuer("clerk@firm.test"), None);
        assert_eq!(short_issuer(&"a".repeat(61)), None);
    }
}
