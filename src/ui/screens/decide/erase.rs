//! Erasing a person, a meeting or a file: on what ground, then its number or name typed by hand,
//! then what no program can reach.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::domain::id::RecordId;
use crate::domain::record::is_same_word;
use crate::ui::commands::{Cmd, Scope};
use crate::ui::kit::answer::Answer;
use crate::ui::kit::ask::{Ask, Decide};
use crate::ui::kit::{Bar, Cx, Effect, Msg, Route, Screen, Toast};
use crate::ui::widgets::paint;

/// How far the erasure has come.
#[derive(Debug, Clone, PartialEq, Eq)]
enum At {
    /// What will happen is told.
    Told,
    /// The ground is asked for.
    Ground,
    /// The number or name is asked for; this is the ground.
    Word(String),
    /// It is under way.
    Waiting,
    /// Done: what is left for the person to see to.
    Done(Vec<String>),
}

/// The screen.
pub struct Erase {
    id: RecordId,
    /// What is erased, in one line.
    title: String,
    /// What must be typed.
    word: String,
    at: At,
}

impl Erase {
    /// Erases this root, once its number or name was typed.
    pub fn new(id: RecordId, title: String, word: String) -> Self {
        Self {
            id,
            title,
            word,
            at: At::Told,
        }
    }

    fn ask_for(&self, id: &str, cx: &Cx) -> Vec<Effect> {
        vec![Effect::Go(Route::Prompt {
            title: cx.say_with(id, &[("word", self.word.as_str())]),
            text: String::new(),
        })]
    }

    fn typed(&mut self, text: &str, cx: &Cx) -> Vec<Effect> {
        match &self.at {
            At::Ground => {
                self.at = At::Word(text.trim().to_owned());
                self.ask_for("erase-word", cx)
            }
            At::Word(ground) if is_same_word(&self.word, text) => {
                let ground = ground.clone();
                let id = self.id;
                self.at = At::Waiting;
                vec![Effect::Ask(Ask::Decide(Decide::Erase { id, ground }))]
            }
            At::Word(_) => {
                self.at = At::Told;
                vec![Effect::Say(Toast::warn(cx.say("erase-other-word")))]
            }
            At::Told | At::Waiting | At::Done(_) => Vec::new(),
        }
    }
}

impl Screen for Erase {
    fn update(&mut self, msg: Msg, cx: &Cx) -> Vec<Effect> {
        match msg {
            Msg::Do(Cmd::Open) => match self.at {
                At::Told => {
                    self.at = At::Ground;
                    self.ask_for("erase-ground", cx)
                }
                At::Done(_) => vec![Effect::Back],
                _ => Vec::new(),
            },
            // Whoever closes a question wants none of it.
            Msg::Shown => {
                if matches!(self.at, At::Ground | At::Word(_)) {
                    self.at = At::Told;
                }
                Vec::new()
            }
            Msg::Do(Cmd::Back) if self.at != At::Waiting => vec![Effect::Back],
            Msg::Result(text) => self.typed(&text, cx),
            Msg::Answer(answer) => match *answer {
                Answer::Erased(lines) => {
                    self.at = At::Done(lines);
                    vec![Effect::Say(Toast::good(cx.say("erase-done")))]
                }
                _ => Vec::new(),
            },
            Msg::Refused(fault) => {
                self.at = At::Told;
                vec![Effect::Fault(fault)]
            }
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buf = frame.buffer_mut();
        let room = area.width.saturating_sub(4);
        let mut lines: Vec<(String, bool)> = Vec::new();
        match &self.at {
            At::Done(told) => {
                for line in told {
                    lines.push((line.clone(), false));
                }
            }
            At::Waiting => lines.push((cx.say("erase-waiting"), false)),
            At::Told | At::Ground | At::Word(_) => {
                let what = [("what", self.title.as_str())];
                lines.push((cx.say_with("erase-what", &what), true));
                lines.push((String::new(), false));
                for id in ["erase-everywhere", "erase-for-good", "erase-how"] {
                    lines.push((cx.say(id), false));
                }
            }
        }
        let wrapped = lines.iter().flat_map(|(text, strong)| {
            let style = if *strong {
                cx.theme.title
            } else {
                cx.theme.text
            };
            let lines = paint::wrap(text, room, cx);
            lines.into_iter().map(move |line| (line, style))
        });
        for ((line, style), y) in wrapped.zip(area.y..area.bottom()) {
            paint::put(buf, (area.x + 2, y), room, &line, style, cx);
        }
    }

    fn cursor(&self, _area: Rect, _cx: &Cx) -> Option<Position> {
        None
    }

    fn scope(&self) -> Scope {
        Scope::Erase
    }

    fn bar(&self, cx: &Cx) -> Bar {
        Bar {
            left: cx.say("do-erase"),
            right: String::new(),
        }
    }

    fn names(&self, cmd: Cmd, cx: &Cx) -> Option<String> {
        let done = matches!(self.at, At::Done(_));
        let id = if done { "erase-read" } else { "erase-go-on" };
        (cmd == Cmd::Open).then(|| cx.say(id))
    }
}
