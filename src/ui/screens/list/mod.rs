//! The records of one form: filtered by every letter that is typed, sorted, filtered by
//! fields, page by page. The line under the cursor explains itself below.

mod ask;
mod columns;
mod draw;
mod window;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::domain::form::{Field, Form, REVIEW};
use crate::domain::id::RecordId;
use crate::domain::value::Value;
use crate::ui::commands::{Cmd, Code, Key, Scope};
use crate::ui::kit::answer::{Answer, Counts, Filters};
use crate::ui::kit::ask::{Ask, ListAsk, Look};
use crate::ui::kit::{Bar, Cx, Effect, Msg, Route, Screen, Spot, Toast};
use crate::ui::screens::popup::{DROP, KEPT};
use crate::ui::widgets::entry::Entry;
use window::{PAGE, Wanted, Window};

/// What a window over the list was opened for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Asked {
    Sort,
    Field,
    Value(String),
    Keep,
}

/// The screen.
pub struct List {
    form: String,
    entry: Entry,
    filters: Filters,
    sort: Option<String>,
    descending: bool,
    /// What is void is listed, and nothing else.
    void: bool,
    window: Window,
    counts: Option<Counts>,
    /// The page that is on its way.
    waits: Option<ListAsk>,
    asked: Option<Asked>,
    /// The record that the cursor goes back to once the first page is there.
    stay: Option<RecordId>,
    kept: Vec<(String, Filters)>,
    height: std::cell::Cell<u16>,
    first: std::cell::Cell<usize>,
}

impl List {
    /// The list of a form, with filters of codes.
    pub fn new(form: String, filters: &[(String, String)], cx: &Cx) -> Self {
        let mut list = Self {
            entry: Entry::default(),
            filters: Vec::new(),
            sort: None,
            descending: true,
            void: false,
            window: Window::default(),
            counts: None,
            waits: None,
            asked: None,
            stay: None,
            kept: Vec::new(),
            height: std::cell::Cell::new(10),
            first: std::cell::Cell::new(0),
            form,
        };
        if let Some(form) = cx.forms.get(&list.form) {
            list.filters = filters
                .iter()
                .filter_map(|(field, code)| {
                    let value = ask::begins(form, field, code, cx)?;
                    Some((field.clone(), value))
                })
                .collect();
            // What waits for an approval comes as it was written down, what is due by its
            // day, what has happened by its day backwards.
            if list.filters.iter().any(|(field, _)| field == REVIEW) {
                list.sort = None;
            } else if ask::can_sort(form, "due") {
                list.sort = Some("due".into());
                list.descending = false;
            } else if ask::can_sort(form, "date") {
                list.sort = Some("date".into());
            }
        }
        list
    }

    fn form<'a>(&self, cx: &'a Cx) -> Option<&'a Form> {
        cx.forms.get(&self.form)
    }

    fn ask(&self, after: Option<String>) -> ListAsk {
        ListAsk {
            form: self.form.clone(),
            typed: self.entry.text().trim().to_owned(),
            filters: self.filters.clone(),
            // What is void stands in no index.
            sort: self.sort.clone().filter(|_| !self.void),
            descending: self.descending || self.void,
            void: self.void,
            after,
            limit: PAGE,
        }
    }

    /// Asks for the page that the window wants, unless it is on its way.
    fn load(&mut self) -> Vec<Effect> {
        let Some(Wanted(after)) = self.window.wants() else {
            return Vec::new();
        };
        let ask = self.ask(after);
        if self.waits.as_ref() == Some(&ask) {
            return Vec::new();
        }
        self.waits = Some(ask.clone());
        vec![Effect::Ask(Ask::Look(Look::List(ask)))]
    }

    /// Everything anew, from the first row.
    fn anew(&mut self) -> Vec<Effect> {
        self.window = Window::default();
        self.first.set(0);
        self.waits = None;
        self.load()
    }

    /// Everything anew with the cursor near where it was: something may have been saved.
    fn reload(&mut self) -> Vec<Effect> {
        if self.window.is_first() && self.window.is_loaded() {
            self.stay = self.window.here().map(|row| row.id);
        }
        self.anew()
    }

    fn move_by(&mut self, by: isize) -> Vec<Effect> {
        self.window.step(by);
        self.load()
    }

    fn key(&mut self, key: Key) -> Vec<Effect> {
        let page = isize::try_from(self.height.get().max(1)).unwrap_or(1);
        match key.code {
            Code::Up => self.move_by(-1),
            Code::Down => self.move_by(1),
            Code::PageUp => self.move_by(-page),
            Code::PageDown => self.move_by(page),
            _ => {
                let before = self.entry.text().trim().to_owned();
                self.entry.key(key);
                if self.entry.text().trim() == before {
                    Vec::new()
                } else {
                    self.void = false;
                    self.anew()
                }
            }
        }
    }

    fn open(&self) -> Vec<Effect> {
        let row = self.window.here();
        row.map(|row| Effect::Go(Route::Record(row.id)))
            .into_iter()
            .collect()
    }

    /// A new record of this form, or below it where it needs a parent.
    fn begin(&self, cx: &Cx) -> Vec<Effect> {
        let Some(form) = self.form(cx) else {
            return Vec::new();
        };
        let route = match form.id.as_str() {
            "F1" => Route::NewCase,
            "minutes" => Route::Minutes {
                id: None,
                draft: None,
            },
            _ if hangs(form) => {
                let Some(above) = cx.forms.above(form) else {
                    return Vec::new();
                };
                // It hangs on another record: that one is chosen first.
                let name = above.label.text(cx.lang.is_chinese());
                let id = if form.rows_of.is_some() {
                    "list-below-rows"
                } else {
                    "list-below"
                };
                let text = cx.say_with(id, &[("form", name)]);
                let go = Effect::Go(Route::List {
                    form: above.id.clone(),
                    filters: Vec::new(),
                });
                return vec![go, Effect::Say(Toast::good(text))];
            }
            _ => Route::Form {
                form: form.id.clone(),
                id: None,
                parent: None,
                given: serde_json::Map::new(),
                draft: None,
            },
        };
        vec![Effect::Go(route)]
    }

    fn back(&mut self) -> Vec<Effect> {
        if std::mem::take(&mut self.void) {
            return self.anew();
        }
        if self.entry.text().is_empty() {
            return vec![Effect::Back];
        }
        self.entry.set("");
        self.anew()
    }

    fn pop_up(&mut self, asked: Asked, route: Route) -> Vec<Effect> {
        self.asked = Some(asked);
        vec![Effect::Go(route)]
    }

    fn command(&mut self, cmd: Cmd, cx: &Cx) -> Vec<Effect> {
        let Some(form) = self.form(cx) else {
            return if cmd == Cmd::Back {
                vec![Effect::Back]
            } else {
                Vec::new()
            };
        };
        match cmd {
            Cmd::Open => self.open(),
            Cmd::Back => self.back(),
            Cmd::New => self.begin(cx),
            Cmd::Sort if !self.entry.text().trim().is_empty() => {
                vec![Effect::Say(Toast::warn(cx.say("list-sort-typed")))]
            }
            Cmd::Sort => self.pop_up(Asked::Sort, ask::columns(form, cx)),
            Cmd::Filter => {
                let route = ask::fields(form, (&self.filters, self.void), &self.kept, cx);
                self.pop_up(Asked::Field, route)
            }
            Cmd::KeepFilter if self.filters.is_empty() => {
                vec![Effect::Say(Toast::warn(cx.say("list-keep-nothing")))]
            }
            Cmd::KeepFilter => {
                let route = Route::Prompt {
                    title: cx.say("list-keep"),
                    text: String::new(),
                };
                self.pop_up(Asked::Keep, route)
            }
            _ => Vec::new(),
        }
    }

    /// What was chosen in the window over the list.
    fn result(&mut self, text: &str, cx: &Cx) -> Vec<Effect> {
        let Some(form) = self.form(cx) else {
            return Vec::new();
        };
        match self.asked.take() {
            Some(Asked::Sort) => {
                self.void = false;
                let field = text.trim_start_matches(['+', '-']);
                self.sort = form.field(field).map(|f| f.id.clone());
                self.descending = text.starts_with('-') || text == " new";
                self.anew()
            }
            Some(Asked::Field) if text == ask::NONE => {
                self.filters.clear();
                self.anew()
            }
            Some(Asked::Field) if text == ask::OUT => {
                // What is void is found by nothing that is typed or filtered.
                self.void = !self.void;
                self.filters.clear();
                self.entry.set("");
                self.anew()
            }
            Some(Asked::Field) => {
                if let Some(name) = text.strip_prefix(DROP) {
                    let said = cx.say_with("list-dropped", &[("name", name)]);
                    let mut effects = self.keep_filter(name, Vec::new());
                    effects.push(Effect::Say(Toast::good(said)));
                    return effects;
                }
                if let Some(name) = text.strip_prefix(KEPT) {
                    let kept = self.kept.iter().find(|(known, _)| known == name);
                    self.filters = kept.map(|(_, f)| f.clone()).unwrap_or_default();
                    self.void = false;
                    return self.anew();
                }
                if text == REVIEW {
                    self.void = false;
                    self.sort = None;
                    self.descending = true;
                    self.filters.retain(|(known, _)| known != REVIEW);
                    self.filters.push((text.to_owned(), true.into()));
                    return self.anew();
                }
                let Some(field) = form.field(text) else {
                    return Vec::new();
                };
                self.pop_up(Asked::Value(field.id.clone()), ask::values(form, field, cx))
            }
            Some(Asked::Value(field)) => match form.field(&field) {
                Some(field) => self.filter(field, text, cx),
                None => Vec::new(),
            },
            Some(Asked::Keep) => {
                let said = cx.say_with("list-kept-now", &[("name", text)]);
                let mut effects = self.keep_filter(text, self.filters.clone());
                effects.push(Effect::Say(Toast::good(said)));
                effects
            }
            None => Vec::new(),
        }
    }

    /// Keeps a filter under a name; one without conditions is dropped.
    fn keep_filter(&self, name: &str, filters: Filters) -> Vec<Effect> {
        let form = self.form.clone();
        let name = name.to_owned();
        vec![Effect::Ask(Ask::Look(Look::KeepFilter {
            form,
            name,
            filters,
        }))]
    }

    fn filter(&mut self, field: &Field, text: &str, cx: &Cx) -> Vec<Effect> {
        self.void = false;
        let Some(value) = ask::value(field, text, cx) else {
            let word = field.kind.word();
            let word = word.text(cx.lang.is_chinese());
            let text = cx.say_with("list-no-value", &[("word", word)]);
            return vec![Effect::Say(Toast::warn(text))];
        };
        // A field of several codes may be asked for more than one of them.
        if let (Value::Codes(more), Some((_, Value::Codes(codes)))) = (
            &value,
            self.filters
                .iter_mut()
                .find(|(known, _)| *known == field.id),
        ) {
            codes.extend(more.iter().cloned());
            codes.dedup();
        } else {
            self.filters.retain(|(known, _)| *known != field.id);
            self.filters.push((field.id.clone(), value));
        }
        self.anew()
    }

    fn answer(&mut self, answer: Answer) -> Vec<Effect> {
        match answer {
            Answer::Page(page) => {
                let after = page.of.after.clone();
                if self.ask(after.clone()) != page.of {
                    return Vec::new();
                }
                self.waits = None;
                let first = !self.window.is_loaded();
                self.window.take(after, page);
                if let Some(id) = self.stay.take() {
                    let here = (0..self.window.len())
                        .find(|at| self.window.row(*at).is_some_and(|r| r.id == id));
                    self.window.point(here.unwrap_or(0));
                }
                let mut effects = self.load();
                if first {
                    let count = Look::Count(self.ask(None));
                    effects.push(Effect::Ask(Ask::Look(count)));
                }
                effects
            }
            Answer::Counts(counts) => {
                if counts.of == self.ask(None) {
                    self.counts = Some(*counts);
                }
                Vec::new()
            }
            Answer::KeptFilters(kept) => {
                self.kept = kept;
                Vec::new()
            }
            _ => Vec::new(),
        }
    }
}

impl Screen for List {
    fn update(&mut self, msg: Msg, cx: &Cx) -> Vec<Effect> {
        match msg {
            Msg::Shown => {
                self.asked = None;
                let mut effects = self.reload();
                effects.push(Effect::Ask(Ask::Look(Look::Filters(self.form.clone()))));
                effects
            }
            Msg::Do(cmd) => self.command(cmd, cx),
            Msg::Key(key) => self.key(key),
            Msg::Paste(text) => {
                self.entry.paste(&text);
                self.void = false;
                self.anew()
            }
            Msg::Wheel(lines) => self.move_by(lines.into()),
            Msg::Click(at) => self.click(at),
            Msg::Answer(answer) => self.answer(*answer),
            Msg::Refused(fault) => {
                self.waits = None;
                vec![Effect::Fault(fault)]
            }
            Msg::Result(text) => self.result(&text, cx),
            Msg::Resume(at) => {
                self.stay = at.parse().ok();
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        self.draw(frame.buffer_mut(), area, cx);
    }

    fn cursor(&self, area: Rect, cx: &Cx) -> Option<Position> {
        Some(self.entry.cursor(Self::entry_area(area, cx)))
    }

    fn scope(&self) -> Scope {
        Scope::List
    }

    fn spot(&self, cx: &Cx) -> Option<Spot> {
        let form = self.form(cx)?;
        let filters = self.filters.iter();
        let filters = filters
            .filter_map(|(field, value)| Some((field.clone(), ask::code(form, field, value)?)));
        let route = Route::List {
            form: self.form.clone(),
            filters: filters.collect(),
        };
        let here = self.window.here().map(|row| row.id.to_string());
        Some(Spot::new(route, here.unwrap_or_default()))
    }

    fn bar(&self, cx: &Cx) -> Bar {
        let name = self.form(cx).map(|f| f.label.text(cx.lang.is_chinese()));
        Bar {
            left: name.unwrap_or(&self.form).to_owned(),
            right: self.counted(cx),
        }
    }

    fn typing(&self) -> bool {
        true
    }

    fn takes(&self, cmd: Cmd) -> bool {
        cmd == Cmd::New
    }

    fn hides(&self, cmd: Cmd, _cx: &Cx) -> bool {
        cmd == Cmd::NextTab || cmd == Cmd::PrevTab
    }

    fn names(&self, cmd: Cmd, cx: &Cx) -> Option<String> {
        let typed = !self.entry.text().is_empty();
        let form = self.form(cx);
        match cmd {
            Cmd::Back if typed => Some(cx.say("list-clear")),
            Cmd::New if form.is_some_and(hangs) => {
                let name = form.map_or("", |form| above(form, cx));
                Some(cx.say_with("list-choose", &[("form", name)]))
            }
            _ => None,
        }
    }
}

/// Whether a record of this form is begun below another one.
fn hangs(form: &Form) -> bool {
    let own_page = matches!(form.id.as_str(), "F1" | "minutes");
    !own_page && (form.parent.is_some() || form.rows_of.is_some())
}

/// The name of the form above.
fn above<'a>(form: &Form, cx: &'a Cx) -> &'a str {
    let above = cx.forms.above(form);
    above.map_or("", |f| f.label.text(cx.lang.is_chinese()))
}
