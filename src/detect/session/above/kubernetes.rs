//! Values that Kubernetes writes in base 64: those below `data` in an object of `kind: Secret`, which may come in a list.

use crate::model::window::BEFORE;

/// How far before a value, and behind it, the kind of its object may be told.
const BACK: usize = BEFORE;
const AHEAD: usize = 16 * 1024;

/// Whether a value with these names above it stands in the data of a secret.
pub(super) fn is_encoded(names: &[&[u8]], text: &[u8], start: usize) -> bool {
    let Some([outer @ .., data, _]) = names.get(..) else { return false };
    *data == b"data" && outer.iter().all(|name| matches!(*name, b"items" | b"[]")) && is_secret(text, start)
}

/// Whether the object around a place is of that kind, as far as can be seen.
fn is_secret(text: &[u8], start: usize) -> bool {
    let before = &text[start.saturating_sub(BACK)..start];
    let behind = &text[start..text.len().min(start + AHEAD)];
    let begin = memchr::memmem::rfind(before, b"\n---").unwrap_or(0);
    let end = memchr::memmem::find(behind, b"\n---").unwrap_or(behind.len());
    [&before[begin..], &behind[..end]].iter().any(|part| says_secret(part))
}

fn says_secret(text: &[u8]) -> bool {
    memchr::memmem::find_iter(text, b"kind").any(|at| {
        let behind = &text[at + 4..];
        let behind = behind.strip_prefix(b"\"").unwrap_or(behind);
        let value = behind.strip_prefix(b":").map(<[u8]>::trim_ascii_start).unwrap_or_default();
        let value = value.strip_prefix(b"\"").unwrap_or(value);
        value.strip_prefix(b"Secret").is_some_and(|rest| !rest.first().is_some_and(u8::is_ascii_alphanumeric))
    })
}

/// What a value in base 64 means, where that is text.
pub(in crate::detect::session) fn decoded(value: &[u8]) -> Option<Vec<u8>> {
    let bytes = data_encoding::BASE64.decode(value.trim_ascii()).ok()?;
    let text = std::str::from_utf8(&bytes).ok()?.trim();
    let is_text =
        !text.is_empty() && !text.chars().any(|character| character.is_control() && character != '\n');
    is_text.then(|| text.as_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use super::{decoded, is_encoded};

    fn check(text: &str, names: &[&str], expected: bool) {
        let names: Vec<&[u8]> = names.iter().map(|name| name.as_bytes()).collect();
        assert_eq!(is_encoded(&names, text.as_bytes(), text.find('@').unwrap()), expected, "{text}");
    }

    #[test]
    fn secrets_hold_what_is_encoded() {
        check("kind: Secret\ndata:\n  a: @", &["data", "a"], true);
        check("data:\n  a: @\nkind: Secret\n", &["data", "a"], true);
        check("{\"data\": {\"a\": \"@\"}, \"kind\": \"Secret\"}", &["data", "a"], true);
        check("kind: List\nitems:\n- data: {a: @}\n  kind: Secret", &["items", "[]", "data", "a"], true);
        check("kind: SecretStore\ndata:\n  a: @", &["data", "a"], false);
        check("kind: ConfigMap\ndata:\n  a: @\n---\nkind: Secret", &["data", "a"], false);
        check("kind: Secret\nstringData:\n  a: @", &["stringData", "a"], false);
        check("kind: Secret\nspec:\n  data:\n    a: @", &["spec", "data", "a"], false);
    }

    #[test]
    fn only_text_is_decoded() {
        assert_eq!(decoded(b"aHVudGVyMg==").as_deref(), Some(&b"hunter2"[..]));
        assert_eq!(decoded(b"aHVudGVyMgo=").as_deref(), Some(&b"hunter2"[..]));
        assert_eq!(decoded(b"/w=="), None);
        assert_eq!(decoded(b"hunter2"), None);
    }
}
