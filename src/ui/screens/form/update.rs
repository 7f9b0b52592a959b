//! What happens to a form.

use super::{Body, FormScreen};
use crate::domain::fault::{DRAFT_UNKEPT, Fault, Note};
use crate::domain::id::RecordId;
use crate::domain::record::Record;
use crate::ui::commands::{Cmd, Code, Key};
use crate::ui::kit::answer::{Answer, Sheet};
use crate::ui::kit::ask::{Ask, Draft, Look, Write};
use crate::ui::kit::{Cx, Effect, Msg, Route, Toast};
use crate::ui::widgets::form::{Filling, Turn};

/// How long after the last key a draft is kept.
const PAUSE: u64 = 400;
/// Who types without a pause has a draft at least every so many seconds.
const LONGEST: i64 = 2;

impl FormScreen {
    /// Who types ahead while the form is still read loses nothing: it waits for the form.
    pub(super) fn on(&mut self, msg: Msg, cx: &Cx) -> Vec<Effect> {
        // What is typed between the save and its answer would be in neither.
        let writes = matches!(
            msg,
            Msg::Do(_) | Msg::Key(_) | Msg::Paste(_) | Msg::Click(_) | Msg::Wheel(_)
        );
        if self.saving && writes {
            return Vec::new();
        }
        if self.fill.is_none() && msg.is_typed() {
            self.early.push(msg);
            return Vec::new();
        }
        let mut effects = self.happen(msg, cx);
        if self.fill.is_some() {
            for msg in std::mem::take(&mut self.early) {
                effects.extend(self.happen(msg, cx));
            }
        }
        effects
    }

    fn happen(&mut self, msg: Msg, cx: &Cx) -> Vec<Effect> {
        match msg {
            Msg::Shown => self.shown(cx),
            Msg::Do(cmd) => self.command(cmd, cx),
            Msg::Key(key) => self.key(key, cx),
            Msg::Paste(text) => {
                let turn = self.fill.as_mut().map(|f| f.paste(&text, cx));
                self.after(turn, cx)
            }
            Msg::Click(at) => self.click(at, cx),
            Msg::Wheel(lines) => self.wheel(lines),
            Msg::Wake => self.keep(cx),
            Msg::Leaving => self.leaving(cx),
            Msg::Answer(answer) => self.answer(*answer, cx),
            Msg::Refused(fault) => self.refused(fault, cx),
            Msg::Result(_) if std::mem::take(&mut self.dropping) => self.drop_all(cx),
            Msg::Result(result) => self.chosen(&result, cx),
            Msg::Resume(at) => {
                self.resume = Some(at).filter(|at| !at.is_empty());
                Vec::new()
            }
            Msg::Progress(_) | Msg::Resized => Vec::new(),
        }
    }

    fn shown(&mut self, cx: &Cx) -> Vec<Effect> {
        if let Some(fill) = &mut self.fill {
            // Nothing was chosen of what lay over the form.
            self.dropping = false;
            self.editing = None;
            fill.refresh_all(cx);
            return Vec::new();
        }
        if self.begun {
            return Vec::new();
        }
        self.begun = true;
        vec![Effect::Ask(Ask::Draft(Draft::Read(self.key.clone())))]
    }

    /// A new record, below `above`.
    pub(super) fn begin(&mut self, above: Option<&Record>, cx: &Cx) -> Vec<Effect> {
        let Some(form) = self.form(cx) else {
            let fault = Fault::new("E_FORM_UNKNOWN").with("form", &self.opening.form);
            return vec![Effect::Fault(fault), Effect::Back];
        };
        let needs = cx.forms.above(form).filter(|_| form.parent_field.is_none());
        if let (Some(needs), None) = (needs, above) {
            let name = needs.label.text(cx.lang.is_chinese());
            let text = cx.say_with("form-needs-above", &[("form", name)]);
            return vec![Effect::Say(Toast::warn(text)), Effect::Back];
        }
        let mut given = self.opening.given.clone();
        if let (Some(field), Some(above)) = (&form.parent_field, above) {
            given.insert(field.clone(), above.id.to_string().into());
        }
        let mut fill = Filling::fresh(form, &given, above.map(|a| a.fields.clone()), cx);
        // What somebody typed on the way here is as good as typed here: it is kept.
        self.dirty |= given
            .values()
            .any(|v| v.as_str().is_none_or(|t| t.parse::<RecordId>().is_err()));
        if let Some(body) = self.body.take() {
            fill.restore(&body.fill, cx);
        }
        self.fill = Some(fill);
        self.go_on(cx);
        let (id, name) = (cx.me.id.clone(), cx.me.name.clone());
        self.name(&id, &name);
        self.alike(cx)
    }

    fn sheet(&mut self, sheet: Sheet, cx: &Cx) -> Vec<Effect> {
        self.names.extend(sheet.names);
        self.about.clone_from(&sheet.title);
        if self.opening.id != Some(sheet.record.id) {
            self.names.insert(sheet.record.id, sheet.title);
            self.above = Some(sheet.record.clone());
            return self.begin(Some(&sheet.record), cx);
        }
        let Some(form) = self.form(cx) else {
            return Vec::new();
        };
        let above = sheet.parent.as_ref().map(|p| p.fields.clone());
        let mut fill = Filling::of(form, &sheet.record, &sheet.rows, above, cx);
        if let Some(body) = self.body.take() {
            fill.restore(&body.fill, cx);
        }
        self.fill = Some(fill);
        self.go_on(cx);
        self.drop_idle(cx)
    }

    pub(super) fn name(&mut self, id: &str, name: &str) {
        if let Ok(id) = id.parse::<RecordId>() {
            self.names.insert(id, name.to_owned());
        }
    }

    fn answer(&mut self, answer: Answer, cx: &Cx) -> Vec<Effect> {
        match answer {
            Answer::Draft(body) => self.with_draft(body, cx),
            Answer::Sheet(sheet) if self.fill.is_none() => self.sheet(*sheet, cx),
            Answer::Sheet(sheet) => self.edit_elsewhere(&sheet.record, cx),
            Answer::Names(names) if self.editing.is_some() => vec![Effect::Go(Route::Pick {
                title: cx.say("form-choose-record"),
                of: names,
            })],
            Answer::Names(names) => {
                if let Some(fill) = &mut self.fill {
                    fill.found_names(&names);
                }
                Vec::new()
            }
            Answer::Alike(alike) => {
                self.alike = alike;
                Vec::new()
            }
            Answer::Kept => {
                self.kept_at = Some(cx.now);
                self.unkept = None;
                Vec::new()
            }
            Answer::Saved { sheet, notes, .. } => self.saved(&sheet, &notes, cx),
            _ => Vec::new(),
        }
    }

    fn saved(&mut self, sheet: &Sheet, notes: &[Note], cx: &Cx) -> Vec<Effect> {
        self.done = true;
        self.saving = false;
        self.unkept = None;
        let title = sheet.title.as_str();
        let mut said = cx.say_with("form-saved", &[("title", title)]);
        let warned: Vec<String> = notes.iter().map(|n| cx.sentence(n)).collect();
        let toast = if warned.is_empty() {
            Toast::good(said)
        } else {
            said.push(' ');
            said.push_str(&warned.join(" "));
            Toast::warn(said)
        };
        let next = match (&self.opening.then, self.opening.id) {
            (Some(then), _) => Effect::Swap(Route::Form {
                form: then.clone(),
                id: None,
                parent: Some(sheet.record.id),
                given: serde_json::Map::new(),
                draft: None,
            }),
            (None, Some(_)) => Effect::Back,
            (None, None) => Effect::Swap(Route::Record(sheet.record.id)),
        };
        vec![Effect::Say(toast), next]
    }

    fn refused(&mut self, fault: Fault, cx: &Cx) -> Vec<Effect> {
        let Some(fill) = &mut self.fill else {
            return vec![Effect::Fault(fault), Effect::Back];
        };
        if fault.notes.iter().any(|n| n.code == DRAFT_UNKEPT) {
            // Still only in memory: the next key, or leaving, tries again.
            self.dirty = true;
            self.kept_at = None;
            self.unkept = Some(fault.notes.clone());
            return vec![Effect::Fault(fault)];
        }
        if std::mem::take(&mut self.saving) {
            let (own, _): (Vec<Note>, Vec<Note>) =
                fault.notes.iter().cloned().partition(|n| n.field.is_some());
            fill.refuse(&own, cx);
            fill.close_row(cx);
            // The first that a person can mend here; what belongs to no field is only said.
            let _ = fault.notes.iter().any(|note| fill.to_note(note, cx));
        }
        vec![Effect::Fault(fault)]
    }

    fn command(&mut self, cmd: Cmd, cx: &Cx) -> Vec<Effect> {
        if cmd == Cmd::Back {
            return self.back(cx);
        }
        let Some(fill) = &mut self.fill else {
            return Vec::new();
        };
        let mut turn = Turn::Moved;
        match cmd {
            Cmd::NextField | Cmd::PrevTab => {
                self.full = false;
                let code = if cmd == Cmd::NextField {
                    Code::Tab
                } else {
                    Code::BackTab
                };
                turn = step(fill, code, cx);
            }
            Cmd::NextPage | Cmd::PrevPage => {
                fill.close_row(cx);
                fill.leave(cx);
                fill.page_step(cmd == Cmd::NextPage, false, cx);
            }
            Cmd::NextError => {
                if !fill.next_error(cx) {
                    let say = Toast::good(cx.say("form-no-errors"));
                    let mut effects = self.after(Some(turn), cx);
                    effects.push(Effect::Say(say));
                    return effects;
                }
            }
            Cmd::AddRow => {
                fill.close_row(cx);
                if let Some(form) = fill.edits_form(cx) {
                    self.editing = Some(fill.at.clone());
                    let typed = String::new();
                    return vec![Effect::Ask(Ask::Look(Look::Names { form, typed }))];
                }
                if fill.add_row(cx) {
                    turn = Turn::Changed;
                }
            }
            Cmd::RemoveRow => {
                if fill.remove_row(cx) {
                    turn = Turn::Changed;
                }
            }
            Cmd::WriteFull => self.full = !self.full,
            Cmd::Undo => {
                if fill.undo(cx) {
                    turn = Turn::Changed;
                }
            }
            Cmd::DropDraft => return self.ask_to_drop(cx),
            Cmd::Save => return self.save(cx),
            Cmd::Compare => return self.compare(cx),
            _ => return Vec::new(),
        }
        self.after(Some(turn), cx)
    }

    fn key(&mut self, key: Key, cx: &Cx) -> Vec<Effect> {
        let full = self.full;
        let turn = self.fill.as_mut().map(|fill| {
            if full {
                fill.key_text(key, cx)
            } else {
                fill.key(key, cx)
            }
        });
        self.after(turn, cx)
    }

    /// After a key: the draft waits for a pause, names and likely people are looked up.
    pub(super) fn after(&mut self, turn: Option<Turn>, cx: &Cx) -> Vec<Effect> {
        let chosen = self.fill.as_mut().map(Filling::take_chosen);
        for (id, name) in chosen.unwrap_or_default() {
            self.name(&id, &name);
        }
        // Leaving a field may choose what was typed to find it, whatever led away.
        let chose = self.fill.as_mut().is_some_and(Filling::take_chose);
        let turn = if chose && !matches!(turn, Some(Turn::Names(..))) {
            Some(Turn::Changed)
        } else {
            turn
        };
        self.dirty |= chose;
        let mut effects = match turn {
            Some(Turn::Names(form, typed)) => {
                return vec![Effect::Ask(Ask::Look(Look::Names { form, typed }))];
            }
            Some(Turn::Changed | Turn::Moved) => Vec::new(),
            _ => return Vec::new(),
        };
        effects.extend(self.alike(cx));
        let touched = self.fill.as_ref().is_some_and(Filling::is_touched);
        if turn == Some(Turn::Changed) || (touched && turn == Some(Turn::Moved) && self.dirty) {
            self.dirty = true;
            let since = *self.dirty_since.get_or_insert(cx.now);
            if cx.now.duration_since(since).as_secs() >= LONGEST {
                effects.extend(self.keep(cx));
            } else {
                effects.push(Effect::Wake(PAUSE));
            }
        }
        effects
    }

    /// Keeps the draft, if something is not in it yet.
    pub(super) fn keep(&mut self, cx: &Cx) -> Vec<Effect> {
        // A draft kept after the save would offer what is saved once more.
        let may = self.dirty && !self.done && !self.saving;
        let Some(fill) = self.fill.as_ref().filter(|_| may) else {
            return Vec::new();
        };
        if !fill.differs(cx) {
            return self.drop_idle(cx);
        }
        let title = match fill.title(&self.names, cx) {
            title if title.is_empty() => self.about.clone(),
            title => title,
        };
        let names = self.names.iter();
        let body = Body {
            id: self.opening.id.map(|id| id.to_string()),
            parent: self.opening.parent.map(|id| id.to_string()),
            then: self.opening.then.clone(),
            waits: self.waits,
            names: names
                .map(|(id, name)| (id.to_string(), name.clone()))
                .collect(),
            at: cx.now.strftime("%m-%d %H:%M").to_string(),
            fill: fill.kept(),
        };
        let Ok(body) = serde_json::to_string(&body) else {
            return vec![Effect::Say(Toast::bad(cx.say("form-draft-unkept")))];
        };
        self.dirty = false;
        self.dirty_since = None;
        self.drafted = true;
        // The bar says that it is kept once it is, not while it is on its way.
        self.kept_at = None;
        vec![Effect::Ask(Ask::Draft(Draft::Keep {
            key: self.key.clone(),
            form: self.opening.form.clone(),
            title,
            body,
        }))]
    }

    fn leaving(&mut self, cx: &Cx) -> Vec<Effect> {
        if self.fill.as_ref().is_some_and(Filling::is_searching) {
            // What was typed to find a choice is text too.
            self.dirty = true;
            if let Some(fill) = &mut self.fill {
                fill.inner().leave(cx);
            }
        }
        self.keep(cx)
    }

    fn back(&mut self, cx: &Cx) -> Vec<Effect> {
        if std::mem::take(&mut self.full) {
            return Vec::new();
        }
        if let Some(fill) = &mut self.fill {
            if fill.inner().menu.is_some() {
                fill.key(Key::plain(Code::Esc), cx);
                return Vec::new();
            }
            if fill.close_row(cx) {
                return self.after(Some(Turn::Changed), cx);
            }
            let stays = !self.done && self.unkept.is_none();
            if stays && fill.differs(cx) && fill.is_touched() {
                let say = Toast::good(cx.say("form-draft-stays"));
                return vec![Effect::Say(say), Effect::Back];
            }
        }
        vec![Effect::Back]
    }

    fn save(&mut self, cx: &Cx) -> Vec<Effect> {
        let Some(fill) = self.fill.as_mut().filter(|_| !self.saving) else {
            return Vec::new();
        };
        fill.inner().leave(cx);
        fill.forget_refused();
        fill.strict = true;
        fill.refresh_all(cx);
        self.dirty |= fill.take_chose();
        let errors = fill.errors();
        if errors > 0 {
            fill.first_error(cx);
            let n = errors.to_string();
            let text = cx.say_with("form-not-saved", &[("n", n.as_str())]);
            let mut effects = vec![Effect::Say(Toast::bad(text))];
            effects.extend(self.keep(cx));
            return effects;
        }
        let input = fill.input(cx);
        let seen = self.opening.id.map(|id| fill.seen(id)).unwrap_or_default();
        if input.is_empty() && self.opening.id.is_some() {
            let mut effects = self.drop_idle(cx);
            effects.push(Effect::Say(Toast::warn(cx.say("form-nothing-changed"))));
            return effects;
        }
        let mut effects = self.keep(cx);
        self.saving = true;
        effects.push(Effect::Ask(Ask::Write(Write::Save {
            form: self.opening.form.clone(),
            id: self.opening.id,
            parent: self.opening.parent,
            input,
            draft: Some(self.key.clone()),
            seen,
            then: self.opening.then.clone(),
        })));
        effects
    }

    fn wheel(&mut self, lines: i16) -> Vec<Effect> {
        if let Some(area) = self.fill.as_mut().and_then(|f| f.inner().area()) {
            area.scroll(lines);
        }
        Vec::new()
    }
}

/// To the next or previous field; out of a row over its edge.
fn step(fill: &mut Filling, code: Code, cx: &Cx) -> Turn {
    let forward = code == Code::Tab;
    if fill.open.is_some() {
        if fill.inner().step(forward, cx) {
            fill.refresh(cx);
        } else {
            fill.close_row(cx);
        }
        return Turn::Moved;
    }
    fill.step(forward, cx);
    Turn::Moved
}
