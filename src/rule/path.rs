//! Paths of keys, as rules ask for them: names with dots between them, `*` for any part of one, `**` for any number of
//! them. The elements of a list are one name, `[]`, so `users.*.token` looks into lists and maps alike.

/// Why a text is no path.
pub fn fault(path: &str) -> Option<&'static str> {
    let mut names = path.split('.');
    if path.is_empty() || names.clone().any(str::is_empty) {
        return Some("a name in it is empty");
    }
    if path.contains(|character: char| character.is_control() || character.is_whitespace()) {
        return Some("a name in it holds white space");
    }
    if names.any(|name| name.contains("**") && name != "**") {
        return Some("`**` stands for whole names");
    }
    if path.split('.').all(|name| name.bytes().all(|byte| byte == b'*')) {
        return Some("it names no key");
    }
    (path.split('.').count() > 32).then_some("it has more than 32 names")
}

/// The last name of a path, where it is a name and not a pattern.
pub fn last_name(path: &str) -> Option<&str> {
    path.rsplit('.').next().filter(|name| !name.contains('*') && *name != "[]")
}

/// Whether a path of keys is one of those that a glob stands for. Upper and lower case are the same.
pub fn fits(glob: &str, names: &[&[u8]]) -> bool {
    let globs: Vec<&str> = glob.split('.').collect();
    // By how many names may be left once the globs from here on are used up: the last row first.
    let mut rest: Vec<bool> = (0..=names.len()).map(|at| at == names.len()).collect();
    for glob in globs.iter().rev() {
        let mut here = vec![false; names.len() + 1];
        for at in (0..=names.len()).rev() {
            here[at] = match *glob {
                "**" => rest[at] || at < names.len() && here[at + 1],
                glob => at < names.len() && rest[at + 1] && name_fits(glob.as_bytes(), names[at]),
            };
        }
        rest = here;
    }
    rest[0]
}

/// Whether one name fits, in which `*` stands for any part: what stands between stars is sought as far to the left as it may be.
fn name_fits(glob: &[u8], name: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    let glob = glob.to_ascii_lowercase();
    let mut parts = glob.split(|&byte| byte == b'*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let Some(last) = parts.next_back() else { return rest.is_empty() };
    for part in parts.filter(|part| !part.is_empty()) {
        let found = rest.windows(part.len()).position(|here| here == part);
        let Some(at) = found else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::{fault, fits};

    fn check(glob: &str, path: &str, expected: bool) {
        let names: Vec<&[u8]> = path.split('.').filter(|name| !name.is_empty()).map(str::as_bytes).collect();
        assert_eq!(fits(glob, &names), expected, "{glob} {path}");
    }

    #[test]
    fn stars_stand_for_names() {
        check("auths.*.auth", "auths.registry.auth", true);
        check("auths.*.auth", "auths.auth", false);
        check("auths.*.auth", "x.auths.registry.auth", false);
        check("**.auths.*.auth", "auths.registry.auth", true);
        check("**.auths.*.auth", "x.y.auths.registry.auth", true);
        check("users.*.user.token", "users.[].user.token", true);
        check("users.[].token", "users.[].token", true);
        check("a.**.z", "a.z", true);
        check("a.**.z", "a.b.c.z", true);
        check("a.**.z", "a.b.c.z.y", false);
        check("data.*key", "data.tls-KEY", true);
        check("data.*key", "data.keys", false);
        check("a*b*c", "a.b.c", false);
        check("a*b*c", "axbybzc", true);
        check("ab*ba", "aba", false);
        check("a", "", false);
        check("**", "", true);
    }

    #[test]
    fn faults_are_told() {
        for path in ["", "a..b", ".a", "a.", "a b", "a.b**", "**", "*.**"] {
            assert!(fault(path).is_some(), "{path}");
        }
        for path in ["a", "a.*.b", "**.b", "a.[].b", "client-key-data", "a.**.*key*"] {
            assert_eq!(fault(path), None, "{path}");
        }
    }
}
