//! The built-in lists are whole; a town adds codes and never changes what one means.

use super::*;
use crate::domain::fault::Fault;
use proptest::prelude::*;

fn town(text: &str) -> Result<Codes> {
    Codes::built_in(Some(Text {
        file: "town.toml",
        text,
    }))
}

fn refused(text: &str) -> (String, String, String) {
    let fault: Fault = town(text).unwrap_err();
    assert_eq!(fault.code(), "E_CODES_FILE");
    let arg = |i: usize| fault.notes[0].args[i].1.clone();
    assert_eq!(arg(0), "town.toml");
    (arg(1), arg(2), arg(3))
}

#[test]
fn the_built_in_lists_are_whole() {
    let codes = Codes::built_in(None).unwrap();
    for (id, count, source) in [
        ("gender", 4, Some("GB/T 2261.1-2003")),
        ("marital", 8, Some("GB/T 2261.2-2003")),
        ("education", 40, Some("GB/T 4658-2006")),
        ("political", 13, Some("GB/T 4762-1984")),
        ("ethnic", 58, Some("GB/T 3304-1991")),
        ("relationship", 84, Some("GB/T 4761-2008")),
        ("relationship_short", 9, Some("GB/T 4761-2008")),
        ("enum.client_category", 31, None),
        ("enum.meeting_kind", 15, None),
        ("vote_rule", 9, None),
        ("star_scheme", 2, None),
        (CATALOGUE, 90, None),
    ] {
        let list = codes.list(id).unwrap_or_else(|| panic!("{id}"));
        assert_eq!(
            (list.codes.len(), list.source.as_deref()),
            (count, source),
            "{id}"
        );
    }
    assert_eq!(
        codes
            .lists()
            .iter()
            .filter(|l| l.id.starts_with("enum."))
            .count(),
        41
    );
    for list in codes.lists() {
        assert!(
            !list.zh.is_empty() && !list.en.is_empty() && list.en.is_ascii(),
            "{}",
            list.id
        );
        for code in &list.codes {
            assert!(well_formed(&code.code), "{} {}", list.id, code.code);
            assert!(
                !code.zh.is_empty() && !code.en.is_empty(),
                "{} {}",
                list.id,
                code.code
            );
            assert!(!code.added);
        }
    }
    assert_eq!(codes.list("nothing"), None);
}

#[test]
fn attributes_and_labels() {
    let codes = Codes::built_in(None).unwrap();
    let code = |list: &str, code: &str| codes.list(list).unwrap().get(code).unwrap().clone();
    let han = code("ethnic", "01");
    assert_eq!(
        (han.label("zh-CN"), han.label("en"), han.text("alpha")),
        ("汉族", "Han", Some("HA"))
    );
    assert!(code("ethnic", "97").flag("extension") && !han.flag("extension"));
    assert!(code("enum.client_category", "orphan").flag("sensitive"));
    assert!(!code("enum.client_category", "dibao").flag("sensitive"));
    assert_eq!(
        code("enum.close_reason", "mistake").text("group"),
        Some("void")
    );
    assert_eq!(
        code("enum.fund_entry", "relief").text("direction"),
        Some("out")
    );
    assert_eq!(code("political", "03").text("short"), Some("共青团员"));
    let rule = code("vote_rule", "villagers_reps");
    assert_eq!(
        (rule.numbers("quorum"), rule.numbers("pass")),
        (vec![2, 3], vec![1, 2])
    );
    assert!(!rule.flag("quorum_strict") && rule.flag("pass_strict"));
    assert_eq!(
        code("star_scheme", "national").numbers("hours"),
        [100, 300, 600, 1000, 1500]
    );
    assert_eq!(
        code("star_scheme", "zhangjiagang")
            .words("medal_names")
            .len(),
        4
    );
    let item = code(CATALOGUE, "A01");
    assert_eq!(item.text("category"), Some("basic"));
    assert_eq!(item.text("record"), Some("case"));
    assert_eq!(
        (codes.catalogue_id.as_str(), codes.catalogue_version),
        ("default-suzhou", 1)
    );
}

#[test]
fn education_offers_the_major_codes_and_accepts_the_minor_ones() {
    let codes = Codes::built_in(None).unwrap();
    let list = codes.list("education").unwrap();
    let offered: Vec<_> = list.offered().map(|c| c.code.as_str()).collect();
    assert_eq!(offered, ["10", "20", "30", "40", "60", "70", "80", "90"]);
    assert!(list.get("31").is_some());
    assert_eq!(codes.list("gender").unwrap().offered().count(), 4);
}

#[test]
fn the_order_of_the_file_is_kept() {
    let codes = Codes::built_in(None).unwrap();
    let order: Vec<_> = codes
        .list("enum.urgency")
        .unwrap()
        .codes
        .iter()
        .map(|c| &c.code)
        .collect();
    assert_eq!(order, ["routine", "soon", "urgent"]);
}

#[test]
fn a_town_adds_and_relabels() {
    let text = r#"
[[list]]
id = "enum.case_source"
codes = [
  { code = "grid", zh = "网格平台" },
  { code = "self", zh = "本人上门" },
]
[[list]]
id = "gender"
codes = [{ code = "1", zh = "男" }]
[[list]]
id = "political"
codes = [{ code = "03", short = "团员" }]
[[list]]
id = "x_street"
zh = "小区"
codes = [{ code = "a", zh = "一区", sensitive = true }]
"#;
    let before = Codes::built_in(None).unwrap();
    let codes = town(text).unwrap();
    let source = codes.list("enum.case_source").unwrap();
    assert_eq!(
        source.codes.len(),
        1 + before.list("enum.case_source").unwrap().codes.len()
    );
    let grid = source.get("grid").unwrap();
    assert_eq!(
        (grid.label("zh-CN"), grid.label("en"), grid.added),
        ("网格平台", "网格平台", true)
    );
    let own = source.get("self").unwrap();
    assert_eq!((own.zh.as_str(), own.added), ("本人上门", false));
    assert_eq!(
        own.en,
        before
            .list("enum.case_source")
            .unwrap()
            .get("self")
            .unwrap()
            .en
    );
    assert_eq!(codes.list("gender").unwrap().get("1").unwrap().zh, "男");
    assert_eq!(
        codes
            .list("political")
            .unwrap()
            .get("03")
            .unwrap()
            .text("short"),
        Some("团员")
    );
    assert!(
        codes
            .list("x_street")
            .unwrap()
            .get("a")
            .unwrap()
            .flag("sensitive")
    );
}

#[test]
fn a_town_never_changes_what_a_code_means() {
    let list = |id: &str, code: &str| format!("[[list]]\nid = \"{id}\"\ncodes = [\n  {code},\n]\n");
    for (id, code, reason, detail) in [
        ("gender", r#"{ code = "3", zh = "其他" }"#, "fixed", "3"),
        (
            "enum.client_category",
            r#"{ code = "orphan", sensitive = false }"#,
            "changed",
            "orphan",
        ),
        (
            "enum.close_reason",
            r#"{ code = "mistake", group = "goal" }"#,
            "changed",
            "mistake",
        ),
        (
            "enum.urgency",
            r#"{ code = "soon", level = "minor" }"#,
            "changed",
            "soon",
        ),
        ("enum.urgency", r#"{ code = "never" }"#, "no_label", "never"),
        (
            "enum.urgency",
            r#"{ code = "不急", zh = "不急" }"#,
            "bad_code",
            "不急",
        ),
        (
            "enum.urgency",
            r#"{ code = "x", zh = "甲" }, { code = "x", zh = "乙" }"#,
            "twice",
            "x",
        ),
    ] {
        let (line, why, what) = refused(&list(id, code));
        assert_eq!(
            (line.as_str(), why.as_str(), what.as_str()),
            ("4", reason, detail),
            "{code}"
        );
    }
    let (line, why, what) = refused(&list("urgency", r#"{ code = "a", zh = "甲" }"#));
    assert_eq!(
        (line.as_str(), why.as_str(), what.as_str()),
        ("1", "unknown_list", "urgency")
    );
    let (_, why, _) = refused("[[list]]\nid = \"x_a\"\nzh = \"甲\"\n");
    assert_eq!(why, "empty");
}

#[test]
fn broken_toml_names_its_line() {
    let (line, why, detail) = refused("[[list]]\nid = \"gender\"\ncodes = [ { code = 1 } ]\n");
    assert_eq!((line.as_str(), why.as_str()), ("3", "syntax"));
    assert!(!detail.is_empty());
    let (line, why, _) = refused("[[list]]\nid = \"gender\"\nremove = true\n");
    assert_eq!((line.as_str(), why.as_str()), ("3", "syntax"));
    let (line, why, _) = refused("\n\n[[list\n");
    assert_eq!((line.as_str(), why.as_str()), ("3", "syntax"));
}

#[test]
fn a_towns_catalogue_stands_in_place_of_ours() {
    let codes = Text {
        file: "codes.toml",
        text: "",
    };
    let catalogue = Text {
        file: "mine.toml",
        text: "catalogue_id = \"shaxi\"\nversion = 3\nzh = \"清单\"\n[[category]]\nid = \"a\"\nzh = \"甲\"\nitems = [{ code = \"1\", zh = \"子项\" }]\n",
    };
    let codes = Codes::read(codes, catalogue, None).unwrap();
    assert_eq!(
        (codes.catalogue_id.as_str(), codes.catalogue_version),
        ("shaxi", 3)
    );
    assert_eq!(
        codes
            .list(CATALOGUE)
            .unwrap()
            .get("1")
            .unwrap()
            .text("category_zh"),
        Some("甲")
    );
}

proptest! {
    #[test]
    fn a_broken_file_always_names_a_line_of_it(cut in 0..200_usize) {
        let whole = "[[list]]\nid = \"enum.urgency\"\nzh = \"紧急\"\ncodes = [\n  { code = \"now\", zh = \"立刻\" },\n]\n";
        let text: String = whole.chars().take(cut).collect();
        if let Err(fault) = town(&text) {
            let line: usize = fault.notes[0].args[1].1.parse().unwrap();
            prop_assert!((1..=text.split('\n').count()).contains(&line), "{}", line);
        } else {
            prop_assert!(cut == 0 || !text.ends_with('['));
        }
    }
}
