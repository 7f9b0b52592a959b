//! Many volunteers at once.

use super::kit::{Desk, key};

#[test]
fn a_pasted_list_becomes_volunteers() {
    let desk = Desk::worker();
    let mut pty = desk.unlocked();
    pty.keys(key::F2);
    pty.wait("登记志愿者");
    pty.press(key::DOWN, "> 写会议纪要");
    pty.press(key::DOWN, "> 登记志愿者");
    pty.keys(key::ENTER);
    pty.wait("0 人");
    // As a message has it: a heading, CR LF, commas, a line with a wrong number.
    pty.paste(
        "姓名,性别,电话,证件号码\r\n\
         周一一,女,13800000001,320599194803150363\r\n\
         吴二二,男,13800000002,320599200002290137\r\n\
         郑三三,女,13800000003,320599201506150427\r\n",
    );
    pty.wait("贴入 3 行");
    pty.wait("3 人 · 1 行要改");
    pty.keys(key::CTRL_S);
    pty.wait("已保存 2 人；还有 1 行没有保存");
    // The line that is left stays, to be mended where it stands.
    pty.wait("郑三三");
    pty.wait("1 人 · 1 行要改");
    pty.keys(key::CTRL_Q);
    assert_eq!(pty.left(), 0);
    let all = desk.records("volunteer");
    let names = all.iter().map(|v| v["fields"]["name"].as_str().unwrap());
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    assert_eq!(names, ["吴二二", "周一一"]);
    let mut pty = desk.unlocked();
    pty.wait("志愿者快速登记（1 人）");
}
