//! What GitHub takes of one SARIF file, and what to say where a file has more.
//!
//! The figures are those of "SARIF support for code scanning" in GitHub's documentation. Other limits cannot be
//! reached: a file has one run, a result one location and at most 99 related ones, a rule at most 20 tags, and there
//! are no thread flows and no extensions.

use crate::report::phrase;

use super::Part;

/// A file with more results is refused.
const MOST_RESULTS: u64 = 25_000;

/// Of more results the worst are shown.
const RESULTS_SHOWN: u64 = 5_000;

/// A file that has more bytes when it is compressed is refused.
const MOST_COMPRESSED: u64 = 10 << 20;

/// How many times smaller SARIF of ours becomes when compressed, at the least: reports of 200,000 findings became 12 to
/// 20 times smaller.
pub const LEAST_COMPRESSION: u64 = 8;

/// What is to be said of a file with so many results and bytes; `None` where GitHub takes and shows it all. `split` is
/// into how many files each severity was split already.
pub fn warning(file: &str, results: u64, bytes: u64, split: Option<u8>) -> Option<String> {
    let said = if results > MOST_RESULTS {
        format!("GitHub refuses a file with more than {} results", phrase::number(MOST_RESULTS))
    } else if bytes / LEAST_COMPRESSION > MOST_COMPRESSED {
        format!("it has {}, and GitHub refuses more than 10 MiB compressed", phrase::bytes(bytes))
    } else if results > RESULTS_SHOWN {
        format!("GitHub shows only the {} worst", phrase::number(RESULTS_SHOWN))
    } else {
        return None;
    };
    let advice = match split {
        None => "--split-sarif writes a file for each severity",
        Some(parts) if parts < Part::MOST_OF_A_SEVERITY => "--split-sarif=4 splits each severity further",
        Some(_) => "list less with --severity, or scan folders on their own",
    };
    Some(format!("{file} lists {}: {said}; {advice}", phrase::counted(results, "finding", "findings")))
}

#[cfg(test)]
mod tests {
    use super::warning;

    #[test]
    fn what_exceeds_a_limit_is_told_with_what_to_do() {
        let said = |results, bytes, split| warning("x.sarif", results, bytes, split).unwrap_or_default();
        assert_eq!(said(5_000, 80 << 20, None), "");
        assert_eq!(
            said(5_001, 0, None),
            "x.sarif lists 5,001 findings: GitHub shows only the 5,000 worst; --split-sarif writes a file for each severity"
        );
        assert!(
            said(25_001, 0, Some(1))
                .contains("refuses a file with more than 25,000 results; --split-sarif=4")
        );
        assert!(said(1, 90 << 20, Some(4)).contains("10 MiB compressed; list less"));
    }
}
