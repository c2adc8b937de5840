//! Workflow commands, which GitHub shows as annotations beside the lines of a change: what makes the run fail is an
//! error, everything else a warning.
//!
//! GitHub shows ten errors and ten warnings of a step and drops the rest in silence, so the worst are written and the
//! rest is counted.

use std::fmt::Write as _;
use std::io;

use crate::model::finding::{Finding, Within};
use crate::model::run::{RunHeader, Summary};
use crate::model::verdict::{Judged, JudgedArtifact};

use super::masking::{self, ShownPath};
use super::worst::Worst;
use super::{Report, advice, begun, phrase, place};

/// How many annotations of each kind GitHub shows of a step.
const SHOWN: usize = 10;

/// The report for the pages of a change on GitHub.
#[derive(Debug, Default)]
pub struct Github {
    header: Option<RunHeader>,
    errors: Worst<String, SHOWN>,
    warnings: Worst<String, SHOWN>,
}

impl Report for Github {
    fn begin(&mut self, header: &RunHeader, _out: &mut dyn io::Write) -> io::Result<()> {
        self.header = Some(header.clone());
        Ok(())
    }

    fn artifact(&mut self, artifact: &JudgedArtifact, _out: &mut dyn io::Write) -> io::Result<()> {
        let header = begun(self.header.as_ref())?;
        let path = masking::shown_path(header, artifact);
        for judged in artifact.findings.iter().filter(|judged| judged.verdict.shown) {
            let gates = judged.verdict.gates;
            let (kind, list) =
                if gates { ("error", &mut self.errors) } else { ("warning", &mut self.warnings) };
            list.add(judged, || annotation(kind, header, &path, judged));
        }
        Ok(())
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn io::Write) -> io::Result<()> {
        let header = begun(self.header.as_ref())?;
        for line in self.errors.kept().chain(self.warnings.kept()) {
            out.write_all(line.as_bytes())?;
        }
        let mut said = vec![phrase::verdict(header, summary)];
        said.extend(left_out(&self.errors, "that make the run fail"));
        said.extend(left_out(&self.warnings, "that do not make the run fail"));
        let unread: u64 = summary.unread.values().sum();
        if unread > 0 {
            said.push(format!("{} not wholly read", phrase::counted(unread, "file was", "files were")));
        }
        if summary.interrupted {
            said.push("the run was interrupted, and the rest not searched".to_owned());
        }
        writeln!(out, "::notice title=Sealant::{}", data(&format!("{}.", said.join("; "))))
    }
}

/// How many are not shown, and where they are.
fn left_out(list: &Worst<String, SHOWN>, which: &str) -> Option<String> {
    let more = list.left_out();
    let more = (more > 0).then(|| phrase::counted(more, "finding", "findings"))?;
    Some(format!(
        "{more} more {which}, none worse than those shown here: the formats sarif and jsonl list all"
    ))
}

fn annotation(kind: &str, header: &RunHeader, path: &ShownPath, judged: &Judged) -> String {
    let Judged { finding, verdict } = judged;
    let doc = header.rulebook.doc(finding.rule);
    let title = format!("{}: {}", verdict.severity, phrase::name(doc, finding));
    let mut message = format!("{}.", advice::headline(header, judged));
    if let Some(label) = &finding.label {
        let _ = write!(message, " It stands under {}.", phrase::label(label));
    }
    let mut properties = String::new();
    if is_in_tree(path, judged) {
        properties = place_properties(path, finding);
        if let Within::Part { .. } = finding.place().within {
            // Writing to a string cannot fail.
            let _ = write!(message, " In {}.", place::position(finding.place()));
        }
    } else {
        // Writing to a string cannot fail.
        let _ = write!(message, " In {}.", place::location(&path.display, finding.place()));
    }
    if let Some(history) = &verdict.history {
        let _ = write!(message, " Commit {}.", phrase::history(history));
    }
    let advice = [phrase::sentence(&doc.summary), phrase::sentence(&verdict.remedy)];
    let message = std::iter::once(&message).chain(&advice).map(|line| data(&phrase::printable(line)));
    let message = message.collect::<Vec<_>>().join(LINE_BREAK);
    format!("::{kind} {properties}title={}::{message}\n", property(&title))
}

/// Whether there is a file of this name beside which the annotation can stand.
fn is_in_tree(path: &ShownPath, judged: &Judged) -> bool {
    !path.masked && judged.verdict.history.as_ref().is_none_or(|history| history.at_head == Some(true))
}

/// Columns are understood within one line only.
fn place_properties(path: &ShownPath, finding: &Finding) -> String {
    let mut properties = format!("file={},", property(&path.display));
    let at = finding.place();
    if place::has_line(at) {
        // Writing to a string cannot fail.
        let _ = write!(properties, "line={},endLine={},", at.line, at.end_line.max(at.line));
        if at.end_line <= at.line {
            let _ = write!(properties, "col={},endColumn={},", at.column, at.end_column);
        }
    }
    properties
}

/// A line break inside a message.
const LINE_BREAK: &str = "%0A";

/// What follows the two colons.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property, which a colon or a comma would end.
fn property(text: &str) -> String {
    data(&phrase::printable(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{data, property};

    #[test]
    fn nothing_ends_a_command_early() {
        assert_eq!(data("100 %\r\n::error::x"), "100 %25%0D%0A::error::x");
        assert_eq!(property("a:b,c%\n::"), "a%3Ab%2Cc%25\\n%3A%3A");
    }
}
