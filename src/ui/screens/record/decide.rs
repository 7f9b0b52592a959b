//! What a coordinator does with a record: gives it back to be mended, or erases it; and
//! how it is handed in again.

use super::{Asked, Record};
use crate::domain::form::{Move, RETURNED};
use crate::ui::commands::Cmd;
use crate::ui::kit::ask::{Ask, Write};
use crate::ui::kit::{Cx, Effect, Route};

impl Record {
    pub(super) fn decide(&mut self, cmd: Cmd, cx: &Cx) -> Vec<Effect> {
        let Some(sheet) = &self.sheet else {
            return Vec::new();
        };
        match cmd {
            Cmd::Return => {
                let title = cx.say("record-return-why");
                let text = String::new();
                self.pop_up(Asked::Return, Route::Prompt { title, text })
            }
            Cmd::HandIn => {
                self.said = Some("out-handed-in");
                vec![Effect::Ask(Ask::Write(Write::HandIn(self.id)))]
            }
            Cmd::Erase => {
                let form = self.form(cx);
                let name = form.map_or("", |f| f.label.text(cx.lang.is_chinese()));
                // In place of the record, which will not be there any more.
                vec![Effect::Swap(Route::Erase {
                    id: self.id,
                    title: format!("{name} {}", sheet.title),
                    word: sheet.record.word(form),
                })]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn give_back(&mut self, reason: &str) -> Vec<Effect> {
        self.said = Some("out-returned");
        vec![Effect::Ask(Ask::Write(Write::Return {
            id: self.id,
            reason: reason.to_owned(),
        }))]
    }

    /// Why this record is not approved or given back here, and by what way it goes on.
    pub(super) fn not_approved_here(&self, cx: &Cx) -> Option<String> {
        let (sheet, form) = (self.sheet.as_ref()?, self.form(cx)?);
        let record = &sheet.record;
        if record.void || record.approved {
            let id = if record.void {
                "record-is-void"
            } else {
                "record-was-approved"
            };
            return Some(cx.say(id));
        }
        if !form.approve.is_empty() {
            return Some(cx.say("record-others-approve"));
        }
        let others = |way: &&Move| !way.roles.is_empty() && !way.roles.contains(&cx.me.role);
        // What such a record waits for is the first move from its first state.
        let machine = form.state.as_ref()?;
        let fresh = record.state.as_ref().is_none_or(|s| *s == machine.start);
        let next = machine.moves.iter().find(|way| way.from == machine.start);
        let Some(way) = next.filter(|_| fresh).filter(others) else {
            return Some(cx.say("record-only-moves"));
        };
        let state = cx.show(&sheet.names, false).code(&machine.list, &way.to);
        Some(cx.say_with("record-others-move", &[("state", state.as_str())]))
    }

    pub(super) fn hides_decision(&self, cmd: Cmd, cx: &Cx) -> bool {
        let (Some(sheet), Some(form)) = (&self.sheet, self.form(cx)) else {
            return true;
        };
        let record = &sheet.record;
        match cmd {
            Cmd::Return => {
                form.field(RETURNED).is_none()
                    || record.approved
                    || record.void
                    || !form.approve.contains(&cx.me.role)
            }
            Cmd::HandIn => record.returned().is_none() || record.void,
            Cmd::Erase => cx.me.role != "coordinator" || record.root != record.id,
            _ => false,
        }
    }
}
