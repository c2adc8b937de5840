//! One file per command.

pub(super) mod baseline;
pub(super) mod completions;
pub(super) mod config;
pub(super) mod explain;
pub(super) mod hook;
pub(super) mod import;
pub(super) mod init;
pub(super) mod man;
pub(super) mod report;
pub(super) mod rules;
pub(super) mod scan;
pub(super) mod waive;
pub(super) mod worker;
