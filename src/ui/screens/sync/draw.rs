//! How sending and receiving look.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Hit, PARTS, Part, Post, Stage};
use crate::ui::kit::Cx;
use crate::ui::kit::answer::{Came, OnDrive, Sent};
use crate::ui::widgets::paint;
use crate::ui::widgets::rows::{LEFT, row, row_with, sentences};

/// Cells for a column of figures.
const FIGURE: u16 = 9;

/// One line of what is shown.
struct Shown {
    text: String,
    style: Style,
}

impl Post {
    pub(super) fn draw(&self, buf: &mut Buffer, area: Rect, cx: &Cx) {
        self.spots.begin();
        match &self.stage {
            Stage::Open => {
                self.draw_parts(buf, area, cx);
                let body = Rect::new(
                    area.x,
                    area.y + 2,
                    area.width,
                    area.height.saturating_sub(2),
                );
                match self.part {
                    Part::Send => self.draw_send(buf, body, cx),
                    Part::Receive => self.draw_receive(buf, body, cx),
                    Part::Receipts => self.draw_receipts(buf, body, cx),
                }
            }
            Stage::Working(progress) => {
                let words = progress.map(|p| p.text(cx));
                let text = words.unwrap_or_else(|| cx.say("sync-working"));
                let at = (area.x + LEFT, area.y + 2);
                let room = area.width.saturating_sub(LEFT + 1);
                paint::put(buf, at, room, &text, cx.theme.text, cx);
            }
            Stage::Sent(sent) => self.scroll(buf, area, &sent_lines(sent, area.width, cx), cx),
            Stage::Looked(_, came) => {
                if let Some(one) = self.one {
                    return one.draw(buf, area, came, cx);
                }
                let lines = came_lines(came, "came-masked", area.width, cx);
                self.scroll(buf, area, &lines, cx);
            }
            Stage::Done(came) => {
                let lines = came_lines(came, "came-masked-done", area.width, cx);
                self.scroll(buf, area, &lines, cx);
            }
        }
    }

    fn draw_parts(&self, buf: &mut Buffer, area: Rect, cx: &Cx) {
        let mut x = area.x + LEFT;
        for part in PARTS {
            let id = match part {
                Part::Send => "sync-send",
                Part::Receive => "sync-receive",
                Part::Receipts => "sync-receipts",
            };
            let here = part == self.part;
            let style = if here { cx.theme.title } else { cx.theme.quiet };
            let text = if here {
                format!("[{}]", cx.say(id))
            } else {
                format!(" {} ", cx.say(id))
            };
            let room = area.right().saturating_sub(x);
            let from = x;
            x = paint::put(buf, (x, area.y), room, &text, style, cx);
            let tab = Rect::new(from, area.y, x.saturating_sub(from), 1);
            self.spots.drew(tab, Hit::Part(part));
            x += 2;
        }
    }

    fn drew_row(&self, area: Rect, y: u16, at: usize) {
        let row = Rect::new(area.x, y, area.width, 1);
        self.spots.drew(row, Hit::Row(at));
    }

    fn draw_send(&self, buf: &mut Buffer, area: Rect, cx: &Cx) {
        let Some(choices) = &self.choices else {
            return loading(buf, area, cx);
        };
        if choices.people.is_empty() {
            return sentences(buf, area, &cx.say("sync-nobody"), cx);
        }
        let person = choices
            .people
            .iter()
            .find(|(id, _, _)| Some(id) == self.to.as_ref());
        let person = person.map(|(_, name, about)| format!("{name}  {about}"));
        let drive = self.out.as_ref().map(|out| {
            let known = choices.drives.iter().find(|(path, _)| path == out);
            known.map_or_else(|| out.clone(), |(_, words)| words.clone())
        });
        let unset = cx.say("sync-not-chosen");
        let rows = [
            (cx.say("sync-to"), person.unwrap_or_else(|| unset.clone())),
            (cx.say("sync-out"), drive.unwrap_or(unset)),
            (String::new(), cx.say("sync-go")),
        ];
        for ((at, (name, value)), y) in rows.iter().enumerate().zip((area.y..).step_by(2)) {
            row(buf, area, y, (at == self.at, name, value), cx);
            self.drew_row(area, y, at);
        }
        let y = area.y + 7;
        let all: u64 = choices.unsent.iter().map(|(_, n)| n).sum();
        let text = if all == 0 {
            cx.say("sync-nothing-unsent")
        } else {
            let parts = choices.unsent.iter().map(|(noun, n)| format!("{noun} {n}"));
            let parts: Vec<String> = parts.collect();
            let parts = parts.join(&format!(" {} ", cx.marks.dot()));
            let n = all.to_string();
            let words = [("n", n.as_str()), ("parts", parts.as_str())];
            cx.say_with("sync-unsent", &words)
        };
        let text = if choices.made > 0 {
            let n = choices.made.to_string();
            let made = cx.say_with("sync-made", &[("n", n.as_str())]);
            format!("{text}\n{made}")
        } else {
            text
        };
        let below = Rect::new(area.x, y, area.width, area.bottom().saturating_sub(y));
        sentences(buf, below, &text, cx);
    }

    fn draw_receive(&self, buf: &mut Buffer, area: Rect, cx: &Cx) {
        let Some(choices) = &self.choices else {
            return loading(buf, area, cx);
        };
        let rows = area.height.saturating_sub(1);
        self.senders.rows.set(rows.into());
        let first = (self.at + 1).saturating_sub(usize::from(rows.max(1)));
        // Whose and how large stand first: a long path is cut at its end.
        let about = |file: &OnDrive| {
            let kb = file.bytes.div_ceil(1024).to_string();
            let whose = self.senders.of(&file.path).to_owned();
            [whose, cx.say_with("sync-kb", &[("n", kb.as_str())])]
        };
        let about: Vec<[String; 2]> = choices.files.iter().map(about).collect();
        let wide = [0, 1].map(|n| {
            let cells = about.iter().map(|words| paint::cells(&words[n], cx));
            // Nothing is known of any: the column is not there yet.
            cells
                .max()
                .filter(|wide| *wide > 0)
                .map_or(0, |wide| wide + 2)
        });
        let files = choices.files.iter().zip(&about).map(|(file, words)| {
            let words = words.iter().zip(wide);
            let words = words.map(|(text, wide)| paint::fit(text, wide, cx));
            let line: String = words.chain([file.name.clone()]).collect();
            (file.when.clone(), line)
        });
        let other = (String::new(), cx.say("sync-other-file"));
        let all: Vec<_> = files.chain([other]).collect();
        let shown = all.iter().enumerate().skip(first);
        for ((at, (when, name)), y) in shown.zip(area.y..area.y + rows) {
            let wide = paint::cells("2026-11-23 09:00", cx);
            row_with(buf, area, y, (at == self.at, when, name), wide, cx);
            self.drew_row(area, y, at);
        }
        if choices.files.is_empty() {
            let below = Rect::new(
                area.x,
                area.y + 2,
                area.width,
                area.height.saturating_sub(2),
            );
            sentences(buf, below, &cx.say("sync-no-files"), cx);
        }
    }

    fn draw_receipts(&self, buf: &mut Buffer, area: Rect, cx: &Cx) {
        let Some(receipts) = &self.receipts else {
            return loading(buf, area, cx);
        };
        if receipts.is_empty() {
            return sentences(buf, area, &cx.say("sync-nobody"), cx);
        }
        let mut lines = Vec::new();
        for receipt in receipts {
            lines.push(Shown {
                text: receipt.who.clone(),
                style: cx.theme.title,
            });
            for line in &receipt.lines {
                push(
                    &mut lines,
                    &format!("  {line}"),
                    area.width,
                    cx.theme.text,
                    cx,
                );
            }
            if receipt.missing > 0 {
                let n = receipt.missing.to_string();
                let text = cx.say_with("receipt-lacking", &[("n", n.as_str())]);
                push(
                    &mut lines,
                    &format!("  {text}"),
                    area.width,
                    cx.theme.due,
                    cx,
                );
            }
            lines.push(Shown {
                text: String::new(),
                style: cx.theme.text,
            });
        }
        self.scroll(buf, area, &lines, cx);
    }

    /// Lines from where the cursor scrolled them; a mark where more follow.
    fn scroll(&self, buf: &mut Buffer, area: Rect, lines: &[Shown], cx: &Cx) {
        let most = lines.len().saturating_sub(usize::from(area.height));
        let first = self.at.min(most);
        self.most.set(most);
        let room = area.width.saturating_sub(LEFT + 1);
        for (line, y) in lines.iter().skip(first).zip(area.y..area.bottom()) {
            paint::put(buf, (area.x + LEFT, y), room, &line.text, line.style, cx);
        }
        if first < most {
            let y = area.bottom().saturating_sub(1);
            paint::put_right(buf, area, y, cx.marks.cut(), cx.theme.quiet, cx);
        }
    }
}

fn loading(buf: &mut Buffer, area: Rect, cx: &Cx) {
    sentences(buf, area, &cx.say("ui-loading"), cx);
}

fn push(lines: &mut Vec<Shown>, text: &str, width: u16, style: Style, cx: &Cx) {
    for line in paint::wrap(text, width.saturating_sub(LEFT + 2), cx) {
        lines.push(Shown { text: line, style });
    }
}

fn sent_lines(sent: &Sent, width: u16, cx: &Cx) -> Vec<Shown> {
    let (number, changes) = (sent.number.to_string(), sent.changes.to_string());
    let kb = sent.bytes.div_ceil(1024).to_string();
    let words = [
        ("n", number.as_str()),
        ("changes", changes.as_str()),
        ("kb", kb.as_str()),
    ];
    let mut lines = Vec::new();
    push(
        &mut lines,
        &if sent.changes == 0 {
            cx.say_with("out-exported-word", &words)
        } else {
            cx.say_with("sync-written", &words)
        },
        width,
        cx.theme.title,
        cx,
    );
    push(
        &mut lines,
        &cx.say("sync-read-back"),
        width,
        cx.theme.text,
        cx,
    );
    push(&mut lines, "", width, cx.theme.text, cx);
    for path in sent.path.split('\n') {
        push(&mut lines, path, width, cx.theme.text, cx);
    }
    push(&mut lines, "", width, cx.theme.text, cx);
    for note in &sent.notes {
        push(&mut lines, &cx.sentence(note), width, cx.theme.due, cx);
    }
    push(&mut lines, &cx.say("sync-then"), width, cx.theme.quiet, cx);
    lines
}

/// `masked` says where values that are masked here can be seen.
fn came_lines(came: &Came, masked: &str, width: u16, cx: &Cx) -> Vec<Shown> {
    let mut lines = Vec::new();
    for line in &came.from {
        push(&mut lines, line, width, cx.theme.text, cx);
    }
    push(&mut lines, "", width, cx.theme.text, cx);
    if let Some(nothing) = &came.nothing {
        push(&mut lines, nothing, width, cx.theme.title, cx);
        for line in came.decisions.iter().chain(&came.missing) {
            push(&mut lines, line, width, cx.theme.due, cx);
        }
        return lines;
    }
    let right = |text: &str| {
        let wide = paint::cells(text, cx);
        format!("{}{text}", " ".repeat(FIGURE.saturating_sub(wide).into()))
    };
    let name = width.saturating_sub(LEFT + 2 + 5 * FIGURE).min(24);
    let heads = ["new", "changed", "conflicts", "findings", "held"];
    let heads = heads.map(|id| right(&cx.say(&format!("came-{id}"))));
    let head = format!("{}{}", " ".repeat(name.into()), heads.concat());
    lines.push(Shown {
        text: head,
        style: cx.theme.quiet,
    });
    for (noun, figures) in &came.table {
        let figures = figures.map(|n| right(&n.to_string()));
        let text = format!("{}{}", paint::fit(noun, name, cx), figures.concat());
        lines.push(Shown {
            text,
            style: cx.theme.text,
        });
    }
    push(&mut lines, "", width, cx.theme.text, cx);
    let told = [&came.decisions, &came.lines, &came.missing];
    for line in told.into_iter().flatten() {
        push(&mut lines, line, width, cx.theme.due, cx);
    }
    if came.masked {
        push(&mut lines, &cx.say(masked), width, cx.theme.text, cx);
    }
    if told.iter().any(|lines| !lines.is_empty()) {
        push(&mut lines, "", width, cx.theme.text, cx);
    }
    if came.more > 0 {
        let (n, more) = (came.changes.len().to_string(), came.more.to_string());
        let words = [("n", n.as_str()), ("more", more.as_str())];
        push(
            &mut lines,
            &cx.say_with("one-more", &words),
            width,
            cx.theme.quiet,
            cx,
        );
    }
    push(&mut lines, &came.after, width, cx.theme.quiet, cx);
    lines
}
