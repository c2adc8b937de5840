//! Three ways on from what a change brings in: take the value out, name it instead of writing it, or say why it may
//! stay. Each has a command to paste.
//!
//! Paths are those of the report: they count from the top of the repository, where hooks run.

use std::io;

use anstyle::Style;

use crate::model::finding::{LabelKind, Place, Within};
use crate::model::rule_doc::{Family, RuleDoc};
use crate::model::source::{ArtifactPath, InHistory};
use crate::model::verdict::Judged;
use crate::report::masking::ShownPath;
use crate::report::{phrase, shell, uri};

use super::DIM;

/// What is to be pasted stands out.
const COMMAND: Style = Style::new().bold();

/// How a program of a language reads a variable of its environment: what stands before the name and after it.
const READS: [(&[&str], &str, &str); 11] = [
    (&["py", "pyw", "ipynb"], "os.environ[\"", "\"]"),
    (&["js", "cjs", "mjs", "jsx", "ts", "tsx", "vue"], "process.env.", ""),
    (&["rb"], "ENV.fetch(\"", "\")"),
    (&["go"], "os.Getenv(\"", "\")"),
    (&["rs"], "std::env::var(\"", "\")"),
    (&["java", "kt", "kts", "scala", "groovy"], "System.getenv(\"", "\")"),
    (&["cs"], "Environment.GetEnvironmentVariable(\"", "\")"),
    (&["c", "cc", "cpp", "h", "hpp", "php"], "getenv(\"", "\")"),
    (&["swift"], "ProcessInfo.processInfo.environment[\"", "\"]"),
    (&["ps1", "psm1"], "$env:", ""),
    (&["sh", "bash", "zsh"], "\"$", "\""),
];

/// Where a file of any other kind is filled in.
const FILLED_IN: (&str, &str) = ("${", "}");

/// Files that hold what programs read at run time, or keys: they are no part of the source.
const KEPT_OUT: [&str; 8] = ["env", "pem", "key", "p12", "pfx", "jks", "keystore", "kdbx"];

/// The longest name of a variable that is made up from a key.
const LONGEST_VARIABLE: usize = 48;

/// One thing to do: the command, and the words around it.
struct Step {
    before: String,
    command: String,
    after: &'static str,
}

impl Step {
    fn new(before: impl Into<String>, command: impl Into<String>) -> Self {
        Self { before: before.into(), command: command.into(), after: "" }
    }
}

/// What the ways are made from.
pub(super) struct Ways<'a> {
    pub(super) doc: &'a RuleDoc,
    pub(super) path: &'a ShownPath,
    pub(super) judged: &'a Judged,
}

impl Ways<'_> {
    /// Writes all three.
    pub(super) fn write(&self, out: &mut dyn io::Write) -> io::Result<()> {
        write(out, "remove", &self.remove())?;
        write(out, "refer", &self.refer())?;
        write(out, "waive", &self.waive())
    }

    /// Writes what a value that was met before needs anew: it is waived by its value where it can be.
    pub(super) fn write_for_known(&self, out: &mut dyn io::Write) -> io::Result<()> {
        write(out, "remove", &self.remove())?;
        if self.judged.verdict.value_fingerprint.is_some() { Ok(()) } else { self.write_waiver(out) }
    }

    /// Writes the only command that cannot be made up from the others.
    pub(super) fn write_waiver(&self, out: &mut dyn io::Write) -> io::Result<()> {
        write(out, "waive", &self.waive()[..1])
    }

    fn remove(&self) -> Vec<Step> {
        match &self.judged.verdict.history {
            Some(history) => rewrite(history),
            None => self.unstage(),
        }
    }

    fn unstage(&self) -> Vec<Step> {
        let Some(name) = self.name() else {
            return vec![Step::new("rename the file, whose name holds the value, and stage it again", "")];
        };
        let (git, path) = (shell::git(&name), shell::quoted(&name));
        let leave = format!("{git} reset -q -- {path}");
        if self.is_whole() {
            return vec![Step::new("leave the file out of this commit:", leave)];
        }
        let places = self.judged.finding.occurrences;
        let at = if places > 1 { format!(" at {} places", phrase::number(places)) } else { String::new() };
        vec![
            Step::new(format!("take it out{at}, then"), format!("{git} add -- {path}")),
            Step::new("or leave the file out of this commit:", leave),
        ]
    }

    fn refer(&self) -> Vec<Step> {
        let is_gone =
            self.judged.verdict.history.as_ref().is_some_and(|history| history.at_head != Some(true));
        let name = self.name();
        if is_gone {
            Vec::new()
        } else if self.doc.family != Family::Secret {
            let before =
                "keep such data where it belongs and made-up data here; to take the file out of git:";
            name.map(|name| Step::new(before, keep_out(&name))).into_iter().collect()
        } else if self.is_whole() || name.as_deref().is_some_and(is_kept_out) {
            let before = "programs can read the file without git holding it:";
            name.map(|name| Step::new(before, keep_out(&name))).into_iter().collect()
        } else {
            let command = self.expression(name.as_deref().unwrap_or_default());
            let after = "in its place; keep the value in a vault or your environment";
            vec![Step { before: "write".to_owned(), command, after }]
        }
    }

    fn waive(&self) -> Vec<Step> {
        let verdict = &self.judged.verdict;
        let fingerprint = verdict.value_fingerprint.unwrap_or(verdict.place_fingerprint);
        let command = format!("sealant waive {fingerprint} --kind not-sensitive --reason \"why\"");
        let mut steps = vec![Step::new("if it may stay:", command)];
        let is_there = verdict.history.as_ref().is_none_or(|history| history.at_head == Some(true));
        if is_there && self.place().within == Within::Text {
            let mark = format!("sealant:allow {} why", self.doc.id);
            steps.push(Step::new("or in a comment at the end of the line:", mark));
        }
        steps
    }

    /// How the file reads the value instead of holding it.
    fn expression(&self, name: &[u8]) -> String {
        let extension = ArtifactPath::new(name).extension().map(<[u8]>::to_ascii_lowercase);
        let is_of = |(extensions, _, _): &&(&[&str], &'static str, &'static str)| {
            extensions.iter().any(|known| Some(known.as_bytes()) == extension.as_deref())
        };
        let known = READS.iter().find(is_of).map(|&(_, before, after)| (before, after));
        let (before, after) = known.unwrap_or(FILLED_IN);
        format!("{before}{}{after}", self.variable())
    }

    /// A name for the variable: the key under which the value stands, or what the rule finds.
    fn variable(&self) -> String {
        let label = self.judged.finding.label.as_ref();
        let key =
            label.filter(|label| label.kind == LabelKind::Key).map(|label| snake_case(label.name(), true));
        key.filter(|name| name.starts_with(|first: char| first.is_ascii_uppercase()))
            .unwrap_or_else(|| snake_case(&self.doc.name, false))
    }

    /// The bytes of the file's name; `None` where a value was taken out of it, and no such file exists.
    fn name(&self) -> Option<Vec<u8>> {
        uri::decode(&self.path.uri).filter(|_| !self.path.masked)
    }

    fn is_whole(&self) -> bool {
        matches!(self.place().within, Within::Name | Within::Whole)
    }

    fn place(&self) -> &Place {
        self.judged.finding.place()
    }
}

/// Of what is committed: it goes where it came in, as long as nobody else has the commit.
fn rewrite(history: &InHistory) -> Vec<Step> {
    let id: String = history.commit.id.chars().take(12).collect();
    let what = if history.at_head.is_none() { "reword the message" } else { "take it out where it came in" };
    vec![
        Step::new(format!("{what}, if nobody else has the commit:"), format!("git rebase -i {id}^")),
        Step::new("once it was pushed, history keeps it: what helps then is said under \"do\"", ""),
    ]
}

/// Takes a file out of git and leaves it on the disk.
fn keep_out(name: &[u8]) -> String {
    let (git, path) = (shell::git(name), shell::quoted(name));
    let untrack = format!("{git} rm -qf --cached -- {path}");
    // In a line of .gitignore these have a meaning, and a space at the end has none.
    let has_meaning = name.iter().any(|byte| b"*?[\\!#\r\n".contains(byte)) || name.ends_with(b" ");
    if has_meaning {
        return untrack;
    }
    let line = shell::quoted(&[b"/", name].concat());
    format!("{untrack} && echo {line} >> .gitignore")
}

fn is_kept_out(name: &[u8]) -> bool {
    let path = ArtifactPath::new(name);
    let extension = path.extension().map(<[u8]>::to_ascii_lowercase);
    path.file_name().starts_with(b".env")
        || KEPT_OUT.iter().any(|known| Some(known.as_bytes()) == extension.as_deref())
}

/// `apiKey` and `api-key` → `API_KEY`. Nothing but letters, digits and underscores of ASCII is left.
fn snake_case(text: &str, splits_camels: bool) -> String {
    let mut name = String::new();
    let mut before = ' ';
    for character in text.chars() {
        let begins = splits_camels && before.is_ascii_lowercase() && character.is_ascii_uppercase();
        if (begins || !character.is_ascii_alphanumeric()) && !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
        if character.is_ascii_alphanumeric() && name.len() < LONGEST_VARIABLE {
            name.push(character.to_ascii_uppercase());
        }
        before = character;
    }
    name.trim_end_matches('_').to_owned()
}

fn write(out: &mut dyn io::Write, label: &str, steps: &[Step]) -> io::Result<()> {
    for (number, Step { before, command, after }) in steps.iter().enumerate() {
        let label = if number == 0 { label } else { "" };
        let parts = [before.clone(), format!("{COMMAND}{command}{COMMAND:#}"), (*after).to_owned()];
        let said = [&before[..], command, after];
        let parts: Vec<String> =
            parts.into_iter().zip(said).filter(|(_, said)| !said.is_empty()).map(|(part, _)| part).collect();
        writeln!(out, "    {DIM}{label:<9}{DIM:#} {}", parts.join("  "))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{is_kept_out, keep_out, snake_case};

    #[test]
    fn keys_become_names_of_variables() {
        for (key, name) in [
            ("GITHUB_TOKEN", "GITHUB_TOKEN"),
            ("apiKey", "API_KEY"),
            ("billing.api-key", "BILLING_API_KEY"),
            ("$(rm -rf /)", "RM_RF"),
            ("schlüssel", "SCHL_SSEL"),
            ("\u{202e}", ""),
        ] {
            assert_eq!(snake_case(key, true), name);
        }
        assert_eq!(snake_case("GitHub token", false), "GITHUB_TOKEN");
        assert!(snake_case(&"a ".repeat(500), true).len() <= super::LONGEST_VARIABLE + 1);
    }

    #[test]
    fn files_of_settings_are_told_from_source() {
        assert!([&b"a/.env"[..], b".env.local", b"prod.ENV", b"id.pem"].into_iter().all(is_kept_out));
        assert!([&b"env.py"[..], b"a/env/x.rs", b"key"].into_iter().all(|name| !is_kept_out(name)));
    }

    #[test]
    fn what_is_ignored_is_that_file_alone() {
        assert_eq!(keep_out(b"a b.env"), "git rm -qf --cached -- 'a b.env' && echo '/a b.env' >> .gitignore");
        assert_eq!(keep_out(b"a*.env"), "git --literal-pathspecs rm -qf --cached -- 'a*.env'");
    }
}
