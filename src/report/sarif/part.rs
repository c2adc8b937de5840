//! One of several files into which a run is split, each with a category of its own on the code host.

use crate::model::severity::Severity;
use crate::model::verdict::Judged;

/// A severity, and which of how many files of that severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    severity: Severity,
    number: u8,
    of: u8,
}

impl Part {
    /// Into how many files a severity can be split: with all five, they are the twenty runs that GitHub takes at once.
    pub const MOST_OF_A_SEVERITY: u8 = 4;

    /// Every part of a run, the worst severity first. All of them are always written, so that alerts of an earlier run
    /// close where there is nothing left to report.
    pub fn all(of: u8) -> impl Iterator<Item = Self> {
        let severities = Severity::ALL.into_iter().rev();
        severities.flat_map(move |severity| (1..=of).map(move |number| Self { severity, number, of }))
    }

    /// `critical`, or `critical-2` where there are several of a severity.
    pub fn name(self) -> String {
        let Self { severity, number, of } = self;
        if of == 1 { severity.name().to_owned() } else { format!("{severity}-{number}") }
    }

    /// Whether this part lists the finding. Where there are several of a severity the fingerprint of its place decides,
    /// so that a finding stays in its part whatever else is found.
    pub fn holds(self, judged: &Judged) -> bool {
        let verdict = &judged.verdict;
        let [first, ..] = verdict.place_fingerprint.0;
        verdict.severity == self.severity && first % self.of + 1 == self.number
    }

    /// Whether this part tells what was not read.
    pub(super) fn is_first(self) -> bool {
        self.severity == Severity::Critical && self.number == 1
    }
}

#[cfg(test)]
mod tests {
    use super::Part;

    #[test]
    fn parts_are_named_and_fit_into_one_upload() {
        let names = |of| Part::all(of).map(Part::name).collect::<Vec<_>>();
        assert_eq!(names(1), ["critical", "high", "medium", "low", "note"]);
        assert_eq!(names(2)[..3], ["critical-1", "critical-2", "high-1"]);
        assert_eq!(names(Part::MOST_OF_A_SEVERITY).len(), 20);
        assert_eq!(Part::all(4).filter(|part| part.is_first()).count(), 1);
    }
}
