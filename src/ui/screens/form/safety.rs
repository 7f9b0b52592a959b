//! Nothing typed is lost, overwritten or offered twice.

use serde_json::json;

use super::kit::{cx, fill, key, known, open, put, record, saved, sheet, to, value, write};
use super::{FormScreen, Opening};
use crate::domain::fault::{DRAFT_UNKEPT, Fault};
use crate::domain::id::{DeviceId, Dot, RecordId};
use crate::domain::value::Value;
use crate::ui::commands::Cmd;
use crate::ui::kit::answer::{Alike, Answer};
use crate::ui::kit::ask::{Ask, Draft, Look, Write};
use crate::ui::kit::{Cx, Effect, Msg, Route, Screen};

/// The key and the body of the draft that is kept.
fn kept(effects: &[Effect]) -> Option<(String, String)> {
    effects.iter().find_map(|e| match e {
        Effect::Ask(Ask::Draft(Draft::Keep { key, body, .. })) => Some((key.clone(), body.clone())),
        _ => None,
    })
}

/// A form that is whole: a client that can be saved.
fn whole(cx: &Cx) -> FormScreen {
    let mut screen = open("client", cx);
    for (field, text) in [
        ("name", "张三"),
        ("id_type", "none"),
        ("gender", "1"),
        ("birth_date", "1948-03-15"),
        ("phone", "13800000001"),
        ("village_code", "320585101201"),
        ("categories", "elder"),
        ("capacity", "full"),
    ] {
        put(&mut screen, field, text, cx);
    }
    screen.update(Msg::Wake, cx);
    screen
}

#[test]
fn a_draft_that_cannot_be_read_is_never_overwritten() {
    let cx = cx();
    let id = RecordId::from_u128(7);
    let old = format!("client:{id}");
    let mut screen = FormScreen::new(
        Opening {
            form: "client".into(),
            draft: Some(old.clone()),
            ..Opening::default()
        },
        &cx,
    );
    screen.update(Msg::Shown, &cx);
    let body = Answer::Draft(Some("from a later version".into()));
    let effects = screen.update(Msg::Answer(Box::new(body)), &cx);
    // Its key still says which record it was about.
    assert!(
        effects
            .iter()
            .any(|e| matches!(e, Effect::Ask(Ask::Look(Look::Record { id: of, .. })) if *of == id))
    );
    let there = sheet(record("client", 7, &[("name", "张三")]));
    screen.update(Msg::Answer(Box::new(Answer::Sheet(Box::new(there)))), &cx);
    write(&mut screen, "丰", &cx);
    let (key, _) = kept(&screen.update(Msg::Wake, &cx)).unwrap();
    assert_ne!(key, old);
}

#[test]
fn who_was_chosen_is_meant_though_the_list_changed() {
    let cx = cx();
    let mut screen = open("client", &cx);
    let alike = |n: u128| Alike {
        id: RecordId::from_u128(n),
        title: "张三".into(),
        why: "同名".into(),
        strong: false,
    };
    screen.update(Msg::Answer(Box::new(Answer::Alike(vec![alike(5)]))), &cx);
    let effects = screen.update(Msg::Do(Cmd::Compare), &cx);
    let [Effect::Go(Route::Pick { of, .. })] = &effects[..] else {
        panic!("{effects:?}");
    };
    let (result, _) = of.iter().find(|(r, _)| r.starts_with("link")).unwrap();
    screen.update(Msg::Answer(Box::new(Answer::Alike(vec![alike(6)]))), &cx);
    let effects = screen.update(Msg::Result(result.clone()), &cx);
    let want = RecordId::from_u128(5);
    assert!(
        effects
            .iter()
            .any(|e| matches!(e, Effect::Swap(Route::Form { parent: Some(p), .. }) if *p == want))
    );
}

#[test]
fn what_is_chosen_by_leaving_is_in_the_draft() {
    let cx = cx();
    for leave in [
        Msg::Do(Cmd::NextField),
        Msg::Do(Cmd::NextPage),
        Msg::Do(Cmd::NextError),
        Msg::Do(Cmd::Save),
    ] {
        let said = format!("{leave:?}");
        let mut screen = open("client", &cx);
        to(&mut screen, "gender", &cx);
        write(&mut screen, "nan", &cx);
        let mut effects = screen.update(leave, &cx);
        effects.extend(screen.update(Msg::Wake, &cx));
        assert_eq!(value(&mut screen, "gender"), json!("1"), "{said}");
        let (_, body) = kept(&effects).expect(&said);
        let body: super::Body = serde_json::from_str(&body).unwrap();
        assert_eq!(body.fill.cells.get("gender"), Some(&json!("1")), "{said}");
    }
    let mut screen = open("client", &cx);
    to(&mut screen, "gender", &cx);
    write(&mut screen, "nan", &cx);
    key(&mut screen, "tab", &cx);
    assert!(kept(&screen.update(Msg::Wake, &cx)).is_some());
}

#[test]
fn a_draft_that_was_not_kept_is_tried_again() {
    let cx = cx();
    let mut screen = open("client", &cx);
    write(&mut screen, "张", &cx);
    assert!(kept(&screen.update(Msg::Wake, &cx)).is_some());
    let effects = screen.update(Msg::Refused(Fault::new(DRAFT_UNKEPT)), &cx);
    assert!(matches!(&effects[..], [Effect::Fault(f)] if f.code() == DRAFT_UNKEPT));
    assert_eq!(screen.bar(&cx).right, "正在写");
    assert!(kept(&screen.update(Msg::Leaving, &cx)).is_some());
    // Under a save too: the save goes on, and its own refusal is told apart.
    let mut screen = whole(&cx);
    let effects = screen.update(Msg::Do(Cmd::Save), &cx);
    assert!(saved(&effects).is_some(), "{effects:?}");
    screen.update(Msg::Refused(Fault::new(DRAFT_UNKEPT)), &cx);
    assert!(screen.saving);
    let effects = screen.update(Msg::Refused(Fault::new("E_DISK_FULL")), &cx);
    assert!(!screen.saving);
    // It belongs to no field: it is said once, and not below the fields again.
    assert!(matches!(&effects[..], [Effect::Fault(_)]), "{effects:?}");
    assert!(fill(&mut screen).loose_notes().is_empty());
    assert!(kept(&screen.update(Msg::Leaving, &cx)).is_some());
}

#[test]
fn nothing_is_typed_or_kept_between_a_save_and_its_answer() {
    let cx = cx();
    let mut screen = whole(&cx);
    write(&mut screen, "x", &cx);
    let before = fill(&mut screen).kept();
    let effects = screen.update(Msg::Do(Cmd::Save), &cx);
    assert!(saved(&effects).is_some(), "{effects:?}");
    let after = fill(&mut screen).kept();
    assert_eq!(after.cells, before.cells);
    write(&mut screen, "y", &cx);
    screen.update(Msg::Paste("z".into()), &cx);
    assert_eq!(fill(&mut screen).kept(), after);
    screen.update(Msg::Refused(Fault::new(DRAFT_UNKEPT)), &cx);
    for msg in [Msg::Wake, Msg::Leaving] {
        assert!(kept(&screen.update(msg, &cx)).is_none());
    }
}

#[test]
fn a_draft_says_what_was_seen_when_it_was_typed() {
    let cx = cx();
    let dot = |seq: u64| Dot {
        device: DeviceId([7; 20]),
        seq,
    };
    let with = |phone: &str, seq: u64| {
        let mut client = record("client", 7, &[("name", "张三"), ("phone", phone)]);
        for (field, text) in [
            ("gender", "1"),
            ("id_type", "none"),
            ("capacity", "full"),
            ("village_code", "320585101201"),
        ] {
            client.fields.insert(field.into(), text.into());
        }
        let elder = Value::Codes(vec!["elder_alone".into()]);
        client.fields.insert("categories".into(), elder);
        client.heads.insert("name".into(), vec![dot(seq)]);
        client.heads.insert("phone".into(), vec![dot(seq)]);
        client
    };
    let mut screen = known(&with("13800000001", 1), None, &cx).0;
    to(&mut screen, "phone", &cx);
    key(&mut screen, "backspace", &cx);
    write(&mut screen, "3", &cx);
    let (_, body) = kept(&screen.update(Msg::Leaving, &cx)).unwrap();
    let mut screen = known(&with("13800000002", 2), Some(body), &cx).0;
    to(&mut screen, "name", &cx);
    write(&mut screen, "丰", &cx);
    let effects = screen.update(Msg::Do(Cmd::Save), &cx);
    let seen = effects.iter().find_map(|e| match e {
        Effect::Ask(Ask::Write(Write::Save { seen, .. })) => Some(seen),
        _ => None,
    });
    let seen = &seen.unwrap()[&RecordId::from_u128(7)];
    assert_eq!(seen["phone"], [dot(1)]);
    assert_eq!(seen["name"], [dot(2)]);
    assert_eq!(seen["live_address"], [], "nothing stood there");
}

/// The keys of the drafts that are done with.
fn dropped(effects: &[Effect]) -> Vec<&str> {
    let key = |e| match e {
        &Effect::Ask(Ask::Draft(Draft::Drop(ref key))) => Some(key.as_str()),
        _ => None,
    };
    effects.iter().filter_map(key).collect()
}

#[test]
fn a_draft_that_says_nothing_new_does_not_stay() {
    let cx = cx();
    let client = record("client", 7, &[("name", "张三"), ("phone", "13800000001")]);
    let key_of = format!("client:{}", client.id);
    let open_at = |body: Option<String>| known(&client, body, &cx);
    let (mut screen, effects) = open_at(None);
    assert!(dropped(&effects).is_empty());
    to(&mut screen, "phone", &cx);
    key(&mut screen, "backspace", &cx);
    let (_, body) = kept(&screen.update(Msg::Wake, &cx)).unwrap();
    // Half a number is kept although it cannot be read; the same number is not.
    let (_, effects) = open_at(Some(body.clone()));
    assert!(dropped(&effects).is_empty());
    write(&mut screen, "1", &cx);
    let effects = screen.update(Msg::Wake, &cx);
    assert!(kept(&effects).is_none());
    assert_eq!(dropped(&effects), [key_of.as_str()]);
    let same = body.replace("1380000000\"", "13800000001\"");
    assert_ne!(same, body);
    let (_, effects) = open_at(Some(same));
    assert_eq!(dropped(&effects), [key_of.as_str()]);
}

#[test]
fn a_draft_is_thrown_away_after_a_question() {
    let cx = cx();
    let mut screen = open("client", &cx);
    assert!(screen.hides(Cmd::DropDraft, &cx));
    write(&mut screen, "张三", &cx);
    assert!(!screen.hides(Cmd::DropDraft, &cx));
    let ask = |screen: &mut FormScreen| {
        let effects = screen.update(Msg::Do(Cmd::DropDraft), &cx);
        assert!(matches!(&effects[..], [Effect::Go(Route::Confirm { .. })]));
    };
    ask(&mut screen);
    // No was said: all is as it was.
    screen.update(Msg::Shown, &cx);
    assert!(screen.update(Msg::Result("yes".into()), &cx).is_empty());
    assert!(kept(&screen.update(Msg::Wake, &cx)).is_some());
    write(&mut screen, "丰", &cx);
    ask(&mut screen);
    let effects = screen.update(Msg::Result("yes".into()), &cx);
    assert_eq!(dropped(&effects), [screen.key.as_str()]);
    assert!(matches!(effects.last(), Some(Effect::Back)));
    assert!(screen.update(Msg::Leaving, &cx).is_empty());
}
