//! `sealant hook`: scripts that git runs before a commit or a push. A hook that was there is kept beside ours and asked first;
//! nothing of another tool is ever changed.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::cli::args::{HookAction, HookArgs, HookKind};
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::input::hooks_folder;

/// By this line a hook is known as ours.
const MARK: &str = "# Written by `sealant hook install`; `sealant hook uninstall` takes it out again.";

/// What follows the name of a hook that was there before ours.
const KEPT: &str = ".before-sealant";

/// What is run at a commit.
const PRE_COMMIT: &str = "exec \"$sealant\" scan --staged\n";

/// What is run at a push: git says on standard input what is pushed, one line a branch. A branch that is new to the other
/// side begins where it left what any of its branches has.
const PRE_PUSH: &str = "\
status=0
while read -r _ new _ old; do
    case $new in *[!0]*) ;; *) continue ;; esac
    case $old in
    *[!0]*) range=$old..$new ;;
    *)
        base=$(git rev-list --boundary \"$new\" --not \"--remotes=$1\" | sed -n 's/^-//p' | head -n 1)
        range=${base:+$base..}$new
        ;;
    esac
    \"$sealant\" scan --range \"$range\" || status=$?
done <<END
$pushed
END
exit $status
";

/// Installs or takes out a hook.
pub(in crate::cli) fn run(args: &HookArgs) -> anyhow::Result<Exit> {
    let folder = hooks_folder(&std::env::current_dir()?)?;
    let said = match args.action {
        HookAction::Install { kind } => install(&folder, kind)?,
        HookAction::Uninstall { kind } => uninstall(&folder, kind)?,
    };
    output::print(&said)?;
    Ok(Exit::Clean)
}

fn install(folder: &Path, kind: HookKind) -> anyhow::Result<String> {
    let (hook, kept) = places(folder, kind);
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let mut said = String::new();
    if !is_ours(&hook)? && hook.symlink_metadata().is_ok() {
        if kept.symlink_metadata().is_ok() {
            bail!(
                "{} and {} are both there already; remove one of them first",
                hook.display(),
                kept.display()
            );
        }
        fs::rename(&hook, &kept).with_context(|| format!("cannot keep {}", hook.display()))?;
        said = format!("kept the hook that was there as {}: it is asked first\n", kept.display());
    }
    fs::write(&hook, script(kind)?).with_context(|| format!("cannot write {}", hook.display()))?;
    make_executable(&hook)?;
    Ok(format!("{said}wrote {}\n", hook.display()))
}

fn uninstall(folder: &Path, kind: HookKind) -> anyhow::Result<String> {
    let (hook, kept) = places(folder, kind);
    if !is_ours(&hook)? {
        bail!("{} is no hook of Sealant; it is left as it is", hook.display());
    }
    fs::remove_file(&hook).with_context(|| format!("cannot remove {}", hook.display()))?;
    if kept.symlink_metadata().is_err() {
        return Ok(format!("removed {}\n", hook.display()));
    }
    fs::rename(&kept, &hook).with_context(|| format!("cannot put back {}", kept.display()))?;
    Ok(format!("removed {0}, and put back the hook that was there before\n", hook.display()))
}

/// The hook, and where one that was there before is kept.
fn places(folder: &Path, kind: HookKind) -> (PathBuf, PathBuf) {
    let name = kind.file_name();
    (folder.join(name), folder.join(format!("{name}{KEPT}")))
}

fn is_ours(hook: &Path) -> anyhow::Result<bool> {
    match fs::read(hook) {
        Ok(text) => Ok(memchr::memmem::find(&text, MARK.as_bytes()).is_some()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", hook.display())),
    }
}

/// The script. It names this very program, and where that is gone the one on the PATH.
fn script(kind: HookKind) -> anyhow::Result<String> {
    let program = std::env::current_exe().context("cannot tell where this program is")?;
    let program = quoted(&program.to_string_lossy());
    let name = kind.file_name();
    let (before, body) = match kind {
        HookKind::PreCommit => (format!("\"$kept\" \"$@\" || exit\n"), PRE_COMMIT),
        HookKind::PrePush => (format!("printf '%s\\n' \"$pushed\" | \"$kept\" \"$@\" || exit\n"), PRE_PUSH),
    };
    let input = if kind == HookKind::PrePush { "pushed=$(cat)\n" } else { "" };
    let pass = if kind == HookKind::PrePush { "git push --no-verify" } else { "git commit --no-verify" };
    Ok(format!(
        "#!/bin/sh\n{MARK}\n# `{pass}` passes it by.\n{input}kept=$(dirname \"$0\")/{name}{KEPT}\n\
         if [ -x \"$kept\" ]; then\n    {before}fi\nsealant={program}\n\
         [ -x \"$sealant\" ] || sealant=sealant\n{body}"
    ))
}

/// For a shell, whatever it holds.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(unix)]
fn make_executable(hook: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let error = || format!("cannot make {} executable", hook.display());
    fs::set_permissions(hook, fs::Permissions::from_mode(0o755)).with_context(error)
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "on other platforms git runs what has the right name")]
fn make_executable(_: &Path) -> anyhow::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn quotes_end_no_quotation() {
        assert_eq!(quoted("/a b/it's"), r"'/a b/it'\''s'");
    }
}
