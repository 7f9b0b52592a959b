//! From a key to the finished frame: what a screen does with it and what it draws, without
//! a terminal. What the worker reads meanwhile is measured in `search`.

use std::sync::Arc;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::layout::Rect;
use sanshe::domain::codes::Codes;
use sanshe::domain::form::Forms;
use sanshe::domain::id::RecordId;
use sanshe::domain::places::Places;
use sanshe::domain::reference::Reference;
use sanshe::i18n::Lang;
use sanshe::ui::app::draw;
use sanshe::ui::commands::{Code, Key};
use sanshe::ui::input::Input;
use sanshe::ui::kit::answer::{Answer, Page, Row};
use sanshe::ui::kit::ask::{Ask, Look};
use sanshe::ui::kit::{Cx, Msg, Route};
use sanshe::ui::router::{Order, Router};

use crate::table::{self, spread_of, timed};

const KEYS: usize = 2000;
const SIZE: (u16, u16) = (80, 24);

fn cx() -> Cx {
    let reference = Reference {
        codes: Codes::built_in(None).expect("codes"),
        places: Places::built_in().expect("places"),
        city: "3205".into(),
    };
    let forms = Arc::new(Forms::builtin(&reference).expect("forms"));
    let now = jiff::civil::datetime(2026, 11, 23, 14, 0, 0, 0);
    Cx::new(Lang::Zh, forms, Arc::new(reference), now)
}

/// Presses these keys in turn, each with its frame; prints median and p99.
fn measure(what: &str, size: u64, router: &mut Router, cx: &Cx, keys: &[Key]) {
    let mut terminal = Terminal::new(TestBackend::new(SIZE.0, SIZE.1)).expect("a terminal");
    let area = Rect::new(0, 0, SIZE.0, SIZE.1);
    let mut times = Vec::with_capacity(KEYS);
    for at in 0..KEYS {
        let key = keys[at % keys.len()];
        let (time, ()) = timed(|| {
            router.input(Input::Key(key), area, cx);
            router.orders();
            terminal.draw(|f| draw(f, router, cx)).expect("a frame");
        });
        times.push(time.as_secs_f64() * 1e3);
    }
    let of = format!(" of {KEYS}");
    table::times(what, size, spread_of(times), &of, "p99 < 8 ms");
}

fn plain(code: Code) -> Key {
    Key::plain(code)
}

fn tell(router: &mut Router, msg: Msg, cx: &Cx) {
    let ticket = router.layers().last().expect("a screen").ticket;
    router.tell(ticket, msg, cx);
    router.orders();
}

pub fn run() {
    let cx = cx();
    let mut list = Router::new(
        Route::List {
            form: "volunteer".into(),
            filters: Vec::new(),
        },
        &cx,
    );
    let rows = (0..60).map(|n| Row {
        id: RecordId::from_u128(n),
        cells: ["王小雨", "女性", "138****0225", "太仓市沙溪镇", "在册"]
            .map(str::to_owned)
            .to_vec(),
        about: "王小雨  会做饭、会推轮椅、周三和周五有空".into(),
        press: None,
    });
    let asked = list.orders().into_iter().find_map(|order| match order {
        Order::Ask(_, Ask::Look(Look::List(ask))) => Some(ask),
        _ => None,
    });
    let page = Page {
        rows: rows.collect(),
        next: None,
        of: asked.expect("a page was asked for"),
    };
    tell(&mut list, Msg::Answer(Box::new(Answer::Page(page))), &cx);
    let moves = [plain(Code::Down), plain(Code::Down), plain(Code::Up)];
    measure("key to frame, list", 60, &mut list, &cx, &moves);
    let typed = [plain(Code::Char('w')), plain(Code::Backspace)];
    measure(
        "key to frame, filter of the list",
        60,
        &mut list,
        &cx,
        &typed,
    );

    let mut form = Router::new(
        Route::Form {
            form: "client".into(),
            id: None,
            parent: None,
            given: serde_json::Map::new(),
            draft: None,
        },
        &cx,
    );
    let typed = [
        plain(Code::Char('王')),
        plain(Code::Char('雨')),
        plain(Code::Backspace),
        plain(Code::Backspace),
    ];
    tell(&mut form, Msg::Answer(Box::new(Answer::Draft(None))), &cx);
    measure("key to frame, form", 1, &mut form, &cx, &typed);

    for line in [200, 50_000] {
        let mut page = Router::new(
            Route::Minutes {
                id: None,
                draft: None,
            },
            &cx,
        );
        tell(&mut page, Msg::Answer(Box::new(Answer::Draft(None))), &cx);
        let carry = Answer::Carry(Box::default());
        tell(&mut page, Msg::Answer(Box::new(carry)), &cx);
        let text = format!("{}\n", "字".repeat(line)).repeat(50_000 / line);
        tell(&mut page, Msg::Paste(text), &cx);
        let typed = [plain(Code::Char('写')), plain(Code::Backspace)];
        let what = format!("key to frame, minutes, lines of {line}");
        measure(&what, 50_000, &mut page, &cx, &typed);
    }
}
