//! What the program says with its exit code. No other file knows the numbers.

use std::process::ExitCode;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Nothing to act on.
    Clean = 0,
    /// Findings that make a run fail.
    Findings = 1,
    /// Something kept the program from doing what it was asked.
    Error = 2,
    /// Under `--strict`: something was not, or not wholly, read.
    Incomplete = 3,
    /// Stopped by ^C; the report holds what was found before.
    Interrupted = 130,
}

impl Exit {
    /// Of two, the one a caller must hear of: an interruption, then an error, then findings, then incompleteness.
    #[must_use]
    pub fn or_worse(self, other: Self) -> Self {
        if other.weight() > self.weight() { other } else { self }
    }

    fn weight(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Incomplete => 1,
            Self::Findings => 2,
            Self::Error => 3,
            Self::Interrupted => 4,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::Exit::{Clean, Error, Findings, Incomplete, Interrupted};

    #[test]
    fn errors_beat_findings_and_findings_beat_incompleteness() {
        let mildest_first = [Clean, Incomplete, Findings, Error, Interrupted];
        for (at, worse) in mildest_first.iter().enumerate() {
            for milder in &mildest_first[..=at] {
                assert_eq!(milder.or_worse(*worse), *worse);
                assert_eq!(worse.or_worse(*milder), *worse);
            }
        }
    }
}
