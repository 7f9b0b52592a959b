//! What is typed and not saved, and who may be known already.

use sanshe::ops::alike::{Reason, Typed};
use sanshe::ops::workspace::{DATABASE, KEYS, Workspace};
use sanshe::sync::keys::Secrets;

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
    );
    assert!(refused.is_err());
    assert!(at.unsaved("client+1").unwrap().is_some());
    let input = client("张三", "320599194803150363", "13800000001", "");
    let saved = at
        .save_form(&mut world, "client", (None, None), &input, Some("client+1"))
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
    conn.execute_batch("DROP TABLE draft; PRAGMA user_version = 1")
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
    use Reason::{Household, NearId, NearPhone, SameId, SameName, SamePhone, SoundsAlike};
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
