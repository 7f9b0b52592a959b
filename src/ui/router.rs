//! The stack of screens: keys to the one on top, answers to the one that asked, effects
//! to where they belong.

use ratatui::layout::Position;

use super::away::{Away, Deed};
use super::commands::{Cmd, Code, Key, Scope};
use super::effect::Ticket;
use super::input::Input;
use super::kit::answer::Answer;
use super::kit::ask::{Ask, Door, Look, Write};
use super::kit::{Cx, Effect, Msg, Route, Screen, Spot, Toast, Tone};
use super::screens;
use super::widgets::frame;

/// The router's own ticket: undo, lock.
pub const OWN: Ticket = 0;

/// A screen on the stack.
pub struct Layer {
    /// To whom answers come.
    pub ticket: Ticket,
    /// The screen.
    pub screen: Box<dyn Screen>,
}

/// What the loop is asked to do.
pub enum Order {
    /// Hand this to the worker.
    Ask(Ticket, Ask),
    /// Wake the screen of this ticket after so many milliseconds.
    Wake(Ticket, u64),
    /// Stop the long work.
    Cancel,
    /// The other colours.
    Theme,
    /// The other language.
    Language,
    /// Draw everything anew.
    Redraw,
    /// Leave, once the worker is done.
    Quit,
}

/// The screens and what is said below them.
pub struct Router {
    pub(super) layers: Vec<Layer>,
    next: Ticket,
    /// What is said in the line above the keys, until the next key.
    pub toast: Option<Toast>,
    pub(super) orders: Vec<Order>,
    /// What the router itself asked, by the ticket of the question.
    pub(super) question: Option<(Ticket, Deed)>,
    /// Where a person was when it was locked, the lowest screen first.
    aside: Vec<Spot>,
    /// Screens that are closed and whose text is not known to be on disk.
    pub(super) away: Away,
}

impl Router {
    /// A stack with one screen.
    #[must_use]
    pub fn new(route: Route, cx: &Cx) -> Self {
        let mut router = Self {
            layers: Vec::new(),
            next: OWN + 1,
            toast: None,
            orders: Vec::new(),
            question: None,
            aside: Vec::new(),
            away: Away::default(),
        };
        router.push(route, cx);
        router
    }

    /// The screens, lowest first.
    #[must_use]
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// The screen on top.
    #[must_use]
    pub fn top(&self) -> Option<&dyn Screen> {
        self.layers.last().map(|l| &*l.screen)
    }

    /// Where a person was when it was locked, the lowest screen first.
    #[must_use]
    pub fn aside(&self) -> &[Spot] {
        &self.aside
    }

    /// Whether text is typed just now.
    #[must_use]
    pub fn typing(&self) -> bool {
        self.top().is_some_and(Screen::typing)
    }

    /// Whether the screen is locked or not open yet.
    #[must_use]
    pub fn is_shut(&self) -> bool {
        self.layers
            .first()
            .is_none_or(|l| matches!(l.screen.scope(), Scope::Unlock | Scope::Welcome))
    }

    /// What the loop is asked to do, taken out.
    pub fn orders(&mut self) -> Vec<Order> {
        std::mem::take(&mut self.orders)
    }

    /// A person did something.
    pub fn input(&mut self, input: Input, size: ratatui::layout::Rect, cx: &Cx) {
        match input {
            Input::Key(key) => {
                self.toast = None;
                self.key(key, cx);
            }
            Input::Paste(text, gone) => {
                self.toast = None;
                if self.typing() {
                    self.tell_top(Msg::Paste(text), cx);
                    if gone > 0 {
                        let n = gone.to_string();
                        self.toast = Some(Toast::warn(
                            cx.say_with("ui-paste-cleaned", &[("n", n.as_str())]),
                        ));
                    }
                } else {
                    self.toast = Some(Toast::warn(cx.say("ui-paste-nowhere")));
                }
            }
            Input::Click(at) => self.click(at, size, cx),
            Input::Wheel(lines) => self.tell_top(Msg::Wheel(lines), cx),
            Input::Resize => self.tell_top(Msg::Resized, cx),
        }
    }

    fn key(&mut self, key: Key, cx: &Cx) {
        let Some(top) = self.top() else { return };
        match cx.keymap.find(key, top.scope(), top.typing()) {
            Some(cmd) if !top.hides(cmd, cx) => self.command(cmd, cx),
            hidden => {
                let why = hidden.and_then(|cmd| top.why_not(cmd, cx));
                self.tell_top(Msg::Key(key), cx);
                // A key that stands on the page of help and does nothing says so.
                let said = matches!(key.code, Code::F(_) | Code::Char(_));
                if let Some(cmd) = hidden.filter(|_| said && self.toast.is_none()) {
                    let name = cx.say(&format!("do-{}", cmd.entry().id));
                    let words = [("name", name.as_str())];
                    let why = why.unwrap_or_else(|| cx.say_with("ui-not-now", &words));
                    self.toast = Some(Toast::warn(why));
                }
            }
        }
    }

    fn click(&mut self, at: Position, size: ratatui::layout::Rect, cx: &Cx) {
        let Some(top) = self.top() else { return };
        let parts = frame::parts(size);
        if at.y == parts.keys.y {
            let hit = frame::hints(top, parts.keys.width, cx)
                .into_iter()
                .find(|hint| (hint.from..hint.to).contains(&at.x));
            if let Some(hint) = hit {
                self.command(hint.cmd, cx);
            }
        } else if parts.body.contains(at) {
            self.tell_top(Msg::Click(at), cx);
        }
    }

    /// A command: the screen's own, or one that works everywhere.
    pub fn command(&mut self, cmd: Cmd, cx: &Cx) {
        let Some(top) = self.top() else { return };
        let scope = top.scope();
        let own = cmd.entry().scopes.contains(&scope);
        if (own || top.takes(cmd)) && !matches!(cmd, Cmd::Help | Cmd::Quit | Cmd::Find | Cmd::Print)
        {
            self.tell_top(Msg::Do(cmd), cx);
            return;
        }
        let list = |form: &str| Route::List {
            form: form.to_owned(),
            filters: Vec::new(),
        };
        match cmd {
            Cmd::Help => self.push(Route::Palette { scope, help: true }, cx),
            Cmd::Palette => self.push(Route::Palette { scope, help: false }, cx),
            Cmd::Quit => self.quit(cx),
            Cmd::Lock => self.lock(cx),
            Cmd::Home => self.go_home(cx),
            Cmd::Theme => self.orders.push(Order::Theme),
            Cmd::Language => self.orders.push(Order::Language),
            Cmd::Undo => {
                // A whole step goes: it is asked about by name, see `own`.
                self.orders.push(Order::Ask(OWN, Ask::Look(Look::LastStep)));
            }
            Cmd::Sync => self.push(Route::Sync, cx),
            Cmd::Find => self.push(Route::Search, cx),
            Cmd::New => self.push(Route::NewMenu, cx),
            Cmd::People => self.push(list("client"), cx),
            Cmd::Cases => self.push(list("F1"), cx),
            Cmd::Meetings => self.push(list("minutes"), cx),
            Cmd::Actions => self.push(list("action"), cx),
            Cmd::Volunteers => self.push(list("volunteer"), cx),
            Cmd::Hours => self.push(list("hours"), cx),
            Cmd::Reports => self.push(list("report"), cx),
            Cmd::NewReport => self.push(Route::Report, cx),
            Cmd::NewCase => self.push(Route::NewCase, cx),
            Cmd::NewMinutes => {
                let route = Route::Minutes {
                    id: None,
                    draft: None,
                };
                self.push(route, cx);
            }
            Cmd::NewVolunteers => self.push(Route::Quick(None), cx),
            Cmd::ConflictDesk => self.push(Route::Conflicts, cx),
            Cmd::Print => {
                let of = self.top().and_then(Screen::shows);
                let unsaved =
                    of.is_none() && self.top().is_some_and(|t| t.scope() == Scope::Minutes);
                self.push(Route::Print(of), cx);
                if unsaved {
                    self.toast = Some(Toast::warn(cx.say("print-unsaved")));
                }
            }
            Cmd::Backup => self.push(Route::Backup, cx),
            Cmd::FindingDesk => self.push(Route::Findings, cx),
            Cmd::Teams => self.push(Route::Teams, cx),
            Cmd::HeldDesk => self.push(Route::Held, cx),
            Cmd::ErasureDesk => self.push(Route::Erasures, cx),
            other => self.tell_top(Msg::Do(other), cx),
        }
    }

    pub(super) fn push(&mut self, route: Route, cx: &Cx) {
        self.lay(route, cx);
        self.tell_top(Msg::Shown, cx);
    }

    /// Puts a screen on top that is not shown yet.
    fn lay(&mut self, route: Route, cx: &Cx) {
        let ticket = self.next;
        self.next += 1;
        let screen = screens::open(route, cx);
        self.layers.push(Layer { ticket, screen });
    }

    fn pop(&mut self, cx: &Cx) -> bool {
        if self.layers.len() < 2 {
            return false;
        }
        self.close_top(cx);
        true
    }

    /// Closes what was opened over a screen since it asked: it goes away itself now, and
    /// not whatever happens to lie on top.
    fn come_down_to(&mut self, ticket: Ticket, cx: &Cx) {
        while self.layers.last().is_some_and(|l| l.ticket != ticket)
            && self.layers.iter().any(|l| l.ticket == ticket)
        {
            self.close_top(cx);
        }
    }

    pub(super) fn go_home(&mut self, cx: &Cx) {
        if self.asks_first(0, Deed::Home, cx).is_some() {
            self.leave_all(cx);
            self.put_away(0);
            self.push(Route::Home, cx);
        }
    }

    /// Locks: what was typed is kept, the keys leave the memory.
    ///
    /// It asks nothing, by key or after minutes: who locks wants the screen covered now,
    /// and nothing is lost. A screen whose text cannot be stored stays, unseen, in the
    /// memory of the process until it is unlocked; the locked screen says so.
    pub fn lock(&mut self, cx: &Cx) {
        if self.is_shut() {
            return;
        }
        self.leave_all(cx);
        let spots = self.layers.iter().map_while(|l| l.screen.spot(cx));
        self.aside = spots.collect();
        self.put_away(self.aside.len());
        // It may name a person.
        self.toast = None;
        self.orders.push(Order::Ask(OWN, Ask::Door(Door::Lock)));
        self.orders.push(Order::Redraw);
        self.push(Route::Unlock, cx);
        self.warn_of_unkept(cx);
    }

    /// The workspace is open: back to where it was locked, or home.
    fn enter(&mut self, cx: &Cx) {
        self.layers.clear();
        for (at, spot) in std::mem::take(&mut self.aside).into_iter().enumerate() {
            if let Some(layer) = self.away.take(Some(at)) {
                self.layers.push(layer);
                continue;
            }
            self.lay(spot.route, cx);
            self.tell_top(Msg::Resume(spot.at), cx);
        }
        if self.layers.is_empty() {
            self.lay(Route::Home, cx);
        }
        while let Some(layer) = self.away.take(None) {
            self.layers.push(layer);
        }
        // Those below hear it once they are seen.
        self.tell_top(Msg::Shown, cx);
    }

    /// Leaves once what was typed is on disk; who asks again does not wait for it.
    pub(super) fn quit(&mut self, cx: &Cx) {
        let Some(sure) = self.asks_first(0, Deed::Quit, cx) else {
            return;
        };
        self.leave_all(cx);
        if sure || self.away.quits() {
            self.orders.push(Order::Quit);
        } else {
            self.orders.push(Order::Cancel);
        }
    }

    /// Every screen hears that it is left, so that drafts are on disk before the lock.
    pub fn leave_all(&mut self, cx: &Cx) {
        let tickets: Vec<Ticket> = self.layers.iter().map(|l| l.ticket).collect();
        for ticket in tickets {
            self.tell(ticket, Msg::Leaving, cx);
        }
    }

    /// Opens a screen over what is there.
    pub fn go(&mut self, route: Route, cx: &Cx) {
        self.push(route, cx);
    }

    /// Has every screen load anew: the language changed.
    pub fn retell(&mut self, cx: &Cx) {
        let tickets: Vec<Ticket> = self.layers.iter().map(|l| l.ticket).collect();
        for ticket in tickets {
            self.tell(ticket, Msg::Shown, cx);
        }
    }

    /// Something for the screen on top.
    pub fn tell_top(&mut self, msg: Msg, cx: &Cx) {
        if let Some(ticket) = self.layers.last().map(|l| l.ticket) {
            self.tell(ticket, msg, cx);
        }
    }

    /// Something for the screen of a ticket; what a screen asked that is gone is dropped.
    pub fn tell(&mut self, ticket: Ticket, msg: Msg, cx: &Cx) {
        if ticket == OWN {
            self.own(msg, cx);
            return;
        }
        self.away.heard(ticket, &msg);
        self.deliver(ticket, msg, cx);
        if self.away.may_quit() {
            self.orders.push(Order::Quit);
        }
    }

    fn deliver(&mut self, ticket: Ticket, msg: Msg, cx: &Cx) {
        let Some(at) = self.layers.iter().position(|l| l.ticket == ticket) else {
            self.tell_away(ticket, msg, cx);
            return;
        };
        let leaving = matches!(msg, Msg::Leaving);
        let effects = match self.layers.get_mut(at) {
            Some(layer) => layer.screen.update(msg, cx),
            None => return,
        };
        for effect in effects {
            // A screen that is left may still keep its draft, and nothing else.
            if !leaving || matches!(effect, Effect::Ask(_)) {
                self.effect(ticket, effect, cx);
            }
        }
    }

    fn own(&mut self, msg: Msg, cx: &Cx) {
        if self.is_shut() {
            return;
        }
        match msg {
            Msg::Answer(answer) => match *answer {
                Answer::LastStep(text) => {
                    self.push(Route::Confirm { text }, cx);
                    let ticket = self.layers.last().map_or(OWN, |l| l.ticket);
                    self.question = Some((ticket, Deed::Ask(Ask::Write(Write::Undo))));
                }
                Answer::Undone(text) => {
                    self.toast = Some(Toast::good(text));
                    self.tell_top(Msg::Shown, cx);
                }
                _ => {}
            },
            Msg::Refused(fault) => self.say_fault(&fault, cx),
            _ => {}
        }
    }

    /// The sentence of a refusal in the line above the keys.
    pub fn say_fault(&mut self, fault: &crate::domain::fault::Fault, cx: &Cx) {
        if fault.code() == "E_CANCELLED" && self.is_shut() {
            return;
        }
        let text: Vec<String> = fault.notes.iter().map(|n| cx.sentence(n)).collect();
        self.toast = Some(Toast::bad(text.join(" ")));
    }

    pub(super) fn effect(&mut self, ticket: Ticket, effect: Effect, cx: &Cx) {
        let moves = matches!(
            effect,
            Effect::Swap(_) | Effect::Back | Effect::Leave(_) | Effect::Run(_)
        );
        let effect = if moves {
            let at = self.layers.iter().position(|l| l.ticket == ticket);
            let from = at.unwrap_or(self.layers.len().saturating_sub(1));
            let Some(effect) = self.asks_to_leave(from, ticket, effect, cx) else {
                return;
            };
            self.come_down_to(ticket, cx);
            effect
        } else {
            effect
        };
        match effect {
            Effect::Go(route) => self.push(route, cx),
            Effect::Swap(route) => {
                self.close_top(cx);
                self.push(route, cx);
            }
            Effect::Back => {
                if self.pop(cx) {
                    self.tell_top(Msg::Shown, cx);
                }
            }
            Effect::Leave(result) => {
                let own = self.question.take().filter(|(asked, _)| *asked == ticket);
                if self.pop(cx) {
                    if let Some((_, deed)) = own {
                        self.do_deed(deed, cx);
                        return;
                    }
                    self.tell_top(Msg::Result(result), cx);
                }
            }
            Effect::Run(cmd) => {
                if self.pop(cx) {
                    self.command(cmd, cx);
                }
            }
            Effect::Ask(ask) => {
                self.away.asks(ticket, &ask);
                self.orders.push(Order::Ask(ticket, ask));
            }
            Effect::Say(toast) => {
                self.toast = (!self.is_shut() || toast.tone != Tone::Good).then_some(toast);
            }
            Effect::Fault(fault) => self.say_fault(&fault, cx),
            Effect::Wake(ms) => self.orders.push(Order::Wake(ticket, ms)),
            Effect::Cancel => self.orders.push(Order::Cancel),
            Effect::Entered(tour) => {
                self.enter(cx);
                if tour {
                    self.push(Route::Tour, cx);
                }
            }
            Effect::Lock => self.lock(cx),
            Effect::Quit => self.quit(cx),
            Effect::Language => self.orders.push(Order::Language),
        }
    }
}
