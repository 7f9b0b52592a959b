//! Forms as they look, in both languages and three sizes; each was looked at.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::layout::Position;

use super::FormScreen;
use super::kit::{below, cx, key, open, put, record, to, write};
use crate::domain::id::RecordId;
use crate::i18n::Lang;
use crate::text::width::{Ambiguous, cells};
use crate::ui::commands::Cmd;
use crate::ui::kit::answer::{Alike, Answer};
use crate::ui::kit::{Cx, Msg, Screen};
use crate::ui::widgets::frame;

const SIZES: [(u16, u16); 3] = [(80, 24), (60, 20), (120, 40)];

/// The lines of the whole terminal and where the hardware cursor stands.
pub(super) fn drawn(
    screen: &FormScreen,
    (width, height): (u16, u16),
    cx: &Cx,
) -> (Vec<String>, Option<Position>) {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    let mut cursor = None;
    terminal
        .draw(|f| {
            let size = f.area();
            let body = frame::parts(size).body;
            screen.view(f, body, cx);
            frame::draw(f.buffer_mut(), size, (screen, screen), None, None, cx);
            cursor = screen.cursor(body, cx);
        })
        .unwrap();
    let buffer = terminal.backend().buffer();
    let lines = (0..height).map(|y| {
        let mut line = String::new();
        let mut x = 0;
        while x < width {
            let symbol = buffer[(x, y)].symbol();
            line.push_str(symbol);
            x += u16::try_from(cells(symbol, Ambiguous::One).max(1)).unwrap();
        }
        assert_eq!(
            x, width,
            "a wide character over the edge of line {y}: {line}"
        );
        line.trim_end().to_owned()
    });
    (lines.collect(), cursor)
}

fn picture(name: &str, make: impl Fn(&Cx) -> FormScreen) {
    for lang in Lang::ALL {
        let mut cx = cx();
        cx.lang = lang;
        let screen = make(&cx);
        for size in SIZES {
            let (lines, cursor) = drawn(&screen, size, &cx);
            let at = cursor.unwrap();
            let body = frame::parts(ratatui::layout::Rect::new(0, 0, size.0, size.1)).body;
            assert!(body.contains(at), "{name}: {at:?} is outside {body:?}");
            let picture = format!("{}\n[{},{}]", lines.join("\n"), at.x, at.y);
            insta::with_settings!({
                snapshot_path => "../../../../tests/screens/snapshots",
                prepend_module_to_snapshot => false,
                omit_expression => true,
            }, {
                insta::assert_snapshot!(
                    format!("form_{name}_{}_{}x{}", lang.tag(), size.0, size.1),
                    picture
                );
            });
        }
    }
}

#[test]
fn a_client_with_something_to_mend_and_somebody_alike() {
    picture("client", |cx| {
        let mut screen = open("client", cx);
        put(&mut screen, "name", "张三", cx);
        put(&mut screen, "id_type", "resident_id", cx);
        put(&mut screen, "id_no", "320599194803150364", cx);
        screen.update(Msg::Do(Cmd::Save), cx);
        to(&mut screen, "id_no", cx);
        let alike = Alike {
            id: RecordId::from_u128(5),
            title: "章三 女性 1948-03-15".into(),
            why: "姓名同音，证件号码差一位".into(),
            strong: false,
        };
        screen.update(Msg::Answer(Box::new(Answer::Alike(vec![alike]))), cx);
        screen
    });
}

#[test]
fn an_intake_with_a_long_request() {
    picture("F1", |cx| {
        let parent = record("client", 9, &[("name", "张三")]);
        let mut screen = below("F1", parent, cx);
        put(&mut screen, "source", "committee", cx);
        to(&mut screen, "request", cx);
        let text = "老人独居，子女在外地，11月8日出院后行动不便，希望解决午餐和买药。\
                    邻居反映夜里有人敲门。";
        write(&mut screen, text, cx);
        key(&mut screen, "enter", cx);
        write(&mut screen, "🙂已告诉村委会", cx);
        screen
    });
}

#[test]
fn a_list_that_is_open() {
    picture("list", |cx| {
        let parent = record("client", 9, &[("name", "张三")]);
        let mut screen = below("F1", parent, cx);
        to(&mut screen, "problem_types", cx);
        key(&mut screen, "enter", cx);
        write(&mut screen, " ", cx);
        key(&mut screen, "down", cx);
        screen
    });
}

#[test]
fn minutes_with_rows() {
    picture("minutes", |cx| {
        let mut screen = open("minutes", cx);
        to(&mut screen, "attendees", cx);
        for name in ["吴主任", "周社工"] {
            screen.update(Msg::Do(Cmd::AddRow), cx);
            put(&mut screen, "name", name, cx);
            screen.update(Msg::Do(Cmd::Back), cx);
        }
        screen
    });
}

#[test]
fn a_row_that_is_open() {
    picture("row", |cx| {
        let mut screen = open("client", cx);
        to(&mut screen, "household", cx);
        screen.update(Msg::Do(Cmd::AddRow), cx);
        put(&mut screen, "name", "张小", cx);
        screen
    });
}

#[test]
fn a_text_on_the_whole_screen() {
    picture("full", |cx| {
        let parent = record("client", 9, &[("name", "张三")]);
        let mut screen = below("F1", parent, cx);
        to(&mut screen, "request", cx);
        let text = "老人独居，子女在外地，希望解决午餐和买药。".repeat(12);
        screen.update(Msg::Paste(text), cx);
        screen.update(Msg::Do(Cmd::WriteFull), cx);
        screen
    });
}

#[test]
fn nothing_unseen_reaches_the_terminal() {
    let cx = cx();
    let parent = record("client", 9, &[("name", "张\u{202e}三\u{1b}[31m")]);
    let mut screen = below("F1", parent, &cx);
    to(&mut screen, "request", &cx);
    screen.update(Msg::Paste("一\u{200b}二\u{1b}]0;x\u{7}".into()), &cx);
    let (lines, _) = drawn(&screen, (80, 24), &cx);
    let text = lines.concat();
    for c in ['\u{202e}', '\u{1b}', '\u{200b}', '\u{7}'] {
        assert!(!text.contains(c), "{c:?}");
    }
}
