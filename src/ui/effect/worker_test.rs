//! What the worker does and leaves when something else comes.

use std::sync::mpsc::channel;

use super::{Reply, Running, Worker};
use crate::domain::form::Object;
use crate::domain::role::Role;
use crate::i18n::Lang;
use crate::ops::workspace::{Setup, Workspace};
use crate::ops::world::World;
use crate::ui::kit::Msg;
use crate::ui::kit::answer::Answer;
use crate::ui::kit::ask::{Ask, Decide, Draft, Look};

const SECRET: &str = "一把很长的口令 3she";

/// Whoever says "erase" and leaves at once has erased: the decision may wait behind
/// something long, and nobody would learn that it was dropped.
#[test]
fn what_was_decided_is_done_though_the_person_left() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("w");
    let setup = Setup {
        person: "陈协调".into(),
        team: "T01".into(),
        place: "320585101".into(),
        role: Role::Coordinator,
        letter: "A".into(),
        recovery_out: None,
    };
    let mut world = World::real(None);
    let mut ws = Workspace::init(&home, &setup, SECRET, &mut world).unwrap();
    let mut input = Object::new();
    input.insert("code".into(), "320585101998".into());
    input.insert("name".into(), "新村".into());
    let place = ws.new_record(&mut world, "place", None, &input).unwrap();
    let id = place.view.record.id;
    let (say, heard) = channel();
    let mut worker = Worker::start(home.clone(), Some(ws), World::real(None), move |reply| {
        let _ = say.send(reply);
    })
    .unwrap();
    worker.leave();
    let ground = "本人要求".to_owned();
    worker.ask(
        1,
        Ask::Decide(Decide::Erase { id, ground }),
        Lang::default(),
    );
    worker.ask(2, Ask::Look(Look::Findings), Lang::default());
    worker.finish();
    let heard: Vec<Reply> = heard.try_iter().collect();
    let answered = |ticket| {
        heard
            .iter()
            .any(|r| matches!(r, Reply::To(t, _) if *t == ticket))
    };
    assert!(answered(1) && !answered(2));
    // A decision is a change that the coordinator above has not got yet.
    assert!(heard.iter().any(|r| matches!(r, Reply::Unsent(2, 0))));
    let mut ws = Workspace::open(&home, SECRET, &mut world).unwrap();
    assert_eq!(ws.erasures().unwrap().len(), 1);
}

/// Two telephones that differ only where they are masked must be told apart before one is
/// kept for good; who looked is in the log.
#[test]
fn the_values_of_a_conflict_are_shown_on_request_and_the_look_is_logged() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::real(None);
    let mut init = |person: &str, place: &str, role, letter: &str| {
        let setup = Setup {
            person: person.into(),
            team: "T01".into(),
            place: place.into(),
            role,
            letter: letter.into(),
            recovery_out: None,
        };
        Workspace::init(&folder.path().join(letter), &setup, SECRET, &mut world).unwrap()
    };
    let mut theirs = init("周社工", "320585101201", Role::Worker, "A");
    let mut ws = init("陈协调", "320585101", Role::Coordinator, "B");
    let home = folder.path().join("B");
    let (a, b) = (folder.path().join("a.card"), folder.path().join("b.card"));
    let print = theirs.write_card(&world, &a).unwrap();
    ws.trust(&mut world, &a, &print, &[]).unwrap();
    let print = ws.write_card(&world, &b).unwrap();
    theirs.trust(&mut world, &b, &print, &[]).unwrap();
    let object = |text: &str| -> Object { serde_json::from_str(text).unwrap() };
    let person = object(
        r#"{"name":"孙小美","id_type":"resident_id","id_no":"320599199008220345",
            "phone":"13900000002","village_code":"320585101201"}"#,
    );
    let record = theirs
        .new_record(&mut world, "volunteer", None, &person)
        .unwrap()
        .view
        .record;
    for (file, middle) in [("1", None), ("2", Some(("0000", "1111")))] {
        // Both write another number, neither knowing of the other's.
        if let Some((mine, their)) = middle {
            let phone = |middle: &str| object(&format!(r#"{{"phone":"139{middle}1234"}}"#));
            ws.set(&mut world, record.id, &phone(mine)).unwrap();
            theirs.set(&mut world, record.id, &phone(their)).unwrap();
        }
        let file = folder.path().join(file);
        theirs
            .export(&mut world, "陈协调", &file, &mut |_, _| true)
            .unwrap();
        ws.import(&mut world, &file, false, &mut |_, _| true)
            .unwrap();
    }
    let id = ws.conflicts().unwrap()[0].id();
    let (say, heard) = channel();
    let mut worker = Worker::start(home.clone(), Some(ws), World::real(None), move |reply| {
        let _ = say.send(reply);
    })
    .unwrap();
    for (ticket, reveal) in [(1, None), (2, Some("no.such".to_owned())), (3, Some(id))] {
        worker.ask(
            ticket,
            Ask::Look(Look::Conflicts { reveal }),
            Lang::default(),
        );
    }
    worker.finish();
    let values = heard.try_iter().filter_map(|reply| match reply {
        Reply::To(_, Msg::Answer(answer)) => match *answer {
            Answer::Conflicts(all) => {
                let sides = all[0].sides.iter().map(|s| s.value.clone());
                Some((all[0].masked, all[0].revealed, sides.collect()))
            }
            _ => None,
        },
        _ => None,
    });
    let mut values: Vec<(bool, bool, Vec<String>)> = values.collect();
    for value in &mut values {
        value.2.sort_unstable();
    }
    let masked = (true, false, vec!["139****1234".to_owned(); 2]);
    let full = ["13900001234", "13911111234"].map(str::to_owned).to_vec();
    assert_eq!(values, [masked.clone(), masked, (true, true, full)]);
    let mut ws = Workspace::open(&home, SECRET, &mut world).unwrap();
    let log = ws.accesses(20).unwrap();
    let log: Vec<_> = log.iter().filter(|a| a.what == "reveal").collect();
    assert_eq!(log.len(), 1);
    assert_eq!(log[0].record, Some(record.id));
}

/// A draft that is cut short would be told as one that could not be kept.
#[test]
fn a_search_is_cut_short_by_the_next_one_and_a_draft_is_not() {
    let search = Ask::Look(Look::Search("张".into()));
    let draft = Ask::Draft(Draft::Keep {
        key: "client".into(),
        form: "client".into(),
        title: String::new(),
        body: "{}".into(),
    });
    let cut = |ask: &Ask, ticket| {
        let mut running = Running {
            job: ask.slot().map(|slot| (1, slot)),
            ..Running::default()
        };
        running.give_way(ticket, ask);
        running.replaced
    };
    assert!(cut(&search, 1) && !cut(&search, 2));
    assert!(!cut(&draft, 1));
}

/// Whoever opens a list at once does not wait for what is counted at home.
#[test]
fn what_is_counted_aside_gives_way_to_anything() {
    let count = Ask::Look(Look::FindingCount);
    let list = Ask::Look(Look::LastStep);
    let mut running = Running {
        job: count.slot().map(|slot| (1, slot)),
        ..Running::default()
    };
    running.give_way(2, &list);
    assert!(running.replaced);
}
