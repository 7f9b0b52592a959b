//! Search over everything: people, numbers, words.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::ui::commands::{Cmd, Code, Key, Scope};
use crate::ui::kit::answer::{Answer, Hits};
use crate::ui::kit::ask::{Ask, Look};
use crate::ui::kit::{Bar, Cx, Effect, Msg, Route, Screen, Spot};
use crate::ui::widgets::entry::Entry;
use crate::ui::widgets::paint;

/// The screen.
#[derive(Default)]
pub struct Search {
    entry: Entry,
    found: Option<Hits>,
    at: usize,
    height: std::cell::Cell<u16>,
}

/// Where hits begin below the line that is typed.
const TOP: u16 = 2;
/// What stays free below them.
const BOTTOM: u16 = 3;

impl Search {
    fn ask(&self) -> Vec<Effect> {
        let typed = self.entry.text().trim().to_owned();
        vec![Effect::Ask(Ask::Look(Look::Search(typed)))]
    }

    fn hits(&self) -> &[crate::ui::kit::answer::Hit] {
        self.found.as_ref().map_or(&[], |f| &f.hits)
    }

    fn step(&mut self, by: isize) {
        let last = self.hits().len().saturating_sub(1);
        self.at = self.at.saturating_add_signed(by).min(last);
    }

    fn key(&mut self, key: Key) -> Vec<Effect> {
        match key.code {
            Code::Up => self.step(-1),
            Code::Down => self.step(1),
            Code::PageUp => self.step(-10),
            Code::PageDown => self.step(10),
            _ => {
                let before = self.entry.text().trim().to_owned();
                self.entry.key(key);
                if self.entry.text().trim() != before {
                    return self.ask();
                }
            }
        }
        Vec::new()
    }

    fn open(&self) -> Vec<Effect> {
        let hit = self.hits().get(self.at);
        let route = hit.map(|hit| match hit.of.as_slice() {
            [] => Route::Record(hit.id),
            of => Route::Pick {
                title: hit.title.clone(),
                of: of
                    .iter()
                    .map(|(id, line)| (id.to_string(), line.clone()))
                    .collect(),
            },
        });
        route.map(Effect::Go).into_iter().collect()
    }

    fn entry_area(area: Rect, cx: &Cx) -> Rect {
        let wide = paint::cells(&cx.say("ui-search"), cx) + 2;
        let room = area.width.saturating_sub(wide + 1);
        Rect::new(area.x + wide, area.y, room, 1)
    }

    fn first(&self, rows: u16) -> usize {
        (self.at + 1).saturating_sub(usize::from(rows.max(1)))
    }

    fn rows(area: Rect) -> Rect {
        let height = area.height.saturating_sub(TOP + BOTTOM);
        Rect::new(area.x, area.y + TOP, area.width, height)
    }
}

impl Screen for Search {
    fn update(&mut self, msg: Msg, _cx: &Cx) -> Vec<Effect> {
        match msg {
            Msg::Shown if !self.entry.text().is_empty() => self.ask(),
            Msg::Do(Cmd::Open) => self.open(),
            Msg::Do(Cmd::Back) if self.entry.text().is_empty() => vec![Effect::Back],
            Msg::Do(Cmd::Back) => {
                self.entry.set("");
                self.found = None;
                self.at = 0;
                Vec::new()
            }
            Msg::Key(key) => self.key(key),
            Msg::Paste(text) => {
                self.entry.paste(&text);
                self.ask()
            }
            Msg::Wheel(lines) => {
                self.step(lines.into());
                Vec::new()
            }
            Msg::Click(at) => {
                // The body begins below bar and rule.
                let row = at.y.checked_sub(TOP + 2).map(usize::from);
                let at = row.map(|r| r + self.first(self.height.get()));
                match at.filter(|at| *at < self.hits().len()) {
                    Some(at) if at == self.at => self.open(),
                    Some(at) => {
                        self.at = at;
                        Vec::new()
                    }
                    None => Vec::new(),
                }
            }
            Msg::Answer(answer) => {
                if let Answer::Hits(found) = *answer
                    && found.typed == self.entry.text().trim()
                {
                    let stays = self.found.as_ref().is_some_and(|f| f.typed == found.typed);
                    self.at = if stays { self.at } else { 0 };
                    self.found = Some(found);
                    self.step(0);
                }
                Vec::new()
            }
            Msg::Refused(fault) => vec![Effect::Fault(fault)],
            Msg::Result(id) => {
                let chosen = id.parse().ok().map(|id| Effect::Go(Route::Record(id)));
                chosen.into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buf = frame.buffer_mut();
        let at = (area.x + 1, area.y);
        paint::put(
            buf,
            at,
            area.width,
            &cx.say("ui-search"),
            cx.theme.quiet,
            cx,
        );
        let entry = Self::entry_area(area, cx);
        self.entry.view(buf, entry, cx.theme.text, cx);
        let rows = Self::rows(area);
        self.height.set(rows.height);
        let text = match &self.found {
            _ if self.entry.text().trim().is_empty() => Some(cx.say("search-how")),
            Some(found) if found.hits.is_empty() => Some(cx.say("ui-nothing-fits")),
            _ => None,
        };
        if let Some(text) = text {
            let lines = paint::wrap(&text, rows.width.saturating_sub(4), cx);
            for (line, y) in lines.iter().zip(rows.y..rows.bottom()) {
                let at = (rows.x + 2, y);
                paint::put(buf, at, rows.width, line, cx.theme.quiet, cx);
            }
            return;
        }
        let form = self.hits().iter().map(|h| paint::cells(&h.form, cx)).max();
        let form = form.unwrap_or(0).min(area.width / 4);
        let first = self.first(rows.height);
        let shown = self.hits().iter().enumerate().skip(first);
        for ((at, hit), y) in shown.zip(rows.y..rows.bottom()) {
            let here = at == self.at;
            let style = |other| if here { cx.theme.cursor } else { other };
            let mark = paint::fit(if here { "> " } else { "  " }, area.width, cx);
            paint::put(
                buf,
                (area.x, y),
                area.width,
                &mark,
                style(cx.theme.text),
                cx,
            );
            let x = area.x + 2;
            paint::put(buf, (x, y), form, &hit.form, style(cx.theme.quiet), cx);
            let x = x + form + 2;
            let room = area.right().saturating_sub(x + 1);
            let n = hit.of.len().to_string();
            let beside = if hit.of.is_empty() {
                hit.beside.clone()
            } else {
                cx.say_with("search-times", &[("n", n.as_str())])
            };
            let wide = paint::cells(&beside, cx).min(room / 2);
            let edge = area.right().saturating_sub(wide + 1);
            let room = edge.saturating_sub(x + 2);
            paint::put(buf, (x, y), room, &hit.title, style(cx.theme.text), cx);
            paint::put(buf, (edge, y), wide, &beside, style(cx.theme.quiet), cx);
        }
        if let Some(hit) = self.hits().get(self.at) {
            paint::about(buf, area, &hit.about, cx);
        }
    }

    fn cursor(&self, area: Rect, cx: &Cx) -> Option<Position> {
        Some(self.entry.cursor(Self::entry_area(area, cx)))
    }

    fn scope(&self) -> Scope {
        Scope::Search
    }

    fn spot(&self, _cx: &Cx) -> Option<Spot> {
        // What was looked for may be a name.
        Some(Spot::new(Route::Search, ""))
    }

    fn bar(&self, cx: &Cx) -> Bar {
        let n = self.hits().len().to_string();
        let words = [("n", n.as_str())];
        let right = match &self.found {
            Some(found) if found.more => cx.say_with("search-first", &words),
            Some(_) => cx.say_with("list-count", &words),
            None => String::new(),
        };
        Bar {
            left: cx.say("do-find"),
            right,
        }
    }

    fn typing(&self) -> bool {
        true
    }

    fn names(&self, cmd: Cmd, cx: &Cx) -> Option<String> {
        let typed = !self.entry.text().is_empty();
        (cmd == Cmd::Back && typed).then(|| cx.say("list-clear"))
    }
}
