//! Minutes in the form that GB/T 9704-2012 gives to 纪要: masthead, number, what was
//! discussed and decided, and at the end who was there.

use super::pen::{Filled, Pen};
use super::sheet::{Block, Layout, Sheet};
use crate::domain::form::Form;
use crate::domain::record::Record;
use crate::domain::value::Value;

/// The form whose records are minutes.
pub const FORM: &str = "minutes";
/// Fields that the sentences below say. Whatever else a form has comes at the end.
const SAID: [&str; 20] = [
    "minutes_no",
    "body",
    "title",
    "date",
    "start",
    "end",
    "place",
    "attendees",
    "chair",
    "recorder",
    "review",
    "topics",
    "decisions",
    "votes",
    "actions",
    "next_meeting.date",
    "next_meeting.place",
    "next_meeting.topics",
    "approved_on",
    "scope_code",
];
const PERSON: [&str; 6] = ["name", "unit", "post", "attendance", "role", "proxy_for"];
const TOPIC: [&str; 4] = ["title", "presenter", "discussion", "kind"];
const DECISION: [&str; 6] = ["topic", "text", "kind", "vote", "publish", "published_on"];
const VOTE: [&str; 10] = [
    "topic",
    "method",
    "rule",
    "eligible",
    "present",
    "in_favour",
    "against",
    "abstain",
    "invalid",
    "passed",
];
const ACTION: [&str; 8] = [
    "text",
    "owner",
    "owner_unit",
    "due",
    "decision",
    "status",
    "done_on",
    "result",
];

/// The minutes of a meeting.
#[must_use]
pub fn sheet(pen: &Pen, form: &Form, filled: &Filled) -> Sheet {
    let writer = Writer { pen, form, filled };
    let mut blocks = writer.head();
    let mut number = 0;
    let mut heading = |title: &str| {
        number += 1;
        Block::Heading(ordinal(pen, number, title))
    };
    for topic in filled.rows("topics") {
        let title = writer.row(topic, "title");
        blocks.push(heading(&title));
        blocks.extend(writer.topic(topic));
    }
    let loose = writer.decisions(|d| writer.topic_of(d).is_none());
    if !loose.is_empty() {
        blocks.push(heading(&pen.word("paper-other-decisions")));
        blocks.extend(loose);
    }
    let actions: Vec<Block> = filled
        .rows("actions")
        .iter()
        .zip(1_usize..)
        .map(|(action, no)| Block::Text(writer.action(action, no)))
        .collect();
    if !actions.is_empty() {
        blocks.push(heading(&pen.word("paper-actions")));
        blocks.extend(actions);
    }
    if let Some(next) = writer.next_meeting() {
        blocks.push(heading(&pen.word("paper-next-meeting")));
        blocks.push(Block::Text(next));
    }
    blocks.extend(writer.others());
    blocks.push(Block::Space);
    blocks.extend(writer.people());
    Sheet {
        layout: Layout::Minutes,
        blocks,
    }
}

/// `一、题目` or `1. Title`.
fn ordinal(pen: &Pen, number: usize, title: &str) -> String {
    let number = if pen.lang.is_chinese() {
        chinese(number)
    } else {
        number.to_string()
    };
    pen.say("paper-ordinal", &[("number", &number), ("title", title)])
}

/// A number below a hundred in Chinese characters; a higher one in digits.
fn chinese(number: usize) -> String {
    let digit = |n: usize| "零一二三四五六七八九".chars().nth(n).map(String::from);
    match (number / 10, number % 10) {
        (0, ones) => digit(ones).unwrap_or_default(),
        (tens @ 1..=9, ones) => {
            let mut text = if tens == 1 {
                String::new()
            } else {
                digit(tens).unwrap_or_default()
            };
            text.push('十');
            if ones > 0 {
                text.push_str(&digit(ones).unwrap_or_default());
            }
            text
        }
        _ => number.to_string(),
    }
}

struct Writer<'a> {
    pen: &'a Pen<'a>,
    form: &'a Form,
    filled: &'a Filled<'a>,
}

impl Writer<'_> {
    fn own(&self, field: &str) -> String {
        match self.form.field(field) {
            Some(field) => self.pen.marked(field, self.filled),
            None => String::new(),
        }
    }

    /// A value of a row.
    fn row(&self, row: &Record, field: &str) -> String {
        let form = self.pen.forms.get(&row.form);
        form.map_or_else(String::new, |f| self.pen.of(f, row, field))
    }

    fn say(&self, id: &str, words: &[(&str, String)]) -> String {
        let words: Vec<(&str, &str)> = words.iter().map(|(n, w)| (*n, w.as_str())).collect();
        self.pen.say(id, &words)
    }

    fn head(&self) -> Vec<Block> {
        let (start, end) = (self.own("start"), self.own("end"));
        let time = match end.as_str() {
            "" => start,
            _ => self.say("paper-from-to", &[("from", start), ("to", end)]),
        };
        let chair = self.person(self.filled.record.get("chair").text());
        let recorder = self.person(self.filled.record.get("recorder").text());
        let held = self.say(
            "paper-held",
            &[
                ("date", self.pen.day(&self.own("date"))),
                ("time", time),
                ("title", self.own("title")),
                ("place", self.own("place")),
                ("chair", chair),
                ("recorder", recorder),
            ],
        );
        vec![
            Block::Title(self.say("paper-masthead", &[("body", self.own("body"))])),
            Block::Under(self.own("minutes_no")),
            Block::Subject(self.own("title")),
            Block::Text(held),
        ]
    }

    /// The name of an attendee, by the id of the row.
    fn person(&self, id: Option<&str>) -> String {
        let all = self.filled.rows("attendees").iter();
        let named = id.and_then(|id| all.into_iter().find(|p| p.id.to_string() == id));
        match (named, id) {
            (Some(person), _) => self.row(person, "name"),
            (None, Some(_)) => self.pen.word("word-someone"),
            (None, None) => "____".to_owned(),
        }
    }

    fn topic(&self, topic: &Record) -> Vec<Block> {
        let mut blocks = Vec::new();
        let presenter = self.row(topic, "presenter");
        if !presenter.is_empty() {
            blocks.push(Block::Text(
                self.say("paper-presented", &[("name", presenter)]),
            ));
        }
        let mut text = self.row(topic, "discussion");
        text.push_str(&self.rest(topic, &TOPIC));
        if !text.is_empty() {
            blocks.push(Block::Text(text));
        }
        let id = topic.id.to_string();
        blocks.extend(self.decisions(|d| self.topic_of(d) == Some(id.as_str())));
        blocks
    }

    /// The topic of a decision, if it is one of these minutes.
    fn topic_of<'r>(&self, decision: &'r Record) -> Option<&'r str> {
        let id = decision.get("topic").text()?;
        let mut topics = self.filled.rows("topics").iter();
        topics.any(|t| t.id.to_string() == id).then_some(id)
    }

    fn decisions(&self, which: impl Fn(&Record) -> bool) -> Vec<Block> {
        let all = self.filled.rows("decisions").iter();
        let chosen = all.filter(|d| which(d));
        chosen.map(|d| Block::Text(self.decision(d))).collect()
    }

    fn decision(&self, decision: &Record) -> String {
        let vote = decision.get("vote").text();
        let of_it = |v: &&Record| Some(v.id.to_string().as_str()) == vote;
        let votes: Vec<&Record> = self.filled.rows("votes").iter().filter(of_it).collect();
        let mut about = vec![self.row(decision, "kind")];
        about.extend(votes.iter().map(|v| self.vote(v)));
        if decision.get("publish").is_true() {
            let day = self.row(decision, "published_on");
            about.push(match day.as_str() {
                "" => self.pen.word("paper-to-publish"),
                _ => self.say("paper-published", &[("day", self.pen.day(&day))]),
            });
        }
        about.retain(|a| !a.is_empty());
        let semicolon = self.pen.word("paper-semicolon");
        let words = [
            ("text", self.row(decision, "text")),
            ("about", about.join(&semicolon)),
        ];
        let lost = votes.iter().any(|v| v.get("passed") == &Value::Bool(false));
        let said = if lost || decision.get("kind").text() == Some("rejected") {
            "paper-not-decided"
        } else {
            "paper-decided"
        };
        self.say(said, &words) + &self.rest(decision, &DECISION)
    }

    fn vote(&self, vote: &Record) -> String {
        let word = |field: &'static str| (field, self.row(vote, field));
        let words = [
            word("method"),
            word("rule"),
            word("eligible"),
            word("present"),
            word("in_favour"),
            word("against"),
            word("abstain"),
            word("invalid"),
        ];
        let count = words.map(|(name, word)| match word.as_str() {
            "" => (name, "0".to_owned()),
            _ => (name, word),
        });
        let outcome = match vote.get("passed") {
            Value::Bool(true) => self.pen.word("paper-passed"),
            Value::Bool(false) => self.pen.word("paper-not-passed"),
            _ => String::new(),
        };
        self.say("paper-vote", &count) + &outcome + &self.rest(vote, &VOTE)
    }

    fn action(&self, action: &Record, no: usize) -> String {
        let words = [
            ("no", no.to_string()),
            ("text", self.row(action, "text")),
            ("owner", self.row(action, "owner")),
            ("unit", self.row(action, "owner_unit")),
            ("due", self.pen.day(&self.row(action, "due"))),
        ];
        let mut text = self.say("paper-action", &words);
        // What has happened since: on minutes printed late.
        let since = action.get("status").text().is_some_and(|s| s != "open");
        if since {
            let form = self.pen.forms.get("action");
            let name = form.map_or_else(String::new, |f| self.pen.label(f, "status"));
            text.push_str(&self.aside(&name, &self.row(action, "status")));
        }
        for field in ["done_on", "result"] {
            let value = self.row(action, field);
            let form = self.pen.forms.get("action");
            let name = form.map_or_else(String::new, |f| self.pen.label(f, field));
            if !value.is_empty() {
                text.push_str(&self.aside(&name, &value));
            }
        }
        text + &self.rest(action, &ACTION)
    }

    fn next_meeting(&self) -> Option<String> {
        let day = self.own("next_meeting.date");
        let [place, topics] = ["next_meeting.place", "next_meeting.topics"].map(|f| self.own(f));
        let part = |id: &str, word: String| match word.as_str() {
            "" => String::new(),
            _ => self.say(id, &[("text", word)]),
        };
        let parts = [
            part("paper-next-date", self.pen.day(&day)),
            part("paper-next-place", place),
            part("paper-next-topics", topics),
        ];
        let parts: Vec<String> = parts.into_iter().filter(|p| !p.is_empty()).collect();
        let stop = self.pen.word("paper-stop");
        (!parts.is_empty()).then(|| parts.join(&self.pen.word("paper-semicolon")) + &stop)
    }

    /// Fields that a town added to the form.
    fn others(&self) -> Vec<Block> {
        let fields = self
            .form
            .visible()
            .filter(|f| !SAID.contains(&f.id.as_str()) && f.id != "kind" && !f.is_rows());
        let filled = fields.filter_map(|f| {
            let value = self.pen.marked(f, self.filled);
            let name = self.pen.label(self.form, &f.id);
            let words = [("label", name), ("text", value.clone())];
            (!value.is_empty()).then(|| Block::Text(self.say("out-labelled", &words)))
        });
        filled.collect()
    }

    /// What a row says besides the fields of these sentences.
    fn rest(&self, row: &Record, said: &[&str]) -> String {
        let Some(form) = self.pen.forms.get(&row.form) else {
            return String::new();
        };
        let others = form.visible().filter(|f| !said.contains(&f.id.as_str()));
        let text = others.filter(|f| !row.get(&f.id).is_empty()).map(|f| {
            let value = self.pen.value(f, row.get(&f.id));
            self.aside(&self.pen.label(form, &f.id), &value)
        });
        text.collect()
    }

    fn aside(&self, name: &str, value: &str) -> String {
        let words = [("label", name.to_owned()), ("text", value.to_owned())];
        self.say("paper-aside", &words)
    }

    /// Who was there, who was on leave, who sat in: each a line of its own; and when the
    /// chair approved.
    fn people(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        for (code, id) in [
            ("present", "paper-present"),
            ("leave", "paper-leave"),
            ("nonvoting", "paper-nonvoting"),
            ("absent", "paper-absent"),
        ] {
            let all = self.filled.rows("attendees").iter();
            let these = all.filter(|p| p.get("attendance").text() == Some(code));
            let names: Vec<String> = these.map(|p| self.attendee(p)).collect();
            if !names.is_empty() {
                blocks.push(Block::Hanging(self.pen.word(id), self.pen.joined(&names)));
            }
        }
        let approved = self.own("approved_on");
        if !approved.is_empty() {
            let day = self.pen.day(&approved);
            blocks.push(Block::Hanging(self.pen.word("paper-approved-on"), day));
        }
        blocks
    }

    /// Unit, post and name.
    fn attendee(&self, person: &Record) -> String {
        let words = ["unit", "post", "name"].map(|f| self.row(person, f));
        let [unit, post, name] = words;
        let said = if post.is_empty() {
            "paper-attendee"
        } else {
            "paper-attendee-post"
        };
        let mut text = self.say(said, &[("unit", unit), ("post", post), ("name", name)]);
        let proxy = self.row(person, "proxy_for");
        if !proxy.is_empty() {
            text.push_str(&self.say("paper-proxy", &[("name", proxy)]));
        }
        text + &self.rest(person, &PERSON)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form::{BUILT_IN, Forms};

    #[test]
    fn numbers_are_written_as_on_paper() {
        for (number, text) in [
            (1, "一"),
            (10, "十"),
            (12, "十二"),
            (20, "二十"),
            (99, "九十九"),
            (100, "100"),
        ] {
            assert_eq!(chinese(number), text);
        }
    }

    /// The sentences and the form agree: no field is asked for that there is not, and
    /// none that people fill in is left out.
    #[test]
    fn every_field_of_the_form_is_said() {
        let forms = Forms::read(BUILT_IN).unwrap();
        for (form, said) in [
            ("attendee", &PERSON[..]),
            ("topic", &TOPIC),
            ("decision", &DECISION),
            ("vote", &VOTE),
            ("action", &ACTION),
        ] {
            let form = forms.get(form).unwrap();
            let fields: Vec<&str> = form.visible().map(|f| f.id.as_str()).collect();
            for field in said {
                assert!(fields.contains(field), "{} {field}", form.id);
            }
            assert_eq!(fields.len(), said.len(), "{}", form.id);
        }
        let form = forms.get(FORM).unwrap();
        for field in SAID {
            assert!(form.field(field).is_some(), "{field}");
        }
    }
}
