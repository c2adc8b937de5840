//! `[contacts]`: whom the user's own house names, in its own words. Reports print them beside what was found.

use serde::Deserialize;
use toml::Spanned;

use super::Reading;
use crate::cli::sourced::Sourced;
use crate::model::run::Contacts;
use crate::rule::error::FileError;

/// Longer is no name, address or number, and every report repeats it.
const LONGEST: usize = 300;

/// `[contacts]` as people write it.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct ContactsFile {
    privacy_officer: Option<Spanned<String>>,
    security: Option<Spanned<String>>,
    report_a_breach: Option<Spanned<String>>,
    policy: Option<Spanned<String>>,
}

/// Each contact and where it comes from.
#[derive(Clone, Debug, Default)]
pub(in crate::cli) struct SourcedContacts {
    privacy_officer: Option<Sourced<String>>,
    security: Option<Sourced<String>>,
    report_a_breach: Option<Sourced<String>>,
    policy: Option<Sourced<String>>,
}

impl SourcedContacts {
    /// All of them by their keys, whether set or not.
    pub(in crate::cli) fn all(&self) -> [(&'static str, Option<&Sourced<String>>); 4] {
        [
            ("privacy-officer", self.privacy_officer.as_ref()),
            ("security", self.security.as_ref()),
            ("report-a-breach", self.report_a_breach.as_ref()),
            ("policy", self.policy.as_ref()),
        ]
    }

    /// What reports print.
    pub(in crate::cli) fn values(&self) -> Contacts {
        let value = |contact: &Option<Sourced<String>>| contact.as_ref().map(|one| one.value.clone());
        Contacts {
            privacy_officer: value(&self.privacy_officer),
            security: value(&self.security),
            report_a_breach: value(&self.report_a_breach),
            policy: value(&self.policy),
        }
    }
}

impl Reading<'_> {
    /// The contacts, each proved to be something to print.
    pub(super) fn contacts(&self, file: ContactsFile) -> Result<SourcedContacts, FileError> {
        let policy = file.policy.map(|address| self.address(address)).transpose()?;
        Ok(SourcedContacts {
            privacy_officer: file.privacy_officer.map(|text| self.contact(text)).transpose()?,
            security: file.security.map(|text| self.contact(text)).transpose()?,
            report_a_breach: file.report_a_breach.map(|text| self.contact(text)).transpose()?,
            policy,
        })
    }

    fn contact(&self, text: Spanned<String>) -> Result<Sourced<String>, FileError> {
        let span = text.span();
        let contact = text.into_inner();
        let fault = match contact.trim() {
            "" => "this contact says nothing",
            text if text.chars().count() > LONGEST => "this contact is longer than 300 characters",
            text if text.chars().any(char::is_control) => "a contact is one line of text",
            text => return Ok(self.sourced(&span, text.to_owned())),
        };
        let help = "write a name, an address, a number or a link, as people would use it".to_owned();
        Err(self.fault(span, fault, Some(help)))
    }

    fn address(&self, text: Spanned<String>) -> Result<Sourced<String>, FileError> {
        let span = text.span();
        let contact = self.contact(text)?;
        if contact.value.starts_with("https://") || contact.value.starts_with("http://") {
            return Ok(contact);
        }
        let help = "write it as https://…".to_owned();
        Err(self.fault(span, "the policy is named by its address", Some(help)))
    }
}
