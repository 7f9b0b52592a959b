//! What the worker does and leaves when something else comes.

use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;

use super::{Reply, Running, Worker};
use crate::domain::form::Object;
use crate::domain::id::RecordId;
use crate::domain::role::Role;
use crate::i18n::Lang;
use crate::ops::workspace::{Setup, Workspace};
use crate::ops::world::World;
use crate::ui::kit::Msg;
use crate::ui::kit::answer::Answer;
use crate::ui::kit::ask::{Ask, Decide, Door, Draft, FirstRun, Look, Secret, Sync};

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

/// The name of a village that is on no list travels, but it is nothing that a person saved
/// and would look for where what is unsent is counted.
#[test]
fn a_new_workspace_has_nothing_unsent() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("w");
    let (say, heard) = channel();
    let mut worker = Worker::start(home.clone(), None, World::real(None), move |reply| {
        let _ = say.send(reply);
    })
    .unwrap();
    let run = FirstRun {
        person: "周社工".into(),
        team: "T01".into(),
        place: "320585101998".into(),
        place_name: Some("新村".into()),
        role: "worker".into(),
        secret: Secret(SECRET.to_owned().into()),
        recovery_out: None,
    };
    worker.ask(1, Ask::Door(Door::Init(Box::new(run))), Lang::default());
    worker.finish();
    let told = heard.try_iter().filter_map(|reply| match reply {
        Reply::Unsent(unsent, made) => Some((unsent, made)),
        _ => None,
    });
    assert_eq!(told.collect::<Vec<_>>(), [(0, 0)]);
    let mut world = World::real(None);
    let mut ws = Workspace::open(&home, SECRET, &mut world).unwrap();
    let named = ws.reference.places.name_of("320585101998");
    assert_eq!(named, Some("新村"));
    let channels = ws.check(false).unwrap().channels;
    assert_eq!(channels.len(), 1, "the name is in the log, to be sent");
    // What a person saves is counted from the first on.
    ws.add_place(&mut world, "320585101998", "新新村").unwrap();
    let unsent = ws.outgoing().unwrap();
    assert_eq!(unsent.iter().map(|o| o.unsent).sum::<u64>(), 1);
}

/// A coordinator who has a volunteer of a worker, and a file of that worker in which the
/// telephone is another one than the coordinator wrote meanwhile; and a volunteer of a
/// place where the worker has no business.
fn apart(folder: &Path, world: &mut World) -> (Workspace, RecordId, PathBuf) {
    let mut init = |person: &str, place: &str, role, letter: &str| {
        let setup = Setup {
            person: person.into(),
            team: "T01".into(),
            place: place.into(),
            role,
            letter: letter.into(),
            recovery_out: None,
        };
        Workspace::init(&folder.join(letter), &setup, SECRET, world).unwrap()
    };
    let mut theirs = init("周社工", "320585101201", Role::Worker, "A");
    let mut ws = init("陈协调", "320585101", Role::Coordinator, "B");
    let (a, b) = (folder.join("a.card"), folder.join("b.card"));
    let print = theirs.write_card(world, &a).unwrap();
    ws.trust(world, &a, &print, &[]).unwrap();
    let print = ws.write_card(world, &b).unwrap();
    theirs.trust(world, &b, &print, &[]).unwrap();
    let object = |text: &str| -> Object { serde_json::from_str(text).unwrap() };
    let person = |id_no: &str, place: &str| {
        object(&format!(
            r#"{{"name":"孙小美","id_type":"resident_id","id_no":"{id_no}",
            "phone":"13900000002","village_code":"{place}"}}"#
        ))
    };
    let own = person("320599199008220345", "320585101201");
    let made = theirs.new_record(world, "volunteer", None, &own).unwrap();
    let id = made.view.record.id;
    let export = |theirs: &mut Workspace, world: &mut World, name: &str| {
        let file = folder.join(name);
        let made = theirs.export(world, "陈协调", &file, &mut |_, _| true);
        made.unwrap();
        file
    };
    let first = export(&mut theirs, world, "1");
    ws.import(world, &first, false, &mut |_, _| true).unwrap();
    // Both write another number, neither knowing of the other's.
    let phone = |middle: &str| object(&format!(r#"{{"phone":"139{middle}1234"}}"#));
    ws.set(world, id, &phone("0000")).unwrap();
    theirs.set(world, id, &phone("1111")).unwrap();
    let elsewhere = person("320599199109120423", "320585101202");
    theirs
        .new_record(world, "volunteer", None, &elsewhere)
        .unwrap();
    let second = export(&mut theirs, world, "2");
    (ws, id, second)
}

/// What a worker with this workspace answers to these questions, one after another.
fn answers(home: &Path, ws: Workspace, asks: Vec<Ask>) -> Vec<Answer> {
    let (say, heard) = channel();
    let mut worker = Worker::start(home.to_owned(), Some(ws), World::real(None), move |reply| {
        let _ = say.send(reply);
    })
    .unwrap();
    for (ticket, ask) in (1..).zip(asks) {
        worker.ask(ticket, ask, Lang::default());
    }
    worker.finish();
    let answers = heard.try_iter().filter_map(|reply| match reply {
        Reply::To(_, Msg::Answer(answer)) => Some(*answer),
        _ => None,
    });
    answers.collect()
}

/// Of whom a look at what is masked was logged, the latest first.
fn revealed(home: &Path, world: &mut World) -> Vec<Option<RecordId>> {
    let mut ws = Workspace::open(home, SECRET, world).unwrap();
    let log = ws.accesses(20).unwrap();
    let log = log.into_iter().filter(|a| a.what == "reveal");
    log.map(|a| a.record).collect()
}

/// Two telephones that differ only where they are masked must be told apart before one is
/// kept for good; who looked is in the log.
#[test]
fn the_values_of_a_conflict_are_shown_on_request_and_the_look_is_logged() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::real(None);
    let (mut ws, record, file) = apart(folder.path(), &mut world);
    ws.import(&mut world, &file, false, &mut |_, _| true)
        .unwrap();
    let id = ws.conflicts().unwrap()[0].id();
    let home = folder.path().join("B");
    let asks = [None, Some("no.such".to_owned()), Some(id)];
    let asks = asks.map(|reveal| Ask::Look(Look::Conflicts { reveal }));
    let values = answers(&home, ws, asks.into()).into_iter();
    let mut values: Vec<(bool, bool, Vec<String>)> = values
        .filter_map(|answer| match answer {
            Answer::Conflicts(all) => {
                let sides = all[0].sides.iter().map(|s| s.value.clone());
                Some((all[0].masked, all[0].revealed, sides.collect()))
            }
            _ => None,
        })
        .collect();
    for value in &mut values {
        value.2.sort_unstable();
    }
    let masked = (true, false, vec!["139****1234".to_owned(); 2]);
    let full = ["13900001234", "13911111234"].map(str::to_owned).to_vec();
    assert_eq!(values, [masked.clone(), masked, (true, true, full)]);
    assert_eq!(revealed(&home, &mut world), [Some(record)]);
}

/// The same before a file is taken in: the two numbers of one record, and of no other.
#[test]
fn what_a_file_brings_is_shown_whole_on_request_and_the_look_is_logged() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::real(None);
    let (ws, record, file) = apart(folder.path(), &mut world);
    let home = folder.path().join("B");
    let path = file.display().to_string();
    let look = |reveal| {
        let path = path.clone();
        Ask::Sync(Sync::Look { path, reveal })
    };
    let other = RecordId::from_u128(7);
    let asks = [None, Some(other), Some(record)].map(look).into();
    let mut shown = Vec::new();
    for answer in answers(&home, ws, asks) {
        let Answer::Looked(came) = answer else {
            continue;
        };
        let change = came.changes.iter().find(|c| c.id == record).unwrap();
        assert!(change.masked);
        let (_, before, now, conflict) = &change.fields[0];
        assert!(conflict);
        let whole = [before, now].map(|text| !text.contains('*'));
        assert_eq!(whole, [change.revealed; 2], "{before} {now}");
        shown.push(change.revealed);
        // The overview goes with it, and knows whether it hides something.
        let stars = came.lines.iter().any(|line| line.contains('*'));
        assert_eq!((stars, came.masked), (!change.revealed, !change.revealed));
        if change.revealed {
            assert!(now.contains("13900001234") && now.contains("13911111234"));
        }
    }
    assert_eq!(shown, [false, false, true]);
    assert_eq!(revealed(&home, &mut world), [Some(record)]);
}

/// A folder in the place of a file: what is in it is offered, then and later; one with
/// nothing in it is not taken for one.
#[test]
fn a_folder_that_is_named_offers_its_files() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::real(None);
    let (ws, _, file) = apart(folder.path(), &mut world);
    let shared = folder.path().join("共享");
    let empty = folder.path().join("空");
    for made in [&shared, &empty] {
        std::fs::create_dir(made).unwrap();
    }
    std::fs::copy(file, shared.join("乙.sanshe")).unwrap();
    let look = |path: &std::path::Path| {
        let path = path.display().to_string();
        Ask::Sync(Sync::Look { path, reveal: None })
    };
    let asks = vec![look(&empty), look(&shared), Ask::Sync(Sync::Choices)];
    let mut offered = Vec::new();
    for answer in answers(&folder.path().join("B"), ws, asks) {
        if let Answer::Choices(choices) = answer {
            let files = choices
                .files
                .iter()
                .filter(|f| f.path.ends_with("乙.sanshe"));
            offered.push(files.count());
        }
    }
    assert_eq!(offered, [1, 1]);
}

/// And of a change that is held back, before a coordinator lets it in.
#[test]
fn what_a_held_change_says_is_shown_whole_on_request_and_the_look_is_logged() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::real(None);
    let (mut ws, _, file) = apart(folder.path(), &mut world);
    ws.import(&mut world, &file, false, &mut |_, _| true)
        .unwrap();
    let held = ws.held().unwrap();
    let (name, record) = (held[0].id(), held[0].record);
    let home = folder.path().join("B");
    let asks = [None, Some(name)];
    let asks = asks.map(|reveal| Ask::Decide(Decide::Held { reveal }));
    let mut shown = Vec::new();
    for answer in answers(&home, ws, asks.into()) {
        if let Answer::Held(all) = answer {
            assert!(all[0].masked);
            assert_eq!(all[0].says.contains("13900000002"), all[0].revealed);
            assert_eq!(all[0].says.contains("139****0002"), !all[0].revealed);
            shown.push(all[0].revealed);
        }
    }
    assert_eq!(shown, [false, true]);
    assert_eq!(revealed(&home, &mut world), [Some(record)]);
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

/// What the first run was told is there when the workspace is opened again.
#[test]
fn a_unit_named_at_the_first_run_is_kept_and_its_recovery_file_lies_in_the_folder_given() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("w");
    let run = |team: &str| FirstRun {
        person: "周社工".into(),
        team: team.into(),
        place: "320585101201".into(),
        place_name: None,
        role: "worker".into(),
        secret: Secret(SECRET.to_owned().into()),
        recovery_out: Some(folder.path().display().to_string()),
    };
    let told = |home: &Path, door: Door| {
        let (say, heard) = channel();
        let worker = Worker::start(home.to_owned(), None, World::real(None), move |reply| {
            let _ = say.send(reply);
        });
        let mut worker = worker.unwrap();
        worker.ask(1, Ask::Door(door), Lang::default());
        worker.finish();
        let (mut unit, mut codes) = (String::new(), Vec::new());
        for reply in heard.try_iter() {
            match reply {
                Reply::Opened(about) => unit = about.me.unit,
                Reply::To(_, Msg::Answer(answer)) => {
                    if let Answer::Opened(notes) = *answer {
                        codes.extend(notes.iter().map(|n| n.code));
                    }
                }
                _ => {}
            }
        }
        (unit, codes)
    };
    let named = "沙溪镇社工服务站";
    let init = |team: &str| Door::Init(Box::new(run(team)));
    let first = told(&home, init(&format!("T01 {named}")));
    assert_eq!(first, (named.to_owned(), vec!["W_RECOVERY_KEPT"]));
    let file = |name: &str| folder.path().join(format!("sanshe-recovery-{name}.txt"));
    assert!(file("T01-A").exists());
    let again = told(&home, Door::Unlock(Secret(SECRET.to_owned().into())));
    assert_eq!(again, (named.to_owned(), vec![]));
    // Without a name the short one stands for it.
    let other = told(&folder.path().join("v"), init("T02"));
    assert_eq!(other.0, "T02");
    // A colleague of the same team keeps theirs on the same stick.
    let colleague = told(&folder.path().join("u"), init("T01"));
    assert_eq!(colleague.1, ["W_RECOVERY_KEPT"]);
    assert!(file("T01-A-2").exists());
}

/// The list of files names whose each is: what stands behind the front is not read.
#[test]
fn the_list_of_files_names_their_senders() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::real(None);
    let (mut ws, _, file) = apart(folder.path(), &mut world);
    let own = folder.path().join("own");
    ws.export(&mut world, "周社工", &own, &mut |_, _| true)
        .unwrap();
    let none = folder.path().join("none");
    std::fs::write(&none, "PK").unwrap();
    let paths = [&file, &own, &none].map(|p| p.display().to_string());
    let senders = || Ask::Sync(Sync::Senders(paths.to_vec()));
    let take = Ask::Sync(Sync::Import(paths[0].clone()));
    let asks = vec![senders(), take, senders()];
    let answers = answers(&folder.path().join("B"), ws, asks).into_iter();
    let told: Vec<_> = answers
        .filter_map(|answer| match answer {
            Answer::Senders(all) => Some(all),
            _ => None,
        })
        .collect();
    let said = |all: &[(String, String)]| -> Vec<String> {
        assert!(all.iter().map(|(path, _)| path).eq(&paths));
        all.iter().map(|(_, said)| said.clone()).collect()
    };
    assert_eq!(said(&told[0]), ["周社工 第 2 号", "本机做的", "读不出来"]);
    assert_eq!(said(&told[1])[0], "周社工 第 2 号 已收");
}
