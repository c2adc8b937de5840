//! The integration tests: one binary, one module a subject.

mod architecture;
mod cli;
mod input;
mod input_git;
mod input_posix;
mod reports;
mod samples;
mod twin;
