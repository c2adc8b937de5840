//! Tables whose cells are known before they are drawn, in each of the ways in which such tables are drawn.

use std::fmt::Write;

use proptest::prelude::*;

/// A table by its header and rows.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub(super) header: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

impl Written {
    /// Each column as wide as its widest cell.
    fn widths(&self) -> Vec<usize> {
        let all = || std::iter::once(&self.header).chain(&self.rows);
        let wide = |column: usize| all().map(|row| row[column].chars().count()).max().unwrap();
        (0..self.header.len()).map(wide).collect()
    }

    fn line(&self, row: &[String], around: [&str; 3]) -> String {
        let [before, between, behind] = around;
        let pad = |(cell, width): (&String, usize)| format!("{cell:width$}");
        let cells: Vec<String> = row.iter().zip(self.widths()).map(pad).collect();
        format!("{before}{}{behind}\n", cells.join(between))
    }

    fn rule(&self, stroke: &str, extra: usize, around: [&str; 3]) -> String {
        let strokes: Vec<String> =
            self.widths().iter().map(|width| stroke.repeat((width + extra).max(3))).collect();
        format!("{}{}{}\n", around[0], strokes.join(around[1]), around[2])
    }

    /// In one of the ways in which such tables are drawn.
    pub(super) fn drawn(&self, way: usize) -> (&'static str, String) {
        let body = |around| self.rows.iter().map(|row| self.line(row, around)).collect::<String>();
        let named = |around| self.line(&self.header, around);
        let bars = ["| ", " | ", " |"];
        match way {
            0 => ("md", named(bars) + &self.rule("-", 0, bars) + &body(bars)),
            1 => {
                let plus = ["+", "+", "+"];
                let rule = self.rule("-", 2, plus);
                ("txt", format!("{rule}{}{rule}{}{rule}", named(bars), body(bars)))
            }
            2 => {
                let inner = [" ", " | ", " "];
                ("out", named(inner) + &self.rule("-", 2, ["", "+", ""]) + &body(inner))
            }
            3 => {
                let boxes = ["│ ", " │ ", " │"];
                let rule = |around| self.rule("─", 2, around);
                let (top, mid) = (rule(["┌", "┬", "┐"]), rule(["├", "┼", "┤"]));
                ("log", format!("{top}{}{mid}{}{}", named(boxes), body(boxes), rule(["└", "┴", "┘"])))
            }
            4 => {
                let gaps = ["", "  ", ""];
                ("rpt", named(gaps) + &self.rule("-", 0, gaps) + &body(gaps))
            }
            _ => ("html", self.page()),
        }
    }

    fn page(&self) -> String {
        let escape = |cell: &str| cell.replace('&', "&amp;").replace('<', "&lt;").replace('e', "&#x65;");
        let mut text = "<table>".to_owned();
        for (number, row) in std::iter::once(&self.header).chain(&self.rows).enumerate() {
            let (open, close) = if number == 0 { ("<th>", "</th>") } else { ("<TD a='>'>", "") };
            text += "<tr>";
            row.iter().for_each(|cell| write!(text, "{open}<i>{}</i>\n{close}", escape(cell)).unwrap());
        }
        text + "</table>"
    }
}

pub(super) fn written() -> impl Strategy<Value = Written> {
    (2..6_usize, 1..9_usize).prop_flat_map(|(columns, rows)| {
        let header = prop::collection::vec("[A-Za-z]{3,9}", columns);
        let row = prop::collection::vec("[A-Za-zéß0-9][A-Za-zéß0-9@.&<]{0,8}", columns);
        (header, prop::collection::vec(row, rows)).prop_map(|(header, rows)| Written { header, rows })
    })
}
