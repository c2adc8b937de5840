//! What a hook of Sealant says: a script for any POSIX shell, also the one that comes with Git for Windows. It asks the hook
//! that was there before it, and then Sealant.

use crate::cli::args::HookKind;

/// By this line a hook is known as ours.
pub(super) const MARK: &str =
    "# Written by `sealant hook install`; `sealant hook uninstall` takes it out again.";

/// What follows the name of a hook that was there before ours.
pub(super) const KEPT: &str = ".before-sealant";

/// Who runs the script, and for whom it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Runner {
    /// git itself, on this machine only.
    Git,
    /// git itself, from a folder that is part of the work tree and so reaches other machines.
    GitOfAll,
    /// husky, which runs the files of its folder by `sh -e`, executable or not; they reach other machines too.
    Husky,
}

/// The script, as bytes: a path is not always UTF-8. `program` is this very program, as bytes.
pub(super) fn script(kind: HookKind, runner: Runner, program: &[u8]) -> Vec<u8> {
    let name = kind.file_name();
    let (listen, tell, ask, pass) = match kind {
        HookKind::PreCommit => ("", "", "--staged", "git commit --no-verify"),
        HookKind::PrePush => (LISTEN, "told | ", "--pushed=\"$1\"", "git push --no-verify"),
    };
    let (is_there, run) = match runner {
        Runner::Husky => ("-f", "sh -e \"$kept\""),
        Runner::Git | Runner::GitOfAll => ("-x", "\"$kept\""),
    };
    // The hook that was there may itself call this one: installers put each other's hooks aside.
    let head = format!(
        "#!/bin/sh\n{MARK}\n# `{pass}` passes it by.\n\
         [ \"${{SEALANT_HOOK-}}\" != \"{name} $PWD\" ] || exit 0\n{listen}\
         kept=$(dirname \"$0\")/{name}{KEPT}\n\
         if [ {is_there} \"$kept\" ]; then\n    {tell}SEALANT_HOOK=\"{name} $PWD\" {run} \"$@\" || exit\nfi\n"
    );
    let missing = format!(
        "{{\n    echo 'sealant: not found, so nothing was checked. Install it, put it on the PATH, or take this hook out:' >&2\n    \
         echo \"  rm '$0'     or pass it by once: {pass}\" >&2\n    exit 1\n}}\n"
    );
    let (own, or_else) = match runner {
        Runner::Git => ([b"sealant=", &*quoted(program), b"\n"].concat(), "[ -x \"$sealant\" ] || "),
        Runner::GitOfAll | Runner::Husky => (Vec::new(), ""),
    };
    let find = format!("{or_else}sealant=$(command -v sealant) || {missing}");
    // Nothing is said of a commit that is clean; what is wrong is worth asking again.
    let feed =
        format!("{tell}\"$sealant\" scan {ask} --quiet 2>/dev/null && exit\n{tell}\"$sealant\" scan {ask}\n");
    [head.as_bytes(), &own, find.as_bytes(), feed.as_bytes()].concat()
}

/// git says on standard input what is pushed, and both hooks want to hear it.
const LISTEN: &str = "pushed=$(cat)\ntold() { [ -z \"$pushed\" ] || printf '%s\\n' \"$pushed\"; }\n";

/// For a shell, whatever it holds.
fn quoted(text: &[u8]) -> Vec<u8> {
    let parts: Vec<&[u8]> = text.split(|&byte| byte == b'\'').collect();
    [b"'", &*parts.join(&b"'\\''"[..]), b"'"].concat()
}

#[cfg(test)]
mod tests {
    use super::{Runner, quoted, script};
    use crate::cli::args::HookKind;

    #[test]
    fn quotes_end_no_quotation() {
        assert_eq!(quoted(b"/a b/it's\xff"), b"'/a b/it'\\''s\xff'");
    }

    #[test]
    fn only_a_hook_of_this_machine_names_this_program() {
        for kind in [HookKind::PreCommit, HookKind::PrePush] {
            let names = |runner| memchr::memmem::find(&script(kind, runner, b"/here"), b"/here").is_some();
            assert_eq!([Runner::Git, Runner::GitOfAll, Runner::Husky].map(names), [true, false, false]);
        }
    }
}
