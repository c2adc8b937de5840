//! The integration tests: one binary, one module a subject.

mod input;
mod input_git;
#[cfg(unix)]
mod input_posix;
