//! Leaving a screen whose text is not on disk: what could not be stored is asked about
//! first, and what is still on its way there is not forgotten before it has arrived.

use std::collections::BTreeSet;

use super::effect::Ticket;
use super::kit::answer::Answer;
use super::kit::ask::{Ask, Draft};
use super::kit::{Cx, Effect, Msg, Route};
use super::router::{Layer, OWN, Order, Router};
use crate::domain::fault::{DRAFT_UNKEPT, Fault};

/// What waits for a yes.
pub enum Deed {
    /// The router's own wish.
    Ask(Ask),
    /// The way out that this screen was about to take.
    Leave(Ticket, Effect),
    /// Home.
    Home,
    /// Out of the program.
    Quit,
}

/// A screen that is closed, and its place among the spots of the lock.
struct Held {
    layer: Layer,
    at: Option<usize>,
}

/// Screens that are closed and whose text is not known to be on disk.
#[derive(Default)]
pub struct Away {
    held: Vec<Held>,
    /// Whose draft is on its way to the disk.
    keeping: BTreeSet<Ticket>,
    /// The person said to leave what could not be stored.
    sure: bool,
    /// The program ends as soon as the drafts are on disk.
    quitting: bool,
}

/// Whether it was a draft that was refused.
fn is_unkept(fault: &Fault) -> bool {
    fault.notes.iter().any(|n| n.code == DRAFT_UNKEPT)
}

impl Away {
    /// Something is asked of the worker.
    pub fn asks(&mut self, ticket: Ticket, ask: &Ask) {
        if matches!(ask, Ask::Draft(Draft::Keep { .. })) {
            self.keeping.insert(ticket);
        }
    }

    /// The worker has answered.
    pub fn heard(&mut self, ticket: Ticket, msg: &Msg) {
        let done = match msg {
            Msg::Answer(answer) => matches!(**answer, Answer::Kept),
            Msg::Refused(fault) if is_unkept(fault) => {
                self.quitting = false;
                true
            }
            _ => false,
        };
        if done {
            self.keeping.remove(&ticket);
        }
    }

    fn holds(&self, layer: &Layer) -> bool {
        !self.sure && (self.keeping.contains(&layer.ticket) || layer.screen.unkept().is_some())
    }

    /// The screen of this place, to be opened again.
    pub fn take(&mut self, at: Option<usize>) -> Option<Layer> {
        let found = self.held.iter().position(|h| h.at == at)?;
        Some(self.held.remove(found).layer)
    }

    /// The program is to end; whether nothing has to be waited for.
    pub fn quits(&mut self) -> bool {
        std::mem::replace(&mut self.quitting, true) || self.keeping.is_empty()
    }

    /// Whether the program was to end and now may.
    pub fn may_quit(&mut self) -> bool {
        let may = self.quitting && self.keeping.is_empty();
        self.quitting &= !may;
        may
    }
}

impl Router {
    /// Closes the screen on top.
    pub(super) fn close_top(&mut self, cx: &Cx) {
        self.tell_top(Msg::Leaving, cx);
        if let Some(layer) = self.layers.pop()
            && self.away.holds(&layer)
        {
            self.away.held.push(Held { layer, at: None });
        }
    }

    /// Closes all that were told to leave; the first so many have a spot to come back to.
    pub(super) fn put_away(&mut self, spots: usize) {
        for (at, layer) in std::mem::take(&mut self.layers).into_iter().enumerate() {
            if self.away.holds(&layer) {
                let at = Some(at).filter(|at| *at < spots);
                self.away.held.push(Held { layer, at });
            }
        }
    }

    /// Why what is written on a screen from this one up, or on one put away, could not
    /// be stored.
    fn why_unkept(&self, from: usize, cx: &Cx) -> Option<String> {
        let held = self.away.held.iter().map(|h| &h.layer);
        let mut all = self.layers.iter().skip(from).chain(held);
        let notes = all.find_map(|l| l.screen.unkept())?.iter();
        let notes = notes.filter(|n| n.code != DRAFT_UNKEPT);
        let why: Vec<String> = notes.map(|n| cx.sentence(n)).collect();
        Some(why.join(" "))
    }

    fn ask_about(&mut self, why: &str, deed: Deed, cx: &Cx) {
        let text = cx.say_with("ui-leave-unkept", &[("why", why)]);
        self.push(Route::Beware { text }, cx);
        let ticket = self.layers.last().map_or(OWN, |l| l.ticket);
        self.question = Some((ticket, deed));
    }

    /// Asks before screens go whose text could not be stored. Nothing, if it asked;
    /// else whether the person has said yes already.
    pub(super) fn asks_first(&mut self, from: usize, deed: Deed, cx: &Cx) -> Option<bool> {
        if self.away.sure {
            return Some(true);
        }
        match self.why_unkept(from, cx) {
            Some(why) => {
                self.ask_about(&why, deed, cx);
                None
            }
            None => Some(false),
        }
    }

    /// The same for the way out of one screen, which is given back if it is free.
    pub(super) fn asks_to_leave(
        &mut self,
        from: usize,
        ticket: Ticket,
        effect: Effect,
        cx: &Cx,
    ) -> Option<Effect> {
        let layers = self.layers.get(from..).unwrap_or_default();
        let free = layers.iter().all(|l| l.screen.unkept().is_none());
        if free || self.away.sure {
            return Some(effect);
        }
        let why = self.why_unkept(from, cx).unwrap_or_default();
        self.ask_about(&why, Deed::Leave(ticket, effect), cx);
        None
    }

    /// Yes was said.
    pub(super) fn do_deed(&mut self, deed: Deed, cx: &Cx) {
        self.away.sure = true;
        match deed {
            Deed::Ask(ask) => self.orders.push(Order::Ask(OWN, ask)),
            Deed::Leave(ticket, effect) => self.effect(ticket, effect, cx),
            Deed::Home => self.go_home(cx),
            Deed::Quit => self.quit(cx),
        }
        self.away.sure = false;
    }

    /// Something for a screen that is closed. What is on disk now is forgotten; what
    /// could not be stored is on the screen again, or behind the lock until it opens.
    pub(super) fn tell_away(&mut self, ticket: Ticket, msg: Msg, cx: &Cx) {
        let held = &mut self.away.held;
        let Some(at) = held.iter().position(|h| h.layer.ticket == ticket) else {
            if let Msg::Refused(fault) = &msg
                && !is_unkept(fault)
            {
                self.say_fault(fault, cx);
            }
            return;
        };
        // A timer of a closed screen is nobody's.
        if !matches!(msg, Msg::Answer(_) | Msg::Refused(_)) {
            return;
        }
        let mut held = held.remove(at);
        for effect in held.layer.screen.update(msg, cx) {
            // The locked screen says it in its own words: nothing is on the screen there.
            if let Effect::Fault(fault) = effect
                && !self.is_shut()
            {
                self.say_fault(&fault, cx);
            }
        }
        if !self.away.holds(&held.layer) {
            return;
        }
        if self.is_shut() || self.away.keeping.contains(&ticket) {
            self.away.held.push(held);
            self.warn_of_unkept(cx);
        } else {
            self.layers.push(held.layer);
        }
    }

    /// Has the locked screen say that something could not be stored.
    pub(super) fn warn_of_unkept(&mut self, cx: &Cx) {
        let unkept = |h: &Held| h.layer.screen.unkept().is_some();
        if self.is_shut() && self.away.held.iter().any(unkept) {
            let lowest = self.layers.first().map_or(OWN, |l| l.ticket);
            self.tell(lowest, Msg::Refused(Fault::new(DRAFT_UNKEPT)), cx);
        }
    }
}
