//! The loop: waits for keys and answers, hands them on, draws once for all that came
//! together. Nothing is drawn while nothing happens.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use crossterm::event::{self, Event};
use ratatui::Frame;
use ratatui::layout::Rect;

use super::effect::{Reply, Surroundings, Ticket, Worker};
use super::input;
use super::kit::ask::{Ask, Door, Secret};
use super::kit::{Cx, Marks, Route, Theme};
use super::router::{OWN, Order, Router};
use super::settings::{self, Settings};
use super::term::Term;
use super::widgets::frame;
use crate::domain::fault::{Fault, Result};
use crate::i18n::Lang;
use crate::ops::workspace::{DATABASE, KEYS, Workspace, read_forms, read_reference};
use crate::ops::world::{World, clock_at};

/// How the screen is opened.
pub struct Start {
    /// The folder of the workspace.
    pub home: PathBuf,
    /// The language asked for on the command line.
    pub asked: Option<Lang>,
    /// The language of the environment.
    pub around: Lang,
    /// The day, if it is not the calendar's.
    pub today: Option<jiff::civil::Date>,
    /// Whether colours are not wanted (`NO_COLOR`).
    pub no_color: bool,
    /// The terminal's name, for what is remembered of it.
    pub terminal: String,
    /// A passphrase from a file, so that nothing is asked.
    pub secret: Option<Secret>,
    /// The demo's workspace, open already.
    pub demo: Option<Workspace>,
}

/// What happens.
enum Happening {
    Input(Event),
    Gone,
    Reply(Reply),
}

struct App {
    router: Router,
    cx: Cx,
    settings: Settings,
    home: PathBuf,
    world: World,
    worker: Worker,
    wakes: Vec<(Ticket, Instant)>,
    last_key: Instant,
    redraw: bool,
    done: bool,
    /// What ended the screen, if it was not the person.
    broken: Option<Fault>,
}

/// Opens the screen and stays until the person leaves.
///
/// # Errors
/// What keeps the screen from opening: no terminal, settings nobody can read.
pub fn run(start: Start) -> Result<()> {
    let mut settings = Settings::read(&start.home)?;
    let lang = settings.lang(start.asked, start.around);
    let keymap = settings::keymap(&start.home)?;
    let demo = start.demo.is_some();
    let is_new = !demo
        && ![DATABASE, KEYS]
            .iter()
            .any(|name| start.home.join(name).exists());
    let reference = read_reference(&start.home)?;
    let forms = Arc::new(read_forms(&start.home, &reference)?);
    let world = World::real(start.today);
    let mut term = Term::take(settings.mouse)?;
    let ambiguous = settings.ambiguous(&start.terminal).unwrap_or_else(|| {
        let seen = Term::ambiguous();
        let cells = if seen == crate::text::width::Ambiguous::Two {
            2
        } else {
            1
        };
        settings.seen_width.insert(start.terminal.clone(), cells);
        seen
    });
    let now = clock_at(world.now_ms());
    let mut cx = Cx::new(lang, forms, Arc::new(reference), now);
    cx.today = world.today();
    cx.theme = if start.no_color {
        Theme::plain()
    } else {
        Theme::named(&settings.theme)
    };
    cx.marks = Marks { ambiguous };
    cx.keymap = keymap;
    cx.demo = demo;
    let (tell, happenings) = channel();
    listen(tell.clone())?;
    let worker = Worker::start(
        start.home.clone(),
        start.demo,
        World::real(start.today),
        move |reply| {
            // A loop that is gone needs no answer.
            let _ = tell.send(Happening::Reply(reply));
        },
    )?;
    let first = match (demo, is_new) {
        (true, _) => Route::Home,
        (_, true) => Route::Welcome,
        _ => Route::Unlock,
    };
    let mut app = App {
        router: Router::new(first, &cx),
        cx,
        settings,
        home: start.home,
        world,
        worker,
        wakes: Vec::new(),
        last_key: Instant::now(),
        redraw: false,
        done: false,
        broken: None,
    };
    if demo {
        app.router.go(Route::Tour, &app.cx);
    } else if let (false, Some(secret)) = (is_new, start.secret) {
        let door = Ask::Door(Door::Unlock(secret));
        let ticket = app.router.layers().last().map_or(OWN, |l| l.ticket);
        app.worker.ask(ticket, door, app.cx.lang);
    }
    app.turn(&mut term, &happenings)
}

/// A thread that reads the terminal.
fn listen(tell: Sender<Happening>) -> Result<()> {
    std::thread::Builder::new()
        .name("terminal".into())
        .spawn(move || {
            while let Ok(event) = event::read() {
                if tell.send(Happening::Input(event)).is_err() {
                    return;
                }
            }
            // The terminal is gone; the loop may be gone before it.
            let _ = tell.send(Happening::Gone);
        })
        .map(drop)
        .map_err(|e| Fault::new("E_THREAD").because(e))
}

impl App {
    fn turn(&mut self, term: &mut Term, happenings: &Receiver<Happening>) -> Result<()> {
        let mut size = Rect::default();
        self.orders();
        let mut changed = true;
        loop {
            if std::mem::take(&mut self.redraw) {
                term.forget();
            }
            if changed {
                term.draw(|f| {
                    size = f.area();
                    draw(f, &self.router, &self.cx);
                })?;
            }
            let all = self.wait(happenings);
            self.cx.today = self.world.today();
            self.cx.now = clock_at(self.world.now_ms());
            changed = self.happen(all, size);
            changed |= self.timers();
            self.orders();
            if self.done {
                self.worker.leave();
                self.worker.finish();
                return self.broken.take().map_or(Ok(()), Err);
            }
        }
    }

    /// What came together; nothing, if a timer ran out first.
    fn wait(&self, happenings: &Receiver<Happening>) -> Vec<Happening> {
        let first = match self.deadline() {
            None => happenings
                .recv()
                .map_err(|_| RecvTimeoutError::Disconnected),
            Some(at) => happenings.recv_timeout(at.saturating_duration_since(Instant::now())),
        };
        match first {
            Ok(first) => std::iter::once(first)
                .chain(happenings.try_iter())
                .collect(),
            Err(RecvTimeoutError::Timeout) => Vec::new(),
            Err(RecvTimeoutError::Disconnected) => vec![Happening::Gone],
        }
    }

    fn idle_limit(&self) -> Option<Duration> {
        let minutes = self.settings.lock_minutes;
        // A demo has no passphrase to unlock it with.
        (minutes > 0 && !self.cx.demo && !self.router.is_shut())
            .then(|| Duration::from_secs(minutes * 60))
    }

    fn deadline(&self) -> Option<Instant> {
        let wakes = self.wakes.iter().map(|(_, at)| *at);
        wakes
            .chain(self.idle_limit().map(|l| self.last_key + l))
            .min()
    }

    /// Whether anything came that a person would see: a mouse that only moves is nothing.
    fn happen(&mut self, all: Vec<Happening>, size: Rect) -> bool {
        let mut changed = false;
        let mut events = Vec::new();
        for happening in all {
            match happening {
                Happening::Input(event) => events.push(event),
                Happening::Gone => {
                    changed = true;
                    self.router.leave_all(&self.cx);
                    self.done = true;
                }
                Happening::Reply(reply) => {
                    changed = true;
                    self.reply(reply);
                }
            }
        }
        for input in input::read(&events, self.router.typing()) {
            changed = true;
            self.last_key = Instant::now();
            self.router.input(input, size, &self.cx);
            self.orders();
        }
        changed
    }

    fn reply(&mut self, reply: Reply) {
        match reply {
            Reply::To(ticket, msg) => self.router.tell(ticket, msg, &self.cx),
            Reply::Unsent(unsent, made) => (self.cx.unsent, self.cx.made) = (unsent, made),
            Reply::Gone => {
                self.broken = Some(Fault::new("E_BROKEN"));
                self.done = true;
            }
            Reply::Opened(surroundings) => {
                let Surroundings {
                    forms,
                    reference,
                    me,
                } = *surroundings;
                self.cx.forms = forms;
                self.cx.reference = Arc::new(reference);
                self.cx.me = me;
                if !self.cx.demo {
                    self.keep_settings();
                }
            }
        }
    }

    /// Whether a timer ran out.
    fn timers(&mut self) -> bool {
        let now = Instant::now();
        let due: Vec<Ticket> = self
            .wakes
            .iter()
            .filter(|(_, at)| *at <= now)
            .map(|(ticket, _)| *ticket)
            .collect();
        self.wakes.retain(|(_, at)| *at > now);
        let mut changed = !due.is_empty();
        for ticket in due {
            self.router.tell(ticket, super::kit::Msg::Wake, &self.cx);
        }
        if self.idle_limit().is_some_and(|l| now >= self.last_key + l) {
            self.router.lock(&self.cx);
            changed = true;
        }
        changed
    }

    fn orders(&mut self) {
        for order in self.router.orders() {
            match order {
                Order::Ask(ticket, ask) => self.worker.ask(ticket, ask, self.cx.lang),
                Order::Wake(ticket, ms) => {
                    self.wakes.retain(|(t, _)| *t != ticket);
                    let at = Instant::now() + Duration::from_millis(ms);
                    self.wakes.push((ticket, at));
                }
                Order::Cancel => self.worker.cancel(),
                Order::Theme => {
                    self.cx.theme = self.cx.theme.other();
                    self.settings.theme.clone_from(&self.cx.theme.name);
                    self.keep_settings();
                }
                Order::Language => {
                    self.cx.lang = match self.cx.lang {
                        Lang::Zh => Lang::En,
                        Lang::En => Lang::Zh,
                    };
                    let lang = if self.cx.lang.is_chinese() {
                        "zh"
                    } else {
                        "en"
                    };
                    lang.clone_into(&mut self.settings.language);
                    self.router.retell(&self.cx);
                    self.keep_settings();
                }
                Order::Redraw => self.redraw = true,
                Order::Quit => self.done = true,
            }
        }
    }

    fn keep_settings(&mut self) {
        if self.cx.demo || !self.home.exists() {
            return;
        }
        if let Err(fault) = self.settings.write(&self.home) {
            self.router.say_fault(&fault, &self.cx);
        }
    }
}

/// Draws the screen on top, and those that show below it.
pub fn draw(f: &mut Frame, router: &Router, cx: &Cx) {
    let size = f.area();
    if size.width < frame::LEAST.0 || size.height < frame::LEAST.1 {
        frame::too_small(f.buffer_mut(), size, cx);
        return;
    }
    let body = frame::parts(size).body;
    let layers = router.layers();
    let first = layers.iter().rposition(|l| !l.screen.over()).unwrap_or(0);
    for layer in layers.iter().skip(first) {
        layer.screen.view(f, body, cx);
    }
    let Some(top) = router.top() else { return };
    // The bar names the screen that a popup lies over.
    let named = layers.get(first).map_or(top, |l| &*l.screen);
    let cursor = top.cursor(body, cx);
    let toast = router.toast.as_ref();
    frame::draw(f.buffer_mut(), size, (named, top), toast, cursor, cx);
    if let Some(at) = cursor {
        f.set_cursor_position(at);
    }
}
