//! betterleaks: version 1 has the files of gitleaks by other names; version 2 says with expressions what is left out,
//! ignores by the hash of a value, and reports by another shape. Written from
//! <https://github.com/betterleaks/betterleaks>, its configuration and its guide to version 2.

use super::Tool;
use super::file::Content;
use super::{finding_list, ignore_list, scan_report, settings_file};

/// The tool.
pub(super) const TOOL: Tool = Tool {
    name: "betterleaks",
    about: ".betterleaks.toml, .betterleaksignore, and reports of betterleaks, versions 1 and 2",
    files: &[
        ".betterleaks.toml",
        "betterleaks.toml",
        ".betterleaksignore",
        ".gitleaksignore",
        "betterleaks-baseline.json",
        "betterleaks-report.json",
    ],
    readers: &[
        (Content::Settings, settings_file::read),
        (Content::IgnoreList, ignore_list::read),
        (Content::FindingList, finding_list::read),
        (Content::ScanReport, scan_report::read),
    ],
};
