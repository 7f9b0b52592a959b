//! The steps that a person takes with a record: change, move, add below, void, approve.

use super::{Asked, Record, Step};
use crate::domain::fault::Fault;
use crate::domain::form::{Form, Kind, Object};
use crate::domain::record::{Record as Kept, Seen};
use crate::i18n::values::label;
use crate::ui::kit::ask::{Ask, Write};
use crate::ui::kit::{Cx, Effect, Route};

/// The moves from a record's state that my role may make.
pub(super) fn moves<'f>(form: &'f Form, record: &Kept, cx: &Cx) -> impl Iterator<Item = &'f str> {
    let role = cx.me.role.clone();
    let state = record.state.clone();
    let machine = form.state.as_ref().filter(|machine| {
        let open = !record.approved || form.open_after_approval.contains(&machine.field);
        open && !record.void
    });
    let ways = machine.into_iter().flat_map(move |machine| {
        let from = state.clone().unwrap_or_else(|| machine.start.clone());
        machine.moves.iter().filter(move |way| way.from == from)
    });
    ways.filter(move |way| way.roles.is_empty() || way.roles.contains(&role))
        .map(|way| way.to.as_str())
}

impl Record {
    pub(super) fn edit(&self, cx: &Cx) -> Vec<Effect> {
        let (Some(sheet), Some(form)) = (&self.sheet, self.form(cx)) else {
            return Vec::new();
        };
        if sheet.record.void {
            return Self::say(cx, "record-is-void");
        }
        vec![Effect::Go(if form.id == "minutes" {
            Route::Minutes {
                id: Some(self.id),
                draft: None,
            }
        } else {
            Route::Form {
                form: form.id.clone(),
                id: Some(self.id),
                parent: sheet.record.parent,
                given: Object::new(),
                draft: None,
            }
        })]
    }

    /// Whether an approval leaves nothing of it to be changed: its own or, of a row, that
    /// of the record it is in.
    pub(super) fn is_closed(&self, form: &Form) -> bool {
        let Some(sheet) = &self.sheet else {
            return false;
        };
        let above = sheet.parent.as_ref().filter(|_| form.rows_of.is_some());
        let approved = sheet.record.approved || above.is_some_and(|a| a.approved);
        approved && form.open_after_approval.is_empty()
    }

    /// The forms of records that hang on this one.
    pub(super) fn below<'a>(&self, cx: &'a Cx) -> Vec<&'a Form> {
        let own = self.form(cx).map(|f| f.id.clone());
        let hangs = |f: &&Form| f.rows_of.is_none() && f.parent.is_some() && f.parent == own;
        cx.forms.iter().filter(hangs).collect()
    }

    pub(super) fn child(&mut self, cx: &Cx) -> Vec<Effect> {
        if self.sheet.as_ref().is_some_and(|s| s.record.void) {
            return Self::say(cx, "record-is-void");
        }
        match self.below(cx).as_slice() {
            [] => Self::say(cx, "record-no-child"),
            [only] => vec![Effect::Go(self.new_below(&only.id))],
            many => {
                let zh = cx.lang.is_chinese();
                let of = many
                    .iter()
                    .map(|f| (f.id.clone(), f.label.text(zh).to_owned()));
                let route = Route::Pick {
                    title: cx.say("do-child"),
                    of: of.collect(),
                };
                self.pop_up(Asked::Child, route)
            }
        }
    }

    fn new_below(&self, form: &str) -> Route {
        Route::Form {
            form: form.to_owned(),
            id: None,
            parent: Some(self.id),
            given: Object::new(),
            draft: None,
        }
    }

    pub(super) fn choose_move(&mut self, cx: &Cx) -> Vec<Effect> {
        let (Some(sheet), Some(form)) = (&self.sheet, self.form(cx)) else {
            return Vec::new();
        };
        let Some(machine) = &form.state else {
            return Self::say(cx, "record-no-states");
        };
        let show = cx.show(&sheet.names, false);
        let of: Vec<(String, String)> = moves(form, &sheet.record, cx)
            .map(|to| (to.to_owned(), show.code(&machine.list, to)))
            .collect();
        if of.is_empty() {
            return Self::say(cx, "record-no-move");
        }
        let title = cx.say("do-move");
        self.pop_up(Asked::Move, Route::Pick { title, of })
    }

    fn go_on(&self, cx: &Cx) -> Vec<Effect> {
        vec![Effect::Ask(Ask::Write(Write::Move {
            id: self.id,
            to: self.step.to.clone(),
            input: self.step.given.clone(),
            seen: self.seen(cx),
        }))]
    }

    fn seen(&self, cx: &Cx) -> Seen {
        let sheet = self.sheet.as_ref();
        sheet.map_or_else(Seen::new, |sheet| sheet.seen(&cx.forms))
    }

    /// A move was refused: the first field that it lacks is asked for, then it is tried
    /// again. A field that was given already is not asked for twice.
    pub(super) fn refused(&mut self, fault: Fault, cx: &Cx) -> Vec<Effect> {
        self.said = None;
        // Erased while it stood here: nothing of it stays on the screen.
        if fault.code() == "E_NO_RECORD" {
            self.sheet = None;
            return vec![Effect::Fault(fault), Effect::Back];
        }
        let moving = !self.step.to.is_empty();
        let missing = fault.notes.iter().find_map(|n| n.field.clone());
        let missing = missing.filter(|f| moving && !self.step.given.contains_key(f));
        let known = missing.and_then(|f| Some((self.form(cx)?, f)));
        let Some((form, field)) = known.filter(|(form, f)| form.field(f).is_some()) else {
            self.step = Step::default();
            return vec![Effect::Fault(fault)];
        };
        let route = question(form, &field, cx);
        let mut effects = self.pop_up(Asked::Needs(field), route);
        effects.insert(0, Effect::Fault(fault));
        effects
    }

    pub(super) fn is_returned(&self) -> bool {
        let sheet = self.sheet.as_ref();
        sheet.is_some_and(|sheet| sheet.record.returned().is_some())
    }

    pub(super) fn approve(&self, cx: &Cx) -> Vec<Effect> {
        vec![Effect::Ask(Ask::Write(Write::Approve(
            self.id,
            self.seen(cx),
        )))]
    }

    pub(super) fn result(&mut self, text: &str, cx: &Cx) -> Vec<Effect> {
        let id = self.id;
        match self.asked.take() {
            Some(Asked::Child) => vec![Effect::Go(self.new_below(text))],
            Some(Asked::Move) => {
                self.step = Step {
                    to: text.to_owned(),
                    given: Object::new(),
                };
                self.go_on(cx)
            }
            Some(Asked::Needs(field)) => {
                self.step.given.insert(field, text.into());
                self.go_on(cx)
            }
            Some(Asked::Void) => {
                let reason = text.to_owned();
                vec![Effect::Ask(Ask::Write(Write::Void {
                    id,
                    reason,
                    seen: self.seen(cx),
                }))]
            }
            Some(Asked::Restore) => {
                vec![Effect::Ask(Ask::Write(Write::Restore(id, self.seen(cx))))]
            }
            Some(Asked::Approve) => self.approve(cx),
            Some(Asked::Return) => self.give_back(text),
            None => Vec::new(),
        }
    }
}

/// The window that asks for one field of a form.
fn question(form: &Form, field: &str, cx: &Cx) -> Route {
    let title = label(cx.lang, form, field);
    let kind = form.field(field).map(|f| &f.kind);
    let of: Vec<(String, String)> = match kind {
        Some(Kind::Code { list }) => {
            let list = cx.reference.codes.list(list);
            let codes = list.iter().flat_map(|l| l.offered());
            codes
                .map(|c| (c.code.clone(), c.label(cx.lang.tag()).to_owned()))
                .collect()
        }
        Some(Kind::Choice { of }) => {
            let zh = cx.lang.is_chinese();
            let all = of.iter();
            all.map(|c| (c.code.clone(), c.label.text(zh).to_owned()))
                .collect()
        }
        _ => Vec::new(),
    };
    if !of.is_empty() {
        return Route::Pick { title, of };
    }
    let text = match kind {
        Some(Kind::Date) => cx.today_text(),
        Some(Kind::Ref { .. }) => cx.me.name.clone(),
        _ => String::new(),
    };
    Route::Prompt { title, text }
}
