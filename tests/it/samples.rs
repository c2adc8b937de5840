//! The samples of all built-in rules, filled by the checks' generators.

use std::path::{Path, PathBuf};

use sealant::check::random::Random;
use sealant::rule::load::{Loaded, MeasuredChance, RuleSource, load};
use sealant::rule::sample::{Sample, expand};

/// A rule file of `patterns/`, loaded.
pub(crate) struct RuleFile {
    pub(crate) loaded: Loaded,
}

/// Every rule file below `patterns/`, in the order of ids.
pub(crate) fn rule_files() -> Vec<RuleFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("patterns");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    paths.retain(|path| !path.starts_with(root.join("data")));
    paths.sort();
    paths.iter().map(|path| read(&root, path)).collect()
}

/// Every match sample of every rule, filled once.
pub(crate) fn of_all_rules(random: &mut Random) -> Vec<Sample> {
    let files = rule_files();
    let templates = files.iter().flat_map(|file| &file.loaded.matches);
    templates.map(|template| expand(template.get_ref(), random).unwrap()).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            paths.push(path);
        }
    }
}

fn read(root: &Path, path: &Path) -> RuleFile {
    let text = std::fs::read_to_string(path).unwrap();
    let id = path.strip_prefix(root).unwrap().with_extension("").to_str().unwrap().to_owned();
    let list = |name: &str| std::fs::read_to_string(path.with_file_name(name));
    let source = RuleSource { id: &id, path: path.to_str().unwrap(), text: &text, list: &list };
    let loaded =
        load(&source, &MeasuredChance::default()).unwrap_or_else(|error| panic!("{}", error.render(false)));
    RuleFile { loaded }
}
