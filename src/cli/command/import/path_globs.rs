//! Regular expressions over paths → globs of `exclude` that mean the same, or nothing. A glob that names a folder means
//! all below it; an expression that ends with `$` so becomes a glob that means folders of such a name, too.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// One expression becomes at most this many globs.
const MOST: usize = 16;

/// The most times that something bounded is repeated.
const MOST_REPEATED: u32 = 16;

/// A step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Start,
    End,
    Byte(u8),
    /// One of these; none is a slash.
    OneOf(Vec<(u8, u8)>),
    /// Any one but a slash.
    One,
    /// Any number of anything but slashes.
    Some,
    /// Anything at all.
    Anything,
}

/// The globs that mean what the expression means, found anywhere in a path. `None` where none do, or too many would.
pub(super) fn globs(regex: &str) -> Option<Vec<String>> {
    let mut parser = ParserBuilder::new().unicode(false).utf8(false).nest_limit(64).build();
    let ways = ways(&parser.parse(regex).ok()?)?;
    let mut globs = Vec::new();
    for way in ways {
        globs.extend(of_way(&way)?);
    }
    globs.sort();
    globs.dedup();
    let globs = tidied(&globs);
    (!globs.is_empty() && globs.len() <= MOST).then_some(globs)
}

/// Every way to match, as steps.
fn ways(hir: &Hir) -> Option<Vec<Vec<Step>>> {
    let ways = match hir.kind() {
        HirKind::Empty => vec![Vec::new()],
        HirKind::Literal(literal) => vec![literal.0.iter().map(|&byte| Step::Byte(byte)).collect()],
        HirKind::Class(class) => one_of(class)?,
        HirKind::Look(Look::Start) => vec![vec![Step::Start]],
        HirKind::Look(Look::End) => vec![vec![Step::End]],
        HirKind::Look(_) => return None,
        HirKind::Repetition(repetition) => repeated(&repetition.sub, repetition.min, repetition.max)?,
        HirKind::Capture(capture) => ways(&capture.sub)?,
        HirKind::Concat(parts) => {
            let all = parts.iter().map(ways).collect::<Option<Vec<_>>>()?;
            all.iter().try_fold(vec![Vec::new()], |before, next| product(&before, next))?
        }
        HirKind::Alternation(parts) => parts.iter().map(ways).collect::<Option<Vec<_>>>()?.concat(),
    };
    (ways.len() <= MOST).then_some(ways)
}

fn product(left: &[Vec<Step>], right: &[Vec<Step>]) -> Option<Vec<Vec<Step>>> {
    let all =
        left.iter().flat_map(|start| right.iter().map(move |end| [start.clone(), end.clone()].concat()));
    (left.len() * right.len() <= MOST).then(|| all.collect())
}

/// Which bytes a class holds, by what a glob can say of it.
enum Kind {
    All,
    AllButSlash,
    These(Vec<(u8, u8)>),
}

/// A class of single characters; whether a new line is in it matters to no path. Beyond ASCII a byte is no character.
fn kind(class: &Class) -> Option<(Kind, bool)> {
    let Class::Bytes(class) = class else { return None };
    let has = |byte: u8| class.ranges().iter().any(|range| range.start() <= byte && byte <= range.end());
    let missing: Vec<u8> = (0..=u8::MAX).filter(|&byte| !has(byte) && byte != b'\n').collect();
    if missing.is_empty() {
        return Some((Kind::All, true));
    }
    if missing == [b'/'] {
        return Some((Kind::AllButSlash, false));
    }
    let these: Vec<u8> = (0..=u8::MAX).filter(|&byte| has(byte) && byte != b'/').collect();
    let is_plain = these.iter().all(u8::is_ascii_graphic);
    is_plain.then(|| (Kind::These(runs(&these)), has(b'/')))
}

fn runs(bytes: &[u8]) -> Vec<(u8, u8)> {
    let mut runs: Vec<(u8, u8)> = Vec::new();
    for &byte in bytes {
        match runs.last_mut() {
            Some((_, end)) if *end + 1 == byte => *end = byte,
            _ => runs.push((byte, byte)),
        }
    }
    runs
}

fn one_of(class: &Class) -> Option<Vec<Vec<Step>>> {
    let (kind, slash) = kind(class)?;
    let one = match kind {
        Kind::All | Kind::AllButSlash => vec![Step::One],
        Kind::These(ranges) if ranges.is_empty() => return Some(vec![vec![Step::Byte(b'/')]]),
        Kind::These(ranges) => vec![Step::OneOf(ranges)],
    };
    Some(if slash { vec![one, vec![Step::Byte(b'/')]] } else { vec![one] })
}

fn repeated(sub: &Hir, min: u32, max: Option<u32>) -> Option<Vec<Vec<Step>>> {
    if min > MOST_REPEATED {
        return None;
    }
    let mut fixed = vec![Vec::new()];
    let once = ways(sub)?;
    for _ in 0..min {
        fixed = product(&fixed, &once)?;
    }
    let Some(max) = max.filter(|max| *max <= MOST_REPEATED) else {
        let HirKind::Class(class) = innermost(sub).kind() else { return None };
        let rest = match (max, kind(class)?.0) {
            (None, Kind::All) => Step::Anything,
            (None, Kind::AllButSlash) => Step::Some,
            _ => return None,
        };
        return product(&fixed, &[vec![rest]]);
    };
    let mut all = fixed.clone();
    for _ in min..max {
        fixed = product(&fixed, &once)?;
        all.extend(fixed.clone());
    }
    (all.len() <= MOST).then_some(all)
}

fn innermost(hir: &Hir) -> &Hir {
    match hir.kind() {
        HirKind::Capture(capture) => innermost(&capture.sub),
        _ => hir,
    }
}

/// The globs of one way. What is not tied to an end of the path may stand anywhere in it.
fn of_way(way: &[Step]) -> Option<Vec<String>> {
    let is_tied = way.first() == Some(&Step::Start);
    let ends = way.last() == Some(&Step::End);
    let inner = &way[usize::from(is_tied)..way.len() - usize::from(ends && way.len() > usize::from(is_tied))];
    if inner.iter().any(|step| matches!(step, Step::Start | Step::End)) {
        return None;
    }
    let mut steps: Vec<Step> = Vec::new();
    let ends_open = (!ends).then_some(Step::Anything);
    let starts_open = (!is_tied).then_some(Step::Anything);
    for step in starts_open.into_iter().chain(inner.iter().cloned()).chain(ends_open) {
        push(&mut steps, step);
    }
    // No path begins or ends with a slash, or has two in a row: such a way matches nothing.
    let is_slash = |step: Option<&Step>| step == Some(&Step::Byte(b'/'));
    let has_two = steps.windows(2).any(|two| is_slash(two.first()) && is_slash(two.last()));
    if has_two || is_slash(steps.first()) || is_slash(steps.last()) {
        return Some(Vec::new());
    }
    // What says nothing would leave out everything.
    let says = steps.iter().any(|step| !matches!(step, Step::Anything | Step::Some));
    if says { written(&steps) } else { None }
}

/// What anything already says is not said again.
fn push(steps: &mut Vec<Step>, step: Step) {
    match (steps.last(), &step) {
        (Some(Step::Anything), Step::Anything | Step::Some) | (Some(Step::Some), Step::Some) => {}
        (Some(Step::Some), Step::Anything) => {
            steps.pop();
            push(steps, step);
        }
        _ => steps.push(step),
    }
}

fn written(steps: &[Step]) -> Option<Vec<String>> {
    let opens = steps.first() == Some(&Step::Anything);
    let goes_on = steps.last() == Some(&Step::Anything);
    let inner = &steps[usize::from(opens)..steps.len() - usize::from(goes_on)];
    let mut globs: Vec<Vec<u8>> = vec![if opens { b"**/*".to_vec() } else { b"/".to_vec() }];
    for step in inner {
        if *step == Step::Anything {
            let deeper = globs.iter().map(|glob| [glob.as_slice(), b"*/**/*"].concat()).collect::<Vec<_>>();
            globs.iter_mut().for_each(|glob| glob.push(b'*'));
            globs.extend(deeper);
        } else {
            globs.iter_mut().for_each(|glob| write(glob, step));
        }
    }
    if goes_on {
        let end: &[u8] = if inner.last() == Some(&Step::Byte(b'/')) { b"**" } else { b"*" };
        globs.iter_mut().for_each(|glob| glob.extend_from_slice(end));
    }
    if globs.len() > MOST {
        return None;
    }
    globs.into_iter().map(|glob| String::from_utf8(glob).ok()).collect()
}

fn write(glob: &mut Vec<u8>, step: &Step) {
    match step {
        Step::Byte(byte) => write_byte(glob, *byte),
        Step::One => glob.push(b'?'),
        Step::Some => glob.push(b'*'),
        Step::OneOf(ranges) => {
            glob.push(b'[');
            for &(start, end) in ranges {
                glob.push(start);
                if end > start {
                    glob.extend_from_slice(&[b'-', end]);
                }
            }
            glob.push(b']');
        }
        Step::Start | Step::End | Step::Anything => {}
    }
}

fn write_byte(glob: &mut Vec<u8>, byte: u8) {
    if b"\\*?[]{}!# ".contains(&byte) {
        glob.push(b'\\');
    }
    glob.push(byte);
}

/// What others among the globs say already is left out, and what can be said in one is.
fn tidied(globs: &[String]) -> Vec<String> {
    let says = |glob: &str| globs.iter().any(|other| other == glob);
    let mut tidy: Vec<String> = Vec::new();
    for glob in globs {
        if let Some(rest) = glob.strip_prefix("**/*/") {
            if says(&format!("/{rest}")) {
                tidy.push(format!("**/{rest}"));
                continue;
            }
        } else if glob.strip_prefix('/').is_some_and(|rest| says(&format!("**/*/{rest}"))) {
            continue;
        }
        tidy.push(glob.clone());
    }
    let below = |glob: &String| {
        tidy.iter().any(|other| glob.strip_prefix(other.as_str()).is_some_and(|rest| rest.starts_with('/')))
    };
    let mut kept: Vec<String> = tidy.iter().filter(|glob| !below(glob)).map(|glob| short(glob)).collect();
    kept.sort();
    kept.dedup();
    kept
}

/// A glob without a slash holds at any depth.
fn short(glob: &str) -> String {
    match glob.strip_prefix("**/") {
        Some(rest) if !rest.contains('/') => rest.to_owned(),
        _ => glob.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use ignore::gitignore::GitignoreBuilder;
    use proptest::prelude::{Just, Strategy, prop_oneof, proptest};
    use proptest::prop_assert_eq;

    use super::globs;

    #[test]
    fn what_can_be_said_as_a_glob_is() {
        let cases: &[(&str, &[&str])] = &[
            (r"\.md$", &["*.md"]),
            (r"^vendor/", &["/vendor/**"]),
            (r"^docs/.*", &["/docs/**"]),
            (r"(^|/)node_modules/", &["**/node_modules/**"]),
            (r"(?:^|/)node_modules(?:/.*)?$", &["node_modules"]),
            (r"(.*?)(jpg|gif)$", &["*gif", "*jpg"]),
            (r"go\.(?:mod|sum)$", &["*go.mod", "*go.sum"]),
            (r"fixtures/", &["**/*fixtures/**"]),
            (r"package-lock\.json", &["*package-lock.json*"]),
            (r"(?i)readme$", &["*[Rr][Ee][Aa][Dd][Mm][Ee]"]),
            (r"^src/[^/]+\.test\.ts$", &["/src/?*.test.ts"]),
            (r"\.github/.*\.yml$", &["**/*.github/*.yml", "**/*.github/*/**/*.yml"]),
        ];
        for (regex, expected) in cases {
            assert_eq!(globs(regex).unwrap_or_default(), *expected, "{regex}");
        }
        for regex in
            [r".*", r"", r"^", r"\d+/x", r"a\b", r"(a{9}){99}", r"[a-z]+\.py", r"a$b", r"(", r"\w{1,99}"]
        {
            assert_eq!(globs(regex), None, "{regex}");
        }
    }

    fn expression() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            Just("a"),
            Just("b"),
            Just("ab"),
            Just("/"),
            Just("."),
            Just(".*"),
            Just("[^/]*"),
            Just("[^/]+"),
            Just("(a|b)"),
            Just("(^|/)"),
            Just("a?"),
            Just("[ab]"),
            Just("(/.*)?"),
            Just(".+"),
            Just("(?i:A)"),
        ];
        let whole = (proptest::bool::ANY, proptest::collection::vec(part, 1..5), proptest::bool::ANY);
        whole.prop_map(|(start, parts, end)| {
            format!("{}{}{}", if start { "^" } else { "" }, parts.concat(), if end { "$" } else { "" })
        })
    }

    proptest! {
        /// The naive twin is the expression itself. A folder that it matches stands for all below.
        #[test]
        fn globs_mean_what_the_expression_means(
            regex in expression(),
            path in proptest::collection::vec("[abA.]{1,3}", 1..4),
        ) {
            let Some(globs) = globs(&regex) else { return Ok(()) };
            let mut builder = GitignoreBuilder::new("");
            for glob in &globs {
                builder.add_line(None, glob).unwrap();
            }
            let matcher = builder.build().unwrap();
            let theirs = regex::Regex::new(&regex).unwrap();
            let expected = (1..=path.len()).any(|depth| theirs.is_match(&path[..depth].join("/")));
            let is_dotted = path.iter().any(|name| name == "." || name == "..");
            if !is_dotted {
                let path = path.join("/");
                let ours = matcher.matched_path_or_any_parents(&path, false).is_ignore();
                prop_assert_eq!(ours, expected, "{} {:?} {}", regex, globs, path);
            }
        }
    }
}
