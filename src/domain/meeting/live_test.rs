//! Lines of minutes read out of text, by tables.

use super::*;
use jiff::civil::date;

const NAMES: [&str; 4] = ["李某", "张某", "吴生", "王小山"];

fn from() -> Date {
    date(2026, 11, 23)
}

#[test]
fn lines_become_rows_once_they_are_finished() {
    for (typed, kept) in [
        ("决议：在新服务中心设助餐点", "┃ 决议  在新服务中心设助餐点"),
        ("决议:试行一个月", "┃ 决议  试行一个月"),
        ("  决议： 试行", "┃ 决议  试行"),
        (
            "待办：@李某 12-05前联系供餐单位",
            "┃ 待办  李某  12-05  联系供餐单位",
        ),
        (
            "待办：李某 周五前联系供餐单位",
            "┃ 待办  李某  11-27  联系供餐单位",
        ),
        (
            "待办：李某联系供餐单位，+7",
            "┃ 待办  李某  11-30  联系供餐单位",
        ),
        ("待办：赵六 12-01 排班", "┃ 待办  赵六  12-01  排班"),
        ("待办：赵六：排班", "┃ 待办  赵六  ?  排班"),
        (
            "待办：@赵六（供餐单位） 12-01 排班",
            "┃ 待办  赵六（供餐单位）  12-01  排班",
        ),
        ("待办：联系供餐单位", "┃ 待办  ?  ?  联系供餐单位"),
        ("待办：联系供餐单位 12-05", "┃ 待办  ?  12-05  联系供餐单位"),
        (
            "待办：吴生 2027-12-05 排班",
            "┃ 待办  吴生  2027-12-05  排班",
        ),
        ("表决：赞成8 反对1 弃权1", "┃ 表决  赞成 8  反对 1  弃权 1"),
        (
            "表决：赞成 8 票，反对 1 票，弃权 1 票。",
            "┃ 表决  赞成 8  反对 1  弃权 1",
        ),
        (
            "表决：8票赞成，1票反对，1票弃权",
            "┃ 表决  赞成 8  反对 1  弃权 1",
        ),
        ("表决：8票赞成 1票反对", "┃ 表决  赞成 8  反对 1  弃权 0"),
        ("表决：8票反对", "┃ 表决  赞成 0  反对 8  弃权 0"),
        ("表决：8 反对1", "┃ 表决  赞成 8  反对 1  弃权 0"),
        ("表决：８：１：１", "┃ 表决  赞成 8  反对 1  弃权 1"),
        ("表决：8/1", "┃ 表决  赞成 8  反对 1  弃权 0"),
        ("表决：同意9不同意2", "┃ 表决  赞成 9  反对 2  弃权 0"),
        (
            "表决：赞成8反对0无效1 两委会议",
            "┃ 表决  赞成 8  反对 0  弃权 0  无效 1  两委会议",
        ),
        (
            "表决：无记名 赞成8反对0，两委会议",
            "┃ 表决  赞成 8  反对 0  弃权 0  无记名 两委会议",
        ),
        ("Decision: open on Monday", "┃ Decision  open on Monday"),
        (
            "action: @李某 by Fri call the kitchen",
            "┃ Action  李某  11-27  call the kitchen",
        ),
        (
            "Vote: for 8 against 1 abstain 1",
            "┃ Vote  for 8  against 1  abstain 1",
        ),
    ] {
        let line = finish(typed, "┃", &NAMES, from());
        assert_eq!(line.as_deref(), Some(kept), "{typed}");
        assert!(is_row(kept));
    }
    for typed in [
        "",
        "决议",
        "决议：",
        "决议：  ",
        "大家做了决议：试行",
        "决议书：已发",
        "┃ 决议  试行",
        "待办事项：略",
    ] {
        assert_eq!(finish(typed, "┃", &NAMES, from()), None, "{typed}");
    }
}

#[test]
fn a_finished_line_says_the_same_again() {
    for line in [
        "┃ 决议  在新服务中心设助餐点",
        "┃ 待办  李某  12-05  联系供餐单位，周五前问价格",
        "┃ 待办  赵六（供餐单位）  12-01  排班",
        "┃ 待办  ?  ?  12-05 或 12-06 的事  再说",
        "┃ 表决  赞成 8  反对 1  弃权 1",
        "| Action  王小山  ?  call",
    ] {
        let mark = line.chars().next().unwrap().to_string();
        let chinese = !line.contains("Action");
        let read = row(line, &NAMES, from()).unwrap();
        assert_eq!(line_of(&read, &mark, chinese, from()), line);
    }
    // Mended by writing into it.
    let read = row("┃ 待办  李某  周五  联系", &NAMES, from());
    let Some(Row::Action(action)) = read else {
        panic!("{read:?}");
    };
    assert_eq!(action.due, Some(date(2026, 11, 27)));
    let read = row("┃ 待办 李某 周五前联系", &NAMES, from());
    let Some(Row::Action(action)) = read else {
        panic!("{read:?}");
    };
    assert_eq!(
        (action.owner.as_str(), action.text.as_str()),
        ("李某", "联系")
    );
    for line in ["", "┃", "┃ 决", "┃ 决议书", "决议  试行", "│ 待办  李某"] {
        assert_eq!(row(line, &NAMES, from()), None, "{line}");
    }
}

#[test]
fn a_row_may_begin_behind_a_sentence() {
    let line = "公益金还有 8,200 元。待办：@ws";
    assert_eq!(split(line), Some(("公益金还有 8,200 元。", "待办：@ws")));
    assert_eq!(
        split("待办：问一。决议：好"),
        Some(("待办：问一。", "决议：好"))
    );
    assert_eq!(split("说到待办：没有"), None);
    assert_eq!(split(""), None);
}

#[test]
fn a_long_line_is_read_at_once() {
    let long = "文。".repeat(50_000);
    assert_eq!(split(&long), None);
    assert_eq!(begun(&long), None);
    assert!(finish(&format!("决议：{long}"), "┃", &NAMES, from()).is_some());
}

#[test]
fn what_is_written_at_the_sign_of_a_missing_part_takes_its_place() {
    let mended = |line: &str| mended(line, "┃", &NAMES, from());
    for line in [
        "┃ 待办  赵六  12-06?  交名单",
        "┃ 待办  赵六  ?12-06  交名单",
        "┃ 待办  赵六  ? 12-06  交名单",
        "┃ 待办  赵六  ?12-06 交名单",
        "┃ 待办  赵六  12-06  ?  交名单",
        "┃ 待办  赵六  ?  12-06 交名单",
        "┃ 待办  赵六  ?  12-06  交名单",
        "┃ 待办  赵六  ?  交名单，12-06",
        "┃ 待办  赵六?  12-06  交名单",
        "┃ 待办  ?赵六  12-06  交名单",
        "┃ 待办  ? 赵六  ?  12-06 交名单",
        "┃ 待办  ?  赵六  12-06  交名单",
    ] {
        let now = mended(line);
        assert_eq!(
            now.as_deref(),
            Some("┃ 待办  赵六  12-06  交名单"),
            "{line}"
        );
    }
    // Nothing was mended, or which day is meant is open.
    for line in [
        "┃ 待办  赵六  ?  12-0 交名单",
        "┃ 待办  ?  12-06  问好了没有?",
        "┃ 待办  ?  ?  12-05 或 12-06 交名单",
        "┃ 决议  ?  12-06 交名单",
        "去不去?  12-06",
    ] {
        assert_eq!(mended(line), None, "{line}");
    }
}

#[test]
fn a_vote_that_was_written_on_stands_as_it_is_read() {
    let mended = |line: &str| mended(line, "┃", &NAMES, from());
    for (line, now) in [
        ("┃ 表决  8:1:1", Some("┃ 表决  赞成 8  反对 1  弃权 1")),
        (
            "┃ 表决  赞成 8  反对 0  弃权 0  赞成1",
            Some("┃ 表决  赞成 1  反对 0  弃权 0"),
        ),
        ("┃ 表决  赞成 8  反对 1  弃权 1  无记名", None),
        ("┃ 表决  赞成 0  反对 0  弃权 0  大家同意", None),
    ] {
        assert_eq!(mended(line).as_deref(), now, "{line}");
        // What was tidied stays.
        assert_eq!(mended(now.unwrap_or(line)), None, "{line}");
    }
    let line = "┃ 表决  赞成 18  反对 1  弃权 0";
    let before = |field| count_at(line, field).map(|n| line.chars().take(n).collect::<String>());
    assert_eq!(before("in_favour").as_deref(), Some("┃ 表决  赞成 18"));
    assert_eq!(
        before("against").as_deref(),
        Some("┃ 表决  赞成 18  反对 1")
    );
    assert_eq!(before("invalid"), None);
    assert_eq!(count_at("┃ 决议  赞成 1", "in_favour"), None);
}

#[test]
fn the_sign_of_a_missing_part_is_found() {
    let at = |line: &str| [open_at(line, 0), open_at(line, 1)];
    assert_eq!(at("┃ 待办  赵六  ?  12-0 交名单"), [None, Some(10)]);
    assert_eq!(at("┃ 待办  ?  ?  交名单"), [Some(6), Some(9)]);
    assert_eq!(at("┃ 待办  ?  12-05  交名单?"), [Some(6), None]);
    assert_eq!(at("┃ 决议  ?  ?  交名单"), [None, None]);
}

#[test]
fn a_line_may_begin_a_topic() {
    assert_eq!(topic("议题：助餐点选址"), Some("助餐点选址"));
    assert_eq!(topic(" topic: the site "), Some("the site"));
    for line in ["", "议题", "议题：", "议题很多：略", "说到议题：没有"] {
        assert_eq!(topic(line), None, "{line}");
    }
}
