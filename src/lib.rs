//! Sealant finds credentials, client identifiers and health data where they should not be.
//!
//! Data goes one way, one noun a stage:
//!
//! ```text
//! input/    paths, stdin     → Blob       a bounded reader and where its bytes come from
//! extract/  Blob             → pieces     windows of text, fields, rows, child blobs, obstacles
//! detect/   pieces           → Finding    anchors → candidates → proof → evidence in bits
//! policy/   Finding          → Verdict    exposure, retention, law, thresholds; each leaves its reason
//! report/   Verdict stream   → bytes      human, jsonl, sarif
//! ```

pub mod model;

pub mod check;
pub mod rule;

pub mod builtin;

pub mod input;

pub mod extract;

pub mod detect;

pub mod policy;

pub mod report;

pub mod scan;

pub mod cli;
