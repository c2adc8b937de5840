//! Loads `patterns/` with the library's own loader and writes the rules as one constant, samples left out.
//!
//! What is wrong with a rule file fails the build, drawn under the file's own text.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

#[expect(dead_code, unreachable_pub, reason = "the library's own modules; a build needs a part")]
#[path = "src/check/mod.rs"]
mod check;
#[expect(dead_code, unreachable_pub, reason = "the library's own modules; a build needs a part")]
#[path = "src/model/mod.rs"]
mod model;
#[expect(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "the library's own modules; a build needs a part"
)]
#[path = "src/rule/mod.rs"]
mod rule;

use rule::load::{MeasuredChance, RuleSource, check_together, load};
use rule::strings::StringTable;

const FOLDER: &str = "patterns";

fn main() -> Result<(), Box<dyn Error>> {
    for watched in [FOLDER, "src/check", "src/model", "src/rule", "build.rs"] {
        println!("cargo::rerun-if-changed={watched}");
    }
    let mut files = Vec::new();
    collect(Path::new(FOLDER), &mut files)?;
    files.sort();
    let chance = MeasuredChance::parse(&fs::read_to_string("patterns/data/chance.toml")?)?;
    let mut hasher = blake3::Hasher::new();
    let rules: Vec<_> =
        files.iter().map(|file| load_file(file, &chance, &mut hasher)).collect::<Result<_, _>>()?;
    check_together(&rules)?;
    let mut table = String::new();
    write!(table, "pub(super) static RULES: &[Rule] = &{rules:?};")?;
    let folder = PathBuf::from(std::env::var("OUT_DIR")?);
    fs::write(folder.join("strings.bin"), StringTable::of(&rules, |_| true).to_bytes())?;
    table.push_str(
        "pub(super) const STRINGS: &[u8] = include_bytes!(concat!(env!(\"OUT_DIR\"), \"/strings.bin\"));",
    );
    write!(table, "pub(super) const HASH: &str = {:?};", &hasher.finalize().to_hex()[..16])?;
    fs::write(folder.join("rules.rs"), table)?;
    Ok(())
}

/// All rule files below a folder; `data` holds no rules.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() && path != Path::new(FOLDER).join("data") {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    Ok(())
}

fn load_file(
    path: &Path,
    chance: &MeasuredChance,
    hasher: &mut blake3::Hasher,
) -> Result<rule::Rule, Box<dyn Error>> {
    let text = fs::read_to_string(path)?;
    let id = path.strip_prefix(FOLDER)?.with_extension("").to_string_lossy().replace('\\', "/");
    hasher.update(id.as_bytes()).update(text.as_bytes());
    let list = |name: &str| fs::read_to_string(path.with_file_name(name));
    let source = RuleSource { id: &id, path: &path.to_string_lossy(), text: &text, list: &list };
    load(&source, chance)
        .map(|loaded| loaded.rule)
        .map_err(|error| format!("{error}\n{}", error.render(false)).into())
}
