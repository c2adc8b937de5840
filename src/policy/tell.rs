//! Whom to tell of what was found: `patterns/data/tell.toml`, with what the user's own house says of how they are
//! reached. Parsed once, on first use; its shape is proved by tests.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::model::run::{Contacts, TellDoc};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TellFile {
    tell: Vec<TellEntry>,
}

/// Somebody to tell, as the file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TellEntry {
    categories: Vec<String>,
    who: String,
    contact: Option<ContactKey>,
    because: String,
}

/// A key of `[contacts]`.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum ContactKey {
    PrivacyOfficer,
    Security,
}

static TELL: LazyLock<TellFile> = LazyLock::new(|| {
    toml::from_str(include_str!("../../patterns/data/tell.toml")).expect("a test parses whom to tell")
});

/// Whom to tell, by category, in the order of the file.
pub fn tell(contacts: &Contacts) -> Vec<TellDoc> {
    let docs = |entry: &'static TellEntry| {
        entry.categories.iter().map(|category| TellDoc {
            category: category.clone(),
            who: entry.who.clone(),
            reach: entry.contact.and_then(|key| reach(contacts, key)),
            because: entry.because.clone(),
        })
    };
    TELL.tell.iter().flat_map(docs).collect()
}

fn reach(contacts: &Contacts, key: ContactKey) -> Option<String> {
    match key {
        ContactKey::PrivacyOfficer => contacts.privacy_officer.clone(),
        ContactKey::Security => contacts.security.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::tell;
    use crate::model::run::Contacts;
    use crate::policy::known_categories;

    #[test]
    fn somebody_is_told_of_every_category_and_of_no_other() {
        let told = tell(&Contacts::default());
        for category in known_categories() {
            assert!(told.iter().any(|tell| tell.category == category), "nobody is told of {category}");
        }
        for doc in &told {
            assert!(known_categories().contains(&&*doc.category), "there is no category {}", doc.category);
            assert!(doc.because.ends_with('.') && !doc.who.ends_with('.'), "{}", doc.who);
        }
    }

    #[test]
    fn the_house_says_how_its_people_are_reached() {
        let contacts = Contacts { security: Some("extension 12".to_owned()), ..Contacts::default() };
        let reached: Vec<_> = tell(&contacts).into_iter().filter(|doc| doc.reach.is_some()).collect();
        assert!(!reached.is_empty() && reached.iter().all(|doc| doc.who.contains("security")));
    }
}
