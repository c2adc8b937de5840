//! `email`: an e-mail address that people could write to (RFC 5321, without its oddities): a local part of usual
//! characters, a domain of sound labels, a top-level domain of the embedded list. Fails what only looks like one: image
//! names (`icon@2x.png`), package versions, remotes of version control (fact `kind` = `ssh-remote`). Facts: `role` for
//! addresses of an office instead of a person (`info@`, `noreply@`, …); `reserved` for the domains of RFC 2606 and RFC 6761,
//! which reach nobody.
//!
//! Template: `{email}` makes an address at a domain that nobody is likely to own.
//!
//! ```
//! use sealant::check::{Verdict, email};
//! assert_eq!((email::CHECK.run)(b"icon@2x.png").verdict, Verdict::Fail);
//! assert!((email::CHECK.run)(b"a.clerk@example.com").facts.contains(&("reserved", "true".to_owned())));
//! ```

mod domains;

use std::collections::HashSet;
use std::sync::LazyLock;

use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check =
    Check { name: "email", passing: "it is written as addresses are", luck: 246, run, generate, breaker };

/// Names of offices and machines, compared without case, dots and hyphens.
const ROLES: &[&str] = &[
    "info",
    "noreply",
    "donotreply",
    "support",
    "admin",
    "administrator",
    "sales",
    "security",
    "contact",
    "hello",
    "help",
    "helpdesk",
    "office",
    "postmaster",
    "webmaster",
    "hostmaster",
    "abuse",
    "billing",
    "accounts",
    "accounting",
    "service",
    "services",
    "customerservice",
    "team",
    "jobs",
    "careers",
    "hr",
    "legal",
    "privacy",
    "dpo",
    "press",
    "media",
    "marketing",
    "newsletter",
    "news",
    "notifications",
    "notification",
    "notify",
    "mailer",
    "mailerdaemon",
    "root",
    "git",
    "bot",
    "ci",
    "builds",
    "dev",
    "developers",
    "opensource",
    "oss",
    "feedback",
    "enquiries",
    "inquiries",
    "mail",
    "email",
    "orders",
    "invoice",
    "invoices",
    "reception",
    "frontdesk",
    "compliance",
    "records",
    "intake",
    "bugs",
    "issues",
    "licensing",
    "copyright",
    "conduct",
    "maintainers",
    "users",
    "list",
    "api",
    "system",
    "test",
    "user",
    "example",
    "no-reply",
];

fn run(value: &[u8]) -> Outcome {
    let Some((local, domain)) = std::str::from_utf8(value).ok().and_then(parts) else { return Outcome::FAIL };
    if local.eq_ignore_ascii_case("git") || local.eq_ignore_ascii_case("hg") {
        return Outcome::FAIL.with("kind", "ssh-remote");
    }
    if is_reserved(&domain) {
        return Outcome::of(is_local(local)).with("reserved", "true");
    }
    if !is_local(local) || !is_domain(&domain) {
        return Outcome::FAIL;
    }
    if is_role(local) { Outcome::PASS.with("role", "true") } else { Outcome::PASS }
}

/// The two sides of the sign, without `mailto:` and angle brackets, the domain in lower case.
fn parts(text: &str) -> Option<(&str, String)> {
    let text = text.trim().trim_start_matches('<').trim_end_matches('>');
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    let (local, domain) = text.split_once('@')?;
    Some((local, domain.trim_end_matches('.').to_ascii_lowercase()))
}

fn is_local(local: &str) -> bool {
    let usual =
        |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&byte) || byte >= 0x80;
    let dots = local.starts_with('.') || local.ends_with('.') || local.contains("..");
    (1..=64).contains(&local.len())
        && !dots
        && local.bytes().all(usual)
        && local.chars().any(char::is_alphanumeric)
}

fn is_domain(domain: &str) -> bool {
    let labels: Vec<&str> = domain.split('.').take(128).collect();
    let (Some(top), Some(second)) = (labels.last(), labels.iter().rev().nth(1)) else { return false };
    domain.len() <= 253 && labels.iter().all(|label| is_label(label)) && is_top(top) && !is_scale(second, top)
}

fn is_label(label: &str) -> bool {
    let usual = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte >= 0x80;
    (1..=63).contains(&label.len())
        && label.bytes().all(usual)
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// The endings that are assigned, to be asked about every address.
static ENDINGS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| [domains::COUNTRIES, domains::GENERIC].concat().into_iter().collect());

fn is_top(top: &str) -> bool {
    ENDINGS.contains(top) || top.starts_with("xn--")
}

/// `2x` before an ending that is a country by chance: a picture or a module for screens of that scale.
fn is_scale(second: &str, top: &str) -> bool {
    let number = second.trim_end_matches('x');
    let scaled =
        !number.is_empty() && number.len() < second.len() && number.bytes().all(|byte| byte.is_ascii_digit());
    scaled
        || second.bytes().all(|byte| byte.is_ascii_digit())
            && ["rs", "py", "js", "md", "sh", "pl"].contains(&top)
}

/// Set aside for documentation and tests, and names without a dot that only a machine itself knows.
fn is_reserved(domain: &str) -> bool {
    let ends =
        |name: &str| domain.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    let names = [
        "example.com",
        "example.org",
        "example.net",
        "example.edu",
        "test",
        "example",
        "invalid",
        "localhost",
    ];
    !domain.starts_with('.') && names.into_iter().any(ends)
}

fn is_role(local: &str) -> bool {
    let bare: String = local
        .split('+')
        .next()
        .unwrap_or(local)
        .chars()
        .filter(|c| !matches!(c, '.' | '-' | '_'))
        .flat_map(char::to_lowercase)
        .collect();
    ROLES.contains(&bare.as_str())
}

fn generate(random: &mut Random, _: &[&str]) -> String {
    const STEMS: [&str; 8] = ["amber", "birch", "copper", "dunlin", "ferrow", "galen", "harrow", "linden"];
    const TOPS: [&str; 6] = ["com", "net", "org", "de", "fr", "ca"];
    let letters = "abcdefghijklmnopqrstuvwxyz";
    let local = format!("{}.{}{}", random.string(letters, 1), random.pick(&STEMS), random.string(letters, 3));
    format!("{local}@{}-{}.{}", random.pick(&STEMS), random.string(letters, 7), random.pick(&TOPS))
}

/// The ending of a picture's name.
fn breaker(_: &mut Random, value: &str) -> String {
    let stem = value.rfind('.').map_or(value, |at| &value[..at]);
    format!("{stem}.png")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    #[test]
    fn people_have_addresses() {
        for value in [
            "m.okafor@linden-legal.co.uk",
            "mailto:r.vogt@kanzlei-birke.de",
            "<a+b@sub.firm.health>",
            "O'Hara@clinic.ie",
            "jörg@büro.de",
            "x_y@xn--bro-hoa.de",
            "9@firm.io",
        ] {
            assert_eq!(run(value.as_bytes()), Outcome::PASS, "{value}");
        }
    }

    #[test]
    fn look_alikes_fail() {
        for value in [
            "",
            "@",
            "a@",
            "@b.com",
            "icon@2x.png",
            "lodash@4.17.21",
            "logo@2x.md",
            "pkg@1.rs",
            "user@host",
            "a@b",
            "a..b@firm.com",
            ".a@firm.com",
            "a@-firm.com",
            "a@firm..com",
            "a b@firm.com",
            "a@firm.lock",
            "@scope/pkg",
            "a@b@firm.com",
            "a@.com",
        ] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Fail, "{value}");
        }
    }

    #[test]
    fn remotes_say_what_they_are() {
        for value in ["git@github.com", "git@github.com:firm/matters.git"] {
            assert_eq!(run(value.as_bytes()), Outcome::FAIL.with("kind", "ssh-remote"));
        }
    }

    #[test]
    fn offices_are_not_people() {
        for value in ["info@firm.com", "No-Reply@firm.com", "support+eu@firm.com", "do_not_reply@firm.com"] {
            assert_eq!(run(value.as_bytes()), Outcome::PASS.with("role", "true"), "{value}");
        }
    }

    #[test]
    fn reserved_domains_are_test_values() {
        for value in ["a@example.com", "a@mail.example.org", "a@x.test", "a@host.invalid", "a@localhost"] {
            assert_eq!(run(value.as_bytes()), Outcome::PASS.with("reserved", "true"), "{value}");
        }
        assert_eq!(run(b"a@notexample.com"), Outcome::PASS);
    }
}
