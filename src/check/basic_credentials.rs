//! `basic-credentials`: `user:password` as HTTP's Basic scheme carries it (RFC 7617), already decoded from base 64: UTF-8
//! without control characters, a user before the first colon, a password behind it. An empty password is no evidence
//! either way: some services take a key as the user. Fact `placeholder`: the password is a stand-in.
//!
//! Template: `{basic-credentials}` makes the *encoded* form, as it stands in a file; so does the breaker.

use data_encoding::BASE64;

use super::random::Random;
use super::{Check, Outcome, placeholder};

/// The check.
pub const CHECK: Check = Check {
    name: "basic-credentials",
    passing: "it decodes to a user and a password",
    luck: 2400,
    run,
    generate,
    breaker,
};

fn run(value: &[u8]) -> Outcome {
    let Ok(text) = std::str::from_utf8(value) else { return Outcome::FAIL };
    let Some((user, password)) = text.split_once(':') else { return Outcome::FAIL };
    if user.is_empty() || text.chars().any(char::is_control) {
        return Outcome::FAIL;
    }
    match password {
        "" => Outcome::UNKNOWN,
        word if placeholder::is_stand_in(word) || word == user => Outcome::PASS.with("placeholder", "true"),
        _ => Outcome::PASS,
    }
}

fn generate(random: &mut Random, _: &[&str]) -> String {
    let user = random.string("abcdefghijklmnopqrstuvwxyz", 6);
    let password = random.string("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789", 17);
    BASE64.encode(format!("{user}:{password}").as_bytes())
}

/// A control character takes the colon's place.
fn breaker(_: &mut Random, value: &str) -> String {
    let mut bytes = BASE64.decode(value.as_bytes()).unwrap_or_default();
    bytes.iter_mut().filter(|byte| **byte == b':').for_each(|byte| *byte = 0x1f);
    BASE64.encode(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_and_a_password_pass() {
        assert_eq!(run(b"clerk:v8:Kq2-w"), Outcome::PASS);
        assert_eq!(run("jürgen:pässwört9".as_bytes()), Outcome::PASS);
        assert_eq!(run(b"clerk:changeme"), Outcome::PASS.with("placeholder", "true"));
        assert_eq!(run(b"apikey:"), Outcome::UNKNOWN);
    }

    #[test]
    fn anything_else_fails() {
        for value in [&b""[..], b":", b":secret", b"nobody", b"a:\x01b", b"a:b\n", b"\xff\xfe:x"] {
            assert_eq!(run(value), Outcome::FAIL);
        }
    }
}
