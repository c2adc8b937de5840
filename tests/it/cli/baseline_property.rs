//! After random edits, moves, renames, rebases and squashes, what a baseline knows does not return, and nothing new hides.

use std::collections::BTreeSet;
use std::fs;

use sealant::check::random::Random;
use serde_json::Value;

use super::changes::Repository;
use super::sealant;

/// Where a value stands.
type Stand = (String, String);

/// The files as the test knows them: lines, some of which hold a value.
struct Model {
    files: Vec<(String, Vec<Line>)>,
    next: u64,
}

#[derive(Clone)]
enum Line {
    Filler(u64),
    Value(String),
}

impl Model {
    fn new(random: &mut Random) -> Self {
        let mut model = Self { files: Vec::new(), next: 0 };
        for number in 0..4 {
            let lines = (0..4).map(|_| model.line(random)).collect();
            model.files.push((format!("dir{}/file {number}.py", number % 2), lines));
        }
        model
    }

    /// Every value occurs once; half of them can be guessed, half cannot.
    fn line(&mut self, random: &mut Random) -> Line {
        self.next += 1;
        let word: String = (0..10)
            .map(|_| {
                char::from(b"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"[random.below(54)])
            })
            .collect();
        match random.below(3) {
            0 => Line::Filler(self.next),
            1 => Line::Value(format!("{word}!{}", self.next)),
            _ => Line::Value(
                super::finding(self.next).trim().rsplit(' ').next().unwrap().trim_matches('"').to_owned(),
            ),
        }
    }

    /// One edit.
    fn change(&mut self, random: &mut Random) {
        let file = random.below(self.files.len());
        let fresh = self.line(random);
        let lines = &mut self.files[file].1;
        let at = random.below(lines.len() + 1);
        match random.below(5) {
            0 | 1 => lines.insert(at, fresh),
            2 if at < lines.len() => lines[at] = fresh,
            3 if at < lines.len() => {
                let moved = lines.remove(at);
                let to = random.below(lines.len() + 1);
                lines.insert(to, moved);
            }
            4 if random.below(3) == 0 => {
                self.next += 1;
                self.files[file].0 = format!("moved {}.py", self.next);
            }
            _ => {}
        }
    }

    fn write(&self, repository: &Repository) {
        for entry in fs::read_dir(&repository.root).unwrap().map(Result::unwrap) {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with("dir") {
                fs::remove_dir_all(entry.path()).unwrap();
            } else if name.starts_with("moved") {
                fs::remove_file(entry.path()).unwrap();
            }
        }
        for (name, lines) in &self.files {
            let text: String = lines.iter().map(Line::text).collect();
            repository.write(name, &text);
        }
    }

    fn values(&self) -> BTreeSet<Stand> {
        let of_file = |(name, lines): &(String, Vec<Line>)| {
            let name = name.clone();
            let values = lines.iter().filter_map(|line| match line {
                Line::Value(value) => Some(value.clone()),
                Line::Filler(_) => None,
            });
            values.map(|value| (name.clone(), value)).collect::<Vec<_>>()
        };
        self.files.iter().flat_map(of_file).collect()
    }
}

impl Line {
    fn text(&self) -> String {
        match self {
            Self::Filler(number) => format!("call_{number}()\n"),
            Self::Value(value) if value.starts_with("ourdeploy_") => format!("token = \"{value}\"\n"),
            Self::Value(value) => format!("password = \"{value}\"\n"),
        }
    }
}

/// What is reported, and not answered for.
fn reported(repository: &Repository, arguments: &[&str]) -> BTreeSet<Stand> {
    let rules = repository.folder.path().join("rules").display().to_string();
    let fixed = ["scan", "--family", "secret", "--format", "jsonl", "--show-values", "--rules", &rules];
    let ran = sealant(&repository.root, &[&fixed, arguments].concat());
    assert!(ran.code.is_some_and(|code| code < 2), "{}", ran.err);
    let lines = ran.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let new = lines.filter(|line| line["type"] == "finding" && line.get("suppression").is_none());
    new.map(|line| (line["path"].as_str().unwrap().to_owned(), line["value"].as_str().unwrap().to_owned()))
        .collect()
}

#[test]
fn no_known_value_returns_and_no_new_one_hides() {
    for seed in 0..8 {
        let mut random = Random::new(seed);
        let repository = Repository::new();
        let mut model = Model::new(&mut random);
        model.write(&repository);
        assert_eq!(reported(&repository, &[]), model.values(), "seed {seed}: all is found");
        let rules = repository.folder.path().join("rules").display().to_string();
        let made =
            sealant(&repository.root, &["baseline", "create", "--family", "secret", "--rules", &rules]);
        assert_eq!(made.code, Some(0), "{}", made.err);
        let known = model.values();
        let base = repository.commit("base");
        for step in 0..4 {
            (0..4).for_each(|_| model.change(&mut random));
            model.write(&repository);
            let expected: BTreeSet<Stand> = model.values().difference(&known).cloned().collect();
            assert_eq!(reported(&repository, &[]), expected, "seed {seed}, step {step}");
            repository.commit("step");
        }
        // A squash, and a rebase onto a commit that only adds a file.
        repository.git(&["reset", "-q", "--soft", &base]);
        repository.git(&["commit", "-q", "-m", "squashed"]);
        repository.git(&["checkout", "-q", "-b", "other", &base]);
        repository.write("README", "nothing here\n").commit("other");
        repository.git(&["rebase", "-q", "other", "main"]);
        let all: BTreeSet<Stand> = model.values().difference(&known).cloned().collect();
        assert_eq!(reported(&repository, &[]), all, "seed {seed}: rebased");
        let values: BTreeSet<&String> = known.iter().map(|(_, value)| value).collect();
        let brought: BTreeSet<Stand> =
            all.iter().filter(|(_, value)| !values.contains(value)).cloned().collect();
        assert_eq!(reported(&repository, &["--since", &base]), brought, "seed {seed}: since the base");
    }
}
