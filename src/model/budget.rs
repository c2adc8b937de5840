//! What one artifact may cost. Every extractor spends from it, and nothing is read past it in silence.

/// How much may still be spent on one artifact and everything inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Bytes that may still be read or produced.
    pub bytes: u64,
    /// Steps of a parser (records, entries, tokens) that may still be taken.
    pub steps: u64,
    /// Levels of containers that may still be entered.
    pub depth: u32,
}

impl Budget {
    /// No limit but the largest numbers: for plain text, which costs what it weighs.
    pub const UNLIMITED: Self = Self { bytes: u64::MAX, steps: u64::MAX, depth: 16 };

    /// Spends bytes. False when they are not there; then nothing is spent.
    #[must_use]
    pub fn take_bytes(&mut self, bytes: u64) -> bool {
        Self::take(&mut self.bytes, bytes)
    }

    /// Spends steps. False when they are not there; then nothing is spent.
    #[must_use]
    pub fn take_steps(&mut self, steps: u64) -> bool {
        Self::take(&mut self.steps, steps)
    }

    fn take(purse: &mut u64, amount: u64) -> bool {
        purse.checked_sub(amount).is_some_and(|rest| {
            *purse = rest;
            true
        })
    }
}
