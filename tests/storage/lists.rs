//! Lists: sorted, filtered and typed over, page by page, with nobody left out or shown
//! twice.

use std::collections::BTreeSet;

use sanshe::domain::id::RecordId;
use sanshe::domain::value::Value;
use sanshe::ops::workspace::Workspace;
use sanshe::ops::world::World;
use sanshe::storage::{Cursor, Query};

use crate::kit::{json, worker, world};

const SURNAMES: [&str; 4] = ["张", "赵", "曾", "李"];
const GIVEN: [&str; 5] = ["三丰", "生", "顺", "思思", "桂花"];
const CATEGORIES: [&str; 2] = ["general", "elder_alone"];

/// 40 clients, every second with a case, every third with a telephone.
fn village(ws: &mut Workspace, w: &mut World) {
    for n in 0..40 {
        let name = format!("{}{}", SURNAMES[n % 4], GIVEN[n % 5]);
        let phone = if n % 3 == 0 {
            format!(r#""phone":"1380000{n:04}","#)
        } else {
            String::new()
        };
        let client = ws
            .new_record(
                w,
                "client",
                None,
                &json(&format!(
                    r#"{{"name":"{name}","gender":"{}","id_type":"none",{phone}
                    "village_code":"320585101201","categories":["{}"],"capacity":"full"}}"#,
                    1 + n % 2,
                    CATEGORIES[usize::from(n % 7 == 0)],
                )),
            )
            .unwrap();
        if n % 2 == 0 {
            let risk = if n % 4 == 0 { "high" } else { "low" };
            ws.new_record(
                w,
                "F1",
                Some(client.view.record.id),
                &json(&format!(
                    r#"{{"source":"self","contact_method":"home","request":"第{n}次求助：买药",
                    "problem_types":["elder_care"],"primary_problem":"elder_care",
                    "urgency":"soon","risk_level":"{risk}","decision":"accept"}}"#
                )),
            )
            .unwrap();
        }
    }
}

/// All ids of a query, in pages of 3.
fn walk(ws: &mut Workspace, query: &Query) -> Vec<RecordId> {
    walk_by(ws, query, 3)
}

fn walk_by(ws: &mut Workspace, query: &Query, limit: u32) -> Vec<RecordId> {
    let mut query = Query {
        limit,
        ..query.clone()
    };
    let mut ids = Vec::new();
    loop {
        let page = ws.list(&query).unwrap();
        assert!(page.items.len() <= limit as usize);
        ids.extend(page.items.iter().map(|r| r.id));
        let Some(next) = page.next else { break };
        assert_eq!(
            page.items.len(),
            limit as usize,
            "a page with another behind it is full"
        );
        query.after = Some(Cursor::from_word(&next.to_word()).unwrap());
    }
    let once: BTreeSet<_> = ids.iter().collect();
    assert_eq!(once.len(), ids.len(), "nobody twice: {query:?}");
    let counted = ws.counted(&query, 10_000).unwrap();
    let all = (ids.len() as u64, false);
    assert_eq!((counted.n, counted.more), all, "{query:?}");
    ids
}

fn typed(form: &str, typed: &str, filters: &[(&str, &str)]) -> Query {
    let filters = filters.iter();
    Query {
        form: form.into(),
        typed: typed.into(),
        filters: filters
            .map(|(f, v)| ((*f).to_owned(), Value::from(*v)))
            .collect(),
        ..Query::default()
    }
}

fn names(ws: &mut Workspace, ids: &[RecordId]) -> Vec<String> {
    let name = |id: &RecordId| {
        let record = ws.record(*id).unwrap();
        record.get("name").text().unwrap().to_owned()
    };
    ids.iter().map(name).collect()
}

#[test]
fn what_is_typed_finds_the_people_of_one_list_page_by_page() {
    let dir = tempfile::tempdir().unwrap();
    let (mut w, _) = world(31);
    let mut ws = worker(&dir.path().join("ws"), &mut w);
    village(&mut ws, &mut w);
    // Initials: 张三丰 is zsf, 张生, 赵生 and 曾顺 are zs; a fold takes zh, z and c, ch apart.
    for (text, fits) in [
        ("zs", "张赵曾"),
        ("zhang", "张曾"),
        ("lisi", "李"),
        ("李思", "李"),
    ] {
        let ids = walk(&mut ws, &typed("client", text, &[]));
        assert!(!ids.is_empty(), "{text}");
        for name in names(&mut ws, &ids) {
            assert!(fits.contains(name.chars().next().unwrap()), "{text} {name}");
        }
    }
    // A telephone number by its beginning, a name by its characters.
    let one = walk(&mut ws, &typed("client", "13800000039", &[]));
    assert_eq!(one.len(), 1);
    assert_eq!(walk(&mut ws, &typed("client", "1380000", &[])).len(), 14);
    assert_eq!(walk(&mut ws, &typed("client", "桂花", &[])).len(), 8);
    assert!(walk(&mut ws, &typed("client", "没有", &[])).is_empty());
    // Other forms are other lists: cases are found by their client's name, and by their own
    // words.
    let cases = walk(&mut ws, &typed("F1", "zs", &[]));
    let clients = walk(&mut ws, &typed("client", "zs", &[]));
    let above = |id: &RecordId| ws.record(*id).unwrap().parent.unwrap();
    let of: BTreeSet<RecordId> = cases.iter().map(above).collect();
    assert!(!of.is_empty() && of.iter().all(|id| clients.contains(id)));
    assert_eq!(walk(&mut ws, &typed("F1", "买药", &[])).len(), 20);
    assert!(walk(&mut ws, &typed("volunteer", "zs", &[])).is_empty());
}

#[test]
fn typed_and_filtered_is_what_fits_both() {
    let dir = tempfile::tempdir().unwrap();
    let (mut w, _) = world(32);
    let mut ws = worker(&dir.path().join("ws"), &mut w);
    village(&mut ws, &mut w);
    let set = |ids: Vec<RecordId>| ids.into_iter().collect::<BTreeSet<_>>();
    for filters in [
        vec![("gender", "1")],
        vec![("categories", "elder_alone")],
        vec![("gender", "2"), ("categories", "general")],
    ] {
        let found = set(walk(&mut ws, &typed("client", "zs", &[])));
        let fits = set(walk(&mut ws, &typed("client", "", &filters)));
        let both = set(walk(&mut ws, &typed("client", "zs", &filters)));
        assert_eq!(
            both,
            found.intersection(&fits).copied().collect(),
            "{filters:?}"
        );
        assert!(!both.is_empty());
    }
    let high = walk(&mut ws, &typed("F1", "zs", &[("risk_level", "high")]));
    assert!(!high.is_empty() && high.len() < walk(&mut ws, &typed("F1", "zs", &[])).len());
    // Nothing there is a filter too.
    assert_eq!(
        walk(&mut ws, &typed("client", "", &[("phone", "")])).len(),
        26
    );
}

#[test]
fn a_sorted_list_leaves_nobody_out() {
    let dir = tempfile::tempdir().unwrap();
    let (mut w, _) = world(33);
    let mut ws = worker(&dir.path().join("ws"), &mut w);
    village(&mut ws, &mut w);
    for (filters, all) in [(vec![], 40), (vec![("gender", "1")], 20)] {
        for descending in [false, true] {
            let mut query = typed("client", "", &filters);
            query.sort = Some("phone".into());
            query.descending = descending;
            let ids = walk(&mut ws, &query);
            assert_eq!(ids.len(), all);
            let phones = ids.iter().map(|id| {
                let record = ws.record(*id).unwrap();
                record.get("phone").text().unwrap_or_default().to_owned()
            });
            let mut phones: Vec<String> = phones.collect();
            if descending {
                phones.reverse();
            }
            let blank = phones.iter().position(String::is_empty).unwrap();
            assert!(phones[..blank].is_sorted(), "{phones:?}");
            assert!(phones[blank..].iter().all(String::is_empty), "{phones:?}");
        }
    }
}

/// A list that is sorted by the field that it is filtered by lists those who fit, once each.
#[test]
fn a_list_sorted_by_what_filters_it_leaves_nobody_out() {
    let dir = tempfile::tempdir().unwrap();
    let (mut w, _) = world(36);
    let mut ws = worker(&dir.path().join("ws"), &mut w);
    village(&mut ws, &mut w);
    for filters in [
        vec![("gender", "1")],
        vec![("phone", "")],
        vec![("gender", "1"), ("phone", "")],
    ] {
        let mut plain = walk(&mut ws, &typed("client", "", &filters));
        assert!(!plain.is_empty());
        plain.sort_unstable();
        for (field, _) in &filters {
            for descending in [false, true] {
                let mut query = typed("client", "", &filters);
                query.sort = Some((*field).into());
                query.descending = descending;
                let mut sorted = walk(&mut ws, &query);
                sorted.sort_unstable();
                assert_eq!(sorted, plain, "{filters:?} by {field}");
            }
        }
    }
}

#[test]
fn minutes_are_found_by_what_was_said_once_each() {
    let dir = tempfile::tempdir().unwrap();
    let (mut w, _) = world(34);
    let mut ws = worker(&dir.path().join("ws"), &mut w);
    for n in 0..5 {
        let number = serde_json::json!({"minutes_no": format!("第1{n}期")});
        let all = crate::meetings::minutes(&number);
        ws.new_record(&mut w, "minutes", None, &all).unwrap();
    }
    // In a topic and a decision; in the title.
    for text in ["老年活动室", "两处都看过", "十一月", "公益金", "十一月例会"]
    {
        assert_eq!(
            walk(&mut ws, &typed("minutes", text, &[])).len(),
            5,
            "{text}"
        );
    }
    let id = walk(&mut ws, &typed("minutes", "公益金", &[]))[0];
    ws.void(&mut w, id, "重复").unwrap();
    assert_eq!(walk(&mut ws, &typed("minutes", "公益金", &[])).len(), 4);
    let filtered = typed("minutes", "公益金", &[("kind", "monthly_township")]);
    assert_eq!(walk(&mut ws, &filtered).len(), 4);
}

#[test]
fn a_count_stops_where_it_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let (mut w, _) = world(35);
    let mut ws = worker(&dir.path().join("ws"), &mut w);
    village(&mut ws, &mut w);
    for query in [
        typed("client", "", &[]),
        typed("client", "", &[("gender", "1")]),
        typed("client", "zs", &[]),
    ] {
        let counted = ws.counted(&query, 5).unwrap();
        assert_eq!((counted.n, counted.more), (5, true), "{query:?}");
    }
    let other = typed("hours", "", &[]);
    assert_eq!(ws.counted(&other, 5).unwrap().n, 0);
}

#[test]
fn a_filter_that_few_of_the_found_fit_leaves_none_of_them_out() {
    let dir = tempfile::tempdir().unwrap();
    let (mut w, _) = world(7);
    let mut ws = worker(&dir.path().join("ws"), &mut w);
    // What other forms say with the same words is none of this list.
    let minutes = |number: &str| {
        let other = serde_json::json!({"title": "张思思家里的事", "minutes_no": number});
        crate::meetings::minutes(&other)
    };
    ws.new_record(&mut w, "minutes", None, &minutes("1"))
        .unwrap();
    // Many fit the one, so few the other that each of them is asked.
    let fits = |n: usize| n % 12 < 5;
    ws.batch(|saver| {
        for n in 0..600 {
            let name = format!("{}{}", SURNAMES[n % 4], GIVEN[n % 5]);
            let category = CATEGORIES[usize::from(fits(n))];
            // Somebody is found by the name of their kin, and is a 李 or 王 themself.
            let kin = if n % 8 == 1 {
                r#"{"name":"张思思","relationship":"20"}"#
            } else {
                ""
            };
            let client = format!(
                r#"{{"name":"{name}","gender":"{}","id_type":"none",
                "village_code":"320585101201","categories":["{category}"],"capacity":"full",
                "household":[{kin}]}}"#,
                1 + usize::from(n % 50 == 15)
            );
            saver.new_record(&mut w, "client", None, &json(&client))?;
        }
        Ok(())
    })
    .unwrap();
    ws.new_record(&mut w, "minutes", None, &minutes("2"))
        .unwrap();
    let alone = Value::Codes(vec!["elder_alone".into()]);
    let filters = [
        (("categories", "elder_alone"), alone),
        (("gender", "2"), "2".into()),
    ];
    for word in ["z", "zh", "lisan", "张", "思思"] {
        let all = walk_by(&mut ws, &typed("client", word, &[]), 40);
        for (filter, value) in &filters {
            let mut found = walk_by(&mut ws, &typed("client", word, &[*filter]), 40);
            let mut fits = |id: &&RecordId| ws.record(**id).unwrap().get(filter.0) == value;
            let mut fitting: Vec<_> = all.iter().filter(&mut fits).copied().collect();
            if filter.0 == "gender" {
                // Those who were asked come in an order of their own.
                found.sort_unstable();
                fitting.sort_unstable();
            }
            assert!(!fitting.is_empty());
            assert_eq!(found, fitting, "{word} {filter:?}");
        }
    }
}
