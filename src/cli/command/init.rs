//! `sealant init`: a `sealant.toml` that says what can be said. It never replaces one.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::Path;

use anyhow::{Context, bail};

use crate::cli::args::InitArgs;
use crate::cli::config::FILE_NAME;
use crate::cli::exit::Exit;
use crate::cli::output;

/// Every key, commented out where its value is what holds anyway.
const TEMPLATE: &str = include_str!("sealant.toml");

/// Writes the file.
pub(in crate::cli) fn run(args: &InitArgs) -> anyhow::Result<Exit> {
    let path = args.folder.as_deref().unwrap_or(Path::new("")).join(FILE_NAME);
    match File::create_new(&path) {
        Ok(mut file) => {
            file.write_all(TEMPLATE.as_bytes())
                .with_context(|| format!("cannot write {}", path.display()))?;
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            bail!("{} exists already and is left as it is; remove it first to start anew", path.display());
        }
        Err(error) => return Err(error).context(format!("cannot write {}", path.display())),
    }
    output::print(&format!("wrote {}; `sealant config show` tells what it changes\n", path.display()))?;
    Ok(Exit::Clean)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::TEMPLATE;
    use crate::cli::config::Config;

    /// The template with every example made real: a line `# key = …` or `# [table]` is one, prose is `## …`.
    fn without_comments() -> String {
        let examples = TEMPLATE.lines().filter(|line| !line.starts_with("##"));
        examples.map(|line| line.trim_start_matches("# ")).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn the_template_changes_nothing_as_it_is() {
        let config = Config::parse(Path::new("sealant.toml"), TEMPLATE).unwrap();
        assert!(config.confidence.is_none() && config.skip.is_empty() && config.families.is_empty());
    }

    #[test]
    fn every_example_in_the_template_is_understood() {
        let config = Config::parse(Path::new("sealant.toml"), &without_comments()).unwrap();
        assert!(config.confidence.is_some() && config.severity.is_some() && config.fail_on.is_some());
        assert!(!config.only.is_empty() && !config.skip.is_empty() && !config.families.is_empty());
        assert!(!config.include.is_empty() && !config.exclude.is_empty());
        assert!(config.contacts.all().iter().all(|(_, contact)| contact.is_some()));
    }
}
