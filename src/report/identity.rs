//! What a finding is called where a reader wants one name for each: the fingerprint of its place, and for what lies in
//! a history the commit too, since one place may hold something else in every commit.

use crate::model::fingerprint::{Fingerprint, place_v1};
use crate::model::piece::Obstacle;
use crate::model::source::ArtifactPath;
use crate::model::verdict::Judged;

use super::masking::ShownPath;
use super::phrase;

/// The name of a finding: the same in every run over the same text.
pub(super) fn of(judged: &Judged) -> Fingerprint {
    let place = judged.verdict.place_fingerprint;
    let Some(history) = &judged.verdict.history else { return place };
    let mut hasher = blake3::Hasher::new_derive_key("sealant 2026-11 name of a finding in history");
    hasher.update(&place.0);
    hasher.update(history.commit.id.as_bytes());
    let mut bytes = [0; 16];
    hasher.finalize_xof().fill(&mut bytes);
    Fingerprint(bytes)
}

/// The name of what was not read: two things may be in the way of one file.
pub(super) fn of_unread(path: &ShownPath, obstacle: &Obstacle) -> Fingerprint {
    let rule = format!("unread/{}", obstacle.code());
    let message = obstacle.to_string();
    place_v1(&rule, &ArtifactPath::new(path.uri.as_bytes()), &phrase::printable(&message), 0)
}

/// The name as a UUID of version 8, whose bits are the maker's own (RFC 9562, section 5.8).
pub(super) fn uuid(fingerprint: Fingerprint) -> String {
    let mut bytes = fingerprint.0;
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let digits = data_encoding::HEXLOWER.encode(&bytes);
    let parts = [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]];
    parts.join("-")
}

#[cfg(test)]
mod tests {
    use super::{Fingerprint, uuid};

    #[test]
    fn a_name_is_a_uuid_of_version_8() {
        assert_eq!(uuid(Fingerprint([0xff; 16])), "ffffffff-ffff-8fff-bfff-ffffffffffff");
        assert_eq!(uuid(Fingerprint([0; 16])), "00000000-0000-8000-8000-000000000000");
    }
}
