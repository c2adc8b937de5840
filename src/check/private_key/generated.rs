//! Keys for samples and tests: bytes in the right places, numbers out of the seeded stream. RSA's p and q are odd numbers,
//! not primes, and curves' points are noise, so that nobody can mistake them for keys in use.

use data_encoding::BASE64;

use super::der::{CONTEXT_0, INTEGER, OCTETS, OID, SEQUENCE};
use super::openssh::MAGIC;
use super::product::multiply;
use crate::check::random::Random;

/// The key of a form, as lines of PEM.
pub(super) fn generate(random: &mut Random, arguments: &[&str]) -> String {
    match arguments.first().copied() {
        Some("openssh") => pem("OPENSSH PRIVATE KEY", &openssh(random, "none")),
        Some("openssh-encrypted") => pem("OPENSSH PRIVATE KEY", &openssh(random, "aes256-ctr")),
        Some("rsa") => pem("RSA PRIVATE KEY", &rsa(random)),
        Some("ec") => pem("EC PRIVATE KEY", &ec(random)),
        Some("pkcs8-encrypted") => pem("ENCRYPTED PRIVATE KEY", &pkcs8_encrypted(random)),
        _ => pem("PRIVATE KEY", &pkcs8_ed25519(random)),
    }
}

/// Takes half of the first line of the body away, so that no length in it fits any more.
pub(super) fn breaker(_: &mut Random, value: &str) -> String {
    let body = |line: &&str| !line.starts_with("-----") && !line.contains(':');
    let damaged = value.lines().position(|line| body(&line) && !line.is_empty());
    let lines = value.lines().enumerate().map(|(at, line)| {
        let kept = if Some(at) == damaged { line.chars().count() / 2 } else { usize::MAX };
        line.chars().take(kept).collect::<String>()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Lines of 64 characters between BEGIN and END.
pub(super) fn pem(label: &str, body: &[u8]) -> String {
    let mut text = format!("-----BEGIN {label}-----\n");
    for line in BASE64.encode(body).as_bytes().chunks(64) {
        text.extend(line.iter().copied().map(char::from));
        text.push('\n');
    }
    text + &format!("-----END {label}-----")
}

fn bytes(random: &mut Random, count: usize) -> Vec<u8> {
    (0..count).map(|_| random.next_u64().to_be_bytes()[0]).collect()
}

fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = u32::try_from(content.len()).expect("generated keys are small");
    let digits: Vec<u8> = length.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
    let mut all = vec![tag];
    match digits.as_slice() {
        [] => all.push(0),
        [short @ ..0x80] => all.push(*short),
        long => {
            all.push(0x80 | u8::try_from(long.len()).expect("at most four digits"));
            all.extend(long);
        }
    }
    all.extend(content);
    all
}

fn integer(magnitude: &[u8]) -> Vec<u8> {
    let skipped: &[u8] = &magnitude[magnitude.iter().take_while(|byte| **byte == 0).count()..];
    match skipped.first() {
        Some(..0x80) => element(INTEGER, &[skipped]),
        _ => element(INTEGER, &[&[0], skipped]),
    }
}

fn pkcs8_ed25519(random: &mut Random) -> Vec<u8> {
    let algorithm = element(SEQUENCE, &[&element(OID, &[&[0x2b, 0x65, 0x70]])]);
    let inner = element(OCTETS, &[&bytes(random, 32)]);
    element(SEQUENCE, &[&integer(&[]), &algorithm, &element(OCTETS, &[&inner])])
}

fn pkcs8_encrypted(random: &mut Random) -> Vec<u8> {
    let pkcs5 = |last: u8| element(OID, &[&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, last]]);
    let salt = element(OCTETS, &[&bytes(random, 16)]);
    let derivation = element(SEQUENCE, &[&pkcs5(12), &element(SEQUENCE, &[&salt, &integer(&[8, 0])])]);
    let aes256 = element(OID, &[&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 42]]);
    let cipher = element(SEQUENCE, &[&aes256, &element(OCTETS, &[&bytes(random, 16)])]);
    let algorithm = element(SEQUENCE, &[&pkcs5(13), &element(SEQUENCE, &[&derivation, &cipher])]);
    element(SEQUENCE, &[&algorithm, &element(OCTETS, &[&bytes(random, 64)])])
}

fn ec(random: &mut Random) -> Vec<u8> {
    let curve = element(OID, &[&[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7]]);
    let value = element(OCTETS, &[&bytes(random, 32)]);
    element(SEQUENCE, &[&integer(&[1]), &value, &element(CONTEXT_0, &[&curve])])
}

/// 512 bits each, the two highest set, so that the product has 1,024.
fn odd_number(random: &mut Random) -> Vec<u8> {
    let mut number = bytes(random, 64);
    number[0] |= 0xc0;
    number[63] |= 1;
    number
}

fn rsa(random: &mut Random) -> Vec<u8> {
    let (p, q) = (odd_number(random), odd_number(random));
    let n = multiply(&p, &q);
    let rest: Vec<Vec<u8>> = [128, 64, 64, 64].iter().map(|count| integer(&bytes(random, *count))).collect();
    let exponent = integer(&[1, 0, 1]);
    let parts = [
        &integer(&[]),
        &integer(&n),
        &exponent,
        &rest[0],
        &integer(&p),
        &integer(&q),
        &rest[1],
        &rest[2],
        &rest[3],
    ];
    element(SEQUENCE, &parts.map(Vec::as_slice))
}

fn string(content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).expect("generated keys are small");
    [&length.to_be_bytes()[..], content].concat()
}

fn openssh(random: &mut Random, cipher: &str) -> Vec<u8> {
    let key = bytes(random, 32);
    let public = [string(b"ssh-ed25519"), string(&key)].concat();
    let private = if cipher == "none" { open_part(random, &public, &key) } else { bytes(random, 160) };
    let (derivation, options) = match cipher {
        "none" => (string(b"none"), string(b"")),
        _ => (string(b"bcrypt"), string(&[string(&bytes(random, 16)), vec![0, 0, 0, 16]].concat())),
    };
    let head = [MAGIC, &string(cipher.as_bytes()), &derivation, &options, &[0, 0, 0, 1]].concat();
    [head, string(&public), string(&private)].concat()
}

/// The check number twice, the key, a comment, and 1, 2, 3, … up to a whole block.
fn open_part(random: &mut Random, public: &[u8], key: &[u8]) -> Vec<u8> {
    let check = bytes(random, 4);
    let both = [&bytes(random, 32), key].concat();
    let mut part = [check.clone(), check, public.to_vec(), string(&both), string(b"sample")].concat();
    for filler in (1..=7).take((8 - part.len() % 8) % 8) {
        part.push(filler);
    }
    part
}
