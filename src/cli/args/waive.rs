//! `sealant waive`.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use jiff::civil::Date;

use super::{AnswerArgs, ChangeArgs, SettingArgs, parse_date};
use crate::policy::WaiverKind;

/// `sealant waive`.
#[derive(Debug, Args)]
pub struct WaiveArgs {
    /// The fingerprint of the finding, as reports print it
    #[arg(value_name = "FINGERPRINT")]
    pub fingerprint: String,
    /// Where the finding is [default: what is staged, else the current folder]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// not-sensitive: no secret and nobody's data; accepted-risk: somebody answers for it; consent: those concerned agreed
    #[arg(long, value_name = "KIND", value_parser = kind_parser())]
    pub kind: WaiverKind,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Who answers for it [default: the e-mail address git commits with]
    #[arg(long, value_name = "WHO")]
    pub owner: Option<String>,
    /// Who agreed to it; accepted-risk needs one
    #[arg(long, value_name = "WHO")]
    pub approver: Option<String>,
    /// What it rests on: a law, a contract, a form that was signed; consent needs one
    #[arg(long, value_name = "TEXT")]
    pub basis: Option<String>,
    /// Its last day, YYYY-MM-DD; accepted-risk and consent need one
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub expires: Option<Date>,
    /// By what people speak of it [default: made from the fingerprint]
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
    /// The change in which the finding is.
    #[command(flatten)]
    pub change: ChangeArgs,
    /// Where the register is.
    #[command(flatten)]
    pub answers: AnswerArgs,
    /// Settings that sealant.toml may give too.
    #[command(flatten)]
    pub settings: SettingArgs,
}

fn kind_parser() -> impl TypedValueParser<Value = WaiverKind> {
    PossibleValuesParser::new(WaiverKind::ALL.map(WaiverKind::name))
        .try_map(|word| word.parse::<WaiverKind>())
}
