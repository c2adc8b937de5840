//! How git is run: without configuration that could make it run something else, without a network, in its own order.

use std::io::{BufReader, Read};
use std::process::{ChildStdout, Command, Stdio};

use super::{GitError, Repository};

/// What no repository may decide. A folder that belongs to somebody else is read all the same: nothing in it is run.
const SETTINGS: &[&str] = &[
    "advice.graftFileDeprecated=false",
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.quotePath=false",
    "diff.external=",
    "diff.ignoreSubmodules=none",
    "log.showSignature=false",
    "log.showRoot=true",
    "log.mailmap=false",
    "protocol.allow=never",
    "safe.directory=*",
];

const ENVIRONMENT: &[(&str, &str)] = &[
    ("GIT_CONFIG_NOSYSTEM", "1"),
    ("GIT_CONFIG_GLOBAL", "/dev/null"),
    ("GIT_GRAFT_FILE", "/dev/null"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GIT_PAGER", "cat"),
    ("LC_ALL", "C"),
];

/// How much of what git says is passed on.
const MOST_SAID: usize = 400;

impl Repository {
    /// git with these arguments, ready to run; its complaints are kept.
    pub(super) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.current_dir(&self.folder).args(["--no-pager", "--no-optional-locks", "--literal-pathspecs"]);
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        command.args(arguments).envs(ENVIRONMENT.iter().copied());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// What git answers, whole: for short answers only.
    pub(super) fn ask(&self, asked: &'static str, arguments: &[&str]) -> Result<Vec<u8>, GitError> {
        let output = self.command(arguments).output()?;
        if output.status.success() { Ok(output.stdout) } else { Err(refused(asked, &output.stderr)) }
    }

    /// What is made of git's answer while it comes. It must be read to its end.
    pub(super) fn hear<T>(
        &self,
        asked: &'static str,
        arguments: &[&str],
        made: impl FnOnce(&mut BufReader<ChildStdout>) -> Result<T, GitError>,
    ) -> Result<T, GitError> {
        let mut child = self.command(arguments).spawn()?;
        let stdout = child.stdout.take().expect("it was asked to be piped");
        let made = made(&mut BufReader::with_capacity(256 << 10, stdout));
        let mut said = Vec::new();
        let stderr = child.stderr.take().expect("it was asked to be piped");
        stderr.take(4096).read_to_end(&mut said)?;
        if child.wait()?.success() { made } else { Err(refused(asked, &said)) }
    }
}

/// The e-mail address that the next commit would bear, where git is told one. Nothing of a repository is run for it.
pub fn committer() -> Option<String> {
    let output =
        Command::new("git").args(["config", "--get", "user.email"]).stdin(Stdio::null()).output().ok()?;
    let address = String::from_utf8(output.stdout).ok()?;
    Some(address.trim().to_owned()).filter(|address| !address.is_empty())
}

/// An error with the first lines of what git said.
pub(super) fn refused(asked: &'static str, stderr: &[u8]) -> GitError {
    let said = String::from_utf8_lossy(stderr);
    let said = said.lines().map(|line| line.trim_start_matches("fatal: ")).collect::<Vec<_>>().join("; ");
    let said = if said.is_empty() { "it does not say why".to_owned() } else { said };
    GitError::Refused {
        asked,
        said: said.chars().filter(|character| !character.is_control()).take(MOST_SAID).collect(),
    }
}
