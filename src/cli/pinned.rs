//! What decides about an untrusted change must not come with it: with `--trust-base REV`, the configuration, the rules it
//! names, the baseline, the waivers and `.sealantignore` are those of REV, and marks in files do not count.

use std::ffi::OsStr;
use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use tempfile::TempDir;

use super::answers::BASELINE;
use super::args::{AnswerArgs, SettingArgs};
use super::config::{FILE_NAME, waivers};
use super::settings::Surroundings;
use crate::input::{self, Pinned};
use crate::model::source::ArtifactPath;

/// What is read wherever it lies.
const NAMES: [&str; 4] = [FILE_NAME, BASELINE, waivers::FILE_NAME, ".sealantignore"];

/// The files of the revision in a folder of their own, which goes with this value.
pub(super) struct PinnedFiles {
    /// The folder, laid out as the work tree is.
    pub root: TempDir,
    /// The arguments, with the files they name as the revision has them.
    pub settings: SettingArgs,
    /// The same for who answers for findings.
    pub answers: AnswerArgs,
    /// The world, seen from within the folder.
    pub surroundings: Surroundings,
}

impl PinnedFiles {
    /// Takes the files out of the repository.
    pub(super) fn take(
        revision: &str,
        settings: &SettingArgs,
        answers: &AnswerArgs,
        surroundings: &Surroundings,
    ) -> anyhow::Result<Self> {
        let folder = surroundings.folder.canonicalize()?;
        let (mut settings, mut answers) = (settings.clone(), answers.clone());
        let named = named(&mut settings, &mut answers);
        let first = input::pinned(&folder, revision, &|name| is_of_ours(name))?;
        let top = first.top.canonicalize()?;
        let configured = configured(&first, &top, revision)?;
        let below = named.iter().filter_map(|path| below(&folder.join(path), &top));
        let wanted: Vec<PathBuf> = below.map(|below| top.join(below)).collect();
        let is_wanted = |name: &[u8]| {
            let path = top.join(text(name));
            is_of_ours(name) || wanted.iter().chain(&configured).any(|wanted| path.starts_with(wanted))
        };
        let all = input::pinned(&folder, revision, &is_wanted)?;
        if let Some(link) = all.links.first() {
            let link = ArtifactPath::new(link).display();
            bail!("{revision}:{link} is a link; what --trust-base reads has to be a file in the commit");
        }
        let root = laid_out(&all)?;
        named.into_iter().try_for_each(|path| turn(path, &folder, &top, root.path(), revision))?;
        let below = folder.strip_prefix(&top).unwrap_or(Path::new("")).to_owned();
        let laid_out = root.path().to_owned();
        let folder = laid_out.join(below);
        fs::create_dir_all(&folder)?;
        let pinned = Some((laid_out, revision.to_owned()));
        let surroundings = Surroundings { folder, home: None, pinned, ..surroundings.clone() };
        Ok(Self { root, settings, answers: AnswerArgs { no_marks: true, ..answers }, surroundings })
    }
}

/// Turns a path of the work tree into that of the commit's file. Others are the business of whoever typed them.
fn turn(path: &mut PathBuf, folder: &Path, top: &Path, root: &Path, revision: &str) -> anyhow::Result<()> {
    let Some(below) = below(&folder.join(&*path), top) else { return Ok(()) };
    let pinned = root.join(below);
    if !pinned.exists() {
        bail!("{revision} has no {}: with --trust-base it is read from there", path.display());
    }
    *path = pinned;
    Ok(())
}

/// Where a path lies in the work tree, be it by its words or by where links on the way to it lead.
fn below(path: &Path, top: &Path) -> Option<PathBuf> {
    let by_words = plain(path);
    let real = || {
        let folder = by_words.parent()?.canonicalize().ok()?;
        Some(folder.join(by_words.file_name()?).strip_prefix(top).ok()?.to_owned())
    };
    by_words.strip_prefix(top).ok().map(Path::to_owned).or_else(real)
}

/// Every file and folder that the command line names.
fn named<'a>(settings: &'a mut SettingArgs, answers: &'a mut AnswerArgs) -> Vec<&'a mut PathBuf> {
    let files = settings.config.config.iter_mut().chain(&mut settings.rules);
    files.chain(&mut answers.baseline).chain(&mut answers.waivers).collect()
}

fn is_of_ours(name: &[u8]) -> bool {
    let last = name.rsplit(|&byte| byte == b'/').next().unwrap_or(name);
    NAMES.iter().any(|known| known.as_bytes() == last)
}

/// What configuration files of the revision name, as paths of the work tree. A file that is none is told of later, where
/// it is read.
fn configured(pinned: &Pinned, top: &Path, revision: &str) -> anyhow::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for (name, bytes) in &pinned.files {
        let text_of_file = String::from_utf8_lossy(bytes);
        let Ok(table) = text_of_file.parse::<toml::Table>() else { continue };
        let folder = top.join(text(name));
        let folder = folder.parent().unwrap_or(top);
        let listed = |key: &str| table.get(key).and_then(toml::Value::as_array).into_iter().flatten();
        let single = ["baseline", "waivers"].into_iter().filter_map(|key| table.get(key));
        let read = listed("rules").chain(single).filter_map(toml::Value::as_str);
        // Of a folder only its configuration is read, and that is taken by its name.
        let folders = listed("folders").filter_map(toml::Value::as_str);
        let leads_out = |word: &&str| Path::new(word).is_absolute() && below(Path::new(word), top).is_some();
        if let Some(word) = read.clone().chain(folders).find(leads_out) {
            let name = ArtifactPath::new(name).display();
            bail!(
                "{revision}:{name} names `{word}`: with --trust-base write paths from the folder of that file"
            );
        }
        paths.extend(read.map(|word| plain(&folder.join(word))));
    }
    Ok(paths)
}

/// Writes the files, and what makes the folder the end of every search upwards.
fn laid_out(pinned: &Pinned) -> anyhow::Result<TempDir> {
    let root = tempfile::Builder::new().prefix("sealant-").tempdir().context("cannot make a folder")?;
    fs::create_dir(root.path().join(".git"))?;
    for (name, bytes) in &pinned.files {
        let below = PathBuf::from(text(name));
        let is_plain =
            below.components().all(|part| matches!(part, Component::Normal(name) if name != ".git"));
        if !is_plain {
            return Err(anyhow!("a file of the commit has a name that no file may have"));
        }
        let path = root.path().join(below);
        fs::create_dir_all(path.parent().unwrap_or(root.path()))?;
        fs::write(path, bytes)?;
    }
    Ok(root)
}

#[cfg(unix)]
fn text(name: &[u8]) -> &OsStr {
    std::os::unix::ffi::OsStrExt::from_bytes(name)
}

/// Elsewhere git's names are UTF-8; others name no file.
#[cfg(not(unix))]
fn text(name: &[u8]) -> &OsStr {
    OsStr::new(std::str::from_utf8(name).unwrap_or("\u{fffd}"))
}

/// A path without `.` and `..`. The names of a commit have no links to follow.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}
