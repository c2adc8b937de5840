//! Obstacles and kinds of errors as they stand in a frame. Their words come from a process that reads what strangers
//! wrote, so they are cut and cleaned before anybody sees them.

use std::borrow::Cow;
use std::io::ErrorKind;

use super::bytes::{Broken, Put, Taker};
use crate::model::piece::Obstacle;

/// How many characters of an obstacle's words are taken.
const MOST_WORDS: usize = 400;

/// The kinds of errors that reading gives; each is sent as its place here, and every other as the last.
const ERROR_KINDS: &[ErrorKind] = &[
    ErrorKind::NotFound,
    ErrorKind::PermissionDenied,
    ErrorKind::ConnectionRefused,
    ErrorKind::ConnectionReset,
    ErrorKind::ConnectionAborted,
    ErrorKind::NotConnected,
    ErrorKind::BrokenPipe,
    ErrorKind::AlreadyExists,
    ErrorKind::WouldBlock,
    ErrorKind::NotADirectory,
    ErrorKind::IsADirectory,
    ErrorKind::StaleNetworkFileHandle,
    ErrorKind::InvalidInput,
    ErrorKind::InvalidData,
    ErrorKind::TimedOut,
    ErrorKind::WriteZero,
    ErrorKind::StorageFull,
    ErrorKind::NotSeekable,
    ErrorKind::FileTooLarge,
    ErrorKind::ResourceBusy,
    ErrorKind::Deadlock,
    ErrorKind::Unsupported,
    ErrorKind::UnexpectedEof,
    ErrorKind::OutOfMemory,
    ErrorKind::HostUnreachable,
    ErrorKind::NetworkUnreachable,
    ErrorKind::NetworkDown,
    ErrorKind::Interrupted,
    ErrorKind::Other,
];

pub(super) fn put_error(out: &mut Vec<u8>, kind: ErrorKind) {
    let place = ERROR_KINDS.iter().position(|known| *known == kind).unwrap_or(ERROR_KINDS.len() - 1);
    out.put_byte(u8::try_from(place).expect("the table is short"));
}

pub(super) fn take_error(taker: &mut Taker<'_>) -> Result<ErrorKind, Broken> {
    let place = usize::from(taker.byte()?);
    ERROR_KINDS.get(place).copied().ok_or(Broken("an error of no known kind"))
}

pub(super) fn put_obstacle(out: &mut Vec<u8>, obstacle: &Obstacle) {
    let code = Obstacle::CODES.iter().position(|code| *code == obstacle.code());
    match obstacle {
        Obstacle::TooLarge { read } => {
            out.put_byte(0);
            out.put_long(*read);
        }
        Obstacle::TooDeep => out.put_byte(1),
        Obstacle::Encrypted { scheme } => put_words(out, 2, scheme),
        Obstacle::Malformed { what } => put_words(out, 3, what),
        Obstacle::PartlyRead { what } => put_words(out, 4, what),
        Obstacle::Io { kind } => {
            out.put_byte(5);
            put_error(out, *kind);
        }
        // What is named by a word of the program itself arrives as it is told.
        Obstacle::NoReader { .. } | Obstacle::NotAFile { .. } | Obstacle::Told { .. } => {
            let code =
                code.and_then(|code| u8::try_from(code).ok()).expect("every code is in the short table");
            out.put_byte(6);
            put_words(out, code, &obstacle.to_string());
        }
    }
}

fn put_words(out: &mut Vec<u8>, tag: u8, words: &str) {
    out.put_byte(tag);
    out.put_string(cleaned(words).as_bytes());
}

pub(super) fn take_obstacle(taker: &mut Taker<'_>) -> Result<Obstacle, Broken> {
    Ok(match taker.byte()? {
        0 => Obstacle::TooLarge { read: taker.long()? },
        1 => Obstacle::TooDeep,
        2 => Obstacle::Encrypted { scheme: words(taker)? },
        3 => Obstacle::Malformed { what: words(taker)? },
        4 => Obstacle::PartlyRead { what: words(taker)? },
        5 => Obstacle::Io { kind: take_error(taker)? },
        6 => {
            let code = Obstacle::CODES.get(usize::from(taker.byte()?));
            let code = code.copied().ok_or(Broken("an obstacle without a code"))?;
            Obstacle::Told { code, message: words(taker)?.into() }
        }
        _ => return Err(Broken("an obstacle of no known kind")),
    })
}

fn words(taker: &mut Taker<'_>) -> Result<Cow<'static, str>, Broken> {
    Ok(cleaned(taker.text()?).into())
}

/// Words that can neither steer a terminal nor fill a report.
pub(super) fn cleaned(words: &str) -> String {
    words.chars().filter(|character| !character.is_control()).take(MOST_WORDS).collect()
}
