//! Bytes → records: `jsonl` line by line, `json` as one document. Findings and what was not read go to spools.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::rc::Rc;

use serde::Serialize;
use serde::de::{DeserializeOwned, DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use tempfile::SpooledTempFile;

use super::shape::{Category, Finding, Law, Line, Rule, Run, Summary, Unread};
use super::{ReadError, rebuild};
use crate::report::{json, jsonl};

/// The largest record, in bytes: a finding with a hundred places has a tenth of it.
const LARGEST: u64 = 1 << 20;

/// The largest sum of what is kept in memory: rules, categories and laws.
const MOST_KEPT: u64 = 64 << 20;

/// Bytes of a spool that stay in memory.
const SPOOLED: usize = 1 << 20;

/// The records of a report.
pub(super) struct Intake {
    pub(super) run: Option<Run>,
    pub(super) categories: Vec<Category>,
    pub(super) rules: Vec<Rule>,
    pub(super) laws: Vec<Law>,
    pub(super) summary: Option<Summary>,
    pub(super) findings: SpooledTempFile,
    pub(super) unread: SpooledTempFile,
    pub(super) listed: u64,
    /// The last line read, for faults of the report as a whole.
    pub(super) line: u64,
}

impl Default for Intake {
    fn default() -> Self {
        let spool = || SpooledTempFile::new(SPOOLED);
        let (run, summary) = (None, None);
        let (categories, rules, laws) = (Vec::new(), Vec::new(), Vec::new());
        let (findings, unread) = (spool(), spool());
        Self { run, categories, rules, laws, summary, findings, unread, listed: 0, line: 0 }
    }
}

/// Reads either form: the first line of a `jsonl` report is a whole object of type `run`.
pub(super) fn read(input: impl Read) -> Result<Intake, ReadError> {
    let mut input = BufReader::new(input);
    let mut first = Vec::new();
    let mut intake = Intake::default();
    take_line(&mut input, &mut first, 1)?;
    if let Ok(Line::Run(run)) = serde_json::from_slice(&first) {
        intake.take_run(run, jsonl::SCHEMA, 1)?;
        read_lines(input, &mut intake)?;
    } else {
        read_document(first.chain(input), &mut intake)?;
    }
    Ok(intake)
}

fn read_lines(mut input: impl BufRead, intake: &mut Intake) -> Result<(), ReadError> {
    let mut line = Vec::new();
    let mut kept = 0;
    for number in 2.. {
        intake.line = number;
        if !take_line(&mut input, &mut line, number)? {
            break;
        }
        if intake.summary.is_some() {
            return Err(ReadError::at(number, "there is more after the summary: are these two reports?"));
        }
        let record = serde_json::from_slice(&line).map_err(|error| fault(&error, number))?;
        if matches!(record, Line::Category(_) | Line::Rule(_) | Line::Law(_)) {
            kept += line.len() as u64;
        }
        if kept > MOST_KEPT {
            return Err(ReadError::at(number, "describes more rules than any Sealant has"));
        }
        intake.take(record).map_err(|what| ReadError::at(number, what))?;
    }
    Ok(())
}

/// The next line without its end; whether there was one.
fn take_line(input: &mut impl BufRead, line: &mut Vec<u8>, number: u64) -> Result<bool, ReadError> {
    line.clear();
    input.take(LARGEST + 1).read_until(b'\n', line)?;
    let is_whole = line.len() as u64 <= LARGEST;
    // A first line may be a whole document on one line; that is read as such.
    if is_whole || number == 1 {
        Ok(!line.is_empty())
    } else {
        Err(ReadError::at(number, "is larger than 1 MiB"))
    }
}

/// What is wrong, without what was read: messages of the parser may hold it.
fn fault(error: &serde_json::Error, line: u64) -> ReadError {
    let message = error.to_string();
    let known = ["missing field", OURS];
    let what = if let Some(at) = message.strip_prefix(OURS) {
        at.split(" at line ").next().unwrap_or_default().trim_start_matches(": ").to_owned()
    } else if error.is_data() && known.iter().any(|start| message.starts_with(start)) {
        format!("a record lacks something: {}", message.split(" at line ").next().unwrap_or_default())
    } else if error.is_data() {
        "this is no record of a Sealant report, or one of its fields is of another kind".to_owned()
    } else if error.is_eof() {
        "the report ends too early: it was cut off".to_owned()
    } else if error.is_io() {
        format!("cannot be read: {message}")
    } else {
        "this is not JSON".to_owned()
    };
    ReadError { line, column: error.column() as u64, what }
}

/// What our own messages begin with inside those of the parser.
const OURS: &str = "sealant";

impl Intake {
    fn take(&mut self, record: Line) -> Result<(), String> {
        match record {
            Line::Run(_) => return Err("there is a second run: are these two reports?".to_owned()),
            Line::Category(category) => self.categories.push(category),
            Line::Rule(rule) => self.rules.push(*rule),
            Line::Law(law) => self.laws.push(law),
            Line::Finding(finding) => self.take_finding(&finding)?,
            Line::Unread(unread) => {
                self.take_unread(&Unread { after: Some(self.listed), ..unread })?;
            }
            Line::Summary(summary) => self.summary = Some(*summary),
        }
        Ok(())
    }

    fn take_run(&mut self, run: Run, schema: &str, line: u64) -> Result<(), ReadError> {
        if run.schema != schema {
            let is_ours = run.schema.starts_with("sealant/") && run.schema.len() < 40;
            let is_ours = is_ours && run.schema.bytes().all(|byte| byte.is_ascii_graphic());
            let has = if is_ours { format!("`{}`", run.schema) } else { "another form".to_owned() };
            return Err(ReadError::at(line, format!("this is {has}; this Sealant reads `{schema}` here")));
        }
        self.run = Some(run);
        Ok(())
    }

    fn take_finding(&mut self, finding: &Finding) -> Result<(), String> {
        rebuild::check_finding(finding)?;
        self.listed += 1;
        store(&mut self.findings, finding)
    }

    fn take_unread(&mut self, unread: &Unread) -> Result<(), String> {
        rebuild::check_unread(unread)?;
        store(&mut self.unread, unread)
    }
}

fn store(spool: &mut SpooledTempFile, record: &impl Serialize) -> Result<(), String> {
    let mut line = serde_json::to_vec(record).map_err(|error| error.to_string())?;
    line.push(b'\n');
    spool.write_all(&line).map_err(|error| format!("cannot be set aside: {error}"))
}

fn read_document(input: impl Read, intake: &mut Intake) -> Result<(), ReadError> {
    let budget = Rc::new(Cell::new(LARGEST));
    let metered = Metered { input: BufReader::new(input), budget: Rc::clone(&budget) };
    let mut parser = serde_json::Deserializer::from_reader(metered);
    let outcome = Document { intake, budget: &budget }.deserialize(&mut parser);
    outcome.and_then(|()| parser.end()).map_err(|error| fault(&error, error.line() as u64))
}

/// Ends the reading when one record is too large.
struct Metered<R> {
    input: BufReader<R>,
    budget: Rc<Cell<u64>>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        let left = self.budget.get().checked_sub(read as u64);
        self.budget.set(left.ok_or_else(|| io::Error::other("one record is larger than 1 MiB"))?);
        Ok(read)
    }
}

/// The document as a whole.
struct Document<'a> {
    intake: &'a mut Intake,
    budget: &'a Cell<u64>,
}

impl<'de> DeserializeSeed<'de> for Document<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, parser: D) -> Result<(), D::Error> {
        parser.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Document<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a report of Sealant")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { intake, budget } = self;
        while let Some(key) = map.next_key::<String>()? {
            budget.set(LARGEST);
            match key.as_str() {
                "run" => {
                    let run = map.next_value()?;
                    intake.take_run(run, json::SCHEMA, 1).map_err(|error| ours::<A::Error>(&error.what))?;
                }
                "summary" => intake.summary = Some(map.next_value()?),
                "findings" => map.next_value_seed(each(budget, |finding| intake.take_finding(&finding)))?,
                "unread" => map.next_value_seed(each(budget, |unread| intake.take_unread(&unread)))?,
                "categories" => map.next_value_seed(each(budget, kept(&mut intake.categories)))?,
                "rules" => map.next_value_seed(each(budget, kept(&mut intake.rules)))?,
                "laws" => map.next_value_seed(each(budget, kept(&mut intake.laws)))?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

fn ours<E: serde::de::Error>(what: &str) -> E {
    E::custom(format_args!("{OURS}: {what}"))
}

/// Keeps records in memory, as many as any Sealant could have of them.
fn kept<T>(list: &mut Vec<T>) -> impl FnMut(T) -> Result<(), String> {
    const MOST: usize = 4_096;
    move |record| {
        list.push(record);
        if list.len() > MOST { Err("describes more rules than any Sealant has".to_owned()) } else { Ok(()) }
    }
}

fn each<T, F: FnMut(T) -> Result<(), String>>(budget: &Cell<u64>, take: F) -> Each<'_, T, F> {
    Each { budget, take, of: std::marker::PhantomData }
}

/// A list of records, taken one by one.
struct Each<'a, T, F> {
    budget: &'a Cell<u64>,
    take: F,
    of: std::marker::PhantomData<T>,
}

impl<'de, T: DeserializeOwned, F: FnMut(T) -> Result<(), String>> DeserializeSeed<'de> for Each<'_, T, F> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, parser: D) -> Result<(), D::Error> {
        parser.deserialize_seq(self)
    }
}

impl<'de, T: DeserializeOwned, F: FnMut(T) -> Result<(), String>> Visitor<'de> for Each<'_, T, F> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a list of records")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut records: A) -> Result<(), A::Error> {
        while let Some(record) = records.next_element::<T>()? {
            self.budget.set(LARGEST);
            (self.take)(record).map_err(|what| A::Error::custom(format_args!("{OURS}: {what}")))?;
        }
        self.budget.set(LARGEST);
        Ok(())
    }
}
