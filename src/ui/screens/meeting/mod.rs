//! The page that minutes are written on: topics, rows in the text, who was there, what
//! became of earlier actions.

mod adopt;
mod asked;
mod changes;
mod complete;
mod earlier;
mod head;
mod keep;
mod line;
mod locked;
mod mend;
mod open;
mod paper;
mod people;
mod rows;
mod said;
mod view;

#[cfg(test)]
mod mending_test;
#[cfg(test)]
mod saving_test;
#[cfg(test)]
mod tests;

use std::cell::Cell;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use self::complete::{Chose, Complete};
use self::head::Head;
use self::paper::{Paper, Topic};
use self::people::Came;
use crate::domain::id::RecordId;
use crate::ui::commands::{Cmd, Code, Key, Scope};
use crate::ui::kit::answer::Answer;
use crate::ui::kit::{Bar, Cx, Effect, Msg, Route, Screen, Spot, Toast};
use crate::ui::widgets::area::Did;
use crate::ui::widgets::spots::Spots;

/// A pasted first line of no more characters can be a title.
const TITLE: usize = 40;

/// What lies over the text.
enum Panel {
    /// Who was there.
    People(usize),
    /// Earlier actions.
    Earlier(usize),
    /// The other fields.
    Head(Head),
}

/// What the answer of a popup is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wants {
    /// Something about a guest.
    Guest(usize),
    /// Another guest.
    NewGuest,
    /// Another line for a guest.
    EditGuest(usize),
    /// The state of an earlier action.
    Status(usize),
    /// What was said about it.
    Remark(usize),
    /// The kind of the topic.
    Kind,
    /// A code of a field.
    Code(String),
    /// Whether to throw away what was typed.
    Drop,
}

/// How far loading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Nothing was asked for yet.
    New,
    /// The draft was asked for.
    Draft,
    /// The record, or what is carried over, was asked for.
    Start,
    /// Ready to write.
    Ready,
}

/// The screen.
pub struct Minutes {
    id: Option<RecordId>,
    key: String,
    stage: Stage,
    /// What was typed before the page was ready.
    early: Vec<Msg>,
    paper: Paper,
    /// Whether the title has the cursor, not the text.
    in_title: bool,
    panel: Option<Panel>,
    complete: Complete,
    wants: Option<Wants>,
    kept: keep::Keeping,
    /// The record is approved: it is read, not written.
    locked: bool,
    /// What is read is a draft from before the approval.
    stale: bool,
    /// A draft of a record that is still to be looked at.
    drafted: Option<Paper>,
    /// What was typed to find somebody among those who were there.
    seek: String,
    /// Where the cursor was when it was locked: topic, whether in its title, line.
    resume: Option<(usize, bool, usize)>,
    /// The lines of the list over the text, as they were drawn last.
    spots: Spots<usize>,
    /// Where the text was drawn last.
    text: Cell<Rect>,
}

impl Minutes {
    /// Minutes of a record, new ones, or a draft to go on with.
    pub fn new(id: Option<RecordId>, draft: Option<String>) -> Self {
        let own = id.map_or_else(|| "minutes:new".to_owned(), |id| format!("minutes:{id}"));
        Self {
            id,
            key: draft.unwrap_or(own),
            stage: Stage::New,
            early: Vec::new(),
            paper: Paper::default(),
            in_title: false,
            panel: None,
            complete: Complete::default(),
            wants: None,
            kept: keep::Keeping::default(),
            locked: false,
            stale: false,
            drafted: None,
            seek: String::new(),
            resume: None,
            spots: Spots::default(),
            text: Cell::default(),
        }
    }

    fn do_it(&mut self, cmd: Cmd, cx: &Cx) -> Vec<Effect> {
        if self.stage != Stage::Ready && cmd != Cmd::Back {
            return Vec::new();
        }
        match cmd {
            Cmd::Back => return self.back(cx),
            Cmd::Save if !self.locked => return self.save(cx),
            Cmd::Save => return self.say_locked(cx),
            Cmd::NextTopic => return self.turn(1, cx),
            Cmd::PrevTopic => return self.turn(-1, cx),
            Cmd::Attendance => self.toggle(Panel::People(0), cx),
            Cmd::Earlier => self.toggle(Panel::Earlier(0), cx),
            Cmd::Details => {
                let head = Head::at(&self.paper, "title", cx);
                self.toggle(Panel::Head(head), cx);
            }
            Cmd::DropDraft if self.kept.sent.is_none() => {
                self.wants = Some(Wants::Drop);
                let text = cx.say("form-drop-ask");
                return vec![Effect::Go(Route::Confirm { text })];
            }
            Cmd::TopicKind => return self.pick_kind(cx),
            Cmd::NextError => return self.next_to_mend(cx),
            Cmd::Undo => {
                if let Some(topic) = self.paper.topic_mut()
                    && topic.area.undo()
                {
                    return self.wrote(cx);
                }
            }
            _ => {}
        }
        Vec::new()
    }

    fn toggle(&mut self, panel: Panel, cx: &Cx) {
        self.complete.shut();
        let same = |open: &Panel| std::mem::discriminant(open) == std::mem::discriminant(&panel);
        let shut = self.panel.as_ref().is_some_and(same);
        self.close(cx);
        if !shut {
            self.panel = Some(panel);
        }
    }

    fn close(&mut self, cx: &Cx) {
        if let Some(Panel::Head(head)) = &mut self.panel {
            head.keep(&mut self.paper, cx);
        }
        self.panel = None;
    }

    fn back(&mut self, cx: &Cx) -> Vec<Effect> {
        if self.complete.shut() {
            return Vec::new();
        }
        if self.panel.is_some() {
            self.close(cx);
            return self.wrote(cx);
        }
        let mut effects = vec![Effect::Back];
        if self.kept.is_kept() {
            effects.insert(0, Effect::Say(Toast::good(cx.say("form-draft-stays"))));
        }
        effects
    }

    /// To the next topic or the one before; behind the last a new one begins.
    fn turn(&mut self, by: isize, cx: &Cx) -> Vec<Effect> {
        self.close(cx);
        self.complete.shut();
        self.kept.count(&mut self.paper, cx);
        let Some(to) = self.paper.at.checked_add_signed(by) else {
            return vec![Effect::Say(Toast::warn(cx.say("minutes-first-topic")))];
        };
        if to >= self.paper.topics.len() {
            let blank = self.paper.topic().is_some_and(|t| {
                t.area.is_empty() && t.title.text().trim().is_empty() && t.id.is_none()
            });
            if blank {
                return vec![Effect::Say(Toast::warn(cx.say("minutes-blank-topic")))];
            }
            self.paper.topics.push(Topic::default());
            self.in_title = true;
        }
        self.paper.at = to;
        self.wrote(cx)
    }

    fn pick_kind(&mut self, cx: &Cx) -> Vec<Effect> {
        let show = cx.show(&cx.no_names, true);
        let list = cx.reference.codes.list("enum.topic_kind");
        let of = list
            .into_iter()
            .flat_map(crate::domain::codes::CodeList::offered);
        let of = of.map(|c| (c.code.clone(), show.code("enum.topic_kind", &c.code)));
        self.wants = Some(Wants::Kind);
        vec![Effect::Go(Route::Pick {
            title: cx.say("do-topic-kind"),
            of: of.collect(),
        })]
    }

    fn key(&mut self, key: Key, cx: &Cx) -> Vec<Effect> {
        if self.stage != Stage::Ready {
            return Vec::new();
        }
        let came = match &mut self.panel {
            Some(Panel::People(at)) => {
                if people::seek(&self.paper, &mut self.seek, at, key) {
                    return Vec::new();
                }
                let typed = std::mem::take(&mut self.seek);
                people::key(&mut self.paper, at, key, &typed, cx)
            }
            Some(Panel::Earlier(at)) => earlier::key(&mut self.paper, at, key, cx),
            Some(Panel::Head(head)) => head.key(key, &mut self.paper, cx),
            None => return self.write(key, cx),
        };
        match came {
            Came::Nothing | Came::Moved => Vec::new(),
            Came::Changed => self.wrote(cx),
            Came::Asks(wants, effect) => {
                self.wants = Some(wants);
                vec![effect]
            }
        }
    }

    /// A key of writing.
    fn write(&mut self, key: Key, cx: &Cx) -> Vec<Effect> {
        if self.in_title {
            return self.write_title(key, cx);
        }
        match self.complete.key(key, &self.paper) {
            Chose::NoKey => {}
            Chose::Nothing => return Vec::new(),
            Chose::Name(count, name) => {
                if let Some(topic) = self.paper.topic_mut() {
                    topic.area.replace_before(count, &name);
                }
                return self.wrote(cx);
            }
        }
        if self.would_join(key) {
            return vec![Effect::Say(Toast::warn(cx.say("minutes-no-join")))];
        }
        if key.code == Code::Enter && self.finish_line(cx) {
            return self.wrote(cx);
        }
        let Some(topic) = self.paper.topic_mut() else {
            return Vec::new();
        };
        let line = topic.area.place().0;
        let did = topic.area.key(key);
        if topic.area.place().0 != line {
            self.tidy(false, cx);
        }
        let Some(topic) = self.paper.topic_mut() else {
            return Vec::new();
        };
        match (key.code, did) {
            (Code::Up, Did::Nothing) | (Code::BackTab, _) => {
                self.in_title = true;
                Vec::new()
            }
            (_, Did::Wrote) => {
                let before = topic.area.before();
                let mut effects = self.complete.look(&before, &self.paper);
                effects.extend(self.wrote(cx));
                effects
            }
            (_, Did::Moved) => {
                self.complete.shut();
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn write_title(&mut self, key: Key, cx: &Cx) -> Vec<Effect> {
        if matches!(key.code, Code::Enter | Code::Down | Code::Tab) {
            self.in_title = false;
            return Vec::new();
        }
        let typed = self.paper.topic_mut().is_some_and(|t| t.title.key(key));
        if typed { self.wrote(cx) } else { Vec::new() }
    }

    fn answer(&mut self, answer: Answer, cx: &Cx) -> Vec<Effect> {
        match answer {
            Answer::Draft(body) => self.draft(body.as_deref(), cx),
            Answer::Carry(carry) => self.begin(*carry, cx),
            Answer::Sheet(sheet) if self.stage == Stage::Start => self.opened(&sheet, cx),
            Answer::Saved { sheet, notes, made } => self.saved(&sheet, &notes, &made, cx),
            Answer::Kept => {
                self.kept.done(cx);
                Vec::new()
            }
            Answer::Names(names) => self.complete.names(names, cx),
            _ => Vec::new(),
        }
    }

    /// A click takes the cursor there; on the line under it, it is Enter.
    fn click(&mut self, at: Position, cx: &Cx) -> Vec<Effect> {
        let Some(panel) = &mut self.panel else {
            self.click_page(at);
            return Vec::new();
        };
        let Some(line) = self.spots.at(at) else {
            return Vec::new();
        };
        let (here, came) = match panel {
            Panel::People(at) | Panel::Earlier(at) => (std::mem::replace(at, line), Came::Moved),
            // In a line of text a click means no more than the line.
            Panel::Head(head) if head.place() == line && !head.is_code(cx) => return Vec::new(),
            Panel::Head(head) if head.place() == line => (line, Came::Moved),
            Panel::Head(head) => (head.place(), head.go(line, &mut self.paper, cx)),
        };
        self.seek.clear();
        match came {
            Came::Changed => self.wrote(cx),
            _ if here == line => self.key(Key::plain(Code::Enter), cx),
            _ => Vec::new(),
        }
    }

    /// Into the title, or to where the text was clicked.
    fn click_page(&mut self, at: Position) {
        let text = self.text.get();
        self.complete.shut();
        self.in_title = at.y < text.y;
        if let (false, Some(topic)) = (self.in_title, self.paper.topic_mut()) {
            topic.area.click(text, at);
        }
    }

    fn wheel(&mut self, lines: i16) {
        match (&mut self.panel, self.paper.topics.get_mut(self.paper.at)) {
            (Some(Panel::People(at)), _) => *at = step(*at, lines, self.paper.people.len()),
            (Some(Panel::Earlier(at)), _) => {
                *at = step(*at, lines, self.paper.earlier.len().saturating_sub(1));
            }
            (None, Some(topic)) => topic.area.scroll(lines),
            _ => {}
        }
    }
}

fn step(at: usize, by: i16, last: usize) -> usize {
    at.saturating_add_signed(isize::from(by)).min(last)
}

impl Screen for Minutes {
    fn update(&mut self, msg: Msg, cx: &Cx) -> Vec<Effect> {
        if self.stage != Stage::Ready && msg.is_typed() {
            self.early.push(msg);
            return Vec::new();
        }
        let before = self.locked.then(|| self.paper.clone());
        let mut effects = match msg {
            Msg::Shown => self.shown(),
            Msg::Do(cmd) => self.do_it(cmd, cx),
            Msg::Key(key) => self.key(key, cx),
            Msg::Paste(text) => self.paste(&text, cx),
            Msg::Click(at) => self.click(at, cx),
            Msg::Wheel(lines) => {
                self.wheel(lines);
                Vec::new()
            }
            Msg::Wake => self.keep(cx),
            Msg::Leaving => {
                self.close(cx);
                self.kept.count(&mut self.paper, cx);
                self.leave(cx)
            }
            Msg::Answer(answer) => self.answer(*answer, cx),
            Msg::Refused(fault) => self.refused(fault, cx),
            Msg::Result(text) => self.result(&text, cx),
            Msg::Resume(at) => {
                self.resume = asked::read_spot(&at);
                Vec::new()
            }
            Msg::Progress(_) | Msg::Resized => Vec::new(),
        };
        if let Some(before) = before {
            effects = self.unwrite(before, effects, cx);
        }
        if self.stage == Stage::Ready {
            for msg in std::mem::take(&mut self.early) {
                effects.extend(self.update(msg, cx));
            }
        }
        effects
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        self.draw(frame, area, cx);
    }

    fn cursor(&self, area: Rect, cx: &Cx) -> Option<Position> {
        self.place(area, cx)
    }

    fn scope(&self) -> Scope {
        Scope::Minutes
    }

    fn spot(&self, _cx: &Cx) -> Option<Spot> {
        // New ones that are being saved are a record before anybody comes back.
        if self.id.is_none() && self.kept.sent.is_some() {
            return None;
        }
        let route = Route::Minutes {
            id: self.id,
            draft: Some(self.key.clone()),
        };
        let line = self.paper.topic().map_or(0, |t| t.area.place().0);
        let at = format!("{}:{}:{line}", self.paper.at, self.in_title);
        Some(Spot::new(route, at))
    }

    fn bar(&self, cx: &Cx) -> Bar {
        self.top(cx)
    }

    fn shows(&self) -> Option<(RecordId, String)> {
        Some((self.id?, "minutes".to_owned()))
    }

    fn typing(&self) -> bool {
        matches!(&self.panel, None | Some(Panel::Head(_)))
    }

    fn unkept(&self) -> Option<&[crate::domain::fault::Note]> {
        self.kept.unkept.as_deref()
    }

    fn takes(&self, cmd: Cmd) -> bool {
        cmd == Cmd::Undo && self.panel.is_none()
    }

    fn hides(&self, cmd: Cmd, _cx: &Cx) -> bool {
        match cmd {
            Cmd::NextError => !self.is_refused(),
            Cmd::Save => self.locked,
            Cmd::DropDraft => self.locked && !self.stale,
            _ => false,
        }
    }
}
