//! `putty-key`: a private key file of `PuTTY`, version 2 or 3: header lines, and the private half in base 64 over as many lines as
//! `Private-Lines` says (`PuTTY` manual, appendix C). Fact `encrypted`: a passphrase protects it.
//!
//! Template: `{putty-key}`; `{putty-key:encrypted}` for one with a passphrase.

use data_encoding::BASE64;

use super::random::Random;
use super::{Check, Outcome, base64};

/// The check.
pub const CHECK: Check = Check {
    name: "putty-key",
    passing: "it reads as a private key of PuTTY",
    luck: 3000,
    run,
    generate,
    breaker,
};

fn run(value: &[u8]) -> Outcome {
    let Ok(text) = std::str::from_utf8(value) else { return Outcome::FAIL };
    let lines: Vec<&str> = text.lines().map(str::trim).take(400).collect();
    let header = |name: &str| lines.iter().find_map(|line| line.strip_prefix(name)).map(str::trim);
    let Some(at) = lines.iter().position(|line| line.starts_with("Private-Lines:")) else {
        return Outcome::FAIL;
    };
    let count: usize = lines[at].split(':').nth(1).and_then(|count| count.trim().parse().ok()).unwrap_or(0);
    let body = lines.get(at + 1..at.saturating_add(count).saturating_add(1)).map(<[&str]>::concat);
    let sound = body.and_then(|body| base64::decode(body.as_bytes())).is_some_and(|body| body.len() >= 16);
    match header("Encryption:") {
        Some("none") if sound => Outcome::PASS,
        Some(_) if sound => Outcome::PASS.with("encrypted", "true"),
        _ => Outcome::FAIL,
    }
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let encrypted = arguments.first() == Some(&"encrypted");
    let encryption = if encrypted { "aes256-cbc" } else { "none" };
    let mut lines = |bytes: usize| {
        let noise: Vec<u8> = (0..bytes).map(|_| random.next_u64().to_be_bytes()[0]).collect();
        let text = BASE64.encode(&noise);
        let lines: Vec<String> =
            text.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
        (lines.len(), lines.join("\n"))
    };
    let (public_count, public) = lines(51);
    let (private_count, private) = lines(36);
    let mac = random.string("0123456789abcdef", 64);
    format!(
        "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: {encryption}\nComment: backup\nPublic-Lines: \
         {public_count}\n{public}\nPrivate-Lines: {private_count}\n{private}\nPrivate-MAC: {mac}"
    )
}

/// The private half is gone.
fn breaker(_: &mut Random, value: &str) -> String {
    value.replace("Private-Lines: ", "Private-Lines: 9")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_says_whether_a_passphrase_protects_it() {
        let open = generate(&mut Random::new(6), &[]);
        let sealed = generate(&mut Random::new(6), &["encrypted"]);
        assert_eq!(run(open.as_bytes()), Outcome::PASS);
        assert_eq!(run(sealed.as_bytes()), Outcome::PASS.with("encrypted", "true"));
    }

    #[test]
    fn stumps_fail() {
        for text in [
            "",
            "Private-Lines: 1",
            "Encryption: none\nPrivate-Lines: 1\n...",
            "Encryption: none\nPrivate-Lines: 1\nAAAA",
        ] {
            assert_eq!(run(text.as_bytes()), Outcome::FAIL, "{text}");
        }
        let whole = generate(&mut Random::new(6), &[]);
        assert_eq!(run(&whole.as_bytes()[..whole.len() / 2]), Outcome::FAIL);
    }

    proptest::proptest! {
        /// Only the lines between the count and the seal are looked at, and they are what another decoder makes of them.
        #[test]
        fn the_body_is_base_64(line in "[A-Za-z0-9+/=!]{16,64}") {
            let text = format!("Encryption: none\nPrivate-Lines: 1\n{line}\nPrivate-MAC: 00");
            let theirs = BASE64.decode(line.as_bytes()).is_ok_and(|bytes| bytes.len() >= 16);
            proptest::prop_assert!(!theirs || run(text.as_bytes()) == Outcome::PASS);
            proptest::prop_assert!(!line.contains('!') || run(text.as_bytes()) == Outcome::FAIL);
        }
    }
}
