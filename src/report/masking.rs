//! What of a found value may be seen: in its own place, and in the path of the artifact it lies in.
//!
//! The only file of the program that exposes a value towards an output; it does so only when the run says so.

use crate::model::finding::{Finding, Within};
use crate::model::rule_doc::{RuleDoc, Rulebook};
use crate::model::run::RunHeader;
use crate::model::secret::Secret;
use crate::model::severity::{Confidence, Severity};
use crate::model::source::ArtifactPath;
use crate::model::verdict::{Judged, JudgedArtifact};

use super::uri;

/// What stands in a path where a found value was.
pub(super) const TOKEN: &str = "[masked]";

/// Values below this length are not looked for in paths: they occur there by chance.
const LEAST_LENGTH_IN_PATHS: usize = 6;

/// What a reader may see of a value. Of people's values that is nothing but the length.
pub(super) fn mask(doc: &RuleDoc, secret: &Secret) -> String {
    if let Some(mask) = secret.known_mask() {
        return mask.to_owned();
    }
    if doc.personal {
        let characters = String::from_utf8_lossy(secret.expose()).chars().count();
        return format!("[{characters} characters]");
    }
    secret.mask(usize::from(doc.public_prefix))
}

/// The value itself, where the run shows values.
pub(super) fn value(header: &RunHeader, secret: &Secret) -> Option<String> {
    let may_be_seen = header.show_values && secret.known_mask().is_none();
    may_be_seen.then(|| String::from_utf8_lossy(secret.expose()).into_owned())
}

/// A path as reports may show it.
#[derive(Clone, Debug)]
pub(super) struct ShownPath {
    /// For people.
    pub(super) display: String,
    /// The same, percent-encoded.
    pub(super) uri: String,
    /// Whether a found value was taken out of it: then no such file exists.
    pub(super) masked: bool,
}

/// The path of an artifact without the values that were found in the artifact.
pub(super) fn shown_path(header: &RunHeader, artifact: &JudgedArtifact) -> ShownPath {
    let original = artifact.source.path.bytes();
    let mut bytes = original.to_vec();
    if !header.show_values {
        for value in values_to_hide(&header.rulebook, artifact) {
            bytes = replaced(&bytes, value, TOKEN.as_bytes());
        }
    }
    let masked = bytes != original || artifact.source.facts.path_masked;
    ShownPath { display: ArtifactPath::new(&bytes).display(), uri: uri::encode(&bytes), masked }
}

/// Longest first, so that a value inside another one does not break it up.
fn values_to_hide<'a>(book: &Rulebook, artifact: &'a JudgedArtifact) -> Vec<&'a [u8]> {
    let path = artifact.source.path.bytes();
    let mut values: Vec<&[u8]> = artifact
        .findings
        .iter()
        .filter(|judged| is_to_hide(book.doc(judged.finding.rule), judged, path))
        .map(|judged| judged.finding.secret.expose())
        .collect();
    values.sort_by_key(|value| std::cmp::Reverse(value.len()));
    values
}

/// A guessable value that also stands in the path, such as the password `production`, is left there: taking it out
/// would tell what it is. So is a name that is itself the finding, such as `id_rsa`.
fn is_to_hide(doc: &RuleDoc, judged: &Judged, path: &[u8]) -> bool {
    let value = judged.finding.secret.expose();
    let counts = judged.verdict.shown
        || (judged.verdict.confidence >= Confidence::Medium && judged.verdict.severity > Severity::Note);
    let tells = doc.personal || doc.unguessable;
    if value.is_empty() || !counts {
        false
    } else if is_in_name(&judged.finding) {
        tells || !is_whole_name(path, value)
    } else {
        tells && value.len() >= LEAST_LENGTH_IN_PATHS
    }
}

fn is_in_name(finding: &Finding) -> bool {
    finding.places.iter().any(|place| place.within == Within::Name)
}

fn is_whole_name(path: &[u8], value: &[u8]) -> bool {
    path == value || path.strip_suffix(value).is_some_and(|before| before.ends_with(b"/"))
}

fn replaced(text: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut result = Vec::with_capacity(text.len());
    let mut copied = 0;
    for at in memchr::memmem::find_iter(text, old) {
        result.extend_from_slice(&text[copied..at]);
        result.extend_from_slice(new);
        copied = at + old.len();
    }
    result.extend_from_slice(&text[copied..]);
    result
}

#[cfg(test)]
mod tests {
    use super::{is_whole_name, replaced};

    #[test]
    fn every_occurrence_is_replaced() {
        assert_eq!(replaced(b"x/ab/ab.txt", b"ab", b"[masked]"), b"x/[masked]/[masked].txt");
        assert_eq!(replaced(b"aaa", b"aa", b"-"), b"-a");
    }

    #[test]
    fn whole_names_begin_at_a_folder() {
        assert!(is_whole_name(b"home/.ssh/id_rsa", b"id_rsa"));
        assert!(is_whole_name(b"id_rsa", b"id_rsa"));
        assert!(!is_whole_name(b"home/old_id_rsa", b"id_rsa"));
    }
}
