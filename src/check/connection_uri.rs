//! `connection-uri`: `scheme://user:password@host[:port][/database]` (RFC 3986), the first such address in the match.
//! Without a password it fails. Facts: `scheme`; `placeholder` when the password is a stand-in, a reference or the
//! user's name again; `local` when every host is this machine, an address for documentation, or one bare label such as
//! a compose file gives its services.
//!
//! Template: `{connection-uri:SCHEME}`, `postgres` without argument.

use super::random::Random;
use super::{Check, Outcome, placeholder};

/// The check.
pub const CHECK: Check = Check {
    name: "connection-uri",
    passing: "it is an address with a user and a password in it",
    luck: 0,
    run,
    generate,
    breaker,
};

fn run(value: &[u8]) -> Outcome {
    let text = String::from_utf8_lossy(value);
    let Some(uri) = parse(&text) else { return Outcome::FAIL };
    let password = decoded(uri.password);
    let mut outcome = Outcome::PASS.with("scheme", uri.scheme.to_ascii_lowercase());
    if placeholder::is_stand_in(&password) || password == decoded(uri.user) || is_template(&password) {
        outcome = outcome.with("placeholder", "true");
    }
    if uri.hosts.split(',').all(is_local) { outcome.with("local", "true") } else { outcome }
}

/// The parts of an address that holds a password.
struct Uri<'a> {
    scheme: &'a str,
    user: &'a str,
    password: &'a str,
    hosts: &'a str,
}

fn parse(text: &str) -> Option<Uri<'_>> {
    let (before, after) = text.split_once("://")?;
    let is_scheme =
        |character: char| character.is_ascii_alphanumeric() || matches!(character, '+' | '-' | '.');
    let start = before.char_indices().rev().take_while(|(_, character)| is_scheme(*character)).last()?.0;
    let scheme = &before[start..];
    let rest = after
        .split(|character: char| character.is_whitespace() || matches!(character, '"' | '\'' | '`'))
        .next()?;
    let (authority, hosts) = split_authority(rest)?;
    let (user, password) = authority.split_once(':')?;
    let sound =
        !password.is_empty() && scheme.len() <= 32 && scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    (sound && !hosts.is_empty()).then_some(Uri { scheme, user, password, hosts })
}

/// The authority ends at the first slash and the last `@` before it. People leave `/`, `?` and `#` in passwords as they
/// are: where no `@` stands before the slash, the next one behind it counts.
fn split_authority(rest: &str) -> Option<(&str, &str)> {
    let strict = rest.split(['/', '?', '#']).next()?;
    let at = strict.rfind('@').or_else(|| rest.find('@'))?;
    let hosts = rest[at + 1..].split(['/', '?', '#', ';', ')', '>', '\\']).next()?;
    Some((&rest[..at], hosts))
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut left = text.as_bytes();
    while let Some((first, rest)) = left.split_first() {
        let escaped = (*first == b'%').then(|| rest.get(..2).and_then(hex_pair)).flatten();
        bytes.push(escaped.unwrap_or(*first));
        left = if escaped.is_some() { &rest[2..] } else { rest };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex_pair(pair: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(pair[0])? << 4 | digit(pair[1])?).ok()
}

/// A reference with text around it, `${USER}_x` or `a{b}`: filled in where it is used.
fn is_template(password: &str) -> bool {
    let opens = ["${", "{{", "$(", "#{", "<%"].iter().any(|mark| password.contains(mark));
    let braces = password.find('{').is_some_and(|at| password[at..].contains('}'));
    opens || braces
}

fn is_local(host: &str) -> bool {
    let host = host.trim_start_matches("tcp(");
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(rest),
        None => host.split(':').next().unwrap_or(host),
    };
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let reserved = [".localhost", ".local", ".test", ".example", ".invalid", ".internal"];
    name.starts_with("127.")
        || matches!(name.as_str(), "0.0.0.0" | "::1" | "::")
        || reserved.iter().any(|ending| name.ends_with(ending))
        || is_example(&name)
        || !name.contains(['.', ':'])
        || placeholder::is_reference(&name)
}

/// Names and addresses set aside for documentation (RFC 2606, RFC 5737).
fn is_example(name: &str) -> bool {
    let names = ["example.com", "example.org", "example.net"];
    let within =
        |domain: &&str| name.strip_suffix(*domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    names.iter().any(within)
        || ["192.0.2.", "198.51.100.", "203.0.113."].iter().any(|net| name.starts_with(net))
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let scheme = arguments.first().filter(|argument| !argument.is_empty()).copied().unwrap_or("postgres");
    let scheme: String =
        scheme.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-')).take(32).collect();
    let scheme =
        if scheme.starts_with(|c: char| c.is_ascii_alphabetic()) { scheme } else { "postgres".to_owned() };
    let letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    let password = format!("{}7k", random.string(letters, 16));
    let host = random.string("abcdefghijklmnopqrstuvwxyz", 9);
    format!("{scheme}://ledger:{password}@{host}.brightwater-data.com:5432/matters")
}

/// The password goes, the rest stays.
fn breaker(_: &mut Random, value: &str) -> String {
    match (value.find("://"), value.rfind('@')) {
        (Some(start), Some(end)) if start + 3 <= end => {
            format!("{}ledger{}", &value[..start + 3], &value[end..])
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    fn has(value: &str, fact: &'static str) -> bool {
        let outcome = run(value.as_bytes());
        assert_eq!(outcome.verdict, Verdict::Pass, "{value}");
        outcome.facts.contains(&(fact, "true".to_owned()))
    }

    #[test]
    fn schemes_are_told() {
        for (value, scheme) in [
            ("mongodb+srv://a:Vk3w9Lq@c0.mongo.net/x?y=z", "mongodb+srv"),
            ("url=HTTPS://a:Vk3w9Lq@git.firm.net/x.git", "https"),
            ("redis://:Vk3w9Lq@cache.firm.net:6379/0", "redis"),
            ("jdbc:mysql://a:Vk3w9Lq@db.firm.net/x", "mysql"),
        ] {
            assert_eq!(run(value.as_bytes()), Outcome::PASS.with("scheme", scheme), "{value}");
        }
    }

    #[test]
    fn no_password_no_finding() {
        for value in [
            "",
            "://",
            "postgres://db.firm.net/x",
            "postgres://a@db.firm.net",
            "postgres://a:@db.firm.net",
            "http://firm.net:8080/a",
            "https://firm.net/a:b/c",
            "postgres://a:b@",
            "git@firm.net:x/y",
        ] {
            assert_eq!(run(value.as_bytes()), Outcome::FAIL, "{value}");
        }
    }

    #[test]
    fn stand_ins_are_known() {
        for password in [
            "password",
            "<password>",
            "${DB_PASSWORD}",
            "{{pw}}",
            "%s",
            "$PASSWORD",
            "***",
            "ledger",
            "changeme",
            "%3Cpw%3E",
        ] {
            assert!(has(&format!("mysql://ledger:{password}@db.firm.net/x"), "placeholder"), "{password}");
        }
        assert!(!has("mysql://ledger:Vk3w9Lq@db.firm.net/x", "placeholder"));
    }

    #[test]
    fn local_hosts_are_known() {
        for host in [
            "localhost",
            "127.0.0.1:5432",
            "[::1]:99",
            "db",
            "postgres:5432",
            "db.example.com",
            "192.0.2.7",
            "a,b",
            "x.local",
        ] {
            assert!(has(&format!("postgres://a:Vk3w9Lq@{host}/x"), "local"), "{host}");
        }
        for host in ["db.firm.net", "10.1.2.3", "[2001:4860::8]", "localhost,db.firm.net", "notexample.com"] {
            assert!(!has(&format!("postgres://a:Vk3w9Lq@{host}/x"), "local"), "{host}");
        }
    }

    #[test]
    fn passwords_may_hold_what_they_should_not() {
        for password in ["p@ssw0rd", "p/w0rd", "p#w", "a:b:c", "p?w", "pa%zz"] {
            let value = format!("postgres://a:{password}@db.firm.net/x");
            assert_eq!(run(value.as_bytes()), Outcome::PASS.with("scheme", "postgres"), "{password}");
        }
    }
}
