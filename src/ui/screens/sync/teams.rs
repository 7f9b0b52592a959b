//! The board of teams: each device with its last file, what is missing, its silence and
//! what waits. One page at a time; the next comes when the cursor nears its end.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::ui::commands::{Cmd, Scope};
use crate::ui::kit::answer::{Answer, Press, TeamRow, Teams as Page};
use crate::ui::kit::ask::{Ask, Look};
use crate::ui::kit::{Bar, Cx, Effect, Msg, Route, Screen, Spot};
use crate::ui::widgets::paint;
use crate::ui::widgets::rows::sentences;
use crate::ui::widgets::steps::Steps;

/// The screen.
#[derive(Default)]
pub struct Teams {
    page: Option<Page>,
    steps: Steps,
    /// Whether the next page was asked for.
    asked: bool,
}

/// So near the end the next page is asked for.
const NEAR: usize = 5;
/// Cells of the columns behind the name: team, last file, silence, review, held.
const WIDE: [u16; 5] = [8, 9, 10, 7, 10];

impl Teams {
    fn rows(&self) -> &[TeamRow] {
        self.page.as_ref().map_or(&[], |p| &p.rows)
    }

    fn here(&self) -> Option<&TeamRow> {
        self.rows().get(self.steps.at())
    }

    fn open(&self) -> Vec<Effect> {
        let go = self
            .here()
            .map(|row| Effect::Go(Route::Team(row.id.clone())));
        go.into_iter().collect()
    }

    /// Asks for the next page when the cursor nears the end of this one.
    fn read_on(&mut self) -> Vec<Effect> {
        let next = self.page.as_ref().and_then(|p| p.next.clone());
        if next.is_none() || self.asked || self.steps.at() + NEAR + 1 < self.rows().len() {
            return Vec::new();
        }
        self.asked = true;
        vec![Effect::Ask(Ask::Look(Look::Teams(next)))]
    }

    /// A first page takes the place of all; another one is put behind.
    fn take(&mut self, mut page: Page) -> Vec<Effect> {
        if let Some(kept) = self.page.take().filter(|_| self.asked) {
            let mut rows = kept.rows;
            rows.append(&mut page.rows);
            page.rows = rows;
        }
        self.asked = false;
        self.page = Some(page);
        self.steps.keep_within(self.rows().len());
        self.read_on()
    }
}

fn draw_row(buf: &mut Buffer, (area, y): (Rect, u16), line: [&str; 6], look: Inked) {
    let Inked { style, cx } = look;
    let fixed: u16 = WIDE.iter().sum();
    let name = area.width.saturating_sub(fixed + 4);
    let mut x = area.x + 2;
    for (text, wide) in line.iter().zip([name].into_iter().chain(WIDE)) {
        paint::put(buf, (x, y), wide.saturating_sub(1), text, style, cx);
        x += wide;
    }
}

/// How a line is inked.
#[derive(Clone, Copy)]
struct Inked<'a> {
    style: ratatui::style::Style,
    cx: &'a Cx,
}

impl Screen for Teams {
    fn update(&mut self, msg: Msg, _cx: &Cx) -> Vec<Effect> {
        let count = self.rows().len();
        if self.steps.hear(&msg, count) {
            return self.open();
        }
        match msg {
            Msg::Shown => {
                self.asked = false;
                return vec![Effect::Ask(Ask::Look(Look::Teams(None)))];
            }
            Msg::Do(Cmd::Open) => return self.open(),
            Msg::Do(Cmd::AnswerFile) => {
                let go = self.here().filter(|row| !row.revoked);
                let go = go.map(|row| Effect::Go(Route::SyncTo(row.id.clone())));
                return go.into_iter().collect();
            }
            Msg::Do(Cmd::Back) => return vec![Effect::Back],
            Msg::Key(_) | Msg::Wheel(_) | Msg::Click(_) => return self.read_on(),
            Msg::Answer(answer) => {
                if let Answer::Teams(page) = *answer {
                    return self.take(page);
                }
            }
            Msg::Refused(fault) => {
                self.asked = false;
                return vec![Effect::Fault(fault)];
            }
            _ => {}
        }
        Vec::new()
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buf = frame.buffer_mut();
        let rows = area.height.saturating_sub(3);
        if self.rows().is_empty() {
            let id = if self.page.is_some() {
                "teams-none"
            } else {
                "ui-loading"
            };
            return sentences(buf, area, &cx.say(id), cx);
        }
        let heads = ["name", "team", "file", "silent", "review", "held"];
        let heads = heads.map(|id| cx.say(&format!("teams-{id}")));
        let quiet = Inked {
            style: cx.theme.quiet,
            cx,
        };
        draw_row(
            buf,
            (area, area.y),
            heads.each_ref().map(String::as_str),
            quiet,
        );
        let first = self.steps.first(self.steps.at(), rows);
        let shown = self.rows().iter().enumerate().skip(first);
        for ((at, row), y) in shown.zip(area.y + 1..area.y + 1 + rows) {
            let style = match row.press {
                _ if at == self.steps.at() => cx.theme.cursor,
                Press::Overdue | Press::Soon => cx.theme.due,
                Press::Calm => cx.theme.text,
            };
            self.steps.drew(area, y, at);
            if at == self.steps.at() {
                paint::band(buf, area, y, style);
                paint::put(buf, (area.x, y), 2, "> ", style, cx);
            }
            let count = |n: u64| if n > 0 { n.to_string() } else { String::new() };
            let (review, held) = (count(row.review), count(row.held));
            let line = [
                &row.name,
                &row.team,
                &row.file,
                &row.silence,
                &review,
                &held,
            ];
            draw_row(
                buf,
                (area, y),
                line.map(String::as_str),
                Inked { style, cx },
            );
        }
        if let Some(row) = self.here().filter(|row| !row.missing.is_empty()) {
            let words = [("what", row.missing.as_str())];
            paint::about(buf, area, &cx.say_with("teams-lacks", &words), cx);
        }
    }

    fn cursor(&self, _area: Rect, _cx: &Cx) -> Option<Position> {
        None
    }

    fn scope(&self) -> Scope {
        Scope::Teams
    }

    fn spot(&self, _cx: &Cx) -> Option<Spot> {
        Some(Spot::new(Route::Teams, self.steps.at()))
    }

    fn bar(&self, cx: &Cx) -> Bar {
        let n = self.page.as_ref().map_or(0, |p| p.all).to_string();
        Bar {
            left: cx.say("do-teams"),
            right: cx.say_with("teams-count", &[("n", n.as_str())]),
        }
    }

    fn hides(&self, cmd: Cmd, _cx: &Cx) -> bool {
        match cmd {
            Cmd::Open => self.here().is_none(),
            Cmd::AnswerFile => self.here().is_none_or(|row| row.revoked),
            _ => false,
        }
    }
}
