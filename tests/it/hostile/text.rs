//! Text in every encoding people still have, and runs of text in what is none.

use encoding_rs::Encoding;
use sealant::check::random::Random;

use super::{Extracted, extracted, scan, token, write};

/// Whatever the pieces in which it comes, the text of these bytes is this.
#[track_caller]
fn check(bytes: &[u8], expected: &str, obstacles: &[&str]) {
    for at_a_time in [usize::MAX, 4096, 1021, 7] {
        let Extracted { text, obstacles: found } = extracted("a.txt", bytes, at_a_time, None);
        let text = String::from_utf8(text).expect("text is UTF-8");
        assert!(
            text == expected,
            "{at_a_time} bytes at a time: {:?}",
            text.chars().take(300).collect::<String>()
        );
        let codes: Vec<&str> = found.iter().map(sealant::model::piece::Obstacle::code).collect();
        assert_eq!(codes, obstacles, "{at_a_time} bytes at a time");
    }
}

/// Sentences as forms and letters have them, in encodings older than UTF-8.
const OLD: &[(&str, &str)] = &[
    ("windows-1252", "Prénom : Aurélie\r\nDate de naissance : 3 août\r\nNuméro de sécurité sociale\r\n"),
    ("windows-1252", "Straße und Hausnummer: Hauptstraße 5\nGeburtsdatum für die Prüfung\n"),
    ("windows-1251", "Фамилия: Иванова\nПаспорт: серия и номер\nДата рождения пациента\n"),
    ("KOI8-R", "Фамилия: Иванова\nПаспорт: серия и номер\nДата рождения пациента\n"),
    ("Shift_JIS", "氏名：山田花子\n生年月日と住所を記入してください。\nパスワード：ひみつ\n"),
    ("EUC-JP", "氏名：山田花子\n生年月日と住所を記入してください。\nパスワード：ひみつ\n"),
    ("gb18030", "姓名：王小明\n身份证号码：请填写\n出生日期和家庭住址\n密码：不要告诉别人\n"),
    ("Big5", "姓名：王小明\n身分證字號：請填寫\n出生日期與家庭住址\n密碼：不要告訴別人\n"),
    ("EUC-KR", "성명: 홍길동\n주민등록번호를 입력하십시오\n생년월일과 주소\n비밀번호: 비밀\n"),
];

#[test]
fn text_in_old_encodings_is_read_as_what_it_says() {
    for &(label, text) in OLD {
        let (bytes, _, lossy) = Encoding::for_label(label.as_bytes()).unwrap().encode(text);
        assert!(!lossy, "{label}");
        check(&bytes, text, &[]);
        // Far behind ASCII, at and around the border of a window.
        for before in [100, 262_143, 262_144, 294_900, 700_001] {
            let lead = ".".repeat(before);
            check(&[lead.as_bytes(), &bytes].concat(), &format!("{lead}{text}"), &[]);
        }
    }
}

#[test]
fn unicode_is_read_with_and_without_a_mark() {
    let texts = ["password = Straße 5 œ 😀 ok\r\n", "身份证 = 号码 1\n"];
    // Characters of three bytes, which the stretch by which a text is judged cuts in two.
    check("身".repeat(150_000).as_bytes(), &"身".repeat(150_000), &[]);
    for text in texts.map(|text| text.repeat(9000)) {
        check(text.as_bytes(), &text, &[]);
        check(&[b"\xef\xbb\xbf", text.as_bytes()].concat(), &text, &[]);
        let mut forms: Vec<(Vec<u8>, &[u8])> = Vec::new();
        let units = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect();
        forms.push((units(u16::to_le_bytes), b"\xff\xfe"));
        forms.push((units(u16::to_be_bytes), b"\xfe\xff"));
        let wide = |order: fn(u32) -> [u8; 4]| text.chars().flat_map(|one| order(u32::from(one))).collect();
        forms.push((wide(u32::to_le_bytes), b"\xff\xfe\0\0"));
        forms.push((wide(u32::to_be_bytes), b"\0\0\xfe\xff"));
        for (bytes, mark) in forms {
            check(&bytes, &text, &[]);
            check(&[mark, &bytes].concat(), &text, &[]);
        }
    }
}

#[test]
fn what_is_no_character_is_replaced_and_told() {
    check(b"\xff\xfea\0\x00\xd8b\0", "a\u{fffd}b", &["malformed"]);
    check(b"\xff\xfea\0b", "a\u{fffd}", &["malformed"]);
    check(b"\xff\xfe\0\0a\0\0\0b\0\0\0\xff\xff\xff\xffc", "ab\u{fffd}\u{fffd}", &["malformed"]);
}

#[test]
fn text_in_two_encodings_is_read_and_told() {
    check(b"caf\xc3\xa9 caf\xe9 stra\xc3\x9fe\n", "café café straße\n", &["malformed"]);
    let lead = "é".repeat(200_000);
    check(&[lead.as_bytes(), b" caf\xe9\n"].concat(), &format!("{lead} café\n"), &["malformed"]);
    // A character cut in two by the end.
    check("caf\u{e9} \u{df}"[..].as_bytes().split_last().unwrap().1, "café Ã", &["malformed"]);
}

#[test]
fn nul_and_any_line_break_are_text() {
    for text in ["HOME=/root\0LANG=C\0", "a\rb\r\nc\nd", "\u{c}\u{b}x\u{1b}[0m", ""] {
        check(text.as_bytes(), text, &[]);
    }
    let long = "x".repeat(3_000_000);
    check(long.as_bytes(), &long, &[]);
}

#[test]
fn text_that_turns_binary_gives_its_runs() {
    let script = "echo a script with an archive behind it\n".repeat(200);
    let mut bytes = script.clone().into_bytes();
    bytes.extend([0xff, 1, 2, 3, 4, 5, 6].repeat(100));
    bytes.extend(b"a run of text\x01\n");
    check(&bytes, &format!("{script}a run of text\0\n"), &["partly-read"]);
}

#[test]
fn an_error_in_the_middle_loses_nothing_before_it() {
    for text in ["plain text", "caf\u{e9}", "s\0t\0r\0i\0n\0g\0s\0"] {
        let before = extracted("a", text.as_bytes(), 3, None);
        let mut after = extracted("a", text.as_bytes(), 3, Some(std::io::ErrorKind::TimedOut));
        let io = after.obstacles.iter().position(|obstacle| obstacle.code() == "io").expect("told");
        after.obstacles.remove(io);
        assert_eq!(after, before);
    }
}

fn noise(random: &mut Random, length: usize) -> Vec<u8> {
    (0..length).map(|_| u8::try_from(random.below(256)).unwrap()).collect()
}

#[test]
fn values_are_found_in_binary_files_at_the_lines_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let mut random = Random::new(7);
    let wide =
        |text: &str, order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let parts: [Vec<u8>; 3] = [
        token(1).into_bytes(),
        wide(&format!(" {} ", token(2)), u16::to_le_bytes),
        wide(&format!(" {} ", token(3)), u16::to_be_bytes),
    ];
    let mut bytes = b"\x7fELF\0\0".to_vec();
    let mut lines = Vec::new();
    for part in &parts {
        bytes.extend(noise(&mut random, 300_000));
        bytes.extend([0, 1, 0, 1]);
        lines.push(1 + bytes.iter().filter(|&&byte| byte == b'\n').count() as u64);
        bytes.extend(part);
        bytes.extend([1, 0, 1, 0]);
    }
    write(folder.path(), "a.out", &bytes);
    let ran = scan(folder.path(), &["a.out"]).ends(1);
    assert_eq!(ran.tokens(), lines.iter().map(|&line| ("a.out".to_owned(), line)).collect::<Vec<_>>());
    assert_eq!(ran.unread("no-reader"), 1);
    assert_eq!(ran.summary()["bytes"], bytes.len());
}

#[test]
fn noise_gives_no_findings() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "noise.bin", noise(&mut Random::new(3), 4_000_000));
    let ran = scan(folder.path(), &["noise.bin", "--severity", "note"]).ends(0);
    assert!(ran.lines.iter().all(|line| line["type"] != "finding"));
    assert_eq!(ran.unread("partly-read"), 1);
}
