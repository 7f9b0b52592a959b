//! How a form looks: pages, fields, who may be known already.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::FormScreen;
use crate::domain::form::{Form, Kind};
use crate::ui::kit::{Bar, Cx, Effect};
use crate::ui::widgets::area::Area;
use crate::ui::widgets::form::{Cell, Filling, draw};
use crate::ui::widgets::paint;

/// Long texts are written at most so wide.
const WIDEST: u16 = 76;

/// One name in the row of pages.
struct Tab {
    page: usize,
    from: u16,
    text: String,
}

impl FormScreen {
    pub(super) fn bar_of(&self, cx: &Cx) -> Bar {
        let form = self.form(cx).map(|f| f.label.text(cx.lang.is_chinese()));
        let mut left = form.unwrap_or(&self.opening.form).to_owned();
        left.push_str("  ");
        let fresh = self.opening.id.is_none();
        if fresh {
            left.push_str(&cx.say("form-new"));
            left.push_str("  ");
        }
        left.push_str(&self.about);
        let right = match (self.saving, self.dirty, self.kept_at) {
            (true, _, _) => cx.say("form-saving"),
            (_, true, _) => cx.say("form-typing"),
            (_, false, Some(at)) => {
                let at = at.strftime("%H:%M:%S").to_string();
                cx.say_with("form-kept", &[("at", at.as_str())])
            }
            _ => String::new(),
        };
        Bar { left, right }
    }

    pub(super) fn draw(&self, buf: &mut Buffer, area: Rect, cx: &Cx) {
        self.area.set(area);
        let Some(fill) = &self.fill else {
            let text = cx.say("form-reading");
            paint::put(
                buf,
                (area.x + 2, area.y + 1),
                area.width,
                &text,
                cx.theme.quiet,
                cx,
            );
            return;
        };
        if let Some((text, max)) = self.full_text(cx) {
            Self::draw_full(buf, area, (text, max), cx);
            return;
        }
        self.draw_head(buf, area, fill, cx);
        draw::view(fill.shown_fill(), &self.names, buf, self.body(area), cx);
        self.draw_foot(buf, area, fill, cx);
    }

    pub(super) fn cursor_at(&self, area: Rect, cx: &Cx) -> Option<Position> {
        let fill = self.fill.as_ref()?;
        if let Some((text, _)) = self.full_text(cx) {
            return Some(text.cursor(full_area(area)));
        }
        draw::cursor(fill.shown_fill(), &self.names, self.body(area), cx)
    }

    /// The long text that has the whole screen, and how many characters it may have.
    fn full_text(&self, cx: &Cx) -> Option<(&Area, usize)> {
        let fill = self.fill.as_ref().filter(|_| self.full)?.shown_fill();
        let max = match fill.field(cx)?.kind {
            Kind::Text { max } => max,
            _ => return None,
        };
        match fill.cell(&fill.at)? {
            Cell::Long(text) => Some((text, max)),
            _ => None,
        }
    }

    fn draw_full(buf: &mut Buffer, area: Rect, (text, max): (&Area, usize), cx: &Cx) {
        text.view(buf, full_area(area), cx.theme.text);
        let (n, max) = (text.chars().to_string(), max.to_string());
        let said = cx.say_with("form-written", &[("n", &n), ("max", &max)]);
        let y = area.bottom().saturating_sub(1);
        paint::put(
            buf,
            (area.x + 2, y),
            area.width.saturating_sub(2),
            &said,
            cx.theme.quiet,
            cx,
        );
    }

    /// The fields' own part: below the pages, above the last line.
    fn body(&self, area: Rect) -> Rect {
        let head = 2.min(area.height);
        let foot = u16::from(!self.alike.is_empty()).min(area.height - head);
        Rect {
            y: area.y + head,
            height: area.height - head - foot,
            ..area
        }
    }

    fn draw_head(&self, buf: &mut Buffer, area: Rect, fill: &Filling, cx: &Cx) {
        let Some(form) = self.form(cx) else { return };
        if fill.open.is_some() {
            let text = row_heading(fill, cx);
            paint::put(
                buf,
                (area.x + 2, area.y),
                area.width.saturating_sub(2),
                &text,
                cx.theme.title,
                cx,
            );
            return;
        }
        for tab in tabs(form, fill, area.width, cx) {
            let style = if tab.page == fill.page {
                cx.theme.title
            } else {
                cx.theme.quiet
            };
            let room = area.width.saturating_sub(tab.from);
            paint::put(buf, (area.x + tab.from, area.y), room, &tab.text, style, cx);
        }
    }

    fn draw_foot(&self, buf: &mut Buffer, area: Rect, fill: &Filling, cx: &Cx) {
        let y = area.bottom().saturating_sub(1);
        let room = area.width.saturating_sub(3);
        if let Some(first) = self.alike.first() {
            let n = (self.alike.len() - 1).to_string();
            let words = [
                ("title", first.title.as_str()),
                ("why", first.why.as_str()),
                ("n", n.as_str()),
            ];
            let id = if self.alike.len() > 1 {
                "form-alike-some"
            } else {
                "form-alike"
            };
            paint::put(
                buf,
                (area.x + 2, y),
                room,
                &cx.say_with(id, &words),
                cx.theme.due,
                cx,
            );
        } else if let Some(note) = fill.loose_notes().first() {
            let text = format!("! {}", cx.sentence(note));
            paint::put(buf, (area.x + 2, y), room, &text, cx.theme.due, cx);
        }
    }

    pub(super) fn click(&mut self, at: Position, cx: &Cx) -> Vec<Effect> {
        let Some(fill) = self.fill.as_mut().filter(|_| !self.full) else {
            return Vec::new();
        };
        let area = self.area.get();
        let form = cx.forms.get(&self.opening.form);
        if let (Some(form), true) = (form, at.y == area.y && fill.open.is_none()) {
            let hit = tabs(form, fill, area.width, cx)
                .into_iter()
                .rfind(|tab| tab.from <= at.x.saturating_sub(area.x));
            if let Some(tab) = hit {
                fill.leave(cx);
                fill.to_page(tab.page, true, cx);
            }
            return Vec::new();
        }
        let body = self.body(area);
        if let Some(fill) = self.fill.as_mut().filter(|_| body.contains(at)) {
            let inner = fill.inner();
            if let Some(field) = draw::field_at(inner, &self.names, body, at.y, cx) {
                inner.to_field(&field, cx);
            }
        }
        Vec::new()
    }
}

fn full_area(area: Rect) -> Rect {
    Rect {
        x: area.x + 2,
        width: area.width.saturating_sub(3).min(WIDEST + 1),
        height: area.height.saturating_sub(2),
        ..area
    }
}

/// The pages with what needs mending on each; only the one at hand where not all fit.
fn tabs(form: &Form, fill: &Filling, width: u16, cx: &Cx) -> Vec<Tab> {
    let name = |page: usize| {
        let of = form.pages.get(page)?;
        let label = of.label.text(cx.lang.is_chinese());
        let (shown, all) = fill.on_page(form, &of.id);
        let mark = match (shown, all) {
            (0, 0) => format!(" {}", cx.marks.done()),
            (0, _) if page == fill.page => format!(" {}", cx.marks.here()),
            (0, _) => String::new(),
            (n, _) => {
                let n = n.to_string();
                format!(" {}", cx.say_with("form-to-mend", &[("n", n.as_str())]))
            }
        };
        Some(format!("{} {label}{mark}", page + 1))
    };
    let mut all = Vec::new();
    let mut from = 2;
    for page in 0..form.pages.len() {
        let Some(text) = name(page) else { continue };
        let wide = paint::cells(&text, cx);
        all.push(Tab { page, from, text });
        from += wide + 3;
    }
    if from <= width + 2 || all.len() < 2 {
        return all;
    }
    let (page, of) = ((fill.page + 1).to_string(), form.pages.len().to_string());
    let text = name(fill.page).unwrap_or_default();
    let words = [
        ("page", page.as_str()),
        ("of", of.as_str()),
        ("name", text.as_str()),
    ];
    vec![Tab {
        page: fill.page,
        from: 2,
        text: cx.say_with("form-page-of", &words),
    }]
}

/// Which row is open: `家庭成员 · 第 2 行`.
fn row_heading(fill: &Filling, cx: &Cx) -> String {
    let field = fill.field(cx);
    let name = field.map_or("", |f| f.label.text(cx.lang.is_chinese()));
    let places = fill.row_places(&fill.at);
    let at = places.iter().position(|p| Some(*p) == fill.open);
    let n = (at.unwrap_or_default() + 1).to_string();
    cx.say_with("form-row-of", &[("name", name), ("n", n.as_str())])
}
