//! gitleaks: settings, ignore file, and reports that serve as baselines. Written from
//! <https://github.com/gitleaks/gitleaks>, version 8.

use super::Tool;
use super::file::Content;
use super::{finding_list, ignore_list, settings_file};

/// The tool.
pub(super) const TOOL: Tool = Tool {
    name: "gitleaks",
    about: ".gitleaks.toml, .gitleaksignore, and reports of gitleaks that serve as baselines",
    files: &[
        ".gitleaks.toml",
        "gitleaks.toml",
        ".gitleaksignore",
        ".gitleaks-baseline.json",
        "gitleaks-baseline.json",
        "gitleaks-report.json",
    ],
    readers: &[
        (Content::Settings, settings_file::read),
        (Content::IgnoreList, ignore_list::read),
        (Content::FindingList, finding_list::read),
    ],
};
