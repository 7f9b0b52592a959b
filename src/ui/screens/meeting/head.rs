//! The other fields of the minutes: F3. Which there are the form says.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use serde_json::Value as Json;

use super::Wants;
use super::paper::Paper;
use super::people::Came;
use crate::domain::codes::CodeList;
use crate::domain::date::{show_time, typed_date, typed_time};
use crate::domain::form::{Field, Form, Kind};
use crate::domain::value::Value;
use crate::ui::commands::{Code, Key};
use crate::ui::kit::{Cx, Effect, Route};
use crate::ui::widgets::entry::Entry;
use crate::ui::widgets::paint;
use crate::ui::widgets::spots::Spots;

/// What stands before a field: its name, and whether it has to be filled.
fn label(field: &Field, cx: &Cx) -> String {
    let name = field.label.text(cx.lang.is_chinese());
    let group = field.id.split_once('.').map(|_| cx.say("minutes-next"));
    let star = if field.required { " *" } else { "" };
    format!("{}{name}{star}", group.unwrap_or_default())
}

/// The cells of the labels, with a gap behind the longest.
fn wide(area: Rect, cx: &Cx) -> u16 {
    let all = fields(cx);
    let most = all.iter().map(|f| paint::cells(&label(f, cx), cx)).max();
    (most.unwrap_or(0) + 2).min(area.width / 2)
}

/// The fields that are one line each.
fn fields(cx: &Cx) -> Vec<&Field> {
    let form = cx.forms.get("minutes");
    let all = form.into_iter().flat_map(Form::visible);
    all.filter(|f| {
        let line = matches!(
            f.kind,
            Kind::Text { .. } | Kind::Date | Kind::Time | Kind::Code { .. } | Kind::Division { .. }
        );
        line && f.computed.is_none()
    })
    .collect()
}

/// The list of fields with the one that is typed.
#[derive(Debug, Default)]
pub struct Head {
    at: usize,
    entry: Entry,
}

impl Head {
    /// The list, at a field.
    pub fn at(paper: &Paper, id: &str, cx: &Cx) -> Self {
        let at = fields(cx).iter().position(|f| f.id == id).unwrap_or(0);
        let mut head = Self {
            at,
            entry: Entry::default(),
        };
        head.load(paper, cx);
        head
    }

    /// Shows the field as it stands on the paper.
    pub fn load(&mut self, paper: &Paper, cx: &Cx) {
        let id = self.field(cx).map(|f| f.id.clone()).unwrap_or_default();
        self.entry.set(paper.field(&id));
    }

    /// The field under the cursor, by its place in the list.
    pub fn place(&self) -> usize {
        self.at
    }

    fn field<'a>(&self, cx: &'a Cx) -> Option<&'a Field> {
        fields(cx).get(self.at).copied()
    }

    /// Whether the field under the cursor is chosen, not typed.
    pub fn is_code(&self, cx: &Cx) -> bool {
        self.field(cx)
            .is_some_and(|f| matches!(f.kind, Kind::Code { .. }))
    }

    /// Writes what was typed into the paper, days and times as the forms keep them.
    pub fn keep(&mut self, paper: &mut Paper, cx: &Cx) {
        let Some(field) = self.field(cx) else { return };
        if self.is_code(cx) {
            return;
        }
        let typed = self.entry.text().trim();
        let read = match field.kind {
            Kind::Date => typed_date(typed, cx.today).map(|d| d.to_string()),
            Kind::Time => typed_time(typed).map(show_time),
            _ => None,
        };
        let text = read.unwrap_or_else(|| typed.to_owned());
        paper.fields.insert(field.id.clone(), text.into());
    }

    /// To a field.
    pub fn go(&mut self, to: usize, paper: &mut Paper, cx: &Cx) -> Came {
        self.keep(paper, cx);
        self.at = to.min(fields(cx).len().saturating_sub(1));
        self.load(paper, cx);
        Came::Changed
    }

    /// A key on the list.
    pub fn key(&mut self, key: Key, paper: &mut Paper, cx: &Cx) -> Came {
        match key.code {
            Code::Up | Code::BackTab => self.go(self.at.saturating_sub(1), paper, cx),
            Code::Enter if self.is_code(cx) => self.pick(cx),
            Code::Down | Code::Tab | Code::Enter => self.go(self.at + 1, paper, cx),
            _ if self.is_code(cx) => {
                if key.written().is_some() {
                    return self.pick(cx);
                }
                Came::Nothing
            }
            _ => {
                if self.entry.key(key) {
                    self.keep_typed(paper, cx);
                    return Came::Changed;
                }
                Came::Nothing
            }
        }
    }

    /// Text as it is typed: a draft has it at once.
    fn keep_typed(&self, paper: &mut Paper, cx: &Cx) {
        if let Some(field) = self.field(cx) {
            let text = self.entry.text().to_owned();
            paper.fields.insert(field.id.clone(), text.into());
        }
    }

    /// Text from elsewhere.
    pub fn paste(&mut self, text: &str, paper: &mut Paper, cx: &Cx) {
        if !self.is_code(cx) {
            self.entry.paste(text);
            self.keep_typed(paper, cx);
        }
    }

    fn pick(&self, cx: &Cx) -> Came {
        let Some(field) = self.field(cx) else {
            return Came::Nothing;
        };
        let Kind::Code { list } = &field.kind else {
            return Came::Nothing;
        };
        let show = cx.show(&cx.no_names, true);
        let codes = cx.reference.codes.list(list);
        let of = codes.into_iter().flat_map(CodeList::offered);
        let of = of.map(|c| (c.code.clone(), show.code(list, &c.code)));
        let route = Route::Pick {
            title: field.label.text(cx.lang.is_chinese()).to_owned(),
            of: of.collect(),
        };
        Came::Asks(Wants::Code(field.id.clone()), Effect::Go(route))
    }

    /// Draws the fields.
    pub fn view(&self, paper: &Paper, buf: &mut Buffer, area: Rect, spots: &Spots<usize>, cx: &Cx) {
        let head = cx.say("minutes-head");
        paint::put(
            buf,
            (area.x + 1, area.y),
            area.width - 2,
            &head,
            cx.theme.title,
            cx,
        );
        let all = fields(cx);
        let wide = wide(area, cx);
        let (first, end) = self.shown(area);
        for ((at, field), y) in all.iter().enumerate().skip(first).zip(area.y + 2..end) {
            let on = at == self.at;
            spots.drew(Rect::new(area.x, y, area.width, 1), at);
            let style = if on { cx.theme.title } else { cx.theme.quiet };
            if on {
                paint::put(buf, (area.x + 1, y), 1, ">", style, cx);
            }
            let room = wide.saturating_sub(1);
            paint::put(buf, (area.x + 3, y), room, &label(field, cx), style, cx);
            let line = Self::line(area, y, wide);
            if on && !self.is_code(cx) {
                self.entry.view(buf, line, cx.theme.text, cx);
                continue;
            }
            let text = paper
                .fields
                .get(&field.id)
                .and_then(Json::as_str)
                .unwrap_or_default();
            let text = match &field.kind {
                Kind::Code { .. } => cx.value(field, &Value::from(text)),
                _ => text.to_owned(),
            };
            let style = if on { cx.theme.cursor } else { cx.theme.text };
            paint::put(buf, (line.x, y), line.width, &text, style, cx);
        }
        let y = area.bottom().saturating_sub(1);
        let hint = self.field(cx).and_then(|f| f.hint.as_ref());
        let hint = hint.map(|h| h.text(cx.lang.is_chinese()).to_owned());
        let hint = hint.unwrap_or_else(|| cx.say("minutes-head-keys"));
        paint::put(
            buf,
            (area.x + 1, y),
            area.width - 2,
            &hint,
            cx.theme.quiet,
            cx,
        );
    }

    fn shown(&self, area: Rect) -> (usize, u16) {
        let end = area.bottom().saturating_sub(2);
        let rows = usize::from(end.saturating_sub(area.y + 2));
        ((self.at + 1).saturating_sub(rows), end)
    }

    fn line(area: Rect, y: u16, wide: u16) -> Rect {
        let x = area.x + 3 + wide;
        Rect::new(x, y, area.right().saturating_sub(x + 1), 1)
    }

    /// Where the hardware cursor stands.
    pub fn cursor(&self, area: Rect, cx: &Cx) -> Option<Position> {
        if self.is_code(cx) {
            return None;
        }
        let (first, _) = self.shown(area);
        let y = area.y + 2 + u16::try_from(self.at - first).unwrap_or(0);
        Some(self.entry.cursor(Self::line(area, y, wide(area, cx))))
    }
}
