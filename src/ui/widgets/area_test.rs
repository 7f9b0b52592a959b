//! Writing, moving and drawing a long text.

use super::*;
use crate::text::width::{Ambiguous, cells};

fn key(word: &str) -> Key {
    Key::read(word).unwrap()
}

fn drawn(area: &Area, width: u16, height: u16) -> (Vec<String>, Position) {
    let rect = Rect::new(0, 0, width, height);
    let mut buf = Buffer::empty(rect);
    area.view(&mut buf, rect, Style::new());
    let mut rows = Vec::new();
    for y in 0..height {
        let mut row = String::new();
        let mut x = 0;
        while x < width {
            let symbol = buf[(x, y)].symbol().to_owned();
            x += u16::try_from(cells(&symbol, Ambiguous::One).max(1)).unwrap();
            row.push_str(&symbol);
        }
        rows.push(row.trim_end().to_owned());
    }
    (rows, area.cursor(rect))
}

#[test]
fn one_ctrl_w_takes_one_word_not_the_paragraph() {
    let mut area = Area::with("老人独居，想参加 lunch club");
    assert_eq!(area.key(key("ctrl+w")), Did::Wrote);
    assert_eq!(area.text(), "老人独居，想参加 lunch ");
    area.key(key("ctrl+w"));
    assert_eq!(area.text(), "老人独居，想参加 ");
    area.key(key("ctrl+w"));
    assert_eq!(area.text(), "老人独居，想参");
}

#[test]
fn typing_can_be_taken_back_and_done_again() {
    let mut area = Area::with("一");
    area.key(Key::plain(Code::Char('二')));
    assert_eq!(area.text(), "一二");
    assert_eq!(area.key(key("ctrl+z")), Did::Wrote);
    assert_eq!(area.text(), "一");
    assert_eq!(area.key(key("ctrl+y")), Did::Wrote);
    assert_eq!(area.text(), "一二");
    assert_eq!(area.key(key("ctrl+y")), Did::Nothing);
}

#[test]
fn behind_a_full_row_the_cursor_stands_in_the_last_column() {
    let area = Area::with("一二三四五");
    let (rows, cursor) = drawn(&area, 11, 3);
    assert_eq!(rows, ["一二三四五", "", ""]);
    assert!(cursor.x <= 10, "{cursor:?}");
    let area = Area::with("一二三四五六");
    let (rows, cursor) = drawn(&area, 11, 3);
    assert_eq!(rows, ["一二三四五", "六", ""]);
    assert_eq!(cursor, Position::new(2, 1));
}

#[test]
fn the_cursor_stays_in_view_in_a_long_text() {
    let text = vec!["第一行"; 50].join("\n");
    let area = Area::with(&text);
    let (rows, cursor) = drawn(&area, 20, 4);
    assert_eq!(rows.len(), 4);
    assert_eq!(cursor, Position::new(6, 3));
    assert_eq!(area.height(20, 9), 9);
    let mut area = area;
    let mut press = |word| {
        area.key(key(word));
        let (_, cursor) = drawn(&area, 20, 4);
        (area.place(), cursor.y)
    };
    assert_eq!(press("pageup"), ((45, 3), 3));
    assert_eq!(press("up"), ((44, 3), 2));
    assert_eq!(press("ctrl+home"), ((0, 0), 0));
    assert_eq!(press("pagedown"), ((4, 0), 0));
    assert_eq!(press("ctrl+end"), ((49, 3), 3));
}

#[test]
fn arrows_and_the_wheel_go_by_rows_as_they_are_seen() {
    let mut area = Area::with("一二三四五六七八\nab");
    drawn(&area, 7, 2);
    assert_eq!(area.place(), (1, 2));
    let mut press = |word| {
        area.key(key(word));
        area.place()
    };
    assert_eq!(press("up"), (0, 7));
    assert_eq!(press("up"), (0, 4));
    assert_eq!(press("up"), (0, 1));
    assert_eq!(press("up"), (0, 1));
    assert_eq!(press("down"), (0, 4));
    drawn(&area, 7, 2);
    area.scroll(2);
    let (rows, cursor) = drawn(&area, 7, 2);
    assert_eq!(rows, ["七八", "ab"]);
    assert_eq!(cursor, Position::new(2, 0));
}

#[test]
fn pasted_text_keeps_lines_and_loses_what_nobody_sees() {
    let mut area = Area::default();
    assert_eq!(area.paste("一\r\n二\r三\u{1b}[31m\u{202e}🙂"), Did::Wrote);
    assert_eq!(area.lines(), ["一", "二", "三[31m🙂"]);
    assert_eq!(area.paste("\u{200b}"), Did::Nothing);
    let long = "文".repeat(20_000);
    area.paste(&long);
    assert_eq!(area.chars(), 20_000 + 4 + "[31m🙂".chars().count() + 1);
}

#[test]
fn a_click_goes_to_the_character_under_it() {
    let mut area = Area::with("一二三四五六\nab🙂c\n");
    let rect = Rect::new(3, 2, 11, 6);
    let mut to = |x, y| {
        let mut buf = Buffer::empty(Rect::new(0, 0, 20, 10));
        area.view(&mut buf, rect, Style::new());
        area.click(rect, Position::new(x, y));
        area.view(&mut buf, rect, Style::new());
        (area.place(), area.cursor(rect))
    };
    assert_eq!(to(3, 2), ((0, 0), Position::new(3, 2)));
    assert_eq!(to(6, 2), ((0, 1), Position::new(5, 2)));
    assert_eq!(to(9, 3), ((0, 6), Position::new(5, 3)));
    assert_eq!(to(5, 4), ((1, 2), Position::new(5, 4)));
    assert_eq!(to(3, 7).0, (1, 4));
}

#[test]
fn at_its_edges_arrows_do_nothing() {
    let mut area = Area::with("一\n二");
    assert_eq!(area.key(key("down")), Did::Nothing);
    assert_eq!(area.key(key("up")), Did::Moved);
    assert_eq!(area.key(key("up")), Did::Nothing);
    assert_eq!(area.key(key("f5")), Did::Nothing);
}

#[test]
fn a_line_can_be_taken_out_and_a_word_replaced() {
    let mut area = Area::with("开头\n决议：试行");
    assert_eq!(area.before(), "决议：试行");
    assert_eq!(area.take_line(), "决议：试行");
    assert_eq!(area.text(), "开头");
    let mut area = Area::with("请@ws");
    area.replace_before(3, "吴生");
    assert_eq!(area.text(), "请吴生");
}

#[test]
fn it_asks_for_as_many_rows_as_it_draws() {
    for text in ["一\t二三\t四", "一二三四五六", "ab\n\n一", ""] {
        let area = Area::with(text);
        let asked = area.height(9, 99);
        let (rows, cursor) = drawn(&area, 9, 9);
        let drawn = rows.iter().rposition(|row| !row.is_empty()).unwrap_or(0);
        assert_eq!(usize::from(asked), drawn + 1, "{text:?} {rows:?}");
        assert_eq!(cursor.y + 1, asked, "{text:?}");
    }
}
