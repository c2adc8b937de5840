//! Where an entry's file is here. Nothing outside of the root is looked at, whatever an entry says: neither by `..`, nor
//! by an absolute path, nor through a link.

use std::path::{Component, Path, PathBuf};

use crate::model::source::ArtifactPath;

/// What the path of an entry leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A file, by its name in reports.
    File(ArtifactPath),
    /// No file; the name it would have.
    Gone(ArtifactPath),
    /// Something that lies elsewhere.
    Outside,
}

/// The root of the work tree, or the current folder; with links resolved.
pub(super) struct Root(PathBuf);

impl Root {
    /// Of a folder that is there.
    pub(super) fn new(folder: &Path) -> std::io::Result<Self> {
        folder.canonicalize().map(Self)
    }

    /// Where an artifact is.
    pub(super) fn file(&self, path: &ArtifactPath) -> PathBuf {
        self.0.join(String::from_utf8_lossy(path.bytes()).as_ref())
    }

    /// The root itself.
    pub(super) fn folder(&self) -> &Path {
        &self.0
    }

    /// The name that a file of the root has in reports.
    pub(super) fn name_of(&self, file: &Path) -> Option<String> {
        let file = file.canonicalize().ok()?;
        String::from_utf8(name(file.strip_prefix(&self.0).ok()?).bytes().to_vec()).ok()
    }

    /// What a path leads to that counts from the root or, where the file that says it lies deeper, from there.
    pub(super) fn place(&self, written: &str, beside: &Path) -> Place {
        let Some(path) = self.below(written) else { return Place::Outside };
        let beside = beside
            .canonicalize()
            .ok()
            .and_then(|folder| folder.strip_prefix(&self.0).ok().map(Path::to_owned));
        let deeper = beside.filter(|folder| !folder.as_os_str().is_empty()).map(|folder| folder.join(&path));
        for candidate in [Some(path.clone()), deeper].into_iter().flatten() {
            let Ok(file) = self.0.join(candidate).canonicalize() else { continue };
            match file.strip_prefix(&self.0) {
                Ok(below) if file.is_file() => return Place::File(name(below)),
                Ok(_) => {}
                Err(_) => return Place::Outside,
            }
        }
        Place::Gone(name(&path))
    }

    /// The path from the root, where it does not lead out of it.
    fn below(&self, written: &str) -> Option<PathBuf> {
        let written = written.replace('\\', "/");
        let path = Path::new(&written);
        let path = if path.is_absolute() { path.strip_prefix(&self.0).ok()? } else { path };
        let is_plain = |part: &Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
        let has_drive =
            written.as_bytes().get(1) == Some(&b':') && written.as_bytes()[0].is_ascii_alphabetic();
        let stays = !has_drive && path.components().all(|part| is_plain(&part));
        let parts = path.components().filter(|part| matches!(part, Component::Normal(_)));
        stays.then(|| parts.collect())
    }
}

fn name(path: &Path) -> ArtifactPath {
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().as_encoded_bytes()).collect();
    ArtifactPath::new(&parts.join(&b'/'))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{ArtifactPath, Place, Root};

    #[test]
    fn nothing_outside_of_the_root_is_looked_at() {
        let folder = tempfile::tempdir().unwrap();
        let root_folder = folder.path().join("root");
        fs::create_dir_all(root_folder.join("sub")).unwrap();
        fs::write(folder.path().join("secret.txt"), "").unwrap();
        fs::write(root_folder.join("a.txt"), "").unwrap();
        fs::write(root_folder.join("sub/b.txt"), "").unwrap();
        let root = Root::new(&root_folder).unwrap();
        let file = |name: &str| Place::File(ArtifactPath::new(name.as_bytes()));
        let gone = |name: &str| Place::Gone(ArtifactPath::new(name.as_bytes()));
        let absolute = root.folder().join("a.txt").display().to_string();
        for (written, expected) in [
            ("a.txt", file("a.txt")),
            ("./a.txt", file("a.txt")),
            (absolute.as_str(), file("a.txt")),
            ("sub\\b.txt", file("sub/b.txt")),
            ("b.txt", file("sub/b.txt")),
            ("c.txt", gone("c.txt")),
            ("sub", gone("sub")),
            ("../secret.txt", Place::Outside),
            ("sub/../../secret.txt", Place::Outside),
            ("/etc/passwd", Place::Outside),
            ("C:\\a.txt", Place::Outside),
            ("a\0b", gone("a\0b")),
        ] {
            assert_eq!(root.place(written, &root_folder.join("sub")), expected, "{written}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_root_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let root_folder = folder.path().join("root");
        fs::create_dir(&root_folder).unwrap();
        fs::write(folder.path().join("secret.txt"), "").unwrap();
        std::os::unix::fs::symlink("../secret.txt", root_folder.join("link")).unwrap();
        let root = Root::new(&root_folder).unwrap();
        assert_eq!(root.place("link", &root_folder), Place::Outside);
    }
}
