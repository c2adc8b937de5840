//! OpenSSH's own key file (PROTOCOL.key): magic, cipher, derivation, public keys, and a private part that starts with the
//! same check number twice when it is not encrypted.

use super::Key;
use super::der;

pub(super) const MAGIC: &[u8] = b"openssh-key-v1\0";

/// Reads the whole file; nothing may be left over.
pub(super) fn read(body: &[u8]) -> Option<Key> {
    let mut rest = body.strip_prefix(MAGIC)?;
    let cipher = std::str::from_utf8(string(&mut rest)?).ok()?;
    let _derivation = string(&mut rest)?;
    let _options = string(&mut rest)?;
    let keys = number(&mut rest)?;
    let public = string(&mut rest)?;
    let private = string(&mut rest)?;
    if keys != 1 || !rest.is_empty() || !(1..=40).contains(&cipher.len()) {
        return None;
    }
    let (kind, bits) = kind(public)?;
    if cipher == "none" {
        return is_open(private).then(|| Key::plain(kind, bits));
    }
    let plain = cipher.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'@' | b'.'));
    (plain && private.len() >= 32).then(|| Key { bits, ..Key::encrypted(kind, Some(cipher.to_owned())) })
}

fn is_open(private: &[u8]) -> bool {
    private.len() >= 32 && private[..4] == private[4..8]
}

fn kind(mut public: &[u8]) -> Option<(&'static str, Option<usize>)> {
    let name = std::str::from_utf8(string(&mut public)?).ok()?;
    Some(match name {
        "ssh-ed25519" => ("ed25519", Some(256)),
        "ssh-rsa" => {
            let _exponent = string(&mut public)?;
            let modulus = string(&mut public)?;
            ("rsa", Some(der::bits(modulus.strip_prefix(&[0]).unwrap_or(modulus))))
        }
        "ssh-dss" => ("dsa", None),
        "ecdsa-sha2-nistp256" => ("ec", Some(256)),
        "ecdsa-sha2-nistp384" => ("ec", Some(384)),
        "ecdsa-sha2-nistp521" => ("ec", Some(521)),
        hardware if hardware.starts_with("sk-") => ("hardware", None),
        _ => ("other", None),
    })
}

fn number(rest: &mut &[u8]) -> Option<usize> {
    let (digits, left) = rest.split_first_chunk::<4>()?;
    *rest = left;
    usize::try_from(u32::from_be_bytes(*digits)).ok()
}

fn string<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = number(rest)?;
    let (text, left) = rest.split_at_checked(length)?;
    *rest = left;
    Some(text)
}
