//! Drawing: the topic's line, the text with its rows, one line about what is kept.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::paper::kind_of;
use super::rows::{day, house, rule};
use super::{Minutes, Panel, Stage, earlier, people, said};
use crate::domain::date::parse_time;
use crate::domain::form::Kind;
use crate::domain::meeting::live::{self, Row};
use crate::domain::meeting::vote::Outcome;
use crate::ui::kit::{Bar, Cx};
use crate::ui::widgets::paint;

/// No line of minutes is longer than this, and one cell for the cursor behind it.
const WIDEST: u16 = 77;

/// The parts of the body.
struct Parts {
    title: Rect,
    text: Rect,
    about: Rect,
}

fn parts(area: Rect) -> Parts {
    let line = |y: u16| Rect::new(area.x + 1, y, area.width.saturating_sub(2), 1);
    let width = area.width.saturating_sub(2).min(WIDEST);
    Parts {
        title: line(area.y),
        text: Rect::new(area.x + 1, area.y + 2, width, area.height.saturating_sub(4)),
        about: line(area.bottom().saturating_sub(1)),
    }
}

impl Minutes {
    pub(super) fn top(&self, cx: &Cx) -> Bar {
        let title = self.paper.field("title");
        let left = if title.is_empty() {
            cx.say("minutes-untitled")
        } else {
            title.to_owned()
        };
        if self.stage != Stage::Ready {
            return Bar {
                left,
                right: String::new(),
            };
        }
        let (here, all) = self.paper.house();
        let (here, all) = (here.to_string(), all.to_string());
        let start = self.paper.field("start").to_owned();
        let words = [
            ("here", here.as_str()),
            ("all", all.as_str()),
            ("start", start.as_str()),
        ];
        let gone = parse_time(&start)
            .ok()
            .filter(|_| self.paper.field("date") == cx.today_text());
        let now = u16::try_from(i32::from(cx.now.hour()) * 60 + i32::from(cx.now.minute()));
        let gone = gone.zip(now.ok()).and_then(|(s, n)| n.checked_sub(s));
        let right = match gone {
            Some(minutes) => {
                let n = minutes.to_string();
                let [a, b, c] = words;
                cx.say_with("minutes-bar", &[a, b, c, ("n", n.as_str())])
            }
            None => cx.say_with("minutes-bar-past", &words),
        };
        Bar { left, right }
    }

    pub(super) fn draw(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let cursor = self.place(area, cx);
        let buf = frame.buffer_mut();
        self.spots.begin();
        self.text.set(parts(area).text);
        if self.stage != Stage::Ready {
            let say = cx.say("ui-loading");
            paint::put(
                buf,
                (area.x + 1, area.y),
                area.width - 2,
                &say,
                cx.theme.quiet,
                cx,
            );
            return;
        }
        match &self.panel {
            Some(Panel::People(at)) => {
                let list = (&self.paper, *at, self.seek.as_str());
                people::view(list, buf, area, &self.spots, cx);
            }
            Some(Panel::Earlier(at)) => {
                earlier::view((&self.paper, *at), buf, area, &self.spots, cx);
            }
            Some(Panel::Head(head)) => head.view(&self.paper, buf, area, &self.spots, cx),
            None => {
                self.draw_page(buf, area, cx);
                if let Some(cursor) = cursor {
                    self.complete.view(buf, area, cursor, cx);
                }
            }
        }
    }

    fn label(&self, cx: &Cx) -> String {
        let (at, of) = (
            (self.paper.at + 1).to_string(),
            self.paper.topics.len().to_string(),
        );
        cx.say_with("minutes-topic", &[("at", at.as_str()), ("of", of.as_str())])
    }

    fn title_line(&self, area: Rect, cx: &Cx) -> Rect {
        let line = parts(area).title;
        let skip = paint::cells(&self.label(cx), cx) + 2;
        let right = if area.width > 70 { 28 } else { 12 };
        Rect::new(
            line.x + skip,
            line.y,
            line.width.saturating_sub(skip + right),
            1,
        )
    }

    fn draw_page(&self, buf: &mut Buffer, area: Rect, cx: &Cx) {
        let Parts { title, text, about } = parts(area);
        let Some(topic) = self.paper.topic() else {
            return;
        };
        paint::put(
            buf,
            (title.x, title.y),
            title.width,
            &self.label(cx),
            cx.theme.quiet,
            cx,
        );
        let line = self.title_line(area, cx);
        if topic.title.text().is_empty() {
            let hint = cx.say("minutes-title-hint");
            paint::put(buf, (line.x, line.y), line.width, &hint, cx.theme.quiet, cx);
        } else {
            topic.title.view(buf, line, cx.theme.title, cx);
        }
        let kind = topic
            .kind
            .as_deref()
            .unwrap_or_else(|| kind_of(topic.title.text()));
        let kind = cx.show(&cx.no_names, true).code("enum.topic_kind", kind);
        let n = self.kept.minutes(topic, cx).to_string();
        let spent = cx.say_with("minutes-spent", &[("n", n.as_str())]);
        let right = if area.width > 70 {
            format!("{kind}  {spent}")
        } else {
            kind
        };
        paint::put_right(buf, title, title.y, &right, cx.theme.quiet, cx);
        topic.area.view(buf, text, cx.theme.text);
        self.draw_rows(buf, text, cx);
        if topic.area.is_empty() {
            let hint = cx.say("minutes-hint");
            for (line, y) in paint::wrap(&hint, text.width, cx)
                .iter()
                .zip(text.y..text.bottom())
            {
                paint::put(buf, (text.x, y), text.width, line, cx.theme.quiet, cx);
            }
        }
        self.draw_about(buf, about, cx);
    }

    fn draw_about(&self, buf: &mut Buffer, about: Rect, cx: &Cx) {
        let Some(topic) = self.paper.topic() else {
            return;
        };
        let chars = topic.area.chars();
        let n = chars.to_string();
        let most = cx.forms.get("topic").and_then(|f| f.field("discussion"));
        let most = most.and_then(|f| match f.kind {
            Kind::Text { max } => Some(max),
            _ => None,
        });
        let over = most.is_some_and(|m| chars > m);
        let mut right = if let (true, Some(most)) = (over, most) {
            let most = most.to_string();
            cx.say_with(
                "minutes-over",
                &[("n", n.as_str()), ("most", most.as_str())],
            )
        } else {
            cx.say_with("minutes-chars", &[("n", n.as_str())])
        };
        if let Some(at) = self.kept.at {
            let at = at.strftime("%H:%M:%S").to_string();
            let kept = cx.say_with("minutes-kept", &[("at", at.as_str())]);
            right = format!("{kept} {} {right}", cx.marks.dot());
        }
        let style = if over {
            cx.theme.overdue
        } else {
            cx.theme.quiet
        };
        let x = paint::put_right(buf, about, about.y, &right, style, cx);
        let room = x.saturating_sub(about.x + 2);
        let mend = self.to_mend(cx);
        if mend > 0 {
            let n = mend.to_string();
            let left = cx.say_with("minutes-to-mend", &[("n", n.as_str())]);
            let at = (about.x, about.y);
            paint::put(buf, at, room, &left, cx.theme.overdue, cx);
            return;
        }
        if self.locked {
            let id = if self.stale {
                "minutes-draft-read"
            } else {
                "minutes-approved"
            };
            let left = cx.say(id);
            paint::put(buf, (about.x, about.y), room, &left, cx.theme.due, cx);
            return;
        }
        if let Some(left) = self.how_to_change(cx) {
            paint::put(buf, (about.x, about.y), room, &left, cx.theme.quiet, cx);
            return;
        }
        let left = earlier::summary(&self.paper, cx);
        let (_, open) = self.paper.looked_back();
        let style = if open > 0 {
            cx.theme.due
        } else {
            cx.theme.quiet
        };
        paint::put(buf, (about.x, about.y), room, &left, style, cx);
    }

    /// How the row under the cursor is changed, if it stands on one.
    fn how_to_change(&self, cx: &Cx) -> Option<String> {
        let topic = self.paper.topic().filter(|_| !self.in_title)?;
        let line = topic.area.line();
        let kind = live::kind(line).filter(|_| live::is_row(line))?;
        let id = match kind {
            live::Kind::Decision => "minutes-at-decision",
            live::Kind::Action => "minutes-at-action",
            live::Kind::Vote => "minutes-at-vote",
        };
        Some(cx.say_with(id, &[("mark", cx.marks.row())]))
    }

    /// Marks the rows among the visible lines, and says behind a vote what came of it.
    fn draw_rows(&self, buf: &mut Buffer, text: Rect, cx: &Cx) {
        let names = self.paper.names();
        let from = day(&self.paper, cx);
        let kinds = self.kinds_taken(cx);
        let mut drawn = String::new();
        for y in text.top()..text.bottom() {
            let (line, end) = line_at(buf, text, y);
            let is_row = live::is_row(&line);
            if is_row {
                drawn.clear();
            }
            drawn.extend(line.chars().filter(|c| !c.is_whitespace()));
            if let Some((_, kind)) = kinds.iter().find(|(whole, _)| *whole == drawn) {
                let (x, right) = (end + 3, text.right());
                if x + paint::cells(kind, cx) <= right {
                    paint::put(buf, (x, y), right - x, kind, cx.theme.quiet, cx);
                }
                drawn.clear();
            }
            if !is_row {
                continue;
            }
            let mut gaps = 0;
            for x in text.x..end {
                let Some(cell) = buf.cell_mut((x, y)) else {
                    break;
                };
                let symbol = cell.symbol().to_owned();
                let style = if gaps == 0 {
                    cx.theme.title
                } else if symbol == live::OPEN && gaps < 3 {
                    cx.theme.overdue
                } else {
                    Style::new()
                };
                cell.set_style(style);
                let next = buf.cell((x + 1, y)).map(ratatui::buffer::Cell::symbol);
                if symbol == " " && next == Some(" ") {
                    gaps += 1;
                }
            }
            if let Some(Row::Vote(vote)) = live::row(&line, &names, from) {
                let Some(rule) = rule(&self.paper, &vote, cx) else {
                    continue;
                };
                let house = house(&self.paper);
                let outcome = vote.counts.outcome(house, rule);
                let here = house.present.to_string();
                let name = rule.label(cx.lang.tag()).to_owned();
                let words = [("rule", name.as_str()), ("here", here.as_str())];
                let long = cx.say_with("minutes-rule", &words);
                let method = Self::method(&vote, cx);
                let mut ways = Vec::new();
                // What the line says itself is not said again.
                if !vote.rest.contains(&name) {
                    ways.extend([long, name].map(|rule| match &method {
                        Some(method) => format!("{method} {} {rule}", cx.marks.dot()),
                        None => rule,
                    }));
                }
                ways.extend(method);
                let (id, style) = match outcome {
                    Outcome::Passed => ("minutes-passed", cx.theme.title),
                    Outcome::Failed => ("minutes-failed", cx.theme.due),
                    Outcome::NoQuorum => ("minutes-no-quorum", cx.theme.due),
                    Outcome::Uncounted => ("minutes-no-votes", cx.theme.overdue),
                    Outcome::Wrong => ("minutes-wrong-votes", cx.theme.overdue),
                };
                let came = cx.say(id);
                let x = end + 3;
                let wide = |said: &str| x + paint::cells(said, cx) + 2 + paint::cells(&came, cx);
                // What has room: all of it, without who is present, or how it was voted.
                let said = ways.iter().find(|said| wide(said) <= text.right());
                let x = match said {
                    Some(said) => {
                        paint::put(buf, (x, y), text.right() - x, said, cx.theme.quiet, cx) + 2
                    }
                    None => x,
                };
                paint::put(
                    buf,
                    (x, y),
                    text.right().saturating_sub(x),
                    &came,
                    style,
                    cx,
                );
            }
        }
    }

    /// The method that is taken for a vote whose line says none.
    fn method(vote: &live::Vote, cx: &Cx) -> Option<String> {
        let show = cx.show(&cx.no_names, true);
        let taken = said::method(vote, cx).is_none();
        taken.then(|| show.code("enum.vote_method", said::METHOD))
    }

    /// How the decisions of the topic are taken to have come about that say nothing of
    /// it: their lines without gaps, and the kind.
    fn kinds_taken(&self, cx: &Cx) -> Vec<(String, String)> {
        let Some(topic) = self.paper.topic() else {
            return Vec::new();
        };
        let names = self.paper.names();
        let from = day(&self.paper, cx);
        let lines = topic.area.lines().iter();
        let lines = lines.filter(|l| !topic.plain.contains(l));
        let rows = lines.filter_map(|l| Some((l, live::any_row(l, &names, from)?)));
        let rows: Vec<(&String, Row)> = rows.collect();
        let read: Vec<&Row> = rows.iter().map(|(_, row)| row).collect();
        let show = cx.show(&cx.no_names, true);
        let votes = said::votes(&read);
        let kinds = rows.iter().zip(votes).filter_map(|((line, row), vote)| {
            let Row::Decision(text) = row else {
                return None;
            };
            if said::kind(text, cx).0.is_some() {
                return None;
            }
            let vote = vote.and_then(|v| read.get(v)).copied();
            let kind = said::kind_by(vote, &self.paper, cx);
            let line = line.chars().filter(|c| !c.is_whitespace()).collect();
            Some((line, show.code("enum.decision_kind", kind)))
        });
        kinds.collect()
    }

    pub(super) fn place(&self, area: Rect, cx: &Cx) -> Option<Position> {
        if self.stage != Stage::Ready {
            return None;
        }
        match &self.panel {
            Some(Panel::Head(head)) => head.cursor(area, cx),
            Some(_) => None,
            None => {
                let topic = self.paper.topic()?;
                Some(if self.in_title {
                    topic.title.cursor(self.title_line(area, cx))
                } else {
                    topic.area.cursor(parts(area).text)
                })
            }
        }
    }
}

/// A drawn line as text, and the column behind it.
fn line_at(buf: &Buffer, text: Rect, y: u16) -> (String, u16) {
    let mut line = String::new();
    let mut end = text.x;
    let mut x = text.x;
    while x < text.right() {
        let Some(cell) = buf.cell((x, y)) else { break };
        let symbol = cell.symbol();
        let wide = crate::text::width::cells(symbol, crate::text::width::Ambiguous::One).max(1);
        line.push_str(symbol);
        x += u16::try_from(wide).unwrap_or(1);
        if symbol != " " {
            end = x;
        }
    }
    (line.trim_end().to_owned(), end)
}

/// The frame of a list over the text: what it is above, its keys below.
pub(super) fn panel(buf: &mut Buffer, area: Rect, head: &str, hint: &str, cx: &Cx) {
    let (x, room) = (area.x + 1, area.width.saturating_sub(2));
    paint::put(buf, (x, area.y), room, head, cx.theme.title, cx);
    let y = area.bottom().saturating_sub(1);
    paint::put(buf, (x, y), room, hint, cx.theme.quiet, cx);
}

/// Marks a line of such a list if the cursor is on it; the style of what stands there.
pub(super) fn band(buf: &mut Buffer, area: Rect, y: u16, here: bool, cx: &Cx) -> Style {
    let style = if here { cx.theme.cursor } else { cx.theme.text };
    let line = Rect::new(area.x + 1, y, area.width.saturating_sub(2), 1);
    paint::band(buf, line, y, style);
    style
}
