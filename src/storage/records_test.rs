//! The short way of an import beside the long one.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use zeroize::Zeroizing;

use super::*;
use crate::domain::codes::Codes;
use crate::domain::form::{MENDED, RETURNED, VOID_REASON};
use crate::domain::id::DeviceId;
use crate::domain::places::Places;
use crate::domain::reference::Reference;

/// Everything that is written of a record.
fn written(tx: &Tx, ready: &Ready) -> String {
    let heads = tx.stored_heads(&ready.heads).unwrap();
    format!(
        "{:?}",
        (
            (&ready.place, &ready.state, ready.void, ready.approved),
            (ready.created, ready.changed, &ready.fields, &ready.open),
            (to_json(&heads).unwrap(), &ready.entries, ready.unknown),
        )
    )
}

fn a_value() -> impl Strategy<Value = Value> {
    let codes = proptest::collection::vec("[a-z]{1,3}", 0..4);
    prop_oneof![
        Just(Value::Empty),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        "\\PC{0,8}".prop_map(Value::Text),
        prop_oneof!["张三", "closed", "2026-11-23", "1", "13800000001"].prop_map(Value::from),
        codes.prop_map(Value::Codes),
        Just(Value::Other(serde_json::json!({ "a": [1.5] }))),
    ]
}

/// The short way of an import shows of one change what the long way does, whatever it says.
#[test]
fn one_change_alone_shows_what_a_blank_record_that_applies_it_does() {
    let reference = Reference {
        codes: Codes::built_in(None).unwrap(),
        places: Places::built_in().unwrap(),
        city: "3205".into(),
    };
    let forms = std::sync::Arc::new(Forms::builtin(&reference).unwrap());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("db");
    let mut store = Store::create(&file, &Zeroizing::new([7; 32]), forms).unwrap();
    let forms = std::sync::Arc::clone(store.forms());
    let ids: Vec<String> = forms.iter().map(|f| f.id.clone()).collect();
    let patches =
        (any::<proptest::sample::Index>(), any::<bool>()).prop_flat_map(move |(form, known)| {
            let form = if known {
                form.get(&ids).clone()
            } else {
                "x_new".into()
            };
            let fields = forms
                .get(&form)
                .map(|f| f.fields.iter().map(|f| f.id.clone()));
            let mut fields: Vec<String> = fields.into_iter().flatten().collect();
            fields
                .extend([VOID, VOID_REASON, APPROVED, MENDED, "x_own", "主题"].map(str::to_owned));
            fields.retain(|f| f != RETURNED);
            let patch =
                proptest::collection::btree_map(proptest::sample::select(fields), a_value(), 0..12);
            (Just(form), patch)
        });
    let every = |(form, patch): (String, Patch)| {
        let (numbers, device) = (store.numbers.clone(), DeviceId([7; 20]));
        let scope = "320585101201/case".parse().unwrap();
        let made = Place::made(device, &form, None, scope, (1_795_395_600_000, 3));
        let stamp = Stamp::at(1_795_395_600_000);
        let head = Head {
            device,
            scope: made.scope.clone(),
            seq: 3,
            stamp,
            form,
            form_version: 1,
            record: made.id,
            parent: None,
            root: made.root,
            step: stamp,
            undoes: None,
            gates: Vec::new(),
            rows: Vec::new(),
            fields: patch.keys().map(|f| (f.clone(), Vec::new())).collect(),
            commitment: [0; 32],
        };
        let forms = std::sync::Arc::clone(store.forms());
        let mut record = Record::blank(made, stamp);
        prop_assert!(record.apply(forms.get(&head.form), &head, &patch));
        let long = Ready::new(&forms, &numbers, &record).unwrap();
        let short = Ready::alone(&forms, &numbers, &head, &patch).unwrap();
        let both = store.rehearse(|tx| Ok((written(tx, &short), written(tx, &long))));
        let (short, long) = both.unwrap();
        prop_assert_eq!(short, long);
        Ok(())
    };
    let every = std::cell::RefCell::new(every);
    let config = Config {
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&patches, |case| (every.borrow_mut())(case))
        .unwrap();
}
