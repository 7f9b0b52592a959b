//! What of a page is kept and sent, and what is left alone.

use super::tests::{cx, press, ready, sent, write};
use super::*;
use crate::domain::fault::Note;
use crate::domain::record::Record;
use crate::domain::value::Value;
use crate::ui::kit::answer::Sheet;
use crate::ui::kit::ask::{Ask, Draft, Write};
use crate::ui::screens::form::kit::{record, sheet};

pub(super) fn kept(effects: &[Effect]) -> Option<(String, String)> {
    effects.iter().find_map(|e| match e {
        Effect::Ask(Ask::Draft(Draft::Keep { key, body, .. })) => Some((key.clone(), body.clone())),
        _ => None,
    })
}

fn id(n: u128) -> String {
    RecordId::from_u128(n).to_string()
}

fn row(form: &str, n: u128, fields: &[(&str, &str)]) -> Record {
    record(form, n, fields)
}

/// Minutes of one topic with a decision, a vote and an action.
pub(super) fn minutes() -> Sheet {
    let fields = [
        ("title", "例会"),
        ("date", "2026-11-20"),
        ("kind", "weekly_village"),
        ("place", "村会议室"),
    ];
    let mut sheet = sheet(record("minutes", 1, &fields));
    let (topic, decision) = (id(20), id(30));
    let guest = |n, name| {
        row(
            "attendee",
            n,
            &[
                ("name", name),
                ("unit", "社工站"),
                ("attendance", "present"),
            ],
        )
    };
    let mut vote = row("vote", 40, &[("topic", &topic)]);
    vote.fields.insert("in_favour".into(), Value::from(8));
    let rows = [
        ("attendees", vec![guest(10, "李某"), guest(11, "吴生")]),
        (
            "topics",
            vec![row(
                "topic",
                20,
                &[
                    ("title", "选址"),
                    ("kind", "need"),
                    ("discussion", "看过。\n待办：只是一句话"),
                ],
            )],
        ),
        (
            "decisions",
            vec![row(
                "decision",
                30,
                &[
                    ("topic", &topic),
                    ("text", "一、设点\n二、排班"),
                    ("kind", "vote"),
                    ("vote", &id(40)),
                ],
            )],
        ),
        ("votes", vec![vote]),
        (
            "actions",
            vec![row(
                "action",
                50,
                &[
                    ("decision", &decision),
                    ("text", "联系\n问价"),
                    ("owner", "李某"),
                    ("due", "2026-12-05"),
                ],
            )],
        ),
    ];
    sheet.rows = rows.into_iter().map(|(f, r)| (f.to_owned(), r)).collect();
    sheet.record.fields.insert("chair".into(), id(10).into());
    sheet
}

pub(super) fn opened(sheet: Sheet, cx: &Cx) -> Minutes {
    let mut page = Minutes::new(Some(sheet.record.id), None);
    page.update(Msg::Shown, cx);
    page.update(Msg::Answer(Box::new(Answer::Draft(None))), cx);
    page.update(answer(sheet), cx);
    page
}

/// The record as the worker hands it over.
pub(super) fn answer(sheet: Sheet) -> Msg {
    Msg::Answer(Box::new(Answer::Sheet(Box::new(sheet))))
}

fn saved(sheet: Sheet, made: &[(&str, u128)]) -> Msg {
    let made = made
        .iter()
        .map(|(p, n)| ((*p).to_owned(), RecordId::from_u128(*n)));
    Msg::Answer(Box::new(Answer::Saved {
        sheet: Box::new(sheet),
        notes: Vec::new(),
        made: made.collect(),
    }))
}

#[test]
fn guests_without_any_text_are_a_draft() {
    let cx = cx();
    let mut page = ready(&cx);
    press(&mut page, "f6", &cx);
    press(&mut page, "esc", &cx);
    assert!(kept(&page.update(Msg::Leaving, &cx)).is_none());
    press(&mut page, "f6", &cx);
    page.update(Msg::Key(Key::plain(Code::Char(' '))), &cx);
    assert!(kept(&page.update(Msg::Leaving, &cx)).is_some());
    // What was typed and taken back again is kept too, once there is a draft.
    page.paper.people[0].attendance = "present".into();
    page.kept.dirty = true;
    assert!(kept(&page.update(Msg::Wake, &cx)).is_some());
}

#[test]
fn only_what_a_person_changed_is_sent() {
    let cx = cx();
    let mut page = opened(minutes(), &cx);
    let effects = press(&mut page, "ctrl+s", &cx);
    assert!(sent(&effects).is_empty(), "{:?}", sent(&effects));

    let mut page = opened(minutes(), &cx);
    press(&mut page, "f6", &cx);
    page.update(Msg::Key(Key::plain(Code::Char(' '))), &cx);
    press(&mut page, "f6", &cx);
    page.paper.topics[0].area.go_to(0);
    write(&mut page, "又", &cx);
    let effects = press(&mut page, "ctrl+s", &cx);
    let attendance = page.paper.people[0].attendance.clone();
    let wanted = serde_json::json!({
        "attendees": [{"id": id(10), "attendance": attendance}],
        "topics": [{"id": id(20), "discussion": "看过。又\n待办：只是一句话"}],
    });
    assert_eq!(Some(sent(&effects)), wanted.as_object());
}

#[test]
fn a_draft_knows_what_it_began_with() {
    let cx = cx();
    let mut page = opened(minutes(), &cx);
    page.paper.topics[0].area.go_to(0);
    write(&mut page, "又", &cx);
    let (_, body) = kept(&page.update(Msg::Wake, &cx)).unwrap();
    let mut again = Minutes::new(Some(RecordId::from_u128(1)), None);
    again.update(Msg::Shown, &cx);
    again.update(Msg::Answer(Box::new(Answer::Draft(Some(body)))), &cx);
    again.update(answer(minutes()), &cx);
    let effects = press(&mut again, "ctrl+s", &cx);
    let keys: Vec<&String> = sent(&effects).keys().collect();
    assert_eq!(keys, ["topics"]);
}

#[test]
fn a_line_taken_away_is_voided_and_a_new_one_refers_to_its_topic() {
    let cx = cx();
    let mut page = opened(minutes(), &cx);
    let area = &mut page.paper.topics[0].area;
    let text = area
        .text()
        .replace("┃ 待办  李某  12-05  联系 问价", "┃ 决议  再议");
    assert_ne!(text, area.text());
    *area = crate::ui::widgets::area::Area::with(&text);
    let effects = press(&mut page, "ctrl+s", &cx);
    let wanted = serde_json::json!({
        "actions": [{"id": id(50), "void": true}],
        "decisions": [{"text": "再议", "kind": "consensus", "topic": id(20)}],
    });
    assert_eq!(Some(sent(&effects)), wanted.as_object());
}

#[test]
fn rows_of_a_topic_that_is_gone_stand_on_the_last_one_and_stay() {
    let cx = cx();
    let mut all = minutes();
    let lost = row(
        "decision",
        31,
        &[("topic", &id(99)), ("text", "留着"), ("kind", "consensus")],
    );
    all.rows.get_mut("decisions").unwrap().push(lost);
    let mut page = opened(all, &cx);
    assert!(page.paper.topics[0].area.text().contains("┃ 决议  留着"));
    let effects = press(&mut page, "ctrl+s", &cx);
    assert!(sent(&effects).is_empty(), "{:?}", sent(&effects));
}

#[test]
fn a_row_of_several_lines_is_one_line_here_and_stays_whole() {
    let cx = cx();
    let page = opened(minutes(), &cx);
    let text = page.paper.topics[0].area.text();
    assert!(text.contains("┃ 决议  一、设点 二、排班\n"), "{text}");
    assert!(text.contains("┃ 待办  李某  12-05  联系 问价"), "{text}");
}

#[test]
fn rows_are_paired_with_the_records_the_save_made() {
    let cx = cx();
    let mut page = opened(minutes(), &cx);
    page.update(Msg::Paste("\n待办：吴生 12-06 排班\n".into()), &cx);
    let effects = press(&mut page, "ctrl+s", &cx);
    assert_eq!(sent(&effects)["actions"].as_array().unwrap().len(), 1);
    // A colleague's action came in meanwhile and stands before the new one.
    let mut all = minutes();
    let actions = all.rows.get_mut("actions").unwrap();
    actions.push(row("action", 51, &[("text", "别人的"), ("owner", "张三")]));
    actions.push(row("action", 52, &[("text", "排班"), ("owner", "吴生")]));
    page.update(saved(all, &[("actions[0]", 52)]), &cx);
    let ids: Vec<&str> = page.paper.topics[0]
        .kept
        .iter()
        .map(|k| k.id.as_str())
        .collect();
    assert!(
        ids.contains(&id(52).as_str()) && !ids.contains(&id(51).as_str()),
        "{ids:?}"
    );
    let effects = press(&mut page, "ctrl+s", &cx);
    assert!(sent(&effects).is_empty(), "{:?}", sent(&effects));
}

#[test]
fn new_minutes_are_known_after_the_save_and_sent_no_more() {
    let cx = cx();
    let mut page = ready(&cx);
    page.update(Msg::Paste("看过。\n决议：设点\n".into()), &cx);
    press(&mut page, "ctrl+s", &cx);
    // Typed while it is saved: no draft may come behind the save.
    write(&mut page, "再", &cx);
    assert!(kept(&page.update(Msg::Wake, &cx)).is_none());
    let made = [
        ("attendees[0]", 10),
        ("attendees[1]", 11),
        ("attendees[2]", 12),
        ("topics[0]", 20),
        ("decisions[0]", 30),
    ];
    page.update(saved(sheet(record("minutes", 1, &[])), &made), &cx);
    let (key, _) = kept(&page.update(Msg::Wake, &cx)).unwrap();
    assert_eq!(key, format!("minutes:{}", id(1)));
    let effects = press(&mut page, "ctrl+s", &cx);
    let wanted = serde_json::json!({"topics": [{"id": id(20), "discussion": "看过。\n再"}]});
    assert_eq!(Some(sent(&effects)), wanted.as_object());
}

#[test]
fn a_refused_save_is_told_while_names_are_looked_up() {
    let cx = cx();
    let mut page = ready(&cx);
    write(&mut page, "待办：@ws", &cx);
    assert!(page.complete.waits());
    press(&mut page, "ctrl+s", &cx);
    let note = || Note::new("E_REQUIRED").at("actions[0].due");
    let effects = page.update(Msg::Refused(vec![note()].into()), &cx);
    assert!(effects.iter().any(|e| matches!(e, Effect::Say(_))));
    let effects = press(&mut page, "ctrl+s", &cx);
    assert!(
        effects
            .iter()
            .any(|e| matches!(e, Effect::Ask(Ask::Write(Write::Save { .. }))))
    );
    // The refusal was the look-up's after all: the save counts.
    page.update(Msg::Refused(vec![note()].into()), &cx);
    page.update(saved(sheet(record("minutes", 1, &[])), &[]), &cx);
    assert_eq!(page.id, Some(RecordId::from_u128(1)));
}

#[test]
fn every_error_of_a_refused_save_is_stepped_through_where_it_is_to_be_mended() {
    let cx = cx();
    let mut page = ready(&cx);
    page.update(
        Msg::Paste("看过。\n待办：@吴某 去量\n待办：张某 报价\n".into()),
        &cx,
    );
    assert!(page.hides(Cmd::NextError, &cx));
    press(&mut page, "ctrl+s", &cx);
    let notes = vec![
        Note::new("W_SOMETHING").at("title"),
        Note::new("E_REQUIRED").at("actions[0].due"),
        Note::new("E_REQUIRED").at("actions[1].due"),
        Note::new("E_REQUIRED").at("venue"),
    ];
    let effects = page.update(Msg::Refused(notes.into()), &cx);
    let said = |effects: &[Effect]| {
        let said = effects.iter().find_map(|e| match e {
            Effect::Say(toast) => Some(toast.text.clone()),
            _ => None,
        });
        said.unwrap()
    };
    let line = |page: &Minutes| page.paper.topic().unwrap().area.place().0;
    assert!(said(&effects).starts_with("1/3 "), "{}", said(&effects));
    assert_eq!(line(&page), 1);
    assert!(!page.hides(Cmd::NextError, &cx));
    let effects = press(&mut page, "f8", &cx);
    assert!(said(&effects).starts_with("2/3 "), "{}", said(&effects));
    assert_eq!(line(&page), 2);
    let effects = press(&mut page, "f8", &cx);
    assert!(said(&effects).starts_with("3/3 "), "{}", said(&effects));
    assert!(matches!(page.panel, Some(Panel::Head(_))));
    // Round it goes, and the line is found though another was written above it.
    press(&mut page, "f8", &cx);
    assert_eq!(line(&page), 1);
    if let Some(topic) = page.paper.topic_mut() {
        topic.area.go_to(0);
    }
    press(&mut page, "end", &cx);
    press(&mut page, "enter", &cx);
    assert_eq!(page.to_mend(&cx), 3);
    press(&mut page, "f8", &cx);
    assert_eq!(line(&page), 3);
    // A key on the line mends nothing; what was written at its sign does.
    write(&mut page, "，", &cx);
    assert_eq!(page.to_mend(&cx), 3);
    write(&mut page, "12-05", &cx);
    assert_eq!(page.to_mend(&cx), 2);
    let effects = press(&mut page, "f8", &cx);
    assert!(said(&effects).starts_with("3/3 "), "{}", said(&effects));
    press(&mut page, "f8", &cx);
    assert_eq!(line(&page), 2);
    // Another save asks anew.
    press(&mut page, "ctrl+s", &cx);
    assert_eq!(page.to_mend(&cx), 0);
    assert!(page.hides(Cmd::NextError, &cx));
}

#[test]
fn a_draft_that_cannot_be_read_is_not_written_over() {
    let cx = cx();
    for broken in [
        Msg::Answer(Box::new(Answer::Draft(Some("{".into())))),
        Msg::Refused(vec![].into()),
    ] {
        let mut page = Minutes::new(Some(RecordId::from_u128(1)), None);
        page.update(Msg::Shown, &cx);
        page.update(broken, &cx);
        page.update(
            Msg::Answer(Box::new(Answer::Sheet(Box::new(minutes())))),
            &cx,
        );
        write(&mut page, "又", &cx);
        let (key, _) = kept(&page.update(Msg::Wake, &cx)).unwrap();
        assert!(key.starts_with("minutes:") && key != format!("minutes:{}", id(1)));
    }
}

#[test]
fn pasted_lines_do_not_run_together_in_a_title() {
    let cx = cx();
    let mut page = ready(&cx);
    press(&mut page, "f7", &cx);
    assert!(page.in_title);
    page.update(Msg::Paste("选址\r\n看过两处。\n决议：设点\n".into()), &cx);
    let topic = page.paper.topic().unwrap();
    assert_eq!(topic.title.text(), "选址");
    assert!(
        topic.area.text().starts_with("看过两处。\n┃ 决议  设点"),
        "{}",
        topic.area.text()
    );
    // A title that is there stays as it is.
    page.in_title = true;
    page.update(Msg::Paste("甲\n乙\n".into()), &cx);
    let topic = page.paper.topic().unwrap();
    assert_eq!(topic.title.text(), "选址");
    assert!(topic.area.text().contains("甲\n乙"));
    // A long first line is text.
    press(&mut page, "f7", &cx);
    let long = "长".repeat(TITLE + 1);
    page.update(Msg::Paste(format!("{long}\n完")), &cx);
    let topic = page.paper.topic().unwrap();
    assert_eq!(
        (topic.title.text(), topic.area.lines()[0].as_str()),
        ("", long.as_str())
    );
}

/// What a save says was on the screen.
fn seen(effects: &[Effect]) -> crate::domain::record::Seen {
    let seen = effects.iter().find_map(|e| match e {
        Effect::Ask(Ask::Write(Write::Save { seen, .. })) => Some(seen.clone()),
        _ => None,
    });
    seen.unwrap()
}

#[test]
fn what_was_on_the_screen_goes_with_the_save_and_with_the_draft() {
    let cx = cx();
    let dot = |n: u64| crate::domain::id::Dot {
        device: crate::domain::id::DeviceId([7; 20]),
        seq: n,
    };
    let with_heads = |place: u64, text: u64| {
        let mut all = minutes();
        let own = &mut all.record;
        own.heads.insert("place".into(), vec![dot(place)]);
        let row = &mut all.rows.get_mut("topics").unwrap()[0];
        row.heads.insert("discussion".into(), vec![dot(text)]);
        all
    };
    let (own, topic) = (RecordId::from_u128(1), RecordId::from_u128(20));
    let mut page = opened(with_heads(1, 2), &cx);
    page.paper.topics[0].area.go_to(0);
    write(&mut page, "又", &cx);
    let (_, body) = kept(&page.update(Msg::Wake, &cx)).unwrap();
    let mut again = Minutes::new(Some(own), None);
    again.update(Msg::Shown, &cx);
    again.update(Msg::Answer(Box::new(Answer::Draft(Some(body)))), &cx);
    again.update(answer(with_heads(3, 4)), &cx);
    let effects = press(&mut again, "ctrl+s", &cx);
    let saw = seen(&effects);
    assert_eq!(saw[&own]["place"], [dot(1)]);
    assert_eq!(saw[&topic]["discussion"], [dot(2)]);
    assert!(saw[&own]["minutes_no"].is_empty(), "nothing stood there");
    // Behind the save the text stands beside a colleague's, and the row of the decision
    // has a new one that the page does not show.
    let mut all = with_heads(5, 6);
    let row = &mut all.rows.get_mut("topics").unwrap()[0];
    let open = crate::domain::record::Open::Conflict;
    row.heads.insert("discussion".into(), vec![dot(6), dot(7)]);
    row.open.insert("discussion".into(), open);
    let decision = &mut all.rows.get_mut("decisions").unwrap()[0];
    decision.heads.insert("text".into(), vec![dot(8)]);
    again.update(saved(all, &[]), &cx);
    write(&mut again, "再", &cx);
    let saw = seen(&press(&mut again, "ctrl+s", &cx));
    assert_eq!(saw[&own]["place"], [dot(5)], "it is shown anew");
    assert_eq!(saw[&topic]["discussion"], [dot(2)]);
    assert!(saw[&RecordId::from_u128(30)]["text"].is_empty());
}
