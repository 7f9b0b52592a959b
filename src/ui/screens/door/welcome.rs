//! The first run: eight questions, each with a sentence that says what it is for.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use zeroize::Zeroizing;

use super::entered;
use crate::domain::identifiers::own_number::team_and_unit;
use crate::domain::passphrase::{self, Strength};
use crate::domain::places::PlaceKind;
use crate::domain::role::Role;
use crate::i18n;
use crate::ui::commands::{Cmd, Code, Scope};
use crate::ui::kit::answer::Answer;
use crate::ui::kit::ask::{Ask, Door, FirstRun, Secret};
use crate::ui::kit::{Bar, Cx, Effect, Msg, Screen};
use crate::ui::widgets::choices::{Choice, Choices};
use crate::ui::widgets::entry::Entry;
use crate::ui::widgets::paint;

/// The questions, in order.
const ASKED: [&str; 8] = [
    "language", "person", "team", "place", "role", "secret", "again", "recovery",
];
const LANGUAGE: usize = 0;
const TEAM: usize = 2;
const PLACE: usize = 3;
const ROLE: usize = 4;
const SECRET: usize = 5;
const AGAIN: usize = 6;
const LAST: usize = 7;

/// The screen.
pub struct Welcome {
    at: usize,
    entries: [Entry; 8],
    /// What is chosen for language, place, role and where the recovery file goes.
    picks: [Option<Choice>; 8],
    /// The drives that are plugged in.
    sticks: Vec<String>,
    list: Choices,
    refused: Vec<String>,
    making: bool,
}

impl Welcome {
    /// The first question.
    pub fn new(cx: &Cx) -> Self {
        let mut entries: [Entry; 8] = Default::default();
        entries[SECRET] = Entry::hidden();
        entries[AGAIN] = Entry::hidden();
        let mut welcome = Self {
            at: LANGUAGE,
            entries,
            picks: Default::default(),
            sticks: Vec::new(),
            list: Choices::default(),
            refused: Vec::new(),
            making: false,
        };
        welcome.enter(LANGUAGE, cx);
        welcome
    }

    fn picks_from_list(&self) -> bool {
        match self.at {
            LANGUAGE | PLACE | ROLE => true,
            // A path that is typed stands for itself.
            LAST => !self.sticks.is_empty() && self.entries[LAST].text().trim().is_empty(),
            _ => false,
        }
    }

    fn enter(&mut self, at: usize, cx: &Cx) {
        self.at = at;
        let all: Vec<Choice> = match at {
            LANGUAGE => vec![Choice::new("zh", "中文"), Choice::new("en", "English")],
            ROLE => Role::ALL
                .iter()
                .map(|r| Choice {
                    id: r.code().into(),
                    label: i18n::role(cx.lang, r.code()),
                    about: cx.say(&format!("welcome-role-{}", r.code())),
                })
                .collect(),
            PLACE => {
                let places = &cx.reference.places;
                let inside = places.under(&cx.reference.city);
                inside
                    .filter(|p| !places.is_city(&p.code) && p.kind != Some(PlaceKind::Historic))
                    .filter_map(|p| {
                        Some(Choice {
                            id: p.code.clone(),
                            label: places.full_name(&p.code)?,
                            about: p.code.clone(),
                        })
                    })
                    .collect()
            }
            LAST if !self.sticks.is_empty() => {
                let drive = |path: &String| {
                    let words = [("path", path.as_str())];
                    Choice::new(path.clone(), cx.say_with("welcome-recovery-on", &words))
                };
                // First what writes nothing: a drive may turn out to be built in.
                let later = Choice::new("", cx.say("welcome-later"));
                [later]
                    .into_iter()
                    .chain(self.sticks.iter().map(drive))
                    .collect()
            }
            _ => Vec::new(),
        };
        self.list = Choices::new(all);
        if at != LAST {
            self.list.narrow(self.entries[at].text());
        }
        if at == LANGUAGE {
            self.list
                .point(if cx.lang.is_chinese() { "zh" } else { "en" });
        }
        if let Some(pick) = &self.picks[at] {
            self.list.point(&pick.id);
        }
    }

    /// What keeps this question from being answered so.
    fn amiss(&self, cx: &Cx) -> Option<String> {
        let text = self.entries[self.at].text().trim();
        let secret = self.entries[SECRET].text();
        match self.at {
            SECRET => passphrase::check(secret)
                .err()
                .map(|f| f.notes.iter().map(|n| cx.sentence(n)).collect()),
            AGAIN => {
                (text != self.entries[SECRET].text().trim()).then(|| cx.say("welcome-differs"))
            }
            PLACE if self.lacks_name(cx) => Some(cx.say("welcome-place-unnamed")),
            PLACE if self.place().is_none() => Some(cx.say("welcome-place-none")),
            TEAM if !text.is_empty() => team_and_unit(text).err().map(|note| cx.sentence(&note)),
            LANGUAGE | PLACE | ROLE | LAST => None,
            _ => text.is_empty().then(|| cx.say("welcome-empty")),
        }
    }

    /// The code of a village that was typed, and the name behind it.
    fn village(&self) -> Option<(&str, &str)> {
        let typed = self.entries[PLACE].text().trim();
        let (code, name) = typed.split_once(char::is_whitespace).unwrap_or((typed, ""));
        let digits = code.len() == 12 && code.chars().all(|c| c.is_ascii_digit());
        digits.then(|| (code, name.trim()))
    }

    /// Whether a village was typed that nobody knows, without its name.
    fn lacks_name(&self, cx: &Cx) -> bool {
        let unknown = |code: &str| cx.reference.places.get(code).is_none();
        let known = |(code, name): (&str, &str)| name.is_empty() && unknown(code);
        self.at == PLACE && self.village().is_some_and(known)
    }

    /// The place under the cursor, or the village that was typed.
    fn place(&self) -> Option<Choice> {
        match (self.list.chosen(), self.village()) {
            (Some(choice), None) => Some(choice.clone()),
            (Some(choice), Some((code, _))) if choice.id == code => Some(choice.clone()),
            (_, Some((code, ""))) => Some(Choice::new(code, code)),
            (_, Some((code, name))) => Some(Choice::new(code, name)),
            (None, None) => None,
        }
    }

    fn go_on(&mut self, cx: &Cx) -> Vec<Effect> {
        self.refused = self.amiss(cx).into_iter().collect();
        if !self.refused.is_empty() {
            if self.at == AGAIN {
                self.entries[AGAIN].take();
            }
            return Vec::new();
        }
        self.picks[self.at] = None;
        if self.picks_from_list() {
            self.picks[self.at] = if self.at == PLACE {
                self.place()
            } else {
                self.list.chosen().cloned()
            };
        }
        let mut effects = Vec::new();
        if self.at == LANGUAGE {
            let asked = self.picks[LANGUAGE].as_ref().map(|c| c.id.as_str());
            if asked != Some(if cx.lang.is_chinese() { "zh" } else { "en" }) {
                effects.push(Effect::Language);
            }
        }
        if self.at < LAST {
            self.enter(self.at + 1, cx);
            if self.at == LAST {
                effects.push(Effect::Ask(Ask::Door(Door::Sticks)));
            }
            return effects;
        }
        self.making = true;
        let text = |at: usize| self.entries[at].text().trim().to_owned();
        let pick = |at: usize| {
            self.picks[at]
                .as_ref()
                .map_or(String::new(), |c| c.id.clone())
        };
        let recovery = match pick(LAST) {
            chosen if chosen.is_empty() => text(LAST),
            chosen => chosen,
        };
        let named = self.village().filter(|(_, name)| !name.is_empty());
        effects.push(Effect::Ask(Ask::Door(Door::Init(Box::new(FirstRun {
            person: text(1),
            team: text(TEAM),
            place: pick(PLACE),
            place_name: named.map(|(_, name)| name.to_owned()),
            role: pick(ROLE),
            // As typed: a space at either end is part of it.
            secret: Secret(Zeroizing::new(self.entries[SECRET].text().to_owned())),
            recovery_out: (!recovery.is_empty()).then_some(recovery),
        })))));
        effects
    }

    fn shown(&self, at: usize, cx: &Cx) -> String {
        if let Some(pick) = &self.picks[at] {
            return pick.label.clone();
        }
        let text = self.entries[at].text();
        if matches!(at, SECRET | AGAIN) {
            return "*".repeat(text.chars().count());
        }
        if text.is_empty() && at < self.at {
            return cx.say("welcome-later");
        }
        // As it will stand in numbers and on paper.
        if at == TEAM
            && let Ok((team, unit)) = team_and_unit(text)
        {
            return format!("{team} {unit}").trim_end().to_owned();
        }
        text.to_owned()
    }

    /// Nothing of what is too short: how well it would hold is not the question yet.
    fn strength(&self, cx: &Cx) -> String {
        let text = self.entries[SECRET].text();
        if passphrase::check(text).is_err() {
            return String::new();
        }
        cx.say(match passphrase::strength(text) {
            Strength::Weak => "welcome-weak",
            Strength::Fair => "welcome-fair",
            Strength::Strong => "welcome-strong",
        })
    }

    /// Where the answer of the question at hand is typed.
    fn line(&self, body: Rect, cx: &Cx) -> Rect {
        let y = body.y + 1 + u16::try_from(self.at).unwrap_or(0);
        let x = body.x + 4 + Self::labels(cx) + 2;
        Rect::new(x, y, body.right().saturating_sub(x + 2), 1)
    }

    fn labels(cx: &Cx) -> u16 {
        let widest = ASKED
            .iter()
            .map(|a| paint::cells(&cx.say(&format!("welcome-{a}")), cx));
        widest.max().unwrap_or(0)
    }

    fn below(body: Rect) -> Rect {
        Rect::new(
            body.x + 4,
            body.y + 10,
            body.width.saturating_sub(8),
            body.height.saturating_sub(10),
        )
    }
}

impl Screen for Welcome {
    fn update(&mut self, msg: Msg, cx: &Cx) -> Vec<Effect> {
        match msg {
            _ if self.making => match msg {
                Msg::Answer(answer) => {
                    if let Answer::Opened(notes) = *answer {
                        return entered(true, &notes, cx);
                    }
                }
                Msg::Refused(fault) => {
                    self.making = false;
                    self.refused = fault.notes.iter().map(|n| cx.sentence(n)).collect();
                    let field = fault.notes.first().and_then(|n| n.field.as_deref());
                    let at = ASKED.iter().position(|a| Some(*a) == field);
                    self.enter(at.unwrap_or(LAST), cx);
                }
                _ => {}
            },
            Msg::Answer(answer) => {
                if let Answer::Sticks(sticks) = *answer {
                    self.sticks = sticks;
                    if self.at == LAST {
                        self.enter(LAST, cx);
                    }
                }
            }
            Msg::Do(Cmd::Open | Cmd::NextField) => return self.go_on(cx),
            Msg::Do(Cmd::Back | Cmd::PrevTab) if self.at > 0 => {
                self.refused.clear();
                self.enter(self.at - 1, cx);
            }
            Msg::Key(key) => {
                self.refused.clear();
                let lists = self.picks_from_list() && self.list.key(key);
                if !lists && self.at != LANGUAGE && self.at != ROLE {
                    if self.entries[self.at].key(key) && self.at == PLACE {
                        self.list.narrow(self.entries[PLACE].text());
                    }
                } else if !lists && matches!(key.code, Code::Left | Code::Right) {
                    self.list.wheel(if key.code == Code::Left { -1 } else { 1 });
                }
            }
            Msg::Paste(text) if self.at != LANGUAGE && self.at != ROLE => {
                self.entries[self.at].paste(text.trim_end_matches('\n'));
                if self.at == PLACE {
                    self.list.narrow(self.entries[PLACE].text());
                }
            }
            Msg::Wheel(lines) => self.list.wheel(lines),
            // The language was changed under the list of roles.
            Msg::Shown => self.enter(self.at, cx),
            _ => {}
        }
        Vec::new()
    }

    fn view(&self, frame: &mut Frame, body: Rect, cx: &Cx) {
        let buf = frame.buffer_mut();
        let labels = Self::labels(cx);
        for (at, y) in (0..=self.at).zip(body.y + 1..) {
            let here = at == self.at;
            let mark = if here { ">" } else { " " };
            paint::put(buf, (body.x + 2, y), 1, mark, cx.theme.title, cx);
            let label = cx.say(&format!("welcome-{}", ASKED[at]));
            let style = if here { cx.theme.title } else { cx.theme.quiet };
            paint::put(buf, (body.x + 4, y), labels, &label, style, cx);
            let x = body.x + 4 + labels + 2;
            let room = body.right().saturating_sub(x + 2);
            if here {
                self.entries[at].view(buf, self.line(body, cx), cx.theme.text, cx);
            } else {
                paint::put(buf, (x, y), room, &self.shown(at, cx), cx.theme.text, cx);
            }
        }
        let below = Self::below(body);
        let mut y = below.y;
        let mut say = |text: &str, style| {
            for line in paint::wrap(text, below.width, cx) {
                if y < below.bottom() {
                    paint::put(buf, (below.x, y), below.width, &line, style, cx);
                }
                y += 1;
            }
        };
        if self.making {
            say(&cx.say("ui-making"), cx.theme.text);
            return;
        }
        for sentence in &self.refused {
            say(sentence, cx.theme.overdue);
        }
        let help = match self.at {
            LAST if self.picks_from_list() => "welcome-recovery-stick".to_owned(),
            at => format!("welcome-{}-help", ASKED[at]),
        };
        // A list needs its room where something was refused as well.
        if self.refused.is_empty() || !self.picks_from_list() {
            say(&cx.say(&help), cx.theme.quiet);
        }
        if self.at == SECRET {
            say(&self.strength(cx), cx.theme.due);
        }
        if self.picks_from_list() {
            let area = Rect::new(
                below.x.saturating_sub(2),
                y,
                below.width,
                below.bottom().saturating_sub(y),
            );
            self.list.view(buf, area, cx);
        }
    }

    fn cursor(&self, body: Rect, cx: &Cx) -> Option<Position> {
        (!self.making).then(|| self.entries[self.at].cursor(self.line(body, cx)))
    }

    fn scope(&self) -> Scope {
        Scope::Welcome
    }

    fn bar(&self, cx: &Cx) -> Bar {
        let (at, of) = ((self.at + 1).to_string(), ASKED.len().to_string());
        Bar {
            left: cx.say("welcome-name"),
            right: cx.say_with("ui-at-of", &[("at", at.as_str()), ("of", of.as_str())]),
        }
    }

    fn typing(&self) -> bool {
        true
    }

    fn hides(&self, cmd: Cmd, _cx: &Cx) -> bool {
        matches!(cmd, Cmd::NextField) || (cmd == Cmd::Back && self.at == 0)
    }

    fn names(&self, cmd: Cmd, cx: &Cx) -> Option<String> {
        match cmd {
            Cmd::Open if self.at == LAST => Some(cx.say("welcome-make")),
            Cmd::Open => Some(cx.say("tour-next")),
            _ => None,
        }
    }
}
