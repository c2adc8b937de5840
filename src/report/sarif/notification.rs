//! What was not read, and what else the user should know, as notifications of the tool.

use serde::Serialize;

use crate::model::piece::Obstacle;
use crate::report::masking::ShownPath;

use super::descriptor::{Configuration, Descriptor, Message, pascal_case};
use super::location::{self, Location};

/// The id of what belongs to no artifact.
const WARNING: &str = "warning";

#[derive(Serialize)]
pub(super) struct Notification<'a> {
    descriptor: DescriptorReference,
    level: &'static str,
    message: Message,
    #[serde(skip_serializing_if = "Option::is_none")]
    locations: Option<[Location<'a>; 1]>,
}

#[derive(Serialize)]
struct DescriptorReference {
    id: &'static str,
    index: usize,
}

/// Something that was not, or not wholly, read.
pub(super) fn unread<'a>(path: &'a ShownPath, obstacle: &Obstacle) -> Notification<'a> {
    let text = format!("{}: {obstacle}", path.display);
    Notification {
        descriptor: reference(obstacle.code()),
        level: level(obstacle.code()),
        message: Message::plain(text),
        locations: Some([location::whole(path)]),
    }
}

/// Something that belongs to no artifact.
pub(super) fn warning(text: &str) -> Notification<'static> {
    Notification {
        descriptor: reference(WARNING),
        level: level(WARNING),
        message: Message::plain(text),
        locations: None,
    }
}

/// Every kind of notification, in the order references count in.
pub(super) fn descriptors() -> Vec<Descriptor<'static>> {
    codes().map(descriptor).collect()
}

fn codes() -> impl Iterator<Item = &'static str> {
    Obstacle::CODES.into_iter().chain([WARNING])
}

fn reference(code: &'static str) -> DescriptorReference {
    let index = codes().position(|listed| listed == code).unwrap_or(Obstacle::CODES.len());
    DescriptorReference { id: code, index }
}

/// Pipes and devices hold nothing to read; everything else may hide something.
fn level(code: &str) -> &'static str {
    if code == "not-a-file" { "note" } else { "warning" }
}

fn descriptor(code: &'static str) -> Descriptor<'static> {
    let (what, meaning, advice) = words(code);
    let mut descriptor = Descriptor::new(code, what);
    descriptor.name = Some(name(code));
    descriptor.full_description = Some(Message::plain(meaning));
    descriptor.help = Some(Message::plain(advice));
    descriptor.default_configuration = Some(Configuration { level: level(code), rank: None });
    descriptor
}

/// An identifier that differs from the code, as validators want it.
fn name(code: &str) -> String {
    if code == WARNING { "RunWarning".to_owned() } else { pascal_case(&format!("not read: {code}")) }
}

/// What it is, what it means for the report, and what to do.
fn words(code: &str) -> (&'static str, &'static str, &'static str) {
    match code {
        "too-large" => (
            "Larger than the budget.",
            "Only the beginning of the file was searched; the rest may hold anything.",
            "Raise the limit for the size of files, or search this file on its own.",
        ),
        "too-deep" => (
            "Nested deeper than the budget.",
            "The innermost contents of the file were not searched.",
            "Raise the limit for nesting, or unpack the file and search what comes out.",
        ),
        "encrypted" => (
            "Encrypted.",
            "The content cannot be searched; that nothing was found says nothing about it.",
            "Check with its owner that it belongs here, and search it where it is decrypted.",
        ),
        "malformed" => (
            "Not what its kind promises.",
            "What could be read of the file was searched; the rest was not.",
            "Open the file with the program it belongs to and save it again, or remove it.",
        ),
        "no-reader" => (
            "A kind without a reader.",
            "This version searches only the raw bytes of such files; compressed text in them stays unseen.",
            "Convert or unpack the file and search what comes out.",
        ),
        "partly-read" => (
            "Read in part.",
            "Some of the file was left out or searched as raw bytes only.",
            "See the message for what was left out, and look at that part by hand.",
        ),
        "io" => (
            "Cannot be read.",
            "The system refused to read the file, so nothing in it was searched.",
            "Run the scan with an account that may read the file, and check the disk.",
        ),
        "not-a-file" => (
            "Not a regular file.",
            "Pipes, sockets and devices are never opened.",
            "Nothing, unless something that should be a file is none.",
        ),
        _ => (
            "Something to know about the run.",
            "It concerns the settings or the run as a whole and no single file.",
            "See the message.",
        ),
    }
}
