//! What people do in a week.

use sanshe::domain::fault::Fault;
use sanshe::domain::id::RecordId;
use sanshe::domain::record::Record;
use sanshe::domain::role::Role;
use sanshe::storage::Query;
use serde_json::json;

use super::cast::{Dice, Player};
use crate::kit::json as object;
use crate::meetings::minutes;

#[derive(Debug, Clone, Copy)]
enum Act {
    Meets,
    Registers,
    OpensCase,
    Enlists,
    /// Another phone number in a client's record.
    Phones,
    /// Another title of minutes.
    Titles,
    Acts,
    Voids,
    Undoes,
    Approves,
    Keeps,
}

/// What somebody of a role does in a week, and in how many weeks of ten.
fn habits(role: Role) -> &'static [(Act, usize)] {
    use Act::{
        Acts, Approves, Enlists, Keeps, Meets, OpensCase, Phones, Registers, Titles, Undoes, Voids,
    };
    match role {
        Role::Worker | Role::Supervisor => &[
            (Meets, 10),
            (Registers, 8),
            (OpensCase, 4),
            (Enlists, 4),
            (Phones, 8),
            (Phones, 5),
            (Titles, 6),
            (Acts, 6),
            (Voids, 1),
            (Keeps, 3),
            (Undoes, 2),
        ],
        Role::Coordinator => &[
            (Meets, 3),
            (Phones, 8),
            (Phones, 8),
            (Titles, 8),
            (Approves, 7),
            (Keeps, 6),
            (Keeps, 6),
            (Acts, 4),
            (Undoes, 2),
        ],
    }
}

/// What the program may say instead of doing it: the record stands where that can't be
/// done, there is nothing to take back, or who made the record has no word any more and
/// what others wrote into it is all that is left.
const REFUSALS: [&str; 8] = [
    "E_APPROVED",
    "E_APPROVED_ALREADY",
    "E_APPROVE_OPEN",
    "E_NOTHING_TO_UNDO",
    "E_OPEN_CASE",
    "E_REQUIRED",
    "E_UNDO_APPROVED",
    "E_UNDO_CHANGED_SINCE",
];

fn done<T>(act: Act, result: Result<T, Fault>) -> Option<T> {
    match result {
        Ok(done) => Some(done),
        Err(fault) => {
            assert!(REFUSALS.contains(&fault.code()), "{act:?}: {fault:?}");
            None
        }
    }
}

/// A week of somebody's work. Answers the records that were made.
pub fn week(who: &mut Player, dice: &mut Dice, serial: &mut usize) -> Vec<RecordId> {
    let mut made = Vec::new();
    for (act, often) in habits(who.role) {
        if dice.below(10) < *often {
            *serial += 1;
            made.extend(does(who, *act, dice, *serial));
        }
    }
    made
}

fn does(who: &mut Player, act: Act, dice: &mut Dice, n: usize) -> Option<RecordId> {
    let form = match act {
        Act::Phones | Act::OpensCase => "client",
        Act::Acts => "action",
        _ => "minutes",
    };
    let there = all(who, form);
    let one = dice.pick(&there).cloned();
    let Player {
        ws, world, place, ..
    } = who;
    let some = |record: Option<Record>| record.map(|r| r.id);
    match act {
        Act::Meets => {
            let today = world.today();
            let due = today.saturating_add(jiff::Span::new().days(7)).to_string();
            let action = json!({"text": "量尺寸", "owner": "周社工", "owner_unit": "阳光社工",
                "due": due});
            let input = minutes(&json!({"actions": [action],
                "minutes_no": format!("第{n}期"), "kind": "joint", "scope_code": *place,
                "title": format!("第{n}次会"), "date": today.to_string(),
            }));
            let saved = done(act, ws.new_record(world, "minutes", None, &input))?;
            Some(saved.view.record.id)
        }
        Act::Registers => Some(register(who, &format!("张{n}"), n)),
        Act::OpensCase => {
            let case = r#"{"source":"self","contact_method":"home","request":"午餐和买药",
                "problem_types":["elder_care"],"primary_problem":"elder_care",
                "urgency":"soon","risk_level":"high","decision":"accept"}"#;
            let client = some(one)?;
            let saved = done(act, ws.new_record(world, "F1", Some(client), &object(case)))?;
            Some(saved.view.record.id)
        }
        Act::Enlists => {
            let input = json!({"name": format!("李{n}"), "id_type": "resident_id",
                "id_no": number(n), "phone": "13800000001", "village_code": *place});
            let input = input.as_object()?;
            let saved = done(act, ws.new_record(world, "volunteer", None, input))?;
            Some(saved.view.record.id)
        }
        Act::Phones => {
            let set = object(&format!(r#"{{"phone":"138{n:08}"}}"#));
            done(act, ws.set(world, some(one)?, &set));
            None
        }
        Act::Titles => {
            let set = object(&format!(r#"{{"title":"改题{n}"}}"#));
            done(act, ws.set(world, some(one)?, &set));
            None
        }
        Act::Acts => {
            let set = object(&format!(r#"{{"text":"改办{n}"}}"#));
            done(act, ws.set(world, some(one)?, &set));
            None
        }
        Act::Voids => {
            done(act, ws.void(world, some(one)?, "写错了"));
            None
        }
        Act::Undoes => {
            done(act, ws.undo(world));
            None
        }
        Act::Approves => {
            done(act, ws.approve(world, some(one)?));
            None
        }
        Act::Keeps => {
            let open = ws.conflicts().unwrap();
            let conflict = dice.pick(&open)?;
            let side = dice.pick(&conflict.sides)?;
            done(act, ws.keep(world, &conflict.id(), &side.dot.to_string()));
            None
        }
    }
}

/// A client of this name in the person's own place.
pub fn register(who: &mut Player, name: &str, n: usize) -> RecordId {
    let input = json!({"name": name, "gender": "1", "id_type": "resident_id",
        "id_no": number(n), "village_code": who.place, "categories": ["elder_alone"],
        "capacity": "full", "phone": "13800000001",
        "household": [{"name": "张小", "relationship": "20", "lives_together": false}]});
    let input = input.as_object().unwrap();
    let saved = who.ws.new_record(&mut who.world, "client", None, input);
    saved.unwrap().view.record.id
}

fn all(who: &mut Player, form: &str) -> Vec<Record> {
    let query = Query {
        form: form.into(),
        limit: 100_000,
        ..Query::default()
    };
    who.ws.list(&query).unwrap().items
}

/// An identity number of nobody: the area 320599 does not exist.
fn number(n: usize) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let (day, rest) = (n % 28, n / 28);
    let (month, rest) = (rest % 12, rest / 12);
    let (year, rest) = (rest % 40, rest / 40);
    let digits = format!(
        "320599{}{:02}{:02}{:03}",
        1930 + year,
        month + 1,
        day + 1,
        rest % 1000
    );
    let sum: u32 = digits
        .chars()
        .zip(WEIGHTS)
        .map(|(c, w)| c.to_digit(10).unwrap() * w)
        .sum();
    let check = b"10X98765432"[sum as usize % 11];
    digits + &char::from(check).to_string()
}
