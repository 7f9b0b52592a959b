//! A new case from the first key to the saved intake; finding the person again.

use super::kit::{Desk, Pty, key};

/// From home to the form of a new person.
pub fn new_person(pty: &mut Pty, name: &str) {
    pty.keys(key::F2);
    pty.wait("写会议纪要");
    pty.keys(key::ENTER);
    pty.wait("先看看是不是已经登记过");
    pty.type_in(name);
    pty.wait(&format!("新的服务对象：{name}"));
    pty.keys(key::ENTER);
    pty.wait("服务对象  新建");
    pty.wait("姓名 *");
}

#[test]
fn intake_from_the_first_key_to_both_records() {
    let desk = Desk::worker();
    let mut pty = desk.unlocked();
    new_person(&mut pty, "张三丰");
    pty.fill("证件类型", "sfz", "> 居民身份证");
    pty.go(key::TAB, "证件号码");
    pty.type_in("320599194803150363");
    pty.keys(key::TAB);
    pty.wait("女性");
    pty.wait("1948-03-15");
    // Saving too early leads to what is missing, and loses nothing.
    pty.keys(key::CTRL_S);
    pty.wait("还没有保存：有 2 处要改");
    pty.wait("> 人群类别");
    pty.type_in("ybjm");
    pty.wait("[ ] 一般居民");
    pty.type_in(" ");
    pty.wait("[x] 一般居民");
    pty.keys(key::F8);
    pty.wait("> 民事行为能力");
    pty.type_in("wq");
    pty.wait("> 完全");
    pty.keys(key::CTRL_S);
    pty.wait("接案登记表  新建");
    pty.wait("已保存：张三丰");
    // Called away: the intake waits at home, and the person is not written down twice.
    pty.keys(key::CTRL_Q);
    assert_eq!(pty.left(), 0);
    let mut pty = desk.unlocked();
    pty.press(key::F2, "写会议纪要");
    pty.press(key::ENTER, "先看看是不是已经登记过");
    pty.type_in("320599194803150363");
    pty.wait("证件号码相同");
    pty.until("the person", |s| s.contains("> 张三丰"));
    pty.press(key::ESC, "急办");
    pty.find(key::DOWN, " 待填 ");
    assert!(pty.line().contains("张三丰"), "{}", pty.line());
    pty.press(key::ENTER, "接案登记表  新建");

    pty.keys(key::CTRL_DOWN);
    pty.wait("> 个案来源");
    pty.type_in("brzd");
    pty.wait("> 本人主动求助");
    pty.fill("接触方式", "rh", "> 入户");
    pty.go(key::TAB, "求助事由");
    pty.paste("老人独居，子女在外地，希望解决午餐和买药。");
    pty.wait("希望解决午餐和买药");
    pty.fill("问题类型", "shkn", "[ ] 生活困难");
    pty.type_in(" ");
    pty.wait("[x] 生活困难");
    pty.fill("主要问题", "shkn", "> 生活困难");
    pty.fill("紧急程度", "jk", "> 尽快");
    pty.keys(key::CTRL_DOWN);
    pty.wait("> 初步风险等级");
    pty.type_in("zhong");
    pty.wait("> 中");
    pty.keys(key::CTRL_DOWN);
    pty.wait("> 接案决定");
    pty.type_in("ddd");
    pty.wait("> 待督导决定");
    pty.keys(key::CTRL_S);
    pty.wait("已保存：GA-T01-2026-A0001");
    pty.keys(key::CTRL_Q);
    assert_eq!(pty.left(), 0);

    let people = desk.records("client");
    assert_eq!(people.len(), 1, "{people:?}");
    let person = &people[0];
    assert_eq!(person["fields"]["name"], "张三丰");
    assert_eq!(person["fields"]["gender"], "2");
    assert_eq!(person["fields"]["birth_date"], "1948-03-15");
    let cases = desk.records("F1");
    assert_eq!(cases.len(), 1, "{cases:?}");
    let case = &cases[0]["fields"];
    assert_eq!(case["source"], "self");
    assert_eq!(case["urgency"], "soon");
    assert_eq!(case["risk_level"], "moderate");
    assert_eq!(
        case["request"],
        "老人独居，子女在外地，希望解决午餐和买药。"
    );
    assert_eq!(cases[0]["parent"], person["id"]);
}
