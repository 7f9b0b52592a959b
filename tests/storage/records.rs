//! One client from the first save to the history.

use sanshe::domain::value::Value;
use sanshe::ops::workspace::Workspace;
use sanshe::storage::Query;

use crate::kit::{SECRET, json, worker, world};

pub const CLIENT: &str = r#"{"name":"张三丰","gender":"1","id_type":"resident_id",
  "id_no":"320599194803150363","village_code":"320585101201","categories":["elder_alone"],
  "capacity":"full","phone":"13800000001",
  "household":[{"name":"张小","relationship":"20","lives_together":false}]}"#;

#[test]
fn a_client_and_a_case_are_recorded_found_and_changed() {
    let dir = tempfile::tempdir().unwrap();
    let (mut w, _) = world(1);
    let home = dir.path().join("ws");
    let mut ws = worker(&home, &mut w);
    let saved = ws
        .new_record(&mut w, "client", None, &json(CLIENT))
        .unwrap();
    // The number says female and 1948; the form said male: a warning, not an error.
    assert!(
        saved.warnings.iter().any(|n| n.code == "W_SEX"),
        "{:?}",
        saved.warnings
    );
    let client = saved.view.record.clone();
    assert_eq!(client.get("birth_date"), &Value::from("1948-03-15"));
    assert_eq!(saved.view.rows["household"].len(), 1);
    let f1 = r#"{"source":"self","contact_method":"home","request":"午餐和买药",
      "problem_types":["elder_care"],"primary_problem":"elder_care","urgency":"soon",
      "risk_level":"high","decision":"accept"}"#;
    let case = ws
        .new_record(&mut w, "F1", Some(client.id), &json(f1))
        .unwrap();
    assert_eq!(case.view.record.state.as_deref(), Some("intake"));
    assert_eq!(
        case.view.record.get("case_no"),
        &Value::from("GA-T01-2026-A0001")
    );
    let again = ws
        .new_record(&mut w, "F1", Some(client.id), &json(f1))
        .unwrap_err();
    assert_eq!(again.code(), "E_OPEN_CASE");
    let hits = ws.search(&w, "zsf", 10).unwrap();
    assert_eq!(hits[0].record.id, client.id);
    let hits = ws.search(&w, "买药", 10).unwrap();
    assert_eq!(hits[0].record.id, case.view.record.id);
    let set = ws
        .set(&mut w, client.id, &json(r#"{"gender":"2"}"#))
        .unwrap();
    assert!(set.warnings.is_empty());
    drop(ws);
    let mut ws = sanshe::ops::workspace::Workspace::open(&home, SECRET, &mut w).unwrap();
    assert!(ws.notices.is_empty());
    let view = ws.show(&w, client.id).unwrap();
    assert_eq!(view.record.get("gender"), &Value::from("2"));
    assert_eq!(ws.history(client.id).unwrap().len(), 2);
}

#[test]
fn a_void_record_comes_back_and_a_row_only_with_what_it_is_in() {
    let dir = tempfile::tempdir().unwrap();
    let (mut w, _) = world(61);
    let mut ws = worker(&dir.path().join("ws"), &mut w);
    let saved = ws
        .new_record(&mut w, "client", None, &json(CLIENT))
        .unwrap();
    let (id, row) = (saved.view.record.id, saved.view.rows["household"][0].id);
    let fault = ws.restore_record(&mut w, id).unwrap_err();
    assert_eq!(fault.code(), "E_NOT_VOID");
    ws.void(&mut w, row, "写错").unwrap();
    ws.void(&mut w, id, "重复").unwrap();
    assert_eq!(
        ws.restore_record(&mut w, row).unwrap_err().code(),
        "E_VOID_ABOVE"
    );
    let listed = |ws: &mut Workspace, void: bool| {
        let query = Query {
            form: "client".into(),
            void,
            limit: 9,
            ..Query::default()
        };
        ws.list(&query).unwrap().items.len()
    };
    assert_eq!((listed(&mut ws, false), listed(&mut ws, true)), (0, 1));
    let back = ws.restore_record(&mut w, id).unwrap();
    assert!(!back.record.void && back.record.get("void_reason").is_empty());
    assert_eq!((listed(&mut ws, false), listed(&mut ws, true)), (1, 0));
    assert_eq!(
        ws.named("client", "zs", 9).unwrap().len(),
        1,
        "it is found again"
    );
    assert_eq!(ws.restore_record(&mut w, row).unwrap().record.id, row);
    assert_eq!(ws.show(&w, id).unwrap().rows["household"].len(), 1);
    ws.undo(&mut w).unwrap();
    let rows = ws.show(&w, id).unwrap().rows;
    assert!(rows.get("household").is_none_or(Vec::is_empty));
}

/// Two files of one person are told to whoever saves the second and to whoever looks at
/// the findings, without the number; who shows no document collides with nobody.
#[test]
fn a_document_number_in_two_files_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let (mut w, _) = world(62);
    let mut ws = worker(&dir.path().join("ws"), &mut w);
    let mut save = |ws: &mut Workspace, changes: &str| {
        let mut client = json(CLIENT);
        client.extend(json(changes));
        let saved = ws.new_record(&mut w, "client", None, &client).unwrap();
        let twice = saved.warnings.into_iter().filter(|n| n.code == "W_UNIQUE");
        (saved.view.record.id, twice.collect::<Vec<_>>())
    };
    let (first, warned) = save(&mut ws, "{}");
    assert_eq!(warned, []);
    let nobody = r#"{"name":"李四海","id_type":"none","id_no":"","birth_date":"1950-01-01"}"#;
    for _ in 0..2 {
        assert_eq!(save(&mut ws, nobody).1, []);
    }
    assert_eq!(ws.findings().unwrap(), []);
    let (second, warned) = save(&mut ws, r#"{"name":"张三风","phone":"13800000002"}"#);
    assert_eq!(warned.len(), 1);
    assert_eq!(warned[0].field.as_deref(), Some("id_no"));
    let found = ws.findings().unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].note.code, "F_VALUE_TWICE");
    let mut both = vec![first, second];
    both.sort_unstable();
    assert_eq!(found[0].records, both);
    let args = warned[0].args.iter().chain(&found[0].note.args);
    let values: Vec<_> = args.filter(|(name, _)| *name == "value").collect();
    assert_eq!(values.len(), 2);
    assert!(
        values
            .iter()
            .all(|(_, v)| v.contains('*') && !v.contains("19480315"))
    );
    // One that was void is no second file.
    ws.void(&mut w, second, "重复").unwrap();
    assert_eq!(ws.findings().unwrap(), []);
}
