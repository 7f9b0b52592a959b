//! One record, its history, and the steps with it.

use std::collections::BTreeMap;

use sanshe::domain::fault::{Fault, Note};
use sanshe::domain::id::RecordId;
use sanshe::domain::record::{Open, RowStep};
use sanshe::domain::value::{Patch, Value};
use sanshe::i18n::Lang;
use sanshe::ui::kit::answer::{Answer, Conflict, Past, PastRow, Sheet, Side};
use sanshe::ui::kit::ask::{Ask, Look, Write};
use sanshe::ui::kit::{Msg, Route};

use crate::kit::{LANGS, Stage, record};

pub fn sheet(revealed: bool) -> Box<Sheet> {
    let parent = record(1, "client", &[("name", "张三丰")]);
    let mut case = record(
        31,
        "F1",
        &[
            ("case_no", "GA-T01-2026-A0031"),
            ("intake_date", "2026-11-01"),
            ("source", "self"),
            ("contact_method", "home"),
            (
                "request",
                "老人独居，子女在外地，11月8日出院后行动不便，希望解决午餐和买药。邻居反映夜里有人敲门，本人害怕。",
            ),
            ("urgency", "soon"),
            ("risk_level", "high"),
            ("decision", "reject"),
        ],
    );
    case.parent = Some(parent.id);
    case.state = Some("intake".into());
    case.open.insert("urgency".into(), Open::Conflict);
    let side = |value: &str, who: &str, n: u8| Side {
        change: n.to_string(),
        value: value.into(),
        who: who.into(),
        when: "2026-11-20 09:00".into(),
        beside: vec![("风险".into(), "高".into())],
    };
    Box::new(Sheet {
        title: "GA-T01-2026-A0031 张三丰".into(),
        computed: BTreeMap::new(),
        rows: BTreeMap::new(),
        children: vec![(
            RecordId::from_u128(40),
            "服务记录".into(),
            "11-15 家访".into(),
        )],
        names: BTreeMap::from([(parent.id, "张三丰".into())]),
        parent: Some(parent),
        record: case,
        revealed,
        conflicts: vec![Conflict {
            id: "x".into(),
            record: RecordId::from_u128(31),
            title: "接案登记表 张三丰".into(),
            field: "紧急程度".into(),
            waits: Vec::new(),
            sides: vec![side("尽快", "周社工", 1), side("紧急", "陈协调", 2)],
            masked: false,
            revealed: false,
        }],
    })
}

pub fn open(lang: Lang) -> Stage {
    let mut stage = Stage::open(Route::Record(RecordId::from_u128(31)), lang);
    let mut sheet = sheet(false);
    if lang == Lang::En {
        sheet.conflicts[0].field = "Urgency".into();
    }
    stage.answer(Answer::Sheet(sheet));
    stage.asked();
    stage
}

#[test]
fn fields_stand_by_page_and_conflicts_side_by_side() {
    for lang in LANGS {
        open(lang).snapshots("record");
    }
}

#[test]
fn minutes_show_their_rows() {
    let mut minutes = record(
        50,
        "minutes",
        &[
            ("title", "第十二次例会"),
            ("date", "2026-11-20"),
            ("kind", "weekly_village"),
            ("body", "印溪村三社联动例会"),
        ],
    );
    minutes.approved = true;
    let topic = record(
        51,
        "topic",
        &[
            ("title", "助餐点设在哪里"),
            ("kind", "need"),
            (
                "discussion",
                "老活动室离卫生站近，但有台阶；新服务中心平坦，离三组远。居民代表提出三组老人多，走过去要二十分钟。",
            ),
        ],
    );
    let action = record(
        52,
        "action",
        &[
            ("text", "联系供餐单位"),
            ("owner", "李某"),
            ("due", "2026-12-05"),
        ],
    );
    let of = |n: u128| RecordId::from_u128(n).to_string();
    let next = record(
        53,
        "topic",
        &[("title", "志愿者排班"), ("kind", "progress")],
    );
    let (first, second) = (of(51), of(53));
    let vote = record(
        54,
        "vote",
        &[
            ("topic", &first),
            ("method", "show_hands"),
            ("rule", "robert_simple"),
        ],
    );
    let decided = |n: u128, topic: &str, text: &str, kind: &str, vote: &str| {
        let fields = [
            ("topic", topic),
            ("text", text),
            ("kind", kind),
            ("vote", vote),
        ];
        record(n, "decision", &fields)
    };
    let decisions = vec![
        decided(
            55,
            &first,
            "在新服务中心设助餐点，试行一个月",
            "vote",
            &of(54),
        ),
        decided(56, &second, "先排一周", "consensus", ""),
    ];
    let mut follows = record(
        57,
        "action",
        &[
            ("text", "排三组送餐志愿者"),
            ("owner", "张某"),
            ("due", "2026-12-01"),
        ],
    );
    follows
        .fields
        .insert("decision".into(), of(56).as_str().into());
    for lang in LANGS {
        let mut stage = Stage::open(Route::Record(minutes.id), lang);
        stage.answer(Answer::Sheet(Box::new(Sheet {
            title: "第十二次例会 2026-11-20".into(),
            computed: BTreeMap::new(),
            rows: BTreeMap::from([
                ("topics".into(), vec![topic.clone(), next.clone()]),
                ("decisions".into(), decisions.clone()),
                ("votes".into(), vec![vote.clone()]),
                ("actions".into(), vec![action.clone(), follows.clone()]),
            ]),
            children: Vec::new(),
            names: BTreeMap::from([(RecordId::from_u128(54), "议事会简单多数".into())]),
            parent: None,
            record: minutes.clone(),
            revealed: false,
            conflicts: Vec::new(),
        })));
        stage.snapshots("record_minutes");
    }
}

#[test]
fn history_says_who_when_and_from_what_to_what() {
    for lang in LANGS {
        let mut stage = open(lang);
        stage.keys("f6");
        assert!(matches!(&stage.asked()[..], [Ask::Look(Look::History(_))]));
        let past = |who: &str, before: Value, after: &str, undo: bool| Past {
            change: "x".into(),
            step: format!("{who} {undo}"),
            row: None,
            when: "2026-11-20 09:00".into(),
            who: who.into(),
            fields: vec![("risk_level".into(), before, Value::from(after))],
            undo,
            held: None,
        };
        let past = vec![
            past("周社工", Value::Empty, "moderate", false),
            past("陈协调", Value::from("moderate"), "high", false),
            past("周社工", Value::from("high"), "moderate", true),
        ];
        stage.answer(Answer::History(past, BTreeMap::new()));
        stage.snapshots("record_history");
        stage.keys("esc");
        assert!(stage.frame((80, 24)).contains("GA-T01-2026-A0031"));
    }
}

/// Minutes of one village, as whoever approved them sees them.
fn of_minutes(lang: Lang, approved: bool) -> Stage {
    let mut minutes = record(50, "minutes", &[("title", "例会"), ("date", "2026-11-20")]);
    minutes.approved = approved;
    let mut shown = sheet(false);
    shown.parent = None;
    shown.conflicts.clear();
    shown.children.clear();
    shown.title = "例会 2026-11-20".into();
    shown.record = minutes;
    let mut stage = Stage::open(Route::Record(shown.record.id), lang);
    stage.cx.me.role = "coordinator".into();
    stage.answer(Answer::Sheet(shown));
    stage.asked();
    stage
}

/// Form, what was done, and what the row says.
type OfRow<'a> = (&'a str, RowStep, &'a [(&'a str, &'a str)]);

/// Minutes that came back and were handed in again: one heading for each step, every row
/// by what it says and not by its id, and of a row that changed what is other.
#[test]
fn the_history_of_minutes_tells_of_their_rows() {
    let topic = RecordId::from_u128(51);
    let text = |fields: &[(&str, &str)]| -> Patch {
        let own = |(f, v): &(&str, &str)| ((*f).to_owned(), Value::from(*v));
        fields.iter().map(own).collect()
    };
    let mut at = 0;
    let mut past = |step: &str, row: Option<OfRow>, fields| {
        at += 1;
        Past {
            change: format!("{at}"),
            step: step.into(),
            row: row.map(|(form, step, says)| PastRow {
                form: form.into(),
                step,
                says: text(says),
            }),
            when: format!("2026-11-20 09:0{at}"),
            who: "周社工".into(),
            fields,
            undo: false,
            held: None,
        }
    };
    let zhang = [
        ("name", "张某"),
        ("unit", "阳光社工"),
        ("attendance", "present"),
    ];
    let id = topic.to_string();
    let decided = [("topic", id.as_str()), ("text", "设助餐点")];
    let gone = [
        ("name", "李某"),
        ("unit", "卫生站"),
        ("void_reason", "重复"),
    ];
    let both = |field: &str, was: &str, now: &str| (field.to_owned(), was.into(), now.into());
    let mended = both("mended", "", "0123456789abcdef0123456789abcdef01234567:3");
    let all = vec![
        past("a", None, vec![both("title", "", "例会")]),
        past("a", Some(("attendee", RowStep::Added, &zhang)), Vec::new()),
        past(
            "a",
            Some(("decision", RowStep::Added, &decided)),
            Vec::new(),
        ),
        past("b", None, vec![both("returned", "", "缺单位")]),
        past(
            "c",
            Some(("attendee", RowStep::Changed, &zhang)),
            vec![both("unit", "社工", "阳光社工")],
        ),
        past("c", Some(("attendee", RowStep::Removed, &gone)), Vec::new()),
        past("d", None, vec![mended]),
    ];
    for lang in LANGS {
        let mut stage = of_minutes(lang, false);
        stage.keys("f6");
        let names = BTreeMap::from([(topic, "助餐点设在哪里".to_owned())]);
        stage.answer(Answer::History(all.clone(), names));
        stage.snapshots("record_history_rows");
        let frame = stage.frame((120, 40));
        assert!(frame.contains("助餐点设在哪里"), "{frame}");
        assert!(!frame.contains("0123456789abcdef"), "{frame}");
        assert_eq!(frame.matches("2026-11-20 09:").count(), 4, "{frame}");
    }
}

/// The keys below name what can be done next: on approved minutes nothing is changed any
/// more, and whoever may approve or move a record on reads there how, at 80 columns too.
#[test]
fn the_line_of_keys_names_the_next_step() {
    for lang in LANGS {
        let keys = |stage: &mut Stage, width| {
            let frame = stage.frame((width, 24));
            frame.lines().nth(23).unwrap_or_default().to_owned()
        };
        let mut stage = of_minutes(lang, false);
        let shown = keys(&mut stage, 80);
        assert!(shown.contains("F3 ") && shown.contains("F8 "), "{shown}");
        let mut stage = of_minutes(lang, true);
        let shown = keys(&mut stage, 80);
        assert!(!shown.contains("F3 ") && !shown.contains("F8 "), "{shown}");
        stage.keys("f3");
        assert!(stage.asked().is_empty());
        let why = stage.cx.say("record-approved");
        assert!(stage.frame((80, 24)).contains(&why));
        let mut stage = open(lang);
        let shown = keys(&mut stage, 80);
        assert!(shown.contains("F7 "), "{shown}");
    }
}

#[test]
fn protected_values_are_masked_until_asked_for() {
    let client = |revealed| {
        Answer::Sheet(Box::new(Sheet {
            title: "张三丰".into(),
            computed: BTreeMap::new(),
            rows: BTreeMap::new(),
            children: Vec::new(),
            names: BTreeMap::new(),
            parent: None,
            record: record(
                1,
                "client",
                &[
                    ("name", "张三丰"),
                    ("phone", "13800000001"),
                    ("id_no", "320599194803150363"),
                ],
            ),
            revealed,
            conflicts: Vec::new(),
        }))
    };
    let mut stage = Stage::open(Route::Record(RecordId::from_u128(1)), Lang::Zh);
    stage.answer(client(false));
    let frame = stage.frame((80, 24));
    assert!(
        frame.contains("138****0001") && !frame.contains("13800000001"),
        "{frame}"
    );
    stage.asked();
    stage.keys("f5");
    assert!(matches!(
        &stage.asked()[..],
        [Ask::Look(Look::Record { reveal: true, .. })]
    ));
    stage.answer(client(true));
    let frame = stage.frame((80, 24));
    assert!(
        frame.contains("13800000001") && frame.contains("320599194803150363"),
        "{frame}"
    );
}

#[test]
fn a_move_asks_for_what_it_needs_and_is_tried_again() {
    let mut stage = open(Lang::Zh);
    stage.keys("f7");
    stage.snapshots("record_move");
    stage.keys("enter");
    let asked = stage.asked();
    assert!(
        matches!(&asked[..], [Ask::Write(Write::Move { to, input, .. })]
            if to == "not_accepted" && input.is_empty()),
        "{asked:?}"
    );
    let lacks = |field: &str| Msg::Refused(Fault::from(Note::new("E_GUARD_SUPERVISOR").at(field)));
    stage.tell(lacks("supervisor"));
    stage.keys("enter");
    stage.tell(lacks("supervised_on"));
    stage.keys("enter");
    let asked = stage.asked();
    let Some(Ask::Write(Write::Move { input, .. })) = asked.last() else {
        panic!("{asked:?}")
    };
    let given = [("supervised_on", "2026-11-23"), ("supervisor", "周社工")];
    let given = given.map(|(field, value)| (field.to_owned(), value.into()));
    assert_eq!(*input, given.into_iter().collect());
    // What was given is not asked for again.
    stage.tell(lacks("supervisor"));
    assert!(stage.asked().is_empty());
}

#[test]
fn void_wants_a_reason() {
    let mut stage = open(Lang::Zh);
    stage.keys("ctrl+d 重 复 enter");
    let asked = stage.asked();
    assert!(
        matches!(&asked[..], [Ask::Write(Write::Void { reason, .. })] if reason == "重复"),
        "{asked:?}"
    );
}

#[test]
fn the_picture_of_a_form() {
    let id = RecordId::from_u128(1);
    let route = Route::Form {
        form: "F1".into(),
        id: None,
        parent: Some(id),
        given: serde_json::Map::default(),
        draft: None,
    };
    let mut stage = Stage::open(route, Lang::Zh);
    stage.answer(Answer::Draft(None));
    stage.answer(Answer::Sheet(Box::new(Sheet {
        title: "张三".into(),
        computed: BTreeMap::new(),
        rows: BTreeMap::new(),
        children: Vec::new(),
        names: BTreeMap::new(),
        parent: None,
        record: record(1, "client", &[("name", "张三")]),
        revealed: false,
        conflicts: Vec::new(),
    })));
    stage.keys("ctrl+down");
    for text in [
        "committee",
        "印溪村村民委员会",
        "吴主任",
        "13800000001",
        "home",
        "印溪村3组",
    ] {
        stage.tell(Msg::Paste(text.into()));
        stage.keys("tab");
    }
    let request = "老人独居，子女在外地，11月8日出院后行动不便，希望解决午餐和买药。\
                   邻居反映夜里有人敲门，本人害怕。";
    stage.tell(Msg::Paste(request.into()));
    stage.picture("form");
}

#[test]
fn whoever_may_not_approve_hears_who_does_or_what_to_press() {
    let volunteer = record(
        50,
        "volunteer",
        &[("name", "李志愿"), ("status", "pending")],
    );
    for (role, state, said) in [
        ("worker", "pending", "转到“在册”由督导或协调员来做"),
        ("worker", "active", "这类记录不用 F8 审定，也不退回：按 F7"),
        (
            "coordinator",
            "pending",
            "这类记录不用 F8 审定，也不退回：按 F7",
        ),
    ] {
        let mut stage = Stage::open(Route::Record(volunteer.id), Lang::Zh);
        stage.cx.me.role = role.into();
        let mut shown = sheet(false);
        shown.parent = None;
        shown.conflicts.clear();
        shown.record = volunteer.clone();
        shown.record.state = Some(state.into());
        stage.answer(Answer::Sheet(shown));
        stage.keys("f8");
        let frame = stage.frame((80, 24));
        assert!(frame.contains(said), "{role}\n{frame}");
    }
    // What is masked nowhere has nothing to show, and that is said too.
    let mut stage = open(Lang::Zh);
    stage.keys("f5");
    assert!(stage.frame((80, 24)).contains("现在用不上"));
}
