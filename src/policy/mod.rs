//! Policy: a finding becomes a verdict. Judges are folded in order, one a file, and each leaves its reason. Policy
//! knows what was configured and what is known of the artifact; it reads no file and drops nothing.

mod case;
mod census;
mod config;
mod data;
mod exposure;
mod identity;
mod law;
mod novelty;
mod people;
mod regions;
mod retention;
mod scope;
mod selection;
mod suppression;
mod tell;
mod thresholds;

use std::sync::Arc;

use crate::model::finding::Finding;
use crate::model::fingerprint::FingerprintKey;
use crate::model::rule_doc::{RuleDoc, RuleIndex, Rulebook};
use crate::model::severity::Confidence;
use crate::model::source::{ArtifactPath, Source};
use crate::model::suppression::IdleMark;
use crate::model::verdict::{Judged, Retention, RetentionFlag, Standing, Verdict};

use case::{Case, Judge};
use census::Census;
use identity::{Groups, Ordinals, value_fingerprint};
use selection::Selection;
use suppression::Suppressions;

pub use config::{FailOn, Hold, Keep, Period, PolicyConfig, PolicyError, RetentionOverride, RetentionTarget};
pub use data::{keeping, known_categories, known_classes, laws, laws_of};
pub use novelty::{Novelty, ValueKey};
pub use regions::{at_home, known_regions};
pub use suppression::{
    Baseline, BaselineEntry, BaselineError, Coverage, EntryUse, Recognition, Waiver, WaiverKind,
};
pub use tell::tell;

/// What is made of findings, with the groups of the run so far.
pub struct Policy {
    rulebook: Arc<Rulebook>,
    /// The deepest folders first, the whole last.
    areas: Vec<Area>,
    key: Option<FingerprintKey>,
    suppressions: Suppressions,
    groups: Groups,
    open: Option<OpenArtifact>,
    warnings: Vec<String>,
}

/// A part of what is searched, and how it is judged.
struct Area {
    /// How the paths in it begin.
    prefix: Vec<u8>,
    selection: Selection,
    judges: Vec<Box<dyn Judge>>,
}

/// What is known of the artifact whose findings are being judged.
struct OpenArtifact {
    source: Source,
    area: usize,
    census: Census,
    ordinals: Ordinals,
}

impl Policy {
    /// A policy over these rules. Globs that match no rule are warnings, unless nothing would be left to look for.
    pub fn new(config: PolicyConfig, rulebook: Arc<Rulebook>) -> Result<Self, PolicyError> {
        let mut warnings = Vec::new();
        let areas = areas(&config, &rulebook, &mut warnings)?;
        let suppressions = Suppressions::new(&config, &rulebook, &mut warnings)?;
        if !config.only_built_in_rules {
            warnings.extend(unknown_words(&rulebook));
        }
        Ok(Self {
            rulebook,
            areas,
            key: config.fingerprint_key,
            suppressions,
            groups: Groups::new(),
            open: None,
            warnings,
        })
    }

    /// Whether a rule is used at all: those that are not can be left out before anything is searched.
    pub fn wants(&self, rule: RuleIndex) -> bool {
        self.areas.iter().any(|area| area.selection.wants(rule))
    }

    /// Begins an artifact: its findings are looked over as a whole before the first is judged. Artifacts are to come in
    /// the order of their paths, because groups are numbered by first occurrence.
    pub fn open_artifact<'f>(&mut self, source: &Source, findings: impl Iterator<Item = &'f Finding>) {
        let census = Census::of(findings, &self.rulebook);
        let lies_in = |area: &Area| source.path.bytes().starts_with(&area.prefix);
        let area = self.areas.iter().position(lies_in).expect("the whole is an area, too");
        self.open =
            Some(OpenArtifact { source: source.clone(), area, census, ordinals: Ordinals::default() });
    }

    /// Judges the next finding of the open artifact. All of them are to be judged, in their order.
    pub fn judge(&mut self, finding: Finding) -> Judged {
        self.judge_as(finding, Standing::Unasked)
    }

    /// The same, for a finding whose standing to a change is known.
    pub fn judge_as(&mut self, finding: Finding, standing: Standing) -> Judged {
        let rulebook = Arc::clone(&self.rulebook);
        let doc = rulebook.doc(finding.rule);
        let mut open = self.open.take().expect("an artifact is opened before its findings are judged");
        let mut verdict = Verdict { standing, ..self.opening(&mut open, &finding, doc) };
        let case = Case { source: &open.source, finding: &finding, doc, census: &open.census };
        self.areas[open.area].judges.iter().for_each(|judge| judge.judge(&case, &mut verdict));
        self.suppressions.judge(&case, &rulebook, &mut verdict);
        self.open = Some(open);
        Judged { finding, verdict }
    }

    /// Opens an artifact and judges all its findings.
    pub fn judge_artifact(&mut self, source: &Source, findings: Vec<Finding>) -> Vec<Judged> {
        self.open_artifact(source, findings.iter());
        findings.into_iter().map(|finding| self.judge(finding)).collect()
    }

    /// An artifact was read, wholly or in part, and has these marks that stand beside no finding.
    pub fn read(&mut self, path: &ArtifactPath, wholly: bool, idle: &[IdleMark]) {
        self.suppressions.read(path, wholly);
        self.suppressions.idle_marks(path, idle);
    }

    /// How each entry of the baseline was used, in the order of the file.
    pub fn baseline_uses(&self) -> Vec<EntryUse> {
        self.suppressions.uses(&|rule| self.wants(rule))
    }

    /// By what a finding is best recognised in another run.
    pub fn recognition(&self, judged: &Judged) -> Recognition {
        let doc = self.rulebook.doc(judged.finding.rule);
        Recognition::of(doc, &judged.verdict, self.key.as_ref().map(FingerprintKey::id))
    }

    /// What the user should know of the policy itself, and of what answers for findings and covers none.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = self.warnings.clone();
        warnings.extend(self.suppressions.warnings(&|rule| self.wants(rule)));
        warnings
    }

    /// The verdict before any judge.
    fn opening(&mut self, open: &mut OpenArtifact, finding: &Finding, doc: &RuleDoc) -> Verdict {
        let value_fingerprint = value_fingerprint(doc, finding, self.key.as_ref());
        Verdict {
            confidence: Confidence::of(finding.score),
            severity: finding.harm,
            retention: undecided(doc),
            readers: open.source.facts.readers,
            laws: Vec::new(),
            remedy: finding.remedy.clone().unwrap_or_else(|| (&*doc.remedy).into()),
            standing: Standing::Unasked,
            history: open.source.facts.history.clone(),
            suppression: None,
            shown: false,
            gates: false,
            place_fingerprint: open.ordinals.fingerprint(doc, &open.source.path, finding),
            value_fingerprint,
            group: self.groups.name(doc, finding, value_fingerprint),
            reasons: Vec::new(),
        }
    }
}

/// The folders of the configuration and the whole. What is wrong with a glob of the whole is told once.
fn areas(
    config: &PolicyConfig,
    rulebook: &Rulebook,
    stale: &mut Vec<String>,
) -> Result<Vec<Area>, PolicyError> {
    let mut areas = Vec::new();
    let whole = (Vec::new(), config);
    for (prefix, config) in config.folders.iter().map(|(prefix, own)| (prefix.clone(), own)).chain([whole]) {
        let selection = Selection::new(config, rulebook, stale)?;
        let judges = judges(config, rulebook, &selection, stale)?;
        areas.push(Area { prefix, selection, judges });
    }
    areas.sort_by_key(|area| std::cmp::Reverse(area.prefix.len()));
    let mut seen = std::collections::BTreeSet::new();
    stale.retain(|warning| seen.insert(warning.clone()));
    Ok(areas)
}

/// All judges in the order they speak: law looks at retention, thresholds look at all of it.
fn judges(
    config: &PolicyConfig,
    rulebook: &Rulebook,
    selection: &Selection,
    stale: &mut Vec<String>,
) -> Result<Vec<Box<dyn Judge>>, PolicyError> {
    Ok(vec![
        Box::new(people::People),
        Box::new(exposure::Exposure),
        Box::new(retention::RetentionJudge::new(config, rulebook, stale)?),
        Box::new(law::Laws::new(&config.regions)?),
        Box::new(thresholds::Thresholds::new(config, selection.clone())),
    ])
}

/// Classes and categories of rules, the user's own among them, that the built-in data does not have.
fn unknown_words(rulebook: &Rulebook) -> Vec<String> {
    let (classes, categories, regions) = (known_classes(), known_categories(), known_regions());
    let mut warnings = Vec::new();
    for doc in rulebook.docs() {
        let RuleDoc { id, retention, .. } = doc;
        if !classes.contains(&&**retention) {
            warnings
                .push(format!("rule {id}: no retention class `{retention}`: its findings have no schedule"));
        }
        for category in doc.categories.iter().filter(|category| !categories.contains(&&***category)) {
            warnings.push(format!("rule {id}: no category `{category}`: no law is named for it"));
        }
        for region in doc.regions.iter().filter(|region| !regions.contains(&&***region)) {
            warnings.push(format!("rule {id}: no region `{region}`: `--region` cannot choose it"));
        }
    }
    warnings
}

fn undecided(doc: &RuleDoc) -> Retention {
    Retention {
        flag: RetentionFlag::NoSchedule,
        date: None,
        class: (&*doc.retention).into(),
        because: Box::default(),
    }
}
