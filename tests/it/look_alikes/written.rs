//! One table, written in all the ways in which people keep tables.

use std::fmt::Write;

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Csv,
    Tsv,
    JsonLines,
    JsonInside,
    Markdown,
    Fixed,
    Psql,
    Insert,
    Page,
    Logfmt,
}

impl Form {
    pub(super) const ALL: [Self; 10] = [
        Self::Csv,
        Self::Tsv,
        Self::JsonLines,
        Self::JsonInside,
        Self::Markdown,
        Self::Fixed,
        Self::Psql,
        Self::Insert,
        Self::Page,
        Self::Logfmt,
    ];

    /// The name of a file in this form.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Csv => "export.csv",
            Self::Tsv => "export.tsv",
            Self::JsonLines => "export.jsonl",
            Self::JsonInside => "export.json",
            Self::Markdown => "export.md",
            Self::Fixed => "export.prn",
            Self::Psql => "export.txt",
            Self::Insert => "export.sql",
            Self::Page => "export.html",
            Self::Logfmt => "export.log",
        }
    }

    /// Whether such a table can do without a header.
    pub(super) fn can_be_bare(self) -> bool {
        matches!(self, Self::Csv | Self::Tsv | Self::Fixed | Self::Page | Self::Insert)
    }
}

pub(super) fn write(form: Form, header: Option<[&str; 2]>, rows: &[[String; 2]]) -> String {
    let [first, second] = header.unwrap_or_default();
    let delimited = |delimiter: &str| {
        let mut text = if header.is_some() { format!("{first}{delimiter}{second}\n") } else { String::new() };
        rows.iter().for_each(|[cell, beside]| writeln!(text, "{cell}{delimiter}{beside}").unwrap());
        text
    };
    let records =
        |[cell, beside]: &[String; 2]| format!("{{\"{first}\": \"{cell}\", \"{second}\": \"{beside}\"}}");
    let lines = |line: &dyn Fn(&[String; 2]) -> String| rows.iter().map(line).collect::<String>();
    let width =
        rows.iter().map(|[cell, _]| cell.chars().count()).chain([first.len()]).max().unwrap_or_default();
    match form {
        Form::Csv => delimited(","),
        Form::Tsv => delimited("\t"),
        Form::JsonLines => lines(&|row| records(row) + "\n"),
        Form::JsonInside => {
            let all: Vec<String> = rows.iter().map(records).collect();
            format!("{{\"version\": 3, \"data\": {{\"rows\": [\n  {}\n]}}}}\n", all.join(",\n  "))
        }
        Form::Markdown => {
            format!("# Export\n\n| {first} | {second} |\n| --- | --- |\n")
                + &lines(&|[cell, beside]| format!("| {cell} | {beside} |\n"))
        }
        Form::Fixed => {
            let line = |[cell, beside]: &[String; 2]| format!("{cell:width$}  {beside:10}  0\n");
            let head = format!("{first:width$}  {second:10}  n\n");
            (if header.is_some() { head } else { String::new() }) + &lines(&line)
        }
        Form::Psql => {
            format!(" {first:width$} | {second:10} \n-{}-+-{}-\n", "-".repeat(width), "-".repeat(10))
                + &lines(&|[cell, beside]| format!(" {cell:width$} | {beside:10} \n"))
        }
        Form::Insert => {
            let columns = if header.is_some() {
                format!(" ({}, {second})", first.replace(' ', "_"))
            } else {
                String::new()
            };
            lines(&|[cell, beside]| format!("INSERT INTO export{columns} VALUES ('{cell}', '{beside}');\n"))
        }
        Form::Page => {
            let head = format!("<tr><th>{first}</th><th>{second}</th></tr>\n");
            let body = lines(&|[cell, beside]| format!("<tr><td>{cell}</td><td>{beside}</td></tr>\n"));
            format!(
                "<!DOCTYPE html>\n<table>\n{}{body}</table>\n",
                if header.is_some() { &*head } else { "" }
            )
        }
        Form::Logfmt => lines(&|[cell, beside]| {
            let quoted =
                |text: &str| if text.contains(' ') { format!("\"{text}\"") } else { text.to_owned() };
            format!(
                "level=info {}={} {second}={} n=0\n",
                first.replace(' ', "_"),
                quoted(cell),
                quoted(beside)
            )
        }),
    }
}
