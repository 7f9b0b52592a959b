//! A refused save: what has to be mended, one thing after the other, the cursor where it
//! is to be mended.

use super::rows::{ROWS, Sent, day};
use super::{Head, Minutes, Panel};
use crate::domain::fault::Note;
use crate::domain::meeting::live::{self, Row};
use crate::ui::kit::{Cx, Effect, Toast};

/// What has to be mended, and how far the writer is.
#[derive(Debug, Default)]
pub struct Mend {
    notes: Vec<Note>,
    /// The one that was told last.
    at: Option<usize>,
}

impl Mend {
    /// The remarks of a refusal; warnings among them refuse nothing.
    pub fn of(mut notes: Vec<Note>) -> Self {
        if notes.iter().any(|n| !n.is_warning()) {
            notes.retain(|n| !n.is_warning());
        }
        Self { notes, at: None }
    }
}

impl Minutes {
    /// How many things are still to be mended, as the paper stands now.
    pub(super) fn to_mend(&self, cx: &Cx) -> usize {
        let open = |n: &&Note| self.is_open(n, cx);
        self.kept.mend.notes.iter().filter(open).count()
    }

    /// Whether a save was refused, and not tried again.
    pub(super) fn is_refused(&self) -> bool {
        !self.kept.mend.notes.is_empty()
    }

    /// To the next thing that is still to be mended, with its sentence.
    pub(super) fn next_to_mend(&mut self, cx: &Cx) -> Vec<Effect> {
        self.close(cx);
        self.tidy(true, cx);
        let notes = &self.kept.mend.notes;
        let all = notes.len();
        let from = self.kept.mend.at.map_or(0, |at| at + 1);
        let mut order = (0..all).map(|n| (from + n) % all.max(1));
        let open = |at: &usize| notes.get(*at).is_some_and(|n| self.is_open(n, cx));
        let Some(at) = order.find(open) else {
            return vec![Effect::Say(Toast::good(cx.say("minutes-mend-none")))];
        };
        self.kept.mend.at = Some(at);
        let (Some(note), Some(sent)) = (
            self.kept.mend.notes.get(at).cloned(),
            self.kept.refused.take(),
        ) else {
            return Vec::new();
        };
        let sign = self.jump(&note, &sent, cx);
        let place = place_of(&note, &sent, cx);
        let text = cx.sentence(&note);
        let words = [("place", place.as_str()), ("text", &text)];
        let said = match sign {
            _ if place.is_empty() => text,
            Some(id) => cx.say_with(id, &words),
            None => cx.say_with(self.mend_id(&note, &sent, cx), &words),
        };
        self.kept.refused = Some(sent);
        let count = if all > 1 {
            format!("{}/{all} ", at + 1)
        } else {
            String::new()
        };
        vec![Effect::Say(Toast::bad(format!("{count}{said}")))]
    }

    /// The sentence for what has to be mended where no sign shows the place.
    fn mend_id(&self, note: &Note, sent: &Sent, cx: &Cx) -> &'static str {
        let field = note.field.as_deref().unwrap_or_default();
        if note.code != "E_REQUIRED" || !field.ends_with("].owner_unit") {
            return "minutes-mend";
        }
        let owner = self.action_now(sent, field, cx).map(|a| a.owner);
        match owner {
            Some(owner) if self.paper.people.iter().any(|p| p.name == owner) => {
                "minutes-mend-unit-listed"
            }
            _ => "minutes-mend-unit",
        }
    }

    /// Whether what a remark is about is still to be mended: what a row lacks is read out
    /// of its line as it stands now, the rest counts as mended once it was touched.
    fn is_open(&self, note: &Note, cx: &Cx) -> bool {
        let (Some(sent), Some(field)) = (&self.kept.refused, note.field.as_deref()) else {
            return true;
        };
        let (paper, was) = (&self.paper, &sent.paper);
        let (rows, at) = row_of(field);
        match rows {
            "attendees" if field == rows => paper.people == was.people,
            "attendees" => {
                let at = sent.placed(rows, at).map_or(at, |p| p.topic);
                paper.people.get(at) == was.people.get(at)
            }
            "chair" => paper.chair == was.chair,
            "recorder" => paper.recorder == was.recorder,
            "review" => paper.earlier.get(at) == was.earlier.get(at),
            "topics" if field != rows => {
                let at = sent.placed(rows, at).map_or(at, |p| p.topic);
                let of = |paper: &super::Paper| {
                    let topic = paper.topics.get(at)?;
                    let title = topic.title.text().to_owned();
                    Some((title, topic.kind.clone(), topic.area.text()))
                };
                of(paper) == of(was)
            }
            _ if ROWS.contains(&rows) => {
                sent.placed(rows, at).is_none()
                    || self
                        .lacks(sent, field, cx)
                        .unwrap_or_else(|| self.line_now(sent, rows, at).is_some())
            }
            _ => paper.field(field) == was.field(field),
        }
    }

    /// Whether the action that a remark is about lacks what it says; `None` if the remark
    /// is about something else, or the action is gone.
    fn lacks(&self, sent: &Sent, field: &str, cx: &Cx) -> Option<bool> {
        let (rows, at) = row_of(field);
        let (_, inner) = field.split_once("].").filter(|_| rows == "actions")?;
        let placed = sent.placed(rows, at)?;
        let line = self.line_now(sent, rows, at)?;
        let now = self.paper.topics.get(placed.topic)?.area.lines().get(line);
        let was = sent.paper.topics.get(placed.topic)?.area.lines();
        if was.get(placed.line) == now && self.paper.people == sent.paper.people {
            return Some(true);
        }
        let action = self.action_now(sent, field, cx)?;
        let mut people = self.paper.people.iter();
        match inner {
            "owner" => Some(action.owner.is_empty()),
            "due" => Some(action.due.is_none()),
            "text" => Some(action.text.is_empty()),
            "owner_unit" => Some(
                action.unit.is_empty()
                    && !people.any(|p| p.name == action.owner && !p.unit.trim().is_empty()),
            ),
            _ => None,
        }
    }

    /// The action that a remark is about, as its line says it now.
    fn action_now(&self, sent: &Sent, field: &str, cx: &Cx) -> Option<live::Action> {
        let (rows, at) = row_of(field);
        let placed = sent.placed(rows, at)?;
        let line = self.line_now(sent, rows, at)?;
        let topic = self.paper.topics.get(placed.topic)?;
        let names = self.paper.names();
        match live::any_row(topic.area.lines().get(line)?, &names, day(&self.paper, cx))? {
            Row::Action(action) => Some(action),
            _ => None,
        }
    }

    /// Where the line of a row that was sent stands now: other lines may have been
    /// written above it, and it may have been written on. None if a person took it away.
    fn line_now(&self, sent: &Sent, rows: &str, at: usize) -> Option<usize> {
        let placed = sent.placed(rows, at)?;
        let was = sent.paper.topics.get(placed.topic)?.area.lines();
        let line = was.get(placed.line)?;
        let now = self.paper.topics.get(placed.topic)?.area.lines();
        let same = now.iter().enumerate().filter(|(_, l)| *l == line);
        let same = same.map(|(n, _)| n).min_by_key(|n| n.abs_diff(placed.line));
        if same.is_some() || rows != "actions" {
            return same;
        }
        // Among the lines that are not as they were it is the one in its order.
        let is_action = |l: &String| live::kind(l) == Some(live::Kind::Action);
        let before = was.iter().take(placed.line);
        let order = before.filter(|l| is_action(l) && !now.contains(l)).count();
        let new = now.iter().enumerate();
        let mut new = new.filter(|(_, l)| is_action(l) && !was.contains(l));
        new.nth(order).map(|(n, _)| n)
    }

    /// Puts the cursor where something has to be mended: on the `?` of what is missing, if
    /// there is one. Its sentence then.
    fn jump(&mut self, note: &Note, sent: &Sent, cx: &Cx) -> Option<&'static str> {
        let field = note.field.as_deref()?;
        let (rows, at) = row_of(field);
        if matches!(rows, "attendees" | "chair" | "recorder") {
            let at = sent.placed(rows, at).map_or(at, |p| p.topic);
            self.panel = Some(Panel::People(at));
            return None;
        }
        if rows == "review" {
            self.panel = Some(Panel::Earlier(at));
            return None;
        }
        if let Some(placed) = sent.placed(rows, at) {
            let line = self.line_now(sent, rows, at).unwrap_or(placed.line);
            self.paper.at = placed.topic.min(self.paper.topics.len().saturating_sub(1));
            self.in_title = rows == "topics";
            let topic = self.paper.topic_mut()?;
            topic.area.go_to(line);
            if rows == "votes"
                && let Some((_, count)) = field.split_once("].")
                && let Some(before) = live::count_at(topic.area.line(), count)
            {
                topic.area.go_into(line, before);
                return None;
            }
            let (part, id) = match field.split_once("].") {
                Some((_, "owner" | "owner_unit")) => (0, "minutes-mend-owner"),
                Some((_, "due")) => (1, "minutes-mend-due"),
                _ => return None,
            };
            let before = live::open_at(topic.area.line(), part)?;
            topic.area.go_into(line, before);
            return Some(id);
        } else if ROWS.contains(&rows) {
            self.in_title = rows == "topics";
        } else {
            self.panel = Some(Panel::Head(Head::at(&self.paper, field, cx)));
        }
        None
    }
}

/// The field of rows and the row that a remark is about.
fn row_of(field: &str) -> (&str, usize) {
    let Some((rows, rest)) = field.split_once('[') else {
        return (field, 0);
    };
    let at = rest.split_once(']').and_then(|(n, _)| n.parse().ok());
    (rows, at.unwrap_or(0))
}

/// The words for the field that a remark is about.
fn place_of(note: &Note, sent: &Sent, cx: &Cx) -> String {
    let Some(field) = note.field.as_deref() else {
        return String::new();
    };
    let chinese = cx.lang.is_chinese();
    let (rows, at) = row_of(field);
    let at = sent.placed(rows, at).map_or(at, |p| p.number);
    let inner = field.split_once("].").map(|(_, f)| f);
    let form = cx.forms.get("minutes");
    let own = form
        .and_then(|f| f.field(rows))
        .map(|f| f.label.text(chinese));
    let own = own.unwrap_or(rows);
    let Some(inner) = inner else {
        return own.to_owned();
    };
    let row_form = form.and_then(|f| f.row_fields().find(|(f, _)| f.id == rows));
    let row_form = row_form.and_then(|(_, form)| cx.forms.get(form));
    let label = row_form
        .and_then(|f| f.field(inner))
        .map(|f| f.label.text(chinese));
    format!("{own} {} {}", at + 1, label.unwrap_or(inner))
}
