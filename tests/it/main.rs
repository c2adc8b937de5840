//! The integration tests: one binary, one module a subject.

mod input;
#[cfg(unix)]
mod input_posix;
