//! The integration tests: one binary, one module a subject.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod architecture;
mod bounds;
mod carriers;
mod checks;
mod cli;
mod columns;
mod fields;
mod gates;
mod generated;
mod hostile;
mod input;
mod input_git;
#[cfg(unix)]
mod input_posix;
mod kernels;
mod large;
mod look_alikes;
mod numbers_elsewhere;
mod office;
mod planted;
mod policy;
mod regions;
mod reports;
mod rules;
mod samples;
mod share;
mod twin;
mod worker;
