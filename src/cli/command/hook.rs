//! `sealant hook`: scripts that git runs before a commit or a push. A hook that was there is kept beside ours and asked first;
//! nothing of another tool is ever changed.

mod script;

use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use self::script::{KEPT, MARK, Runner, script};
use crate::cli::args::{HookAction, HookArgs, HookKind};
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::input::{Hooks, hooks};

/// Installs or takes out a hook.
pub(in crate::cli) fn run(args: &HookArgs) -> anyhow::Result<Exit> {
    let hooks = hooks(&std::env::current_dir()?)?;
    let said = match args.action {
        HookAction::Install { kind } => install(&Place::of(&hooks, kind), kind)? + &notes(&hooks),
        HookAction::Uninstall { kind } => uninstall(&Place::of(&hooks, kind))?,
    };
    output::print(&said)?;
    Ok(Exit::Clean)
}

/// Where a hook goes.
struct Place {
    folder: PathBuf,
    hook: PathBuf,
    /// Where one that was there before is kept.
    kept: PathBuf,
    runner: Runner,
}

impl Place {
    fn of(hooks: &Hooks, kind: HookKind) -> Self {
        let (folder, runner) = if hooks.folder.ends_with(".husky/_") {
            // What is in `_` husky writes anew at each of its installations, and it runs what is above.
            (hooks.folder.parent().unwrap_or(&hooks.folder).to_owned(), Runner::Husky)
        } else if hooks.in_work_tree {
            (hooks.folder.clone(), Runner::GitOfAll)
        } else {
            (hooks.folder.clone(), Runner::Git)
        };
        let name = kind.file_name();
        Self { hook: folder.join(name), kept: folder.join(format!("{name}{KEPT}")), folder, runner }
    }
}

/// What the user should know of where the hook was put.
fn notes(hooks: &Hooks) -> String {
    let mut said = String::new();
    if hooks.for_all_repositories {
        said += "note: core.hooksPath is in your own settings, so git now asks Sealant in every repository of yours\n";
    }
    if hooks.in_work_tree {
        said += "note: this folder is part of the work tree; commit the hook, and whoever uses the repository has it. \
                 They need `sealant` on the PATH\n";
    }
    said
}

fn install(place: &Place, kind: HookKind) -> anyhow::Result<String> {
    let Place { folder, hook, kept, runner } = place;
    if folder.exists() && !folder.is_dir() {
        bail!("git looks for hooks in {} (core.hooksPath), which is no folder", folder.display());
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let new = written(folder, &script(kind, *runner, &program()?))?;
    if is_ours(hook)? || hook.symlink_metadata().is_err() {
        new.persist(hook).with_context(|| format!("cannot write {}", hook.display()))?;
        return Ok(format!("wrote {}\n", hook.display()));
    }
    if kept.symlink_metadata().is_ok() {
        let (hook, kept) = (hook.display(), kept.display());
        bail!("{hook} and {kept} are both there already; remove one of them first");
    }
    fs::rename(hook, kept).with_context(|| format!("cannot keep {}", hook.display()))?;
    if let Err(error) = new.persist(hook) {
        fs::rename(kept, hook).with_context(|| format!("cannot put back {}", kept.display()))?;
        return Err(error).with_context(|| format!("cannot write {}", hook.display()));
    }
    let asked = if is_asked(kept, *runner) {
        "it is asked first"
    } else {
        "it is not executable, so it is not asked"
    };
    Ok(format!("kept the hook that was there as {}: {asked}\nwrote {}\n", kept.display(), hook.display()))
}

fn uninstall(place: &Place) -> anyhow::Result<String> {
    let Place { hook, kept, .. } = place;
    if hook.symlink_metadata().is_err() && kept.symlink_metadata().is_err() {
        return Ok(format!("there is no {}: nothing to take out\n", hook.display()));
    }
    if !is_ours(hook)? {
        bail!("{} is no hook of Sealant; it is left as it is", hook.display());
    }
    if kept.symlink_metadata().is_ok() {
        fs::rename(kept, hook).with_context(|| format!("cannot put back {}", kept.display()))?;
        return Ok(format!("removed {}, and put back the hook that was there before\n", hook.display()));
    }
    fs::remove_file(hook).with_context(|| format!("cannot remove {}", hook.display()))?;
    Ok(format!("removed {}\n", hook.display()))
}

fn is_ours(hook: &Path) -> anyhow::Result<bool> {
    let mut text = Vec::new();
    let read = File::open(hook).and_then(|file| file.take(FIRST).read_to_end(&mut text));
    match read {
        Ok(_) => Ok(memchr::memmem::find(&text, MARK.as_bytes()).is_some()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", hook.display())),
    }
}

/// So much of a hook tells whose it is.
const FIRST: u64 = 4096;

/// The script as a file of another name, ready to be put in its place: a hook is there whole or not at all.
fn written(folder: &Path, script: &[u8]) -> anyhow::Result<tempfile::NamedTempFile> {
    let error = || format!("cannot write into {}", folder.display());
    let mut file = tempfile::Builder::new().prefix(".sealant-").tempfile_in(folder).with_context(error)?;
    file.write_all(script).with_context(error)?;
    make_executable(file.path()).with_context(error)?;
    Ok(file)
}

/// This very program, as a shell names it.
fn program() -> anyhow::Result<Vec<u8>> {
    let program = std::env::current_exe().context("cannot tell where this program is")?;
    let bytes = program.into_os_string().into_encoded_bytes();
    if cfg!(windows) {
        return Ok(bytes.iter().map(|&byte| if byte == b'\\' { b'/' } else { byte }).collect());
    }
    Ok(bytes)
}

#[cfg(unix)]
fn make_executable(hook: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(hook, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "on other platforms git runs what has the right name")]
fn make_executable(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// git passes over hooks that are not executable; so does ours.
#[cfg(unix)]
fn is_asked(kept: &Path, runner: Runner) -> bool {
    use std::os::unix::fs::PermissionsExt;
    runner == Runner::Husky
        || kept.metadata().is_ok_and(|metadata| metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_asked(_: &Path, _: Runner) -> bool {
    true
}
