//! Many volunteers, key by key.

use super::*;
use crate::domain::fault::Fault;
use crate::ui::kit::ask::Write;
use std::sync::Arc;

use jiff::civil::date;

use crate::domain::codes::Codes;
use crate::domain::fault::Note;
use crate::domain::form::{Forms, Object};
use crate::domain::id::RecordId;
use crate::domain::places::Places;
use crate::domain::reference::Reference;
use crate::i18n::Lang;

fn cx() -> Cx {
    let reference = Reference {
        codes: Codes::built_in(None).unwrap(),
        places: Places::built_in().unwrap(),
        city: "3205".into(),
    };
    let forms = Forms::builtin(&reference).unwrap();
    let now = date(2026, 11, 23).at(14, 0, 0, 0);
    let mut cx = Cx::new(Lang::Zh, Arc::new(forms), Arc::new(reference), now);
    cx.me.place = "320585101201".into();
    cx
}

fn ready(cx: &Cx) -> Quick {
    let mut quick = Quick::default();
    quick.update(Msg::Shown, cx);
    quick.update(Msg::Answer(Box::new(Answer::Draft(None))), cx);
    quick
}

fn saves(effects: &[Effect]) -> Option<&Object> {
    effects.iter().find_map(|e| match e {
        Effect::Ask(Ask::Write(Write::Save { input, .. })) => Some(input),
        _ => None,
    })
}

/// Ctrl+S, where nobody is known yet: every line is looked at first.
fn save(quick: &mut Quick, cx: &Cx) -> Vec<Effect> {
    look_through(quick, &[], cx)
}

/// Ctrl+S, where the worker answers for each line who may be its person.
fn look_through(quick: &mut Quick, known: &[&str], cx: &Cx) -> Vec<Effect> {
    let effects = quick.update(Msg::Do(Cmd::Save), cx);
    look_on(quick, effects, known, cx)
}

/// The worker answers until nobody is asked about any more.
fn look_on(quick: &mut Quick, mut effects: Vec<Effect>, known: &[&str], cx: &Cx) -> Vec<Effect> {
    while let [Effect::Ask(Ask::Look(Look::Alike(ask)))] = &effects[..] {
        let found = known.contains(&ask.name.as_str()).then(|| Alike {
            id: RecordId::from_u128(7),
            title: ask.name.clone(),
            why: "姓名相同".into(),
            strong: false,
        });
        let found = Answer::Alike(found.into_iter().collect());
        effects = quick.update(Msg::Answer(Box::new(found)), cx);
    }
    effects
}

#[test]
fn pasted_lines_are_checked_and_what_is_wrong_stays() {
    let cx = cx();
    let mut quick = ready(&cx);
    let block = "孙小美\t女\t13900000002\t320599199008220345\tjy jj\n\
                 钱多\t\t13900000005\t\t理发\n\
                 周全\t\t1390\t320599199008220345\t飞行";
    quick.update(Msg::Paste(block.into()), &cx);
    let wrong: Vec<bool> = quick.lines.iter().map(|l| l.wrong.is_some()).collect();
    assert_eq!(wrong, [false, true, true], "{:?}", quick.lines);
    let effects = save(&mut quick, &cx);
    let input = saves(&effects).unwrap();
    assert_eq!(input["name"], "孙小美");
    assert_eq!(
        input["skills"],
        serde_json::json!(["education", "first_aid"])
    );
    // The worker refuses it: the line stays, with its reason.
    let note = Note::new("E_DISK_FULL");
    let effects = quick.update(Msg::Refused(vec![note].into()), &cx);
    assert!(saves(&effects).is_none());
    assert_eq!(quick.lines.iter().filter(|l| !l.is_blank()).count(), 3);
}

/// The form's own rule: the number says a woman, the line a man. It is said, and can be
/// saved; the number may be right and the line too.
#[test]
fn a_sex_that_the_number_contradicts_is_remarked_and_not_refused() {
    let cx = cx();
    let mut quick = ready(&cx);
    let block = "孙小美\t女\t13900000002\t320599199008220345\tjy\n\
                 陈大力\t男\t13900000004\t320599199008220361\tjy";
    quick.update(Msg::Paste(block.into()), &cx);
    assert!(quick.lines[0].odd.is_none());
    assert_eq!(quick.lines[1].wrong, None);
    let odd = quick.lines[1].odd.clone().unwrap();
    assert!(odd.text.contains("身份证号"), "{}", odd.text);
    quick.go(0, 0, &cx);
    quick.update(Msg::Do(Cmd::NextError), &cx);
    assert_eq!(quick.at, (1, 1));
    quick.update(Msg::Key(Key::plain(Code::Down)), &cx);
    let effects = save(&mut quick, &cx);
    assert_eq!(saves(&effects).unwrap()["name"], "孙小美");
    let effects = quick.update(saved(), &cx);
    assert_eq!(saves(&effects).unwrap()["name"], "陈大力");
}

fn kept(effects: &[Effect]) -> Option<(&str, &str)> {
    effects.iter().find_map(|e| match e {
        Effect::Ask(Ask::Draft(Draft::Keep { key, body, .. })) => {
            Some((key.as_str(), body.as_str()))
        }
        _ => None,
    })
}

fn saved() -> Msg {
    use crate::ui::screens::form::kit::{record, sheet};
    let sheet = Box::new(sheet(record(FORM, 1, &[])));
    Msg::Answer(Box::new(Answer::Saved {
        sheet,
        notes: Vec::new(),
        made: Vec::new(),
    }))
}

#[test]
fn what_is_saved_leaves_the_draft_at_once() {
    let cx = cx();
    let mut quick = ready(&cx);
    let block = "孙小美\t女\t13900000002\t320599199008220345\tjy\n\
                 陈大力\t女\t13900000004\t320599199008220361\tjy\n\
                 周全\t女\t13900000006\t320599199109120423\tjy";
    quick.update(Msg::Paste(block.into()), &cx);
    assert!(kept(&quick.update(Msg::Wake, &cx)).is_some());
    // The first line is being looked at already: the save waits for it.
    assert!(quick.update(Msg::Do(Cmd::Save), &cx).is_empty());
    let nobody = Msg::Answer(Box::new(Answer::Alike(Vec::new())));
    let effects = quick.update(nobody, &cx);
    let effects = look_on(&mut quick, effects, &[], &cx);
    assert!(saves(&effects).is_some());
    let effects = quick.update(saved(), &cx);
    let (_, body) = kept(&effects).unwrap();
    assert!(
        !body.contains("孙小美") && body.contains("陈大力"),
        "{body}"
    );
    assert_eq!(saves(&effects).unwrap()["name"], "陈大力");
    // Esc waits for the line under way, then no other is begun.
    assert!(quick.update(Msg::Do(Cmd::Back), &cx).is_empty());
    let effects = quick.update(saved(), &cx);
    let (_, body) = kept(&effects).unwrap();
    assert!(!body.contains("陈大力") && body.contains("周全"), "{body}");
    assert!(saves(&effects).is_none());
    assert!(effects.iter().any(|e| matches!(e, Effect::Back)));
}

#[test]
fn a_draft_that_cannot_be_read_is_not_written_over() {
    let cx = cx();
    let mut quick = Quick::default();
    quick.update(Msg::Shown, &cx);
    quick.update(Msg::Answer(Box::new(Answer::Draft(Some("{".into())))), &cx);
    quick.update(Msg::Key(Key::plain(Code::Char('孙'))), &cx);
    let effects = quick.update(Msg::Wake, &cx);
    let (key, _) = kept(&effects).unwrap();
    assert_ne!(key, KEY);
}

#[test]
fn what_is_typed_is_kept_and_comes_back() {
    let cx = cx();
    let mut quick = ready(&cx);
    for c in "孙".chars() {
        quick.update(Msg::Key(Key::plain(Code::Char(c))), &cx);
    }
    let effects = quick.update(Msg::Wake, &cx);
    let body = effects.iter().find_map(|e| match e {
        Effect::Ask(Ask::Draft(Draft::Keep { body, .. })) => Some(body.clone()),
        _ => None,
    });
    let mut again = Quick::default();
    again.update(Msg::Shown, &cx);
    again.update(Msg::Answer(Box::new(Answer::Draft(body))), &cx);
    assert_eq!(again.lines[0].cells[0], "孙");
    assert!(again.lines[0].wrong.is_some());
    assert_eq!(again.at, (1, 0));
}

#[test]
fn the_home_screen_leads_back_to_the_grid() {
    use crate::ui::kit::answer::{Leads, Press, Today, Waiting};
    let cx = cx();
    let key = format!("{KEY}:20261123140000");
    let draft = Waiting {
        press: Press::Soon,
        when: String::new(),
        kind: String::new(),
        what: String::new(),
        who: String::new(),
        day: String::new(),
        leads: Leads::Draft(key.clone(), FORM.into()),
    };
    let today = Today {
        figures: String::new(),
        urgent: vec![draft],
        more: None,
        post: Vec::new(),
        month: String::new(),
        unsent: 0,
    };
    let mut home = crate::ui::screens::home::Home::default();
    home.update(Msg::Answer(Box::new(Answer::Today(today))), &cx);
    let effects = home.update(Msg::Do(Cmd::Open), &cx);
    let [Effect::Go(Route::Quick(Some(led)))] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert_eq!(*led, key);
    let mut quick = Quick::new(Some(key.clone()));
    let effects = quick.update(Msg::Shown, &cx);
    assert!(matches!(&effects[..], [Effect::Ask(Ask::Draft(Draft::Read(read)))] if *read == key));
}

/// The page with two people pasted into it.
fn with_two(cx: &Cx) -> Quick {
    let mut quick = ready(cx);
    let lines = [
        "孙小美\t女\t13900000002\t320599199008220345\tjy jj",
        "钱多\t\t13900000005\t\t理发",
    ];
    quick.update(Msg::Paste(lines.join("\n")), cx);
    quick
}

#[test]
fn what_was_typed_is_thrown_away_after_a_question() {
    let cx = cx();
    let mut quick = with_two(&cx);
    let effects = quick.update(Msg::Do(Cmd::DropDraft), &cx);
    assert!(matches!(&effects[..], [Effect::Go(Route::Confirm { .. })]));
    // No was said: all is as it was.
    quick.update(Msg::Shown, &cx);
    let effects = quick.update(Msg::Result("yes".into()), &cx);
    assert!(
        !effects
            .iter()
            .any(|e| matches!(e, Effect::Ask(Ask::Draft(Draft::Drop(_)))))
    );
    quick.update(Msg::Do(Cmd::DropDraft), &cx);
    let effects = quick.update(Msg::Result("yes".into()), &cx);
    assert!(matches!(
        &effects[0],
        Effect::Ask(Ask::Draft(Draft::Drop(_)))
    ));
    assert!(matches!(effects.last(), Some(Effect::Back)));
    assert!(quick.update(Msg::Leaving, &cx).is_empty());
}

#[test]
fn a_draft_refused_under_a_save_is_not_the_saves_refusal() {
    let cx = cx();
    let mut quick = with_two(&cx);
    save(&mut quick, &cx);
    let fault = Fault::new(crate::domain::fault::DRAFT_UNKEPT);
    let effects = quick.update(Msg::Refused(fault), &cx);
    assert!(matches!(&effects[..], [Effect::Fault(_)]));
    assert!(quick.saving.is_some());
    assert!(quick.dirty);
}

#[test]
fn what_is_missing_is_asked_for_where_it_can_be_typed() {
    let cx = cx();
    let mut quick = ready(&cx);
    quick.update(Msg::Paste("孙三\t女\t13900000002".into()), &cx);
    let wrong = quick.lines[0].wrong.clone().unwrap();
    assert!(wrong.text.contains("请填写“证件号码”"), "{wrong:?}");
    quick.update(Msg::Do(Cmd::NextError), &cx);
    assert_eq!(quick.at, (0, 3));
}

#[test]
fn a_wrong_number_is_called_wrong_and_not_missing() {
    let cx = cx();
    let mut quick = ready(&cx);
    let block = "孙三\t\t13900000002\t320599199008220346\tjy\n\
                 钱多\t女\t1390\t320599199008220345\tjy\n\
                 周全\t女\t13900000006\t320599199109120423\t飞行";
    quick.update(Msg::Paste(block.into()), &cx);
    let wrong = quick.lines[0].wrong.clone().unwrap();
    assert!(wrong.text.contains("校验码不对"), "{wrong:?}");
    // Each time the cursor stands in the cell that is wrong.
    let mut places = Vec::new();
    for _ in 0..3 {
        quick.update(Msg::Do(Cmd::NextError), &cx);
        places.push(quick.at);
    }
    places.sort_unstable();
    assert_eq!(places, [(0, 3), (1, 2), (2, 4)]);
}

#[test]
fn a_line_that_was_left_is_looked_at_anew_after_others_were_saved() {
    let cx = cx();
    let mut quick = ready(&cx);
    let line = "孙小美\t女\t13900000002\t320599199008220345\tjy";
    quick.update(Msg::Paste(format!("{line}\n{line}")), &cx);
    assert!(quick.lines[1].wrong.is_some());
    assert!(saves(&save(&mut quick, &cx)).is_some());
    let mut effects = quick.update(saved(), &cx);
    let ask = effects.pop();
    assert!(
        matches!(ask, Some(Effect::Ask(Ask::Look(Look::Alike(_))))),
        "{ask:?}"
    );
    // She is stored now: the line that is left may be her.
    let effects = look_on(&mut quick, vec![ask.unwrap()], &["孙小美"], &cx);
    assert!(effects.is_empty());
    assert!(quick.lines[0].wrong.is_none() && quick.lines[0].alike.is_some());
    // Nothing is saved without the question.
    let effects = look_through(&mut quick, &["孙小美"], &cx);
    assert!(
        matches!(&effects[..], [Effect::Go(Route::Pick { .. })]),
        "{effects:?}"
    );
}

#[test]
fn whoever_may_be_registered_already_is_asked_about_once_before_anything_is_saved() {
    let cx = cx();
    let block = "孙小美\t女\t13900000002\t320599199008220345\tjy\n\
                 陈大力\t女\t13900000004\t320599199008220361\tjy\n\
                 周全\t女\t13900000006\t320599199109120423\tjy";
    let asked = |cx: &Cx| {
        let mut quick = ready(cx);
        quick.update(Msg::Paste(block.into()), cx);
        let effects = look_through(&mut quick, &["陈大力"], cx);
        let [Effect::Go(Route::Pick { title, of })] = &effects[..] else {
            panic!("{effects:?}");
        };
        assert!(title.contains('1'), "{title}");
        let of: Vec<&str> = of.iter().map(|(id, _)| id.as_str()).collect();
        assert_eq!(of, ["look", "others", "all"]);
        quick
    };
    // To look: the cursor goes there, and F6 opens who it may be.
    let mut quick = asked(&cx);
    let effects = quick.update(Msg::Result("look".into()), &cx);
    assert!(effects.is_empty());
    assert_eq!(quick.at.0, 1);
    let effects = quick.update(Msg::Do(Cmd::Compare), &cx);
    assert!(matches!(&effects[..], [Effect::Go(Route::Record(_))]));
    // The window is left without an answer: nothing is saved.
    let mut quick = asked(&cx);
    quick.update(Msg::Shown, &cx);
    let effects = quick.update(Msg::Result("all".into()), &cx);
    assert!(saves(&effects).is_none());
    // The others: the line that may be known stays, and is said to stay.
    let mut quick = asked(&cx);
    let effects = quick.update(Msg::Result("others".into()), &cx);
    assert_eq!(saves(&effects).unwrap()["name"], "孙小美");
    let effects = quick.update(saved(), &cx);
    assert_eq!(saves(&effects).unwrap()["name"], "周全");
    let effects = quick.update(saved(), &cx);
    assert!(saves(&effects).is_none());
    let said = effects.iter().find_map(|e| match e {
        Effect::Say(toast) => Some(toast.text.clone()),
        _ => None,
    });
    assert!(said.unwrap().contains("F6"));
    assert_eq!(quick.lines[0].cells[0], "陈大力");
    // All: nobody is asked about again within this run.
    let mut quick = asked(&cx);
    let effects = quick.update(Msg::Result("all".into()), &cx);
    assert_eq!(saves(&effects).unwrap()["name"], "孙小美");
    let effects = quick.update(saved(), &cx);
    assert_eq!(saves(&effects).unwrap()["name"], "陈大力");
}

#[test]
fn what_is_pasted_after_a_wish_to_save_is_not_saved_with_it() {
    let cx = cx();
    let mut quick = ready(&cx);
    let first = "孙小美\t女\t13900000002\t320599199008220345\tjy";
    quick.update(Msg::Paste(first.into()), &cx);
    let effects = quick.update(Msg::Do(Cmd::Save), &cx);
    assert!(matches!(&effects[..], [Effect::Ask(Ask::Look(_))]));
    let second = "周全\t女\t13900000006\t320599199109120423\tjy";
    quick.update(Msg::Paste(second.into()), &cx);
    // The answers come: nobody said that the second line is to be saved.
    let effects = look_on(&mut quick, effects, &[], &cx);
    assert!(effects.is_empty(), "{effects:?}");
    assert!(quick.saving.is_none());
    let effects = save(&mut quick, &cx);
    assert_eq!(saves(&effects).unwrap()["name"], "孙小美");
    let effects = quick.update(saved(), &cx);
    assert_eq!(saves(&effects).unwrap()["name"], "周全");
}

/// Nothing of it is stored before the line is saved: another number says another sex.
#[test]
fn the_number_says_the_sex_as_soon_as_it_is_whole_and_what_was_typed_wins() {
    let cx = cx();
    let mut quick = ready(&cx);
    quick.update(Msg::Paste("孙小美\t\t13900000002".into()), &cx);
    quick.go(0, 3, &cx);
    for digit in "32059919900822034".chars() {
        quick.update(Msg::Key(Key::plain(Code::Char(digit))), &cx);
        assert_eq!(quick.lines[0].told(1), None);
    }
    // A wrong check digit tells nothing, the right one does.
    quick.update(Msg::Key(Key::plain(Code::Char('4'))), &cx);
    assert_eq!(quick.lines[0].told(1), None);
    quick.update(Msg::Key(Key::plain(Code::Backspace)), &cx);
    quick.update(Msg::Key(Key::plain(Code::Char('5'))), &cx);
    assert_eq!(quick.lines[0].told(1), Some("女性"));
    assert!(quick.lines[0].wrong.is_none());
    let others = [0, 2, 3, 4].map(|column| quick.lines[0].told(column));
    assert_eq!(others, [None; 4]);
    quick.go(0, 1, &cx);
    quick.update(Msg::Key(Key::plain(Code::Char('男'))), &cx);
    assert_eq!(quick.lines[0].told(1), None);
    assert!(quick.lines[0].odd.is_some());
    let effects = save(&mut quick, &cx);
    assert_eq!(saves(&effects).unwrap()["gender"], "1");
}

#[test]
fn a_name_with_a_number_in_it_is_remarked_and_can_be_saved() {
    let cx = cx();
    let mut quick = ready(&cx);
    let block = "\t女\t13900000002\t320599199008220345\tjy\n\
                 陈大力\t女\t13900000004\t320599199008220361\tjy";
    quick.update(Msg::Paste(block.into()), &cx);
    quick.lines[0].cells[0] = "孙小美13900000002".into();
    quick.go(1, 0, &cx);
    assert!(quick.lines[1].odd.is_none());
    let odd = quick.lines[0].odd.clone().unwrap();
    assert!(odd.text.contains("数字"), "{odd:?}");
    assert_eq!((odd.cell, &quick.lines[0].wrong), (0, &None));
    let effects = save(&mut quick, &cx);
    assert_eq!(saves(&effects).unwrap()["name"], "孙小美13900000002");
}

/// Whoever types a name is not told in red what they come to next.
#[test]
fn what_lies_ahead_of_the_cursor_is_asked_for_and_not_called_wrong() {
    let cx = cx();
    let mut quick = ready(&cx);
    let drawn = |quick: &Quick| {
        let size = ratatui::layout::Rect::new(0, 0, 80, 20);
        let mut buf = ratatui::buffer::Buffer::empty(size);
        quick.draw(&mut buf, size, &cx);
        let red = buf
            .content
            .iter()
            .filter(|c| c.fg == cx.theme.overdue.fg.unwrap());
        let mark = buf.cell((3, 1)).unwrap().symbol().to_owned();
        (red.count(), mark)
    };
    for c in "孙三".chars() {
        quick.update(Msg::Key(Key::plain(Code::Char(c))), &cx);
    }
    assert!(quick.lines[0].wrong.is_some());
    assert_eq!(drawn(&quick), (0, " ".to_owned()));
    // Past it, it lacks.
    for _ in 0..4 {
        quick.update(Msg::Key(Key::plain(Code::Tab)), &cx);
    }
    let (red, mark) = drawn(&quick);
    assert!(red > 0);
    assert_eq!(mark, "!");
}
