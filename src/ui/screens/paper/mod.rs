//! What leaves as a file that is no hand-over: a paper, or a copy of all. A few rows say
//! what, as what and where to; the file is made when the person says so.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::domain::id::RecordId;
use crate::ui::commands::{Cmd, Code, Scope};
use crate::ui::kit::answer::{Answer, Written};
use crate::ui::kit::ask::{Ask, Out as Leaves, Printable};
use crate::ui::kit::{Bar, Cx, Effect, Msg, Route, Screen, Spot, Toast};
use crate::ui::screens::popup::{OTHER, folders};
use crate::ui::widgets::paint;
use crate::ui::widgets::rows::{LEFT, row, sentences};

/// The endings of what a paper can be written as, the usual one first.
const FORMATS: [&str; 3] = ["docx", "txt", "md"];

/// A row that is chosen in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    Paper,
    Format,
    Cover,
    Folder,
    Go,
}

/// How far it is.
#[derive(Debug, PartialEq)]
enum Stage {
    Choosing,
    Working,
    Written(Written),
}

/// What a window over the screen was opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Paper,
    Format,
    Folder,
    Typed,
}

/// The screen.
pub struct Out {
    /// The papers to choose from, each with its name; none for a copy of all.
    papers: Vec<(Printable, String)>,
    /// The record it was opened from.
    of: Option<(RecordId, String)>,
    paper: usize,
    format: usize,
    /// Whether protected values stand there whole.
    reveal: bool,
    folders: Option<Vec<(String, String)>>,
    folder: Option<String>,
    at: usize,
    stage: Stage,
    asked: Option<Asked>,
}

impl Out {
    /// A paper of this record and its form, or an empty one.
    pub fn print(of: Option<(RecordId, String)>, cx: &Cx) -> Self {
        let papers = papers(of.as_ref(), cx);
        Self {
            of,
            ..Self::with(papers)
        }
    }

    /// A copy of all.
    pub fn backup() -> Self {
        Self::with(Vec::new())
    }

    fn with(papers: Vec<(Printable, String)>) -> Self {
        Self {
            papers,
            of: None,
            paper: 0,
            format: 0,
            reveal: false,
            folders: None,
            folder: None,
            at: 0,
            stage: Stage::Choosing,
            asked: None,
        }
    }

    fn is_backup(&self) -> bool {
        self.papers.is_empty()
    }

    /// Whether what is chosen says anything of anybody.
    fn is_private(&self) -> bool {
        let chosen = self.papers.get(self.paper).map(|(paper, _)| paper);
        matches!(
            chosen,
            Some(Printable::Record(_) | Printable::SignIn(Some(_)))
        )
    }

    fn rows(&self) -> Vec<Row> {
        let mut rows = vec![Row::Folder, Row::Go];
        if !self.is_backup() {
            if self.is_private() {
                rows.insert(0, Row::Cover);
            }
            rows.splice(0..0, [Row::Paper, Row::Format]);
        }
        rows
    }

    fn here(&self) -> Row {
        self.rows().get(self.at).copied().unwrap_or(Row::Go)
    }

    fn step(&mut self, by: isize) {
        let last = self.rows().len().saturating_sub(1);
        self.at = self.at.saturating_add_signed(by).min(last);
    }

    fn pop_up(&mut self, asked: Asked, route: Route) -> Vec<Effect> {
        self.asked = Some(asked);
        vec![Effect::Go(route)]
    }

    fn pick(&mut self, asked: Asked, title: &str, of: Vec<String>, cx: &Cx) -> Vec<Effect> {
        let of = of.into_iter().enumerate();
        let route = Route::Pick {
            title: cx.say(title),
            of: of.map(|(at, words)| (at.to_string(), words)).collect(),
        };
        self.pop_up(asked, route)
    }

    fn enter(&mut self, cx: &Cx) -> Vec<Effect> {
        match (&self.stage, self.here()) {
            (Stage::Working, _) => Vec::new(),
            (Stage::Written(_), _) => vec![Effect::Back],
            (_, Row::Paper) => {
                let of = self.papers.iter().map(|(_, name)| name.clone()).collect();
                self.pick(Asked::Paper, "print-what", of, cx)
            }
            (_, Row::Format) => {
                let of = FORMATS.map(|f| cx.say(&format!("print-{f}"))).to_vec();
                self.pick(Asked::Format, "print-format", of, cx)
            }
            (_, Row::Cover) => {
                self.reveal = !self.reveal;
                Vec::new()
            }
            (_, Row::Folder) => {
                let route = folders(self.folders.as_deref().unwrap_or_default(), cx);
                self.pop_up(Asked::Folder, route)
            }
            (_, Row::Go) => self.go(cx),
        }
    }

    fn go(&mut self, cx: &Cx) -> Vec<Effect> {
        let Some(folder) = self.folder.clone() else {
            return vec![Effect::Say(Toast::warn(cx.say("print-choose-folder")))];
        };
        let ask = match self.papers.get(self.paper) {
            None => Leaves::Backup(folder),
            Some((paper, _)) => Leaves::Print {
                paper: paper.clone(),
                format: FORMATS.get(self.format).unwrap_or(&"docx").to_string(),
                reveal: self.reveal && self.is_private(),
                folder,
            },
        };
        self.stage = Stage::Working;
        vec![Effect::Ask(Ask::Out(ask))]
    }

    fn result(&mut self, text: &str, cx: &Cx) -> Vec<Effect> {
        match self.asked.take() {
            Some(Asked::Paper) => self.paper = text.parse().unwrap_or(0),
            Some(Asked::Format) => self.format = text.parse().unwrap_or(0),
            Some(Asked::Folder) if text == OTHER => {
                let title = cx.say("sync-other-folder");
                let text = String::new();
                return self.pop_up(Asked::Typed, Route::Prompt { title, text });
            }
            Some(Asked::Folder | Asked::Typed) => self.folder = Some(text.trim().to_owned()),
            None => return Vec::new(),
        }
        // On to what comes next.
        self.step(1);
        Vec::new()
    }

    fn said(&self, row: Row, cx: &Cx) -> (String, String) {
        let unset = || cx.say("sync-not-chosen");
        match row {
            Row::Paper => {
                let paper = self.papers.get(self.paper).map(|(_, name)| name.clone());
                (cx.say("print-what"), paper.unwrap_or_else(unset))
            }
            Row::Format => {
                let format = FORMATS.get(self.format).unwrap_or(&"docx");
                (cx.say("print-format"), cx.say(&format!("print-{format}")))
            }
            Row::Cover => {
                let id = if self.reveal {
                    "print-whole"
                } else {
                    "print-covered"
                };
                (cx.say("print-cover"), cx.say(id))
            }
            Row::Folder => {
                let known = self.folders.iter().flatten();
                let folder = self.folder.as_ref().map(|folder| {
                    let mut known = known.filter(|(path, _)| path == folder);
                    known
                        .next()
                        .map_or_else(|| folder.clone(), |(_, w)| w.clone())
                });
                (cx.say("sync-out"), folder.unwrap_or_else(unset))
            }
            Row::Go if self.is_backup() => (String::new(), cx.say("backup-go")),
            Row::Go => (String::new(), cx.say("print-go")),
        }
    }

    fn draw_rows(&self, buf: &mut Buffer, area: Rect, cx: &Cx) {
        let rows = self.rows();
        for ((at, one), y) in rows.iter().enumerate().zip((area.y..).step_by(2)) {
            let (name, value) = self.said(*one, cx);
            row(buf, area, y, (at == self.at, &name, &value), cx);
        }
        let id = match (self.is_backup(), self.is_private()) {
            (true, _) => "backup-about",
            (_, true) => "print-warn",
            _ => "print-empty",
        };
        let used = u16::try_from(rows.len() * 2).unwrap_or(u16::MAX);
        let y = area.y.saturating_add(used).min(area.bottom());
        let below = Rect::new(area.x, y, area.width, area.bottom() - y);
        sentences(buf, below, &cx.say(id), cx);
    }

    fn draw_written(buf: &mut Buffer, area: Rect, written: &Written, cx: &Cx) {
        let kb = written.bytes.div_ceil(1024).to_string();
        let mut lines = vec![(cx.say_with("print-done", &[("n", &kb)]), cx.theme.title)];
        lines.push((written.path.clone(), cx.theme.text));
        let notes = written.notes.iter();
        lines.extend(notes.map(|n| (cx.sentence(n), cx.theme.due)));
        let room = area.width.saturating_sub(LEFT + 2);
        let mut y = area.y;
        for (text, style) in lines {
            for line in paint::wrap(&text, room, cx) {
                paint::put(buf, (area.x + LEFT, y), room, &line, style, cx);
                y += 1;
            }
            y += 1;
        }
    }
}

/// What can be printed of a record, or of none.
fn papers(of: Option<&(RecordId, String)>, cx: &Cx) -> Vec<(Printable, String)> {
    let zh = cx.lang.is_chinese();
    let named = |id: &str, form: &str| {
        let label = cx.forms.get(form).map_or(form, |f| f.label.text(zh));
        cx.say_with(id, &[("form", label)])
    };
    let blank = |form: &str| {
        let name = named("print-blank", form);
        (Printable::Blank(form.to_owned()), name)
    };
    let Some((id, form)) = of else {
        let forms = cx.forms.iter().filter(|f| f.rows_of.is_none());
        let mut all: Vec<_> = forms.map(|f| blank(&f.id)).collect();
        all.push((Printable::SignIn(None), cx.say("print-sign-in-blank")));
        return all;
    };
    let mut all = vec![(Printable::Record(*id), named("print-this", form))];
    if form == "minutes" {
        all.push((Printable::SignIn(Some(*id)), cx.say("print-sign-in")));
    }
    all.push(blank(form));
    all
}

impl Screen for Out {
    fn update(&mut self, msg: Msg, cx: &Cx) -> Vec<Effect> {
        match msg {
            Msg::Shown => {
                self.asked = None;
                if !self.is_backup() {
                    // The language may be another one.
                    self.papers = papers(self.of.as_ref(), cx);
                }
                let copy = self.is_backup();
                return vec![Effect::Ask(Ask::Out(Leaves::Folders { copy }))];
            }
            Msg::Do(Cmd::Open) => return self.enter(cx),
            Msg::Do(Cmd::Back) => return vec![Effect::Back],
            Msg::Key(key) => match key.code {
                Code::Up | Code::BackTab => self.step(-1),
                Code::Down | Code::Tab => self.step(1),
                _ => {}
            },
            Msg::Click(at) => {
                // The body begins below bar and rule.
                let clicked = at.y.checked_sub(2).map(|y| usize::from(y / 2));
                if let Some(clicked) = clicked.filter(|c| *c < self.rows().len()) {
                    let again = self.at == clicked;
                    self.at = clicked;
                    if again {
                        return self.enter(cx);
                    }
                }
            }
            Msg::Wheel(lines) => self.step(lines.into()),
            Msg::Resume(at) => self.at = at.parse().unwrap_or(0),
            Msg::Result(text) => return self.result(&text, cx),
            Msg::Answer(answer) => match *answer {
                Answer::Folders(folders) => {
                    let first = folders.first().map(|(path, _)| path.clone());
                    self.folder = self.folder.take().or(first);
                    self.folders = Some(folders);
                }
                Answer::Written(written) => self.stage = Stage::Written(written),
                _ => {}
            },
            Msg::Refused(fault) => {
                self.stage = Stage::Choosing;
                return vec![Effect::Fault(fault)];
            }
            _ => {}
        }
        Vec::new()
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buf = frame.buffer_mut();
        match &self.stage {
            Stage::Choosing => self.draw_rows(buf, area, cx),
            Stage::Working => sentences(buf, area, &cx.say("sync-working"), cx),
            Stage::Written(written) => Self::draw_written(buf, area, written, cx),
        }
    }

    fn cursor(&self, _area: Rect, _cx: &Cx) -> Option<Position> {
        None
    }

    fn scope(&self) -> Scope {
        Scope::Paper
    }

    fn bar(&self, cx: &Cx) -> Bar {
        let id = if self.is_backup() {
            "do-backup"
        } else {
            "do-print"
        };
        Bar {
            left: cx.say(id),
            right: String::new(),
        }
    }

    fn spot(&self, _cx: &Cx) -> Option<Spot> {
        let route = if self.is_backup() {
            Route::Backup
        } else {
            Route::Print(self.of.clone())
        };
        Some(Spot::new(route, self.at))
    }

    fn hides(&self, cmd: Cmd, _cx: &Cx) -> bool {
        let working = self.stage == Stage::Working;
        cmd == Cmd::Open && working
    }

    fn names(&self, cmd: Cmd, cx: &Cx) -> Option<String> {
        let id = match (&self.stage, self.here()) {
            (Stage::Written(_), _) => "sync-close",
            (_, Row::Go) if self.is_backup() => "backup-go",
            (_, Row::Go) => "print-go",
            _ => "sync-choose",
        };
        (cmd == Cmd::Open).then(|| cx.say(id))
    }
}
