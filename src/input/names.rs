//! Names as bytes with forward slashes, and back. The only file that knows how a platform spells a path.

use std::path::Path;

/// The bytes of a path, with forward slashes.
#[cfg(unix)]
pub(super) fn bytes_of(path: &Path) -> Vec<u8> {
    use std::os::unix::ffi::OsStrExt;
    path.as_os_str().as_bytes().to_vec()
}

/// The bytes of a path, with forward slashes. The prefix of verbatim paths goes, because they know no such slash.
#[cfg(not(unix))]
pub(super) fn bytes_of(path: &Path) -> Vec<u8> {
    let text = path.to_string_lossy();
    let text = text.strip_prefix(r"\\?\").unwrap_or(&text);
    text.replace('\\', "/").into_bytes()
}

/// The path that the bytes spell.
#[cfg(unix)]
pub(super) fn path_of(bytes: &[u8]) -> &Path {
    use std::os::unix::ffi::OsStrExt;
    Path::new(std::ffi::OsStr::from_bytes(bytes))
}

/// The path that the bytes spell; they came from [`bytes_of`] and so are UTF-8.
#[cfg(not(unix))]
pub(super) fn path_of(bytes: &[u8]) -> &Path {
    Path::new(std::str::from_utf8(bytes).unwrap_or_default())
}

/// The bytes of a folder's path, which always end in a slash.
pub(super) fn folder_bytes(path: &Path) -> Vec<u8> {
    let mut bytes = bytes_of(path);
    if bytes.last() != Some(&b'/') {
        bytes.push(b'/');
    }
    bytes
}

/// The folder that holds a path, with its slash; of a folder, the folder above. `None` above the topmost.
pub(super) fn folder_above(path: &[u8]) -> Option<&[u8]> {
    let path = without_slash(path);
    let slash = path.iter().rposition(|&byte| byte == b'/')?;
    Some(&path[..=slash])
}

/// A path without the slash that marks a folder.
pub(super) fn without_slash(path: &[u8]) -> &[u8] {
    path.strip_suffix(b"/").unwrap_or(path)
}

/// Every folder on the way to a path, topmost first, each with its slash, and last the path itself.
pub(super) fn steps(path: &[u8]) -> impl Iterator<Item = &[u8]> {
    let inner = without_slash(path).len();
    let slashes = path[..inner].iter().enumerate().filter(|&(_, &byte)| byte == b'/');
    slashes.map(|(at, _)| &path[..=at]).chain((!path.is_empty()).then_some(path))
}

/// Takes `.`, `..` and doubled slashes out of an absolute path, as text; for paths that are not on the disk.
pub(super) fn normalised(path: &[u8]) -> Vec<u8> {
    let mut parts: Vec<&[u8]> = Vec::new();
    for part in path.split(|&byte| byte == b'/') {
        match part {
            b"" | b"." => {}
            b".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    let start: &[u8] = if path.starts_with(b"/") { b"/" } else { b"" };
    [start, &parts.join(&b'/')].concat()
}

#[cfg(test)]
mod tests {
    use super::{folder_above, normalised, steps};

    #[test]
    fn steps_lead_to_the_path() {
        let all: Vec<&[u8]> = steps(b"a/b/c").collect();
        assert_eq!(all, [&b"a/"[..], b"a/b/", b"a/b/c"]);
        assert_eq!(steps(b"a/").collect::<Vec<_>>(), [b"a/"]);
        assert_eq!(steps(b"").count(), 0);
    }

    #[test]
    fn folders_above_end_at_the_top() {
        assert_eq!(folder_above(b"/a/b/"), Some(&b"/a/"[..]));
        assert_eq!(folder_above(b"/a"), Some(&b"/"[..]));
        assert_eq!(folder_above(b"/"), None);
    }

    #[test]
    fn dots_go() {
        assert_eq!(normalised(b"/a/./b/../c//d"), b"/a/c/d");
        assert_eq!(normalised(b"/../x"), b"/x");
    }
}
