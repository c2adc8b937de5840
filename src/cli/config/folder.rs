//! Configuration of single folders of a larger tree: what it may say, and how it lies over that of the whole. Only folders
//! that the configuration of the whole names have one: whoever may write to a folder does not decide about it by that.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::{Config, FILE_NAME};
use crate::cli::settings::Surroundings;
use crate::cli::sourced::Sourced;
use crate::policy::{Hold, RetentionOverride};

/// A folder and what holds in it.
#[derive(Clone, Debug)]
pub(in crate::cli) struct FolderConfig {
    /// How the names of its artifacts begin, with a slash at the end.
    pub prefix: Sourced<String>,
    /// Its own configuration over that of the whole.
    pub config: Config,
    /// Globs of its files to leave out, as the whole would write them.
    pub exclude: Vec<Sourced<String>>,
}

/// Whether a configuration names the folder of this file as one of its own.
pub(in crate::cli) fn names(whole: &Config, file: &Path) -> bool {
    let folder = file.parent().and_then(|folder| folder.canonicalize().ok());
    let is_it = |named: &Sourced<PathBuf>| named.value.canonicalize().ok() == folder;
    folder.is_some() && whole.folders.iter().any(is_it)
}

/// Reads the configuration of every folder that the whole names. `top` is the folder that names of artifacts count from.
pub(in crate::cli) fn read_all(
    whole: &Config,
    top: &Path,
    surroundings: &Surroundings,
) -> anyhow::Result<Vec<FolderConfig>> {
    whole.folders.iter().map(|folder| read(whole, folder, top, surroundings)).collect()
}

fn read(
    whole: &Config,
    folder: &Sourced<PathBuf>,
    top: &Path,
    surroundings: &Surroundings,
) -> anyhow::Result<FolderConfig> {
    let path = folder.value.join(FILE_NAME);
    if !path.is_file() {
        bail!(
            "{}: there is no {}; write one, or take the folder out of `folders`",
            folder.origin,
            surroundings.name_of(&path)
        );
    }
    let own = Config::read(&path, surroundings)?;
    if let Some(key) = belongs_to_the_whole(&own) {
        bail!("{}: `{key}` can be said for the whole only, not for a folder", surroundings.name_of(&path));
    }
    let inside = folder.value.canonicalize()?;
    let below = inside.strip_prefix(top.canonicalize()?).with_context(|| {
        format!("{}: {} lies outside of what is searched", folder.origin, folder.value.display())
    })?;
    let prefix = below.to_string_lossy().replace('\\', "/") + "/";
    let exclude = own
        .exclude
        .iter()
        .map(|glob| Sourced { value: within(&prefix, &glob.value), origin: glob.origin.clone() });
    let exclude = exclude.collect();
    let config = over(own, whole, &prefix);
    Ok(FolderConfig { config, exclude, prefix: Sourced { value: prefix, origin: folder.origin.clone() } })
}

/// The first key that a folder may not have.
fn belongs_to_the_whole(own: &Config) -> Option<&'static str> {
    let contacts = own.contacts.all().iter().any(|(_, contact)| contact.is_some());
    let said = [
        ("include", !own.include.is_empty()),
        ("rules", !own.rules.is_empty()),
        ("folders", !own.folders.is_empty()),
        ("regions", !own.regions.is_empty()),
        ("baseline", own.baseline.is_some()),
        ("waivers", own.waivers.is_some()),
        ("contacts", contacts),
    ];
    said.into_iter().find(|(_, is_said)| *is_said).map(|(key, _)| key)
}

/// What the folder says beats what the whole says; lists of what is left out, kept or held are added to.
fn over(own: Config, whole: &Config, prefix: &str) -> Config {
    let mut families = whole.families.clone();
    families.extend(own.families);
    let says_gate = own.fail_on.is_some();
    let mut fail_on_families = if says_gate { BTreeMap::new() } else { whole.fail_on_families.clone() };
    fail_on_families.extend(own.fail_on_families);
    let retention = own.retention.into_iter().map(|period| Sourced {
        value: RetentionOverride { paths: of_folder(prefix, &period.value.paths), ..period.value },
        origin: period.origin,
    });
    let holds = own.holds.into_iter().map(|hold| Sourced {
        value: Hold { paths: all_within(prefix, &hold.value.paths), ..hold.value },
        origin: hold.origin,
    });
    Config {
        path: own.path,
        confidence: own.confidence.or_else(|| whole.confidence.clone()),
        severity: own.severity.or_else(|| whole.severity.clone()),
        fail_on: own.fail_on.or_else(|| whole.fail_on.clone()),
        fail_on_families,
        only: if own.only.is_empty() { whole.only.clone() } else { own.only },
        skip: whole.skip.iter().cloned().chain(own.skip).collect(),
        families,
        // Of two periods that are as narrow the later counts.
        retention: whole.retention.iter().cloned().chain(retention).collect(),
        holds: whole.holds.iter().cloned().chain(holds).collect(),
        ..whole.clone()
    }
}

/// The same, where no globs mean the folder: a period of the folder is narrower than any of the whole.
fn of_folder(prefix: &str, globs: &[String]) -> Vec<String> {
    if globs.is_empty() { vec![within(prefix, "/**")] } else { all_within(prefix, globs) }
}

fn all_within(prefix: &str, globs: &[String]) -> Vec<String> {
    globs.iter().map(|glob| within(prefix, glob)).collect()
}

/// A glob of the folder as the whole would write it. One without a slash matches at any depth.
fn within(prefix: &str, glob: &str) -> String {
    let (not, glob) = glob.strip_prefix('!').map_or(("", glob), |glob| ("!", glob));
    let folder = globset::escape(prefix).replace('\\', "?");
    let is_deep = !glob.trim_end_matches('/').contains('/');
    let glob = glob.trim_start_matches("./").trim_start_matches('/');
    if is_deep { format!("{not}{folder}**/{glob}") } else { format!("{not}{folder}{glob}") }
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn globs_of_a_folder_stay_in_it() {
        for (glob, whole) in [
            ("*.csv", "a/b/**/*.csv"),
            ("/x.txt", "a/b/x.txt"),
            ("./x/", "a/b/x/"),
            ("x/", "a/b/**/x/"),
            ("x/*.py", "a/b/x/*.py"),
            ("!keep.py", "!a/b/**/keep.py"),
        ] {
            assert_eq!(within("a/b/", glob), whole, "{glob}");
        }
    }
}
