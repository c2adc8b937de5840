//! The integration tests: one binary, one module a subject.

mod architecture;
mod carriers;
mod checks;
mod cli;
mod input;
mod input_git;
#[cfg(unix)]
mod input_posix;
mod planted;
mod policy;
mod reports;
mod rules;
mod samples;
mod twin;
