//! A found value. It can be counted, compared and masked; only a report that was told to may expose it.

use std::fmt;

/// Bytes that were found. `Debug` masks them and `Display` does not exist.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Secret(Held);

/// What is known of the value.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Held {
    Value(Box<[u8]>),
    /// Only what a report showed of it.
    Mask(Box<str>),
}

impl Secret {
    /// Takes a value in.
    pub fn new(bytes: &[u8]) -> Self {
        Self(Held::Value(bytes.into()))
    }

    /// Of a value that is not known: what a report that is read back shows of it.
    pub fn masked(mask: &str) -> Self {
        Self(Held::Mask(mask.into()))
    }

    /// What a report showed of the value, where no more is known of it.
    pub fn known_mask(&self) -> Option<&str> {
        match &self.0 {
            Held::Value(_) => None,
            Held::Mask(mask) => Some(mask),
        }
    }

    /// The value itself, empty where only its mask is known. Only `report/` may call this towards an output, and only under `--show-values`.
    pub fn expose(&self) -> &[u8] {
        match &self.0 {
            Held::Value(bytes) => bytes,
            Held::Mask(_) => &[],
        }
    }

    /// Its length in bytes.
    pub fn len(&self) -> usize {
        self.expose().len()
    }

    /// Whether it has no bytes.
    pub fn is_empty(&self) -> bool {
        self.expose().is_empty()
    }

    /// What a person may see: the rule's `public` prefix (its first bytes), at most four characters more when the
    /// rest has twelve or more, and the number of characters hidden. Nothing of values below twelve characters.
    pub fn mask(&self, public: usize) -> String {
        if let Held::Mask(mask) = &self.0 {
            return mask.to_string();
        }
        let text = String::from_utf8_lossy(self.expose());
        let total = text.chars().count();
        if total < 12 {
            return format!("[{total} characters]");
        }
        let public = text.char_indices().nth(public).map_or(text.len(), |(at, _)| at);
        let (prefix, rest) = text.split_at(public.min(text.len()));
        let hidden = rest.chars().count();
        let shown: String = if hidden >= 16 {
            rest.chars().take(4).filter(|character| !character.is_control()).collect()
        } else {
            String::new()
        };
        format!("{prefix}{shown}… [{total} characters]")
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret[{} bytes]", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn short_values_show_nothing() {
        assert_eq!(Secret::new(b"536-90-4399").mask(0), "[11 characters]");
    }

    #[test]
    fn long_values_show_their_public_prefix_and_four_characters() {
        assert_eq!(Secret::new(b"ghp_AAAABBBBCCCCDDDDEEEE").mask(4), "ghp_AAAA… [24 characters]");
    }

    #[test]
    fn debug_never_shows_bytes() {
        assert_eq!(format!("{:?}", Secret::new(b"hunter2")), "Secret[7 bytes]");
    }
}
