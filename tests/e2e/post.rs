//! Handing over between two people on screen, and what the two wrote differently.

use serde_json::json;

use super::kit::{Desk, Pty, key};

/// A worker and a coordinator who exchanged cards face to face.
pub fn two() -> (Desk, Desk) {
    let worker = Desk::worker();
    let chief = Desk::of("王协调", "coordinator", "320585101");
    for (from, to) in [(&worker, &chief), (&chief, &worker)] {
        let card = from.path("own.card");
        let made = from.json(&["keys", "card", "--out", &card]);
        let digits = made["fingerprint"].as_str().unwrap();
        to.run(&["keys", "trust", &card, "--fingerprint", digits]);
    }
    (worker, chief)
}

pub fn client(desk: &Desk) -> String {
    let made = desk.save(
        &["new", "client"],
        &json!({
            "name": "张三丰",
            "gender": "1",
            "id_type": "none",
            "phone": "13800000001",
            "village_code": "320585101201",
            "categories": ["elder_alone"],
            "capacity": "full",
        }),
    );
    made["id"].as_str().unwrap().to_owned()
}

/// Makes a file on screen, in the folder of the one who sends.
fn send(desk: &Desk, to: &str) -> String {
    let mut pty = desk.unlocked();
    pty.press(key::F9, "做成文件");
    pty.press(key::ENTER, &format!("> {to}"));
    pty.keys(key::ENTER);
    pty.wait("> 存到");
    pty.press(key::ENTER, "另外的文件夹");
    while !pty.screen().contains("> 另外的文件夹") {
        let before = pty.screen();
        pty.keys(key::DOWN);
        pty.until("the next folder", |s| s != before);
    }
    pty.press(key::ENTER, "输入路径");
    let folder = desk.folder.path().to_str().unwrap().to_owned();
    pty.paste(&folder);
    pty.keys(key::ENTER);
    pty.go(key::DOWN, "做成文件");
    pty.press(key::ENTER, "已从盘上读回");
    pty.keys(key::CTRL_Q);
    assert_eq!(pty.left(), 0);
    let entries = std::fs::read_dir(&folder).unwrap();
    let files = entries.map(|e| e.unwrap().path());
    let mut files = files.filter(|p| p.extension().is_some_and(|e| e == "sanshe"));
    let file = files.next().unwrap();
    assert!(files.next().is_none(), "one file");
    file.to_str().unwrap().to_owned()
}

/// Looks into a file on screen; what it would bring stands there, nothing is written.
fn look_into(pty: &mut Pty, file: &str) {
    pty.press(key::F9, "做成文件");
    pty.press(key::TAB, "另外的文件");
    pty.go(key::DOWN, "另外的文件");
    pty.press(key::ENTER, "── 另外的文件");
    pty.paste(file);
    pty.press(key::ENTER, "只看，还没有写入");
}

#[test]
fn what_a_file_brings_is_called_by_its_name_before_it_is_taken_in() {
    let (worker, chief) = two();
    worker.save(
        &["new", "minutes"],
        &json!({
            "kind": "weekly_village", "body": "上林村", "scope_code": "320585101201",
            "title": "第一次例会", "date": "2026-11-20", "start": "14:00", "place": "村会议室",
            "chair": "#1", "recorder": "#2",
            "attendees": [
                {"name": "章思凡", "unit": "村委会", "role": "committee"},
                {"name": "王协调", "unit": "沙溪镇", "role": "coordinator"}],
            "topics": [{"title": "选址", "kind": "need"}],
        }),
    );
    let file = send(&worker, "王协调");
    let mut pty = chief.unlocked();
    look_into(&mut pty, &file);
    pty.press(key::F6, "主持人  章思凡");
    assert!(!pty.screen().contains("不在本机"), "{}", pty.screen());
}

#[test]
fn a_file_is_made_looked_into_and_taken_in() {
    let (worker, chief) = two();
    let id = client(&worker);
    let file = send(&worker, "王协调");
    let mut pty = chief.unlocked();
    look_into(&mut pty, &file);
    pty.wait("来自 陈小雨");
    pty.wait("签名有效");
    pty.press(key::F6, "新  服务对象 张三丰");
    pty.wait("1/1");
    pty.press(key::ENTER, "签名有效");
    pty.press(key::ENTER, "已接收");
    // A second time nothing is new, and the day of the first is told. The folder it
    // came from is looked into now; the cursor stays where it was.
    pty.press(key::ENTER, "[接收]");
    pty.press(key::ENTER, "── 另外的文件");
    pty.paste(&file);
    pty.press(key::ENTER, "已经接收过了");
    pty.press(key::ESC, "另外的文件");
    pty.keys(key::CTRL_Q);
    assert_eq!(pty.left(), 0);
    let shown = chief.json(&["show", &id]);
    assert_eq!(shown["fields"]["name"], "张三丰");
}

#[test]
fn looking_into_a_file_and_going_back_changes_nothing() {
    let (worker, chief) = two();
    client(&worker);
    let file = send(&worker, "王协调");
    let before = chief.json(&["check"]);
    let mut pty = chief.unlocked();
    look_into(&mut pty, &file);
    pty.press(key::ESC, "另外的文件");
    pty.keys(key::CTRL_Q);
    assert_eq!(pty.left(), 0);
    assert_eq!(chief.json(&["check"])["scopes"], before["scopes"]);
}

#[test]
fn what_two_people_wrote_differently_is_shown_and_one_is_kept() {
    let (worker, chief) = two();
    let id = client(&worker);
    let first = worker.path("first.sanshe");
    worker.run(&["export", "--to", "王协调", "--out", &first]);
    chief.run(&["import", &first]);
    chief.save(&["set", &id], &json!({"residence": "hukou"}));
    worker.save(&["set", &id], &json!({"residence": "floating"}));
    let back = chief.path("back.sanshe");
    chief.run(&["export", "--to", "陈小雨", "--out", &back]);

    let mut pty = worker.unlocked();
    look_into(&mut pty, &back);
    pty.wait("冲突  服务对象 张三丰 居住性质");
    pty.press(key::ENTER, "已接收");
    pty.press(key::CTRL_T, "不一致 1");
    pty.go(key::DOWN, "不一致");
    pty.keys(key::ENTER);
    pty.wait("户籍居民");
    pty.wait("流动");
    pty.wait("王协调");
    pty.go(key::DOWN, "户籍居民");
    pty.press(key::ENTER, "用“户籍居民”（王协调 填的）吗");
    pty.press("y", "没有需要选定的内容");
    pty.keys(key::CTRL_Q);
    assert_eq!(pty.left(), 0);
    let shown = worker.json(&["show", &id]);
    assert_eq!(shown["fields"]["residence"], "hukou");
}

#[test]
fn two_of_one_name_are_told_apart_and_one_at_many_meetings_is_one_line() {
    let desk = Desk::worker();
    client(&desk);
    desk.save(
        &["new", "client"],
        &json!({
            "name": "张三丰", "gender": "2", "id_type": "none", "birth_date": "1948-03-15",
            "phone": "13800000009", "village_code": "320585101202",
            "categories": ["elder_alone"], "capacity": "full",
        }),
    );
    for (title, date) in [("第一次例会", "2026-11-06"), ("第二次例会", "2026-11-20")] {
        desk.save(
            &["new", "minutes"],
            &json!({
                "kind": "weekly_village", "body": "上林村", "scope_code": "320585101201",
                "title": title, "date": date, "start": "14:00", "place": "村会议室",
                "chair": "#1", "recorder": "#2",
                "attendees": [
                    {"name": "章思凡", "unit": "村委会", "role": "committee"},
                    {"name": "王协调", "unit": "沙溪镇", "role": "coordinator"}],
                "topics": [{"title": "选址", "kind": "need"}],
            }),
        );
    }
    let mut pty = desk.unlocked();
    pty.press("/", "输入姓名拼音首字母");
    pty.type_in("zsf");
    pty.wait("女性 78岁");
    pty.wait("章思凡 村委会");
    pty.wait("2 次");
    assert_eq!(
        pty.screen().matches("章思凡").count(),
        1,
        "{}",
        pty.screen()
    );
    pty.keys(key::DOWN);
    pty.keys(key::DOWN);
    pty.until("the attendee", |s| s.contains("> 参会人员"));
    pty.press(key::ENTER, "第一次例会");
    pty.keys(key::DOWN);
    pty.until("the older meeting", |s| s.contains("> 第一次例会"));
    pty.press(key::ENTER, "会议纪要  第一次例会");
}

#[test]
fn a_person_is_found_by_the_first_letters_of_the_name() {
    let desk = Desk::worker();
    client(&desk);
    let mut pty = desk.unlocked();
    pty.press("/", "输入姓名拼音首字母");
    pty.type_in("zsf");
    pty.wait("> 服务对象  张三丰");
    // One letter more and it is nobody; taken away again, it is the person.
    pty.type_in("q");
    pty.gone("张三丰");
    pty.press("\x7f", "张三丰");
    pty.press(key::ENTER, "服务对象");
    pty.wait("张三丰");
    pty.wait("独居");
}
