//! The nouns of the pipeline. No I/O, no serde, no knowledge of any stage: everything here may be named everywhere.

pub mod budget;
pub mod evidence;
pub mod finding;
pub mod fingerprint;
pub mod part;
pub mod piece;
pub mod rule_doc;
pub mod run;
pub mod secret;
pub mod severity;
pub mod source;
pub mod suppression;
pub mod text;
pub mod verdict;
pub mod window;
