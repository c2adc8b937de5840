//! A rule said to people: for `sealant explain`, for the help of a SARIF rule, and for `patterns/README.md`. All three
//! come from the rule's own file, so that no description exists twice.

use std::fmt::Write;

use crate::model::rule_doc::{Family, RuleDoc};
use crate::model::run::{LawDoc, TellDoc, told};

use super::phrase;

/// What others add to what a rule says about itself: how it finds, and what policy makes of it.
#[derive(Clone, Debug, Default)]
pub struct Advice {
    /// How it finds: headings, each with the sentences below it.
    pub finding: Vec<(&'static str, Vec<String>)>,
    /// Whom to tell.
    pub tell: Vec<TellDoc>,
    /// How long such data may be kept, in a sentence.
    pub keeping: Option<String>,
    /// Laws that speak of it.
    pub laws: Vec<LawDoc>,
}

/// All that a rule says about itself and others add, as plain text.
pub fn explain(doc: &RuleDoc, advice: &Advice) -> String {
    let mut text = format!("{}\n{}\n\n", doc.id, doc.name);
    push_paragraph(&mut text, &phrase::sentence(&doc.summary));
    push_paragraph(&mut text, &format!("What to do: {}", phrase::sentence(&doc.remedy)));
    for (heading, sentences) in &advice.finding {
        push_list(&mut text, heading, sentences);
    }
    push_advice(&mut text, doc, advice);
    push_row(&mut text, "severity", doc.severity.name());
    push_row(&mut text, "categories", &joined(&doc.categories));
    push_row(&mut text, "retention", &doc.retention);
    push_row(&mut text, "shown", shown(doc));
    push_row(&mut text, "see also", &joined(&doc.also));
    push_row(&mut text, "was", &joined(&doc.aliases));
    for reference in &doc.references {
        push_row(&mut text, "source", reference);
    }
    text
}

/// Whom to tell and why, how long to keep it, and what laws ask.
fn push_advice(text: &mut String, doc: &RuleDoc, advice: &Advice) {
    let told = told(&advice.tell, doc);
    if !told.is_empty() {
        text.push_str("Whom to tell:\n");
        for one in told {
            let _ = writeln!(
                text,
                "- {} {}",
                phrase::sentence(&phrase::tell(&[one])),
                phrase::printable(&one.because)
            );
        }
        text.push('\n');
    }
    if let Some(keeping) = &advice.keeping {
        push_paragraph(text, &format!("How long to keep it: {}", phrase::sentence(keeping)));
    }
    if !advice.laws.is_empty() {
        text.push_str("Laws that speak of it (not legal advice):\n");
        for law in &advice.laws {
            let _ = writeln!(text, "- {}: {}", phrase::printable(&law.name), phrase::sentence(&law.summary));
        }
        text.push('\n');
    }
}

/// Why it matters, what to do and whom to tell, as plain text.
pub fn help_text(doc: &RuleDoc, told: &[&TellDoc]) -> String {
    let mut text = String::new();
    push_paragraph(&mut text, &phrase::sentence(&doc.summary));
    push_paragraph(&mut text, &format!("What to do: {}", phrase::sentence(&doc.remedy)));
    if !told.is_empty() {
        push_paragraph(&mut text, &format!("Whom to tell: {}", phrase::sentence(&phrase::tell(told))));
    }
    for reference in &doc.references {
        push_row(&mut text, "source", reference);
    }
    text.trim_end().to_owned()
}

/// Why it matters and what to do, as Markdown.
pub fn help_markdown(doc: &RuleDoc, told: &[&TellDoc]) -> String {
    let mut text = String::new();
    push_paragraph(&mut text, &escaped(&phrase::sentence(&doc.summary)));
    push_paragraph(&mut text, &format!("**What to do:** {}", escaped(&phrase::sentence(&doc.remedy))));
    if !told.is_empty() {
        let told = escaped(&phrase::sentence(&phrase::tell(told)));
        push_paragraph(&mut text, &format!("**Whom to tell:** {told}"));
    }
    let categories: Vec<String> = doc.categories.iter().map(|category| code(category)).collect();
    push_paragraph(
        &mut text,
        &format!("Categories: {}. Retention class: {}.", categories.join(", "), code(&doc.retention)),
    );
    for reference in &doc.references {
        let _ = writeln!(text, "- {}", address(reference));
    }
    text.trim_end().to_owned()
}

/// The index of all rules, one table a family, as Markdown.
pub fn index_markdown(docs: &[RuleDoc]) -> String {
    let mut text = format!(
        "<!-- @generated from the rule files beside this one by `UPDATE=1 cargo test`. Do not edit. -->\n\n\
         # Rules\n\n{} in all. `sealant explain ID` prints everything a rule says.\n",
        phrase::counted(docs.len() as u64, "rule", "rules")
    );
    for family in Family::ALL {
        let rules: Vec<&RuleDoc> = docs.iter().filter(|doc| doc.family == family).collect();
        if rules.is_empty() {
            continue;
        }
        let _ = writeln!(
            text,
            "\n## {family} ({})\n\n| rule | finds | severity |\n| --- | --- | --- |",
            rules.len()
        );
        for doc in rules {
            let _ =
                writeln!(text, "| [{0}]({0}.toml) | {1} | {2} |", doc.id, escaped(&doc.name), doc.severity);
        }
    }
    text
}

/// Text as Markdown that shows it as it is.
pub(super) fn escaped(text: &str) -> String {
    let mut markdown = String::with_capacity(text.len());
    for character in text.chars() {
        if r"\`*_{}[]<>#|&~".contains(character) {
            markdown.push('\\');
        }
        markdown.push(character);
    }
    markdown
}

/// Text as a Markdown code span, fenced by more backticks than it holds in a row.
pub(super) fn code(text: &str) -> String {
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

fn address(reference: &str) -> String {
    let is_address = reference.starts_with("https://") || reference.starts_with("http://");
    let is_plain = !reference.contains(|c: char| c.is_whitespace() || c.is_control() || "<>".contains(c));
    if is_address && is_plain { format!("<{reference}>") } else { escaped(reference) }
}

fn shown(doc: &RuleDoc) -> &'static str {
    if doc.personal { "the length only, since it is about people" } else { "masked" }
}

fn push_paragraph(text: &mut String, paragraph: &str) {
    text.push_str(paragraph);
    text.push_str("\n\n");
}

fn push_list(text: &mut String, heading: &str, sentences: &[String]) {
    let _ = writeln!(text, "{heading}:");
    for sentence in sentences {
        let _ = writeln!(text, "- {}", phrase::sentence(sentence));
    }
    text.push('\n');
}

fn push_row(text: &mut String, label: &str, value: &str) {
    if !value.is_empty() {
        let _ = writeln!(text, "{label:<11}{value}");
    }
}

fn joined(words: &[crate::model::text::Text]) -> String {
    words.iter().map(|word| &**word).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::{address, code, escaped};

    #[test]
    fn markdown_shows_text_as_it_is() {
        assert_eq!(escaped("a*b [c](d) <e>"), r"a\*b \[c\](d) \<e\>");
        assert_eq!(code("key"), "`key`");
        assert_eq!(code("`a``b"), "``` `a``b ```");
    }

    #[test]
    fn only_plain_addresses_become_links() {
        assert_eq!(address("https://example.org/a"), "<https://example.org/a>");
        assert_eq!(address("https://example.org/> <b>"), r"https://example.org/\> \<b\>");
        assert_eq!(address("RFC 7519"), "RFC 7519");
    }
}
