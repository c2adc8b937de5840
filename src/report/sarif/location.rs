//! Places as SARIF says them: a file below the root of the scan, a region that holds the value and nothing else, and
//! for cells and fields the name a person would look for.

use serde::Serialize;

use crate::model::finding::{Finding, Label, LabelKind, Place, Within};
use crate::report::masking::ShownPath;
use crate::report::place;

use super::descriptor::Message;

/// The name that stands for the root of the scan.
pub(super) const ROOT: &str = "%SRCROOT%";

#[derive(Serialize)]
pub(super) struct Location<'a> {
    #[serde(rename = "physicalLocation")]
    physical: PhysicalLocation<'a>,
    #[serde(rename = "logicalLocations", skip_serializing_if = "Vec::is_empty")]
    logical: Vec<LogicalLocation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation<'a> {
    artifact_location: ArtifactLocation<'a>,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation<'a> {
    uri: &'a str,
    uri_base_id: &'static str,
}

/// Every region has a start line: readers fail on those that have none, and line 1 is always there.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    snippet: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    name: String,
    fully_qualified_name: String,
    kind: &'static str,
}

/// The first place of a finding. `value` is what the run allows to be shown of it.
pub(super) fn first<'a>(path: &'a ShownPath, finding: &Finding, value: Option<String>) -> Location<'a> {
    let place = finding.place();
    let mut region = region(place);
    region.snippet = value.filter(|_| region.end_line.is_some()).map(Message::plain);
    Location {
        physical: PhysicalLocation { artifact_location: artifact(path), region },
        logical: logical(place, finding.label.as_ref()),
        message: None,
    }
}

/// Another place in the same artifact, and what it has to do with the first.
pub(super) fn further<'a>(path: &'a ShownPath, place: &Place, message: String) -> Location<'a> {
    Location {
        physical: PhysicalLocation { artifact_location: artifact(path), region: region(place) },
        logical: logical(place, None),
        message: Some(Message::plain(message)),
    }
}

/// The artifact as a whole.
pub(super) fn whole(path: &ShownPath) -> Location<'_> {
    let region = start_of_file();
    Location {
        physical: PhysicalLocation { artifact_location: artifact(path), region },
        logical: Vec::new(),
        message: None,
    }
}

fn artifact(path: &ShownPath) -> ArtifactLocation<'_> {
    ArtifactLocation { uri: &path.uri, uri_base_id: ROOT }
}

fn region(place: &Place) -> Region {
    match place.within {
        // A document has no lines: where in it is said by name.
        Within::Name | Within::Whole | Within::Part { .. } => start_of_file(),
        Within::Text | Within::Cell { .. } => Region {
            start_line: place.line.max(1),
            start_column: Some(place.column.max(1)),
            end_line: Some(place.end_line.max(place.line).max(1)),
            end_column: Some(place.end_column.max(1)),
            snippet: None,
        },
    }
}

fn start_of_file() -> Region {
    Region { start_line: 1, start_column: None, end_line: None, end_column: None, snippet: None }
}

fn logical(place: &Place, label: Option<&Label>) -> Vec<LogicalLocation> {
    match (&place.within, label) {
        (Within::Cell { .. } | Within::Part { .. }, label) => {
            let name = place::described(place).unwrap_or_default();
            let header = label.map(|label| format!(" ({})", label.text)).unwrap_or_default();
            vec![LogicalLocation { fully_qualified_name: format!("{name}{header}"), name, kind: "member" }]
        }
        (_, Some(label)) => vec![LogicalLocation {
            name: label.name().to_owned(),
            fully_qualified_name: label.text.to_string(),
            kind: kind(label.kind),
        }],
        (_, None) => Vec::new(),
    }
}

/// The words the standard offers for such things.
fn kind(label: LabelKind) -> &'static str {
    match label {
        LabelKind::Header | LabelKind::Record => "member",
        LabelKind::Key => "property",
        LabelKind::Label => "text",
    }
}
