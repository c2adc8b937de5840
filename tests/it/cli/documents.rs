//! Help, version, completions and the manual: all from one definition, none forgotten.

use std::fs;
use std::path::Path;

use clap::{Command, CommandFactory};
use sealant::cli::args::CommandLine;

use super::{folder, sealant};

/// Every command with the words that name it.
fn commands() -> Vec<(Vec<String>, Command)> {
    let mut found = Vec::new();
    collect(&CommandLine::command(), &mut Vec::new(), &mut found);
    found
}

fn collect(command: &Command, words: &mut Vec<String>, found: &mut Vec<(Vec<String>, Command)>) {
    found.push((words.clone(), command.clone()));
    for inner in command.get_subcommands() {
        words.push(inner.get_name().to_owned());
        collect(inner, words, found);
        words.pop();
    }
}

fn flags(command: &Command) -> Vec<String> {
    command
        .get_arguments()
        .filter_map(|argument| argument.get_long())
        .map(|flag| format!("--{flag}"))
        .collect()
}

/// The help of each command is kept beside the tests; `UPDATE=1` writes it anew.
#[test]
fn help_is_as_reviewed() {
    let (folder, kept) = (folder(), Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/help"));
    for (words, _) in commands() {
        let mut args: Vec<&str> = words.iter().map(String::as_str).collect();
        args.push("--help");
        let help = sealant(folder.path(), &args).ends(0).out;
        let name = if words.is_empty() { "sealant".to_owned() } else { words.join("-") };
        let path = kept.join(name).with_extension("txt");
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, &help).unwrap();
        }
        let reviewed = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        assert_eq!(help, reviewed, "{} differs; run the tests with UPDATE=1 and review it", path.display());
    }
}

#[test]
fn the_version_tells_the_rules() {
    let ran = sealant(folder().path(), &["--version"]).ends(0);
    let (hash, count) = (sealant::builtin::hash(), sealant::builtin::rules().len());
    assert_eq!(ran.out, format!("sealant {} ({count} rules, hash {hash})\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn completions_know_every_flag() {
    let folder = folder();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = sealant(folder.path(), &["completions", shell]).ends(0).out;
        for flag in commands().iter().flat_map(|(_, command)| flags(command)) {
            let bare = flag.trim_start_matches('-');
            let known = script.contains(&flag) || (shell == "fish" && script.contains(&format!("-l {bare}")));
            assert!(known, "{shell} does not know {flag}");
        }
    }
}

#[test]
fn the_manual_describes_every_command_and_flag() {
    let folder = folder();
    for (words, command) in commands() {
        let args: Vec<&str> = std::iter::once("man").chain(words.iter().map(String::as_str)).collect();
        let page = sealant(folder.path(), &args).ends(0).out;
        assert!(
            page.contains(".TH ") && page.contains(".SH NAME") && page.contains(".SH SYNOPSIS"),
            "{words:?}"
        );
        for flag in flags(&command) {
            assert!(page.contains(&flag.replace('-', "\\-")), "the page of {words:?} lacks {flag}");
        }
    }
    sealant(folder.path(), &["man", "fly"]).ends(2).complains(&["no command `sealant fly`"]);
}

#[test]
fn what_is_not_understood_is_an_error_that_helps() {
    let folder = folder();
    sealant(folder.path(), &["scan", "--confidance", "low"])
        .ends(2)
        .complains(&["--confidance", "--confidence"]);
    sealant(folder.path(), &["scan", "--severity", "grave"])
        .ends(2)
        .complains(&["possible values", "critical"]);
    sealant(folder.path(), &["scan", "--as-of", "tomorrow"]).ends(2).complains(&["YYYY-MM-DD"]);
    sealant(folder.path(), &["scan", "--config", "a", "--no-config"])
        .ends(2)
        .complains(&["cannot be used with"]);
    sealant(folder.path(), &["scna"]).ends(2).complains(&["scan"]);
    sealant(folder.path(), &[]).ends(2).complains(&["Usage"]);
    let both = ["scan", "--stdin-path", "x", "--files-from", "-"];
    sealant(folder.path(), &both).ends(2).complains(&["cannot be used with"]);
}
