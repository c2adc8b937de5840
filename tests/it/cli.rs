//! The command as its users run it: the real program in a folder of its own.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod answers;
mod baseline_property;
mod changes;
mod codes;
mod configuration;
mod documents;
mod edges;
mod hooks;
mod import;
mod output;
mod rules;
mod sarif;
mod scan;
mod score;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use sealant::check::random::Random;
use tempfile::TempDir;

/// A rule of a user's own: what it finds depends on no built-in rule.
const RULE: &str = r#"
name = "Our deploy token"
severity = "critical"
categories = ["credential"]
retention = "not-to-be-kept"
summary = "Deploys to every server of ours."
remedy = "Revoke it in the deploy console."
context = ["token", "deploy"]
matches = ["token = «ourdeploy_{base62:32}»", "deploy: «ourdeploy_{base62:32}»"]
rejects = [
    { text = "ourdeploy_{base62:31}", why = "too short" },
    { text = "ourdeploy_", why = "only the prefix" },
]

[[find]]
in = "text"
literals = ["ourdeploy_"]
value = { alphabet = "base62", length = 32 }
"#;

/// The id of [`RULE`].
const RULE_ID: &str = "secret/ours/deploy-token";

/// What a run left behind.
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

/// A folder with [`RULE`] in `rules`, which is nobody else's.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &format!("rules/{RULE_ID}.toml"), RULE);
    folder
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// A line that holds a value of [`RULE`], different for each seed.
fn finding(seed: u64) -> String {
    let characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    format!("token = \"ourdeploy_{}\"\n", Random::new(seed).string(characters, 32))
}

/// The program in a folder, deaf to what surrounds the tests.
fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sealant"));
    command.current_dir(folder).args(args).stdin(Stdio::null());
    for variable in ["SEALANT_KEY", "NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR"] {
        command.env_remove(variable);
    }
    command.env("HOME", folder).env("COLUMNS", "100");
    command
}

fn sealant(folder: &Path, args: &[&str]) -> Ran {
    ran(&mut command(folder, args))
}

fn ran(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

impl Ran {
    /// The run ended so.
    #[track_caller]
    fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "output: {}\nerrors: {}", self.out, self.err);
        self
    }

    /// Standard error says each of these.
    #[track_caller]
    fn complains(self, parts: &[&str]) -> Self {
        for part in parts {
            assert!(self.err.contains(part), "no {part:?} in {}", self.err);
        }
        self
    }

    /// Standard output says each of these.
    #[track_caller]
    fn says(self, parts: &[&str]) -> Self {
        for part in parts {
            assert!(self.out.contains(part), "no {part:?} in {}", self.out);
        }
        self
    }
}
