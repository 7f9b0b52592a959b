//! Sheets as plain text, aligned in the cells of a fixed-width font: a Chinese character
//! takes two. No line begins with a mark that belongs to the line before.

use textwrap::{Options, WordSplitter, WrapAlgorithm, wrap};

use super::sheet::{Block, Layout, Sheet, Table, lines};
use crate::text::width::{Ambiguous, cells, pad_to};

/// Cells to a line: a page in a font of ten points.
const UPRIGHT: usize = 80;
const WIDE: usize = 120;
/// 28 characters to a line, as GB/T 9704 has it.
const MINUTES: usize = 56;
const GAP: &str = "  ";
/// No column is narrower, if its words are not.
const NARROW: usize = 6;
const INDENT: &str = "　　";

/// The sheet as text.
pub(super) fn write(sheet: &Sheet) -> String {
    let width = match sheet.layout {
        Layout::Form => UPRIGHT,
        Layout::Wide => WIDE,
        Layout::Minutes => MINUTES,
    };
    let mut out = Vec::new();
    for block in &sheet.blocks {
        match block {
            Block::Title(text) | Block::Subject(text) | Block::Under(text) => {
                out.extend(folded(text, width).iter().map(|line| centred(line, width)));
                if !matches!(block, Block::Under(_)) {
                    out.push(String::new());
                }
            }
            Block::Heading(text) if sheet.layout == Layout::Minutes => {
                out.extend(indented(text, width));
            }
            Block::Heading(text) => {
                out.push(String::new());
                out.extend(folded(&format!("【{text}】"), width));
            }
            Block::Facts(facts) => out.extend(pairs(facts, width)),
            Block::Table(table) => {
                out.push(String::new());
                out.extend(ruled(table, width));
                out.push(String::new());
            }
            Block::Text(text) => out.extend(indented(text, width)),
            Block::Hanging(name, text) => out.extend(hanging(name, text, width)),
            Block::Space => out.push(String::new()),
            Block::Sign(names) => {
                out.push(String::new());
                let names = names.iter().map(|n| format!("{n}____________"));
                out.extend(folded(&names.collect::<Vec<_>>().join("    "), width));
            }
        }
    }
    tidy(&out)
}

/// No spaces at the end of a line, no two empty lines together.
fn tidy(lines: &[String]) -> String {
    let mut text = String::new();
    let mut empty = true;
    for line in lines.iter().map(|l| l.trim_end_matches(' ')) {
        if line.is_empty() && empty {
            continue;
        }
        empty = line.is_empty();
        text.push_str(line);
        text.push('\n');
    }
    while text.ends_with("\n\n") {
        text.pop();
    }
    text
}

fn options<'a>(width: usize) -> Options<'a> {
    Options::new(width)
        .wrap_algorithm(WrapAlgorithm::FirstFit)
        .word_splitter(WordSplitter::NoHyphenation)
}

/// The lines of a text, none wider than `width`.
fn folded(text: &str, width: usize) -> Vec<String> {
    let each = lines(text);
    let each = each.iter().flat_map(|line| wrap(line, options(width)));
    each.map(std::borrow::Cow::into_owned).collect()
}

/// Boxes to tick, each with its word: broken only between them.
fn boxes(text: &str, width: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for line in lines(text) {
        let mut now = String::new();
        for item in line.split("  ") {
            let next = if now.is_empty() {
                item.to_owned()
            } else {
                format!("{now}  {item}")
            };
            if now.is_empty() || cells(&next, Ambiguous::One) <= width {
                now = next;
            } else {
                out.extend(folded(&std::mem::replace(&mut now, item.to_owned()), width));
            }
        }
        out.extend(folded(&now, width));
    }
    out
}

fn indented(text: &str, width: usize) -> Vec<String> {
    let each = lines(text);
    let each = each.iter().filter(|l| !l.trim().is_empty());
    let each = each.flat_map(|line| wrap(line, options(width).initial_indent(INDENT)));
    each.map(std::borrow::Cow::into_owned).collect()
}

fn hanging(name: &str, text: &str, width: usize) -> Vec<String> {
    let name = format!("{INDENT}{}", lines(name).join(" "));
    let wide = cells(&name, Ambiguous::One);
    let body = folded(text, width.saturating_sub(wide).max(NARROW));
    let first = body
        .iter()
        .zip(std::iter::once(name.as_str()).chain(std::iter::repeat("")));
    first
        .map(|(line, name)| format!("{}{line}", pad_to(name, wide, Ambiguous::One)))
        .collect()
}

fn centred(line: &str, width: usize) -> String {
    let free = width.saturating_sub(cells(line, Ambiguous::One));
    format!("{}{line}", " ".repeat(free / 2))
}

fn pairs(facts: &[(String, String)], width: usize) -> Vec<String> {
    let names: Vec<String> = facts.iter().map(|(n, _)| lines(n).join(" ")).collect();
    let widest = names.iter().map(|n| cells(n, Ambiguous::One)).max();
    let wide = widest.unwrap_or(0).min(width / 2);
    let room = width.saturating_sub(wide + GAP.len()).max(NARROW);
    let mut out = Vec::new();
    for (name, (_, value)) in names.iter().zip(facts) {
        let value = if value.is_empty() {
            vec!["_".repeat(room.min(30))]
        } else if value.starts_with('□') {
            boxes(value, room)
        } else {
            folded(value, room)
        };
        out.extend(beside(&[folded(name, wide), value], &[wide, room]));
    }
    out
}

/// Cells of several lines beside each other.
fn beside(cells: &[Vec<String>], widths: &[usize]) -> Vec<String> {
    let high = cells.iter().map(Vec::len).max().unwrap_or(0);
    let line = |i: usize| {
        let pieces = cells.iter().zip(widths).map(|(cell, width)| {
            let text = cell.get(i).map(String::as_str).unwrap_or_default();
            pad_to(text, *width, Ambiguous::One)
        });
        pieces.collect::<Vec<_>>().join(GAP)
    };
    (0..high).map(line).collect()
}

fn ruled(table: &Table, width: usize) -> Vec<String> {
    let widths = shares(table, width);
    let fold = |row: &[String]| {
        let each = row.iter().zip(&widths);
        let cells: Vec<Vec<String>> = each.map(|(cell, w)| folded(cell, *w)).collect();
        beside(&cells, &widths)
    };
    let rule =
        "-".repeat(widths.iter().sum::<usize>() + GAP.len() * widths.len().saturating_sub(1));
    let mut out = fold(&table.headings);
    out.push(rule.clone());
    for row in &table.rows {
        out.extend(fold(row));
        if table.by_hand {
            out.push(rule.clone());
        }
    }
    out
}

/// How wide each column is: as its widest cell, if that fits; else the widest columns
/// give way first. Columns to write into by hand share what is left.
fn shares(table: &Table, width: usize) -> Vec<usize> {
    let room = width.saturating_sub(GAP.len() * table.headings.len().saturating_sub(1));
    let natural = natural_widths(table);
    let mut widths = natural;
    if table.by_hand {
        let fair = room / widths.len().max(1);
        for wide in widths.iter_mut().skip(1) {
            *wide = (*wide).max(fair);
        }
    }
    while widths.iter().sum::<usize>() > room {
        let Some(widest) = widths.iter_mut().max() else {
            break;
        };
        if *widest <= NARROW {
            break;
        }
        *widest -= 1;
    }
    widths
}

/// The cells that the widest line of each column takes.
pub(super) fn natural_widths(table: &Table) -> Vec<usize> {
    let column = |i: usize| {
        let all = std::iter::once(&table.headings).chain(&table.rows);
        let cells_of = all.filter_map(|row| row.get(i)).flat_map(|c| lines(c));
        cells_of
            .map(|l| cells(&l, Ambiguous::One))
            .max()
            .unwrap_or(0)
    };
    (0..table.headings.len()).map(column).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_line_begins_with_a_mark_of_the_line_before() {
        let text = "居民代表提出（见附件），助餐点的开放时间应当提早；社工站同意。".repeat(3);
        for width in 8..60 {
            for line in folded(&text, width) {
                assert!(
                    !line.starts_with(['，', '。', '）', '；', '、', '”']),
                    "{width} {line}"
                );
                assert!(!line.ends_with(['（', '“']), "{width} {line}");
                assert!(cells(&line, Ambiguous::One) <= width, "{width} {line}");
            }
        }
    }

    #[test]
    fn wrapped_names_stand_below_the_first() {
        let lines = hanging("出席：", &"张三、".repeat(12), 30);
        assert_eq!(lines[0], "　　出席：张三、张三、张三、张");
        assert!(lines[1].starts_with("          三、张三"), "{lines:?}");
    }

    #[test]
    fn a_wide_table_gives_way_where_it_is_widest() {
        let table = Table {
            headings: vec!["a".into(), "b".into()],
            rows: vec![vec!["1".into(), "长".repeat(60)]],
            by_hand: false,
        };
        assert_eq!(shares(&table, 40), [1, 37]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_in_folding(text in "[张三，。（）a-z]{0,80}", width in 8..40_usize) {
            prop_assert_eq!(folded(&text, width).concat(), text);
        }
    }
}
