//! What is gathered for the indexes is what stands in them.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rusqlite::types::Value;
use zeroize::Zeroizing;

use super::*;
use crate::storage::Store;

fn key() -> impl Strategy<Value = Key> {
    prop_oneof![
        any::<i64>().prop_map(Key::Int),
        "[ab\u{0}\u{80}张]{0,13}".prop_map(Key::Text),
        Just(Key::Blank),
    ]
}

proptest! {
    #[test]
    fn ranks_stand_in_the_order_of_the_entries(
        a in (0..3_i64, 0..3_i64, key()), b in (65_533..65_536_i64, 0..3_i64, key()),
        c in (0..3_i64, 65_533..65_536_i64, key()),
    ) {
        let all = [a, b, c];
        let place = |(form, field, key): &(i64, i64, Key)| {
            begin(*form, *field).unwrap() | rank(key)
        };
        for (one, other) in all.iter().flat_map(|one| all.iter().map(move |o| (one, o))) {
            if one < other {
                prop_assert!(place(one) <= place(other), "{one:?} {other:?}");
            }
        }
    }

    #[test]
    fn first_bytes_stand_in_the_order_of_the_texts(a in "[ab张]{0,9}", b in "[ab张]{0,9}") {
        if a < b {
            prop_assert!(first_bytes(a.as_bytes(), 16) <= first_bytes(b.as_bytes(), 16));
        }
    }
}

/// The end of a record's words, by whether its value is a text.
const SIDES: [&str; 2] = ["甲", "乙"];

/// Entries of a record with one value; field 65,536 fits no short form.
fn entries((form, field, key): (i64, i64, Key), worded: bool) -> Entries {
    let of_text = matches!(key, Key::Text(_));
    Entries {
        form,
        prefixes: vec![format!("{form}:{key:?}")],
        values: vec![(field, key)],
        words: if worded {
            format!("字 句 {}", SIDES[usize::from(of_text)])
        } else {
            String::new()
        },
    }
}

fn rows<const N: usize>(tx: &Tx, sql: &str) -> Vec<[Value; N]> {
    let mut select = tx.conn.prepare(sql).unwrap();
    let row = |r: &rusqlite::Row| {
        let mut row = [const { Value::Null }; N];
        for (at, value) in row.iter_mut().enumerate() {
            *value = r.get(at)?;
        }
        Ok(row)
    };
    let rows = select.query_map([], row).unwrap();
    rows.collect::<rusqlite::Result<_>>().unwrap()
}

fn value(key: &Key) -> Value {
    match key {
        Key::Int(number) => (*number).into(),
        Key::Text(text) => text.clone().into(),
        Key::Blank => Vec::new().into(),
    }
}

fn check(tx: &Tx, all: &[(i64, Entries)]) {
    let mut told: Vec<_> = all.iter().collect();
    told.sort_by_key(|(rid, new)| (new.form, &new.values, *rid));
    let told = told.iter().map(|(rid, new)| {
        let (field, key) = &new.values[0];
        [new.form.into(), (*field).into(), value(key), (*rid).into()]
    });
    let order = "form, field, value, rid";
    let found = rows(tx, &format!("SELECT {order} FROM ix ORDER BY {order}"));
    assert_eq!(found, told.collect::<Vec<_>>());
    let mut told: Vec<_> = all
        .iter()
        .map(|(rid, new)| (&new.prefixes[0], *rid))
        .collect();
    told.sort();
    let told = told
        .into_iter()
        .map(|(key, rid)| [key.clone().into(), rid.into()]);
    let found = rows(tx, "SELECT key, rid FROM prefix ORDER BY key, rid");
    assert_eq!(found, told.collect::<Vec<_>>());
    for side in SIDES {
        let said = format!("句 {side}");
        let worded = all.iter().filter(|(_, new)| new.words.ends_with(&said));
        let sql = "SELECT rowid FROM words WHERE words MATCH '\"字 SAID\"' ORDER BY rowid";
        let found = rows(tx, &sql.replace("SAID", &said));
        assert_eq!(
            found,
            worded.map(|(rid, _)| [(*rid).into()]).collect::<Vec<_>>()
        );
    }
}

#[test]
fn what_is_gathered_stands_in_the_index_and_what_goes_does_not() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("db");
    let mut store = Store::create(&file, &Zeroizing::new([7; 32]), Arc::default()).unwrap();
    let one = ((0..2_i64, 65_534..65_537_i64, key()), any::<bool>());
    let some = proptest::collection::vec(one, 0..120);
    let mut every = |some: Vec<((i64, i64, Key), bool)>| {
        store.read(|tx| {
            let all: Vec<_> = (1..)
                .zip(some)
                .map(|(rid, (one, worded))| (rid, entries(one, worded)))
                .collect();
            let mut batch = IndexBatch::default();
            for (rid, new) in &all {
                batch.gather_new(*rid, &mut new.clone());
            }
            tx.write_index(&mut batch)?;
            check(tx, &all);
            let (left, gone): (Vec<_>, Vec<_>) = all.into_iter().partition(|(rid, _)| rid % 3 > 0);
            let mut batch = IndexBatch::default();
            for (rid, old) in &gone {
                batch.gather(*rid, old, &mut Entries::default());
            }
            tx.write_index(&mut batch)?;
            check(tx, &left);
            Ok(())
        })
    };
    let mut runner = TestRunner::new(Config::with_cases(64));
    let every = std::cell::RefCell::new(&mut every);
    let done = runner.run(&some, |some| {
        (every.borrow_mut())(some).unwrap();
        Ok(())
    });
    done.unwrap();
}

/// Form, field and value of a record's entry.
type Shape = (i64, i64, Key);

/// Records that change, go and come back before anything of them is written, some of them
/// beside what was written earlier.
#[test]
fn what_changed_before_it_was_written_stands_as_it_was_at_the_end() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("db");
    let mut store = Store::create(&file, &Zeroizing::new([7; 32]), Arc::default()).unwrap();
    let few = prop_oneof![
        Just(Key::Text("社区助餐点一".into())),
        Just(Key::Text("社区助餐点二".into())),
        Just(Key::Blank),
    ];
    let shape = (0..2_i64, 65_535..65_537_i64, few).prop_map(Some);
    let step = (
        1..9_i64,
        prop_oneof![4 => shape, 1 => Just(None)],
        any::<bool>(),
        0..9,
    );
    let mut every = |steps: Vec<(i64, Option<Shape>, bool, i32)>| {
        store.read(|tx| {
            let mut batch = IndexBatch::default();
            let mut all: BTreeMap<i64, Entries> = BTreeMap::new();
            for (rid, shape, worded, pause) in steps {
                let new = shape.map(|shape| entries(shape, worded));
                match (all.remove(&rid), &new) {
                    (Some(old), Some(new)) if old.form != new.form => {
                        // Another record, which got the number of one that went.
                        batch.gather(rid, &old, &mut Entries::default());
                        batch.gather_new(rid, &mut new.clone());
                    }
                    (Some(old), Some(new)) => batch.gather(rid, &old, &mut new.clone()),
                    (Some(old), None) => batch.gather(rid, &old, &mut Entries::default()),
                    (None, Some(new)) => batch.gather_new(rid, &mut new.clone()),
                    (None, None) => {}
                }
                all.extend(new.map(|new| (rid, new)));
                if pause == 0 {
                    tx.write_index(&mut std::mem::take(&mut batch))?;
                } else if pause == 1 {
                    // As when much text has come: entries wait on.
                    tx.write_words(&mut batch)?;
                    batch.words.clear();
                }
            }
            tx.write_index(&mut batch)?;
            check(tx, &all.into_iter().collect::<Vec<_>>());
            Ok(())
        })
    };
    let mut runner = TestRunner::new(Config::with_cases(256));
    let every = std::cell::RefCell::new(&mut every);
    let steps = proptest::collection::vec(step, 0..60);
    let done = runner.run(&steps, |steps| {
        (every.borrow_mut())(steps).unwrap();
        Ok(())
    });
    done.unwrap();
}

#[test]
fn much_text_is_written_in_one_piece_and_little_as_before() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("db");
    let mut store = Store::create(&file, &Zeroizing::new([7; 32]), Arc::default()).unwrap();
    store
        .transact(|tx| {
            let mut batch = IndexBatch::default();
            for rid in 1..=40 {
                let mut new = entries((0, 1, Key::Int(rid)), true);
                new.words.push_str(&" 多".repeat(10_000));
                batch.gather_new(rid, &mut new);
            }
            assert!(batch.many_words > USUAL_PIECE, "this is not much");
            tx.write_index(&mut batch)
        })
        .unwrap();
    store
        .read(|tx| {
            let found = rows::<1>(
                tx,
                "SELECT count(*) FROM words WHERE words MATCH '\"甲 多\"'",
            );
            assert_eq!(found, [[Value::Integer(40)]]);
            let piece = rows::<1>(tx, "SELECT v FROM words_config WHERE k = 'hashsize'");
            assert_eq!(piece, [[Value::Integer(1 << 20)]]);
            Ok(())
        })
        .unwrap();
}
