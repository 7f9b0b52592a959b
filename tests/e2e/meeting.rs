//! Minutes as they are written in the meeting.

use serde_json::json;

use super::kit::{Desk, Pty, key};
use super::post::two;

/// 20,000 characters as somebody's notes have them: line ends of three systems, colours
/// of another terminal, pictures.
fn notes() -> String {
    let rows = "决议：设助餐点，试行一个月\r\n表决：赞成2 反对0 弃权0\r\n\
                待办：@陈小雨 12-05前 联系供餐单位\r\n";
    let line = "居民代表提出三组老人多🙂走过去要二十分钟，建议由志愿者送餐\u{1b}[31m。\r";
    let mut text = String::from(rows);
    while text.chars().count() + line.chars().count() < 20_000 {
        text.push_str(line);
    }
    text
}

fn attend(pty: &mut Pty) {
    pty.press(key::F6, "+ 加入一人");
    pty.keys(key::DOWN);
    pty.press(key::ENTER, "用空格分开");
    pty.type_in("王协调 沙溪镇 协调员");
    pty.press(key::ENTER, "出席 2/2");
    pty.keys(key::UP);
    pty.press(key::ENTER, "── 王协调 ");
    pty.press(key::ENTER, "主持人");
    pty.press(key::F6, "议题 1/1");
}

#[test]
fn minutes_take_a_pasted_page_of_twenty_thousand_characters() {
    let desk = Desk::worker();
    let mut pty = desk.unlocked();
    pty.press(key::ENTER, "写议题名称");
    pty.type_in("助餐点选址");
    pty.keys(key::ENTER);
    let notes = notes();
    pty.paste(&notes);
    pty.wait("个看不见的字符");
    pty.wait("草稿已存");
    assert!(!pty.screen().contains('\u{1b}'));
    let sent = String::from_utf8_lossy(&pty.sent).into_owned();
    assert!(!sent.contains("送餐\u{1b}[31m"), "a colour came through");
    attend(&mut pty);
    pty.press(key::F3, "召集单位 *");
    pty.go(key::UP, "召集单位");
    pty.type_in("上林村");
    pty.go(key::TAB, "会议地点");
    pty.type_in("村会议室");
    pty.press(key::F3, "议题 1/1");
    pty.press(key::CTRL_S, "纪要已保存");
    pty.keys(key::CTRL_Q);
    assert_eq!(pty.left(), 0);

    let minutes = desk.records("minutes");
    assert_eq!(minutes.len(), 1, "{minutes:?}");
    assert_eq!(minutes[0]["fields"]["body"], "上林村");
    let decisions = desk.records("decision");
    assert_eq!(decisions.len(), 1, "{decisions:?}");
    let actions = desk.records("action");
    assert_eq!(actions.len(), 1, "{actions:?}");
    assert_eq!(actions[0]["fields"]["due"], "2026-12-05");
    assert_eq!(desk.records("vote").len(), 1);
    let topics = desk.records("topic");
    assert_eq!(topics.len(), 1, "{topics:?}");
    let text = topics[0]["fields"]["discussion"].as_str().unwrap();
    let wanted = notes.matches("二十分钟").count();
    assert_eq!(text.matches("二十分钟").count(), wanted);
    assert_eq!(text.matches('🙂').count(), wanted);
    assert!(!text.contains(['\r', '\u{1b}']));
}

#[test]
fn a_page_filled_over_an_older_value_makes_a_conflict() {
    let (worker, chief) = two();
    let made = worker.save(
        &["new", "minutes"],
        &json!({
            "kind": "weekly_village", "body": "上林村", "scope_code": "320585101201",
            "title": "上林村例会", "date": "2026-11-20", "start": "14:00", "place": "村会议室",
            "chair": "#1", "recorder": "#2",
            "attendees": [
                {"name": "陈小雨", "unit": "社工站", "role": "worker"},
                {"name": "王协调", "unit": "沙溪镇", "role": "coordinator"}],
            "topics": [{"title": "助餐点选址", "kind": "need", "discussion": "看过。"}],
        }),
    );
    let id = made["id"].as_str().unwrap();
    let first = worker.path("first.sanshe");
    worker.run(&["export", "--to", "王协调", "--out", &first]);
    chief.run(&["import", &first]);
    chief.save(&["set", id], &json!({"place": "老活动室"}));
    let back = chief.path("back.sanshe");
    chief.run(&["export", "--to", "陈小雨", "--out", &back]);

    // The worker has the page open and goes home with it unsaved.
    let mut pty = worker.unlocked();
    pty.keys("/");
    pty.wait("输入姓名拼音首字母");
    pty.type_in("上林村例会");
    pty.wait("> 会议纪要  上林村例会");
    pty.press(key::ENTER, "F3");
    pty.press(key::F3, "议题 1/1");
    pty.press(key::F3, "召集单位");
    pty.go(key::TAB, "会议地点");
    pty.type_in("二楼");
    pty.press(key::F3, "议题 1/1");
    pty.wait("草稿已存");
    pty.keys(key::CTRL_Q);
    assert_eq!(pty.left(), 0);
    worker.run(&["import", &back]);

    let mut pty = worker.unlocked();
    pty.find(key::DOWN, " 草稿 ");
    pty.press(key::ENTER, "议题 1/1");
    pty.press(key::CTRL_S, "纪要已保存");
    pty.wait("刚才别人也改过");
    pty.keys(key::CTRL_Q);
    assert_eq!(pty.left(), 0);
    let open = worker.json(&["conflicts"]).to_string();
    for value in ["老活动室", "村会议室二楼"] {
        assert!(open.contains(value), "{value} {open}");
    }
}
