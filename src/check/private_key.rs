//! `private-key`: a PEM or OpenSSH private key, or an `OpenPGP` secret key block, that can be read as one: PKCS#1 with
//! n = p·q (RFC 8017), SEC1 (RFC 5915), DSA, PKCS#8 and its encrypted form (RFC 5958, RFC 8018), `openssh-key-v1`
//! (OpenSSH's PROTOCOL.key), `OpenPGP` armour with its CRC-24 (RFC 4880). Bodies inside string literals are read too:
//! `\n` written out, quotes, concatenation, indentation and comment marks. A body that is cut off before its END line
//! is Unknown; one that is no base 64, too short or does not parse fails. Facts: `kind`, `bits` where the key tells,
//! `encrypted`, `cipher`.
//!
//! Template: `{private-key:FORM}` with `pkcs8-ed25519` (the default), `pkcs8-encrypted`, `rsa`, `ec`, `openssh` or
//! `openssh-encrypted`; several lines of PEM. The keys parse, but belong to nobody and open nothing.

mod armor;
mod der;
mod forms;
mod generated;
mod openpgp;
mod openssh;
mod product;

use super::{Check, Outcome};
use armor::Armor;

/// The check.
pub const CHECK: Check = Check {
    name: "private-key",
    passing: "its body reads as a private key",
    luck: 3000,
    run,
    generate: generated::generate,
    breaker: generated::breaker,
};

/// What a key tells of itself.
#[derive(Debug, Default, PartialEq, Eq)]
struct Key {
    kind: &'static str,
    bits: Option<usize>,
    encrypted: bool,
    cipher: Option<String>,
}

impl Key {
    fn plain(kind: &'static str, bits: Option<usize>) -> Self {
        Self { kind, bits, ..Self::default() }
    }

    fn encrypted(kind: &'static str, cipher: Option<String>) -> Self {
        Self { kind, encrypted: true, cipher, bits: None }
    }
}

fn run(value: &[u8]) -> Outcome {
    let Some(armor) = armor::read(value) else { return Outcome::FAIL };
    match read(&armor) {
        Some(key) => told(key),
        None if armor.cut_off && armor.body.len() >= 16 => Outcome::UNKNOWN,
        None => Outcome::FAIL,
    }
}

fn told(key: Key) -> Outcome {
    let mut outcome = Outcome::PASS.with("kind", key.kind).with("encrypted", key.encrypted.to_string());
    if let Some(cipher) = key.cipher {
        outcome = outcome.with("cipher", cipher);
    }
    match key.bits {
        Some(bits) => outcome.with("bits", bits.to_string()),
        None => outcome,
    }
}

fn read(armor: &Armor) -> Option<Key> {
    if let Some(cipher) = armor.legacy_cipher.as_deref() {
        return legacy_encrypted(armor, cipher);
    }
    match armor.label.as_str() {
        "OPENSSH PRIVATE KEY" => openssh::read(&armor.body),
        "PGP PRIVATE KEY BLOCK" => openpgp::read(&armor.body, armor.crc24),
        "ENCRYPTED PRIVATE KEY" => forms::pkcs8_encrypted(&armor.body),
        _ => forms::plain(&armor.body),
    }
}

/// PEM's own encryption (RFC 1421) leaves nothing to parse but whole blocks of a cipher.
fn legacy_encrypted(armor: &Armor, cipher: &str) -> Option<Key> {
    let kind = match armor.label.as_str() {
        "RSA PRIVATE KEY" => "rsa",
        "EC PRIVATE KEY" => "ec",
        "DSA PRIVATE KEY" => "dsa",
        _ => "other",
    };
    let whole = armor.body.len() >= 48 && armor.body.len().is_multiple_of(8);
    whole.then(|| Key::encrypted(kind, Some(cipher.to_owned()).filter(|cipher| !cipher.is_empty())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;
    use crate::check::random::Random;
    use data_encoding::BASE64;

    const FORMS: [&str; 6] =
        ["pkcs8-ed25519", "pkcs8-encrypted", "rsa", "ec", "openssh", "openssh-encrypted"];

    fn made(form: &str) -> String {
        (CHECK.generate)(&mut Random::new(8), &[form])
    }

    fn fact(value: &str, name: &str) -> Option<String> {
        let outcome = run(value.as_bytes());
        assert_eq!(outcome.verdict, Verdict::Pass, "{value}");
        outcome.facts.into_iter().find(|(fact, _)| *fact == name).map(|(_, value)| value)
    }

    #[test]
    fn every_form_tells_what_it_is() {
        for (form, kind, encrypted) in [
            ("pkcs8-ed25519", "ed25519", "false"),
            ("pkcs8-encrypted", "other", "true"),
            ("rsa", "rsa", "false"),
            ("ec", "ec", "false"),
            ("openssh", "ed25519", "false"),
            ("openssh-encrypted", "ed25519", "true"),
        ] {
            assert_eq!(fact(&made(form), "kind").as_deref(), Some(kind), "{form}");
            assert_eq!(fact(&made(form), "encrypted").as_deref(), Some(encrypted), "{form}");
        }
        assert_eq!(fact(&made("rsa"), "bits").as_deref(), Some("1024"));
        assert_eq!(fact(&made("ec"), "bits").as_deref(), Some("256"));
        assert_eq!(fact(&made("openssh-encrypted"), "cipher").as_deref(), Some("aes256-ctr"));
        assert_eq!(fact(&made("pkcs8-encrypted"), "cipher").as_deref(), Some("aes256-cbc"));
    }

    #[test]
    fn broken_keys_of_every_form_fail() {
        let mut random = Random::new(3);
        for form in FORMS {
            for _ in 0..100 {
                let key = (CHECK.generate)(&mut random, &[form]);
                let broken = (CHECK.breaker)(&mut random, &key);
                assert_eq!(run(broken.as_bytes()).verdict, Verdict::Fail, "{form}");
            }
        }
    }

    #[test]
    fn keys_inside_literals_are_read() {
        for form in FORMS {
            let key = made(form);
            let lines: Vec<&str> = key.lines().collect();
            let quoted: Vec<String> = lines.iter().map(|line| format!("    '{line}\\n'")).collect();
            for text in [
                lines.join("\\n"),
                lines.join("\\r\\n"),
                lines.join("\r\n"),
                lines.join("\n      "),
                quoted.join(" +\n"),
                quoted.join("\n"),
                format!("# {}", lines.join("\n# ")),
                format!("\"{}\",", lines.join("\",\n\"")),
            ] {
                assert_eq!(run(text.as_bytes()).verdict, Verdict::Pass, "{form}: {text}");
            }
        }
    }

    #[test]
    fn placeholders_fail() {
        let (begin, end) =
            (concat!("-----BEGIN ", "PRIVATE KEY-----"), concat!("-----END ", "PRIVATE KEY-----"));
        for body in [
            "...",
            "",
            "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC...",
            "<your key here>",
            "MIIE",
            "YOUR_PRIVATE_KEY",
            "AAAAAAAAAAAAAAAA",
        ] {
            assert_eq!(run(format!("{begin}\n{body}\n{end}").as_bytes()), Outcome::FAIL, "{body}");
        }
        assert_eq!(run(begin.as_bytes()), Outcome::FAIL);
        assert_eq!(run(b""), Outcome::FAIL);
    }

    #[test]
    fn a_key_cut_off_is_neither() {
        let key = made("rsa");
        assert_eq!(run(&key.as_bytes()[..key.len() / 2]), Outcome::UNKNOWN);
    }

    #[test]
    fn an_rsa_key_whose_numbers_do_not_multiply_fails() {
        let key = made("rsa");
        let body: String = key.lines().filter(|line| !line.starts_with('-')).collect();
        let mut bytes = BASE64.decode(body.as_bytes()).unwrap();
        bytes[60] ^= 1;
        let text = generated::pem("RSA PRIVATE KEY", &bytes);
        assert_eq!(run(text.as_bytes()), Outcome::FAIL);
    }

    #[test]
    fn pem_encryption_is_told_by_its_headers() {
        let body = BASE64.encode(&[0x5a; 64]);
        let label = "RSA PRIVATE KEY";
        let head = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0011223344556677";
        let text = format!("-----BEGIN {label}-----\n{head}\n\n{body}\n-----END {label}-----");
        assert_eq!(fact(&text, "encrypted").as_deref(), Some("true"));
        assert_eq!(fact(&text, "cipher").as_deref(), Some("aes-128-cbc"));
    }
}
