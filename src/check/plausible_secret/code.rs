//! Shapes of programs: expressions, references, paths, addresses and names. Judges the form of a text, no language's
//! grammar.

use crate::check::letters;
use crate::check::placeholder;

/// Calls, member access, operators, generics, patterns, format strings, markup.
pub(super) fn is_code(text: &str) -> bool {
    is_call_or_index(text)
        || is_member_access(text)
        || has_operator(text)
        || has_format_mark(text)
        || is_pattern(text)
        || placeholder::is_reference(text)
}

/// A name, then brackets to the end: `f(x)`, `a[0].b`, `Vec<T>`.
fn is_call_or_index(text: &str) -> bool {
    let text = text.trim_start_matches(['&', '*', '!', '@']).trim_end_matches([';', ',']);
    let Some(at) = text.find(['(', '[', '<']) else { return false };
    let (name, rest) = text.split_at(at);
    let name = name.rsplit(' ').next().unwrap_or(name);
    let closes = rest.ends_with([')', ']', '>', '}'])
        || rest.contains("()")
        || rest.contains("].")
        || rest.contains(").");
    let named = name.is_empty() || name.split(['.', ':']).all(|part| part.is_empty() || is_name(part));
    closes && named && (!name.is_empty() || text.starts_with(['[', '(']))
}

/// Names joined by `.`, `::` or `->`, each of them a word: `process.env.API_KEY`.
fn is_member_access(text: &str) -> bool {
    let text = text.trim_start_matches(['&', '*', '$', '@', '!']).trim_end_matches([';', ',', '?', '!']);
    let joined = text.replace("::", ".").replace("->", ".").replace("?.", ".");
    let parts: Vec<&str> = joined.split('.').collect();
    let named = parts.iter().all(|part| is_name(part) || part.is_empty());
    let words = parts.iter().all(|part| part.len() < 3 || letters::rarity(part) < 6);
    parts.len() > 1 && named && words && joined.len() > parts.len()
}

fn is_name(text: &str) -> bool {
    let inside = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$';
    text.bytes().all(inside) && text.bytes().next().is_some_and(|byte| !byte.is_ascii_digit())
}

fn has_operator(text: &str) -> bool {
    let spaced = [
        " == ", " != ", " = ", " + ", " => ", " -> ", " || ", " && ", " ? ", " | ", " := ", " in ", " or ",
        " and ",
    ];
    let leading = [
        "new ",
        "await ",
        "return ",
        "func ",
        "function ",
        "lambda ",
        "const ",
        "let ",
        "var ",
        "not ",
        "fn ",
        "=>",
    ];
    let marks = ["()", "=>", "</", "/>", "&&", "||", "();", "<?", "?>", "#["];
    spaced.iter().any(|mark| text.contains(mark))
        || leading.iter().any(|word| text.starts_with(word))
        || marks.iter().any(|mark| text.contains(mark))
            && text.contains(|character: char| character.is_ascii_alphabetic())
        || is_borrowed_type(text)
}

/// `&str`, `*const`, `String?`.
fn is_borrowed_type(text: &str) -> bool {
    let name = text.trim_start_matches(['&', '*', '?']).trim_end_matches(['?', '*', '&']);
    name.len() < text.len() && is_name(name) && letters::is_wordy(name)
}

/// `%s`, `%(name)s`, `{0}`, `{name}`, `{data['key']}`, `${…}`, `{{…}}` anywhere in the text, and a brace that the end of
/// the value cut off.
fn has_format_mark(text: &str) -> bool {
    let percent = text.match_indices('%').any(|(at, _)| matches!(&text.as_bytes()[at + 1..], [b's' | b'd' | b'v' | b'@', rest @ ..] if !rest.first().is_some_and(u8::is_ascii_alphanumeric)));
    percent
        || has_braces(text)
        || text.contains("%(")
        || text.contains("${")
        || text.contains("$(")
        || text.contains("{{")
}

/// Braces around an expression, or open ones before a name with nothing or a member behind it.
fn has_braces(text: &str) -> bool {
    let Some(open) = text.find('{') else { return false };
    let behind = &text[open + 1..];
    let inner = behind.split(['}', '{']).next().unwrap_or_default();
    if behind.contains('}') {
        return is_expression(inner);
    }
    let name = behind.split(['.', '(', '[', ':']).next().unwrap_or_default();
    let is_cut = name.len() < behind.len() || text[..open].ends_with('/');
    let word = name.trim_end_matches(|character: char| character.is_ascii_digit());
    is_cut && word.len() > 2 && is_name(name) && letters::is_wordy(word)
}

/// Nothing, a number, or words with marks of programs between them; no random letters.
fn is_expression(inner: &str) -> bool {
    let marked = inner.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.: $-()[]'\"".contains(&byte));
    let mut words = inner.split(|character: char| !character.is_ascii_alphanumeric());
    let is_plain = |word: &str| {
        let letters = word.trim_end_matches(|character: char| character.is_ascii_digit());
        let is_short = letters.len() <= 2 && !letters.bytes().any(|byte| byte.is_ascii_uppercase());
        is_short || letters::rarity(letters) < 6
    };
    marked && words.all(is_plain)
}

/// Regular expressions: classes, counts, escapes, anchors on both sides.
fn is_pattern(text: &str) -> bool {
    let marks = ["[a-z", "[A-Z", "[0-9", "[^", "(?", ".*", ".+", "\\d", "\\w", "\\s", "]+", "]{", "]*"];
    marks.iter().filter(|mark| text.contains(**mark)).count() >= 2
        || text.starts_with('^') && text.ends_with('$')
}

/// Paths of any system, file names, addresses without a password in them, e-mail addresses.
pub(super) fn is_path_or_address(text: &str) -> bool {
    if let Some((scheme, rest)) = text.split_once("://") {
        return is_name(&scheme.replace(['+', '-', '.'], ""))
            && !rest.split(['/', '?']).next().is_some_and(|host| host.contains('@'));
    }
    is_rooted(text) || is_wordy_path(text) || is_file_name(text) || is_mail(text) || text.starts_with("arn:")
}

fn is_rooted(text: &str) -> bool {
    let roots = ["/", "./", "../", "~/", "file:", "\\\\"];
    let drive = matches!(text.as_bytes(), [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic());
    let segments = text.split(['/', '\\']).filter(|segment| !segment.is_empty());
    drive
        || roots.iter().any(|root| text.starts_with(root))
            && segments.clone().all(is_segment)
            && segments.count() > 0
}

/// A part of a path: no base 64, mostly words.
fn is_segment(segment: &str) -> bool {
    segment.len() < 4 || letters::rarity(segment) < 8
}

/// `secrets/db/password`: two slashes or more, or one between words.
fn is_wordy_path(text: &str) -> bool {
    let segments: Vec<&str> = text.split(['/', '\\']).collect();
    let plain =
        |segment: &&str| segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-:@".contains(&byte));
    segments.len() > 1
        && segments.iter().all(plain)
        && segments.iter().all(|segment| letters::rarity(segment) < 4)
}

fn is_file_name(text: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "json",
        "yaml",
        "yml",
        "toml",
        "txt",
        "pem",
        "key",
        "crt",
        "cer",
        "pub",
        "env",
        "conf",
        "cfg",
        "ini",
        "xml",
        "html",
        "htm",
        "css",
        "js",
        "ts",
        "tsx",
        "jsx",
        "py",
        "rs",
        "go",
        "java",
        "rb",
        "php",
        "sh",
        "md",
        "csv",
        "log",
        "png",
        "jpg",
        "svg",
        "jks",
        "p12",
        "pfx",
        "kdbx",
        "gpg",
        "asc",
        "sql",
        "db",
        "properties",
        "tf",
        "lock",
        "map",
        "vue",
        "pdf",
    ];
    let Some((stem, ending)) = text.rsplit_once('.') else { return false };
    let plain = stem.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-/ ".contains(&byte));
    plain && ENDINGS.contains(&ending.to_ascii_lowercase().as_str()) && letters::rarity(stem) < 10
}

fn is_mail(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._+-".contains(&byte));
    let ending = domain.rsplit('.').next().unwrap_or_default();
    let named =
        ending.len() >= 2 && ending.bytes().all(|byte| byte.is_ascii_lowercase()) && domain.contains('.');
    !local.is_empty() && plain(local) && plain(domain) && named
}

/// Names of programs: words joined by case, underscores, hyphens or dots, a short number at the end at most.
pub(super) fn is_identifier(text: &str) -> bool {
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.:/ ".contains(&byte));
    let text = without_version(text);
    let body = text.trim_end_matches(|character: char| character.is_ascii_digit());
    let number = text.len() - body.len();
    let joined = body.contains(['_', '-', '.', ':', '/']);
    let letters_only = !body.bytes().any(|byte| byte.is_ascii_digit());
    let named = number == 0 || joined && number <= 2;
    plain && letters_only && !body.is_empty() && named && (reads_as_words(body) || names_a_secret(body))
}

/// Names of what holds a secret, not the secret: two words or more, one of them `token`, `pwd` or the like, as in
/// `SSH_PRIV_PASSWD` and `thisIsMyToken`.
fn names_a_secret(body: &str) -> bool {
    const HOLDERS: &[&str] = &[
        "password",
        "passwd",
        "pwd",
        "passphrase",
        "secret",
        "token",
        "key",
        "apikey",
        "credential",
        "credentials",
    ];
    let words = words_of(body);
    words.len() > 1 && words.iter().any(|word| HOLDERS.contains(&word.as_str()))
}

/// The words of a name in lower case: what marks part, and what a change from small to capital letters does. A run of
/// capitals is one word up to the letter that begins the next: `AWSAccessKey` is `aws`, `access`, `key`.
fn words_of(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let characters: Vec<char> = name.chars().collect();
    for (at, &character) in characters.iter().enumerate() {
        let small = |at: usize| characters.get(at).is_some_and(char::is_ascii_lowercase);
        let begins = character.is_ascii_uppercase() && at > 0 && (small(at - 1) || small(at + 1));
        if !character.is_ascii_alphabetic() || begins {
            words.push(String::new());
        }
        if character.is_ascii_alphabetic() {
            words.last_mut().expect("there is always one").push(character.to_ascii_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Types are named with the version of their interface before them: `V1SecretProjection`.
fn without_version(text: &str) -> &str {
    let unversioned = text
        .strip_prefix(['V', 'v'])
        .map(|rest| rest.trim_start_matches(|character: char| character.is_ascii_digit()));
    unversioned
        .filter(|rest| {
            rest.len() + 3 >= text.len() && rest.starts_with(|character: char| character.is_ascii_uppercase())
        })
        .unwrap_or(text)
}

/// A single word may be rarer than names of several words, since it is short; a mixed-up case is no word's.
fn reads_as_words(body: &str) -> bool {
    letters::is_wordy(body) || body.len() <= 8 && letters::rarity(body) <= 4 && is_one_case(body)
}

fn is_one_case(body: &str) -> bool {
    let rest = &body.as_bytes()[1..];
    rest.iter().all(|byte| !byte.is_ascii_uppercase()) || rest.iter().all(|byte| !byte.is_ascii_lowercase())
}
