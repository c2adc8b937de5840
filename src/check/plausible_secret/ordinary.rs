//! Texts that stand where a secret could and are none: placeholders, references, code, paths, numbers, markup.

/// Words of types, states and tests that are values by themselves.
const WORDS: &[&str] = &[
    "admin",
    "any",
    "array",
    "base64",
    "basic",
    "bearer",
    "bool",
    "boolean",
    "buffer",
    "bytes",
    "char",
    "default",
    "disabled",
    "empty",
    "enabled",
    "enum",
    "false",
    "float",
    "guest",
    "int",
    "integer",
    "login",
    "md5",
    "name",
    "nil",
    "nan",
    "no",
    "none",
    "null",
    "number",
    "oauth2",
    "object",
    "off",
    "on",
    "optional",
    "pass",
    "passwd",
    "password",
    "private",
    "public",
    "required",
    "root",
    "secret",
    "self",
    "sha1",
    "sha256",
    "sha512",
    "str",
    "string",
    "struct",
    "sys",
    "test",
    "text",
    "this",
    "token",
    "true",
    "undefined",
    "unknown",
    "user",
    "username",
    "utf8",
    "utf-8",
    "uuid",
    "value",
    "varchar",
    "void",
    "yes",
    "int32",
    "int64",
    "uint8",
    "float64",
    "argon2",
    "pbkdf2",
    "hs256",
    "rs256",
    "es256",
    "x509",
    "qwerty",
    "asdf",
    "foobar",
];

/// Parts by which people mark what is to be filled in.
const MARKS: &[&str] = &[
    "changeme",
    "change_me",
    "change-me",
    "change-this",
    "changethis",
    "your-",
    "your_",
    "yourpass",
    "yoursecret",
    "yourtoken",
    "yourkey",
    "yourapi",
    "your ",
    "example",
    "placeholder",
    "dummy",
    "redacted",
    "insert-",
    "insert_",
    "replace_",
    "replace-",
    "replaceme",
    "replace_me",
    "todo",
    "fixme",
    "xxxx",
    "****",
    "....",
    "----",
    "____",
    "notreal",
    "not-a-real",
    "not_a_real",
    "fake",
    "sample",
    "my_secret",
    "my-secret",
    "mysecret",
    "lorem",
    "censored",
];

/// The top-level media types (RFC 6838 section 4.2, IANA).
const MEDIA: &[&str] =
    &["application", "audio", "font", "image", "message", "model", "multipart", "text", "video"];

/// True for what a person recognises as no secret. `rarity` settles the forms that chance makes too.
pub(super) fn is_ordinary(text: &str, rarity: i32) -> bool {
    let lower = text.to_ascii_lowercase();
    WORDS.contains(&lower.as_str())
        || MARKS.iter().any(|mark| lower.contains(mark))
        || is_reference(text)
        || is_markup(text)
        || is_monotonous(text.as_bytes())
        || is_figure(&lower)
        || is_address(text)
        || (rarity < 12 && (is_format(text) || is_call(text) || is_sentence(text)))
        || (rarity < 8 && (is_path(text) || is_media_type(&lower) || is_member(text)))
}

/// `$NAME`, `${…}`, `%NAME%`, `{{…}}`, `<…>`, `@name`, `&name`: stands for a value that is elsewhere.
fn is_reference(text: &str) -> bool {
    let wrapped = |open: &str, close: &str| text.len() > 1 && text.starts_with(open) && text.ends_with(close);
    let named =
        |rest: Option<&str>| rest.is_some_and(|rest| is_name(rest) && rest.len() < 40 && !mixes_digits(rest));
    wrapped("<", ">")
        || wrapped("[", "]")
        || wrapped("{", "}")
        || wrapped("(", ")")
        || wrapped("%", "%")
        || text.contains("${")
        || text.contains("$(")
        || text.contains("{{")
        || text.contains("<%")
        || text.starts_with("%(")
        || text.starts_with("#{")
        || named(text.strip_prefix('$'))
        || named(text.strip_prefix('&'))
        || named(text.strip_prefix(':'))
}

fn mixes_digits(text: &str) -> bool {
    text.bytes().filter(u8::is_ascii_digit).count() > 2
}

fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && text.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
}

/// A tag, an entity, a colour, or a length of a style sheet.
fn is_markup(text: &str) -> bool {
    let colour = text.strip_prefix('#').is_some_and(|hex| {
        [3, 4, 6, 8].contains(&hex.len()) && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
    });
    colour || text.contains("</") || text.contains("/>") || text.contains("&nbsp;") || is_measure(text)
}

fn is_measure(text: &str) -> bool {
    let unit = text.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
    unit.len() < text.len()
        && ["px", "em", "rem", "vh", "vw", "pt", "%", "s", "ms", "m", "h", "d", "kb", "mb", "gb", "fr"]
            .contains(&unit)
}

/// Few different characters, a short run over and over, or a count upwards or downwards.
fn is_monotonous(bytes: &[u8]) -> bool {
    if bytes.len() < 4 {
        return false;
    }
    let mut seen = [false; 256];
    bytes.iter().for_each(|byte| seen[usize::from(*byte)] = true);
    let distinct = seen.iter().filter(|seen| **seen).count();
    distinct <= 2 || (distinct <= 4 && bytes.len() >= 12) || repeats(bytes) || counts(bytes)
}

fn repeats(bytes: &[u8]) -> bool {
    (1..=12)
        .any(|period| period * 2 <= bytes.len() && bytes.iter().zip(&bytes[period..]).all(|(a, b)| a == b))
}

fn counts(bytes: &[u8]) -> bool {
    let steps = |step: u8| bytes.windows(2).filter(|pair| pair[0].wrapping_add(step) == pair[1]).count();
    steps(1).max(steps(255)) * 4 >= (bytes.len() - 1) * 3
}

/// A small number, a version or a range of versions, a date or a time.
fn is_figure(lower: &str) -> bool {
    let bare = lower.trim_start_matches(['v', '^', '~', '>', '<', '=', ' ', '+', '-']);
    let starts_numeric = bare.starts_with(|first: char| first.is_ascii_digit());
    let core = bare.split(['-', '+']).next().unwrap_or(bare);
    starts_numeric && (is_small_number(bare) || is_version(core, bare) || is_date(bare))
}

fn is_small_number(bare: &str) -> bool {
    bare.len() < 6 && bare.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_version(core: &str, bare: &str) -> bool {
    let short = |part: &str| {
        part == "x"
            || part == "*"
            || (part.len() < 9 && !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    core.contains('.') && core.split('.').all(short) && bare.len() < core.len() + 16
}

/// `2024-12-31`, also with a time behind, `31.12.2024`, `12/31/2024`, `12:30:59`, `20241231`.
fn is_date(bare: &str) -> bool {
    let digits = bare.bytes().filter(u8::is_ascii_digit).count();
    let others = bare.bytes().filter(|byte| b"-/.: tz+".contains(byte)).count();
    let compact = bare.len() == 8 && digits == 8 && (bare.starts_with("19") || bare.starts_with("20"));
    compact
        || (others >= 2
            && digits >= 4
            && digits + others == bare.len()
            && bare.len() < 36
            && has_short_parts(bare))
}

fn has_short_parts(bare: &str) -> bool {
    bare.split(|letter: char| !letter.is_ascii_digit())
        .all(|part| part.len() <= 4 || part.len() == 6 || part.len() == 9)
}

/// An address without a user in it.
fn is_address(text: &str) -> bool {
    let rest = text.split_once("://").filter(|(scheme, _)| is_scheme(scheme)).map(|(_, rest)| rest);
    let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or(rest));
    host.is_some_and(|host| !host.contains('@')) || text.starts_with("mailto:")
}

fn is_scheme(text: &str) -> bool {
    !text.is_empty()
        && text.len() < 20
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+.-".contains(&byte))
}

/// `%s`, `%d`, `{}`, `{0}`, `{name}` among other text.
fn is_format(text: &str) -> bool {
    let verb = |pair: &[u8]| pair[0] == b'%' && b"sdvqx@".contains(&pair[1]);
    let braced = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    text.as_bytes().windows(2).any(verb)
        || braced.into_iter().any(|(name, _)| {
            name.len() < 32
                && (name.is_empty()
                    || name.chars().all(|letter| letter.is_alphanumeric() || "_.:".contains(letter)))
        })
}

/// `name(…`, `a.b[…`: the value is what the code computes.
fn is_call(text: &str) -> bool {
    let Some(at) = text.find(['(', '[']) else { return false };
    let closed = text[at..].contains([')', ']']) || text.ends_with(['(', '[']);
    closed
        && text[..at].split(['.', ':', '>', '-', '!']).all(|part| part.is_empty() || is_name(part))
        && at > 0
}

/// Several words, most of them of letters only, in any script.
fn is_sentence(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let plain = words.iter().filter(|word| {
        let bare = word.trim_matches(|letter: char| !letter.is_alphanumeric());
        !bare.is_empty()
            && bare.chars().all(|letter| letter.is_alphabetic() || letter == '\'' || letter == '-')
    });
    words.len() > 1 && plain.count() * 3 >= words.len() * 2
}

/// A path of a file system, or one that ends in a short file ending.
fn is_path(text: &str) -> bool {
    let rooted = ["/", "./", "../", "~/", "\\\\", ".\\"].iter().any(|root| text.starts_with(root));
    let drive = text.get(1..3).is_some_and(|at| at == ":\\" || at == ":/");
    let ending = text.rsplit_once('.').map(|(_, ending)| ending);
    let named = ending.is_some_and(|ending| {
        (1..=5).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_lowercase())
    });
    drive || (rooted && text.len() > 2) || (named && text.contains(['/', '\\']))
}

fn is_media_type(lower: &str) -> bool {
    lower.split_once('/').is_some_and(|(top, _)| MEDIA.contains(&top))
}

/// `a.b`, `a::b`, `a->b`: names joined.
fn is_member(text: &str) -> bool {
    let mut parts =
        text.split(['.', ':', '>']).map(|part| part.trim_end_matches('-')).filter(|part| !part.is_empty());
    text.contains(['.', ':', '>']) && parts.clone().count() > 1 && parts.all(is_name)
}
