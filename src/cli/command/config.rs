//! `sealant config show`: every setting in force and where it comes from, as a `sealant.toml` that would say the same.

use std::fmt::Write;

use crate::cli::args::{ConfigArgs, ConfigCommand, SettingArgs};
use crate::cli::exit::Exit;
use crate::cli::settings::{Settings, Surroundings};
use crate::cli::sourced::Sourced;
use crate::cli::{output, warn};

/// Runs the command.
pub(in crate::cli) fn run(args: &ConfigArgs) -> anyhow::Result<Exit> {
    let ConfigCommand::Show(args) = &args.command;
    show(args)
}

fn show(args: &SettingArgs) -> anyhow::Result<Exit> {
    let settings = Settings::resolve(args, &Surroundings::of_process()?)?;
    warn(&settings.warnings);
    output::print(&rendered(&settings)?)?;
    Ok(Exit::Clean)
}

fn rendered(settings: &Settings) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    match &settings.config {
        Some(path) => writeln!(text, "# configuration file: {}", path.display())?,
        None => writeln!(text, "# configuration file: none")?,
    }
    line(&mut text, "confidence", &settings.confidence, |value| quoted(value.name()))?;
    line(&mut text, "severity", &settings.severity, |value| quoted(value.name()))?;
    line(&mut text, "fail-on", &settings.fail_on, |value| quoted(value.name()))?;
    list(&mut text, "only", &settings.only, |value| quoted(value))?;
    list(&mut text, "skip", &settings.skip, |value| quoted(value))?;
    list(&mut text, "include", &settings.include, |value| quoted(value))?;
    list(&mut text, "exclude", &settings.exclude, |value| quoted(value))?;
    list(&mut text, "rules", &settings.rules, |value| quoted(&value.to_string_lossy()))?;
    line(&mut text, "# no-ignore", &settings.no_ignore, bool::to_string)?;
    line(&mut text, "# as-of", &settings.as_of, |value| quoted(&value.to_string()))?;
    match &settings.key {
        Some(key) => line(&mut text, "# fingerprint key", key, |_| quoted("set"))?,
        None => line(&mut text, "# fingerprint key", &Sourced::default_of(()), |()| quoted("none"))?,
    }
    writeln!(text, "\n[families]")?;
    settings
        .families
        .iter()
        .try_for_each(|(family, used)| line(&mut text, family.name(), used, bool::to_string))?;
    Ok(text)
}

fn line<T>(
    text: &mut String,
    key: &str,
    setting: &Sourced<T>,
    render: impl Fn(&T) -> String,
) -> std::fmt::Result {
    writeln!(text, "{:<32} # {}", format!("{key} = {}", render(&setting.value)), setting.origin)
}

fn list<T>(
    text: &mut String,
    key: &str,
    settings: &[Sourced<T>],
    render: impl Fn(&T) -> String,
) -> std::fmt::Result {
    if settings.is_empty() {
        return line(text, key, &Sourced::default_of(()), |()| "[]".to_owned());
    }
    writeln!(text, "{key} = [")?;
    for setting in settings {
        writeln!(text, "{:<32} # {}", format!("    {},", render(&setting.value)), setting.origin)?;
    }
    writeln!(text, "]")
}

/// A TOML string.
fn quoted(value: &str) -> String {
    toml::Value::from(value).to_string()
}
