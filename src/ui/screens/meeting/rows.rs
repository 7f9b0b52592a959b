//! From the paper to what is saved, and back: rows are read out of the text, each keeps
//! the record it was saved as.

use jiff::civil::Date;
use serde_json::Value as Json;

use super::paper::{Earlier, Guest, Kept, Paper, Topic, kind_of};
use super::{changes, said};
use crate::domain::codes::Code;
use crate::domain::date::parse_date;
use crate::domain::form::{Kind, Object};
use crate::domain::meeting::live::{self, Action, Row, Vote};
use crate::domain::meeting::vote::{House, rule_of};
use crate::domain::record::Record;
use crate::ui::kit::Cx;

/// The fields of rows, in the order their records are matched.
pub const ROWS: [&str; 4] = ["topics", "decisions", "votes", "actions"];

/// Where a row of the input stands on the paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The field of rows.
    pub field: &'static str,
    /// The topic, or the attendee.
    pub topic: usize,
    /// The line in it.
    pub line: usize,
    /// Which of its field it is on the paper.
    pub number: usize,
    /// Its record, if it is saved already.
    pub id: Option<String>,
    /// Which of its field it is in the input, if it is sent.
    pub at: Option<usize>,
}

/// What is handed to the worker.
pub struct Sent {
    /// The input.
    pub input: Object,
    /// Where the rows of the paper stand, sent or not.
    pub rows: Vec<Placed>,
    /// The paper as it was sent.
    pub paper: Paper,
}

impl Sent {
    /// Where a row of the input stands on the paper.
    pub fn placed(&self, field: &str, at: usize) -> Option<&Placed> {
        let mut rows = self.rows.iter();
        rows.find(|p| p.field == field && p.at == Some(at))
    }
}

/// The day of the meeting.
pub fn day(paper: &Paper, cx: &Cx) -> Date {
    parse_date(paper.field("date")).unwrap_or(cx.today)
}

/// The rule a vote goes by: the one its line names, else that of the kind of meeting.
pub fn rule<'a>(paper: &Paper, vote: &Vote, cx: &'a Cx) -> Option<&'a Code> {
    let list = cx.reference.codes.list("vote_rule")?;
    let words = vote.rest.split(said::parts_words);
    let words = words.filter(|w| said::method_of(w, cx).is_none());
    let words: Vec<&str> = words.collect();
    let said = words.join(" ");
    let said = said
        .trim()
        .trim_start_matches("规则")
        .trim_start_matches(['：', ':', ' ']);
    let named = list.codes.iter().find(|c| {
        !said.is_empty() && (said.starts_with(&c.zh) || c.en.starts_with(said) || c.code == said)
    });
    named.or_else(|| list.get(rule_of(paper.field("kind"))))
}

/// The house as the attendance says.
pub fn house(paper: &Paper) -> House {
    let (present, eligible) = paper.house();
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    House {
        eligible: number(eligible),
        present: number(present),
    }
}

fn kept_field(row: &Row) -> &'static str {
    match row {
        Row::Decision(_) => "decisions",
        Row::Action(_) => "actions",
        Row::Vote(_) => "votes",
    }
}

/// The records of the row lines of one topic: first those whose line is as it was saved,
/// then in their order.
fn records(topic: &Topic, rows: &[(usize, &str, Row)]) -> Vec<Option<String>> {
    let mut free: Vec<&Kept> = topic.kept.iter().collect();
    let mut found: Vec<Option<String>> = vec![None; rows.len()];
    for exact in [true, false] {
        for (slot, (_, line, row)) in found.iter_mut().zip(rows) {
            if slot.is_some() {
                continue;
            }
            let field = kept_field(row);
            let fits = |k: &&Kept| k.field == field && (!exact || k.line == *line);
            if let Some(at) = free.iter().position(fits) {
                *slot = Some(free.remove(at).id.clone());
            }
        }
    }
    found
}

fn put(object: &mut Object, field: &str, text: &str) {
    let text = text.trim();
    let value = if text.is_empty() {
        Json::Null
    } else {
        text.into()
    };
    object.insert(field.to_owned(), value);
}

/// The input for what stands on the paper: all of it if there is no record yet, else
/// what differs from the paper as it was opened.
pub fn input(paper: &Paper, new: bool, cx: &Cx) -> Sent {
    let (mut input, mut rows) = whole(paper, new, cx);
    let base = paper.base.as_deref().and_then(Paper::of_body);
    if let Some((base, _)) = base.filter(|_| !new) {
        let (base, _) = whole(&base, false, cx);
        input = changes::since(base, input, &mut rows);
    }
    Sent {
        input,
        rows,
        paper: paper.clone(),
    }
}

/// All that stands on the paper; `new` if there is no record yet.
fn whole(paper: &Paper, new: bool, cx: &Cx) -> (Object, Vec<Placed>) {
    let mut input = paper.fields.clone();
    input.retain(|_, v| !new || !v.as_str().is_some_and(|t| t.trim().is_empty()));
    let mut out = Gather::default();
    let from = day(paper, cx);
    let names = paper.names();
    for (at, topic) in paper.topics.iter().enumerate() {
        out.topic(paper, at, topic, &names, from, cx);
    }
    let attendees: Vec<Json> = paper.people.iter().map(|g| guest(g, new)).collect();
    for (number, guest) in paper.people.iter().enumerate() {
        out.placed.push(Placed {
            field: "attendees",
            topic: number,
            line: 0,
            number,
            id: guest.id.clone(),
            at: Some(number),
        });
    }
    input.insert("attendees".into(), attendees.into());
    for (field, who) in [("chair", paper.chair), ("recorder", paper.recorder)] {
        let who = who.filter(|w| *w < paper.people.len());
        let word = who.map_or(Json::Null, |w| format!("#{}", w + 1).into());
        if !(new && word.is_null()) {
            input.insert(field.into(), word);
        }
    }
    for (field, rows) in out.rows {
        if !(rows.is_empty() && new) {
            input.insert(field.to_owned(), rows.into());
        }
    }
    let review = paper.earlier.iter().filter_map(looked_back);
    let review: Vec<Json> = review.collect();
    if !review.is_empty() {
        input.insert("review".into(), review.into());
    }
    (input, out.placed)
}

fn looked_back(e: &Earlier) -> Option<Json> {
    let now = e.now.as_ref()?;
    let mut item = Object::new();
    item.insert("action".into(), e.id.clone().into());
    if *now != e.status {
        item.insert("status".into(), now.clone().into());
    }
    if !e.remark.trim().is_empty() {
        put(&mut item, "remark", &e.remark);
    }
    (item.len() > 1).then_some(Json::Object(item))
}

fn guest(guest: &Guest, new: bool) -> Json {
    let mut row = Object::new();
    if let Some(id) = &guest.id {
        row.insert("id".into(), id.clone().into());
    }
    put(&mut row, "name", &guest.name);
    put(&mut row, "unit", &guest.unit);
    put(&mut row, "post", &guest.post);
    put(&mut row, "role", &guest.role);
    put(&mut row, "attendance", &guest.attendance);
    if new {
        row.retain(|_, v| !v.is_null());
    }
    Json::Object(row)
}

#[derive(Default)]
struct Gather {
    rows: Vec<(&'static str, Vec<Json>)>,
    placed: Vec<Placed>,
}

impl Gather {
    /// Adds a row; its number, from 1.
    fn add(
        &mut self,
        field: &'static str,
        id: Option<&String>,
        (topic, line): (usize, usize),
        row: Object,
    ) -> usize {
        let mut row = row;
        if let Some(id) = id {
            row.insert("id".into(), id.clone().into());
        } else {
            row.retain(|_, v| !v.is_null());
        }
        if self.rows.is_empty() {
            self.rows = ROWS.iter().map(|f| (*f, Vec::new())).collect();
        }
        let Some((_, rows)) = self.rows.iter_mut().find(|(f, _)| *f == field) else {
            return 0;
        };
        let number = rows.len();
        rows.push(Json::Object(row));
        self.placed.push(Placed {
            field,
            topic,
            line,
            number,
            id: id.cloned(),
            at: Some(number),
        });
        number + 1
    }

    /// Says something more about a row.
    fn say(&mut self, field: &str, number: usize, key: &str, value: &str) {
        let rows = self.rows.iter_mut().find(|(f, _)| *f == field);
        let row = rows.and_then(|(_, rows)| rows.get_mut(number.checked_sub(1)?));
        if let Some(Json::Object(row)) = row {
            row.insert(key.to_owned(), value.into());
        }
    }

    fn topic(
        &mut self,
        paper: &Paper,
        at: usize,
        topic: &Topic,
        names: &[&str],
        from: Date,
        cx: &Cx,
    ) {
        let lines = topic.area.lines();
        let rows: Vec<(usize, &str, Row)> = lines
            .iter()
            .enumerate()
            .filter(|(_, l)| !topic.plain.contains(l))
            .filter_map(|(n, l)| Some((n, l.as_str(), live::any_row(l, names, from)?)))
            .collect();
        let title = topic.title.text().trim();
        let is_row = |n: usize| rows.iter().any(|(at, _, _)| *at == n);
        let text: Vec<&str> = lines
            .iter()
            .enumerate()
            .filter(|(n, _)| !is_row(*n))
            .map(|(_, l)| l.as_str())
            .collect();
        let text = text.join("\n");
        if title.is_empty() && text.trim().is_empty() && rows.is_empty() && topic.id.is_none() {
            return;
        }
        let mut row = Object::new();
        put(&mut row, "title", title);
        let kind = topic
            .kind
            .clone()
            .unwrap_or_else(|| kind_of(title).to_owned());
        put(&mut row, "kind", &kind);
        put(&mut row, "presenter", &topic.presenter);
        put(&mut row, "discussion", &text);
        let number = self.add("topics", topic.id.as_ref(), (at, 0), row);
        let topic_ref = format!("#{number}");
        let ids = records(topic, &rows);
        let read: Vec<&Row> = rows.iter().map(|(_, _, row)| row).collect();
        let votes = said::votes(&read);
        let mut decision: Option<usize> = None;
        // Which decision rests on a vote, by the vote's place among the rows.
        let mut rests: Vec<(usize, usize)> = Vec::new();
        let mut counted: Vec<(usize, usize)> = Vec::new();
        for (n, ((line, _, row), id)) in rows.iter().zip(&ids).enumerate() {
            let spot = (at, *line);
            let new = id.is_none();
            let mut object = Object::new();
            match row {
                Row::Decision(text) => {
                    let (kind, text) = said::kind(text, cx);
                    let vote = votes.get(n).copied().flatten();
                    let by = vote.and_then(|v| read.get(v)).copied();
                    let kind = kind.unwrap_or_else(|| said::kind_by(by, paper, cx));
                    object.insert("topic".into(), topic_ref.clone().into());
                    put(&mut object, "text", text);
                    put(&mut object, "kind", kind);
                    let number = self.add("decisions", id.as_ref(), spot, object);
                    decision = Some(number);
                    if let Some(vote) = vote.filter(|_| matches!(kind, "vote" | "rejected")) {
                        rests.push((number, vote));
                    }
                }
                Row::Vote(vote) => {
                    counts(&mut object, paper, vote, new, cx);
                    object.insert("topic".into(), topic_ref.clone().into());
                    let number = self.add("votes", id.as_ref(), spot, object);
                    counted.push((n, number));
                }
                Row::Action(action) => {
                    act(&mut object, paper, action);
                    if let Some(of) = decision {
                        object.insert("decision".into(), format!("#{of}").into());
                    }
                    self.add("actions", id.as_ref(), spot, object);
                }
            }
        }
        for (decision, vote) in rests {
            if let Some((_, number)) = counted.iter().find(|(n, _)| *n == vote) {
                self.say("decisions", decision, "vote", &format!("#{number}"));
            }
        }
    }
}

fn act(object: &mut Object, paper: &Paper, action: &Action) {
    put(object, "text", &action.text);
    put(object, "owner", &action.owner);
    let known = paper.people.iter().find(|p| p.name == action.owner);
    let unit = match known {
        Some(guest) if action.unit.is_empty() => guest.unit.as_str(),
        _ => action.unit.as_str(),
    };
    put(object, "owner_unit", unit);
    let due = action.due.map(|d| d.to_string()).unwrap_or_default();
    put(object, "due", &due);
}

fn counts(object: &mut Object, paper: &Paper, vote: &Vote, new: bool, cx: &Cx) {
    let house = house(paper);
    let counts = vote.counts;
    if new {
        object.insert("eligible".into(), house.eligible.into());
        object.insert("present".into(), house.present.into());
    }
    object.insert("in_favour".into(), counts.in_favour.into());
    object.insert("against".into(), counts.against.into());
    object.insert("abstain".into(), counts.abstain.into());
    object.insert("invalid".into(), counts.invalid.into());
    let method = said::method(vote, cx).map_or(said::METHOD, |c| c.code.as_str());
    object.insert("method".into(), method.into());
    if let Some(rule) = rule(paper, vote, cx) {
        object.insert("rule".into(), rule.code.clone().into());
    }
}

/// Takes over the fields of the minutes themselves.
pub fn fields(paper: &mut Paper, record: &Record, cx: &Cx) {
    let Some(form) = cx.forms.get("minutes") else {
        return;
    };
    for field in form.visible() {
        let own = field.computed.is_none() && !matches!(field.kind, Kind::Ref { .. });
        let value = record.get(&field.id);
        if own && !field.is_rows() && !value.is_empty() {
            paper.fields.insert(field.id.clone(), value.to_json());
        }
    }
}
