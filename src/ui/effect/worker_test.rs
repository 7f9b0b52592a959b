//! What the worker does and leaves when something else comes.

use std::sync::mpsc::channel;

use super::{Reply, Running, Worker};
use crate::domain::form::Object;
use crate::domain::role::Role;
use crate::i18n::Lang;
use crate::ops::workspace::{Setup, Workspace};
use crate::ops::world::World;
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
    assert!(
        heard
            .iter()
            .any(|r| matches!(r, Reply::Unsent(n) if *n == 2))
    );
    let mut ws = Workspace::open(&home, SECRET, &mut world).unwrap();
    assert_eq!(ws.erasures().unwrap().len(), 1);
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
