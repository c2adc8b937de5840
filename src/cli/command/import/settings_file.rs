//! Settings as gitleaks writes them, and betterleaks with keys of its own: rules, what is allowed, what is left out.

use toml::de::DeTable;

use super::asked::{Asked, Left, Stated, TheirRule, shown};
use super::file::TheirFile;
use super::table::Table;
use super::their_rules;

/// What to do instead of allowing values by a pattern.
const WAIVE: &str = "waive what is reported without reason: `sealant waive FINGERPRINT --kind not-sensitive`";

/// Keys that ask for nothing, or that are read.
const TOP: [&str; 12] = [
    "title",
    "description",
    "minVersion",
    "betterleaksMinVersion",
    "extend",
    "rules",
    "allowlist",
    "allowlists",
    "prefilter",
    "filter",
    "hmacKey",
    "version",
];

/// What a rule may say without which it would find other things altogether.
const NARROWED: [(&str, &str); 4] = [
    ("path", "it holds in some files only"),
    ("required", "it needs another finding beside it"),
    ("components", "it needs another finding beside it"),
    ("skipReport", "it only stands beside others, and is no finding itself"),
];

/// What a rule may say without which it finds more of the same.
const UNSAID: [(&str, &str); 4] = [
    ("entropy", "it asked for a least entropy"),
    ("allowlist", "it allowed some values"),
    ("allowlists", "it allowed some values"),
    ("filter", "an expression narrowed it"),
];

/// Reads the file.
pub(super) fn read(file: &TheirFile) -> anyhow::Result<Asked> {
    let document = DeTable::parse(&file.text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        file.fault(start, "neither settings in TOML nor anything else known here: the TOML is wrong here")
    })?;
    let top = Table::whole(file, &document);
    let mut asked = Asked::default();
    extend(&top, &mut asked)?;
    for allowed in [top.tables("allowlists")?, top.tables("allowlist")?].concat() {
        allow(&allowed, &mut asked)?;
    }
    expression(&top, "prefilter", &mut asked)?;
    expression(&top, "filter", &mut asked)?;
    let rules = top.tables("rules")?;
    if !rules.is_empty() && !top.has("extend") {
        asked.notes.push(format!(
            "{}: only the rules of this file were used there; here the built-in ones are, too, unless `only` in \
             sealant.toml says otherwise",
            file.name
        ));
    }
    for their in &rules {
        rule(their, &mut asked)?;
    }
    let unknown = top.other_keys(&TOP).into_iter();
    asked.left.extend(
        unknown
            .map(|Stated { at, word }| Left { at, why: format!("`{word}` is a key without meaning here") }),
    );
    Ok(asked)
}

fn extend(top: &Table<'_>, asked: &mut Asked) -> anyhow::Result<()> {
    for extend in top.tables("extend")? {
        asked.disabled.extend(extend.texts("disabledRules")?);
        for key in ["path", "url"] {
            if extend.has(key) {
                let why = "another file of settings, which was not read: name it, too".to_owned();
                asked.left.push(Left { at: extend.at_key(key), why });
            }
        }
    }
    Ok(())
}

/// What is allowed everywhere. Several criteria may have to hold together, which paths alone cannot say.
fn allow(allowed: &Table<'_>, asked: &mut Asked) -> anyhow::Result<()> {
    if allowed.has("targetRules") {
        let why = format!("allows for single rules: {WAIVE}");
        asked.left.push(Left { at: allowed.at(), why });
        return Ok(());
    }
    let values = ["regexes", "stopwords", "commits"];
    let criteria = values.iter().chain(&["paths"]).filter(|key| allowed.has(key)).count();
    let condition = allowed.text("condition")?.unwrap_or_default();
    if criteria > 1 && matches!(condition.as_str(), "and" | "AND" | "&&") {
        let why = format!("allows where several things hold at once: {WAIVE}");
        asked.left.push(Left { at: allowed.at(), why });
        return Ok(());
    }
    asked.left_out_paths.extend(allowed.texts("paths")?);
    for (key, what) in [("regexes", "patterns over values"), ("stopwords", "words in values")] {
        let count = allowed.texts(key)?.len();
        if count > 0 {
            asked.left.push(Left {
                at: allowed.at_key(key),
                why: format!("{what} ({count}) allow by content: {WAIVE}"),
            });
        }
    }
    let commits = allowed.texts("commits")?.len();
    if commits > 0 {
        let why = format!(
            "commits ({commits}) are no scope here: name a report of them with --history, so that their values are known"
        );
        asked.left.push(Left { at: allowed.at_key("commits"), why });
    }
    Ok(())
}

/// An expression is carried where it is nothing but patterns of paths.
fn expression(top: &Table<'_>, key: &str, asked: &mut Asked) -> anyhow::Result<()> {
    let Some(text) = top.text(key)? else { return Ok(()) };
    let at = top.at_key(key);
    match path_patterns(&text) {
        Some(patterns) => {
            let stated = |word| Stated { at: at.clone(), word };
            asked.left_out_paths.extend(patterns.into_iter().map(stated));
        }
        None => asked.left.push(Left {
            at,
            why: format!("`{key}` is an expression that is more than patterns of paths: {WAIVE}"),
        }),
    }
    Ok(())
}

/// The patterns of `matchesAny(attributes["path"], [`…`, "…"])`, in any of its spellings, and nothing beside it.
fn path_patterns(expression: &str) -> Option<Vec<String>> {
    let text = expression.trim();
    let text = text.strip_prefix("filter.").unwrap_or(text).strip_prefix("matchesAny(")?.strip_suffix(')')?;
    let subjects = [
        "attributes[\"path\"]",
        "attributes.path",
        "attributes[?\"path\"].orValue(\"\")",
        "(attributes.path ?? \"\")",
    ];
    let text = text.trim();
    let list = subjects.iter().find_map(|subject| text.strip_prefix(subject))?;
    let list = list.trim_start().strip_prefix(',')?.trim().strip_prefix('[')?.strip_suffix(']')?;
    let mut patterns = Vec::new();
    let mut rest = list.trim();
    while !rest.is_empty() {
        let (pattern, after) = raw_string(rest)?;
        patterns.push(pattern.to_owned());
        rest = after.trim_start();
        rest = rest.strip_prefix(',').or(rest.is_empty().then_some(rest))?.trim_start();
    }
    Some(patterns)
}

/// A string in which nothing is escaped, and what follows it.
fn raw_string(text: &str) -> Option<(&str, &str)> {
    for (open, close) in [("r\"\"\"", "\"\"\""), ("r'''", "'''"), ("r\"", "\""), ("r'", "'"), ("`", "`")] {
        if let Some(rest) = text.strip_prefix(open) {
            return rest.split_once(close);
        }
    }
    let quote = text.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    let (string, after) = text[1..].split_once(quote)?;
    (!string.contains('\\')).then_some((string, after))
}

fn rule(their: &Table<'_>, asked: &mut Asked) -> anyhow::Result<()> {
    let id = their.text("id")?.unwrap_or_default();
    let at = their.at();
    let known = their_rules::ours(&id);
    let allows = ["allowlist", "allowlists", "filter"].iter().any(|key| their.has(key));
    if !known.is_empty() || !their.has("regex") {
        if known.is_empty() {
            let what = if their.has("path") {
                "looks for files by their names alone"
            } else {
                "has no pattern here"
            };
            let why = format!("the rule {} {what}: write a rule, CONTRIBUTING.md shows how", shown(&id));
            asked.left.push(Left { at: at.clone(), why });
        } else if their.has("regex") {
            asked.notes.push(format!("{at}: {} is built in: {}", shown(&id), known.join(", ")));
        }
        if allows {
            asked.left.push(Left {
                at,
                why: format!("what {} allows is about single values: {WAIVE}", shown(&id)),
            });
        }
        return Ok(());
    }
    if let Some((_, what)) = NARROWED.iter().find(|(key, _)| their.has(key)) {
        let why = format!(
            "the rule {} has no counterpart: {what}; write one by hand, CONTRIBUTING.md shows how",
            shown(&id)
        );
        asked.left.push(Left { at, why });
        return Ok(());
    }
    asked.rules.push(TheirRule {
        id: if id.is_empty() { "rule".to_owned() } else { id },
        description: their.text("description")?.unwrap_or_default(),
        regex: their.text("regex")?.unwrap_or_default(),
        group: their.number("secretGroup")?.unwrap_or(0),
        unsaid: UNSAID.iter().filter(|(key, _)| their.has(key)).map(|(_, what)| *what).collect(),
        at,
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::path_patterns;

    #[test]
    fn an_expression_of_paths_alone_is_read() {
        let two = Some(vec![r"^vendor/".to_owned(), r"\.md$".to_owned()]);
        for (text, expected) in [
            ("matchesAny(attributes[\"path\"], [`^vendor/`, `\\.md$`])", two.clone()),
            (
                "\n filter.matchesAny(attributes[?\"path\"].orValue(\"\"), [r\"^vendor/\",\n r'''\\.md$''',\n])\n",
                two,
            ),
            ("matchesAny(attributes.path, ['a'])", Some(vec!["a".to_owned()])),
            ("matchesAny(attributes.path, [\"a\\\\.b\"])", None),
            ("matchesAny(attributes.path, [`a`]) && entropy(finding.secret) < 3", None),
            ("!matchesAny(attributes.path, [`a`])", None),
            ("matchesAny(finding.secret, [`a`])", None),
        ] {
            assert_eq!(path_patterns(text), expected, "{text}");
        }
    }
}
