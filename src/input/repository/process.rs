//! One process of `git cat-file`: asked for an object, it gives a line about it, its bytes, and a line feed. A git that
//! takes commands answers all that was asked at once in few writes; an older one writes each object by itself.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::OnceLock;

use super::Repository;
use super::object::ObjectId;

/// More than this is not read only to be thrown away: the process is ended instead.
const MOST_PASSED_OVER: u64 = 8 << 20;

/// The first version of git whose `cat-file` takes commands: release notes of git 2.36, April 2022.
const TAKES_COMMANDS: (u32, u32) = (2, 36);

/// A running process, between two objects or within one.
#[derive(Debug)]
pub(super) struct CatFile {
    child: Child,
    takes_commands: bool,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
    /// What was asked for and not begun to be read yet.
    asked: VecDeque<ObjectId>,
    line: Vec<u8>,
}

/// What it says of an object.
pub(super) enum Answer {
    Object { size: u64 },
    Missing,
}

impl CatFile {
    pub(super) fn start(repository: &Repository) -> io::Result<Self> {
        let takes_commands = takes_commands();
        let mode: &[&str] = if takes_commands { &["--batch-command", "--buffer"] } else { &["--batch"] };
        let mut command = repository.command(&[&["cat-file"], mode].concat());
        let mut child = command.stdin(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let questions = child.stdin.take().expect("it was asked to be piped");
        let answers = child.stdout.take().expect("it was asked to be piped");
        let answers = BufReader::with_capacity(64 << 10, answers);
        Ok(Self { child, takes_commands, questions, answers, asked: VecDeque::new(), line: Vec::new() })
    }

    /// Asks for objects that will be read in this order, so that git has the next one ready while this one is searched.
    /// It must be so few that their ids fit in a pipe: while git waits to be read, nobody reads what it is asked.
    pub(super) fn ask(&mut self, ids: &[ObjectId]) -> io::Result<()> {
        // In one piece: each write wakes git up.
        let mut lines = Vec::new();
        if self.takes_commands {
            ids.iter().try_for_each(|id| writeln!(lines, "contents {id}"))?;
            lines.extend_from_slice(b"flush\n");
        } else {
            ids.iter().try_for_each(|id| writeln!(lines, "{id}"))?;
        }
        self.questions.write_all(&lines)?;
        self.asked.extend(ids);
        Ok(())
    }

    /// Whether this was asked for and not begun to be read yet.
    pub(super) fn was_asked(&self, id: &ObjectId) -> bool {
        self.asked.contains(id)
    }

    /// Whether nothing was asked that was not read.
    pub(super) fn is_idle(&self) -> bool {
        self.asked.is_empty()
    }

    /// Begins to read an object, and passes over what was asked before it. The bytes that follow are to be read, and then
    /// the line feed behind them passed over.
    pub(super) fn begin(&mut self, id: &ObjectId) -> io::Result<Answer> {
        if !self.asked.contains(id) {
            self.ask(&[*id])?;
        }
        loop {
            let next = self.asked.pop_front();
            let answer = self.answer()?;
            match answer {
                answer if next.as_ref() == Some(id) => return Ok(answer),
                Answer::Object { size } => self.pass_over(size)?,
                Answer::Missing => {}
            }
        }
    }

    fn answer(&mut self) -> io::Result<Answer> {
        self.line.clear();
        self.answers.read_until(b'\n', &mut self.line)?;
        let text = String::from_utf8_lossy(&self.line);
        let mut words = text.split_ascii_whitespace();
        match (words.next(), words.next(), words.next()) {
            (_, Some("missing"), None) => Ok(Answer::Missing),
            (_, Some("blob" | "commit" | "tag" | "tree"), Some(size)) => {
                let size = size.parse().map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
                Ok(Answer::Object { size })
            }
            _ => Err(io::Error::from(io::ErrorKind::InvalidData)),
        }
    }

    pub(super) fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.answers.read(buffer)
    }

    /// Passes over the rest of an object and the line feed behind it.
    pub(super) fn pass_over(&mut self, left: u64) -> io::Result<()> {
        if left > MOST_PASSED_OVER {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        let passed = io::copy(&mut (&mut self.answers).take(left + 1), &mut io::sink())?;
        if passed == left + 1 { Ok(()) } else { Err(io::Error::from(io::ErrorKind::UnexpectedEof)) }
    }
}

/// Whether this machine's git takes commands, asked once.
fn takes_commands() -> bool {
    static ANSWER: OnceLock<bool> = OnceLock::new();
    *ANSWER.get_or_init(|| {
        let output = Command::new("git").arg("version").stdin(Stdio::null()).output();
        output.is_ok_and(|output| version(&output.stdout) >= Some(TAKES_COMMANDS))
    })
}

/// The first two numbers of what `git version` says.
fn version(said: &[u8]) -> Option<(u32, u32)> {
    let said = std::str::from_utf8(said).ok()?;
    let number = said.split_ascii_whitespace().nth(2)?;
    let mut parts = number.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

impl Drop for CatFile {
    fn drop(&mut self) {
        // It may be in the middle of an object that nobody reads on.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[cfg(test)]
mod tests {
    use super::{TAKES_COMMANDS, version};

    #[test]
    fn versions_are_read_as_all_builds_write_them() {
        assert_eq!(version(b"git version 2.47.3\n"), Some((2, 47)));
        assert_eq!(version(b"git version 2.39.5 (Apple Git-154)\n"), Some((2, 39)));
        assert_eq!(version(b"git version 2.45.1.windows.1\n"), Some((2, 45)));
        assert!(version(b"git version 2.30.2\n") < Some(TAKES_COMMANDS));
        assert!(version(b"hub 1.0") < Some(TAKES_COMMANDS));
    }
}
