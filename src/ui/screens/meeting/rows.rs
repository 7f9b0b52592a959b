//! From the paper to what is saved, and back: rows are read out of the text, each keeps
//! the record it was saved as.

use jiff::civil::Date;
use serde_json::{Value as Json, json};

use super::paper::{Earlier, Guest, Kept, Paper, Topic, kind_of};
use crate::domain::codes::Code;
use crate::domain::date::parse_date;
use crate::domain::form::{Kind, Object};
use crate::domain::meeting::live::{self, Action, Row, Vote};
use crate::domain::meeting::vote::{House, Outcome, rule_of};
use crate::domain::record::Record;
use crate::ui::kit::Cx;
use crate::ui::kit::answer::Sheet;

/// The fields of rows, in the order their records are matched.
pub const ROWS: [&str; 4] = ["topics", "decisions", "votes", "actions"];

/// Where a row of the input stands on the paper: topic and line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// The topic.
    pub topic: usize,
    /// The line in it.
    pub line: usize,
}

/// What is handed to the worker.
pub struct Sent {
    /// The input.
    pub input: Object,
    /// Where its rows stand: field, and a spot for each in their order.
    pub spots: Vec<(&'static str, Vec<Spot>)>,
}

/// The day of the meeting.
pub fn day(paper: &Paper, cx: &Cx) -> Date {
    parse_date(paper.field("date")).unwrap_or(cx.today)
}

/// The rule a vote goes by: the one its line names, else that of the kind of meeting.
pub fn rule<'a>(paper: &Paper, vote: &Vote, cx: &'a Cx) -> Option<&'a Code> {
    let list = cx.reference.codes.list("vote_rule")?;
    let said = vote
        .rest
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

/// The input for what stands on the paper; `new` if there is no record yet.
pub fn input(paper: &Paper, new: bool, cx: &Cx) -> Sent {
    let mut input = paper.fields.clone();
    input.retain(|_, v| !new || !v.as_str().is_some_and(|t| t.trim().is_empty()));
    let mut out = Gather::default();
    let from = day(paper, cx);
    let names = paper.names();
    for (at, topic) in paper.topics.iter().enumerate() {
        out.topic(paper, at, topic, &names, from, cx);
    }
    let people = paper.people.iter().map(|g| guest(g, new));
    let mut attendees: Vec<Json> = people.collect();
    for (field, id) in &paper.saved {
        let gone = !out.ids.contains(id)
            && !paper.people.iter().any(|g| g.id.as_ref() == Some(id))
            && !paper.topics.iter().any(|t| t.id.as_ref() == Some(id));
        if gone {
            let void = json!({"id": id, "void": true});
            match field.as_str() {
                "attendees" => attendees.push(void),
                field => {
                    if let Some((_, rows)) = out.rows.iter_mut().find(|(f, _)| *f == field) {
                        rows.push(void);
                    }
                }
            }
        }
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
    Sent {
        input,
        spots: out.spots,
    }
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
    spots: Vec<(&'static str, Vec<Spot>)>,
    ids: Vec<String>,
}

impl Gather {
    /// Adds a row; its number, from 1.
    fn add(&mut self, field: &'static str, id: Option<&String>, spot: Spot, row: Object) -> usize {
        let mut row = row;
        if let Some(id) = id {
            row.insert("id".into(), id.clone().into());
            self.ids.push(id.clone());
        } else {
            row.retain(|_, v| !v.is_null());
        }
        if self.rows.is_empty() {
            self.rows = ROWS.iter().map(|f| (*f, Vec::new())).collect();
            self.spots = ROWS.iter().map(|f| (*f, Vec::new())).collect();
        }
        let mut number = 0;
        if let Some((_, rows)) = self.rows.iter_mut().find(|(f, _)| *f == field) {
            rows.push(Json::Object(row));
            number = rows.len();
        }
        if let Some((_, spots)) = self.spots.iter_mut().find(|(f, _)| *f == field) {
            spots.push(spot);
        }
        number
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
        let spot = Spot { topic: at, line: 0 };
        let number = self.add("topics", topic.id.as_ref(), spot, row);
        let topic_ref = format!("#{number}");
        let ids = records(topic, &rows);
        let mut decision: Option<(usize, bool)> = None;
        for ((line, _, row), id) in rows.iter().zip(&ids) {
            let spot = Spot {
                topic: at,
                line: *line,
            };
            let new = id.is_none();
            let mut object = Object::new();
            match row {
                Row::Decision(text) => {
                    object.insert("topic".into(), topic_ref.clone().into());
                    put(&mut object, "text", text);
                    if new {
                        put(&mut object, "kind", "consensus");
                    }
                    let number = self.add("decisions", id.as_ref(), spot, object);
                    decision = Some((number, false));
                }
                Row::Vote(vote) => {
                    let outcome = counts(&mut object, paper, vote, new, cx);
                    object.insert("topic".into(), topic_ref.clone().into());
                    let number = self.add("votes", id.as_ref(), spot, object);
                    // The first vote behind a decision is the one it rests on.
                    if let Some((of, voted @ false)) = &mut decision {
                        *voted = true;
                        let kind = match outcome {
                            Some(Outcome::Failed | Outcome::NoQuorum) => "rejected",
                            _ => "vote",
                        };
                        let of = *of;
                        self.say("decisions", of, "kind", kind);
                        self.say("decisions", of, "vote", &format!("#{number}"));
                    }
                }
                Row::Action(action) => {
                    act(&mut object, paper, action);
                    if let Some((of, _)) = decision {
                        object.insert("decision".into(), format!("#{of}").into());
                    }
                    self.add("actions", id.as_ref(), spot, object);
                }
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

fn counts(object: &mut Object, paper: &Paper, vote: &Vote, new: bool, cx: &Cx) -> Option<Outcome> {
    let house = house(paper);
    let counts = vote.counts;
    if new {
        object.insert("method".into(), "show_hands".into());
        object.insert("eligible".into(), house.eligible.into());
        object.insert("present".into(), house.present.into());
    }
    object.insert("in_favour".into(), counts.in_favour.into());
    object.insert("against".into(), counts.against.into());
    object.insert("abstain".into(), counts.abstain.into());
    object.insert("invalid".into(), counts.invalid.into());
    let rule = rule(paper, vote, cx)?;
    if new || !vote.rest.is_empty() {
        object.insert("rule".into(), rule.code.clone().into());
    }
    Some(counts.outcome(house, rule))
}

/// Takes over the records that a save made: new rows come in the order they were sent.
pub fn adopt(paper: &mut Paper, sheet: &Sheet, sent: &Sent, cx: &Cx) {
    let known: Vec<String> = paper.saved.iter().map(|(_, id)| id.clone()).collect();
    let fresh = |field: &str| {
        let rows = sheet.rows.get(field).map_or(&[][..], Vec::as_slice);
        let ids = rows.iter().map(|r| r.id.to_string());
        ids.filter(|id| !known.contains(id))
            .collect::<Vec<_>>()
            .into_iter()
    };
    let mut people = fresh("attendees");
    for guest in paper.people.iter_mut().filter(|g| g.id.is_none()) {
        guest.id = people.next();
    }
    for topic in &mut paper.topics {
        topic.kept.clear();
    }
    for (field, spots) in &sent.spots {
        let mut new = fresh(field);
        let rows = sent.input.get(*field).and_then(Json::as_array);
        for (row, spot) in rows.into_iter().flatten().zip(spots) {
            let id = row.get("id").and_then(Json::as_str).map(str::to_owned);
            let Some(id) = id.or_else(|| new.next()) else {
                continue;
            };
            let Some(topic) = paper.topics.get_mut(spot.topic) else {
                continue;
            };
            if *field == "topics" {
                topic.id = Some(id);
                continue;
            }
            let line = topic.area.lines().get(spot.line).cloned();
            topic.kept.push(Kept {
                id,
                field: (*field).to_owned(),
                line: line.unwrap_or_default(),
            });
        }
    }
    paper.saved = saved(sheet);
    for earlier in &mut paper.earlier {
        if let Some(now) = &earlier.now {
            earlier.status.clone_from(now);
        }
    }
    fields(paper, &sheet.record, cx);
}

/// The rows that are saved: field and record.
pub fn saved(sheet: &Sheet) -> Vec<(String, String)> {
    let rows = sheet
        .rows
        .iter()
        .flat_map(|(field, rows)| rows.iter().map(|r| (field.clone(), r.id.to_string())));
    rows.collect()
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
