//! Where bytes come from.

use std::fmt;
use std::sync::Arc;

/// The name of an artifact: relative to the root of the run, with forward slashes, kept as the bytes it has on disk.
///
/// Ordered by bytes; this is the order of every report.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArtifactPath(Arc<[u8]>);

impl ArtifactPath {
    /// From the bytes of a path that already has forward slashes.
    pub fn new(bytes: &[u8]) -> Self {
        Self(bytes.into())
    }

    /// The bytes as they are on disk.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The last component.
    pub fn file_name(&self) -> &[u8] {
        self.0.rsplit(|&byte| byte == b'/').next().unwrap_or(&self.0)
    }

    /// What follows the last dot of the last component; `None` for names such as `.env`.
    pub fn extension(&self) -> Option<&[u8]> {
        let name = self.file_name();
        let dot = name.iter().rposition(|&byte| byte == b'.')?;
        (dot > 0).then(|| &name[dot + 1..])
    }

    /// For people: bytes that are not UTF-8 and control characters are shown escaped, so that a name can neither
    /// hide nor steer a terminal.
    pub fn display(&self) -> String {
        let mut shown = String::with_capacity(self.0.len());
        for chunk in self.0.utf8_chunks() {
            for character in chunk.valid().chars() {
                if character.is_control() {
                    shown.extend(character.escape_default());
                } else {
                    shown.push(character);
                }
            }
            for byte in chunk.invalid() {
                shown.push_str("\\x");
                shown.extend(
                    [byte >> 4, byte & 15].map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)])),
                );
            }
        }
        shown
    }
}

impl fmt::Debug for ArtifactPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.display())
    }
}

/// Who may read an artifact, by the mode of the file and of the folders the run passed through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Readers {
    /// The platform or the origin does not say.
    #[default]
    Unknown,
    /// The owner alone.
    Owner,
    /// The owner's group too.
    Group,
    /// Every account on the machine.
    World,
}

/// A commit of a git repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// Its name: 40 or 64 hexadecimal digits.
    pub id: Box<str>,
    /// When its author wrote it, in seconds since 1970-01-01 UTC.
    pub authored: i64,
}

/// Where in a history an artifact stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InHistory {
    /// The commit that brought it in.
    pub commit: Arc<Commit>,
    /// Whether what was found in it is still in the files of the last commit; `None` of a message, which is in none.
    pub at_head: Option<bool>,
}

/// What is known of an artifact beside its bytes: policy judges by it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Seconds since 1970-01-01 UTC of the last change; `None` where the origin has no trustworthy time.
    pub modified: Option<i64>,
    /// Who may read it.
    pub readers: Readers,
    /// Whether it lies in a git work tree: then its time is that of the checkout and says nothing about its age.
    pub in_git: bool,
    /// The commit it comes from, where history was searched.
    pub history: Option<InHistory>,
    /// The size in bytes by which its origin announces it; the reader may give fewer or more.
    pub size: Option<u64>,
    /// Whether found values were already taken out of the path: so only of what is read back from a report.
    pub path_masked: bool,
}

/// An artifact: one name in one place, and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its name in every report.
    pub path: ArtifactPath,
    /// What is known beside its bytes.
    pub facts: Facts,
}

#[cfg(test)]
mod tests {
    use super::ArtifactPath;

    #[test]
    fn extension_of_hidden_files_is_none() {
        assert_eq!(ArtifactPath::new(b"a/.env").extension(), None);
        assert_eq!(ArtifactPath::new(b"a/.env.local").extension(), Some(&b"local"[..]));
    }

    #[test]
    fn names_cannot_steer_a_terminal() {
        assert_eq!(ArtifactPath::new(b"a\x1b[2J\xff").display(), "a\\u{1b}[2J\\xff");
    }
}
