//! Who answers for findings: the baseline, the register of waivers, and whether marks in files count.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::args::AnswerArgs;
use super::config::{discovery, waivers};
use super::settings::{Settings, Surroundings};
use super::text_file;
use crate::input;
use crate::model::source::ArtifactPath;
use crate::policy::{Baseline, Coverage, PolicyConfig, Waiver};

/// The name of the baseline.
pub(super) const BASELINE: &str = "sealant-baseline.txt";

/// All that answers for findings.
pub(super) struct Answers {
    /// Where the baseline is, or would be.
    pub baseline_path: PathBuf,
    /// The baseline, where there is one and it counts.
    pub baseline: Option<Baseline>,
    /// Where the register is, or would be.
    pub waivers_path: PathBuf,
    /// The waivers that count, whether they hold or not.
    pub waivers: Vec<Waiver>,
    /// Whether marks beside values count.
    pub obey_marks: bool,
    /// What the user should know.
    pub warnings: Vec<String>,
}

impl Answers {
    /// Reads what counts. A file that was named must be there; one that is only sought need not.
    pub(super) fn resolve(
        args: &AnswerArgs,
        settings: &Settings,
        surroundings: &Surroundings,
    ) -> anyhow::Result<Self> {
        let mut warnings = Vec::new();
        let mut find = |named: Option<&Path>, configured: Option<&Path>, name: &str| {
            place(named.or(configured), name, surroundings, &mut warnings)
        };
        let configured = settings.baseline.as_ref().map(|path| path.value.as_path());
        let baseline = find(args.baseline.as_deref(), configured, BASELINE);
        let configured = settings.waivers.as_ref().map(|path| path.value.as_path());
        let waivers = find(args.waivers.as_deref(), configured, waivers::FILE_NAME);
        Ok(Self {
            baseline: read_if(&baseline, !args.no_baseline, |path| read_baseline(path, surroundings))?,
            baseline_path: baseline.path,
            waivers: read_if(&waivers, !args.no_waivers, |path| {
                waivers::read(path, &surroundings.name_of(path))
            })?
            .unwrap_or_default(),
            waivers_path: waivers.path,
            obey_marks: !args.no_marks,
            warnings,
        })
    }

    /// Gives policy what answers for findings.
    pub(super) fn give(
        &self,
        config: PolicyConfig,
        coverage: Coverage,
        surroundings: &Surroundings,
    ) -> PolicyConfig {
        let there = if coverage == Coverage::Everything { self.there(surroundings) } else { BTreeSet::new() };
        PolicyConfig {
            there,
            baseline: self.baseline.clone(),
            waivers: self.waivers.clone(),
            obey_marks: self.obey_marks,
            coverage,
            ..config
        }
    }
}

impl Answers {
    /// The paths of the baseline that are there: what is left out of a run is not gone.
    fn there(&self, surroundings: &Surroundings) -> BTreeSet<ArtifactPath> {
        let top = discovery::git_root(&surroundings.folder).unwrap_or(&surroundings.folder);
        let entries = self.baseline.iter().flat_map(|baseline| &baseline.entries);
        let mut paths: BTreeSet<ArtifactPath> = entries.filter_map(|entry| entry.path.clone()).collect();
        paths.retain(|path| top.join(input::path_of(path)).symlink_metadata().is_ok());
        paths
    }
}

/// Reads the text of a baseline.
fn read_baseline(path: &Path, surroundings: &Surroundings) -> anyhow::Result<Baseline> {
    Ok(Baseline::parse(&surroundings.name_of(path), &text_file::read_large(path)?)?)
}

/// A file, and whether it must be there.
struct Place {
    path: PathBuf,
    must_be: bool,
}

fn read_if<T>(
    place: &Place,
    counts: bool,
    read: impl Fn(&Path) -> anyhow::Result<T>,
) -> anyhow::Result<Option<T>> {
    let is_read = counts && (place.must_be || place.path.is_file());
    is_read.then(|| read(&place.path)).transpose()
}

/// The file that was named; else the nearest of that name; else where it would be: at the root of the work tree.
fn place(named: Option<&Path>, name: &str, surroundings: &Surroundings, warnings: &mut Vec<String>) -> Place {
    if let Some(path) = named {
        return Place { path: path.to_owned(), must_be: true };
    }
    let folder = &surroundings.folder;
    let discovery = discovery::discover(folder, surroundings.home.as_deref(), name);
    warnings.extend(discovery.warning);
    let path = discovery.found.unwrap_or_else(|| discovery::git_root(folder).unwrap_or(folder).join(name));
    Place { path: surroundings.typed(&path), must_be: false }
}

/// How much of what answers may be about is read: everything, where these paths hold the whole work tree or, outside of
/// any, the current folder.
pub(super) fn coverage(paths: &[PathBuf], surroundings: &Surroundings) -> Coverage {
    let folder = &surroundings.folder;
    let whole = discovery::git_root(folder).unwrap_or(folder).canonicalize();
    let holds_all = |path: &Path| {
        let path = folder.join(path).canonicalize();
        matches!((&whole, path), (Ok(whole), Ok(path)) if whole.starts_with(&path))
    };
    let is_whole =
        if paths.is_empty() { holds_all(Path::new("")) } else { paths.iter().any(|path| holds_all(path)) };
    if is_whole { Coverage::Everything } else { Coverage::Files }
}

/// Whether everything named lies where the user stands: in the same work tree or, outside of any, below the current
/// folder and in no work tree either. Elsewhere anybody may have written marks.
pub(super) fn is_own(paths: &[PathBuf], surroundings: &Surroundings) -> bool {
    let folder = &surroundings.folder;
    let tree = discovery::git_root(folder);
    let own = tree.unwrap_or(folder).canonicalize();
    let is_same_tree = |path: &Path| tree.is_some() || discovery::git_root(path).is_none();
    let lies_in = |path: &PathBuf| {
        let path = folder.join(path).canonicalize();
        matches!((&own, path), (Ok(own), Ok(path)) if path.starts_with(own) && is_same_tree(&path))
    };
    paths.iter().all(lies_in)
}
