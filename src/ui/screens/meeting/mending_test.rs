//! What is missing is mended where it stands; approved minutes are read; topics by lines.

use super::saving_test::{answer, kept, minutes, opened};
use super::tests::{cx, press, ready, sent, write};
use super::*;
use crate::domain::fault::Note;

fn mend_one(text: &str, field: &str, cx: &Cx) -> (Minutes, Vec<Effect>) {
    let mut page = ready(cx);
    page.update(Msg::Paste(text.into()), cx);
    press(&mut page, "ctrl+s", cx);
    let notes = vec![Note::new("E_REQUIRED").at(field)];
    let effects = page.update(Msg::Refused(notes.into()), cx);
    (page, effects)
}

#[test]
fn the_cursor_stands_on_what_is_missing_and_what_is_written_there_counts() {
    let cx = cx();
    let text = "待办：@赵六（村委会） 12-0 交名单\n待办：@李某 12-01 问\n";
    let (mut page, effects) = mend_one(text, "actions[0].due", &cx);
    let area = &page.paper.topic().unwrap().area;
    assert_eq!(area.place().0, 0);
    assert!(
        area.before().ends_with("赵六（村委会）  "),
        "{}",
        area.before()
    );
    let said = effects.iter().find_map(|e| match e {
        Effect::Say(toast) => Some(toast.text.clone()),
        _ => None,
    });
    assert!(said.unwrap().contains("“?”换成日期"));
    assert_eq!(page.to_mend(&cx), 1);
    write(&mut page, "12-06", &cx);
    assert_eq!(page.to_mend(&cx), 0);
    press(&mut page, "down", &cx);
    let text = page.paper.topic().unwrap().area.text();
    assert!(
        text.starts_with("┃ 待办  赵六（村委会）  12-06  12-0 交名单\n"),
        "{text}"
    );

    // A name, at its own sign.
    let (mut page, _) = mend_one("待办：12-06 交名单\n", "actions[0].owner", &cx);
    write(&mut page, "李某", &cx);
    let effects = press(&mut page, "ctrl+s", &cx);
    assert_eq!(sent(&effects)["actions"][0]["owner"], "李某");
    assert_eq!(sent(&effects)["actions"][0]["text"], "交名单");

    // The day corrected inside the text, and saved from there.
    let (mut page, _) = mend_one("待办：@李某 12-0 交名单\n", "actions[0].due", &cx);
    for _ in 0.."?  12-0".len() {
        press(&mut page, "right", &cx);
    }
    write(&mut page, "6", &cx);
    assert_eq!(page.to_mend(&cx), 0);
    let effects = press(&mut page, "ctrl+s", &cx);
    let action = &sent(&effects)["actions"][0];
    assert_eq!(
        (&action["due"], &action["text"]),
        (&"2026-12-06".into(), &"交名单".into())
    );
    let text = page.paper.topic().unwrap().area.text();
    assert_eq!(text, "┃ 待办  李某  12-06  交名单\n");
}

#[test]
fn a_count_is_mended_where_it_stands_and_no_row_runs_into_another() {
    let cx = cx();
    let mut page = ready(&cx);
    let text = "表决：赞成8 反对0\n决议：每周三开放\n";
    page.update(Msg::Paste(text.into()), &cx);
    press(&mut page, "ctrl+s", &cx);
    let notes = vec![Note::new("E_RULE").at("votes[0].in_favour")];
    page.update(Msg::Refused(notes.into()), &cx);
    let before = page.paper.topic().unwrap().area.before();
    assert_eq!(before, "┃ 表决  赞成 8");
    press(&mut page, "backspace", &cx);
    write(&mut page, "2", &cx);
    // At the end of its line Delete would take the decision along, Backspace before it too.
    let lines = |page: &Minutes| page.paper.topic().unwrap().area.lines().to_vec();
    let stood = lines(&page);
    for (line, key) in [(0, "delete"), (1, "backspace")] {
        let area = &mut page.paper.topic_mut().unwrap().area;
        area.go_to(line);
        if key == "backspace" {
            area.go_into(line, 0);
        }
        let effects = press(&mut page, key, &cx);
        assert!(matches!(effects[..], [Effect::Say(_)]), "{effects:?}");
        assert_eq!(lines(&page), stood);
    }
    let effects = press(&mut page, "ctrl+s", &cx);
    assert_eq!(sent(&effects)["votes"][0]["in_favour"], 2);
    assert_eq!(sent(&effects)["decisions"][0]["text"], "每周三开放");
}

#[test]
fn a_unit_is_missed_on_the_list_or_in_the_line() {
    let cx = cx();
    let said = |effects: &[Effect]| {
        let mut said = effects.iter().filter_map(|e| match e {
            Effect::Say(toast) => Some(toast.text.clone()),
            _ => None,
        });
        said.next().unwrap()
    };
    let field = "actions[0].owner_unit";
    let (_, effects) = mend_one("待办：@赵六 12-06 交名单\n", field, &cx);
    assert!(said(&effects).contains("名单里没有这个人"), "{effects:?}");
    // One who is listed, only without a unit.
    let mut page = ready(&cx);
    page.paper.people[1].unit.clear();
    page.update(Msg::Paste("待办：@李某 12-06 交名单\n".into()), &cx);
    press(&mut page, "ctrl+s", &cx);
    let notes = vec![Note::new("E_REQUIRED").at(field)];
    let effects = page.update(Msg::Refused(notes.into()), &cx);
    assert!(
        said(&effects).contains("没写单位，按 F6 补上"),
        "{effects:?}"
    );
    assert_eq!(page.to_mend(&cx), 1);
    page.paper.people[1].unit = "社工站".into();
    assert_eq!(page.to_mend(&cx), 0);
}

#[test]
fn approved_minutes_are_read_and_leave_no_draft() {
    let cx = cx();
    let mut all = minutes();
    all.record.approved = true;
    let mut page = opened(all, &cx);
    let before = page.paper.content();
    let warns = |effects: &[Effect]| matches!(effects, [Effect::Say(_)]);
    let key = |c: char| Msg::Key(Key::plain(Code::Char(c)));
    assert!(warns(&page.update(key('又'), &cx)));
    assert!(warns(&page.update(Msg::Paste("又\n".into()), &cx)));
    assert!(warns(&press(&mut page, "ctrl+s", &cx)));
    assert!(warns(&press(&mut page, "f7", &cx)));
    press(&mut page, "f6", &cx);
    assert!(warns(&page.update(key(' '), &cx)));
    press(&mut page, "f3", &cx);
    assert!(warns(&page.update(key('又'), &cx)));
    // Looking at the next field changes nothing.
    assert!(!warns(&press(&mut page, "tab", &cx)));
    press(&mut page, "esc", &cx);
    assert!(kept(&page.update(Msg::Wake, &cx)).is_none());
    assert!(kept(&page.update(Msg::Leaving, &cx)).is_none());
    page.paper.fields.retain(|_, v| v != "");
    assert_eq!(page.paper.content(), before);
}

#[test]
fn a_draft_from_before_the_approval_is_read_and_can_only_go() {
    let cx = cx();
    let mut page = opened(minutes(), &cx);
    page.paper.topics[0].area.go_to(0);
    write(&mut page, "没存的话", &cx);
    let (_, body) = kept(&page.update(Msg::Wake, &cx)).unwrap();
    let again = |approved: bool, typed: &str| {
        let mut again = Minutes::new(None, Some("minutes:x".into()));
        again.update(Msg::Shown, &cx);
        let draft = Answer::Draft(Some(body.clone()));
        again.update(Msg::Answer(Box::new(draft)), &cx);
        // What is typed before the record was looked at waits for it.
        write(&mut again, typed, &cx);
        let mut all = minutes();
        all.record.approved = approved;
        let effects = again.update(answer(all), &cx);
        let text = again.paper.topics[0].area.text();
        assert!(text.contains("没存的话"), "{text}");
        (again, effects)
    };
    let (mut page, effects) = again(true, "又");
    let said = |effects: &[Effect], what: &str| {
        let says = |e: &Effect| matches!(e, Effect::Say(toast) if toast.text.contains(what));
        effects.iter().any(says)
    };
    assert!(said(&effects, "已经审定"), "{effects:?}");
    assert!(!page.paper.topics[0].area.text().contains("又"));
    assert!(said(&press(&mut page, "ctrl+s", &cx), "草稿"));
    assert!(kept(&page.update(Msg::Leaving, &cx)).is_none());
    assert!(!page.hides(Cmd::DropDraft, &cx) && page.hides(Cmd::Save, &cx));
    page.update(Msg::Do(Cmd::DropDraft), &cx);
    let effects = page.update(Msg::Result("yes".into()), &cx);
    let dropped =
        crate::ui::kit::ask::Ask::Draft(crate::ui::kit::ask::Draft::Drop("minutes:x".into()));
    assert_eq!(
        effects
            .iter()
            .filter(|e| matches!(e, Effect::Ask(_)))
            .count(),
        1
    );
    assert!(format!("{effects:?}").contains(&format!("{dropped:?}")));
    // One of minutes that are open goes on, with what was typed meanwhile.
    let (page, effects) = again(false, "又");
    assert!(said(&effects, "接着写"));
    assert!(page.paper.topics[0].area.text().contains("又"));
    assert!(page.hides(Cmd::NextError, &cx) && !page.hides(Cmd::Save, &cx));
}

#[test]
fn a_line_of_a_topic_begins_one() {
    let cx = cx();
    let mut page = ready(&cx);
    page.paper.topics = vec![Topic::default()];
    page.in_title = false;
    let text = "议题：选址\n看过两处。\n决议：设点\n议题：志愿者排班\n先排一周。\n";
    page.update(Msg::Paste(text.into()), &cx);
    write(&mut page, "议题：其他", &cx);
    press(&mut page, "enter", &cx);
    write(&mut page, "没有", &cx);
    let topics = page.paper.topics.iter();
    let topics = topics.map(|t| (t.title.text().to_owned(), t.area.text()));
    let wanted = [
        ("选址", "看过两处。\n┃ 决议  设点\n"),
        ("志愿者排班", "先排一周。"),
        ("其他", "没有"),
    ];
    let wanted = wanted.map(|(title, text)| (title.to_owned(), text.to_owned()));
    assert_eq!(topics.collect::<Vec<_>>(), wanted);
}

#[test]
fn how_it_was_voted_and_decided_is_taken_from_the_lines() {
    let cx = cx();
    let mut page = ready(&cx);
    let text = "表决：赞成2 反对0 弃权1\n决议：设点\n决议：再议\n\
        决议：（暂缓）买车\n表决：无记名 赞成3 两委会议\n";
    page.update(Msg::Paste(text.into()), &cx);
    let effects = press(&mut page, "ctrl+s", &cx);
    let input = sent(&effects);
    let words = |rows: &str, field: &str| -> Vec<String> {
        let rows = input[rows].as_array().unwrap().iter();
        let word = rows.map(|r| r.get(field).and_then(|v| v.as_str()).unwrap_or_default());
        word.map(str::to_owned).collect()
    };
    assert_eq!(
        words("decisions", "kind"),
        ["vote", "consensus", "deferred"]
    );
    assert_eq!(words("decisions", "text"), ["设点", "再议", "买车"]);
    assert_eq!(words("decisions", "vote"), ["#1", "", ""]);
    assert_eq!(words("votes", "method"), ["show_hands", "secret"]);
    assert_eq!(words("votes", "rule"), ["robert_simple", "two_committees"]);
}

#[test]
fn what_was_saved_otherwise_than_it_would_be_taken_says_so() {
    let cx = cx();
    let mut all = minutes();
    let vote = &mut all.rows.get_mut("votes").unwrap()[0];
    vote.fields.insert("method".into(), "secret".into());
    vote.fields.insert("rule".into(), "two_committees".into());
    let decision = &mut all.rows.get_mut("decisions").unwrap()[0];
    decision.fields.insert("kind".into(), "deferred".into());
    let mut page = opened(all, &cx);
    let text = page.paper.topics[0].area.text();
    assert!(text.contains("┃ 决议  （暂缓）一、设点"), "{text}");
    assert!(text.contains("  无记名投票 "), "{text}");
    assert!(sent(&press(&mut page, "ctrl+s", &cx)).is_empty());
}
