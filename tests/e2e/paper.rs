//! Paper and copies from the screen, to where a person said.

use super::kit::{Desk, Pty, key};
use super::post::client;

/// Has the folder of the desk as the place.
fn to_folder(pty: &mut Pty, desk: &Desk) {
    pty.go(key::DOWN, "存到");
    pty.press(key::ENTER, "另外的文件夹");
    while !pty.screen().contains("> 另外的文件夹") {
        let before = pty.screen();
        pty.keys(key::DOWN);
        pty.until("the next folder", |s| s != before);
    }
    pty.press(key::ENTER, "── 另外的文件夹");
    pty.paste(desk.folder.path().to_str().unwrap());
    pty.keys(key::ENTER);
}

#[test]
fn a_record_is_printed_and_the_access_log_says_so() {
    let desk = Desk::worker();
    client(&desk);
    let mut pty = desk.unlocked();
    pty.press("/", "输入姓名拼音首字母");
    pty.type_in("zsf");
    pty.wait("> 服务对象  张三丰");
    pty.press(key::ENTER, "联系");
    pty.press("\x0b", "这份服务对象");
    pty.wait("不加密");
    to_folder(&mut pty, &desk);
    pty.go(key::DOWN, "做成文件");
    pty.press(key::ENTER, "读回核对过");
    pty.press(key::ENTER, "张三丰");
    // Twice on one day is two files.
    pty.press("\x0b", "这份服务对象");
    to_folder(&mut pty, &desk);
    pty.go(key::DOWN, "做成文件");
    pty.press(key::ENTER, "-2.docx");
    pty.keys(key::CTRL_Q);
    assert_eq!(pty.left(), 0);
    let paper = desk.path("服务对象-2026-11-23.docx");
    assert!(std::fs::read(paper).unwrap().starts_with(b"PK"));
    let log = desk.json(&["access"]).to_string();
    assert!(log.contains("print"), "{log}");
}

#[test]
fn a_backup_from_the_screen_can_be_restored() {
    let desk = Desk::worker();
    client(&desk);
    let mut pty = desk.unlocked();
    pty.press(key::CTRL_P, "命令  今日");
    pty.type_in("beifen");
    pty.wait("把全部记录和密钥存成");
    pty.press(key::ENTER, "存到");
    to_folder(&mut pty, &desk);
    pty.go(key::DOWN, "做备份");
    pty.press(key::ENTER, "读回核对过");
    pty.keys(key::CTRL_Q);
    assert_eq!(pty.left(), 0);
    let copy = desk.path("sanshe-2026-11-23.backup");
    let other = Desk::empty();
    other.run(&["restore", &copy]);
    assert_eq!(other.records("client").len(), 1);
}
