//! The built-in places, tables of villages, and broken ones.

use super::*;
use proptest::prelude::*;

fn places() -> Places {
    Places::built_in().unwrap()
}

#[test]
fn the_built_in_list_is_whole() {
    let all = places();
    for (code, name) in [
        ("320505", "虎丘区"),
        ("320506", "吴中区"),
        ("320507", "相城区"),
        ("320508", "姑苏区"),
        ("320509", "吴江区"),
        ("320581", "常熟市"),
        ("320582", "张家港市"),
        ("320583", "昆山市"),
        ("320585", "太仓市"),
        ("320576", "苏州工业园区"),
    ] {
        assert_eq!(all.name_of(code), Some(name));
        assert!(all.is_county(code), "{code}");
    }
    assert_eq!(all.under("3205").filter(|p| p.code.len() == 9).count(), 118);
    for place in all.under("") {
        let (text, _) = shape(&place.code).unwrap();
        assert_eq!(text, place.code);
        assert!(
            place.code.len() == 6 || all.is_county(place.code.get(..6).unwrap()),
            "{place:?}"
        );
    }
}

#[test]
fn names_from_the_county_down() {
    let mut all = places();
    assert_eq!(all.full_name("320585").unwrap(), "太仓市");
    assert_eq!(all.full_name("320585101").unwrap(), "太仓市沙溪镇");
    assert_eq!(all.full_name("320585101201").unwrap(), "太仓市沙溪镇201");
    assert_eq!(all.full_name("320508018001").unwrap(), "姑苏区平江街道001");
    assert_eq!(all.full_name("320599001"), None);
    assert_eq!(all.full_name("太仓"), None);
    assert_eq!(all.add("320585101201", "甲村"), Ok(true));
    assert_eq!(all.full_name("320585101201").unwrap(), "太仓市沙溪镇甲村");
}

#[test]
fn the_industrial_park_is_one_place_with_two_codes() {
    let mut all = places();
    assert_eq!(all.name_of("320571050"), all.name_of("320576050"));
    assert_eq!(all.full_name("320571050").unwrap(), "苏州工业园区娄葑街道");
    all.add("320571050001", "甲社区").unwrap();
    assert_eq!(all.name_of("320576050001"), Some("甲社区"));
    assert_eq!(all.name_of("320577050"), None);
}

#[test]
fn areas_of_identity_numbers() {
    let all = places();
    for known in ["320508", "320503", "320571", "110105", "440524"] {
        assert!(all.area_known(known, "3205"), "{known}");
    }
    assert!(!all.area_known("320599", "3205"));
    assert!(
        !all.is_county("320503"),
        "a historic county takes no new records"
    );
}

#[test]
fn a_table_is_taken_row_by_row() {
    let table = "\u{feff}区划代码,名称,备注\r\n\
        320585101201,甲村,x\r\n\
        ３２０５８５１０１２０２, 乙村 \r\n\
        \"320585101203\",\"丙,丁村\"\r\n\
        320585101,沙溪镇\r\n\
        320585101201,甲村\r\n\
        32058510120,短\r\n\
        \r\n\
        3.20585E+11,电子表格\r\n\
        330585101201,外地\r\n\
        320599101201,无此县\r\n\
        320585101204,\r\n\
        320585101205\r\n\
        320585101206,戊\u{202e}村\r\n\
        320585101201,另一个名字\r\n";
    let mut all = places();
    let done = all.import_csv(table.as_bytes(), "3205").unwrap();
    let codes: Vec<_> = done
        .rows
        .iter()
        .map(|(c, n)| (c.as_str(), n.as_str()))
        .collect();
    assert_eq!(
        codes,
        [
            ("320585101201", "甲村"),
            ("320585101202", "乙村"),
            ("320585101203", "丙,丁村")
        ]
    );
    assert_eq!(done.unchanged, 2);
    let refused: Vec<_> = done
        .refused
        .iter()
        .map(|n| (n.code, n.args[0].1.as_str(), n.args[1].1.as_str()))
        .collect();
    assert_eq!(
        refused,
        [
            ("E_PLACE_ROW", "7", "length"),
            ("E_PLACE_ROW", "9", "length"),
            ("E_PLACE_ROW", "10", "scope"),
            ("E_PLACE_ROW", "11", "county"),
            ("E_PLACE_ROW", "12", "name"),
            ("E_PLACE_ROW", "13", "columns"),
            ("E_PLACE_ROW", "14", "name"),
            ("E_PLACE_ROW", "15", "twice"),
        ]
    );
    assert!(all.get("320585101202").unwrap().added);
    assert_eq!(all.import_csv(table.as_bytes(), "3205").unwrap().rows, []);
}

#[test]
fn a_table_may_have_no_heading_and_bring_its_county() {
    let mut all = places();
    let done = all
        .import_csv("330106,西湖区\n330106001,北山街道\n".as_bytes(), "3301")
        .unwrap();
    assert_eq!((done.rows.len(), done.refused.len()), (2, 0));
    assert_eq!(all.full_name("330106001").unwrap(), "西湖区北山街道");
    assert!(all.is_county("330106"));
}

#[test]
fn a_table_in_another_encoding_is_refused_whole() {
    let gbk = b"320585101201,\xbc\xd7\xb4\xe5\n";
    assert_eq!(
        places().import_csv(gbk, "3205").unwrap_err().code(),
        "E_PLACES_UTF8"
    );
}

#[test]
fn renaming_keeps_what_a_place_is() {
    let mut all = places();
    assert_eq!(all.add("320585", "太仓"), Ok(true));
    assert_eq!(all.add("320585", "太仓"), Ok(false));
    assert_eq!(all.get("320585").unwrap().kind, Some(PlaceKind::County));
    assert_eq!(all.add("32058", "x").unwrap_err().code, "E_LEN");
}

#[test]
fn a_broken_list_names_file_line_and_reason() {
    let text =
        "aliases = []\ncounties = [\n  { code = 320585, zh = \"太仓市\", kind = \"county\" },\n]\n";
    let fault = Places::parse(Text {
        file: "mine.toml",
        text,
    })
    .unwrap_err();
    assert_eq!(fault.code(), "E_CODES_FILE");
    assert_eq!(fault.notes[0].args[0], ("file", "mine.toml".to_owned()));
    assert_eq!(fault.notes[0].args[1], ("line", "3".to_owned()));
}

#[test]
fn an_open_quote_loses_no_row_unseen() {
    let table = "320585101201,\"甲村\n320585101202,乙村\n";
    let done = places().import_csv(table.as_bytes(), "3205").unwrap();
    assert_eq!((done.rows.len(), done.refused.len()), (0, 1));
}

proptest! {
    #[test]
    fn no_table_panics_and_every_row_taken_is_known(table in "(([0-9]{5,13}|32058510120[0-9]),[甲乙丙 \"]{0,3}\r?\n){0,8}") {
        let mut all = places();
        let done = all.import_csv(table.as_bytes(), "3205").unwrap();
        for (code, name) in &done.rows {
            prop_assert_eq!(all.name_of(code), Some(name.as_str()));
        }
    }

    #[test]
    fn no_bytes_panic(bytes: Vec<u8>) {
        let _ = places().import_csv(&bytes, "3205");
    }
}

#[test]
fn what_others_wrote_names_a_place_only_if_it_is_a_name() {
    let mut places = Places::built_in().unwrap();
    let code = "320585101299";
    for bad in ["", "  ", "邻\u{202e}村", "邻\n\u{1b}[2J", &"村".repeat(51)] {
        assert!(!places.take(code, bad), "{bad:?}");
    }
    for bad in ["", "3205851012", "32058510129x", "320585101299/"] {
        assert!(!places.take(bad, "邻村"), "{bad}");
    }
    assert_eq!(places.name_of(code), None);
    assert!(places.take(code, " 邻村 "));
    assert_eq!(places.name_of(code), Some("邻村"));
}
