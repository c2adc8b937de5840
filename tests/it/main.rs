//! The integration tests: one binary, one module a subject.

mod architecture;
mod reports;
mod samples;
mod twin;
