//! Whether a report is split into several files.

use clap::{Args, value_parser};

use crate::report::sarif::Part;

/// Whether a report is split into several files.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct SplitArgs {
    /// With --format sarif: write a file for each severity into the folder that --output names
    ///
    /// GitHub refuses a SARIF file with more than 25,000 results and shows the 5,000 worst. Each file, critical.sarif
    /// down to note.sarif, has a category of its own, sealant/critical down to sealant/note, so that all can be uploaded
    /// together. A severity of which there is nothing has its file too: then alerts of earlier runs close. =N splits
    /// each severity into N files, at most 4; a finding stays in its file as long as N stays the same.
    #[arg(
        long,
        value_name = "N",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "1",
        requires = "output",
        value_parser = value_parser!(u8).range(1..=i64::from(Part::MOST_OF_A_SEVERITY))
    )]
    pub split_sarif: Option<u8>,
}
