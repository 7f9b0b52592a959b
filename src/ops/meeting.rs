//! What meetings leave to be done: the round that is due, open actions, and what the
//! next minutes begin with.

use std::sync::Arc;

use jiff::civil::Date;

use super::workspace::Workspace;
use crate::domain::fault::Result;
use crate::domain::id::RecordId;
use crate::domain::meeting::rhythm::{Round, in_week, next_number};
use crate::domain::record::{Record, Saw};
use crate::domain::value::Value;
use crate::storage::{Counted, Tx, Waiting, Waits};

/// States of an action that somebody still has to do something about.
pub const OPEN: [&str; 2] = ["open", "doing"];
/// These, and what waits for a higher meeting: none of them is over.
const UNFINISHED: [&str; 3] = ["open", "doing", "escalated"];
/// Actions that one meeting looks back at; more would be a page nobody reads aloud.
/// The tally beside them counts all.
const LOOKED_BACK_AT: u32 = 50;
/// Open actions are counted this far: each is read, with its minutes.
const COUNTED_TO: u32 = 2_000;

/// Whether the regular meeting of a place was held.
#[derive(Debug, Clone)]
pub struct Week {
    /// The meeting and the days in which it is due.
    pub round: Round,
    /// The minutes of these days, if there are any; the latest.
    pub held: Option<Record>,
}

/// One action that is not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenAction {
    /// The action.
    pub id: RecordId,
    /// What is to be done.
    pub text: String,
    /// Who does it.
    pub owner: String,
    /// Until when, as the form keeps days.
    pub due: String,
    /// The code of its state.
    pub status: String,
    /// What of it whoever is shown it sees.
    pub saw: Saw,
    /// Its minutes.
    pub minutes: RecordId,
    /// The title of its minutes.
    pub title: String,
    /// The day of its meeting.
    pub met: String,
}

/// Open actions, and how many there are in all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpenActions {
    /// The first, by due day.
    pub items: Vec<OpenAction>,
    /// All that are open, counted up to two thousand.
    pub open: Counted,
    /// Those due before today, of the same.
    pub overdue: Counted,
}

/// One who was at the last meeting.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// The name.
    pub name: String,
    /// The unit.
    pub unit: String,
    /// The post.
    pub post: String,
    /// The code of `enum.attendee_role`.
    pub role: String,
}

/// What new minutes begin with.
#[derive(Debug, Clone)]
pub struct Carried {
    /// The meeting that is due.
    pub round: Round,
    /// The minutes it follows on, if there are any.
    pub last: Option<Record>,
    /// The number of the minutes, where the last ones counted (`第12期`).
    pub number: Option<String>,
    /// The title, counted on.
    pub title: Option<String>,
    /// Who was invited last time.
    pub people: Vec<Person>,
    /// Which of them chaired.
    pub chair: Option<usize>,
    /// Which of them recorded.
    pub recorder: Option<usize>,
    /// What earlier meetings of this place left open, most urgent first.
    pub actions: OpenActions,
}

impl Workspace {
    /// The regular meeting of the place of work in the days around `today`: held or not.
    pub fn week(&mut self, today: Date) -> Result<Week> {
        let place = self.me.place.clone();
        let round = Round::of(&place, today);
        let (from, to) = (round.from.to_string(), round.to.to_string());
        let held = self.store.read(|tx| {
            let with = [("scope_code", place.as_str()), ("kind", round.kind)];
            tx.between("minutes", ("date", &from, &to), &with, 1)
        })?;
        let held = held.into_iter().next();
        Ok(Week { round, held })
    }

    /// The actions that are open, most urgent first, and how many there are in all.
    pub fn open_actions(&mut self, today: Date, limit: u32) -> Result<OpenActions> {
        self.store
            .read(|tx| open_actions(tx, &waiting(&OPEN, None), today, (limit, COUNTED_TO)))
    }

    /// What the next minutes of the place of work begin with.
    pub fn carry(&mut self, today: Date) -> Result<Carried> {
        let place = self.me.place.clone();
        let round = Round::of(&place, today);
        self.store.read(|tx| {
            let here = ("scope_code", &Value::from(place.as_str()));
            let kind = Some(("kind", round.kind));
            let mut last = tx.last_of("minutes", here, "date", kind)?;
            if last.is_none() {
                last = tx.last_of("minutes", here, "date", None)?;
            }
            let above = Some(("scope_code".to_owned(), place.clone()));
            let ask = waiting(&UNFINISHED, above);
            let actions = open_actions(tx, &ask, today, (LOOKED_BACK_AT, u32::MAX))?;
            let mut carried = Carried {
                round: round.clone(),
                last: None,
                number: None,
                title: None,
                people: Vec::new(),
                chair: None,
                recorder: None,
                actions,
            };
            if let Some(last) = last {
                follow(tx, &mut carried, &last)?;
                carried.last = Some(last);
            }
            Ok(carried)
        })
    }
}

fn word(record: &Record, field: &str) -> String {
    record.get(field).text().unwrap_or_default().to_owned()
}

/// Takes over what stays the same from one meeting to the next.
fn follow(tx: &Tx, carried: &mut Carried, last: &Record) -> Result<()> {
    carried.number = next_number(&word(last, "minutes_no"));
    let title = word(last, "title");
    let counted = in_week(&title, carried.round.number).or_else(|| next_number(&title));
    carried.title = Some(counted.unwrap_or(title));
    let mut rows = tx.children(last.id, Some("attendee"))?;
    rows.retain(|r| !r.void);
    let place = |r: &Record| (word(r, crate::domain::form::POS), r.id);
    rows.sort_by_key(place);
    let who = |field: &str| {
        let id = last.get(field).text().and_then(|t| t.parse().ok());
        rows.iter().position(|r| Some(r.id) == id)
    };
    carried.chair = who("chair");
    carried.recorder = who("recorder");
    carried.people = rows
        .iter()
        .map(|r| Person {
            name: word(r, "name"),
            unit: word(r, "unit"),
            post: word(r, "post"),
            role: word(r, "role"),
        })
        .collect();
    Ok(())
}

fn waiting(states: &[&str], above: Option<(String, String)>) -> Waiting {
    let states = states.iter().map(|s| (*s).to_owned()).collect();
    Waiting {
        form: "action".to_owned(),
        states,
        above,
    }
}

/// The first `limit` of them, and how many there are, counted as far as `most`.
fn open_actions(
    tx: &Tx,
    ask: &Waiting,
    today: Date,
    (limit, most): (u32, u32),
) -> Result<OpenActions> {
    let Waits { all, before } = tx.waiting_tally(ask, &today.to_string(), most)?;
    let forms = Arc::clone(tx.forms());
    let items = tx.waiting(ask, limit)?.into_iter().map(|(row, minutes)| {
        let status = row.state.clone().unwrap_or_default();
        OpenAction {
            id: row.id,
            text: word(&row, "text"),
            owner: word(&row, "owner"),
            due: word(&row, "due"),
            status,
            saw: forms.get(&row.form).map(|f| row.saw(f)).unwrap_or_default(),
            minutes: minutes.id,
            title: word(&minutes, "title"),
            met: word(&minutes, "date"),
        }
    });
    Ok(OpenActions {
        items: items.collect(),
        open: all,
        overdue: before,
    })
}
