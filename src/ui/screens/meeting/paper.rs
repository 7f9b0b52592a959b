//! The minutes as they are being written, and as a draft keeps them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::form::Object;
use crate::domain::id::Dot;
use crate::domain::record::{Saw, Seen};
use crate::ui::kit::answer::Carry;
use crate::ui::widgets::area::Area;
use crate::ui::widgets::entry::Entry;

/// One who is invited.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guest {
    /// The row, once it is saved.
    pub id: Option<String>,
    /// The name.
    pub name: String,
    /// The unit.
    pub unit: String,
    /// The post.
    pub post: String,
    /// The code of the role.
    pub role: String,
    /// The code of the attendance.
    pub attendance: String,
}

/// An action of an earlier meeting.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// The action.
    pub id: String,
    /// What.
    pub text: String,
    /// Who.
    pub owner: String,
    /// Until when.
    pub due: String,
    /// The code of the state it is in.
    pub status: String,
    /// The state this meeting found it in, if it said one.
    pub now: Option<String>,
    /// What was said about it.
    pub remark: String,
}

/// A row of the text that is saved already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The row.
    pub id: String,
    /// The field it is a row of.
    pub field: String,
    /// Its line, as it was saved.
    pub line: String,
}

/// One topic.
#[derive(Debug, Clone, Default)]
pub struct Topic {
    /// The row, once it is saved.
    pub id: Option<String>,
    /// Its title.
    pub title: Entry,
    /// The code of its kind, if a person chose one.
    pub kind: Option<String>,
    /// Who presented it.
    pub presenter: String,
    /// Its text, rows in it.
    pub area: Area,
    /// Rows of it that are saved.
    pub kept: Vec<Kept>,
    /// Lines of the text that begin as a row and were saved as text: they stay text.
    pub plain: Vec<String>,
    /// Seconds it was written on.
    pub spent: u32,
}

/// The minutes.
#[derive(Debug, Clone, Default)]
pub struct Paper {
    /// Fields of the minutes themselves, by id.
    pub fields: Object,
    /// Who is invited.
    pub people: Vec<Guest>,
    /// Which of them chairs.
    pub chair: Option<usize>,
    /// Which of them records.
    pub recorder: Option<usize>,
    /// What earlier meetings left open.
    pub earlier: Vec<Earlier>,
    /// How many more there are than are shown.
    pub more: u64,
    /// The topics.
    pub topics: Vec<Topic>,
    /// The topic under the cursor.
    pub at: usize,
    /// The paper as it was opened or saved last, as a body: what is on it still is not
    /// sent again.
    pub base: Option<String>,
    /// What it was filled over: what came into the records meanwhile was not seen.
    pub seen: Seen,
}

#[derive(Serialize, Deserialize)]
struct Body {
    fields: Object,
    people: Vec<Guest>,
    chair: Option<usize>,
    recorder: Option<usize>,
    earlier: Vec<Earlier>,
    more: u64,
    topics: Vec<TopicBody>,
    at: usize,
    #[serde(default)]
    base: Option<String>,
    #[serde(default)]
    seen: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    minutes: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct TopicBody {
    id: Option<String>,
    title: String,
    kind: Option<String>,
    presenter: String,
    text: String,
    kept: Vec<Kept>,
    #[serde(default)]
    plain: Vec<String>,
    spent: u32,
}

impl Paper {
    /// The body of a draft; `minutes` is the record, if there is one already.
    pub fn body(&self, minutes: Option<String>) -> String {
        let topics = self.topics.iter().map(|t| TopicBody {
            id: t.id.clone(),
            title: t.title.text().to_owned(),
            kind: t.kind.clone(),
            presenter: t.presenter.clone(),
            text: t.area.text(),
            kept: t.kept.clone(),
            plain: t.plain.clone(),
            spent: t.spent,
        });
        let body = Body {
            fields: self.fields.clone(),
            people: self.people.clone(),
            chair: self.chair,
            recorder: self.recorder,
            earlier: self.earlier.clone(),
            more: self.more,
            topics: topics.collect(),
            at: self.at,
            base: self.base.clone(),
            seen: written(&self.seen),
            minutes,
        };
        // Texts, numbers and names by text: JSON has a word for each.
        serde_json::to_string(&body).unwrap_or_default()
    }

    /// What stands on it, but for where the cursor is and how long it took.
    pub fn content(&self) -> String {
        let mut paper = self.clone();
        paper.at = 0;
        for topic in &mut paper.topics {
            topic.spent = 0;
        }
        paper.body(None)
    }

    /// The paper and its record, out of the body of a draft.
    pub fn of_body(body: &str) -> Option<(Self, Option<String>)> {
        let body: Body = serde_json::from_str(body).ok()?;
        let topics = body.topics.into_iter().map(|t| Topic {
            id: t.id,
            title: Entry::with(&t.title),
            kind: t.kind,
            presenter: t.presenter,
            area: Area::with(&t.text),
            kept: t.kept,
            plain: t.plain,
            spent: t.spent,
        });
        let topics: Vec<Topic> = topics.collect();
        let at = body.at.min(topics.len().saturating_sub(1));
        let paper = Self {
            fields: body.fields,
            people: body.people,
            chair: body.chair,
            recorder: body.recorder,
            earlier: body.earlier,
            more: body.more,
            topics,
            at,
            base: body.base,
            seen: read(&body.seen),
        };
        Some((paper, body.minutes))
    }

    /// What new minutes begin with.
    pub fn of_carry(carry: Carry) -> Self {
        let mut fields = Object::new();
        fields.insert("kind".into(), carry.kind.into());
        for (field, text) in carry.fields {
            fields.insert(field, text.into());
        }
        let people = carry.people.into_iter().map(|p| Guest {
            id: None,
            name: p.name,
            unit: p.unit,
            post: p.post,
            role: p.role,
            attendance: "present".into(),
        });
        let seen = carry.actions.iter();
        let seen = seen.filter_map(|a| Some((a.id.parse().ok()?, a.saw.clone())));
        let seen = seen.collect();
        let more = carry.open.saturating_sub(carry.actions.len() as u64);
        let earlier = carry.actions.into_iter().map(|a| Earlier {
            id: a.id,
            text: a.text,
            owner: a.owner,
            due: a.due,
            status: a.status,
            now: None,
            remark: String::new(),
        });
        Self {
            fields,
            people: people.collect(),
            chair: carry.chair,
            recorder: carry.recorder,
            earlier: earlier.collect(),
            more,
            topics: Vec::new(),
            at: 0,
            base: None,
            seen,
        }
    }

    /// The paper as the next save is compared with it.
    pub fn settle(&mut self) {
        let seen = std::mem::take(&mut self.seen);
        self.base = None;
        self.base = Some(self.body(None));
        self.seen = seen;
    }

    /// A field of the minutes as text.
    pub fn field(&self, id: &str) -> &str {
        let value = self.fields.get(id);
        value.and_then(|v| v.as_str()).unwrap_or_default()
    }

    /// The topic under the cursor.
    pub fn topic(&self) -> Option<&Topic> {
        self.topics.get(self.at)
    }

    /// The topic under the cursor, to write on.
    pub fn topic_mut(&mut self) -> Option<&mut Topic> {
        self.topics.get_mut(self.at)
    }

    /// The names of those invited: what an owner is recognised by.
    pub fn names(&self) -> Vec<&str> {
        self.people.iter().map(|p| p.name.as_str()).collect()
    }

    /// How many are there, and how many were invited with a vote.
    pub fn house(&self) -> (usize, usize) {
        let voting = self.people.iter().filter(|p| p.attendance != "nonvoting");
        let here = self.people.iter().filter(|p| p.attendance == "present");
        (here.count(), voting.count())
    }

    /// Earlier actions that this meeting found done, and those it did not.
    pub fn looked_back(&self) -> (usize, usize) {
        let over = |e: &&Earlier| matches!(e.now.as_deref(), Some("done" | "cancelled"));
        let done = self.earlier.iter().filter(over).count();
        (done, self.earlier.len() - done)
    }
}

/// What was seen, as a draft keeps it.
fn written(seen: &Seen) -> BTreeMap<String, BTreeMap<String, Vec<String>>> {
    let dots = |dots: &Vec<Dot>| dots.iter().map(Dot::to_string).collect();
    let record = |saw: &Saw| saw.iter().map(|(f, d)| (f.clone(), dots(d))).collect();
    let all = seen.iter().map(|(id, saw)| (id.to_string(), record(saw)));
    all.collect()
}

fn read(seen: &BTreeMap<String, BTreeMap<String, Vec<String>>>) -> Seen {
    let dots = |d: &Vec<String>| d.iter().filter_map(|d| d.parse().ok()).collect();
    let all = seen.iter().filter_map(|(id, saw)| {
        let saw = saw.iter().map(|(f, d)| (f.clone(), dots(d)));
        Some((id.parse().ok()?, saw.collect()))
    });
    all.collect()
}

/// The kind that a title speaks of; a person can choose another.
pub fn kind_of(title: &str) -> &'static str {
    const WORDS: [(&[&str], &str); 8] = [
        (&["公益金", "经费", "善款", "fund"], "fund"),
        (&["志愿", "volunteer"], "volunteer"),
        (&["个案", "case"], "case"),
        (&["焦点", "focus"], "focus"),
        (&["评估", "评议", "evaluat"], "evaluation"),
        (&["需求", "助餐", "need"], "need"),
        (&["活动", "activit"], "activity"),
        (&["进展", "落实", "推进", "progress"], "progress"),
    ];
    let title = title.to_lowercase();
    let found = WORDS
        .iter()
        .find(|(words, _)| words.iter().any(|w| title.contains(w)));
    found.map_or("other", |(_, kind)| kind)
}
