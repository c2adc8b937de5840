//! The integration tests: one binary, one module a subject.

mod architecture;
mod input;
mod reports;
mod samples;
mod twin;
