//! Erasing: what one person's file said is nowhere any more, on no machine that heard of
//! it, and doesn't come back with late files or old backups.

use std::path::Path;

use sanshe::domain::id::RecordId;
use sanshe::ops::workspace::{DATABASE, KEYS, Workspace};

use crate::exchange::{Pair, Side, equal, pair, send, take};
use crate::kit::{SECRET, VILLAGE, json, world};
use crate::pages::{holds, pages};
use crate::records::CLIENT;

/// Stands in every text of the person that is erased, and nowhere else.
const MARK: &str = "孟姜女";
const GROUND: &str = "本人要求";

/// How the name stands in pages: whole, single characters of the text index, and its
/// pinyin among the search keys.
fn traces(home: &Path) -> Vec<&'static str> {
    let pages = pages(home, SECRET);
    // The reading works at all: what every database holds is found.
    assert!(holds(&pages, "CREATE TABLE log"));
    let all = [MARK, "姜", "mengjiangnv", "mjn"];
    all.into_iter().filter(|t| holds(&pages, t)).collect()
}

fn client(side: &mut Side, name: &str, number: &str) -> RecordId {
    let text = CLIENT.replace("张三丰", name).replace("张小", name);
    let text = text.replace("320599194803150363", number);
    let made = side
        .ws
        .new_record(&mut side.world, "client", None, &json(&text));
    made.unwrap().view.record.id
}

/// A client with a household, two cases and a draft; and others around it.
fn filled(pair: &mut Pair) -> RecordId {
    let worker = &mut pair.worker;
    client(worker, "张三丰", "320599194803150363");
    let id = client(worker, MARK, "320599195001010048");
    let f1 = format!(
        r#"{{"source":"self","contact_method":"home","request":"{MARK}要午餐",
        "problem_types":["elder_care"],"primary_problem":"elder_care","urgency":"soon",
        "risk_level":"high","decision":"accept"}}"#
    );
    worker
        .ws
        .new_record(&mut worker.world, "F1", Some(id), &json(&f1))
        .unwrap();
    // Others' records between, so that pages of trees and indexes are split and filled.
    for n in 0..60 {
        let set = format!(r#"{{"phone":"1380000{n:04}","name":"{MARK}{}"}}"#, n % 7);
        worker.ws.set(&mut worker.world, id, &json(&set)).unwrap();
        let number = format!("第{n}期");
        let input = serde_json::json!({"minutes_no": number, "scope_code": VILLAGE});
        let input = crate::meetings::minutes(&input);
        worker
            .ws
            .new_record(&mut worker.world, "minutes", None, &input)
            .unwrap();
    }
    let key = format!("form:{id}");
    worker
        .ws
        .keep_unsaved(
            &worker.world,
            (&key, "client", MARK),
            &format!("{{\"name\":\"{MARK}\"}}"),
        )
        .unwrap();
    worker
        .ws
        .keep_unsaved(&worker.world, ("form:other", "client", "别人"), "{}")
        .unwrap();
    id
}

fn exchange(pair: &mut Pair, name: &str) {
    let dir = pair.dir.path().to_path_buf();
    let up = send(
        &mut pair.worker,
        "陈协调",
        &dir,
        &format!("{name}-up.sanshe"),
    );
    take(&mut pair.chief, &up);
    let down = send(
        &mut pair.chief,
        "周社工",
        &dir,
        &format!("{name}-down.sanshe"),
    );
    take(&mut pair.worker, &down);
}

fn found(side: &mut Side) -> usize {
    let query = sanshe::storage::Query {
        form: "client".into(),
        typed: MARK.into(),
        limit: 10,
        ..sanshe::storage::Query::default()
    };
    side.ws.list(&query).unwrap().items.len()
}

fn erase(side: &mut Side, id: RecordId) -> sanshe::ops::erase::Erased {
    let erased = side.ws.erase(&mut side.world, id, GROUND).unwrap();
    assert!(erased.warnings.iter().all(|n| n.code == "W_DRAFTS_ERASED"));
    erased
}

#[test]
fn what_is_erased_is_nowhere_on_any_machine_that_heard_of_it() {
    let mut pair = pair();
    let id = filled(&mut pair);
    exchange(&mut pair, "1");
    let homes = [pair.worker.ws.home.clone(), pair.chief.ws.home.clone()];
    for home in &homes {
        assert!(traces(home).len() >= 2, "{:?}", traces(home));
    }
    assert_eq!(found(&mut pair.chief), 1);
    let worker = &mut pair.worker;
    let fault = worker.ws.erase(&mut worker.world, id, GROUND);
    assert_eq!(fault.unwrap_err().code(), "E_ROLE_DECIDE");
    let chief = &mut pair.chief;
    let fault = chief.ws.erase(&mut chief.world, id, " ");
    assert_eq!(fault.unwrap_err().code(), "E_GROUND");
    let erased = erase(chief, id);
    // The client, one of the household, the case.
    assert_eq!(erased.records, 3);
    assert!(erased.changes >= 23);
    assert_eq!(erased.reach.files["周社工"].count, 1);
    assert_eq!(found(chief), 0);
    assert!(chief.ws.show(&chief.world, id).is_err());
    assert_eq!(traces(&homes[1]), [] as [&str; 0]);
    // The worker hears of it, erases and answers.
    let waits = |side: &mut Side| {
        let all = side.ws.erasures().unwrap();
        (all[0].done.clone(), all[0].waiting.clone())
    };
    assert_eq!(waits(chief).1, ["周社工"]);
    let dir = pair.dir.path().to_path_buf();
    let down = send(&mut pair.chief, "周社工", &dir, "2-down.sanshe");
    let came = take(&mut pair.worker, &down);
    assert!(came.came.decided.erased >= 23);
    assert!(came.missing.is_empty());
    assert_eq!(traces(&homes[0]), [] as [&str; 0]);
    let drafts = pair.worker.ws.all_unsaved().unwrap();
    assert_eq!(drafts.len(), 1, "{drafts:?}");
    let told = came
        .file
        .warnings
        .iter()
        .find(|n| n.code == "W_DRAFTS_ERASED");
    assert!(told.unwrap().args.contains(&("count", "1".into())));
    let up = send(&mut pair.worker, "陈协调", &dir, "2-up.sanshe");
    take(&mut pair.chief, &up);
    let (done, waiting) = waits(&mut pair.chief);
    assert_eq!((done.len(), waiting.len()), (2, 0));
    let fault = pair.worker.ws.undo(&mut pair.worker.world);
    let undone = fault.map(|u| u.records).unwrap_or_default();
    assert!(undone.iter().all(|(record, ..)| *record != id));
    exchange(&mut pair, "3");
    equal(&mut pair);
    for side in [&mut pair.worker, &mut pair.chief] {
        let checked = side.ws.check(true).unwrap();
        assert!(checked.is_good(), "{checked:?}");
    }
    // Nobody asks for what is erased again.
    let last = pair.dir.path().join("last.sanshe");
    let made = pair
        .worker
        .ws
        .export(&mut pair.worker.world, "陈协调", &last, &mut |_, _| true);
    assert_eq!(made.unwrap().segments, 0);
}

#[test]
fn late_files_bring_nothing_back_and_the_order_does_not_matter() {
    let mut pair = pair();
    let id = filled(&mut pair);
    let dir = pair.dir.path().to_path_buf();
    exchange(&mut pair, "1");
    // Written apart, after the coordinator's copy.
    let worker = &mut pair.worker;
    let set = format!(r#"{{"name":"{MARK}氏"}}"#);
    worker.ws.set(&mut worker.world, id, &json(&set)).unwrap();
    let late = send(worker, "陈协调", &dir, "late.sanshe");
    erase(&mut pair.chief, id);
    let came = take(&mut pair.chief, &late);
    assert_eq!(came.came.refused_bodies, 1);
    assert!(came.missing.is_empty(), "an erased body is not missing");
    assert_eq!(traces(&pair.chief.ws.home.clone()), [] as [&str; 0]);
    exchange(&mut pair, "2");
    exchange(&mut pair, "3");
    equal(&mut pair);
}

#[test]
fn an_old_backup_brings_nothing_back() {
    let mut pair = pair();
    let id = filled(&mut pair);
    exchange(&mut pair, "1");
    let chief = &mut pair.chief;
    let backup = pair.dir.path().join("backup.sanshe-backup");
    chief.ws.backup(&chief.world, &backup).unwrap();
    let erased = erase(chief, id);
    assert_eq!(erased.reach.backups.unwrap().count, 1);
    let home = chief.ws.home.clone();
    let beside = std::fs::read_to_string(home.join("erased")).unwrap();
    assert_eq!(beside.lines().count(), 1);
    assert!(!beside.contains(&id.to_string()), "not even the id");
    // The database is lost and the backup takes its place in the same folder.
    let dir = pair.dir.path().to_path_buf();
    let Pair { chief, worker, .. } = pair;
    drop(chief);
    for name in [DATABASE, KEYS] {
        std::fs::remove_file(home.join(name)).unwrap();
    }
    for end in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(home.join(format!("{DATABASE}{end}")));
    }
    Workspace::restore(&home, &backup).unwrap();
    assert!(traces(&home).len() >= 2);
    let (mut w, clock) = world(5);
    let ws = Workspace::open(&home, SECRET, &mut w).unwrap();
    let mut chief = Side {
        ws,
        world: w,
        clock,
    };
    let told: Vec<_> = chief.ws.notices.iter().map(|n| n.code).collect();
    assert_eq!(told, ["W_RESTORED", "W_ERASED_AGAIN"]);
    assert_eq!(found(&mut chief), 0);
    assert_eq!(traces(&home), [] as [&str; 0]);
    assert!(chief.ws.check(true).unwrap().is_good());
    // Nor does the worker, who never heard of the decision, which was lost.
    let mut worker = worker;
    let up = send(&mut worker, "陈协调", &dir, "again.sanshe");
    take(&mut chief, &up);
    assert_eq!(found(&mut chief), 0);
    assert_eq!(traces(&home), [] as [&str; 0]);
    drop(chief);
    let (mut w, _) = world(6);
    let ws = Workspace::open(&home, SECRET, &mut w).unwrap();
    assert!(ws.notices.is_empty(), "{:?}", ws.notices);
}

/// A backup of before, opened in another folder, knows nothing of an erasure: the list
/// beside the old workspace says it if it is brought along, and so does the answer of the
/// coordinator to the first file.
#[test]
fn a_backup_in_another_folder_hears_of_erasures_in_two_ways() {
    for brought in [true, false] {
        let mut pair = pair();
        let id = filled(&mut pair);
        exchange(&mut pair, "1");
        let worker = &mut pair.worker;
        let backup = pair.dir.path().join("backup.sanshe-backup");
        worker.ws.backup(&worker.world, &backup).unwrap();
        erase(&mut pair.chief, id);
        exchange(&mut pair, "2");
        assert_eq!(found(&mut pair.worker), 0);
        let (old, home) = (
            pair.worker.ws.home.clone(),
            pair.dir.path().join("elsewhere"),
        );
        Workspace::restore(&home, &backup).unwrap();
        if brought {
            std::fs::copy(old.join("erased"), home.join("erased")).unwrap();
        }
        let (mut w, clock) = world(7);
        let ws = Workspace::open(&home, SECRET, &mut w).unwrap();
        let told: Vec<_> = ws.notices.iter().map(|n| n.code).collect();
        pair.worker = Side {
            ws,
            world: w,
            clock,
        };
        if brought {
            assert_eq!(told[..2], ["W_RESTORED", "W_ERASED_AGAIN"]);
            assert_eq!(found(&mut pair.worker), 0);
        } else {
            assert_eq!(told, ["W_RESTORED"]);
            assert_eq!(found(&mut pair.worker), 1);
        }
        exchange(&mut pair, "3");
        assert_eq!(found(&mut pair.worker), 0);
        assert_eq!(traces(&home), [""; 0]);
    }
}

/// What was typed and not saved goes with a person if it is about them or speaks of them;
/// whoever typed it is told how much. What says nothing of them stays.
#[test]
fn drafts_that_speak_of_who_is_erased_go_and_are_counted() {
    let mut pair = pair();
    let chief = &mut pair.chief;
    let number = "320599195001010048";
    let id = client(chief, MARK, number);
    let met = crate::meetings::minutes(&serde_json::json!({"minutes_no": "第1期"}));
    let made = chief.ws.new_record(&mut chief.world, "minutes", None, &met);
    let met = made.unwrap().view.record.id;
    for (key, form, title, body) in [
        (format!("client:{id}"), "client", "别人", "{}".to_owned()),
        (format!("F1+{id}"), "F1", "别人", String::new()),
        (
            "new:F1".into(),
            "F1",
            "别人",
            format!("{{\"client\":\"{id}\"}}"),
        ),
        (
            "new:minutes".into(),
            "minutes",
            "例会",
            format!("{{\"topic\":\"{MARK}的午餐\"}}"),
        ),
        ("new:client".into(), "client", MARK, "{}".to_owned()),
        (
            "new:volunteer".into(),
            "volunteer",
            "别人",
            format!("{{\"id_no\":\"{number}\"}}"),
        ),
        (
            "new:hours".into(),
            "hours",
            "周社工",
            "{\"title\":\"助餐\"}".to_owned(),
        ),
    ] {
        let kept = chief
            .ws
            .keep_unsaved(&chief.world, (&key, form, title), &body);
        kept.unwrap();
    }
    let told = |erased: &sanshe::ops::erase::Erased| {
        let notes = erased.warnings.iter();
        let mut all: Vec<(String, String)> = notes
            .map(|n| {
                let arg = |name| n.args.iter().find(|(a, _)| *a == name).unwrap().1.clone();
                (arg("en"), arg("count"))
            })
            .collect();
        all.sort();
        all
    };
    let erased = erase(chief, id);
    let forms = [
        ("Client", "2"),
        ("Intake form", "2"),
        ("Minutes", "1"),
        ("Volunteer", "1"),
    ];
    let forms = forms.map(|(form, n)| (form.to_owned(), n.to_owned()));
    assert_eq!(told(&erased), forms);
    let left = chief.ws.all_unsaved().unwrap();
    assert_eq!(
        left.iter().map(|d| d.key.as_str()).collect::<Vec<_>>(),
        ["new:hours"]
    );
    // Minutes are about nobody: who was there stands in the drafts of all others too.
    let erased = erase(chief, met);
    assert_eq!(told(&erased), []);
    assert_eq!(chief.ws.all_unsaved().unwrap().len(), 1);
    assert_eq!(traces(&chief.ws.home.clone()), [""; 0]);
}

/// A form may stand open while a file brings the word that its record is erased.
#[test]
fn what_is_typed_in_a_form_whose_record_is_gone_is_not_kept() {
    let mut pair = pair();
    let chief = &mut pair.chief;
    let id = client(chief, MARK, "320599195001010048");
    erase(chief, id);
    let body = format!("{{\"name\":\"{MARK}\"}}");
    for key in [format!("client:{id}"), format!("F1+{id}~2026-11-23T09:00")] {
        let kept = chief
            .ws
            .keep_unsaved(&chief.world, (&key, "client", MARK), &body);
        assert_eq!(kept.unwrap_err().code(), "E_NO_RECORD");
    }
    assert_eq!(chief.ws.all_unsaved().unwrap(), []);
    let home = chief.ws.home.clone();
    assert_eq!(traces(&home), [""; 0]);
}

/// Another program that reads the database, as one that makes copies, keeps old pages from
/// being overwritten, but nobody from their work.
#[test]
fn what_can_t_be_overwritten_yet_is_overwritten_at_a_later_opening() {
    let mut pair = pair();
    let chief = &mut pair.chief;
    let id = client(chief, MARK, "320599195001010048");
    let home = chief.ws.home.clone();
    let sealed = std::fs::read(home.join(KEYS)).unwrap();
    let secrets = sanshe::sync::keys::Secrets::open_with_passphrase(&sealed, SECRET).unwrap();
    let key = sanshe::domain::id::hex(&secrets.db_key[..]);
    let reader = rusqlite::Connection::open(home.join(DATABASE)).unwrap();
    let begin = format!("PRAGMA key = \"x'{key}'\"; BEGIN");
    reader.execute_batch(&begin).unwrap();
    let count = |r: &rusqlite::Row| r.get::<_, u64>(0);
    let read = reader.query_row("SELECT count(*) FROM log", [], count);
    assert!(read.unwrap() > 0);
    let codes = |notes: &[sanshe::domain::fault::Note]| -> Vec<&str> {
        notes.iter().map(|n| n.code).collect()
    };
    let erased = chief.ws.erase(&mut chief.world, id, GROUND).unwrap();
    assert_eq!(codes(&erased.warnings), ["W_SCRUB_LATER"]);
    let Side { ws, mut world, .. } = pair.chief;
    drop(ws);
    let ws = Workspace::open(&home, SECRET, &mut world).unwrap();
    assert_eq!(codes(&ws.notices), ["W_SCRUB_LATER"]);
    drop(ws);
    drop(reader);
    let ws = Workspace::open(&home, SECRET, &mut world).unwrap();
    assert_eq!(codes(&ws.notices), [""; 0]);
    assert_eq!(traces(&home), [""; 0]);
}

/// The beginning of an id is a day, and that of every record of it: whoever erases says
/// the name, the own number or the whole id.
#[test]
fn what_is_erased_is_named_first() {
    let mut pair = pair();
    let chief = &mut pair.chief;
    let id = client(chief, MARK, "320599195001010048");
    let begin: String = id.to_string().chars().take(13).collect();
    assert_eq!(chief.ws.find(&begin).unwrap(), id);
    for other in [begin.as_str(), "孟姜", ""] {
        let fault = chief.ws.erase_named(&mut chief.world, id, other, GROUND);
        assert_eq!(fault.unwrap_err().code(), "E_ERASE_WORD", "{other}");
    }
    assert!(chief.ws.show(&chief.world, id).is_ok());
    let record = chief.ws.record(id).unwrap();
    let forms = chief.ws.forms();
    assert_eq!(record.word(forms.get("client")), MARK);
    // A form without a number or a text in its title: the end of the id, which is random.
    let end = record.word(forms.get("report"));
    assert!(id.to_string().ends_with(&end) && end.len() == 6);
    assert!(record.is_meant(forms.get("client"), &id.to_string()));
    let erased = chief
        .ws
        .erase_named(&mut chief.world, id, &format!(" {MARK}"), GROUND);
    assert_eq!(erased.unwrap().root, id);
}
