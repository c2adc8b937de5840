//! `sealant config show`: every setting in force and where it comes from, as a `sealant.toml` that would say the same.

use std::fmt::Write;
use std::path::PathBuf;

use crate::cli::args::{ConfigArgs, ConfigCommand, SettingArgs};
use crate::cli::exit::Exit;
use crate::cli::settings::{Settings, Surroundings};
use crate::cli::sourced::Sourced;
use crate::cli::{output, warn};
use crate::policy::{Hold, Keep, RetentionOverride, RetentionTarget};

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
    thresholds(settings, &mut text)?;
    file(&mut text, "baseline", settings.baseline.as_ref())?;
    file(&mut text, "waivers", settings.waivers.as_ref())?;
    list(&mut text, "include", &settings.include, |value| quoted(value))?;
    list(&mut text, "exclude", &settings.exclude, |value| quoted(value))?;
    list(&mut text, "rules", &settings.rules, |value| quoted(&value.to_string_lossy()))?;
    let folders: Vec<_> = settings.folders.iter().map(|(prefix, _)| prefix.clone()).collect();
    list(&mut text, "folders", &folders, |value| quoted(value.trim_end_matches('/')))?;
    list(&mut text, "regions", &settings.regions, |value| quoted(value))?;
    line(&mut text, "# no-ignore", &settings.no_ignore, bool::to_string)?;
    line(&mut text, "# as-of", &settings.as_of, |value| quoted(&value.to_string()))?;
    match &settings.key {
        Some(key) => line(&mut text, "# fingerprint key", key, |_| quoted("set"))?,
        None => line(&mut text, "# fingerprint key", &Sourced::default_of(()), |()| quoted("none"))?,
    }
    tables(settings, &mut text)?;
    folders_of(settings, &mut text)?;
    Ok(text)
}

/// What a folder may say, too.
fn thresholds(settings: &Settings, text: &mut String) -> std::fmt::Result {
    line(text, "confidence", &settings.confidence, |value| quoted(value.name()))?;
    line(text, "severity", &settings.severity, |value| quoted(value.name()))?;
    fail_on(text, settings)?;
    list(text, "only", &settings.only, |value| quoted(value))?;
    list(text, "skip", &settings.skip, |value| quoted(value))
}

/// A severity, or a table in one line where families differ.
fn fail_on(text: &mut String, settings: &Settings) -> std::fmt::Result {
    if settings.fail_on_families.is_empty() {
        return line(text, "fail-on", &settings.fail_on, |value| quoted(value.name()));
    }
    line(text, "fail-on.default", &settings.fail_on, |value| quoted(value.name()))?;
    settings.fail_on_families.iter().try_for_each(|(family, gate)| {
        line(text, &format!("fail-on.{}", family.name()), gate, |value| quoted(value.name()))
    })
}

fn file(text: &mut String, key: &str, path: Option<&Sourced<PathBuf>>) -> std::fmt::Result {
    match path {
        Some(path) => line(text, key, path, |path| quoted(&path.to_string_lossy())),
        None => line(text, &format!("# {key}"), &Sourced::default_of(()), |()| quoted("the nearest one")),
    }
}

/// Where something else holds: each folder's own settings follow below those of the whole.
fn folders_of(settings: &Settings, text: &mut String) -> std::fmt::Result {
    settings.folders.iter().try_for_each(|(prefix, own)| {
        writeln!(text, "\n## in {}", prefix.value)?;
        let mut inside = String::new();
        thresholds(own, &mut inside)?;
        families(own, &mut inside)?;
        own.retention.iter().try_for_each(|period| retention(&mut inside, period))?;
        own.holds.iter().try_for_each(|hold| held(&mut inside, hold))?;
        inside.lines().try_for_each(|line| writeln!(text, "## {line}"))
    })
}

fn tables(settings: &Settings, text: &mut String) -> std::fmt::Result {
    families(settings, text)?;
    contacts(settings, text)?;
    settings.retention.iter().try_for_each(|period| retention(text, period))?;
    settings.holds.iter().try_for_each(|hold| held(text, hold))
}

fn families(settings: &Settings, text: &mut String) -> std::fmt::Result {
    writeln!(text, "\n[families]")?;
    settings.families.iter().try_for_each(|(family, used)| line(text, family.name(), used, bool::to_string))
}

fn contacts(settings: &Settings, text: &mut String) -> std::fmt::Result {
    writeln!(text, "\n[contacts]")?;
    settings.contacts.all().into_iter().try_for_each(|(key, contact)| match contact {
        Some(contact) => line(text, key, contact, |value| quoted(value)),
        None => line(text, &format!("# {key}"), &Sourced::default_of(()), |()| quoted("")),
    })
}

fn retention(text: &mut String, Sourced { value, origin }: &Sourced<RetentionOverride>) -> std::fmt::Result {
    let target = match &value.target {
        RetentionTarget::Class(class) => format!("class.{}", quoted(class)),
        RetentionTarget::Rules(glob) => format!("rule.{}", quoted(glob)),
    };
    let keep = match value.keep {
        Keep::For(period) => period.to_string(),
        Keep::Never => "never".to_owned(),
        Keep::Forever => "forever".to_owned(),
    };
    writeln!(text, "\n[retention.{target}] # {origin}")?;
    writeln!(text, "keep = {}", quoted(&keep))?;
    if let Some(trigger) = &value.trigger {
        writeln!(text, "trigger = {}", quoted(trigger))?;
    }
    writeln!(text, "because = {}", quoted(&value.because))?;
    writeln!(text, "paths = {}", strings(&value.paths))
}

fn held(text: &mut String, Sourced { value, origin }: &Sourced<Hold>) -> std::fmt::Result {
    writeln!(text, "\n[[hold]] # {origin}")?;
    writeln!(text, "matter = {}\nreason = {}", quoted(&value.matter), quoted(&value.reason))?;
    writeln!(text, "paths = {}\nrules = {}", strings(&value.paths), strings(&value.rules))
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

/// A TOML array of strings.
fn strings(values: &[String]) -> String {
    toml::Value::from(values.to_vec()).to_string()
}

/// A TOML string.
fn quoted(value: &str) -> String {
    toml::Value::from(value).to_string()
}
