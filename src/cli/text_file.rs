//! Small files of the user's own: configuration, rules, word lists, keys, baselines. Never what is scanned.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use anyhow::{Context, anyhow};

/// No file that people write by hand is larger; a word list may come near.
const LARGEST: u64 = 16 << 20;

/// A baseline may have a line for each of a million findings.
const LARGEST_LIST: u64 = 256 << 20;

/// The text of a file.
pub(super) fn read(path: &Path) -> anyhow::Result<String> {
    text(path, read_bytes(path))
}

/// The text of a file that a program writes.
pub(super) fn read_large(path: &Path) -> anyhow::Result<String> {
    text(path, read_up_to(path, LARGEST_LIST))
}

fn text(path: &Path, bytes: io::Result<Vec<u8>>) -> anyhow::Result<String> {
    let bytes = bytes.with_context(|| format!("cannot read {}", path.display()))?;
    let fault = |error: std::string::FromUtf8Error| {
        let readable = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = memchr::memchr_iter(b'\n', readable).count();
        anyhow!("{}:{}: this is not UTF-8; save the file as UTF-8", path.display(), line + 1)
    };
    String::from_utf8(bytes).map_err(fault)
}

/// The bytes of a file.
pub(super) fn read_bytes(path: &Path) -> io::Result<Vec<u8>> {
    read_up_to(path, LARGEST)
}

fn read_up_to(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("larger than {} MiB", most >> 20)));
    }
    Ok(bytes)
}

/// Does something to a file while no other process that asks does: what is read within is what was written last. Where
/// folders cannot be locked, it is done all the same.
pub(super) fn alone<T>(path: &Path, act: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    let folder = File::open(folder_of(path)).ok();
    let lock = folder.as_ref().filter(|folder| folder.lock().is_ok());
    let done = act();
    if let Some(folder) = lock {
        // It is given back at the latest when the file is closed.
        drop(folder.unlock());
    }
    done
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Writes a file that is meant to be committed: whole or not at all, readable as new files are.
pub(super) fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    let put = || -> io::Result<()> {
        // What a link leads to is written, so that the link stays.
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let folder = folder_of(&path);
        let mut builder = tempfile::Builder::new();
        let mut file = with_usual_rights(builder.prefix(".sealant-").suffix(".tmp")).tempfile_in(folder)?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(())
    };
    put().with_context(|| format!("cannot write {}", path.display()))
}

/// Temporary files are their owner's alone; this one is to be shared.
#[cfg(unix)]
fn with_usual_rights<'b, 'p, 's>(
    builder: &'b mut tempfile::Builder<'p, 's>,
) -> &'b mut tempfile::Builder<'p, 's> {
    use std::os::unix::fs::PermissionsExt;

    builder.permissions(std::fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn with_usual_rights<'b, 'p, 's>(
    builder: &'b mut tempfile::Builder<'p, 's>,
) -> &'b mut tempfile::Builder<'p, 's> {
    builder
}
