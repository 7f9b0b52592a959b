//! The page of minutes, key by key.

use super::*;
use std::sync::Arc;

use jiff::civil::date;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use crate::domain::codes::Codes;
use crate::domain::fault::{Fault, Note};
use crate::domain::form::{Forms, Object};
use crate::domain::places::Places;
use crate::domain::reference::Reference;
use crate::i18n::Lang;
use crate::ui::kit::answer::{Carry, Invited, OpenAction};
use crate::ui::kit::ask::{Ask, Draft, Write};

pub(super) fn cx() -> Cx {
    let reference = Reference {
        codes: Codes::built_in(None).unwrap(),
        places: Places::built_in().unwrap(),
        city: "3205".into(),
    };
    let forms = Forms::builtin(&reference).unwrap();
    let now = date(2026, 11, 23).at(14, 37, 0, 0);
    let mut cx = Cx::new(Lang::Zh, Arc::new(forms), Arc::new(reference), now);
    cx.me.place = "320585101201".into();
    cx
}

fn person(name: &str, unit: &str, role: &str) -> Invited {
    Invited {
        name: name.into(),
        unit: unit.into(),
        post: String::new(),
        role: role.into(),
    }
}

fn carry() -> Carry {
    let field = |id: &str, text: &str| (id.to_owned(), text.to_owned());
    Carry {
        kind: "weekly_village".into(),
        round: 48,
        fields: vec![
            field("title", "上林村例会 第48周"),
            field("place", "村会议室"),
            field("body", "上林村"),
        ],
        people: vec![
            person("吴主任", "沙溪镇", "leader"),
            person("李某", "社工站", "worker"),
            person("吴生", "社工站", "worker"),
        ],
        chair: Some(0),
        recorder: Some(1),
        actions: vec![OpenAction {
            id: "0190a000-0000-7000-8000-000000000001".into(),
            text: "量尺寸".into(),
            owner: "李某".into(),
            due: "2026-11-20".into(),
            status: "open".into(),
            ..OpenAction::default()
        }],
        open: 1,
    }
}

pub(super) fn ready(cx: &Cx) -> Minutes {
    let mut page = Minutes::new(None, None);
    page.update(Msg::Shown, cx);
    page.update(Msg::Answer(Box::new(Answer::Draft(None))), cx);
    page.update(Msg::Answer(Box::new(Answer::Carry(Box::new(carry())))), cx);
    page
}

pub(super) fn press(page: &mut Minutes, word: &str, cx: &Cx) -> Vec<Effect> {
    let key = Key::read(word).unwrap();
    match cx.keymap.find(key, Scope::Minutes, page.typing()) {
        Some(cmd) => page.update(Msg::Do(cmd), cx),
        None => page.update(Msg::Key(key), cx),
    }
}

pub(super) fn write(page: &mut Minutes, text: &str, cx: &Cx) {
    for c in text.chars() {
        page.update(Msg::Key(Key::plain(Code::Char(c))), cx);
    }
}

pub(super) fn sent(effects: &[Effect]) -> &Object {
    let input = effects.iter().find_map(|e| match e {
        Effect::Ask(Ask::Write(Write::Save { input, .. })) => Some(input),
        _ => None,
    });
    input.unwrap()
}

fn screen(page: &Minutes, size: (u16, u16), cx: &Cx) -> Vec<String> {
    let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
    terminal.draw(|f| page.view(f, f.area(), cx)).unwrap();
    let text = terminal.backend().to_string();
    text.lines()
        .map(|l| l.trim_matches('"').trim_end().to_owned())
        .collect()
}

#[test]
fn what_is_written_becomes_rows_and_one_input() {
    let cx = cx();
    let mut page = ready(&cx);
    assert_eq!(page.paper.topics.len(), 1);
    press(&mut page, "f7", &cx);
    write(&mut page, "助餐点选址", &cx);
    press(&mut page, "enter", &cx);
    write(&mut page, "三组老人多。决议：设在新服务中心", &cx);
    press(&mut page, "enter", &cx);
    write(&mut page, "表决：赞成2反对0弃权1", &cx);
    press(&mut page, "enter", &cx);
    write(&mut page, "待办：@ws", &cx);
    assert!(page.complete.is_open());
    press(&mut page, "tab", &cx);
    write(&mut page, "周五前联系供餐单位", &cx);
    press(&mut page, "enter", &cx);
    let text = page.paper.topic().unwrap().area.text();
    assert_eq!(
        text,
        "三组老人多。\n┃ 决议  设在新服务中心\n┃ 表决  赞成 2  反对 0  弃权 1\n┃ 待办  吴生  11-27  联系供餐单位\n"
    );
    press(&mut page, "f4", &cx);
    page.update(Msg::Key(Key::plain(Code::Char(' '))), &cx);
    let effects = press(&mut page, "ctrl+s", &cx);
    let input = sent(&effects);
    assert_eq!(input["topics"][1]["discussion"], "三组老人多。");
    assert_eq!(input["topics"][1]["kind"], "need");
    assert_eq!(input["decisions"][0]["vote"], "#1");
    assert_eq!(input["decisions"][0]["kind"], "vote");
    assert_eq!(input["votes"][0]["topic"], "#2");
    assert_eq!(input["actions"][0]["due"], "2026-11-27");
    assert_eq!(input["actions"][0]["owner_unit"], "社工站");
    assert_eq!(input["actions"][0]["decision"], "#1");
    assert_eq!(input["chair"], "#1");
    assert_eq!(input["review"][0]["status"], "done");
    assert_eq!(input["attendees"].as_array().unwrap().len(), 3);
    // Refused: the cursor goes where it has to be mended, and the text is a draft.
    let note = Note::new("E_REQUIRED").at("actions[0].owner_unit");
    page.update(Msg::Refused(vec![note].into()), &cx);
    assert_eq!(page.paper.topic().unwrap().area.place().0, 3);
    assert!(page.panel.is_none() && page.kept.dirty);
}

#[test]
fn a_draft_brings_everything_back() {
    let cx = cx();
    let mut page = ready(&cx);
    press(&mut page, "f6", &cx);
    page.update(Msg::Key(Key::plain(Code::Char(' '))), &cx);
    press(&mut page, "f6", &cx);
    write(&mut page, "尺寸量好了", &cx);
    let effects = page.update(Msg::Wake, &cx);
    let body = effects.iter().find_map(|e| match e {
        Effect::Ask(Ask::Draft(Draft::Keep { body, .. })) => Some(body.clone()),
        _ => None,
    });
    assert!(page.update(Msg::Wake, &cx).is_empty());
    let mut again = Minutes::new(None, None);
    again.update(Msg::Shown, &cx);
    again.update(Msg::Answer(Box::new(Answer::Draft(body))), &cx);
    assert_eq!(again.paper.topic().unwrap().area.text(), "尺寸量好了");
    assert_eq!(again.paper.people[0].attendance, "leave");
    assert_eq!(again.paper.people, page.paper.people);
    assert_eq!(again.paper.earlier, page.paper.earlier);
}

#[test]
fn a_page_of_pasted_text_is_taken_whole() {
    let cx = cx();
    let mut page = ready(&cx);
    let text = format!("{}\n待办：李某 12-05 排班\n🙂完\n", "字".repeat(20_000));
    page.update(Msg::Paste(text), &cx);
    let area = &page.paper.topic().unwrap().area;
    assert_eq!(area.lines()[1], "┃ 待办  李某  12-05  排班");
    assert!(area.chars() > 20_000);
    for size in [(80, 20), (60, 16), (120, 36)] {
        screen(&page, size, &cx);
    }
}

#[test]
fn the_page_shows_rows_and_what_came_of_a_vote() {
    let cx = cx();
    let mut page = ready(&cx);
    page.update(
        Msg::Paste("两处都看过。\n表决：2/0/1\n待办：排班\n决议：设点\n".into()),
        &cx,
    );
    let lines = screen(&page, (80, 20), &cx);
    assert!(lines[0].contains("议题 1/1"), "{lines:?}");
    assert!(
        lines[3].contains("┃ 表决") && lines[3].contains("通过"),
        "{lines:?}"
    );
    // What nobody said and is taken all the same is seen before it is saved.
    assert!(lines[3].contains("举手 · 规则："), "{lines:?}");
    assert!(!lines[6].contains("表决"), "{lines:?}");
    assert!(lines[5].contains("┃ 决议  设点   表决"), "{lines:?}");
    assert!(lines[4].contains("┃ 待办  ?  ?  排班"), "{lines:?}");
    assert!(lines[19].contains("上次待办 1 条"), "{lines:?}");
    let bar = page.bar(&cx);
    assert!(bar.right.contains("出席 3/3"), "{bar:?}");
}

#[test]
fn what_was_typed_is_thrown_away_after_a_question() {
    let cx = cx();
    let mut page = ready(&cx);
    write(&mut page, "尺寸量好了", &cx);
    let effects = page.update(Msg::Do(Cmd::DropDraft), &cx);
    assert!(matches!(&effects[..], [Effect::Go(Route::Confirm { .. })]));
    // No was said: all is as it was.
    page.update(Msg::Shown, &cx);
    let effects = page.update(Msg::Result("yes".into()), &cx);
    assert!(
        !effects
            .iter()
            .any(|e| matches!(e, Effect::Ask(Ask::Draft(Draft::Drop(_)))))
    );
    page.update(Msg::Do(Cmd::DropDraft), &cx);
    let effects = page.update(Msg::Result("yes".into()), &cx);
    assert!(matches!(
        &effects[0],
        Effect::Ask(Ask::Draft(Draft::Drop(_)))
    ));
    assert!(matches!(effects.last(), Some(Effect::Back)));
    assert!(page.update(Msg::Leaving, &cx).is_empty());
}

#[test]
fn a_draft_refused_under_a_save_is_not_the_saves_refusal() {
    let cx = cx();
    let mut page = ready(&cx);
    write(&mut page, "尺寸量好了", &cx);
    page.update(Msg::Do(Cmd::Save), &cx);
    let fault = Fault::new(crate::domain::fault::DRAFT_UNKEPT);
    let effects = page.update(Msg::Refused(fault), &cx);
    assert!(matches!(&effects[..], [Effect::Fault(_)]));
    assert!(page.kept.sent.is_some());
    assert!(page.kept.dirty);
}

#[test]
fn a_name_that_fits_nobody_is_not_typed_twice_and_never_another() {
    let cx = cx();
    let mut page = ready(&cx);
    press(&mut page, "f6", &cx);
    let before = page.paper.people.len();
    write(&mut page, "吴一新", &cx);
    let effects = press(&mut page, "enter", &cx);
    let asked = effects.iter().find_map(|e| match e {
        Effect::Go(Route::Prompt { title, text }) => Some((title.clone(), text.clone())),
        _ => None,
    });
    let (title, text) = asked.unwrap();
    assert_eq!(text, "吴一新 ");
    // The roles that can stand there are told.
    assert!(
        title.contains("一线社工") && title.contains("志愿者代表"),
        "{title}"
    );
    page.update(Msg::Result("吴一新 ".into()), &cx);
    assert_eq!(page.paper.people.len(), before + 1);
    assert_eq!(page.paper.people[before].name, "吴一新");
    // The line under the cursor is marked without colour too.
    assert!(
        screen(&page, (80, 24), &cx)
            .iter()
            .any(|l| l.starts_with(" >"))
    );
}

#[test]
fn a_guest_is_read_as_it_is_written() {
    for lang in [crate::i18n::Lang::Zh, crate::i18n::Lang::En] {
        let mut cx = cx();
        cx.lang = lang;
        for code in ["leader", "worker", "guest"] {
            for (unit, post) in [("", ""), ("印溪村", ""), ("印溪村", "主任"), ("", "主任")]
            {
                let guest = super::paper::Guest {
                    name: "吴主任".into(),
                    unit: unit.into(),
                    role: code.into(),
                    post: post.into(),
                    attendance: "present".into(),
                    ..Default::default()
                };
                let text = people::words(&guest, &cx);
                let mut again = guest.clone();
                people::read(&mut again, &text, &cx);
                let read = |g: &super::paper::Guest| {
                    [&g.name, &g.unit, &g.role, &g.post].map(String::clone)
                };
                assert_eq!(read(&again), read(&guest), "{text}");
            }
        }
        let mut guest = super::paper::Guest::default();
        people::read(&mut guest, "吴主任", &cx);
        let text = format!("{} 印溪村 分管领导 主任", people::words(&guest, &cx).trim());
        people::read(&mut guest, &text, &cx);
        let read = [guest.unit.as_str(), &guest.role, &guest.post];
        assert_eq!(read, ["印溪村", "leader", "主任"]);
        // What people call the committee of a village.
        for word in ["村委", "居委会"] {
            people::read(&mut guest, &format!("钱阿姨 上林村 {word} 妇女主任"), &cx);
            let read = [guest.unit.as_str(), &guest.role, &guest.post];
            assert_eq!(read, ["上林村", "committee", "妇女主任"]);
        }
        // A unit of several words that is looked at and left as it is.
        guest.unit = "沙溪镇 社工站".into();
        let text = people::words(&guest, &cx);
        people::read(&mut guest, &text, &cx);
        assert_eq!(guest.unit, "沙溪镇 社工站");
    }
}

#[test]
fn a_vote_without_counts_says_so_and_a_row_says_how_it_is_changed() {
    let cx = cx();
    let mut page = ready(&cx);
    let text = "大家同意。\n表决：大家同意\n表决：3/0/0 议事会简单多数\n";
    page.update(Msg::Paste(text.into()), &cx);
    let lines = screen(&page, (80, 20), &cx);
    assert!(lines[3].contains("没读出票数：写 赞成8 反对1"), "{lines:?}");
    // The rule stands in the line, so it is not said again.
    assert_eq!(lines[4].matches("议事会简单多数").count(), 1, "{lines:?}");
    assert!(lines[4].contains("   举手  通过"), "{lines:?}");
    assert!(lines[19].contains("上次待办 1 条"), "{lines:?}");
    page.paper.topic_mut().unwrap().area.go_to(1);
    let lines = screen(&page, (80, 20), &cx);
    assert!(lines[19].contains("直接改数字"), "{lines:?}");
    assert!(lines[19].contains("删掉“┃”变回文字"), "{lines:?}");
    // As told: the counts in their place, and without its mark it is text.
    let counts = |page: &mut Minutes| {
        let effects = press(page, "ctrl+s", &cx);
        let votes = sent(&effects).get("votes").cloned();
        page.update(Msg::Refused(Fault::new("E_X")), &cx);
        votes.map_or(0, |v| v.as_array().map_or(0, Vec::len))
    };
    let area = &mut page.paper.topic_mut().unwrap().area;
    area.set_line(1, "┃ 表决  2:1:0");
    let lines = screen(&page, (80, 20), &cx);
    assert!(lines[3].contains("  通过"), "{lines:?}");
    assert_eq!(counts(&mut page), 2);
    let area = &mut page.paper.topic_mut().unwrap().area;
    area.set_line(1, "表决  2:1:0");
    assert_eq!(counts(&mut page), 1);
}

/// Paper names it so.
#[test]
fn who_writes_the_first_minutes_attends_for_the_unit_by_its_name() {
    let mut cx = cx();
    cx.me.name = "周社工".into();
    cx.me.unit = "沙溪镇社工服务站".into();
    let mut page = Minutes::new(None, None);
    page.update(Msg::Shown, &cx);
    page.update(Msg::Answer(Box::new(Answer::Draft(None))), &cx);
    let none = Carry {
        people: Vec::new(),
        ..carry()
    };
    page.update(Msg::Answer(Box::new(Answer::Carry(Box::new(none)))), &cx);
    let units: Vec<&str> = page.paper.people.iter().map(|p| p.unit.as_str()).collect();
    assert_eq!(units, ["沙溪镇社工服务站"]);
}
