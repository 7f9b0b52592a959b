//! What is typed and not saved, and who may be known already.

use sanshe::domain::record::{Open, Seen};
use sanshe::ops::alike::{Reason, Typed};
use sanshe::ops::workspace::{DATABASE, KEYS, Workspace};
use sanshe::sync::keys::Secrets;

use crate::exchange::{equal, pair, send, take};
use crate::kit::{SECRET, json, worker, world};

fn client(name: &str, id_no: &str, phone: &str, household: &str) -> sanshe::domain::form::Object {
    json(&format!(
        r#"{{ "name": "{name}", "id_type": "resident_id", "id_no": "{id_no}", "phone": "{phone}",
              "village_code": "320585101201", "categories": ["elder_alone"],
              "capacity": "full", "household": [{household}] }}"#
    ))
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
        Some("client+1"),
        &Seen::new(),
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
            Some("client+1"),
            &Seen::new(),
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
        Some("client:x"),
        &Seen::new(),
    )
    .unwrap();
    at.drop_unsaved("F1+2").unwrap();
    assert_eq!(at.all_unsaved().unwrap(), []);
}

#[test]
fn a_database_without_drafts_gets_them_on_opening() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("w");
    let (mut world, _) = world(42);
    drop(worker(&home, &mut world));
    let sealed = std::fs::read(home.join(KEYS)).unwrap();
    let secrets = Secrets::open_with_passphrase(&sealed, SECRET).unwrap();
    let key = sanshe::domain::id::hex(&secrets.db_key[..]);
    let conn = rusqlite::Connection::open(home.join(DATABASE)).unwrap();
    conn.execute_batch(&format!("PRAGMA key = \"x'{key}'\""))
        .unwrap();
    let back = "DROP TABLE draft; DROP TABLE buried; DROP TABLE control; PRAGMA user_version = 1";
    conn.execute_batch(back)
        .unwrap();
    drop(conn);
    let mut at = Workspace::open(&home, SECRET, &mut world).unwrap();
    at.keep_unsaved(&world, ("k", "client", ""), "{}").unwrap();
    drop(at);
    let mut at = Workspace::open(&home, SECRET, &mut world).unwrap();
    assert_eq!(at.all_unsaved().unwrap().len(), 1);
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
        .save_form(&mut here.world, "client", form, &mine, None, &seen)
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
        .save_form(&mut here.world, "client", form, &third, None, &seen)
        .unwrap();
    assert_eq!(saved.view.record.open.get("phone"), None);
}
