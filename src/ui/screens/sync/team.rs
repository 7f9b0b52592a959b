//! One device: what of it came and what did not; and what to do when its laptop is lost.

use std::cell::Cell;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::ui::commands::{Cmd, Code, Scope};
use crate::ui::kit::answer::{Answer, Team as Device};
use crate::ui::kit::ask::{Ask, Look, Sync as Work};
use crate::ui::kit::{Bar, Cx, Effect, Msg, Route, Screen, Spot};
use crate::ui::widgets::paint;

/// How far things have come.
enum Stage {
    /// Looking at the device.
    Looking,
    /// What a revocation would do.
    Asked(Vec<String>),
    /// What it did.
    Revoked(Vec<String>),
}

/// The screen.
pub struct Team {
    id: String,
    device: Option<Device>,
    stage: Stage,
    at: usize,
    first: Cell<usize>,
}

impl Team {
    /// Of the device with this id.
    pub fn new(id: String) -> Self {
        Self {
            id,
            device: None,
            stage: Stage::Looking,
            at: 0,
            first: Cell::new(0),
        }
    }

    fn may_revoke(&self) -> bool {
        self.device.as_ref().is_some_and(|d| d.may_revoke)
    }

    fn revoked(&self) -> bool {
        self.device.as_ref().is_none_or(|d| d.revoked)
    }

    fn work(work: Work) -> Vec<Effect> {
        vec![Effect::Ask(Ask::Sync(work))]
    }

    fn look(&self) -> Vec<Effect> {
        vec![Effect::Ask(Ask::Look(Look::Team(self.id.clone())))]
    }

    fn command(&mut self, cmd: Cmd) -> Vec<Effect> {
        match (cmd, &self.stage) {
            (Cmd::Revoke, Stage::Looking) if self.may_revoke() => {
                Self::work(Work::WouldRevoke(self.id.clone()))
            }
            (Cmd::Open, Stage::Asked(_)) => Self::work(Work::Revoke(self.id.clone())),
            (Cmd::Back, Stage::Asked(_)) | (Cmd::Open | Cmd::Back, Stage::Revoked(_)) => {
                self.stage = Stage::Looking;
                self.at = 0;
                self.look()
            }
            (Cmd::Back, Stage::Looking) => vec![Effect::Back],
            (Cmd::AnswerFile, Stage::Revoked(_)) => vec![Effect::Go(Route::Sync)],
            (Cmd::AnswerFile, Stage::Looking) if !self.revoked() => {
                vec![Effect::Go(Route::SyncTo(self.id.clone()))]
            }
            _ => Vec::new(),
        }
    }

    fn lines(&self) -> &[String] {
        match &self.stage {
            Stage::Looking => self.device.as_ref().map_or(&[], |d| &d.lines),
            Stage::Asked(lines) | Stage::Revoked(lines) => lines,
        }
    }
}

impl Screen for Team {
    fn update(&mut self, msg: Msg, _cx: &Cx) -> Vec<Effect> {
        match msg {
            Msg::Shown if matches!(self.stage, Stage::Looking) => return self.look(),
            Msg::Do(cmd) => return self.command(cmd),
            Msg::Key(key) => match key.code {
                Code::Up => self.at = self.first.get().saturating_sub(1),
                Code::Down => self.at = self.first.get() + 1,
                Code::PageUp => self.at = self.first.get().saturating_sub(10),
                Code::PageDown => self.at = self.first.get() + 10,
                _ => {}
            },
            Msg::Wheel(lines) => self.at = self.first.get().saturating_add_signed(lines.into()),
            Msg::Answer(answer) => {
                self.at = 0;
                match *answer {
                    Answer::Team(device) => self.device = Some(*device),
                    Answer::WouldRevoke(lines) => self.stage = Stage::Asked(lines),
                    Answer::Revoked(lines) => self.stage = Stage::Revoked(lines),
                    _ => {}
                }
            }
            Msg::Refused(fault) => {
                self.stage = Stage::Looking;
                return vec![Effect::Fault(fault)];
            }
            _ => {}
        }
        Vec::new()
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buf = frame.buffer_mut();
        let room = area.width.saturating_sub(4);
        let mut lines = Vec::new();
        if self.lines().is_empty() {
            lines.push((cx.say("ui-loading"), cx.theme.quiet));
        }
        for (at, line) in self.lines().iter().enumerate() {
            let style = if at == 0 {
                cx.theme.title
            } else {
                cx.theme.text
            };
            let wrapped = paint::wrap(line, room, cx);
            if wrapped.is_empty() {
                lines.push((String::new(), style));
            }
            lines.extend(wrapped.into_iter().map(|text| (text, style)));
        }
        let most = lines.len().saturating_sub(usize::from(area.height));
        let first = self.at.min(most);
        self.first.set(first);
        for ((text, style), y) in lines.iter().skip(first).zip(area.y..area.bottom()) {
            paint::put(buf, (area.x + 2, y), room, text, *style, cx);
        }
        if first < most {
            let y = area.bottom().saturating_sub(1);
            paint::put_right(buf, area, y, cx.marks.cut(), cx.theme.quiet, cx);
        }
    }

    fn cursor(&self, _area: Rect, _cx: &Cx) -> Option<Position> {
        None
    }

    fn scope(&self) -> Scope {
        Scope::Team
    }

    fn spot(&self, _cx: &Cx) -> Option<Spot> {
        Some(Spot::new(Route::Team(self.id.clone()), 0))
    }

    fn bar(&self, cx: &Cx) -> Bar {
        let left = match self.stage {
            Stage::Looking => cx.say("scope-team"),
            Stage::Asked(_) | Stage::Revoked(_) => cx.say("do-revoke"),
        };
        let right = match self.stage {
            Stage::Asked(_) => cx.say("revoke-not-yet"),
            Stage::Looking | Stage::Revoked(_) => String::new(),
        };
        Bar { left, right }
    }

    fn hides(&self, cmd: Cmd, _cx: &Cx) -> bool {
        match (&self.stage, cmd) {
            (Stage::Looking, Cmd::Revoke) => !self.may_revoke(),
            (Stage::Looking, Cmd::AnswerFile) => self.revoked(),
            (Stage::Looking, Cmd::Open)
            | (Stage::Asked(_), Cmd::AnswerFile)
            | (Stage::Asked(_) | Stage::Revoked(_), Cmd::Revoke | Cmd::New | Cmd::Undo) => true,
            _ => false,
        }
    }

    fn names(&self, cmd: Cmd, cx: &Cx) -> Option<String> {
        let id = match (&self.stage, cmd) {
            (Stage::Asked(_), Cmd::Open) => "do-revoke",
            (Stage::Asked(_), Cmd::Back) => "sync-leave",
            (Stage::Revoked(_), Cmd::Open) => "sync-close",
            (Stage::Revoked(_), Cmd::AnswerFile) => "revoke-files",
            _ => return None,
        };
        Some(cx.say(id))
    }
}
