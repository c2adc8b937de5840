//! A run put together by hand: one artifact for each thing that reports must say well.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use sealant::model::evidence::{Bits, Term, TermKind};
use sealant::model::finding::{ColumnSummary, Fact, Finding, Label, LabelKind, Place, Related, Within};
use sealant::model::fingerprint::{place_v1, value_v1};
use sealant::model::part::{Part, PartKind};
use sealant::model::piece::Obstacle;
use sealant::model::rule_doc::{Family, RuleDoc, RuleIndex, Rulebook};
use sealant::model::run::{Contacts, InputCounts, LawDoc, RunHeader, Summary, TellDoc};
use sealant::model::secret::Secret;
use sealant::model::severity::{Confidence, Severity};
use sealant::model::source::{ArtifactPath, Facts, Readers, Source};
use sealant::model::suppression::Marks;
use sealant::model::text::{List, Text};
use sealant::model::verdict::{
    Judged, JudgedArtifact, Law, Reason, Retention, RetentionFlag, Standing, Verdict,
};

/// All that a report is given.
pub(super) struct Run {
    pub(super) header: RunHeader,
    pub(super) artifacts: Vec<JudgedArtifact>,
    pub(super) summary: Summary,
}

/// A value that was put into the run.
pub(super) struct Planted {
    pub(super) what: &'static str,
    pub(super) text: String,
    pub(super) shown: bool,
    /// How many of its first characters may be seen.
    public: usize,
    /// How long a piece of the rest may be without telling.
    telling: usize,
}

impl Planted {
    /// Every form in which the value, or a telling piece of it, could get out; in lower case.
    pub(super) fn forms(&self) -> Vec<String> {
        let bytes = self.text.as_bytes();
        let mut forms: Vec<String> = [
            data_encoding::BASE64.encode(bytes),
            data_encoding::BASE64URL_NOPAD.encode(bytes),
            data_encoding::HEXLOWER.encode(bytes),
            bytes
                .iter()
                .flat_map(|byte| ["%".to_owned(), data_encoding::HEXLOWER.encode(&[*byte])])
                .collect(),
            self.text.chars().rev().collect(),
            self.text.chars().filter(char::is_ascii_alphanumeric).collect(),
        ]
        .to_vec();
        let rest: Vec<char> = self.text.chars().skip(self.public).collect();
        forms.extend(rest.windows(self.telling.min(rest.len())).map(|piece| piece.iter().collect()));
        forms.into_iter().map(|form| form.to_lowercase()).collect()
    }
}

pub(super) const TOKEN: RuleIndex = RuleIndex(0);
pub(super) const PARTNER: RuleIndex = RuleIndex(1);
const KEY_FILE: RuleIndex = RuleIndex(2);
const PATIENT: RuleIndex = RuleIndex(3);
pub(super) const SSN: RuleIndex = RuleIndex(4);
const MARK: RuleIndex = RuleIndex(5);

fn token() -> String {
    ["ghp", "_", "Qw7Zt2Lp9Xc4Vb6Nm1", "Kj8Hg5Fd3Sa0Re2Yu7"].concat()
}

/// Nobody's: numbers from 987-65-4320 were set aside for advertising.
fn social_security_number() -> String {
    ["987", "65", "4320"].join("-")
}

fn patient() -> String {
    "Zz-0042-Qwvxkjhyplm".to_owned()
}

fn marking() -> String {
    "Vertraulich\u{1b}[2J\u{202e}streng".to_owned()
}

fn hidden() -> String {
    "unimportant-value-of-a-note".to_owned()
}

/// Every value in the run.
pub(super) fn planted() -> Vec<Planted> {
    let value = |what, text, shown, public, telling| Planted { what, text, shown, public, telling };
    vec![
        value("a token", token(), true, 4, 5),
        value("a person's number", social_security_number(), true, 0, 5),
        value("a patient", patient(), true, 0, 5),
        value("what is not shown", hidden(), false, 0, 12),
    ]
}

/// The run.
pub(super) fn run() -> Run {
    let artifacts = artifacts();
    let summary = summary(&artifacts);
    Run { header: header(), artifacts, summary }
}

/// A run that read everything and found nothing.
pub(super) fn empty_run() -> Run {
    let input = InputCounts { files: 3, ignored: BTreeMap::new() };
    Run {
        header: header(),
        artifacts: Vec::new(),
        summary: Summary { input, bytes: 900, ..Summary::default() },
    }
}

/// An artifact with one finding, the `number`th of many.
pub(super) fn one_of_many(number: u64) -> JudgedArtifact {
    let path = format!("share/{:04}/{number:08}.txt", number / 1_000);
    let mut finding = finding(TOKEN, &format!("{}{number:08}", token()), place(number + 1, 9, 49));
    finding.evidence = vec![Term::new(TermKind::Check, Bits(3_120), "checksum passes")].into();
    let mut judged = judged(finding, &path);
    judged.verdict.group = Some(format!("g{number}").into());
    let unread = vec![Obstacle::PartlyRead { what: "the second half of it".into() }];
    artifact(path.as_bytes(), vec![judged], unread)
}

/// An artifact with one value in its text, which its path may also hold.
pub(super) fn value_in_a_path(rule: RuleIndex, path: &str, value: &str) -> JudgedArtifact {
    artifact(path.as_bytes(), vec![judged(finding(rule, value, place(1, 1, 9)), path)], Vec::new())
}

/// What holds for the run.
pub(super) fn header() -> RunHeader {
    RunHeader {
        version: "0.1.0".into(),
        rulebook: Arc::new(Rulebook::new(docs(), "5ea1a27f00d5ea1a27f00d5ea1a27f00".to_owned())),
        as_of: "2026-11-22".to_owned(),
        laws: vec![LawDoc {
            id: "us-hipaa".to_owned(),
            name: "HIPAA Security Rule".to_owned(),
            summary: "Asks for safeguards of electronic health information.".to_owned(),
            url: "https://www.ecfr.gov/current/title-45/part-164".to_owned(),
            notices: vec!["Notice to the people concerned, at the latest: 60 days (164.404(b)).".to_owned()],
        }],
        tell: vec![
            tell("credential", "whoever runs the system it opens", None, "Only they can revoke it."),
            tell(
                "government-id",
                "your privacy officer",
                Some("Dana Example <dana@example.org>"),
                "They judge it.",
            ),
        ],
        contacts: Contacts {
            privacy_officer: Some("Dana Example <dana@example.org>".to_owned()),
            policy: Some("https://intranet.example.org/policy".to_owned()),
            ..Contacts::default()
        },
        show_values: false,
        explain: false,
        confidence: Confidence::Medium,
        severity: Severity::Low,
        leaves_out_suppressed: false,
        all_places: false,
    }
}

fn tell(category: &str, who: &str, reach: Option<&str>, because: &str) -> TellDoc {
    TellDoc {
        category: category.to_owned(),
        who: who.to_owned(),
        reach: reach.map(str::to_owned),
        because: because.to_owned(),
    }
}

fn docs() -> Vec<RuleDoc> {
    let secret = RuleDoc { family: Family::Secret, unguessable: true, ..person("a", "b") };
    let token = RuleDoc {
        id: "secret/example/token".into(),
        name: "Example access token".into(),
        severity: Severity::Critical,
        categories: vec![Text::from("credential")].into(),
        retention: "not-to-be-kept".into(),
        regions: List::EMPTY,
        summary: "Acts as its owner on every repository it was granted".into(),
        remedy: "Revoke it, then rotate; history keeps it".into(),
        aliases: vec![Text::from("secret/example/old-token")].into(),
        also: vec![Text::from("secret/example/token-id")].into(),
        public_prefix: 4,
        personal: false,
        ..secret.clone()
    };
    let partner = RuleDoc {
        id: "secret/example/token-id".into(),
        name: "Example token id".into(),
        unguessable: false,
        public_prefix: 0,
        ..token.clone()
    };
    let key_file = RuleDoc {
        id: "secret/key-file".into(),
        name: "Private key file".into(),
        severity: Severity::High,
        remedy: "Make a new key and take the old one out of every place that trusts it.".into(),
        ..partner.clone()
    };
    let marking = RuleDoc {
        family: Family::Marking,
        personal: false,
        ..person("zz/marking/confidential", "Marked \"confidential\" <b>*so*</b>")
    };
    let patient = RuleDoc { family: Family::Health, ..person("us/health/patient-name", "Patient name") };
    vec![token, partner, key_file, patient, person("us/ssn", "US social security number"), marking]
}

fn person(id: &'static str, name: &'static str) -> RuleDoc {
    RuleDoc {
        id: id.into(),
        name: name.into(),
        family: Family::Identifier,
        severity: Severity::High,
        categories: vec![Text::from("government-id")].into(),
        retention: "client-file".into(),
        regions: List::EMPTY,
        summary: "Opens accounts in the name of its holder.".into(),
        remedy: "Move the file to the client folder and tell the privacy officer.".into(),
        references: vec![
            Text::from("RFC 0000, a made-up source"),
            Text::from("https://www.example.org/rule"),
        ]
        .into(),
        aliases: List::EMPTY,
        also: List::EMPTY,
        public_prefix: 0,
        unguessable: false,
        personal: true,
    }
}

fn artifacts() -> Vec<JudgedArtifact> {
    let mut all = vec![
        people_csv(),
        odd_folder(),
        number_in_a_name(),
        hl7_message(),
        workbook(),
        slides(),
        key_file(),
        many_places(),
        not_shown(),
        name_that_is_no_text(),
    ];
    all.extend(unread());
    all
}

/// A column of people's numbers, readable by everybody.
fn people_csv() -> JudgedArtifact {
    let path = "HR/people.csv";
    let cell = |row: u64| Place { within: Within::Cell { row, column: 3 }, ..place(row, 21, 32) };
    let mut finding = finding(SSN, &social_security_number(), cell(2));
    finding.places = (2..22).map(cell).collect();
    finding.occurrences = 1_000;
    finding.label = Some(label(LabelKind::Header, "ssn"));
    finding.column =
        Some(Box::new(ColumnSummary { rows: 1_000, passes: 1_000, nulls: 12, distinct: 998, exact: true }));
    finding.rivals = vec![(PATIENT, 7)];
    let mut judged = judged(finding, path);
    judged.verdict.severity = Severity::Critical;
    judged.verdict.readers = Readers::World;
    judged.verdict.retention = Retention {
        flag: RetentionFlag::OverdueForDestruction,
        date: Some("2025-12-31".into()),
        class: "client-file".into(),
        because: "7 years from the end of the matter; the file was last changed 2018-11-02".into(),
    };
    artifact(path.as_bytes(), vec![judged], Vec::new())
}

/// A token with its partner, below names that URIs must encode.
fn odd_folder() -> JudgedArtifact {
    let path = "a b/100%/c#d.env";
    let mut finding = finding(TOKEN, &token(), place(12, 14, 54));
    finding.variant = Some("classic".into());
    finding.label = Some(label(LabelKind::Key, "GITHUB_TOKEN"));
    finding.related = vec![Related { rule: PARTNER, place: place(13, 9, 21) }];
    finding.facts = vec![Fact { name: "test", value: "false".into() }].into();
    let mut judged = judged(finding, path);
    judged.verdict.group = Some("g1".into());
    judged.verdict.remedy = "Revoke it under Settings, then rotate".into();
    judged.verdict.reasons =
        vec![Reason { judge: "exposure", because: "raised: the folder is readable by the group".into() }];
    judged.verdict.readers = Readers::Group;
    artifact(path.as_bytes(), vec![judged], Vec::new())
}

/// A person's number in the name of a file that cannot be opened.
fn number_in_a_name() -> JudgedArtifact {
    let path = format!("backup/letter {}.pdf", social_security_number());
    let name = Place { within: Within::Name, ..place(1, 1, 1) };
    let judged = judged(finding(SSN, &social_security_number(), name), &path);
    let unread = vec![Obstacle::Encrypted { scheme: "PDF AES-256".into() }];
    artifact(path.as_bytes(), vec![judged], unread)
}

/// A field of a clinic's message.
fn hl7_message() -> JudgedArtifact {
    let path = "clinic/adt.hl7";
    let mut finding = finding(PATIENT, &patient(), place(3, 40, 59));
    finding.label = Some(label(LabelKind::Record, "PID-5.1"));
    let mut judged = judged(finding, path);
    judged.verdict.laws = vec![
        Law { id: "us-hipaa".into(), name: "HIPAA Security Rule".into() },
        Law { id: "xx-unlisted".into(), name: "Another law".into() },
    ];
    judged.verdict.retention.flag = RetentionFlag::ReviewDue;
    judged.verdict.retention.date = Some("2027-01-01".into());
    artifact(path.as_bytes(), vec![judged], Vec::new())
}

/// Cells and notes of a hidden sheet whose name needs quoting.
fn workbook() -> JudgedArtifact {
    let path = "HR/salaries.xlsx";
    let part = |kind| Arc::new(Part::new(kind).named("Old 'staff'").hidden(true));
    let cell = |kind, row| Place {
        within: Within::Part { part: part(kind), cell: Some((row, 29)) },
        ..place(row, 1, 12)
    };
    let mut finding = finding(SSN, &social_security_number(), cell(PartKind::Sheet, 14));
    finding.places.push(cell(PartKind::Comments, 3));
    finding.occurrences = 2;
    artifact(path.as_bytes(), vec![judged(finding, path)], Vec::new())
}

/// What a speaker reads beside a slide, and a table in a letter.
fn slides() -> JudgedArtifact {
    let path = "talk.pptx";
    let notes = Arc::new(Part { number: Some(3), ..Part::new(PartKind::Notes) });
    let within = |part: &Arc<Part>, cell| Within::Part { part: Arc::clone(part), cell };
    let mut finding = finding(PATIENT, &patient(), Place { within: within(&notes, None), ..place(2, 9, 28) });
    let body = Arc::new(Part::new(PartKind::Body));
    finding.places.push(Place { within: within(&body, Some((4, 2))), ..place(12, 1, 20) });
    finding.occurrences = 2;
    artifact(path.as_bytes(), vec![judged(finding, path)], Vec::new())
}

/// A name that is itself the finding, and is no secret.
fn key_file() -> JudgedArtifact {
    let path = "home/.ssh/id_rsa";
    let whole = Place { within: Within::Whole, ..place(1, 1, 1) };
    let mut finding = finding(KEY_FILE, "id_rsa", Place { within: Within::Name, ..place(1, 1, 1) });
    finding.places.push(whole);
    finding.occurrences = 2;
    artifact(path.as_bytes(), vec![judged(finding, path)], Vec::new())
}

/// The token again, at more places than are kept.
fn many_places() -> JudgedArtifact {
    let path = "many.txt";
    let mut finding = finding(TOKEN, &token(), place(1, 5, 45));
    finding.places = (1..=100).map(|line| place(line, 5, 45)).collect();
    finding.occurrences = 250;
    let mut judged = judged(finding, path);
    judged.verdict.group = Some("g1".into());
    artifact(path.as_bytes(), vec![judged], Vec::new())
}

fn not_shown() -> JudgedArtifact {
    let path = "notes.md";
    let mut judged = judged(finding(MARK, &hidden(), place(1, 1, 27)), path);
    judged.verdict.shown = false;
    judged.verdict.severity = Severity::Note;
    artifact(path.as_bytes(), vec![judged], Vec::new())
}

/// Bytes that are no text, and a value that would clear the screen.
fn name_that_is_no_text() -> JudgedArtifact {
    let mut finding = finding(MARK, &marking(), place(7, 1, 24));
    finding.places[0].end_line = 8;
    finding.label = Some(label(LabelKind::Label, "Stand: `x` [y](z) \u{202e}"));
    finding.score = Bits(31);
    let mut judged = judged(finding, "odd");
    judged.verdict.confidence = Confidence::Medium;
    judged.verdict.severity = Severity::Low;
    artifact(b"odd\xff\x1b[2J: name.txt", vec![judged], Vec::new())
}

fn unread() -> Vec<JudgedArtifact> {
    let obstacles = [
        Obstacle::TooLarge { read: 1_048_576 },
        Obstacle::TooDeep,
        Obstacle::Encrypted { scheme: "OpenSSH aes256-ctr".into() },
        Obstacle::Malformed { what: "the table ends in a quoted cell".into() },
        Obstacle::NoReader { kind: "zip" },
        Obstacle::PartlyRead { what: "two images".into() },
        Obstacle::Io { kind: io::ErrorKind::PermissionDenied },
        Obstacle::NotAFile { what: "pipe" },
        Obstacle::Io { kind: io::ErrorKind::NotFound },
        Obstacle::TooDeep,
        Obstacle::TooDeep,
        Obstacle::TooDeep,
    ];
    let named =
        |(number, obstacle)| artifact(format!("unread/{number:02}").as_bytes(), vec![], vec![obstacle]);
    obstacles.into_iter().enumerate().map(named).collect()
}

fn summary(artifacts: &[JudgedArtifact]) -> Summary {
    let mut summary = Summary {
        input: InputCounts {
            files: artifacts.len() as u64,
            ignored: BTreeMap::from([("exclude", 2), ("gitignore", 1_204)]),
        },
        bytes: 3_567_890,
        rejected: BTreeMap::from([((SSN, "checksum"), 40), ((TOKEN, "placeholder"), 2)]),
        warnings: vec!["the entry `docs/**` of `exclude` matches nothing".to_owned()],
        ..Summary::default()
    };
    for artifact in artifacts {
        for Judged { verdict, .. } in &artifact.findings {
            *summary.findings.entry((verdict.confidence, verdict.severity)).or_default() += 1;
            summary.shown += u64::from(verdict.shown);
            summary.gating += u64::from(verdict.gates);
        }
        for obstacle in &artifact.unread {
            *summary.unread.entry(obstacle.code()).or_default() += 1;
        }
    }
    summary
}

fn artifact(path: &[u8], findings: Vec<Judged>, unread: Vec<Obstacle>) -> JudgedArtifact {
    let source = Source { path: ArtifactPath::new(path), facts: Facts::default() };
    JudgedArtifact { source, findings, unread }
}

fn finding(rule: RuleIndex, value: &str, place: Place) -> Finding {
    let evidence = vec![
        Term::new(TermKind::Base, Bits(-310), "few are expected in such files"),
        Term::new(TermKind::Check, Bits(640), "checksum passes"),
        Term::new(TermKind::Context, Bits(410), "a word that names such values stands before it"),
        Term::new(TermKind::Place, Bits(-20), "a test folder"),
    ];
    Finding {
        rule,
        variant: None,
        secret: Secret::new(value.as_bytes()),
        label: None,
        places: vec![place],
        occurrences: 1,
        score: evidence.iter().map(|term| term.bits).sum(),
        evidence: evidence.into(),
        harm: Severity::High,
        remedy: None,
        facts: Vec::new().into(),
        column: None,
        related: Vec::new(),
        rivals: Vec::new(),
        marks: Marks::default(),
    }
}

fn judged(finding: Finding, path: &str) -> Judged {
    let docs = docs();
    let doc = &docs[usize::from(finding.rule.0)];
    let verdict = Verdict {
        confidence: Confidence::of(finding.score),
        severity: doc.severity,
        retention: Retention {
            flag: RetentionFlag::NotToBeKept,
            date: None,
            class: doc.retention.to_string().into(),
            because: "credentials belong in a vault".into(),
        },
        readers: Readers::Owner,
        laws: Vec::new(),
        remedy: doc.remedy.to_string().into(),
        standing: Standing::Unasked,
        history: None,
        suppression: None,
        shown: true,
        gates: true,
        place_fingerprint: place_v1(&doc.id, &ArtifactPath::new(path.as_bytes()), "", 0),
        value_fingerprint: value_v1(doc, &finding.secret, None),
        group: None,
        reasons: Vec::new(),
    };
    Judged { finding, verdict }
}

fn place(line: u64, column: u32, end_column: u32) -> Place {
    Place { within: Within::Text, line, column, end_line: line, end_column }
}

fn label(kind: LabelKind, text: &str) -> Label {
    Label { kind, text: text.into() }
}
