//! What is typed and not saved, and who may be known already.

use sanshe::domain::record::{Open, Seen};
use sanshe::ops::alike::{Reason, Typed};
use sanshe::ops::workspace::{DATABASE, KEYS, Workspace};
use sanshe::sync::keys::Secrets;

use sanshe::ops::unsaved::Page;

use crate::exchange::{equal, pair, send, take};
use crate::kit::{SECRET, json, worker, world};

fn client(name: &str, id_no: &str, phone: &str, household: &str) -> sanshe::domain::form::Object {
    json(&format!(
        r#"{{ "name": "{name}", "id_type": "resident_id", "id_no": "{id_no}", "phone": "{phone}",
              "village_code": "320585101201", "categories": ["elder_alone"],
              "capacity": "full", "household": [{household}] }}"#
    ))
}

/// What a save is made of when nothing comes next.
fn page<'a>(draft: Option<&'a str>, seen: &'a Seen) -> Page<'a> {
    Page {
        draft,
        then: None,
        seen,
    }
}

#[test]
fn a_draft_stays_until_it_is_saved_and_goes_with_the_save() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("w");
    let (mut world, clock) = world(41);
    let mut at = worker(&home, &mut world);
    at.keep_unsaved(&world, ("client+1", "client", "张"), "{\"a\":1}")
        .unwrap();
    clock.turn(1000);
    at.keep_unsaved(&world, ("F1+2", "F1", ""), "{}").unwrap();
    clock.turn(1000);
    at.keep_unsaved(&world, ("client+1", "client", "张三"), "{\"a\":2}")
        .unwrap();
    drop(at);
    let mut at = Workspace::open(&home, SECRET, &mut world).unwrap();
    let all = at.all_unsaved().unwrap();
    let seen: Vec<_> = all
        .iter()
        .map(|d| (d.key.as_str(), d.title.as_str()))
        .collect();
    assert_eq!(seen, [("client+1", "张三"), ("F1+2", "")]);
    assert_eq!(
        at.unsaved("client+1").unwrap().as_deref(),
        Some("{\"a\":2}")
    );
    // A refused save keeps the draft.
    let refused = at.save_form(
        &mut world,
        "client",
        (None, None),
        &json("{}"),
        &page(Some("client+1"), &Seen::new()),
    );
    assert!(refused.is_err());
    assert!(at.unsaved("client+1").unwrap().is_some());
    let input = client("张三", "320599194803150363", "13800000001", "");
    let saved = at
        .save_form(
            &mut world,
            "client",
            (None, None),
            &input,
            &page(Some("client+1"), &Seen::new()),
        )
        .unwrap();
    assert_eq!(at.unsaved("client+1").unwrap(), None);
    at.keep_unsaved(&world, ("client:x", "client", "张三"), "{}")
        .unwrap();
    let id = saved.view.record.id;
    let change = json(r#"{ "phone": "13800000002" }"#);
    at.save_form(
        &mut world,
        "client",
        (Some(id), None),
        &change,
        &page(Some("client:x"), &Seen::new()),
    )
    .unwrap();
    at.drop_unsaved("F1+2").unwrap();
    assert_eq!(at.all_unsaved().unwrap(), []);
}

/// A backup that the first version of the schema made.
#[test]
fn a_database_of_an_earlier_version_gets_what_it_lacks_on_opening() {
    let secret = "osmanthus in August";
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("w");
    let (mut world, _) = world(42);
    let backup = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/storage/data/before-devices.backup"
    );
    Workspace::restore(&home, std::path::Path::new(backup)).unwrap();
    let sealed = std::fs::read(home.join(KEYS)).unwrap();
    let secrets = Secrets::open_with_passphrase(&sealed, secret).unwrap();
    let key = sanshe::domain::id::hex(&secrets.db_key[..]);
    let conn = rusqlite::Connection::open(home.join(DATABASE)).unwrap();
    conn.execute_batch(&format!("PRAGMA key = \"x'{key}'\""))
        .unwrap();
    conn.execute_batch("UPDATE peer SET sent = 7, heard_at = 5")
        .unwrap();
    drop(conn);
    let mut at = Workspace::open(&home, secret, &mut world).unwrap();
    at.keep_unsaved(&world, ("k", "client", ""), "{}").unwrap();
    let forms = at.forms();
    drop(at);
    // Every form and indexed field has its number from the first opening on.
    let conn = rusqlite::Connection::open(home.join(DATABASE)).unwrap();
    conn.execute_batch(&format!("PRAGMA key = \"x'{key}'\""))
        .unwrap();
    let names: std::collections::BTreeSet<String> = {
        let mut names = conn.prepare("SELECT text FROM name").unwrap();
        let names = names.query_map([], |r| r.get(0)).unwrap();
        names.map(Result::unwrap).collect()
    };
    for form in forms.iter() {
        let indexed = form.fields.iter().filter(|f| f.indexed);
        let mut all = indexed.map(|f| &f.id).chain([&form.id]);
        assert!(all.all(|id| names.contains(id)), "{}", form.id);
    }
    drop(conn);
    let mut at = Workspace::open(&home, secret, &mut world).unwrap();
    assert_eq!(at.all_unsaved().unwrap().len(), 1);
    // What was exchanged with a person is that person's device's now.
    let known = at.acquaintances().unwrap();
    let peers: Vec<_> = known
        .iter()
        .map(|a| (a.peer.name.as_str(), a.peer.sent))
        .collect();
    assert_eq!(peers, [("陈协调", 7)]);
    assert_eq!(known[0].peer.heard_at, Some(5));
    assert!(at.check(true).unwrap().is_good());
}

#[test]
fn who_may_be_known_is_found_with_the_reason() {
    use Reason::{Household, NearId, NearPhone, SameId, SameName, SamePhone, SoundsAlike};
    let folder = tempfile::tempdir().unwrap();
    let (mut world, _) = world(43);
    let mut at = worker(&folder.path().join("w"), &mut world);
    let kin = r#"{ "name": "王小明", "relationship": "20" }"#;
    let zhang = client("张三", "320599194803150363", "13800000001", kin);
    let zhang = at.new_record(&mut world, "client", None, &zhang).unwrap();
    let zhang = zhang.view.record.id;
    let li = client("李四", "320599200002290137", "13911112222", "");
    at.new_record(&mut world, "client", None, &li).unwrap();
    let look = |at: &mut Workspace, name: &str, id_no: &str, phone: &str| {
        let typed = Typed {
            form: "client",
            but: None,
            name,
            id_no,
            phone,
        };
        let found = at.alike(&typed, 9).unwrap();
        found
            .into_iter()
            .map(|a| (a.record.get("name").text().unwrap().to_owned(), a.reasons))
            .collect::<Vec<_>>()
    };
    let zhang_for = |reasons: &[Reason]| vec![("张三".to_owned(), reasons.to_vec())];
    for (name, id_no, phone, want) in [
        ("张三", "", "", zhang_for(&[SameName])),
        ("章叁", "", "", zhang_for(&[SoundsAlike])),
        // Southern ears: zh and z, an and ang.
        ("臧三", "", "", zhang_for(&[SoundsAlike])),
        ("", "320599194803150363", "", zhang_for(&[SameId])),
        ("", "320599194803150353", "", zhang_for(&[NearId])),
        ("", "320599194803105363", "", zhang_for(&[NearId])),
        ("", "", "138-0000-0001", zhang_for(&[SamePhone])),
        ("", "", "13800000011", zhang_for(&[NearPhone])),
        ("王小明", "", "", zhang_for(&[Household])),
        (
            "张三",
            "320599194803150363",
            "13800000001",
            zhang_for(&[SameId, SamePhone, SameName]),
        ),
        ("赵六", "320599194803150", "1380000", vec![]),
        ("张", "", "", vec![]),
    ] {
        assert_eq!(
            look(&mut at, name, id_no, phone),
            want,
            "{name} {id_no} {phone}"
        );
    }
    // Pickers find people by name and number, and by who lives with them.
    for (typed, want) in [
        ("zs", 1),
        ("13911112222", 1),
        ("王小明", 1),
        ("", 2),
        ("qq", 0),
    ] {
        let found = at.named("client", typed, 9).unwrap();
        assert_eq!(found.len(), want, "{typed}");
    }
    // The record itself is no match, and a void one is none.
    let typed = Typed {
        form: "client",
        but: Some(zhang),
        name: "张三",
        id_no: "",
        phone: "",
    };
    assert!(at.alike(&typed, 9).unwrap().is_empty());
    at.void(&mut world, zhang, "重复").unwrap();
    assert_eq!(look(&mut at, "张三", "", "13800000001"), vec![]);
}

#[test]
fn what_came_since_the_form_was_opened_is_not_covered_unseen() {
    let mut pair = pair();
    let dir = pair.dir.path().to_path_buf();
    let here = &mut pair.worker;
    let zhang = json(crate::records::CLIENT);
    let opened = here
        .ws
        .new_record(&mut here.world, "client", None, &zhang)
        .unwrap();
    let id = opened.view.record.id;
    let row = opened.view.rows["household"][0].clone();
    // The form is opened now.
    let seen: Seen = [
        (id, opened.view.record.heads.clone()),
        (row.id, row.heads.clone()),
    ]
    .into();
    let file = send(&mut pair.worker, "陈协调", &dir, "1.sanshe");
    take(&mut pair.chief, &file);
    let change = |phone: &str, name: &str| {
        json(&format!(
            r#"{{ "phone": "{phone}", "household": [{{ "id": "{}", "name": "{name}" }}] }}"#,
            row.id
        ))
    };
    let theirs = change("13800000002", "王大明");
    let chief = &mut pair.chief;
    chief.ws.set(&mut chief.world, id, &theirs).unwrap();
    let file = send(&mut pair.chief, "周社工", &dir, "2.sanshe");
    take(&mut pair.worker, &file);
    // The form is saved as it was opened, before the file came.
    let here = &mut pair.worker;
    let mut mine = change("13800000003", "王二明");
    mine.insert("name".into(), "张三".into());
    let form = (Some(id), None);
    let saved = here
        .ws
        .save_form(&mut here.world, "client", form, &mine, &page(None, &seen))
        .unwrap();
    let record = &saved.view.record;
    assert_eq!(record.open.get("phone"), Some(&Open::Conflict));
    assert_eq!(record.open.get("name"), None, "nobody else wrote it");
    let rows = &saved.view.rows["household"];
    assert_eq!(rows[0].open.get("name"), Some(&Open::Conflict));
    let warned = saved.warnings.iter();
    let warned: Vec<_> = warned
        .filter(|n| n.code == "W_CHANGED_MEANWHILE")
        .filter_map(|n| n.field.as_deref())
        .collect();
    assert_eq!(warned, ["phone", "household[0].name"]);
    let values = format!("{:?}", here.ws.conflicts().unwrap());
    for value in ["13800000002", "13800000003", "王大明", "王二明"] {
        assert!(values.contains(value), "{value} {values}");
    }
    // Both sides see the same; a projection made anew does too.
    let file = send(&mut pair.worker, "陈协调", &dir, "3.sanshe");
    take(&mut pair.chief, &file);
    equal(&mut pair);
    // What was seen is covered as ever.
    let here = &mut pair.worker;
    let seen: Seen = [(id, here.ws.record(id).unwrap().heads)].into();
    let third = json(r#"{ "phone": "13800000004" }"#);
    let saved = here
        .ws
        .save_form(&mut here.world, "client", form, &third, &page(None, &seen))
        .unwrap();
    assert_eq!(saved.view.record.open.get("phone"), None);
}

#[test]
fn minutes_and_moves_do_not_cover_what_came_since_they_were_opened() {
    let mut pair = pair();
    let dir = pair.dir.path().to_path_buf();
    let here = &mut pair.worker;
    let village = serde_json::json!({"kind": "weekly_village", "scope_code": "320585101201"});
    let input = crate::meetings::minutes(&village);
    let opened = here
        .ws
        .new_record(&mut here.world, "minutes", None, &input)
        .unwrap();
    let id = opened.view.record.id;
    let (topic, action) = (
        opened.view.rows["topics"][0].id,
        opened.view.rows["actions"][0].id,
    );
    let rows = opened.view.rows.values().flatten();
    let seen: Seen = rows
        .chain([&opened.view.record])
        .map(|r| (r.id, r.heads.clone()))
        .collect();
    let file = send(&mut pair.worker, "陈协调", &dir, "1.sanshe");
    take(&mut pair.chief, &file);
    let change = |text: &str| {
        json(&format!(
            r#"{{ "place": "{text}", "topics": [{{ "id": "{topic}", "discussion": "{text}" }}] }}"#
        ))
    };
    let chief = &mut pair.chief;
    chief
        .ws
        .set(&mut chief.world, id, &change("老活动室"))
        .unwrap();
    let no = json("{}");
    chief
        .ws
        .move_to(&mut chief.world, action, "doing", &no)
        .unwrap();
    let file = send(&mut pair.chief, "周社工", &dir, "2.sanshe");
    take(&mut pair.worker, &file);
    // The page and the action were on the screen before the file came.
    let here = &mut pair.worker;
    let form = (Some(id), None);
    let saved = here
        .ws
        .save_form(
            &mut here.world,
            "minutes",
            form,
            &change("新中心"),
            &page(None, &seen),
        )
        .unwrap();
    assert_eq!(saved.view.record.open.get("place"), Some(&Open::Conflict));
    let row = &saved.view.rows["topics"][0];
    assert_eq!(row.open.get("discussion"), Some(&Open::Conflict));
    let world = &mut here.world;
    let moved = here
        .ws
        .batch(|saver| {
            saver
                .saw(&seen)
                .move_to(world, action, "cancelled", &json("{}"))
        })
        .unwrap();
    assert_eq!(moved.view.record.open.get("status"), Some(&Open::Conflict));
    let warned = moved.warnings.iter();
    let warned: Vec<_> = warned.filter_map(|n| n.field.as_deref()).collect();
    assert!(warned.contains(&"status"), "{warned:?}");
}

#[test]
fn an_intake_that_was_not_begun_waits_until_it_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let (mut world, _) = world(43);
    let mut at = worker(&folder.path().join("w"), &mut world);
    let input = client("张三", "320599194803150363", "13800000001", "");
    let seen = Seen::new();
    let next = Page {
        draft: None,
        then: Some("F1"),
        seen: &seen,
    };
    let saved = at.save_form(&mut world, "client", (None, None), &input, &next);
    let person = saved.unwrap().view.record.id;
    let today = world.today();
    let waits = |at: &mut Workspace| {
        let drafts = at.today(today, 9).unwrap().drafts;
        let line = |d: &sanshe::ops::unsaved::Unsaved| (d.key.clone(), d.title.clone(), d.begun);
        drafts.iter().map(line).collect::<Vec<_>>()
    };
    let key = format!("F1+{person}");
    assert_eq!(waits(&mut at), [(key.clone(), "张三".to_owned(), false)]);
    at.keep_unsaved(&world, (&key, "F1", "张三"), "{}").unwrap();
    assert!(waits(&mut at)[0].2, "something was typed");
    at.keep_unsaved(&world, (&key, "F1", "张三"), "").unwrap();
    // The person was a mistake: there is nothing to fill in.
    at.void(&mut world, person, "重复").unwrap();
    assert_eq!(waits(&mut at), []);
    at.undo(&mut world).unwrap();
    assert_eq!(waits(&mut at).len(), 1);
}
