//! Sheets as Word documents. Measures are in twips, a twentieth of a point.

use std::io::Cursor;

use docx_rs::{
    AlignmentType, BreakType, DocGrid, DocGridType, Docx, Footer, HeightRule, LineSpacing,
    LineSpacingType, PageMargin, PageNum, PageOrientationType, Paragraph, Run, RunFonts,
    SpecialIndentType, Table as Grid, TableCell, TableLayoutType, TableRow, VAlignType, WidthType,
};

use super::plain::natural_widths;
use super::sheet::{Block, Layout, Sheet, Table, lines};
use crate::domain::fault::{Fault, Result};
use crate::text::width::{Ambiguous, cells};

/// A4.
const SHORT: u32 = 11_906;
const LONG: u32 = 16_838;
/// GB/T 9704-2012, 5.2: 37 mm above, 28 mm on the left, and a type area of 156 mm by
/// 225 mm, which leaves 26 mm and 35 mm.
const TOP: i32 = 2098;
const LEFT: i32 = 1588;
const RIGHT: i32 = 1474;
const BOTTOM: i32 = 1984;
/// The width of its type area.
const AREA: i32 = 11_906 - LEFT - RIGHT;
/// 22 lines to a page.
const LINE: i32 = 579;
/// 28 characters to a line: how much closer than their size they stand. Word has a grid of
/// characters for this, which `LibreOffice` counts from another size; so each run says it.
const CLOSER: i32 = -5;
/// One of these characters, of size 3 (三号).
const CHARACTER: i32 = AREA / 28;
/// The masthead stands 35 mm below the upper edge of the type area.
const MASTHEAD: u32 = 1984;
/// The page number stands 7 mm below the type area: its foot, from the foot of the page.
const NUMBER: i32 = 1304;
/// Sizes in half points: 三号, 二号, 四号, 五号.
const THREE: usize = 32;
const TWO: usize = 44;
const FOUR: usize = 28;
const FIVE: usize = 21;
/// The largest masthead, in half points.
const LARGEST: usize = 88;
const RED: &str = "FF0000";
/// Margins of a form.
const MARGIN: i32 = 1134;

const SONG: &str = "宋体";
const HEI: &str = "黑体";
const FANG: &str = "仿宋";
/// 小标宋 comes with office software for authorities; elsewhere it is replaced by 宋体.
const TITLE: &str = "方正小标宋简体";

/// The sheet as a Word document.
pub(super) fn write(sheet: &Sheet, day: &str) -> Result<Vec<u8>> {
    let mut docx = page(sheet.layout, day);
    for block in &sheet.blocks {
        docx = match sheet.layout {
            Layout::Minutes => minutes(docx, block),
            Layout::Form => form(docx, block, SHORT.cast_signed() - 2 * MARGIN),
            Layout::Wide => form(docx, block, LONG.cast_signed() - 2 * MARGIN),
        };
    }
    let mut bytes = Cursor::new(Vec::new());
    docx.pack(&mut bytes)
        .map_err(|e| Fault::new("E_PRINT").because(e))?;
    Ok(bytes.into_inner())
}

fn page(layout: Layout, day: &str) -> Docx {
    let made = format!("{day}T00:00:00Z");
    let docx = Docx::new().created_at(&made).updated_at(&made);
    if layout == Layout::Minutes {
        let margin = PageMargin::new()
            .top(TOP)
            .left(LEFT)
            .right(RIGHT)
            .bottom(BOTTOM)
            .header(MARGIN)
            .footer(NUMBER);
        let mut docx = docx
            .page_size(SHORT, LONG)
            .page_margin(margin)
            .default_size(THREE)
            .default_fonts(fonts(FANG))
            .footer(Footer::new().add_paragraph(page_number(AlignmentType::Right)))
            .even_footer(Footer::new().add_paragraph(page_number(AlignmentType::Left)));
        let grid = DocGrid::new()
            .grid_type(DocGridType::Lines)
            .line_pitch(LINE.unsigned_abs() as usize);
        docx.document.section_property = docx.document.section_property.doc_grid(grid);
        return docx;
    }
    let margin = PageMargin::new()
        .top(MARGIN)
        .left(MARGIN)
        .right(MARGIN)
        .bottom(MARGIN)
        .header(MARGIN / 2)
        .footer(MARGIN / 2);
    let docx = docx
        .page_margin(margin)
        .default_size(FIVE)
        .default_fonts(fonts(SONG))
        .footer(Footer::new().add_paragraph(page_number(AlignmentType::Center)));
    match layout {
        Layout::Wide => docx
            .page_size(LONG, SHORT)
            .page_orient(PageOrientationType::Landscape),
        _ => docx.page_size(SHORT, LONG),
    }
}

/// `— 1 —`, one character from the outer edge.
fn page_number(side: AlignmentType) -> Paragraph {
    let dash = |text: &str| run(text, SONG, FOUR);
    let paragraph = Paragraph::new()
        .align(side)
        .fonts(fonts(SONG))
        .size(FOUR)
        .add_run(dash("— "))
        .add_page_num(PageNum::new())
        .add_run(dash(" —"));
    match side {
        AlignmentType::Right => paragraph.indent(None, None, Some(CHARACTER), None),
        AlignmentType::Left => paragraph.indent(Some(CHARACTER), None, None, None),
        _ => paragraph,
    }
}

fn fonts(name: &str) -> RunFonts {
    RunFonts::new().ascii(name).hi_ansi(name).east_asia(name)
}

fn run(text: &str, font: &str, size: usize) -> Run {
    run_of(font, size).add_text(text)
}

fn run_of(font: &str, size: usize) -> Run {
    let run = Run::new().fonts(fonts(font)).size(size);
    if size == THREE {
        run.character_spacing(CLOSER)
    } else {
        run
    }
}

/// A paragraph whose lines break where those of the text do.
fn broken(text: &str, font: &str, size: usize) -> Run {
    let mut all = run_of(font, size);
    for (i, line) in lines(text).iter().enumerate() {
        if i > 0 {
            all = all.add_break(BreakType::TextWrapping);
        }
        all = all.add_text(line);
    }
    all
}

/// A paragraph on the lines of the page.
fn on_line() -> Paragraph {
    let exact = LineSpacing::new()
        .line_rule(LineSpacingType::Exact)
        .line(LINE);
    Paragraph::new().line_spacing(exact)
}

fn minutes(docx: Docx, block: &Block) -> Docx {
    let two = SpecialIndentType::FirstLine(2 * CHARACTER);
    match block {
        Block::Title(text) => {
            let above = LineSpacing::new().before(MASTHEAD);
            let masthead = run(&lines(text).join(" "), TITLE, masthead_size(text)).color(RED);
            docx.add_paragraph(
                Paragraph::new()
                    .align(AlignmentType::Center)
                    .snap_to_grid(false)
                    .line_spacing(above)
                    .add_run(masthead),
            )
            .add_paragraph(on_line())
        }
        Block::Under(text) => docx
            .add_paragraph(
                on_line()
                    .align(AlignmentType::Center)
                    .add_run(broken(text, FANG, THREE)),
            )
            .add_paragraph(on_line()),
        Block::Subject(text) => docx
            .add_paragraph(
                on_line()
                    .align(AlignmentType::Center)
                    .add_run(broken(text, TITLE, TWO)),
            )
            .add_paragraph(on_line()),
        Block::Heading(text) => docx.add_paragraph(
            on_line()
                .keep_next(true)
                .indent(None, Some(two), None, None)
                .add_run(broken(text, HEI, THREE)),
        ),
        Block::Text(text) => {
            let each = lines(text);
            let each = each.iter().filter(|l| !l.trim().is_empty());
            each.fold(docx, |docx, line| {
                docx.add_paragraph(
                    on_line()
                        .align(AlignmentType::Both)
                        .indent(None, Some(two), None, None)
                        .add_run(run(line, FANG, THREE)),
                )
            })
        }
        Block::Hanging(name, text) => {
            let wide = cells(name, Ambiguous::Two).div_ceil(2);
            let name_width = i32::try_from(wide).unwrap_or(0) * CHARACTER;
            let hang = SpecialIndentType::Hanging(name_width);
            docx.add_paragraph(
                on_line()
                    .indent(Some(2 * CHARACTER + name_width), Some(hang), None, None)
                    .add_run(broken(name, HEI, THREE))
                    .add_run(broken(text, FANG, THREE)),
            )
        }
        Block::Space => docx.add_paragraph(on_line()),
        other => form(docx, other, AREA),
    }
}

/// As large as fits on one line, and no larger than a masthead is.
fn masthead_size(text: &str) -> usize {
    let wide = cells(text, Ambiguous::Two).div_ceil(2).max(1);
    // A character as high as n half points is n * 10 twips wide.
    let fits = AREA.unsigned_abs() as usize * 98 / 100 / (wide * 10);
    fits.clamp(TWO, LARGEST)
}

fn form(docx: Docx, block: &Block, width: i32) -> Docx {
    let gap = |before| LineSpacing::new().before(before).after(60);
    match block {
        Block::Title(text) | Block::Subject(text) => docx.add_paragraph(
            Paragraph::new()
                .align(AlignmentType::Center)
                .line_spacing(gap(0).after(160))
                .add_run(broken(text, HEI, THREE + 4)),
        ),
        Block::Under(text) => docx.add_paragraph(
            Paragraph::new()
                .align(AlignmentType::Center)
                .line_spacing(gap(0))
                .add_run(broken(text, SONG, FIVE)),
        ),
        Block::Heading(text) => docx.add_paragraph(
            Paragraph::new()
                .keep_next(true)
                .line_spacing(gap(200))
                .add_run(broken(text, HEI, FIVE + 3)),
        ),
        Block::Facts(facts) => {
            let rows: Vec<Vec<String>> = facts
                .iter()
                .map(|(n, v)| vec![n.clone(), v.clone()])
                .collect();
            let wide = [width * 27 / 100, width - width * 27 / 100];
            docx.add_table(grid(None, &rows, &wide, 400))
                .add_paragraph(thin())
        }
        Block::Table(table) => {
            let high = if table.by_hand { 520 } else { 0 };
            let wide = columns(table, width);
            docx.add_table(grid(Some(&table.headings), &table.rows, &wide, high))
                .add_paragraph(thin())
        }
        Block::Text(text) => docx.add_paragraph(Paragraph::new().add_run(broken(text, SONG, FIVE))),
        Block::Hanging(name, text) => docx.add_paragraph(
            Paragraph::new()
                .add_run(broken(name, HEI, FIVE))
                .add_run(broken(text, SONG, FIVE)),
        ),
        Block::Space => docx.add_paragraph(Paragraph::new()),
        Block::Sign(names) => {
            let line = names.iter().map(|n| format!("{n}______________"));
            let line = line.collect::<Vec<_>>().join("    ");
            docx.add_paragraph(
                Paragraph::new()
                    .line_spacing(gap(400))
                    .add_run(broken(&line, SONG, FIVE)),
            )
        }
    }
}

/// Two tables that touch would grow together.
fn thin() -> Paragraph {
    let exact = LineSpacing::new()
        .line_rule(LineSpacingType::Exact)
        .line(60);
    Paragraph::new().line_spacing(exact)
}

fn grid(headings: Option<&[String]>, rows: &[Vec<String>], wide: &[i32], high: u16) -> Grid {
    let sizes: Vec<usize> = wide.iter().map(|w| w.unsigned_abs() as usize).collect();
    let row = |cells: &[String], font: &dyn Fn(usize) -> &'static str| {
        let cells = cells
            .iter()
            .zip(&sizes)
            .enumerate()
            .map(|(i, (text, size))| {
                TableCell::new()
                    .width(*size, WidthType::Dxa)
                    .vertical_align(VAlignType::Center)
                    .add_paragraph(Paragraph::new().add_run(broken(text, font(i), FIVE)))
            });
        let row = TableRow::new(cells.collect()).cant_split();
        if high > 0 {
            row.row_height(f32::from(high))
                .height_rule(HeightRule::AtLeast)
        } else {
            row
        }
    };
    let head = headings.map(|h| row(h, &|_| HEI));
    // Without headings the first column names what stands beside it.
    let named = headings.is_none();
    let font = |i: usize| if named && i == 0 { HEI } else { SONG };
    let body = rows.iter().map(|r| row(r, &font));
    Grid::new(head.into_iter().chain(body).collect())
        .set_grid(sizes.clone())
        .layout(TableLayoutType::Fixed)
        .width(sizes.iter().sum(), WidthType::Dxa)
}

/// Columns as wide as their widest cells ask, within bounds, filling the page.
fn columns(table: &Table, width: i32) -> Vec<i32> {
    let least = |i: usize| if table.by_hand && i > 0 { 12 } else { 4 };
    let asked: Vec<i32> = natural_widths(table)
        .into_iter()
        .enumerate()
        .map(|(i, w)| i32::try_from(w.clamp(least(i), 30) + 2).unwrap_or(0))
        .collect();
    let all = asked.iter().sum::<i32>().max(1);
    asked.iter().map(|w| w * width / all).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_holds_what_the_standard_asks() {
        assert_eq!((LONG.cast_signed() - TOP - BOTTOM) / LINE, 22);
        // Twips a character takes, from its size and how much closer it stands.
        assert_eq!(AREA / (i32::try_from(THREE).unwrap() * 10 + CLOSER), 28);
        // 1440 twips are 25.4 mm.
        let mm = |twips: i32| (twips * 254 + 7200) / 14_400;
        assert_eq!([TOP, LEFT, AREA].map(mm), [37, 28, 156]);
    }

    #[test]
    fn a_long_masthead_is_smaller() {
        assert_eq!(masthead_size("村会议纪要"), LARGEST);
        assert_eq!(masthead_size("沿河社区居民委员会会议纪要"), 66);
        assert_eq!(masthead_size(&"长".repeat(40)), TWO);
    }
}
