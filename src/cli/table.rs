//! Aligned tables, by the cells a terminal gives to each character.

use crate::text::fold::visible;
use crate::text::width::{Ambiguous, cells, cut_to, pad_to};

/// No column is wider: long text is for `show`.
const WIDEST: usize = 40;
const GAP: &str = "  ";

/// Lines of a table below its headings. Nothing in a cell reaches the terminal as a
/// control character, and no line ends in spaces.
pub(super) fn table(headings: &[String], rows: &[Vec<String>]) -> String {
    let shown: Vec<Vec<String>> = std::iter::once(headings)
        .chain(rows.iter().map(Vec::as_slice))
        .map(|row| row.iter().map(|cell| one_line(cell)).collect())
        .collect();
    let columns = headings.len();
    let widths: Vec<usize> = (0..columns)
        .map(|i| {
            let widths = shown.iter().filter_map(|row| row.get(i)).map(|c| width(c));
            widths.max().unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for row in &shown {
        let cells = row
            .iter()
            .zip(&widths)
            .map(|(cell, w)| pad_to(cell, *w, Ambiguous::One));
        let line = cells.collect::<Vec<_>>().join(GAP);
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Names and values beside each other; further lines of a value stand below its first.
pub(super) fn pairs(pairs: &[(String, String)]) -> String {
    let names: Vec<String> = pairs.iter().map(|(name, _)| visible(name)).collect();
    let wide = names.iter().map(|n| width(n)).max().unwrap_or(0);
    let mut text = String::new();
    for (name, (_, value)) in names.iter().zip(pairs) {
        let mut name = name.as_str();
        for line in value.split('\n') {
            let padded = pad_to(name, wide, Ambiguous::One);
            text.push_str(format!("{padded}{GAP}{}", visible(line)).trim_end());
            text.push('\n');
            name = "";
        }
    }
    text
}

/// Adds a line.
pub(super) fn add(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

fn one_line(cell: &str) -> String {
    let flat: Vec<&str> = cell
        .split('\n')
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .collect();
    cut_to(&visible(&flat.join(" ")), WIDEST, Ambiguous::One)
}

fn width(text: &str) -> usize {
    cells(text, Ambiguous::One)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|c| (*c).to_owned()).collect()
    }

    #[test]
    fn chinese_and_latin_stand_in_line_and_no_escape_gets_through() {
        let text = table(
            &row(&["姓名", "no"]),
            &[row(&["张三丰", "1"]), row(&["Li\u{1b}[2J", "22"])],
        );
        assert_eq!(text, "姓名    no\n张三丰  1\nLi␛[2J  22\n");
        let long = table(&row(&["a"]), &[row(&[&"长".repeat(50)])]);
        assert_eq!(long.lines().nth(1).map(width), Some(39));
    }

    #[test]
    fn a_value_of_several_lines_stays_beside_its_name() {
        let text = pairs(&[
            ("事由".to_owned(), "一\n二\u{7}".to_owned()),
            ("x".to_owned(), String::new()),
        ]);
        assert_eq!(text, "事由  一\n      二␇\nx\n");
    }
}
