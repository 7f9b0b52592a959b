//! Made-up meetings of one body: what was said, decided and given to somebody, and what
//! became of what earlier meetings gave.

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value as Json, json};

use super::dice::Dice;
use super::words::{Project, Words, fill};
use crate::domain::fault::Result;
use crate::domain::form::Object;
use crate::domain::id::RecordId;
use crate::ops::batch::Saver;
use crate::ops::world::World;

/// So many meetings a project stays in one place of the agenda.
const TURN: usize = 6;
/// So many projects are on the agenda at once.
const AGENDA: usize = 3;
/// Every so manieth action is left lying, for so many days after it was due.
const SLOW: usize = 4;
const LEFT_FOR: i32 = 42;

/// Who meets, and where they stand.
pub(super) struct Body {
    /// The code of `enum.meeting_kind`.
    pub(super) kind: &'static str,
    /// 9 or 12 digits.
    pub(super) scope: String,
    /// As `印溪村`.
    pub(super) name: String,
    /// Who convenes.
    pub(super) convenes: String,
    /// In chair.
    pub(super) leader: String,
    /// Writes the minutes.
    pub(super) recorder: String,
    /// The recorder's unit.
    pub(super) agency: String,
    /// The township's coordinator, who comes now and then.
    pub(super) coordinator: String,
    /// Who else comes: name and post.
    pub(super) members: Vec<(String, String)>,
    /// Days between two meetings.
    pub(super) every: i32,
    /// Case numbers that may be spoken of.
    pub(super) cases: Vec<String>,
    projects: Vec<usize>,
    held: usize,
    given: usize,
    open: Vec<Open>,
}

/// An action that is not done yet.
struct Open {
    id: RecordId,
    number: usize,
    due: Date,
    doing: bool,
}

impl Body {
    /// A body that has not met yet.
    #[allow(clippy::too_many_arguments, reason = "each is one word of its minutes")]
    pub(super) fn new(
        words: &Words,
        dice: &mut Dice,
        kind: &'static str,
        scope: &str,
        name: &str,
        convenes: &str,
        people: (&str, &str, &str),
        every: i32,
    ) -> Self {
        let (recorder, agency, coordinator) = people;
        let members = words.posts.iter().skip(1).map(|post| {
            let woman = post.contains('妇') || dice.chance(40);
            (words.name(dice, woman, true), post.clone())
        });
        let members = members.collect();
        Self {
            kind,
            scope: scope.to_owned(),
            name: name.to_owned(),
            convenes: convenes.to_owned(),
            leader: words.name(dice, false, true),
            recorder: recorder.to_owned(),
            agency: agency.to_owned(),
            coordinator: coordinator.to_owned(),
            members,
            every,
            cases: Vec::new(),
            projects: dice.shuffled(words.projects.len()),
            held: 0,
            given: 0,
            open: Vec::new(),
        }
    }

    /// The people whose names may stand in texts.
    pub(super) fn names(&self) -> Vec<String> {
        let members = self.members.iter().map(|(name, _)| name.clone());
        members.chain([self.leader.clone()]).collect()
    }

    /// Holds the next meeting on this day and saves its minutes; answers their id.
    pub(super) fn meet(
        &mut self,
        words: &Words,
        dice: &mut Dice,
        saver: &Saver,
        world: &mut World,
        day: Date,
    ) -> Result<RecordId> {
        let review = self.review(words, dice, day);
        let agenda = self.agenda(words, dice, day);
        let input = self.minutes(words, dice, day, &review, &agenda);
        let made = saver.new_record(world, "minutes", None, &input)?;
        for row in made.view.rows.get("actions").into_iter().flatten() {
            self.open.push(Open {
                id: row.id,
                number: self.given,
                due: due(row.get("due").text(), day),
                doing: false,
            });
            self.given += 1;
        }
        self.held += 1;
        Ok(made.view.record.id)
    }

    /// Where the open actions of earlier meetings stand now.
    fn review(&mut self, words: &Words, dice: &mut Dice, day: Date) -> Vec<Json> {
        let names = self.names();
        let mut review = Vec::new();
        let mut still = Vec::new();
        for mut action in std::mem::take(&mut self.open) {
            let late = (day - action.due).get_days();
            let slow = action.number % SLOW == SLOW - 1;
            let cancelled = action.number % 23 == 9;
            let done = !slow && (action.number % 2 == 0 || late >= 0) || late > LEFT_FOR;
            let (status, remarks) = if done && cancelled {
                ("cancelled", &words.stuck)
            } else if done {
                ("done", &words.done)
            } else if !action.doing && (late >= 0 || action.number % 3 == 0) {
                ("doing", if slow { &words.stuck } else { &words.doing })
            } else {
                still.push(action);
                continue;
            };
            let remark = fill(dice.one(remarks), dice, &names, &self.name, "");
            review
                .push(json!({"action": action.id.to_string(), "status": status, "remark": remark}));
            if !done {
                action.doing = true;
                still.push(action);
            }
        }
        self.open = still;
        review
    }

    /// The topics of this meeting with what follows from them.
    fn agenda(&self, words: &Words, dice: &mut Dice, day: Date) -> Agenda {
        let mut agenda = Agenda::default();
        let topics = AGENDA - usize::from(self.held % 3 == 1);
        for place in 0..topics {
            let turn = self.held / TURN + place;
            let all = self.projects.len().max(1);
            let project = self.projects.get(turn % all);
            let Some(project) = project.and_then(|p| words.projects.get(*p)) else {
                continue;
            };
            // A project comes in last and moves up; the first place is its last one.
            let age = (AGENDA - 1 - place) * TURN + self.held % TURN;
            self.topic(words, dice, project, age, day, &mut agenda);
        }
        agenda
    }

    fn topic(
        &self,
        words: &Words,
        dice: &mut Dice,
        project: &Project,
        age: usize,
        day: Date,
        agenda: &mut Agenda,
    ) {
        let names = self.names();
        let case = self.cases.last().map_or("GA", String::as_str);
        let say = |sentence: &str, dice: &mut Dice| fill(sentence, dice, &names, &self.name, case);
        let (stage, kind) = match age {
            0..=2 => ("征集意见", project.kind.as_str()),
            3..=5 => ("商量办法", project.kind.as_str()),
            6 => ("决定方案", project.kind.as_str()),
            7..=15 => ("推进情况", "progress"),
            _ => ("看看成效", "evaluation"),
        };
        let mut text = say(dice.one(&words.openings), dice);
        for i in 0..3 {
            let point = project.points.get((age + i) % project.points.len().max(1));
            text.push_str(&say(point.map_or("", String::as_str), dice));
        }
        for _ in 0..=dice.below(2) {
            text.push_str(&say(dice.one(&words.opinions), dice));
        }
        text.push_str(&say(dice.one(&words.closings), dice));
        agenda.topics.push(json!({
            "title": format!("{}：{stage}", project.title),
            "kind": kind,
            "presenter": if dice.chance(70) { self.recorder.as_str() } else { dice.one(&names) },
            "discussion": text,
        }));
        let topic = format!("#{}", agenda.topics.len());
        let decision = project
            .decisions
            .get(age / 3 % project.decisions.len().max(1));
        let decision = say(decision.map_or("", String::as_str), dice);
        let votes = age == 6;
        if votes {
            agenda.votes.push(vote(dice, &topic, self.kind));
            agenda.decisions.push(json!({
                "topic": topic, "text": decision, "kind": "vote", "publish": true,
                "published_on": day.to_string(), "vote": format!("#{}", agenda.votes.len()),
            }));
        } else if dice.chance(45) {
            let kind = dice.pick(&["consensus", "consensus", "consensus", "noted", "deferred"]);
            agenda
                .decisions
                .push(json!({"topic": topic, "text": decision, "kind": kind}));
        } else {
            return;
        }
        if agenda.actions.len() < 2 && (votes || dice.chance(80)) {
            let action = say(dice.one(&project.actions), dice);
            let (owner, unit) = match dice.below(3) {
                0 => (self.recorder.as_str(), self.agency.as_str()),
                1 => (self.leader.as_str(), self.convenes.as_str()),
                _ => (dice.one(&names), self.convenes.as_str()),
            };
            let weeks = 1 + (self.given + agenda.actions.len()) % 3;
            let due = day.saturating_add((i32::try_from(weeks).unwrap_or(1) * 7).days());
            agenda.actions.push(json!({
                "text": action, "owner": owner, "owner_unit": unit, "due": due.to_string(),
                "decision": format!("#{}", agenda.decisions.len()),
            }));
        }
    }

    fn minutes(
        &self,
        words: &Words,
        dice: &mut Dice,
        day: Date,
        review: &[Json],
        agenda: &Agenda,
    ) -> Object {
        let row = |name: &str, unit: &str, post: &str, role: &str, attendance: &str| json!({"name": name, "unit": unit, "post": post, "role": role, "attendance": attendance});
        let leader = words.posts.first().map_or("", String::as_str);
        let mut attendees = vec![
            row(&self.leader, &self.convenes, leader, "leader", "present"),
            row(&self.recorder, &self.agency, "社工", "worker", "present"),
        ];
        for i in 0..3 + self.held % 2 {
            let place = (self.held + i * 2) % self.members.len().max(1);
            let Some((name, post)) = self.members.get(place) else {
                continue;
            };
            let role = match post.as_str() {
                p if p.contains("代表") => "resident_rep",
                p if p.contains("志愿") => "volunteer",
                p if p.contains("协会") => "org_rep",
                _ => "committee",
            };
            let attendance = if i > 1 && dice.chance(20) {
                "leave"
            } else {
                "present"
            };
            attendees.push(row(name, &self.name, post, role, attendance));
        }
        if self.held % 4 == 2 && self.coordinator != self.recorder {
            attendees.push(row(
                &self.coordinator,
                "镇街",
                "协调员",
                "coordinator",
                "nonvoting",
            ));
        }
        let start = [(9, 0), (14, 0), (14, 30), (18, 30)];
        let (hour, minute) = start
            .get(dice.below(start.len()))
            .copied()
            .unwrap_or((14, 0));
        let next = day.saturating_add(self.every.days());
        let input = json!({
            "kind": self.kind,
            "body": self.convenes,
            "scope_code": self.scope,
            "title": format!("{}三社联动例会（第{}次）", self.name, self.held + 1),
            "date": day.to_string(),
            "start": format!("{hour:02}:{minute:02}"),
            "end": format!("{:02}:{:02}", hour + 1, dice.below(4) * 15),
            "place": dice.one(&words.rooms),
            "chair": "#1",
            "recorder": "#2",
            "attendees": attendees,
            "review": review,
            "topics": agenda.topics,
            "decisions": agenda.decisions,
            "votes": agenda.votes,
            "actions": agenda.actions,
            "next_meeting": {"date": next.to_string(), "place": dice.one(&words.rooms)},
        });
        match input {
            Json::Object(object) => object,
            _ => Object::new(),
        }
    }
}

/// What a meeting talks about.
#[derive(Default)]
struct Agenda {
    topics: Vec<Json>,
    decisions: Vec<Json>,
    votes: Vec<Json>,
    actions: Vec<Json>,
}

fn vote(dice: &mut Dice, topic: &str, kind: &str) -> Json {
    let rule = if kind == "weekly_village" {
        "villagers_reps"
    } else {
        "robert_simple"
    };
    let eligible = 24 + dice.below(20);
    let present = eligible - dice.below(eligible / 4);
    let against = dice.below(4);
    let abstain = dice.below(3);
    json!({
        "topic": topic, "method": dice.pick(&["show_hands", "secret"]), "rule": rule,
        "eligible": eligible, "present": present, "against": against, "abstain": abstain,
        "in_favour": present - against - abstain,
    })
}

fn due(text: Option<&str>, day: Date) -> Date {
    text.and_then(|t| t.parse().ok()).unwrap_or(day)
}
