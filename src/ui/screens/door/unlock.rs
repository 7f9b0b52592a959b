//! The locked screen.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use zeroize::Zeroizing;

use super::entered;
use crate::domain::fault::DRAFT_UNKEPT;
use crate::ui::commands::{Cmd, Scope};
use crate::ui::kit::answer::Answer;
use crate::ui::kit::ask::{Ask, Door, Secret};
use crate::ui::kit::{Bar, Cx, Effect, Msg, Progress, Screen};
use crate::ui::widgets::entry::Entry;
use crate::ui::widgets::paint;

/// Asks for the passphrase.
pub struct Unlock {
    entry: Entry,
    opening: bool,
    /// How far it is where opening takes long.
    progress: Option<Progress>,
    refused: Vec<String>,
    /// Something that was written could not be stored and waits in memory.
    unkept: bool,
}

impl Default for Unlock {
    fn default() -> Self {
        Self {
            entry: Entry::hidden(),
            opening: false,
            progress: None,
            refused: Vec::new(),
            unkept: false,
        }
    }
}

impl Unlock {
    fn open(&mut self) -> Vec<Effect> {
        if self.opening || self.entry.text().is_empty() {
            return Vec::new();
        }
        self.opening = true;
        self.refused.clear();
        let secret = Secret(Zeroizing::new(self.entry.take()));
        vec![Effect::Ask(Ask::Door(Door::Unlock(secret)))]
    }

    fn line(body: Rect, cx: &Cx) -> Rect {
        let x = body.x + 4 + paint::cells(&cx.say("ui-passphrase"), cx) + 2;
        let y = body.y + 4;
        Rect::new(x, y, body.right().saturating_sub(x + 2), 1)
    }
}

impl Screen for Unlock {
    fn update(&mut self, msg: Msg, cx: &Cx) -> Vec<Effect> {
        match msg {
            Msg::Do(Cmd::Open) => return self.open(),
            Msg::Key(key) if !self.opening => {
                self.entry.key(key);
            }
            Msg::Paste(text) if !self.opening => {
                self.entry.paste(text.trim_end_matches('\n'));
                // A passphrase and Enter in one burst of keys.
                if text.ends_with('\n') {
                    return self.open();
                }
            }
            Msg::Answer(answer) => {
                if let Answer::Opened(notes) = *answer {
                    return entered(false, &notes, cx);
                }
            }
            Msg::Progress(progress) if self.opening => self.progress = Some(progress),
            Msg::Refused(fault) if fault.code() == DRAFT_UNKEPT => self.unkept = true,
            Msg::Refused(fault) => {
                self.opening = false;
                self.progress = None;
                self.refused = fault.notes.iter().map(|n| cx.sentence(n)).collect();
            }
            _ => {}
        }
        Vec::new()
    }

    fn view(&self, frame: &mut Frame, body: Rect, cx: &Cx) {
        let buf = frame.buffer_mut();
        let wide = body.width.saturating_sub(8);
        let mut put = |y: u16, text: &str, style| {
            paint::put(buf, (body.x + 4, body.y + y), wide, text, style, cx);
        };
        if self.unkept {
            let lines = paint::wrap(&cx.say("ui-locked-unkept"), wide, cx);
            for (line, y) in lines.iter().take(3).zip(1..) {
                put(y, line, cx.theme.overdue);
            }
        } else {
            put(2, &cx.say("ui-locked"), cx.theme.title);
        }
        put(4, &cx.say("ui-passphrase"), cx.theme.text);
        if cx.demo && !self.opening && self.refused.is_empty() {
            put(6, &cx.say("ui-demo-passphrase"), cx.theme.quiet);
        }
        if let Some(progress) = self.progress {
            put(6, &progress.text(cx), cx.theme.text);
            let help = paint::wrap(&cx.say("ui-renewing-help"), wide, cx);
            for (line, y) in help.iter().zip(8..) {
                put(y, line, cx.theme.quiet);
            }
        } else if self.opening {
            put(6, &cx.say("ui-opening"), cx.theme.quiet);
        }
        let mut y = 6;
        for sentence in &self.refused {
            for line in paint::wrap(sentence, wide, cx) {
                put(y, &line, cx.theme.overdue);
                y += 1;
            }
        }
        if !self.refused.is_empty() {
            for line in paint::wrap(&cx.say("ui-forgotten"), wide, cx) {
                put(y + 1, &line, cx.theme.quiet);
                y += 1;
            }
        }
        self.entry
            .view(buf, Self::line(body, cx), cx.theme.text, cx);
    }

    fn cursor(&self, body: Rect, cx: &Cx) -> Option<Position> {
        (!self.opening).then(|| self.entry.cursor(Self::line(body, cx)))
    }

    fn scope(&self) -> Scope {
        Scope::Unlock
    }

    fn bar(&self, cx: &Cx) -> Bar {
        Bar {
            left: cx.say("ui-name"),
            right: String::new(),
        }
    }

    fn typing(&self) -> bool {
        true
    }

    fn names(&self, cmd: Cmd, cx: &Cx) -> Option<String> {
        (cmd == Cmd::Open).then(|| cx.say("ui-unlock"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fault::Fault;
    use crate::ui::commands::{Code, Key};
    use crate::ui::kit::test_cx;

    #[test]
    fn the_passphrase_leaves_the_line_when_it_is_sent_and_a_refusal_can_be_tried_again() {
        let cx = test_cx();
        let mut unlock = Unlock::default();
        for c in "秘密的口令".chars() {
            unlock.update(Msg::Key(Key::plain(Code::Char(c))), &cx);
        }
        let effects = unlock.update(Msg::Do(Cmd::Open), &cx);
        assert!(matches!(
            &effects[..],
            [Effect::Ask(Ask::Door(Door::Unlock(s)))] if *s.0 == "秘密的口令"
        ));
        assert_eq!(unlock.entry.text(), "");
        assert!(unlock.update(Msg::Do(Cmd::Open), &cx).is_empty());
        unlock.update(Msg::Refused(Fault::new("E_PASSPHRASE_WRONG")), &cx);
        assert!(!unlock.opening);
        assert!(!format!("{effects:?}").contains("秘密"));
    }

    #[test]
    fn long_opening_says_how_far_it_is_and_a_refusal_ends_that() {
        let cx = test_cx();
        let mut unlock = Unlock::default();
        let far = Progress {
            what: "ui-renewing",
            done: 2048,
            of: Some(1_000_000),
        };
        // Nothing is being opened: a late word is nobody's.
        unlock.update(Msg::Progress(far), &cx);
        assert!(unlock.progress.is_none());
        unlock.update(Msg::Paste("秘密的口令\n".into()), &cx);
        unlock.update(Msg::Progress(far), &cx);
        assert_eq!(unlock.progress, Some(far));
        assert!(far.text(&cx).contains("2048"), "{}", far.text(&cx));
        unlock.update(Msg::Refused(Fault::new("E_CANCELLED")), &cx);
        assert!(unlock.progress.is_none() && !unlock.opening);
    }

    #[test]
    fn a_passphrase_and_enter_in_one_burst_open() {
        let cx = test_cx();
        let mut unlock = Unlock::default();
        assert!(unlock.update(Msg::Paste("秘密的".into()), &cx).is_empty());
        let effects = unlock.update(Msg::Paste("口令\n".into()), &cx);
        assert!(matches!(
            &effects[..],
            [Effect::Ask(Ask::Door(Door::Unlock(s)))] if *s.0 == "秘密的口令"
        ));
    }
}
