//! Names are found by what people type, in every spelling, and no others.

use super::*;
use proptest::prelude::*;

/// Whether the folded query finds the name, as an ordered table would.
fn finds(typed: &str, name: &str) -> bool {
    let query = query(typed).unwrap();
    let end = upper_bound(&query);
    keys(name).iter().any(|k| *k >= query && *k < end)
}

#[test]
fn a_name_is_found_by_what_people_type() {
    for (name, typed) in [
        (
            "张三丰",
            "zsf zhangsanfeng zhangsf zansanfen sanfeng sf z zh zha zhangsan ZSF zhang,san,feng \
             zhāng'sānfēng zhang-san-feng ｚｓｆ zangsf",
        ),
        ("曾顺", "zs zengshun zenshun cengshun shun zengs"),
        (
            "单雄信",
            "sxx shanxiongxin shanxx danxiongxin dxx xiongxin xx",
        ),
        ("仇英", "qiuying qy chouying"),
        ("解缙", "xiejin jiejin xj"),
        (
            "查良镛",
            "zhaliangyong zalianyong zly chaliangyong liangyong ly nianyon",
        ),
        ("区小明", "ouxiaoming oxm quxiaoming"),
        ("朴正", "piaozheng pz puzheng"),
        ("盖叫天", "gejiaotian gaijiaotian gjt"),
        ("覃琴", "qinqin tanqin"),
        ("翟天", "zhaitian ditian zt"),
        ("乐嘉", "yuejia lejia yj lj"),
        ("洗星", "xianxing xixing"),
        ("员半千", "yunbanqian yuanbanqian ybq"),
        ("召平", "shaoping zhaoping"),
        ("繁钦", "poqin fanqin"),
        ("秘书", "bishu mishu"),
        ("万俟卨", "moqixie mqx wan"),
        ("尉迟恭", "yuchigong ycg weichigong yuchig gong"),
        ("长孙无忌", "zhangsunwuji zswj zhangsunwj changsun wuji wj"),
        ("澹台灭明", "tantaimieming ttmm mieming"),
        ("令狐冲", "linghuchong lhc ninhucong chong"),
        ("欧阳修", "ouyangxiu oyx ouyangx xiu ouyanxiu"),
        ("吕布", "lvbu lubu lübu nvbu nubu lb"),
        ("刘备", "liubei niubei lb nb"),
        ("方刚", "fanggang fangang fanggan fg"),
        ("张　三", "zhangsan zs"),
        ("欧阳", "ouyang oy"),
        ("张", "zhang z"),
    ] {
        for typed in typed.split_whitespace() {
            let typed = typed.replace(',', " ");
            assert!(finds(&typed, name), "{typed} -> {name}: {:?}", keys(name));
        }
    }
}

#[test]
fn other_names_are_not_found() {
    for (typed, name) in [
        ("zsf", "张三"),
        ("feng", "张三丰"),
        ("lisi", "张三丰"),
        ("zhangf", "张三丰"),
        ("zhangsanfengx", "张三丰"),
        ("huang", "王五"),
    ] {
        assert!(!finds(typed, name), "{typed} -> {name}");
    }
}

#[test]
fn the_spelling_itself_comes_first() {
    assert_eq!(queries("zhang"), ["zhang", "zan"]);
    assert_eq!(queries("wu"), ["wu"]);
    assert!(queries("张三").is_empty());
    // "zsh" as typed tells the third initial apart, folded it does not.
    let exact = |name: &str| keys(name).iter().any(|k| k.starts_with("zsh"));
    assert!(exact("张三花") && !exact("张三"));
}

#[test]
fn names_of_other_scripts_are_words() {
    for typed in [
        "maria",
        "mariasantos",
        "maria santos",
        "santos",
        "ms",
        "MARIA",
        "María",
    ] {
        assert!(finds(typed, "María Santos"), "{typed}");
    }
    for typed in ["ayiguli", "maimaiti", "aygl", "mmt", "ayigulimaimaiti"] {
        assert!(
            finds(typed, "阿依古丽·买买提"),
            "{typed}: {:?}",
            keys("阿依古丽·买买提")
        );
    }
    assert!(finds("oneill", "O'Neill"));
    assert!(finds("laowang", "老王") && finds("xiaoliajie", "小李A姐"));
    assert!(finds("иван", "Иван"));
}

#[test]
fn nothing_typed_is_no_query() {
    for typed in ["", "  ", "'", "张", "zhang三", "·", "，"] {
        assert_eq!(query(typed), None, "{typed:?}");
    }
    assert_eq!(query(" Zhāng 'San-feng"), Some("zansanfen".to_owned()));
    assert_eq!(query("Lǚ"), Some("nu".to_owned()));
}

#[test]
fn names_without_letters_have_no_keys() {
    for name in ["", "  ", "·", "***"] {
        assert!(keys(name).is_empty() && sounds(name).is_empty(), "{name:?}");
    }
}

#[test]
fn keys_are_few_and_none_twice() {
    let all = keys("张三丰");
    let mut sorted = all.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(all, sorted);
    assert_eq!(keys("王小明").len(), 8);
    assert!(all.contains(&"zhangsanfeng".to_owned()) && all.contains(&"zansanfen".to_owned()));
}

#[test]
fn too_many_readings_are_varied_one_at_a_time() {
    let name = Name::read("单单单单单单单单单单");
    let readings = name.parts[1].readings.len();
    assert!(readings >= 3);
    assert!(readings.pow(10) > MOST_COMBINATIONS);
    assert_eq!(name.readings().len(), 1 + 10 * (readings - 1));
    let text = "单单单单单单单单单单";
    let first = format!("shan{}", "dan".repeat(9));
    assert!(finds(&first, text));
    assert!(finds(&format!("shandanchan{}", "dan".repeat(7)), text));
    assert!(!finds(&format!("shandanchanchan{}", "dan".repeat(6)), text));
}

#[test]
fn names_may_sound_alike() {
    for (a, b) in [
        ("张三", "章三"),
        ("陈平", "岑萍"),
        ("曾顺", "增顺"),
        ("刘备", "牛贝"),
        ("Ann", "ann"),
    ] {
        assert!(homophone(a, b) && homophone(b, a), "{a} {b}");
    }
    for (a, b) in [
        ("张三", "李四"),
        ("西安", "先"),
        ("张三", "张三丰"),
        ("", "张"),
    ] {
        assert!(!homophone(a, b), "{a} {b}");
    }
}

const CHARACTERS: &str =
    "[张王李赵陈刘单曾仇解查区朴盖任华覃欧阳吕绿女方刚龙凤曹霜长孙乐行重]{1,4}";

proptest! {
    #[test]
    fn every_beginning_of_every_key_finds_the_name(name in CHARACTERS, pick: prop::sample::Index, len in 1..20_usize) {
        let all = keys(&name);
        let typed: String = pick.get(&all).chars().take(len).collect();
        prop_assert!(finds(&typed, &name), "{} -> {}", typed, name);
    }

    #[test]
    fn southern_spellings_find_the_name(name in CHARACTERS, pick: prop::sample::Index, len in 1..20_usize, which in 0..64_u8) {
        let name_read = Name::read(&name);
        let readings = name_read.readings();
        let mut typed = pick.get(&readings).concat();
        for (bit, (from, to)) in
            [("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("l", "n"), ("v", "u")].iter().enumerate()
        {
            if which & (1 << bit) != 0 {
                typed = typed.replace(from, to);
            }
        }
        let typed: String = typed.chars().take(len).collect();
        prop_assert!(finds(&typed, &name), "{} -> {}", typed, name);
    }

    #[test]
    fn what_is_found_exactly_is_found_folded(name in CHARACTERS, typed in "[a-z]{1,6}") {
        let exact = keys(&name).iter().any(|k| k.starts_with(&typed));
        prop_assert!(!exact || finds(&typed, &name));
    }

    #[test]
    fn no_name_panics_or_makes_many_keys(name in "\\PC{0,50}") {
        let read = Name::read(&name);
        let most: usize = read.parts.iter().map(|p| p.readings.len()).sum();
        prop_assert!(read.readings().len() <= MOST_COMBINATIONS.max(1 + most));
        let _ = (keys(&name), sounds(&name), query(&name));
    }
}
