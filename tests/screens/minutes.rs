//! The page that minutes are written on, its lists, and the grid of volunteers.

use sanshe::i18n::Lang;
use sanshe::ui::kit::answer::{Answer, Carry, Invited, OpenAction};
use sanshe::ui::kit::{Msg, Route};

use crate::kit::{LANGS, Stage};

fn person(name: &str, unit: &str, role: &str) -> Invited {
    Invited {
        name: name.into(),
        unit: unit.into(),
        post: String::new(),
        role: role.into(),
    }
}

fn action(n: u8, text: &str, due: &str) -> OpenAction {
    OpenAction {
        id: format!("0190a000-0000-7000-8000-00000000000{n}"),
        text: text.into(),
        owner: "李某".into(),
        due: due.into(),
        status: "open".into(),
        ..OpenAction::default()
    }
}

fn page(lang: Lang) -> Stage {
    let route = Route::Minutes {
        id: None,
        draft: None,
    };
    let mut stage = Stage::open(route, lang);
    stage.answer(Answer::Draft(None));
    let field = |id: &str, text: &str| (id.to_owned(), text.to_owned());
    stage.answer(Answer::Carry(Box::new(Carry {
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
        actions: vec![
            action(1, "量老活动室的尺寸", "2026-11-20"),
            action(2, "联系供餐单位，确认送餐时间", "2026-12-05"),
        ],
        open: 2,
    })));
    stage
}

const TEXT: &str = "村委会介绍两个备选地点：老活动室离卫生站近，但有台阶；新服务中心平坦，\
离三组远。居民代表提出三组老人多，走过去要二十分钟。\n决议：在新服务中心设助餐点，试行一个月\n\
表决：赞成2 反对0 弃权1\n待办：李某 12-05 联系供餐单位\n待办：排班\n";

#[test]
fn minutes_being_written() {
    for lang in LANGS {
        let mut stage = page(lang);
        stage.tell(Msg::Paste(TEXT.into()));
        stage.snapshots("minutes");
        stage.keys("f6");
        stage.snapshots("minutes_people");
        stage.keys("f4");
        stage.snapshots("minutes_earlier");
        stage.keys("f3");
        stage.snapshots("minutes_head");
    }
}

/// A click takes the cursor there, in the lists over the page and into the text; a second
/// one on the same line is Enter.
#[test]
fn clicks_go_where_they_are_made() {
    let mut stage = page(Lang::Zh);
    stage.tell(Msg::Paste(TEXT.into()));
    stage.keys("f6");
    stage.click("吴生");
    assert!(stage.line().starts_with("吴生"), "{}", stage.line());
    stage.click("吴主任");
    assert!(stage.line().starts_with("吴主任"), "{}", stage.line());
    stage.click("吴主任");
    let frame = stage.frame((80, 24));
    assert!(frame.contains("修改姓名、单位、身份"), "{frame}");
    stage.keys("esc f4");
    stage.click("联系供餐单位");
    stage.type_in(" ");
    let frame = stage.frame((80, 24));
    let done = frame.lines().find(|l| l.contains("联系供餐单位"));
    assert!(done.is_some_and(|l| l.contains("完成")), "{frame}");
    stage.keys("f3");
    stage.click("会议日期");
    assert!(stage.line().starts_with("会议日期"), "{}", stage.line());
    stage.click("地点");
    assert!(stage.line().starts_with("会议地点"), "{}", stage.line());
    stage.keys("f3");
    stage.click("有台阶");
    stage.type_in("〇");
    let frame = stage.frame((80, 24));
    assert!(frame.contains("但〇有台阶"), "{frame}");
    stage.click("上次待办落实");
    stage.type_in("〇");
    let frame = stage.frame((80, 24));
    let title = frame.lines().nth(2).unwrap();
    assert!(title.contains('〇'), "{frame}");
}

#[test]
fn the_picture_of_minutes() {
    let mut stage = page(Lang::Zh);
    stage.tell(Msg::Paste(TEXT.into()));
    stage.picture("minutes");
}

#[test]
fn volunteers_in_a_grid() {
    for lang in LANGS {
        let mut stage = Stage::open(Route::Quick(None), lang);
        stage.answer(Answer::Draft(None));
        let table =
            "孙小美\t女\t13900000002\t320599199008220345\tjy jj\n钱多\t\t13900000005\t\t理发\n";
        stage.tell(Msg::Paste(table.into()));
        stage.keys("down");
        stage.snapshots("quick");
    }
}

#[test]
fn the_sex_that_the_number_tells_stands_in_the_grid() {
    let mut stage = Stage::open(Route::Quick(None), Lang::Zh);
    stage.answer(Answer::Draft(None));
    stage.type_in("孙小美");
    stage.keys("tab tab tab");
    stage.type_in("320599199008220345");
    let frame = stage.frame((80, 24));
    let line = frame.lines().find(|l| l.contains("孙小美")).unwrap();
    assert!(line.contains('女'), "{frame}");
    // Also where the cursor stands, until something is typed there.
    stage.keys("shift+tab shift+tab");
    let frame = stage.frame((80, 24));
    assert!(frame.contains('女'), "{frame}");
    stage.type_in("男");
    let frame = stage.frame((80, 24));
    let line = frame.lines().find(|l| l.contains("孙小美")).unwrap();
    assert!(line.contains('男') && !line.contains('女'), "{frame}");
}

#[test]
fn the_hint_below_the_grid_is_whole_in_a_narrow_window() {
    let mut stage = Stage::open(Route::Quick(None), Lang::Zh);
    stage.answer(Answer::Draft(None));
    let frame = stage.frame((80, 24));
    let whole: String = frame.lines().map(str::trim).collect();
    assert!(
        whole.contains("性别、出生日期由身份证号码带出。Tab 下一格，Ctrl+S 全部保存"),
        "{frame}"
    );
}

#[test]
fn whoever_was_there_is_found_by_typing() {
    let mut stage = page(Lang::Zh);
    stage.keys("f6");
    stage.type_in("ws");
    // Space is for the attendance of the one that was found.
    stage.type_in(" ");
    let frame = stage.frame((80, 24));
    let line = frame.lines().find(|l| l.contains("吴生")).unwrap();
    assert!(line.contains("请假"), "{frame}");
    assert_eq!(
        frame.matches("请假").count(),
        3,
        "the hint, one, and what is said of the one under the cursor: {frame}"
    );
}

#[test]
fn a_long_remark_takes_lines_of_its_own_and_leaves_the_cursor_free() {
    let mut stage = page(Lang::Zh);
    let long = "这一项刚才别人也改过：两个值都留着，请到“冲突”里选定。".repeat(2);
    stage.say(&long);
    let frame = stage.frame((80, 24));
    assert!(frame.contains("! 这一项刚才"), "{frame}");
    assert_eq!(
        frame.matches("选定。").count(),
        2,
        "nothing is cut: {frame}"
    );
    stage.snapshots("toast_long");
}
