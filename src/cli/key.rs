//! The key of fingerprints: named on the command line, in the environment, or in a file under the git folder that all
//! work trees of the repository share and that is never committed.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use data_encoding::HEXLOWER;

use super::settings::Surroundings;
use super::sourced::{Origin, Sourced};
use super::text_file;
use crate::input;
use crate::model::fingerprint::FingerprintKey;

/// The variable that holds the key.
pub(super) const VARIABLE: &str = "SEALANT_KEY";

/// Less could be guessed, and then the values as well.
const LEAST_BYTES: usize = 16;

/// Bytes of a key that is made here.
const FRESH_BYTES: usize = 32;

/// The key that counts, if there is one.
pub(super) fn resolve(
    file: Option<&Path>,
    surroundings: &Surroundings,
    warnings: &mut Vec<String>,
) -> anyhow::Result<Option<Sourced<FingerprintKey>>> {
    if let Some(path) = file {
        let place = path.display().to_string();
        return derive(&read(path)?, Origin::Flag("--key-file"), &place).map(Some);
    }
    if let Some(value) = surroundings.key.as_ref().filter(|value| !value.is_empty()) {
        let place = format!("the variable {VARIABLE}");
        return derive(value.as_encoded_bytes(), Origin::Environment(VARIABLE), &place).map(Some);
    }
    of_repository(&surroundings.folder, warnings)
}

/// The key of the repository around a folder, which is made if there is none; `None` outside of any repository.
pub(super) fn of_repository_or_new(folder: &Path) -> anyhow::Result<Option<Sourced<FingerprintKey>>> {
    let Some(path) = path_of(folder) else { return Ok(None) };
    if !path.exists() {
        make(&path).with_context(|| format!("cannot make the key {}", path.display()))?;
    }
    of_repository(folder, &mut Vec::new())
}

/// Where the key of the repository around a folder is, or would be.
pub(super) fn path_of(folder: &Path) -> Option<PathBuf> {
    Some(input::shared_git_folder(folder)?.join("sealant").join("key"))
}

fn of_repository(
    folder: &Path,
    warnings: &mut Vec<String>,
) -> anyhow::Result<Option<Sourced<FingerprintKey>>> {
    let Some(path) = path_of(folder).filter(|path| path.is_file()) else { return Ok(None) };
    let place = path.display().to_string();
    if is_open_to_others(&path) {
        warnings
            .push(format!("the key {place} is not used, since others may read or write it: `chmod 600` it"));
        return Ok(None);
    }
    match text_file::read_bytes(&path) {
        Ok(material) => derive(&material, Origin::Key { path: place.clone() }, &place).map(Some),
        Err(error) => {
            warnings.push(format!("the key {place} is not used: {error}"));
            Ok(None)
        }
    }
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    text_file::read_bytes(path).with_context(|| format!("cannot read the key in {}", path.display()))
}

fn derive(material: &[u8], origin: Origin, place: &str) -> anyhow::Result<Sourced<FingerprintKey>> {
    let material = material.trim_ascii();
    if material.len() < LEAST_BYTES {
        bail!(
            "the key in {place} is too short: give at least {LEAST_BYTES} random bytes, as `openssl rand -hex 32` prints"
        );
    }
    Ok(Sourced { value: FingerprintKey::derive(material), origin })
}

fn make(path: &Path) -> anyhow::Result<()> {
    let mut key = [0; FRESH_BYTES];
    getrandom::fill(&mut key).map_err(|error| anyhow!("no random bytes: {error}"))?;
    let folder = path.parent().context("a key lies in a folder")?;
    fs::create_dir_all(folder)?;
    // A temporary file is its owner's alone; it is put in place whole, and one that came first stays.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    writeln!(file, "{}", HEXLOWER.encode(&key))?;
    match file.persist_noclobber(path) {
        Err(error) if error.error.kind() != std::io::ErrorKind::AlreadyExists => Err(error.error.into()),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn is_open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;

    const OTHERS: u32 = 0o077;
    path.metadata().map_or(true, |file| file.mode() & OTHERS != 0)
}

/// Elsewhere the rights of a file are not told by a mode.
#[cfg(not(unix))]
fn is_open_to_others(_path: &Path) -> bool {
    false
}
