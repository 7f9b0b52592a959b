//! Sending, receiving, receipts: three parts of one screen. Nothing is written before a
//! person has seen what would come of it.

mod conflicts;
mod draw;
mod files;
mod findings;
mod one;
mod team;
mod teams;

pub use conflicts::Conflicts;
pub use findings::Findings;
pub use team::Team;
pub use teams::Teams;

use files::Senders;
use one::One;

use std::cell::Cell;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::ui::commands::{Cmd, Code, Scope};
use crate::ui::kit::answer::{Answer, Came, Choices, Receipt, Sent};
use crate::ui::kit::ask::{Ask, Sync as Work};
use crate::ui::kit::{Bar, Cx, Effect, Msg, Progress, Route, Screen, Spot, Toast};
use crate::ui::screens::popup::{OTHER, folders};
use crate::ui::widgets::spots::Spots;

/// The parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Send,
    Receive,
    Receipts,
}

const PARTS: [Part; 3] = [Part::Send, Part::Receive, Part::Receipts];

/// How far things have come.
#[derive(Debug)]
enum Stage {
    /// Choosing.
    Open,
    /// Something is under way.
    Working(Option<Progress>),
    /// A file was written.
    Sent(Sent),
    /// A file was looked into: its path, what it would bring.
    Looked(String, Box<Came>),
    /// It was taken in.
    Done(Box<Came>),
}

/// What a window over the screen was opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Person,
    Folder,
    TypedFolder,
    TypedFile,
}

/// What can be clicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hit {
    Part(Part),
    Row(usize),
}

/// The screen.
pub struct Post {
    part: Part,
    stage: Stage,
    choices: Option<Choices>,
    /// Whose the files are.
    senders: Senders,
    receipts: Option<Vec<Receipt>>,
    /// To whom: the person's id.
    to: Option<String>,
    /// Where to.
    out: Option<String>,
    at: usize,
    /// The file that is being looked into or taken in.
    path: String,
    /// A path that was typed and led nowhere: it is there again to be mended.
    typed: String,
    asked: Option<Asked>,
    /// How far what is drawn can be scrolled.
    most: Cell<usize>,
    /// Where tabs and rows stand.
    spots: Spots<Hit>,
    /// The change of the file that is looked at by itself.
    one: Option<One>,
}

impl Default for Post {
    fn default() -> Self {
        Self {
            part: Part::Send,
            stage: Stage::Open,
            choices: None,
            senders: Senders::default(),
            receipts: None,
            to: None,
            out: None,
            at: 0,
            path: String::new(),
            typed: String::new(),
            asked: None,
            most: Cell::new(0),
            spots: Spots::default(),
            one: None,
        }
    }
}

impl Post {
    /// Sending to this device.
    pub fn to(id: String) -> Self {
        Self {
            to: Some(id),
            at: SEND_ROWS - 1,
            ..Self::default()
        }
    }
}

/// The rows of sending: to whom, where to, go.
const SEND_ROWS: usize = 3;

impl Post {
    fn ask(work: Work) -> Vec<Effect> {
        vec![Effect::Ask(Ask::Sync(work))]
    }

    fn load(&self) -> Vec<Effect> {
        match self.part {
            Part::Receipts => Self::ask(Work::Receipts),
            Part::Send | Part::Receive => Self::ask(Work::Choices),
        }
    }

    /// How many rows the cursor moves over.
    fn rows(&self) -> usize {
        match (&self.stage, self.part) {
            (Stage::Open, Part::Send) => SEND_ROWS,
            (Stage::Open, Part::Receive) => {
                // The last row asks for another file.
                self.choices.as_ref().map_or(0, |c| c.files.len()) + 1
            }
            (Stage::Open, Part::Receipts) => {
                let all = self.receipts.iter().flatten();
                all.map(|r| r.lines.len() + 3).sum()
            }
            (Stage::Looked(_, came) | Stage::Done(came), _) => {
                let told = came.decisions.len() + came.lines.len() + came.missing.len();
                let told = told + came.from.len() + came.table.len() + 6;
                // Long lines are wrapped: what was drawn last knows.
                told.max(self.most.get() + 1)
            }
            _ => 1,
        }
    }

    fn step(&mut self, by: isize) {
        let last = self.rows().saturating_sub(1);
        self.at = self.at.saturating_add_signed(by).min(last);
    }

    fn turn(&mut self, forward: bool) -> Vec<Effect> {
        if !matches!(self.stage, Stage::Open) {
            return Vec::new();
        }
        let here = PARTS.iter().position(|p| *p == self.part).unwrap_or(0);
        let next = if forward {
            here + 1
        } else {
            here + PARTS.len() - 1
        };
        self.turn_to(PARTS[next % PARTS.len()])
    }

    fn turn_to(&mut self, part: Part) -> Vec<Effect> {
        self.part = part;
        self.at = 0;
        self.load()
    }

    /// A tab, a row, or a row once more.
    fn click(&mut self, place: Position, cx: &Cx) -> Vec<Effect> {
        match self
            .spots
            .at(place)
            .filter(|_| matches!(self.stage, Stage::Open))
        {
            Some(Hit::Part(part)) => self.turn_to(part),
            Some(Hit::Row(at)) if at == self.at => self.enter(cx),
            Some(Hit::Row(at)) => {
                self.at = at;
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    fn pop_up(&mut self, asked: Asked, route: Route) -> Vec<Effect> {
        self.asked = Some(asked);
        vec![Effect::Go(route)]
    }

    fn prompt(&mut self, asked: Asked, title: String, text: String) -> Vec<Effect> {
        self.pop_up(asked, Route::Prompt { title, text })
    }

    fn enter(&mut self, cx: &Cx) -> Vec<Effect> {
        match &self.stage {
            Stage::Open => match self.part {
                Part::Send => self.enter_send(cx),
                Part::Receive => self.enter_receive(cx),
                Part::Receipts => Vec::new(),
            },
            Stage::Looked(path, _) => {
                let path = path.clone();
                self.stage = Stage::Working(None);
                Self::ask(Work::Import(path))
            }
            Stage::Sent(_) | Stage::Done(_) => self.close(),
            Stage::Working(_) => Vec::new(),
        }
    }

    fn enter_send(&mut self, cx: &Cx) -> Vec<Effect> {
        let Some(choices) = &self.choices else {
            return Vec::new();
        };
        if choices.people.is_empty() {
            return vec![Effect::Say(Toast::warn(cx.say("sync-nobody")))];
        }
        match self.at {
            0 => {
                let people = choices.people.iter();
                let of = people.map(|(id, name, about)| (id.clone(), format!("{name}  {about}")));
                let route = Route::Pick {
                    title: cx.say("sync-to"),
                    of: of.collect(),
                };
                self.pop_up(Asked::Person, route)
            }
            1 => {
                let route = folders(&choices.drives, cx);
                self.pop_up(Asked::Folder, route)
            }
            _ => {
                let (Some(to), Some(out)) = (self.to.clone(), self.out.clone()) else {
                    return vec![Effect::Say(Toast::warn(cx.say("sync-choose-first")))];
                };
                self.stage = Stage::Working(None);
                Self::ask(Work::Export { to, out })
            }
        }
    }

    /// Back to choosing.
    fn close(&mut self) -> Vec<Effect> {
        self.stage = Stage::Open;
        self.one = None;
        self.at = 0;
        self.load()
    }

    fn back(&mut self) -> Vec<Effect> {
        match &self.stage {
            Stage::Open => vec![Effect::Back],
            Stage::Working(_) => vec![Effect::Cancel],
            Stage::Sent(_) | Stage::Looked(..) | Stage::Done(_) => self.close(),
        }
    }

    fn result(&mut self, text: String, cx: &Cx) -> Vec<Effect> {
        match self.asked.take() {
            Some(Asked::Person) => self.to = Some(text),
            Some(Asked::Folder) if text == OTHER => {
                let typed = self.typed.clone();
                return self.prompt(Asked::TypedFolder, cx.say("sync-other-folder"), typed);
            }
            Some(Asked::Folder) => self.out = Some(text),
            Some(Asked::TypedFolder) => {
                self.typed.clone_from(&text);
                self.out = Some(text);
            }
            Some(Asked::TypedFile) => {
                text.trim().clone_into(&mut self.typed);
                return self.look_into(self.typed.clone());
            }
            None => return Vec::new(),
        }
        // On to what comes next.
        self.step(1);
        Vec::new()
    }

    fn answer(&mut self, answer: Answer) -> Vec<Effect> {
        match answer {
            Answer::Choices(choices) => {
                // The first of each is what is meant most of the time.
                let person = choices.people.first().map(|(id, _, _)| id.clone());
                let drive = choices.drives.first().map(|(path, _)| path.clone());
                self.to = self.to.take().or(person);
                self.out = self.out.take().or(drive);
                self.stay(&choices);
                self.choices = Some(choices);
                self.senders.forget();
                if matches!(self.stage, Stage::Working(_)) {
                    // A folder was named instead of a file: what is in it stands here now.
                    self.typed.clear();
                    self.stage = Stage::Open;
                    self.at = 0;
                }
                self.step(0);
            }
            Answer::Senders(all) => self.senders.take(all),
            Answer::Receipts(receipts) => self.receipts = Some(receipts),
            Answer::Exported(sent) => {
                self.typed.clear();
                self.stage = Stage::Sent(sent);
            }
            Answer::Looked(came) => {
                self.typed.clear();
                self.at = 0;
                self.stage = Stage::Looked(self.path.clone(), came);
            }
            Answer::Imported(came) => {
                self.at = 0;
                self.stage = Stage::Done(came);
            }
            _ => {}
        }
        Vec::new()
    }
}

impl Post {
    fn hear(&mut self, msg: Msg, cx: &Cx) -> Vec<Effect> {
        if let Some(effects) = self.looking(&msg) {
            return effects;
        }
        match msg {
            Msg::Do(Cmd::OneByOne) if self.changes() > 0 => self.one = Some(One::default()),
            Msg::Do(Cmd::OneByOne) => {
                return vec![Effect::Say(Toast::warn(cx.say("one-none")))];
            }
            Msg::Shown => {
                self.asked = None;
                return if matches!(self.stage, Stage::Open) {
                    self.load()
                } else {
                    Vec::new()
                };
            }
            Msg::Do(Cmd::Open) => return self.enter(cx),
            Msg::Do(Cmd::Back) => return self.back(),
            Msg::Do(cmd @ (Cmd::NextTab | Cmd::PrevTab)) => {
                return self.turn(cmd == Cmd::NextTab);
            }
            // F9 here has nowhere else to go: it looks anew what there is, from the top.
            Msg::Do(Cmd::Sync) if !matches!(self.stage, Stage::Working(_)) => {
                self.choices = None;
                let mut looks = self.close();
                looks.push(Effect::Say(Toast::good(cx.say("sync-looked-again"))));
                return looks;
            }
            Msg::Key(key) => match key.code {
                Code::Up => self.step(-1),
                Code::Down => self.step(1),
                Code::PageUp => self.step(-10),
                Code::PageDown => self.step(10),
                Code::Left => return self.turn(false),
                Code::Right => return self.turn(true),
                _ => {}
            },
            Msg::Wheel(lines) => self.step(lines.into()),
            Msg::Click(place) => return self.click(place, cx),
            Msg::Progress(progress) => {
                if matches!(self.stage, Stage::Working(_)) {
                    self.stage = Stage::Working(Some(progress));
                }
            }
            Msg::Result(text) => return self.result(text, cx),
            Msg::Answer(answer) => return self.answer(*answer),
            Msg::Refused(fault) => {
                let mut effects = vec![Effect::Fault(fault)];
                if matches!(self.stage, Stage::Working(_)) {
                    effects.extend(self.close());
                }
                return effects;
            }
            Msg::Resume(at) => {
                let part = at.parse().ok().and_then(|n: usize| PARTS.get(n));
                self.part = part.copied().unwrap_or(Part::Send);
            }
            _ => {}
        }
        Vec::new()
    }
}

impl Screen for Post {
    fn update(&mut self, msg: Msg, cx: &Cx) -> Vec<Effect> {
        let mut effects = self.hear(msg, cx);
        effects.extend(self.ask_whose());
        effects
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        self.draw(frame.buffer_mut(), area, cx);
    }

    fn cursor(&self, _area: Rect, _cx: &Cx) -> Option<Position> {
        None
    }

    fn scope(&self) -> Scope {
        Scope::Sync
    }

    fn spot(&self, _cx: &Cx) -> Option<Spot> {
        let part = PARTS.iter().position(|p| *p == self.part);
        Some(Spot::new(Route::Sync, part.unwrap_or(0)))
    }

    fn bar(&self, cx: &Cx) -> Bar {
        if let (Stage::Looked(_, came), Some(one)) = (&self.stage, self.one) {
            let (n, of) = ((one.at + 1).to_string(), came.changes.len().to_string());
            let words = [("n", n.as_str()), ("of", of.as_str())];
            return Bar {
                left: cx.say("sync-receive"),
                right: cx.say_with("one-place", &words),
            };
        }
        let (left, right) = match &self.stage {
            Stage::Looked(..) => (cx.say("sync-receive"), cx.say("sync-only-looked")),
            Stage::Done(_) => (cx.say("sync-receive"), cx.say("sync-done")),
            Stage::Sent(_) => (cx.say("sync-send"), String::new()),
            Stage::Open | Stage::Working(_) => (cx.say("do-sync"), String::new()),
        };
        Bar { left, right }
    }

    fn takes(&self, cmd: Cmd) -> bool {
        cmd == Cmd::Sync
    }

    fn hides(&self, cmd: Cmd, _cx: &Cx) -> bool {
        let open = matches!(self.stage, Stage::Open);
        match cmd {
            // What is looked at is decided first.
            Cmd::NextTab | Cmd::PrevTab | Cmd::New | Cmd::Find | Cmd::Undo | Cmd::Sync => !open,
            Cmd::Open => matches!(self.stage, Stage::Working(_)),
            Cmd::OneByOne => self.changes() == 0 || self.one.is_some(),
            Cmd::Reveal => self.change().is_none_or(|c| !c.masked),
            _ => false,
        }
    }

    fn names(&self, cmd: Cmd, cx: &Cx) -> Option<String> {
        let id = match (&self.stage, cmd) {
            (_, Cmd::Open) if self.one.is_some_and(|o| o.at + 1 >= self.changes()) => "one-end",
            (_, Cmd::Open) if self.one.is_some() => "one-next",
            (_, Cmd::Back) if self.change().is_some() => return None,
            (_, Cmd::Reveal) if self.change().is_some_and(|c| c.revealed) => "record-mask",
            (Stage::Looked(..), Cmd::Open) => "sync-accept",
            (Stage::Looked(..), Cmd::Back) => "sync-leave",
            (Stage::Sent(_) | Stage::Done(_), Cmd::Open) => "sync-close",
            (Stage::Working(_), Cmd::Back) => "sync-cancel",
            (Stage::Open, Cmd::Sync) => "sync-again",
            (Stage::Open, Cmd::Open) if self.part == Part::Send && self.at == 2 => "sync-go",
            (Stage::Open, Cmd::Open) if self.part == Part::Send => "sync-choose",
            _ => return None,
        };
        Some(cx.say(id))
    }
}
