//! A refused save: what has to be mended, one thing after the other, the cursor where it
//! is to be mended.

use super::rows::{ROWS, Sent};
use super::{Head, Minutes, Panel};
use crate::domain::fault::Note;
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
    /// How many things were not touched since the save was refused.
    pub(super) fn to_mend(&self) -> usize {
        let untouched = |n: &&Note| self.is_untouched(n);
        self.kept.mend.notes.iter().filter(untouched).count()
    }

    /// Whether a save was refused, and not tried again.
    pub(super) fn is_refused(&self) -> bool {
        !self.kept.mend.notes.is_empty()
    }

    /// To the next thing that was not touched yet, with its sentence.
    pub(super) fn next_to_mend(&mut self, cx: &Cx) -> Vec<Effect> {
        self.close(cx);
        let notes = &self.kept.mend.notes;
        let all = notes.len();
        let from = self.kept.mend.at.map_or(0, |at| at + 1);
        let mut order = (0..all).map(|n| (from + n) % all.max(1));
        let untouched = |at: &usize| notes.get(*at).is_some_and(|n| self.is_untouched(n));
        let Some(at) = order.find(untouched) else {
            return vec![Effect::Say(Toast::good(cx.say("minutes-mend-none")))];
        };
        self.kept.mend.at = Some(at);
        let (Some(note), Some(sent)) = (
            self.kept.mend.notes.get(at).cloned(),
            self.kept.refused.take(),
        ) else {
            return Vec::new();
        };
        self.jump(&note, &sent, cx);
        let place = place_of(&note, &sent, cx);
        self.kept.refused = Some(sent);
        let (at, n) = ((at + 1).to_string(), all.to_string());
        let text = cx.sentence(&note);
        if place.is_empty() {
            return vec![Effect::Say(Toast::bad(format!("{at}/{n} {text}")))];
        }
        let words = [
            ("place", place.as_str()),
            ("text", &text),
            ("at", &at),
            ("n", &n),
        ];
        let unit = note
            .field
            .as_deref()
            .is_some_and(|f| f.ends_with("].owner_unit"));
        let id = match (unit, all > 1) {
            (true, false) => "minutes-mend-unit",
            (true, true) => "minutes-mend-unit-at",
            (false, false) => "minutes-mend",
            (false, true) => "minutes-mend-at",
        };
        vec![Effect::Say(Toast::bad(cx.say_with(id, &words)))]
    }

    /// Whether what a remark is about still stands as it was sent.
    fn is_untouched(&self, note: &Note) -> bool {
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
                sent.placed(rows, at).is_none() || self.line_now(sent, rows, at).is_some()
            }
            _ => paper.field(field) == was.field(field),
        }
    }

    /// Where the line of a row that was sent stands now: other lines may have been
    /// written above it. None if it is not there any more.
    fn line_now(&self, sent: &Sent, rows: &str, at: usize) -> Option<usize> {
        let placed = sent.placed(rows, at)?;
        let was = sent.paper.topics.get(placed.topic)?;
        let line = was.area.lines().get(placed.line)?;
        let now = self.paper.topics.get(placed.topic)?;
        let same = now.area.lines().iter().enumerate();
        let same = same.filter(|(_, l)| *l == line).map(|(n, _)| n);
        same.min_by_key(|n| n.abs_diff(placed.line))
    }

    /// Puts the cursor where something has to be mended.
    fn jump(&mut self, note: &Note, sent: &Sent, cx: &Cx) {
        let Some(field) = note.field.as_deref() else {
            return;
        };
        let (rows, at) = row_of(field);
        if matches!(rows, "attendees" | "chair" | "recorder") {
            let at = sent.placed(rows, at).map_or(at, |p| p.topic);
            self.panel = Some(Panel::People(at));
            return;
        }
        if rows == "review" {
            self.panel = Some(Panel::Earlier(at));
            return;
        }
        if let Some(placed) = sent.placed(rows, at) {
            let line = self.line_now(sent, rows, at).unwrap_or(placed.line);
            self.paper.at = placed.topic.min(self.paper.topics.len().saturating_sub(1));
            self.in_title = rows == "topics";
            if let Some(topic) = self.paper.topic_mut() {
                topic.area.go_to(line);
            }
        } else if ROWS.contains(&rows) {
            self.in_title = rows == "topics";
        } else {
            self.panel = Some(Panel::Head(Head::at(&self.paper, field, cx)));
        }
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
