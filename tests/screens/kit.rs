//! A screen without a terminal and without a worker: keys and answers in, frames out.

use std::fmt::Write;
use std::sync::Arc;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::layout::{Position, Rect};
use sanshe::domain::codes::Codes;
use sanshe::domain::fault::{DRAFT_UNKEPT, Fault, Note};
use sanshe::domain::form::Forms;
use sanshe::domain::id::{RecordId, Scope};
use sanshe::domain::places::Places;
use sanshe::domain::record::{Place, Record};
use sanshe::domain::reference::Reference;
use sanshe::domain::stamp::Stamp;
use sanshe::domain::value::Value;
use sanshe::i18n::Lang;
use sanshe::text::width::{Ambiguous, cells};
use sanshe::ui::app::draw;
use sanshe::ui::commands::{Cmd, Code, Key};
use sanshe::ui::input::Input;
use sanshe::ui::kit::answer::Answer;
use sanshe::ui::kit::ask::{Ask, Draft};
use sanshe::ui::kit::{Cx, Msg, Person, Route, Toast};
use sanshe::ui::router::{Order, Router};

/// The sizes that every screen is drawn at.
pub const SIZES: [(u16, u16); 3] = [(80, 24), (60, 20), (120, 40)];
pub const LANGS: [Lang; 2] = [Lang::Zh, Lang::En];

/// Monday 2026-11-23 in a village.
pub fn cx(lang: Lang) -> Cx {
    let reference = Reference {
        codes: Codes::built_in(None).unwrap(),
        places: Places::built_in().unwrap(),
        city: "3205".into(),
    };
    let forms = Arc::new(Forms::builtin(&reference).unwrap());
    let now = jiff::civil::datetime(2026, 11, 23, 14, 32, 7, 0);
    let mut cx = Cx::new(lang, forms, Arc::new(reference), now);
    cx.me = Person {
        id: RecordId::from_u128(1).to_string(),
        name: "周社工".into(),
        unit: "T01".into(),
        place: "320585101201".into(),
        role: "worker".into(),
    };
    cx.unsent = 12;
    cx
}

/// The screens over one another, and what they asked for.
pub struct Stage {
    pub cx: Cx,
    router: Router,
    asked: Vec<Ask>,
    /// Whose draft was handed on last.
    keeper: Option<u64>,
    /// Who asked last.
    asker: u64,
    /// Whether the program has ended.
    pub over: bool,
}

impl Stage {
    pub fn open(route: Route, lang: Lang) -> Self {
        let cx = cx(lang);
        let router = Router::new(route, &cx);
        let mut stage = Self {
            cx,
            router,
            asked: Vec::new(),
            keeper: None,
            asker: 0,
            over: false,
        };
        stage.gather();
        stage
    }

    fn gather(&mut self) {
        for order in self.router.orders() {
            match order {
                Order::Ask(ticket, ask) => {
                    self.asker = ticket;
                    if matches!(ask, Ask::Draft(Draft::Keep { .. })) {
                        self.keeper = Some(ticket);
                    }
                    self.asked.push(ask);
                }
                Order::Quit => self.over = true,
                _ => {}
            }
        }
    }

    /// What was asked since the last time.
    pub fn asked(&mut self) -> Vec<Ask> {
        std::mem::take(&mut self.asked)
    }

    /// Hands an answer to the lowest screen.
    pub fn answer(&mut self, answer: Answer) {
        self.tell(Msg::Answer(Box::new(answer)));
    }

    pub fn tell(&mut self, msg: Msg) {
        let ticket = self.router.layers()[0].ticket;
        self.router.tell(ticket, msg, &self.cx);
        self.gather();
    }

    /// Hands an answer to whoever asked last, a screen or the loop itself.
    pub fn answer_asker(&mut self, answer: Answer) {
        let msg = Msg::Answer(Box::new(answer));
        self.router.tell(self.asker, msg, &self.cx);
        self.gather();
    }

    /// Hands an answer to the screen on top.
    pub fn answer_top(&mut self, answer: Answer) {
        let msg = Msg::Answer(Box::new(answer));
        self.router.tell_top(msg, &self.cx);
        self.gather();
    }

    /// The draft that was handed on last could not be stored: the disk is full.
    pub fn refuse_draft(&mut self) {
        let mut fault = Fault::new(DRAFT_UNKEPT);
        fault.notes.push(Note::new("E_DISK_FULL"));
        self.tell_keeper(Msg::Refused(fault));
    }

    /// It was stored.
    pub fn keep_draft(&mut self) {
        self.tell_keeper(Msg::Answer(Box::new(Answer::Kept)));
    }

    fn tell_keeper(&mut self, msg: Msg) {
        let ticket = self.keeper.take().unwrap();
        self.router.tell(ticket, msg, &self.cx);
        self.gather();
    }

    /// The time that the screen on top asked for has come.
    pub fn wake(&mut self) {
        self.router.tell_top(Msg::Wake, &self.cx);
        self.gather();
    }

    /// Opens another screen over this one.
    pub fn go(&mut self, route: Route) {
        self.router.go(route, &self.cx);
        self.gather();
    }

    /// A command by name.
    pub fn command(&mut self, cmd: Cmd) {
        self.router.command(cmd, &self.cx);
        self.gather();
    }

    /// Locks, as after minutes without a key.
    pub fn lock(&mut self) {
        self.router.lock(&self.cx);
        self.gather();
    }

    /// What the locked screen remembers.
    pub fn aside(&self) -> String {
        format!("{:?}", self.router.aside())
    }

    /// Says something in the line above the keys.
    pub fn say(&mut self, text: &str) {
        self.router.toast = Some(Toast::warn(text));
    }

    /// Types text.
    pub fn type_in(&mut self, text: &str) {
        for c in text.chars() {
            let key = Key::plain(Code::Char(c));
            let size = Rect::new(0, 0, 80, 24);
            self.router.input(Input::Key(key), size, &self.cx);
            self.gather();
        }
    }

    /// The line under the cursor: the first that begins with `>`.
    pub fn line(&mut self) -> String {
        let frame = self.frame((80, 24));
        let mut lines = frame.lines().map(str::trim);
        let here = lines.find_map(|line| line.strip_prefix("> "));
        here.unwrap_or_default().trim().to_owned()
    }

    /// Presses keys by name, separated by spaces.
    pub fn keys(&mut self, names: &str) {
        for name in names.split(' ') {
            let key = Key::read(name).unwrap();
            let size = Rect::new(0, 0, 80, 24);
            self.router.input(Input::Key(key), size, &self.cx);
            self.gather();
        }
    }

    /// Draws at 80×24 and clicks where this text stands first.
    pub fn click(&mut self, text: &str) {
        let frame = self.frame((80, 24));
        let (y, line) = frame
            .lines()
            .enumerate()
            .find(|(_, l)| l.contains(text))
            .unwrap();
        let before = line.split(text).next().unwrap();
        let x = u16::try_from(cells(before, Ambiguous::One)).unwrap();
        let at = Position::new(x, u16::try_from(y).unwrap());
        let size = Rect::new(0, 0, 80, 24);
        self.router.input(Input::Click(at), size, &self.cx);
        self.gather();
    }

    /// Compares the frame of 80×24 with its picture in the README.
    pub fn picture(&mut self, name: &str) {
        let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
        terminal.draw(|f| draw(f, &self.router, &self.cx)).unwrap();
        crate::picture::picture(name, terminal.backend().buffer());
    }

    /// The frame as text, and where the cursor stands.
    pub fn frame(&mut self, (width, height): (u16, u16)) -> String {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let mut shown = None;
        terminal.draw(|f| draw(f, &self.router, &self.cx)).unwrap();
        let buffer = terminal.backend().buffer().clone();
        let mut text = String::new();
        for y in 0..height {
            let mut line = String::new();
            let mut x = 0;
            while x < width {
                let symbol = buffer[(x, y)].symbol();
                line.push_str(symbol);
                x += u16::try_from(cells(symbol, Ambiguous::One).max(1)).unwrap();
            }
            assert_eq!(x, width, "a wide character crosses the edge: {line}");
            text.push_str(line.trim_end());
            text.push('\n');
        }
        if let Some(top) = self.router.top() {
            let body = sanshe::ui::widgets::frame::parts(Rect::new(0, 0, width, height)).body;
            shown = top.cursor(body, &self.cx);
        }
        if let Some(at) = shown {
            assert!(at.x < width && at.y < height);
            writeln!(text, "cursor {},{}", at.x, at.y).unwrap();
        }
        text
    }

    /// One snapshot for each size.
    pub fn snapshots(&mut self, name: &str) {
        let lang = if self.cx.lang.is_chinese() {
            "zh"
        } else {
            "en"
        };
        for size in SIZES {
            let frame = self.frame(size);
            insta::assert_snapshot!(format!("{name}_{lang}_{}x{}", size.0, size.1), frame);
        }
    }
}

/// A record with these fields.
pub fn record(n: u128, form: &str, fields: &[(&str, &str)]) -> Record {
    let id = RecordId::from_u128(n);
    let scope: Scope = "320585101201/case".parse().unwrap();
    let place = Place {
        id,
        form: form.into(),
        parent: None,
        root: id,
        scope,
    };
    let mut record = Record::blank(place, Stamp::default());
    for (field, value) in fields {
        record.fields.insert((*field).into(), Value::from(*value));
    }
    record
}
