//! Loading, keeping and saving: nothing typed is ever only in memory for long.

use jiff::civil::{DateTime, Time};

use super::adopt::adopt;
use super::mend::Mend;
use super::open::of_sheet;
use super::paper::{Guest, Paper, Topic};
use super::rows::{self, Sent};
use super::{Minutes, Panel, Stage, Wants};
use crate::domain::fault::{DRAFT_UNKEPT, Fault, Note};
use crate::domain::id::RecordId;
use crate::domain::meeting::rhythm::Round;
use crate::ui::commands::Key;
use crate::ui::kit::answer::{Carry, Sheet};
use crate::ui::kit::ask::{Ask, Draft, Look, Write};
use crate::ui::kit::{Cx, Effect, Toast};

/// After so many milliseconds without a key the draft is kept.
const PAUSE: u64 = 400;

/// What is kept and what not yet.
#[derive(Default)]
pub struct Keeping {
    /// Something was typed since.
    pub dirty: bool,
    /// When the draft was kept last.
    pub at: Option<Time>,
    /// Why the last draft could not be kept.
    pub unkept: Option<Vec<Note>>,
    /// What was handed to the worker and is not answered yet.
    pub sent: Option<Sent>,
    /// What was taken for refused: another answer may have been meant.
    pub refused: Option<Sent>,
    /// What has to be mended before it can be saved.
    pub mend: Mend,
    /// What the page began with: no draft is made of that.
    begun: Option<String>,
    /// Since when the topic under the cursor is written on.
    since: Option<DateTime>,
}

impl Keeping {
    /// Whether there is a draft, or will be once the page is left.
    pub fn is_kept(&self) -> bool {
        self.unkept.is_none() && (self.dirty || self.at.is_some())
    }

    /// The draft is on disk.
    pub fn done(&mut self, cx: &Cx) {
        self.at = Some(cx.now.time());
        self.unkept = None;
    }

    /// Adds the time since the last topic was turned to.
    pub fn count(&mut self, paper: &mut Paper, cx: &Cx) {
        let since = self.since.replace(cx.now);
        let spent = since.map_or(0, |s| (cx.now - s).get_seconds());
        if let Some(topic) = paper.topic_mut() {
            topic.spent = topic
                .spent
                .saturating_add(u32::try_from(spent).unwrap_or(0));
        }
    }

    /// Minutes on the topic under the cursor.
    pub fn minutes(&self, topic: &Topic, cx: &Cx) -> u32 {
        let since = self.since.map_or(0, |s| (cx.now - s).get_seconds());
        (topic.spent + u32::try_from(since).unwrap_or(0)) / 60
    }
}

impl Minutes {
    pub(super) fn shown(&mut self) -> Vec<Effect> {
        // No was said.
        let _ = self.wants.take_if(|w| *w == Wants::Drop);
        if self.stage != Stage::New {
            return Vec::new();
        }
        self.stage = Stage::Draft;
        vec![Effect::Ask(Ask::Draft(Draft::Read(self.key.clone())))]
    }

    pub(super) fn draft(&mut self, body: Option<&str>, cx: &Cx) -> Vec<Effect> {
        if self.stage != Stage::Draft {
            return Vec::new();
        }
        let Some(body) = body else {
            return self.start();
        };
        let Some((paper, id)) = Paper::of_body(body) else {
            return self.unreadable(cx);
        };
        self.id = self.id.or(id.and_then(|id| id.parse().ok()));
        if self.id.is_some() {
            // The record may have been approved since: then the draft is only read.
            self.drafted = Some(paper);
            return self.start();
        }
        self.paper = paper;
        self.ready(cx);
        vec![Effect::Say(Toast::good(cx.say("minutes-draft-back")))]
    }

    /// The draft goes on, or is only read where its record was approved meanwhile.
    fn go_on(&mut self, paper: Paper, approved: bool, cx: &Cx) -> Vec<Effect> {
        self.paper = paper;
        self.ready(cx);
        self.locked = approved;
        self.stale = approved;
        let said = if approved {
            Toast::warn(cx.say("minutes-draft-late"))
        } else {
            Toast::good(cx.say("minutes-draft-back"))
        };
        vec![Effect::Say(said)]
    }

    /// A draft that cannot be read stays as it is: what is typed here gets a key of
    /// its own.
    fn unreadable(&mut self, cx: &Cx) -> Vec<Effect> {
        let at = cx.now.strftime("%Y%m%d%H%M%S");
        self.key = format!("{}:{at}", self.key);
        let mut effects = vec![Effect::Say(Toast::warn(cx.say("minutes-draft-aside")))];
        effects.extend(self.start());
        effects
    }

    fn start(&mut self) -> Vec<Effect> {
        self.stage = Stage::Start;
        let look = match self.id {
            Some(id) => Look::Record { id, reveal: false },
            None => Look::Carry,
        };
        vec![Effect::Ask(Ask::Look(look))]
    }

    pub(super) fn begin(&mut self, carry: Carry, cx: &Cx) -> Vec<Effect> {
        if self.stage != Stage::Start {
            return Vec::new();
        }
        let mut paper = Paper::of_carry(carry);
        let place = cx.me.place.as_str();
        let round = Round::of(place, cx.today);
        let name = cx
            .reference
            .places
            .name_of(place)
            .unwrap_or_default()
            .to_owned();
        let number = round.number.to_string();
        let words = [("place", name.as_str()), ("n", number.as_str())];
        let mut first = |field: &str, text: String| {
            if !text.is_empty() && paper.field(field).is_empty() {
                paper.fields.insert(field.to_owned(), text.into());
            }
        };
        first(
            "title",
            cx.say_with(&format!("minutes-title-{}", round.kind), &words),
        );
        first("body", cx.say_with("minutes-body", &words));
        first("scope_code", place.to_owned());
        first("date", cx.today_text());
        let start = cx.now.strftime("%H:%M").to_string();
        paper.fields.insert("start".into(), start.into());
        if paper.people.is_empty() && !cx.me.name.is_empty() {
            let role = match cx.me.role.as_str() {
                "coordinator" => "coordinator",
                "supervisor" => "expert",
                _ => "worker",
            };
            paper.people.push(Guest {
                name: cx.me.name.clone(),
                unit: cx.me.unit.clone(),
                role: role.to_owned(),
                attendance: "present".into(),
                ..Guest::default()
            });
            paper.recorder = Some(0);
        }
        self.paper = paper;
        if !self.paper.earlier.is_empty() {
            let mut topic = Topic::default();
            topic.title.set(&cx.say("minutes-first"));
            topic.kind = Some("progress".into());
            self.paper.topics.push(topic);
        }
        self.ready(cx);
        self.kept.begun = Some(self.paper.content());
        Vec::new()
    }

    pub(super) fn opened(&mut self, sheet: &Sheet, cx: &Cx) -> Vec<Effect> {
        if let Some(paper) = self.drafted.take() {
            return self.go_on(paper, sheet.record.approved, cx);
        }
        self.paper = of_sheet(sheet, cx);
        self.ready(cx);
        self.kept.begun = Some(self.paper.content());
        self.locked = sheet.record.approved;
        if self.locked {
            return self.say_locked(cx);
        }
        Vec::new()
    }

    fn ready(&mut self, cx: &Cx) {
        if self.paper.topics.is_empty() {
            self.paper.topics.push(Topic::default());
        }
        let titled = self
            .paper
            .topic()
            .is_some_and(|t| !t.title.text().is_empty());
        self.in_title = !titled;
        self.stage = Stage::Ready;
        self.kept.count(&mut self.paper, cx);
        if let Some(topic) = self.paper.topic_mut() {
            // The cursor of a long text stands at its end; nothing was spent on it today.
            topic.area.key(Key::plain(crate::ui::commands::Code::End));
        }
        let Some((at, in_title, line)) = self.resume.take() else {
            return;
        };
        if let Some(topic) = self.paper.topics.get_mut(at) {
            topic.area.go_to(line);
            self.paper.at = at;
            self.in_title = in_title;
        }
    }

    /// Something was typed: it is kept within a second.
    pub(super) fn wrote(&mut self, _cx: &Cx) -> Vec<Effect> {
        self.kept.dirty = true;
        vec![Effect::Wake(PAUSE)]
    }

    /// Keeps the draft, if something was typed since.
    pub(super) fn keep(&mut self, cx: &Cx) -> Vec<Effect> {
        if !self.kept.dirty || self.locked || self.stage != Stage::Ready {
            return Vec::new();
        }
        // A draft written behind the save would offer a saved record as a new one.
        if self.id.is_none() && self.kept.sent.is_some() {
            return Vec::new();
        }
        self.kept.dirty = false;
        if self.kept.begun.as_ref() == Some(&self.paper.content()) {
            self.kept.unkept = None;
            return Vec::new();
        }
        // From here on there is a draft: it follows what is typed, back to the beginning too.
        self.kept.begun = None;
        let title = match self.paper.field("title") {
            "" => cx.say("minutes-untitled"),
            title => title.to_owned(),
        };
        vec![Effect::Ask(Ask::Draft(Draft::Keep {
            key: self.key.clone(),
            form: "minutes".into(),
            title,
            body: self.paper.body(self.id.map(|id| id.to_string())),
        }))]
    }

    /// The page is left: what was typed behind a save of new minutes is kept all the
    /// same, nobody will be here when the save is answered.
    pub(super) fn leave(&mut self, cx: &Cx) -> Vec<Effect> {
        let sent = self.kept.sent.take();
        let effects = self.keep(cx);
        self.kept.sent = sent;
        effects
    }

    /// What was typed goes, and so does the page.
    pub(super) fn drop_all(&mut self, cx: &Cx) -> Vec<Effect> {
        self.kept.dirty = false;
        self.kept.unkept = None;
        // A page that is not ready keeps nothing any more.
        self.stage = Stage::Start;
        vec![
            Effect::Ask(Ask::Draft(Draft::Drop(self.key.clone()))),
            Effect::Say(Toast::good(cx.say("form-dropped"))),
            Effect::Back,
        ]
    }

    pub(super) fn save(&mut self, cx: &Cx) -> Vec<Effect> {
        if self.kept.sent.is_some() {
            return Vec::new();
        }
        if let Some(Panel::Head(head)) = &mut self.panel {
            head.keep(&mut self.paper, cx);
        }
        self.kept.count(&mut self.paper, cx);
        self.tidy(true, cx);
        let sent = rows::input(&self.paper, self.id.is_none(), cx);
        let input = sent.input.clone();
        // What is typed while this is saved is a draft again.
        let mut effects = self.keep(cx);
        self.kept.sent = Some(sent);
        self.kept.refused = None;
        self.kept.mend = Mend::default();
        effects.push(Effect::Ask(Ask::Write(Write::Save {
            form: "minutes".into(),
            id: self.id,
            parent: None,
            input,
            draft: Some(self.key.clone()),
            seen: self.paper.seen.clone(),
            then: None,
        })));
        effects
    }

    pub(super) fn saved(
        &mut self,
        sheet: &Sheet,
        notes: &[Note],
        made: &[(String, RecordId)],
        cx: &Cx,
    ) -> Vec<Effect> {
        let sent = self.kept.sent.take();
        let Some(sent) = sent.or_else(|| self.kept.refused.take()) else {
            return Vec::new();
        };
        self.kept.mend = Mend::default();
        self.id = Some(sheet.record.id);
        // The draft went with the save; what is typed from here on is one of this record.
        self.key = format!("minutes:{}", sheet.record.id);
        adopt(&mut self.paper, sheet, made, sent, cx);
        self.kept.at = None;
        self.kept.unkept = None;
        let saved = cx.say("minutes-saved");
        let toast = match notes.first() {
            Some(note) => Toast::warn(format!("{saved} {}", cx.sentence(note))),
            None => Toast::good(saved),
        };
        let mut effects = vec![Effect::Say(toast)];
        if self.kept.dirty {
            effects.extend(self.wrote(cx));
        } else {
            self.kept.begun = Some(self.paper.content());
        }
        effects
    }

    pub(super) fn refused(&mut self, fault: Fault, cx: &Cx) -> Vec<Effect> {
        if fault.notes.iter().any(|n| n.code == DRAFT_UNKEPT) {
            self.kept.dirty = true;
            self.kept.unkept = Some(fault.notes.clone());
            return vec![Effect::Fault(fault)];
        }
        if self.complete.waits() {
            self.complete.refused();
            // Beside a save the refusal is taken for the save's: none is swallowed.
            if self.kept.sent.is_none() {
                return Vec::new();
            }
        }
        match self.stage {
            // The record is there all the same.
            Stage::Draft => return self.unreadable(cx),
            Stage::Start => {
                match self.drafted.take() {
                    Some(paper) => drop(self.go_on(paper, false, cx)),
                    None => self.ready(cx),
                }
                return vec![Effect::Fault(fault)];
            }
            _ => {}
        }
        let Some(sent) = self.kept.sent.take() else {
            // The draft was not kept: it is still to be.
            self.kept.dirty = true;
            return vec![Effect::Fault(fault)];
        };
        self.kept.dirty = true;
        let mut effects = vec![Effect::Wake(PAUSE)];
        self.kept.refused = Some(sent);
        if fault.notes.iter().all(|n| n.field.is_none()) {
            effects.push(Effect::Fault(fault));
            return effects;
        }
        self.kept.mend = Mend::of(fault.notes);
        effects.extend(self.next_to_mend(cx));
        effects
    }
}
