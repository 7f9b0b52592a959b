//! Sheets as Markdown. What people wrote never becomes markup.

use super::sheet::{Block, Sheet, Table, lines};

/// The sheet as Markdown.
pub(super) fn write(sheet: &Sheet) -> String {
    let mut text = String::new();
    for block in &sheet.blocks {
        let piece = one(block);
        if !text.is_empty() && !piece.is_empty() {
            text.push('\n');
        }
        text.push_str(&piece);
    }
    text
}

fn one(block: &Block) -> String {
    match block {
        Block::Title(title) => format!("# {}\n", flat(title)),
        Block::Under(line) => format!("{}\n", flat(line)),
        Block::Subject(line) => format!("## {}\n", flat(line)),
        Block::Heading(line) => format!("### {}\n", flat(line)),
        Block::Facts(facts) => {
            let line = |(name, value): &(String, String)| {
                let value = escaped(value).join("<br>");
                format!("- **{}** {value}", flat(name))
                    .trim_end()
                    .to_owned()
                    + "\n"
            };
            facts.iter().map(line).collect()
        }
        Block::Table(table) => rows(table),
        Block::Text(body) => {
            let paragraphs: Vec<String> = escaped(body)
                .into_iter()
                .filter(|l| !l.trim().is_empty())
                .map(|l| l + "\n")
                .collect();
            paragraphs.join("\n")
        }
        Block::Hanging(name, body) => format!("**{}**{}\n", flat(name), flat(body)),
        Block::Space => String::new(),
        Block::Sign(names) => {
            let lines = names
                .iter()
                .map(|n| format!("{}\\_\\_\\_\\_\\_\\_\\_\\_\n", flat(n)));
            lines.collect::<Vec<_>>().join("\n")
        }
    }
}

fn rows(table: &Table) -> String {
    let line = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|c| escaped(c).join("<br>")).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let rule = vec!["---"; table.headings.len()].join(" | ");
    let head = format!("{}| {rule} |\n", line(&table.headings));
    let body = table.rows.iter().map(|row| line(row));
    std::iter::once(head).chain(body).collect()
}

fn flat(text: &str) -> String {
    escaped(text).join(" ")
}

/// The lines of a text, with every sign that Markdown reads marked as itself.
fn escaped(text: &str) -> Vec<String> {
    lines(text).iter().map(|line| escape(line)).collect()
}

fn escape(line: &str) -> String {
    let mut out = String::new();
    let mut begins = true;
    let mut number = false;
    for c in line.trim_start_matches([' ', '\t']).chars() {
        let always = matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '!' | '$'
        );
        // These make a list or a rule where a line begins with them.
        let first = begins && matches!(c, '-' | '+' | '=');
        let listed = number && matches!(c, '.' | ')');
        if always || first || listed {
            out.push('\\');
        }
        out.push(c);
        number = c.is_ascii_digit() && (begins || number);
        begins = false;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_is_never_markup() {
        for (text, written) in [
            ("a*b_c", "a\\*b\\_c"),
            ("# 一", "\\# 一"),
            ("- 一", "\\- 一"),
            ("12. 一", "12\\. 一"),
            ("3.5", "3\\.5"),
            ("第1. 条", "第1. 条"),
            ("<b>|&amp;", "\\<b\\>\\|\\&amp;"),
            ("[x](http://a)", "\\[x\\](http://a)"),
            ("   缩进", "缩进"),
        ] {
            assert_eq!(escape(text), written);
        }
    }

    #[test]
    fn a_cell_of_several_lines_stays_one_row() {
        let table = Table {
            headings: vec!["a".into()],
            rows: vec![vec!["一\n二|三".into()]],
            by_hand: false,
        };
        assert_eq!(rows(&table), "| a |\n| --- |\n| 一<br>二\\|三 |\n");
    }
}
