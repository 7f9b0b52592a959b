//! Commands by name: help (all of this screen, each with its sentence) and the palette
//! (any command). Both can be searched, and run what they show.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::text::{fold, pinyin};
use crate::ui::commands::{CATALOGUE, Cmd, Code, Scope};
use crate::ui::kit::{Bar, Cx, Effect, Msg, Screen};
use crate::ui::widgets::entry::Entry;
use crate::ui::widgets::paint;
use crate::ui::widgets::spots::Spots;

/// One command as it is shown.
struct Line {
    cmd: Cmd,
    key: String,
    label: String,
    help: String,
    /// Label, pinyin and sentence: what typing is matched with.
    keys: Vec<String>,
}

/// The screen.
pub struct Palette {
    scope: Scope,
    help: bool,
    entry: Entry,
    lines: Vec<Line>,
    shown: Vec<usize>,
    at: usize,
    spots: Spots<usize>,
}

/// The widest name of a key: `Ctrl+PgDn`.
const KEY: u16 = 11;

/// What stays free below for the whole of the line under the cursor.
const BELOW: u16 = 3;

impl Palette {
    /// The commands of a scope. Those that would only move a cursor are not run from here.
    pub fn new(scope: Scope, help: bool, cx: &Cx) -> Self {
        let lines: Vec<Line> = CATALOGUE
            .iter()
            .filter(|c| {
                let here = c.scopes.contains(&scope);
                let everywhere = scope.is_open() && c.scopes.contains(&Scope::Everywhere);
                (here || everywhere) && !matches!(c.cmd, Cmd::Palette)
            })
            .map(|c| {
                let label = cx.say(&format!("do-{}", c.id));
                let help = cx.say(&format!("do-{}-help", c.id));
                let keys: Vec<String> = cx
                    .keymap
                    .of(c.cmd)
                    .iter()
                    .map(ToString::to_string)
                    .collect();
                let mut words = vec![label.to_lowercase(), c.id.to_owned(), help.to_lowercase()];
                words.extend(pinyin::keys(&label));
                Line {
                    cmd: c.cmd,
                    key: keys.join(" "),
                    label,
                    help,
                    keys: words,
                }
            })
            .collect();
        Self {
            scope,
            help,
            entry: Entry::default(),
            shown: (0..lines.len()).collect(),
            lines,
            at: 0,
            spots: Spots::default(),
        }
    }

    fn narrow(&mut self) {
        let typed = fold::fold_code(self.entry.text()).to_lowercase();
        let pattern = Pattern::parse(&typed, CaseMatching::Ignore, Normalization::Smart);
        let mut matcher = Matcher::new(Config::DEFAULT);
        let mut buffer = Vec::new();
        let mut scored: Vec<(u32, usize)> = Vec::new();
        for (at, line) in self.lines.iter().enumerate() {
            let best = line
                .keys
                .iter()
                .filter_map(|key| pattern.score(Utf32Str::new(key, &mut buffer), &mut matcher))
                .max();
            scored.extend(best.map(|score| (score, at)));
        }
        if !typed.is_empty() {
            scored.sort_by_key(|(score, at)| (std::cmp::Reverse(*score), *at));
        }
        self.shown = scored.into_iter().map(|(_, at)| at).collect();
        self.at = 0;
    }

    fn rows(body: Rect) -> u16 {
        body.height.saturating_sub(2 + BELOW)
    }

    fn first(&self, rows: u16) -> usize {
        (self.at + 1).saturating_sub(usize::from(rows.max(1)))
    }

    fn open(&self) -> Vec<Effect> {
        let line = self.shown.get(self.at).and_then(|i| self.lines.get(*i));
        line.map(|l| Effect::Run(l.cmd)).into_iter().collect()
    }

    fn step(&mut self, by: isize) {
        let last = self.shown.len().saturating_sub(1);
        self.at = self.at.saturating_add_signed(by).min(last);
    }
}

impl Screen for Palette {
    fn update(&mut self, msg: Msg, _cx: &Cx) -> Vec<Effect> {
        match msg {
            Msg::Do(Cmd::Open) => return self.open(),
            Msg::Do(Cmd::Back) => return vec![Effect::Back],
            Msg::Key(key) => match key.code {
                Code::Up => self.step(-1),
                Code::Down => self.step(1),
                Code::PageUp => self.step(-10),
                Code::PageDown => self.step(10),
                _ => {
                    if self.entry.key(key) {
                        self.narrow();
                    }
                }
            },
            Msg::Paste(text) => {
                self.entry.paste(&text);
                self.narrow();
            }
            Msg::Wheel(lines) => self.step(lines.into()),
            Msg::Click(place) => {
                let clicked = self.spots.at(place);
                if clicked == Some(self.at) {
                    return self.open();
                }
                self.at = clicked.unwrap_or(self.at);
            }
            _ => {}
        }
        Vec::new()
    }

    fn view(&self, frame: &mut Frame, body: Rect, cx: &Cx) {
        let buf = frame.buffer_mut();
        let ask = format!(" {} ", cx.say("ui-search"));
        let x = paint::put(buf, (body.x, body.y), body.width, &ask, cx.theme.quiet, cx);
        let entry = Rect::new(x, body.y, body.right().saturating_sub(x), 1);
        self.entry.view(buf, entry, cx.theme.text, cx);
        let rows = Self::rows(body);
        self.spots.begin();
        let label = self.lines.iter().map(|l| paint::cells(&l.label, cx)).max();
        let label = label.unwrap_or(0).min(body.width / 3);
        let lines = body.y + 2..body.y + 2 + rows;
        for (at, y) in (self.first(rows)..self.shown.len()).zip(lines) {
            let Some(line) = self.shown.get(at).and_then(|i| self.lines.get(*i)) else {
                continue;
            };
            self.spots.drew(Rect::new(body.x, y, body.width, 1), at);
            let here = at == self.at;
            let style = |other| if here { cx.theme.cursor } else { other };
            let mark = if here { "> " } else { "  " };
            let text = paint::fit(mark, body.width, cx);
            paint::put(
                buf,
                (body.x, y),
                body.width,
                &text,
                style(cx.theme.text),
                cx,
            );
            let x = body.x + 2;
            paint::put(buf, (x, y), label, &line.label, style(cx.theme.text), cx);
            let x = x + label + 2;
            paint::put(buf, (x, y), KEY, &line.key, style(cx.theme.key), cx);
            let x = x + KEY + 1;
            let room = body.right().saturating_sub(x);
            paint::put(buf, (x, y), room, &line.help, style(cx.theme.quiet), cx);
        }
        let here = self.shown.get(self.at).and_then(|i| self.lines.get(*i));
        if let Some(line) = here {
            // Where a narrow window cuts the line it stands here whole.
            paint::about(buf, body, &format!("{}  {}", line.label, line.help), cx);
        }
        if self.shown.is_empty() {
            let at = (body.x + 2, body.y + 2);
            paint::put(
                buf,
                at,
                body.width,
                &cx.say("ui-nothing-fits"),
                cx.theme.quiet,
                cx,
            );
        }
    }

    fn cursor(&self, body: Rect, cx: &Cx) -> Option<Position> {
        let wide = paint::cells(&cx.say("ui-search"), cx) + 2;
        let room = body.width.saturating_sub(wide);
        Some(self.entry.cursor(Rect::new(body.x + wide, body.y, room, 1)))
    }

    fn scope(&self) -> Scope {
        Scope::Palette
    }

    fn bar(&self, cx: &Cx) -> Bar {
        let scope = cx.say(&format!("scope-{}", self.scope.id()));
        let what = if self.help { "do-help" } else { "do-palette" };
        // Where the list goes on below the edge, this says so.
        let (at, of) = ((self.at + 1).to_string(), self.shown.len().to_string());
        let right = if self.shown.is_empty() {
            String::new()
        } else {
            cx.say_with("ui-at-of", &[("at", at.as_str()), ("of", of.as_str())])
        };
        Bar {
            left: format!("{}  {scope}", cx.say(what)),
            right,
        }
    }

    fn typing(&self) -> bool {
        true
    }
}
