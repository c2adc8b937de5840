//! Tests of all readers of tables at once: the same rows wherever windows are cut and wherever the text ends, and those
//! that were written, whoever wrote them.

use proptest::prelude::*;

use crate::extract::json_records::JsonRecords;
use crate::extract::tabular::{self, Tabular};
use crate::extract::{BlobReader, Structure};
use crate::model::piece::{Field, Obstacle, Pieces, Row};
use crate::model::window::{AFTER, BEFORE, PADDING, Window};

mod written;

use written::written;

/// Of a row: its table, its number, whether it is a header, and the value and range of each cell.
type Found = (u32, u64, bool, Vec<(String, u64, u64)>);

#[derive(Default)]
struct Rows(Vec<Found>);

impl Pieces for Rows {
    fn text(&mut self, _: u32, _: &Window<'_>) {}

    fn field(&mut self, _: &Field<'_>) {}

    fn row(&mut self, row: &Row<'_>) {
        let cell = |cell: &crate::model::piece::Cell<'_>| {
            assert!(row.header || cell.value.is_empty() == cell.range.is_empty());
            (String::from_utf8_lossy(&cell.value).into_owned(), cell.range.start, cell.range.end)
        };
        self.0.push((row.table, row.number, row.header, row.cells.iter().map(cell).collect()));
    }

    fn child(&mut self, _: &mut dyn BlobReader) {}

    fn unread(&mut self, _: Obstacle) {}
}

/// The rows of a text in windows that own what lies between the borders, each no longer than windows are.
fn rows_of(mut structure: Box<dyn Structure>, text: &[u8], borders: &[usize]) -> Vec<Found> {
    let mut found = Rows::default();
    let mut borders: Vec<usize> = borders.iter().map(|border| (*border).min(text.len())).collect();
    borders.extend((0..text.len()).step_by(1 << 18));
    borders.extend([0, text.len()]);
    borders.sort_unstable();
    borders.dedup();
    for pair in borders.windows(2) {
        let (start, end) = (pair[0].saturating_sub(BEFORE), text.len().min(pair[1] + AFTER));
        let padded = [&text[start..end], &[0; PADDING]].concat();
        let owned = pair[0] - start..pair[1] - start;
        structure.read(&Window::new(&padded, start as u64, owned, end == text.len()), &mut found);
    }
    // Two readers of one text go through it side by side.
    found.0.sort_by_key(|(table, ..)| table >> 16);
    found.0
}

fn rows(name: &str, text: &str, borders: &[usize]) -> Vec<Found> {
    rows_of(reader(name, text.as_bytes()), text.as_bytes(), borders)
}

fn reader(name: &str, text: &[u8]) -> Box<dyn Structure> {
    if name == "json" {
        return Box::new(JsonRecords::new(text));
    }
    let head = &text[..text.len().min(4096)];
    let tabular = tabular::of(Some(name.as_bytes()), head).unwrap();
    tabular::reader(tabular, head).unwrap()
}

/// Header and rows as the values of their cells, a table behind the other.
fn values(found: Vec<Found>) -> Vec<(u32, bool, Vec<String>)> {
    let plain = |(table, _, header, cells): Found| {
        (table, header, cells.into_iter().map(|(value, ..)| value).collect())
    };
    found.into_iter().map(plain).collect()
}

const MARKDOWN: &str = "# People\n\nSome text | with a bar.\n\n| name | ssn |\n| :--- | ---: |\n| Ada \\| B | `1` |\n|C| **2** |\n\n\
     a | b\r\n--|--\r\n3 | 4\r\n\r\n| a | b | c |\n| --- | --- |\n| x | y |\n\n<table><tr><th>h<td>5</table>\n|---|---|\n| 6 | 7 |\n";

const CLIENTS: &str = " id |  name  \n----+--------\n  1 | Ada\n  2 | Émile\n(2 rows)\n\n+----+------+\n| id | name |\n+----+------+\n|  3 | Zoë  |\n+----+------+\n\
     1 row in set\n\nID         NAME\n---------- -----\n         4 Ada\n         5 Bo\n\nID         NAME\n---------- -----\n         6 \u{5f20}\u{4e09}\n\n\
     ===== ===\nA     B\n===== ===\n7     8\n===== ===\n\n┌────┬────┐\n│ id │ n  │\n├────┼────┤\n│ 9  │ 10 │\n└────┴────┘\n";

const PAGE: &str = "<!DOCTYPE html><html><head><title><table><tr><td>no</table></title><style>td > a {}</style></head><body>\
     <!-- <table><tr><td>no</td></tr></table> --><table class=\"a>b\" ><thead><tr><th>name<th> born </tr></thead><tr><td colspan='2'>both</td></tr>\
     <tr><td rowspan=2><b>A</b>da &amp; B&#111;</td><td>1970<br/>x</td>\n<TR><TD>&nbsp;2 </TD></TR><tr><td>x<table><tr><td>in</td></tr></table>y<td>z</table>\
     <script>var a = \"<table><tr><td>no\";</script><table><tr><td>last";

const ALIGNED: &str = "ACCT        NAME          OPENED\n00000001    ADA QUILL     19700101\n00000002    BO LI         19800202\n\
     00000003    ÉMILE ZOLA    19900303\n00000004    C             20000404\n00000005    D E           20010505\n\
     00000006    F             20020606\n00000007    G             20030707\n00000008    H             20040808\n\n-- page 2 of the very long report\n00000009    I             20050909\n";

const LOG: &str = "ts=1 level=info user=ada email=\"a \\\"b\\\" c\" x=\nNov 26 host app[1]: level=warn user=bo ts=2, [k=v]\n\
     a==b level=info user=c ts=3\nno pairs here\nlevel=info ts=4 msg=\"open end\n";

const JSON: &str = "{\"v\":1,\"data\":{\"note\":\"[{\",\"people\":[{\"a\":1,\"b\":{\"c\":\"x\"}},{\"a\":2,\"visits\":[{\"d\":3},{\"d\":4}]}]},\"e\":[[{\"f\":5}],{\"g\":6}]}";

const YAML: &str = "# people\nversion: 2\npatients:\n  - name: Ada # first\n    \"ssn\": '1''2'\n    address:\n      city: \"X\\ty\"\n    note: |\n      ssn: none\n\
     \n      born: none\n    visits:\n    - day: 1\n    - day: 2\n      at: {x: 1}\n  -   name: ~\n      ssn: 3\nplain:\n- a: 4\n  b: five\n    words: none\n- - c: none\n- d\n---\n\
     - e: 6\r\n- e: http://f\n";

const SAMPLES: &[(&str, &str)] = &[
    ("yaml", YAML),
    ("md", MARKDOWN),
    ("txt", CLIENTS),
    ("html", PAGE),
    ("prn", ALIGNED),
    ("log", LOG),
    ("json", JSON),
];

fn check(name: &str, text: &str, expected: &[(u32, bool, &[&str])]) {
    let expected: Vec<(u32, bool, Vec<String>)> = expected
        .iter()
        .map(|(table, header, cells)| (*table, *header, cells.iter().map(ToString::to_string).collect()))
        .collect();
    assert_eq!(values(rows(name, text, &[])), expected, "{text}");
}

#[test]
fn drawn_tables_are_rows() {
    let web = 1 << 16;
    check(
        "md",
        MARKDOWN,
        &[
            (0, true, &["name", "ssn"]),
            (0, false, &["Ada | B", "1"]),
            (0, false, &["C", "2"]),
            (1, true, &["a", "b"]),
            (1, false, &["3", "4"]),
            (2, false, &["x", "y"]),
            (3, false, &["6", "7"]),
            (web, false, &["h", "5"]),
        ],
    );
    check(
        "txt",
        CLIENTS,
        &[
            (0, true, &["id", "name"]),
            (0, false, &["1", "Ada"]),
            (0, false, &["2", "Émile"]),
            (1, true, &["id", "name"]),
            (1, false, &["3", "Zoë"]),
            (2, true, &["ID", "NAME"]),
            (2, false, &["4", "Ada"]),
            (2, false, &["5", "Bo"]),
            (2, false, &["6", "\u{5f20}\u{4e09}"]),
            (3, true, &["A", "B"]),
            (3, false, &["7", "8"]),
            (4, true, &["id", "n"]),
            (4, false, &["9", "10"]),
        ],
    );
}

/// A cell over two columns moves what follows it, marks of emphasis are no part of a value, and a text block holds no records.
#[test]
fn what_stands_beside_values_is_none_of_them() {
    check(
        "html",
        "<table><tr><th>a<th>b<th>c<tr><td colspan=2>1<td>2</table>",
        &[(0, true, &["a", "b", "c"]), (0, false, &["1", "", "2"])],
    );
    check(
        "md",
        "| a | b |\n| --- | --- |\n| **1** | `2` |\n",
        &[(0, true, &["a", "b"]), (0, false, &["1", "2"])],
    );
    check(
        "yaml",
        "- a: |\n    - b: 1\n- a: 2\n- a: 3\n",
        &[(0, true, &["a"]), (0, false, &["2"]), (0, false, &["3"])],
    );
}

#[test]
fn tables_of_pages_are_rows() {
    check(
        "html",
        PAGE,
        &[
            (0, true, &["name", "born"]),
            (0, false, &["both", ""]),
            (0, false, &["Ada & Bo", "1970 x"]),
            (0, false, &["", "2"]),
            (1, false, &["in"]),
            (0, false, &["xy", "z"]),
            (2, false, &["last"]),
        ],
    );
}

#[test]
fn lines_of_fixed_width_and_of_pairs_are_rows() {
    let found = values(rows("prn", ALIGNED, &[]));
    assert_eq!(found.len(), 10);
    assert_eq!(found[0], (0, true, ["ACCT", "NAME", "OPENED"].map(String::from).to_vec()));
    assert_eq!(found[3].2, ["00000003", "ÉMILE ZOLA", "19900303"]);
    assert_eq!(found[9].2, ["00000009", "I", "20050909"]);
    check(
        "log",
        LOG,
        &[
            (0, true, &["ts", "level", "user", "email"]),
            (0, false, &["1", "info", "ada", "a \"b\" c"]),
            (0, true, &["ts", "level", "user", "email", "k"]),
            (0, false, &["2", "warn", "bo", "", "v"]),
            (0, false, &["3", "info", "c", "", ""]),
            (0, true, &["ts", "level", "user", "email", "k", "msg"]),
            (0, false, &["4", "info", "", "", "", "open end"]),
        ],
    );
}

#[test]
fn lists_of_mappings_are_rows() {
    check(
        "yaml",
        YAML,
        &[
            (1, true, &["day"]),
            (1, false, &["1"]),
            (1, false, &["2"]),
            (0, true, &["name", "ssn", "address.city"]),
            (0, false, &["Ada", "1'2", "X\ty"]),
            (0, false, &["", "3", ""]),
            (2, true, &["a", "b"]),
            (2, false, &["4", "five"]),
            (3, true, &["e"]),
            (3, false, &["6"]),
            (3, false, &["http://f"]),
        ],
    );
}

#[test]
fn kinds_are_told_by_name_and_beginning() {
    let told = |name: Option<&str>, head: &str| tabular::of(name.map(str::as_bytes), head.as_bytes());
    assert_eq!(told(Some("rs"), CLIENTS), None);
    assert_eq!(told(Some("xls"), "\n<TABLE>"), Some(Tabular::Html));
    assert_eq!(told(Some("xls"), "a\tb\n"), None);
    assert_eq!(told(None, " <html>"), Some(Tabular::Html));
    assert_eq!(told(None, ALIGNED), Some(Tabular::Aligned));
    assert_eq!(told(Some("log"), LOG), Some(Tabular::Logfmt));
    assert_eq!(told(Some("txt"), MARKDOWN), Some(Tabular::Drawn));
    let code = "int main(void)\n{\n".to_owned() + &"    a = f(b, 1);    // first   x\n".repeat(9);
    assert_eq!(told(None, &code), Some(Tabular::Drawn));
}

proptest! {
    #[test]
    fn drawn_tables_are_those_that_were_written(table in written(), way in 0..6_usize, before in "[a-z .]{0,20}") {
        let (name, text) = table.drawn(way);
        let text = if way == 5 { text } else { format!("{before}\n\n{text}\n{before}\n") };
        let found = values(rows(name, &text, &[]));
        let header = std::iter::once((0, true, table.header.clone()));
        let expected: Vec<_> = header.chain(table.rows.iter().map(|row| (0, false, row.clone()))).collect();
        prop_assert_eq!(found, expected, "{}", text);
    }

    #[test]
    fn borders_change_nothing(sample in 0..SAMPLES.len(), borders in prop::collection::vec(0..900_usize, 0..6)) {
        let (name, text) = SAMPLES[sample];
        prop_assert_eq!(rows(name, text, &borders), rows(name, text, &[]));
    }

    #[test]
    fn long_tables_are_read_alike_at_every_border(table in written(), way in 0..6_usize, borders in prop::collection::vec(0..90_000_usize, 0..6)) {
        let (name, text) = table.drawn(way);
        let text = text.repeat(60_000 / text.len());
        prop_assert_eq!(rows(name, &text, &borders), rows(name, &text, &[]));
    }

    /// What a cut text gives, the whole text gives too, in the same order; only its last rows may be shorter.
    #[test]
    fn a_cut_text_gives_the_first_of_its_rows(sample in 0..SAMPLES.len(), cut in 0..900_usize) {
        let (name, text) = SAMPLES[sample];
        let whole = rows(name, text, &[]);
        let part = rows_of(reader(name, text.as_bytes()), &text.as_bytes()[..cut.min(text.len())], &[]);
        let sure = part.len().saturating_sub(4);
        prop_assert_eq!(&part[..sure], &whole[..sure]);
    }

    #[test]
    fn mutated_tables_are_read_alike_at_every_border(
        sample in 0..SAMPLES.len(),
        edits in prop::collection::vec((0..900_usize, prop::sample::select(b"|-+= \n\r\t<>/&;:\"\\{}[]a1\0\xe2\x94".to_vec())), 1..9),
        borders in prop::collection::vec(0..900_usize, 0..6),
    ) {
        let (name, text) = SAMPLES[sample];
        let mut changed = text.as_bytes().to_vec();
        for (at, byte) in edits {
            let length = changed.len();
            changed[at % length] = byte;
        }
        let read = |borders| rows_of(reader(name, text.as_bytes()), &changed, borders);
        prop_assert_eq!(read(&borders), read(&[]));
    }

    #[test]
    fn any_bytes_are_read_in_peace(bytes: Vec<u8>, marks in "[<>/a-cthrdble|+=&;:#\"'\\\\ \n┌│─-]{0,150}") {
        for (name, text) in SAMPLES {
            rows_of(reader(name, text.as_bytes()), &bytes, &[3]);
            rows_of(reader(name, text.as_bytes()), marks.as_bytes(), &[7]);
        }
    }
}

/// Lines of many megabytes, columns by the million, tags that never end: what is given stays within bounds.
#[test]
fn hostile_tables_stay_within_bounds() {
    let many = 3_000_000;
    let texts = [
        ("md", format!("a|b\n-|-\n{}\nx|y\n", "|".repeat(many))),
        ("md", format!("{}\n{}\n", "a|".repeat(many / 2), "-|".repeat(many / 2))),
        ("txt", format!("{}\n", "---  ".repeat(many / 5))),
        ("txt", "-- --- \n".repeat(many / 8)),
        ("txt", "|-|\n|a|\n\n".repeat(many / 9)),
        ("html", "<table><tr><td>".repeat(many / 15)),
        ("html", format!("<table><tr>{}", "<td>a".repeat(many / 5))),
        ("html", format!("<table><tr><td colspan=999999 rowspan=999999>a{}", "<tr><td>b".repeat(9999))),
        ("html", format!("<table><tr><td>{}", "<a b=\"".repeat(many / 6))),
        ("html", format!("<table><tr><td>{}", "<a ".repeat(many / 3))),
        ("html", format!("<table><tr><td>{}", "<!-- ".repeat(many / 5))),
        ("html", format!("<table><tr><td>{}", "x ".repeat(many / 2))),
        ("log", LOG.to_owned() + &"a=b ".repeat(many / 4)),
        ("log", LOG.to_owned() + &"=".repeat(many)),
        ("prn", ALIGNED.to_owned() + &"a ".repeat(many / 2)),
        ("prn", ALIGNED.to_owned() + &"é".repeat(many / 2)),
        ("json", "[{\"a\":".repeat(many / 6)),
        ("yaml", YAML.to_owned() + &"- a: 1\n ".repeat(many / 9)),
        (
            "yaml",
            YAML.to_owned() + &(0..2000).map(|depth| " ".repeat(depth)).collect::<Vec<_>>().join("- a:\n"),
        ),
        ("yaml", YAML.to_owned() + &"- a: ".repeat(many / 5)),
    ];
    for (name, text) in texts {
        let found = rows(name, &text, &[]);
        let longest = found.iter().map(|(.., cells)| cells.len()).max().unwrap_or_default();
        let widest = found.iter().flat_map(|(.., cells)| cells).map(|(value, ..)| value.len()).max();
        let tables = found.iter().map(|(table, ..)| *table).max().unwrap_or_default();
        let cells: usize = found.iter().map(|(.., cells)| cells.len()).sum();
        assert!(longest <= 4096 && widest.unwrap_or_default() <= AFTER && tables < 4096, "{}", &text[..20]);
        assert!(cells <= 16 * text.len(), "{cells} cells in {} bytes", text.len());
    }
}
