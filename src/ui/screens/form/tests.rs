//! A form as a person fills it, key by key, without a terminal.

use serde_json::{Value as Json, json};

use super::kit::{below, cx, fill, key, known, open, put, record, saved, sheet, to, value, write};
use super::{FormScreen, Opening};
use crate::domain::fault::{Fault, Note};
use crate::domain::form::Object;
use crate::domain::id::RecordId;
use crate::domain::value::{Patch, Value};
use crate::ui::commands::Cmd;
use crate::ui::kit::answer::{Alike, Answer};
use crate::ui::kit::ask::{Ask, Draft, Look};
use crate::ui::kit::{Effect, Msg, Route, Screen};
use crate::ui::widgets::form::Filling;

#[test]
fn a_number_fills_sex_and_birth_and_corrections_follow() {
    let cx = cx();
    let mut screen = open("client", &cx);
    put(&mut screen, "name", "张三丰", &cx);
    put(&mut screen, "id_type", "身份证", &cx);
    assert_eq!(value(&mut screen, "id_type"), json!("resident_id"));
    put(&mut screen, "id_no", "320599194803150363", &cx);
    assert_eq!(value(&mut screen, "birth_date"), json!("1948-03-15"));
    assert_eq!(value(&mut screen, "gender"), json!("2"));
    // What a person wrote is never overwritten; the form says that the two differ.
    to(&mut screen, "birth_date", &cx);
    key(&mut screen, "ctrl+u", &cx);
    write(&mut screen, "1948-03-16", &cx);
    screen.update(Msg::Do(Cmd::NextField), &cx);
    assert_eq!(value(&mut screen, "birth_date"), json!("1948-03-16"));
    let codes: Vec<_> = fill(&mut screen)
        .notes_of("birth_date")
        .iter()
        .map(|n| n.code)
        .collect();
    assert_eq!(codes, ["W_BIRTH"]);
}

#[test]
fn every_kind_of_field_is_typed_in_a_hurry() {
    let cx = cx();
    let mut screen = open("client", &cx);
    for (field, typed, want) in [
        ("name", "李四", json!("李四")),
        ("gender", "nan", json!("1")),
        ("birth_date", "1948/3/15", json!("1948-03-15")),
        ("phone", "138 0000 0001", json!("13800000001")),
        ("village_code", "320585101201", json!("320585101201")),
        ("ethnic", "hui", json!("03")),
        ("capacity", "wq", json!("full")),
    ] {
        let cx = &cx;
        put(&mut screen, field, typed, cx);
        assert_eq!(value(&mut screen, field), want, "{field} {typed}");
    }
    to(&mut screen, "anonymous", &cx);
    key(&mut screen, "y", &cx);
    assert_eq!(value(&mut screen, "anonymous"), json!(true));
    write(&mut screen, " ", &cx);
    assert_eq!(value(&mut screen, "anonymous"), json!(false));
    let mut screen = open("minutes", &cx);
    put(&mut screen, "date", "周五", &cx);
    assert_eq!(value(&mut screen, "date"), json!("2026-11-27"));
    put(&mut screen, "start", "1430", &cx);
    assert_eq!(value(&mut screen, "start"), json!("14:30"));
    put(&mut screen, "end", "9点半", &cx);
    assert_eq!(value(&mut screen, "end"), json!("09:30"));
}

#[test]
fn several_are_ticked_and_kept_in_the_order_of_the_list() {
    let cx = cx();
    let mut screen = open("client", &cx);
    to(&mut screen, "categories", &cx);
    key(&mut screen, "enter", &cx);
    key(&mut screen, "down", &cx);
    write(&mut screen, " ", &cx);
    key(&mut screen, "up", &cx);
    write(&mut screen, " ", &cx);
    let list = cx.reference.codes.list("enum.client_category").unwrap();
    let first: Vec<&str> = list.offered().take(2).map(|c| c.code.as_str()).collect();
    assert_eq!(value(&mut screen, "categories"), json!(first));
    // A second time takes it away; Enter has not submitted anything.
    write(&mut screen, " ", &cx);
    assert_eq!(value(&mut screen, "categories"), json!([first[1]]));
    assert!(screen.fill.as_ref().unwrap().menu.is_some());
}

#[test]
fn what_fits_no_choice_is_said_and_not_swallowed() {
    let cx = cx();
    let mut screen = open("client", &cx);
    put(&mut screen, "gender", "qqq", &cx);
    let notes = fill(&mut screen).notes_of("gender");
    assert!(notes.iter().any(|n| n.code == "E_NO_CHOICE"), "{notes:?}");
    // It stands there still, here and in the draft, to be mended or typed over.
    to(&mut screen, "gender", &cx);
    assert_eq!(fill(&mut screen).search.text(), "qqq");
    let kept = fill(&mut screen).kept();
    assert_eq!(kept.loose["gender"], "qqq");
    put(&mut screen, "gender", "女", &cx);
    assert!(fill(&mut screen).notes_of("gender").is_empty());
}

#[test]
fn a_wrong_word_in_a_choice_is_wiped_out_for_good() {
    let cx = cx();
    for wipe in [&["ctrl+u"][..], &["backspace"; 3][..]] {
        let mut screen = open("client", &cx);
        put(&mut screen, "marital", "qqq", &cx);
        // Elsewhere it still stands there, and so does what is wrong with it.
        to(&mut screen, "name", &cx);
        assert_eq!(fill(&mut screen).wrong("marital"), Some("qqq"));
        let (lines, _) = super::pictures::drawn(&screen, (80, 48), &cx);
        assert!(
            lines.iter().any(|l| l.trim_end().ends_with(" qqq")),
            "{lines:#?}"
        );
        to(&mut screen, "marital", &cx);
        for name in wipe {
            key(&mut screen, name, &cx);
        }
        key(&mut screen, "tab", &cx);
        assert_eq!(fill(&mut screen).wrong("marital"), None, "{wipe:?}");
        assert!(fill(&mut screen).notes_of("marital").is_empty());
        assert!(fill(&mut screen).kept().loose.is_empty());
        to(&mut screen, "marital", &cx);
        assert_eq!(fill(&mut screen).search.text(), "");
    }
    // What stood there before was to be replaced: empty is empty.
    let mut screen = open("client", &cx);
    put(&mut screen, "gender", "女", &cx);
    put(&mut screen, "gender", "qqq", &cx);
    to(&mut screen, "gender", &cx);
    key(&mut screen, "ctrl+u", &cx);
    key(&mut screen, "tab", &cx);
    assert_eq!(value(&mut screen, "gender"), json!(null));
}

#[test]
fn a_wrong_word_does_not_keep_a_field_from_being_filled_by_the_number() {
    let cx = cx();
    for wiped in [true, false] {
        let mut screen = open("client", &cx);
        put(&mut screen, "gender", "qqq", &cx);
        if wiped {
            to(&mut screen, "gender", &cx);
            key(&mut screen, "ctrl+u", &cx);
        }
        put(&mut screen, "id_type", "身份证", &cx);
        put(&mut screen, "id_no", "320599194803150363", &cx);
        assert_eq!(value(&mut screen, "gender"), json!("2"), "{wiped}");
        assert!(fill(&mut screen).notes_of("gender").is_empty());
    }
}

#[test]
fn who_types_ahead_of_the_form_loses_nothing() {
    let cx = cx();
    let opening = Opening {
        form: "client".into(),
        ..Opening::default()
    };
    let mut screen = FormScreen::new(opening, &cx);
    screen.update(Msg::Shown, &cx);
    write(&mut screen, "张三", &cx);
    screen.update(Msg::Paste("丰".into()), &cx);
    screen.update(Msg::Do(Cmd::NextPage), &cx);
    write(&mut screen, "13800000001", &cx);
    screen.update(Msg::Answer(Box::new(Answer::Draft(None))), &cx);
    assert_eq!(value(&mut screen, "name"), json!("张三丰"));
    assert_eq!(value(&mut screen, "phone"), json!("13800000001"));
}

#[test]
fn enter_never_submits_and_escape_never_loses() {
    let cx = cx();
    let mut screen = open("client", &cx);
    write(&mut screen, "张三", &cx);
    for _ in 0..60 {
        let effects = key(&mut screen, "enter", &cx);
        assert!(saved(&effects).is_none());
    }
    let effects = screen.update(Msg::Leaving, &cx);
    let Some(Effect::Ask(Ask::Draft(Draft::Keep {
        key: at,
        body,
        title,
        ..
    }))) = effects.into_iter().next()
    else {
        panic!("no draft");
    };
    assert_eq!(title, "张三");
    let mut again = FormScreen::new(
        Opening {
            form: "client".into(),
            draft: Some(at.clone()),
            ..Opening::default()
        },
        &cx,
    );
    again.update(Msg::Shown, &cx);
    again.update(Msg::Answer(Box::new(Answer::Draft(Some(body)))), &cx);
    assert_eq!(value(&mut again, "name"), json!("张三"));
    assert_eq!(again.key, at);
}

#[test]
fn a_draft_waits_for_a_pause_and_not_for_ever() {
    let mut cx = cx();
    let mut screen = open("client", &cx);
    let effects = write(&mut screen, "张", &cx);
    assert!(effects.iter().any(|e| matches!(e, Effect::Wake(400))));
    cx.now = cx.now.checked_add(jiff::Span::new().seconds(3)).unwrap();
    let effects = write(&mut screen, "三", &cx);
    assert!(
        effects
            .iter()
            .any(|e| matches!(e, Effect::Ask(Ask::Draft(Draft::Keep { .. })))),
        "who types on has a draft all the same"
    );
    assert!(
        screen.update(Msg::Wake, &cx).is_empty(),
        "nothing new to keep"
    );
    screen.update(Msg::Answer(Box::new(Answer::Kept)), &cx);
    assert_eq!(screen.bar(&cx).right, "草稿已存 14:32:10");
}

#[test]
fn a_known_record_hands_over_only_what_changed() {
    let cx = cx();
    let client = record(
        "client",
        7,
        &[
            ("name", "张三"),
            ("phone", "13800000001"),
            ("capacity", "full"),
            ("gender", "1"),
            ("id_type", "none"),
            ("village_code", "320585101201"),
        ],
    );
    let mut client = client;
    client.fields.insert(
        "categories".into(),
        Value::Codes(vec!["elder_alone".into()]),
    );
    let (mut screen, _) = known(&client, None, &cx);
    let effects = screen.update(Msg::Do(Cmd::Save), &cx);
    assert!(saved(&effects).is_none(), "nothing changed");
    to(&mut screen, "phone", &cx);
    key(&mut screen, "backspace", &cx);
    write(&mut screen, "2", &cx);
    let effects = screen.update(Msg::Do(Cmd::Save), &cx);
    let (id, input) = saved(&effects).unwrap();
    assert_eq!(id, Some(client.id));
    assert_eq!(Json::Object(input), json!({ "phone": "13800000002" }));
}

#[test]
fn saving_goes_to_what_needs_mending() {
    let cx = cx();
    let mut screen = open("client", &cx);
    put(&mut screen, "phone", "138", &cx);
    let effects = screen.update(Msg::Do(Cmd::Save), &cx);
    assert!(saved(&effects).is_none());
    let first = fill(&mut screen).at.clone();
    assert!(!fill(&mut screen).notes_of(&first).is_empty());
    let mut seen = Vec::new();
    for _ in 0..12 {
        screen.update(Msg::Do(Cmd::NextError), &cx);
        let at = fill(&mut screen).at.clone();
        if seen.contains(&at) {
            break;
        }
        seen.push(at);
    }
    assert!(seen.contains(&"phone".to_owned()), "{seen:?}");
    assert!(seen.contains(&"name".to_owned()), "{seen:?}");
    // A field whose number could not be read is not called missing too.
    let codes: Vec<_> = fill(&mut screen)
        .notes_of("phone")
        .iter()
        .map(|n| n.code)
        .collect();
    assert_eq!(codes, ["E_PHONE"]);
}

#[test]
fn conditions_are_live() {
    let cx = cx();
    let parent = record("client", 9, &[("name", "张三")]);
    let mut screen = below("F1", parent, &cx);
    assert!(!fill(&mut screen).to_field("reject_reason", &cx));
    put(&mut screen, "decision", "refer", &cx);
    assert!(fill(&mut screen).to_field("reject_reason", &cx));
    put(&mut screen, "source", "government", &cx);
    assert!(fill(&mut screen).is_needed_now("referrer.org"));
}

#[test]
fn rows_are_edited_in_place_and_named_by_references() {
    let cx = cx();
    let mut screen = open("minutes", &cx);
    to(&mut screen, "attendees", &cx);
    for name in ["吴主任", "周社工"] {
        screen.update(Msg::Do(Cmd::AddRow), &cx);
        put(&mut screen, "name", name, &cx);
        screen.update(Msg::Do(Cmd::Back), &cx);
    }
    to(&mut screen, "recorder", &cx);
    write(&mut screen, "zsg", &cx);
    key(&mut screen, "enter", &cx);
    let input = fill(&mut screen).input(&cx);
    assert_eq!(input["recorder"], json!("attendees[1]"));
    assert_eq!(input["attendees"][1]["name"], json!("周社工"));
    // The first row goes; the reference still means the second.
    to(&mut screen, "attendees", &cx);
    screen.update(Msg::Do(Cmd::RemoveRow), &cx);
    let input = fill(&mut screen).input(&cx);
    assert_eq!(input["recorder"], json!("attendees[0]"));
    assert_eq!(input["attendees"].as_array().unwrap().len(), 1);
}

#[test]
fn records_elsewhere_are_chosen_and_changed_in_place() {
    let cx = cx();
    let mut screen = open("minutes", &cx);
    to(&mut screen, "review", &cx);
    let effects = screen.update(Msg::Do(Cmd::AddRow), &cx);
    assert!(
        matches!(&effects[..], [Effect::Ask(Ask::Look(Look::Names { form, .. }))] if form == "action")
    );
    let action = record(
        "action",
        11,
        &[("text", "联系供餐单位"), ("status", "todo")],
    );
    let names = vec![(action.id.to_string(), "联系供餐单位".to_owned())];
    let effects = screen.update(Msg::Answer(Box::new(Answer::Names(names))), &cx);
    assert!(matches!(&effects[..], [Effect::Go(Route::Pick { .. })]));
    let effects = screen.update(Msg::Result(action.id.to_string()), &cx);
    assert!(matches!(
        &effects[..],
        [Effect::Ask(Ask::Look(Look::Record { .. }))]
    ));
    screen.update(
        Msg::Answer(Box::new(Answer::Sheet(Box::new(sheet(action.clone()))))),
        &cx,
    );
    put(&mut screen, "status", "done", &cx);
    screen.update(Msg::Do(Cmd::Back), &cx);
    let input = fill(&mut screen).input(&cx);
    assert_eq!(input["review"][0]["action"], json!(action.id.to_string()));
    assert_eq!(input["review"][0]["status"], json!("done"));
}

#[test]
fn what_the_worker_refuses_stands_at_its_field_and_row() {
    let cx = cx();
    let mut screen = open("minutes", &cx);
    to(&mut screen, "attendees", &cx);
    screen.update(Msg::Do(Cmd::AddRow), &cx);
    put(&mut screen, "name", "吴主任", &cx);
    screen.update(Msg::Do(Cmd::Back), &cx);
    screen.saving = true;
    let note = Note::new("E_UNIQUE")
        .with("value", "x")
        .at("attendees[0].name");
    screen.update(Msg::Refused(Fault::from(note)), &cx);
    assert!(screen.fill.as_ref().unwrap().open.is_some());
    let row = fill(&mut screen).inner();
    assert_eq!(row.at, "name");
    assert!(row.notes_of("name").iter().any(|n| n.code == "E_UNIQUE"));
}

#[test]
fn who_may_be_known_is_looked_up_and_can_be_taken() {
    let cx = cx();
    let mut screen = FormScreen::new(
        Opening {
            form: "client".into(),
            then: Some("F1".into()),
            ..Opening::default()
        },
        &cx,
    );
    screen.update(Msg::Shown, &cx);
    screen.update(Msg::Answer(Box::new(Answer::Draft(None))), &cx);
    let effects = write(&mut screen, "张三", &cx);
    assert!(
        effects
            .iter()
            .any(|e| matches!(e, Effect::Ask(Ask::Look(Look::Alike(a))) if a.name == "张三"))
    );
    let id = RecordId::from_u128(5);
    let alike = Alike {
        id,
        title: "张三".into(),
        why: "同名".into(),
        strong: false,
    };
    screen.update(Msg::Answer(Box::new(Answer::Alike(vec![alike]))), &cx);
    let effects = screen.update(Msg::Do(Cmd::Compare), &cx);
    assert!(matches!(&effects[..], [Effect::Go(Route::Pick { of, .. })] if of.len() == 3));
    let effects = screen.update(Msg::Result(format!("link {id}")), &cx);
    assert!(effects.iter().any(|e| matches!(e, Effect::Swap(Route::Form { form, parent: Some(p), .. }) if form == "F1" && *p == id)));
}

#[test]
fn long_text_takes_enter_and_undo_and_the_whole_screen() {
    let cx = cx();
    let parent = record("client", 9, &[("name", "张三")]);
    let mut screen = below("F1", parent, &cx);
    to(&mut screen, "request", &cx);
    write(&mut screen, "一", &cx);
    key(&mut screen, "enter", &cx);
    write(&mut screen, "二", &cx);
    screen.update(Msg::Paste("三\n四".into()), &cx);
    assert_eq!(value(&mut screen, "request"), json!("一\n二三\n四"));
    assert!(screen.takes(Cmd::Undo));
    screen.update(Msg::Do(Cmd::Undo), &cx);
    assert_eq!(value(&mut screen, "request"), json!("一\n二"));
    screen.update(Msg::Do(Cmd::WriteFull), &cx);
    assert!(screen.full);
    for _ in 0..5 {
        key(&mut screen, "up", &cx);
    }
    assert_eq!(fill(&mut screen).at, "request");
    screen.update(Msg::Do(Cmd::Back), &cx);
    assert!(!screen.full);
}

#[test]
fn every_form_opens_and_every_field_can_be_reached() {
    let cx = cx();
    for form in cx.forms.iter() {
        let mut fill = Filling::fresh(form, &Object::new(), Some(Patch::new()), &cx);
        let mut seen = vec![fill.at.clone()];
        while fill.step(true, &cx) {
            seen.push(fill.at.clone());
            assert!(seen.len() < 500, "{}", form.id);
        }
        let want: Vec<String> = (0..form.pages.len())
            .flat_map(|p| fill.fields(form, p))
            .filter(|f| f.computed.is_none())
            .map(|f| f.id.clone())
            .collect();
        assert_eq!(seen, want, "{}", form.id);
        while fill.step(false, &cx) {}
        assert_eq!(Some(&fill.at), want.first(), "{}", form.id);
    }
}

#[test]
fn typing_in_one_line_is_taken_back() {
    let cx = cx();
    let mut screen = open("client", &cx);
    to(&mut screen, "live_address", &cx);
    write(&mut screen, "三组", &cx);
    screen.update(Msg::Paste("河边".into()), &cx);
    assert_eq!(value(&mut screen, "live_address"), json!("三组河边"));
    screen.update(Msg::Do(Cmd::Undo), &cx);
    assert_eq!(value(&mut screen, "live_address"), json!("三组"));
    screen.update(Msg::Do(Cmd::Undo), &cx);
    screen.update(Msg::Do(Cmd::Undo), &cx);
    assert_eq!(value(&mut screen, "live_address"), Json::Null);
}

#[test]
fn a_name_typed_on_the_way_here_is_kept_like_one_typed_here() {
    let cx = cx();
    let mut given = Object::new();
    given.insert("name".into(), json!("张三丰"));
    let opening = Opening {
        form: "client".into(),
        given,
        ..Opening::default()
    };
    let mut screen = FormScreen::new(opening, &cx);
    screen.update(Msg::Shown, &cx);
    screen.update(Msg::Answer(Box::new(Answer::Draft(None))), &cx);
    let effects = screen.update(Msg::Leaving, &cx);
    let kept = effects.iter().any(
        |e| matches!(e, Effect::Ask(Ask::Draft(Draft::Keep { title, .. })) if title == "张三丰"),
    );
    assert!(kept, "{effects:?}");
}
