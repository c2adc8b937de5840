//! The rules that are part of the program: a constant that the build script writes from `patterns/`.

use crate::rule::Rule;
use crate::rule::strings::Made;

/// All built-in rules, in the order of their ids.
pub fn rules() -> &'static [Rule] {
    table::RULES
}

/// All built-in rules with the table of their strings.
pub fn made() -> Made {
    Made { rules: table::RULES, strings: table::STRINGS }
}

/// The hash of all built-in rule files: 16 hexadecimal digits.
pub fn hash() -> &'static str {
    table::HASH
}

#[expect(clippy::unreadable_literal, reason = "written by build.rs")]
#[cfg_attr(not(test), expect(clippy::enum_glob_use, clippy::wildcard_imports, reason = "written by build.rs"))]
#[rustfmt::skip]
mod table {
    use std::borrow::Cow::Borrowed;

    use crate::check::CheckId;
    use crate::model::piece::Format::*;
    use crate::model::rule_doc::{Family::*, RuleDoc};
    use crate::model::severity::Severity::*;
    use crate::model::text::{List, Text};
    use crate::rule::alphabet::Alphabet;
    use crate::rule::{Anchor::*, Boundary::*, Decode::*, Find::*, Shape::*, Zone::*, *};

    include!(concat!(env!("OUT_DIR"), "/rules.rs"));
}
