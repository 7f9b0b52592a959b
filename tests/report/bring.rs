//! Volunteers from an office table: mapping, dry run, reasons, duplicates, one undo.

use encoding_rs::GBK;
use rust_xlsxwriter::Workbook;
use serde_json::Value as Json;

use crate::kit::{Desk, VILLAGE};

const TABLE: &str = "志愿者报名表,,,,,\n\
    姓名,身份证号,手机号,村,特长,备注\n\
    孙小美,320599199008220345,13900000002,320585101201,教育、急救,好\n\
    王大力,32059919900822034X,13900000003,320585101201,,\n\
    孙小美,320599199008220345,13900000009,320585101201,,\n\
    ,,,,,\n\
    李志愿,320599200002290137,13900000002,320585101201,没有的,\n\
    赵同住,320599194803150363,13900000002,320585101201,,\n";

fn desk() -> Desk {
    Desk::made("周社工", "worker", VILLAGE)
}

fn path(desk: &Desk, name: &str) -> String {
    desk.path(name).to_str().unwrap().to_owned()
}

fn count(desk: &Desk) -> Json {
    desk.json(&["list", "volunteer", "--count"]).json()["count"].clone()
}

/// `(line, what came of it, codes)`.
fn rows(said: &Json) -> Vec<(u64, String, Vec<String>)> {
    let rows = said["rows"].as_array().unwrap().iter();
    rows.map(|row| {
        let notes = row["notes"].as_array().unwrap().iter();
        let codes = notes.filter_map(|n| n["code"].as_str());
        let codes = codes
            .filter(|c| !["W_AREA", "W_PLACE"].contains(c))
            .map(str::to_owned);
        let came = row["came"].as_str().unwrap().to_owned();
        (row["line"].as_u64().unwrap(), came, codes.collect())
    })
    .collect()
}

fn wanted() -> Vec<(u64, String, Vec<String>)> {
    let row = |line, came: &str, codes: &[&str]| {
        let codes = codes.iter().map(|c| (*c).to_owned()).collect();
        (line, came.to_owned(), codes)
    };
    vec![
        row(3, "in", &[]),
        row(4, "refused", &["E_CHECK", "E_REQUIRED", "E_REQUIRED"]),
        row(5, "known", &["W_ROW_TWICE"]),
        row(7, "refused", &["E_CODE"]),
        row(8, "in", &["W_SAME_PHONE"]),
    ]
}

#[test]
fn a_table_in_each_encoding_comes_in_row_by_row_and_goes_in_one_undo() {
    for encoding in ["utf-8", "mark", "gbk"] {
        let desk = desk();
        let bytes = match encoding {
            "mark" => format!("\u{feff}{TABLE}").into_bytes(),
            "gbk" => GBK.encode(TABLE).0.into_owned(),
            _ => TABLE.as_bytes().to_vec(),
        };
        std::fs::write(desk.path("t.csv"), bytes).unwrap();
        let file = path(&desk, "t.csv");
        let state = desk.state();
        let said = desk.json(&["import-volunteers", &file, "--dry-run"]).json();
        assert_eq!(said["saved"], false);
        assert_eq!(said["headings"], 2);
        assert_eq!(rows(&said), wanted(), "{encoding}");
        assert_eq!(desk.state(), state, "a dry run leaves no trace");

        let said = desk.json(&["import-volunteers", &file]).json();
        assert_eq!(rows(&said), wanted(), "{encoding}");
        assert_eq!(
            [&said["taken"], &said["known"], &said["refused"]],
            [&Json::from(2), &Json::from(1), &Json::from(2)]
        );
        assert_eq!(count(&desk), 2);
        let list = desk.json(&["list", "volunteer"]).json();
        let first = &list["items"][0]["fields"];
        assert_eq!(first["birth_date"], "1990-08-22");
        assert_eq!(
            first["skills"],
            serde_json::json!(["education", "first_aid"])
        );
        // A refused row takes no number.
        assert_eq!(list["items"][1]["no"], "ZY-SX-2026-A0002");

        let again = desk.json(&["import-volunteers", &file]);
        assert_eq!(again.code, 1, "{}", again.out);
        assert!(again.err.contains("E_NOTHING_BROUGHT"), "{}", again.err);
        assert_eq!(count(&desk), 2);
        // The last step is the one before: nobody is told to take that back.
        let again = desk.run(&["import-volunteers", &file]);
        assert!(!again.out.contains("undo"), "{}", again.out);
        desk.run(&["undo"]).text();
        assert_eq!(count(&desk), 0);
    }
}

#[test]
fn a_workbook_comes_in_and_lost_digits_are_seen() {
    let desk = desk();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, text) in ["xingming", "ID card", "电话", "出生日期", "备注"]
        .iter()
        .enumerate()
    {
        sheet.write_string(0, column as u16, *text).unwrap();
    }
    sheet.write_string(1, 0, "孙小美").unwrap();
    sheet.write_string(1, 1, "320599199008220345").unwrap();
    sheet.write_number(1, 2, 13_900_000_002.0).unwrap();
    let day = rust_xlsxwriter::ExcelDateTime::from_ymd(1990, 8, 22).unwrap();
    let style = rust_xlsxwriter::Format::new().set_num_format("yyyy/m/d");
    sheet
        .write_datetime_with_format(1, 3, &day, &style)
        .unwrap();
    sheet.write_string(1, 4, "教师").unwrap();
    sheet.write_string(2, 0, "王大力").unwrap();
    sheet.write_number(2, 1, 320_599_199_008_220_345.0).unwrap();
    book.save(desk.path("t.xlsx")).unwrap();
    let file = path(&desk, "t.xlsx");
    let said = desk
        .json(&[
            "import-volunteers",
            &file,
            "--set",
            "village_code=320585101201",
            "--map",
            "备注=occupation",
        ])
        .json();
    let came = rows(&said);
    assert_eq!(came[0].1, "in", "{said}");
    assert_eq!(came[1].2, ["E_CELL_ROUNDED"]);
    let list = desk.json(&["list", "volunteer"]).json();
    assert_eq!(list["items"][0]["fields"]["occupation"], "教师");
    assert_eq!(list["items"][0]["fields"]["phone"], "13900000002");
}

/// One of the two has the wrong number: nobody is taken for somebody else.
#[test]
fn a_number_that_is_another_persons_is_refused_and_says_whose_it_is() {
    let desk = desk();
    desk.write(
        "t.csv",
        "姓名,身份证号,手机号,村\n\
         孙小美,320599199008220345,13900000002,320585101201\n\
         李志愿,320599199008220345,13900000003,320585101201\n\
         孙 小美,３２０５９９199008220345,13900000002,320585101201\n\
         ,320599199008220345,13900000002,320585101201\n",
    );
    let file = path(&desk, "t.csv");
    let row = |line, came: &str, code: &[&str]| {
        let codes = code.iter().map(|c| (*c).to_owned()).collect();
        (line, came.to_owned(), codes)
    };
    let wanted = |first, code| {
        vec![
            first,
            row(3, "refused", &[code]),
            row(4, "known", &["W_ROW_TWICE"]),
            row(5, "known", &["W_ROW_TWICE"]),
        ]
    };
    let said = desk.json(&["import-volunteers", &file, "--dry-run"]).json();
    assert_eq!(rows(&said), wanted(row(2, "in", &[]), "E_ROW_OTHER"));
    let text = desk.run(&["import-volunteers", &file]);
    let text = text.text();
    for words in ["第 2 行", "“孙小美”", "3205**********45", "没有导入 1 行"] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    assert!(!text.contains("320599199008220345"), "{text}");
    assert_eq!(count(&desk), 1);

    // Now she is here: the other name is told under which number.
    let said = desk.json(&["import-volunteers", &file, "--dry-run"]);
    let said: Json = serde_json::from_str(&said.out).unwrap();
    let codes: Vec<_> = rows(&said).into_iter().map(|row| row.2).collect();
    assert_eq!(
        codes,
        [
            ["W_ROW_KNOWN"],
            ["E_KNOWN_OTHER"],
            ["W_ROW_KNOWN"],
            ["W_ROW_KNOWN"]
        ]
    );
    let said = desk.run(&["import-volunteers", &file, "--dry-run"]);
    assert!(said.out.contains("ZY-SX-2026-A0001"), "{}", said.out);
}

#[test]
fn a_name_with_a_number_in_it_comes_in_with_a_remark() {
    let desk = desk();
    desk.write(
        "t.csv",
        "姓名,身份证号,手机号,村\n\
         孙小美13900000002,320599199008220345,13900000002,320585101201\n",
    );
    let said = desk
        .json(&["import-volunteers", &path(&desk, "t.csv")])
        .json();
    let wanted = (2, "in".to_owned(), vec!["W_RULE".to_owned()]);
    assert_eq!(rows(&said), [wanted]);
    let notes = said["rows"][0]["notes"].as_array().unwrap();
    let rule = notes.iter().find(|n| n["code"] == "W_RULE").unwrap();
    assert_eq!(rule["field"], "name");
}

#[test]
fn people_read_a_table_of_what_would_come() {
    let desk = desk();
    desk.write("t.csv", TABLE);
    let file = path(&desk, "t.csv");
    let said = desk.run(&["import-volunteers", &file, "--dry-run"]);
    let text = said.text();
    for words in [
        "身份证号",
        "证件号码 (id_no)",
        "--map",
        "试导入：可以导入 2 行",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    assert!(!text.contains("undo"), "nothing was saved\n{text}");
    let said = desk.run(&["import-volunteers", &file]);
    let came = said.text();
    assert!(came.contains("一次“sanshe undo”可以全部撤销"), "{came}");
    assert!(!text.contains("320599199008220345"), "{text}");
}

#[test]
fn a_required_field_without_a_column_says_how_it_is_given() {
    let desk = desk();
    desk.write("t.csv", "姓名,手机号\n孙小美,13900000002\n");
    let file = path(&desk, "t.csv");
    let said = desk.run(&["import-volunteers", &file]);
    assert_eq!(said.code, 1);
    let told = format!("{}{}", said.out, said.err);
    for words in ["没有“证件号码”这一列，1 行", "--set id_no=内容"] {
        assert!(told.contains(words), "{words}\n{told}");
    }
}

/// As in the grid on the screen; it is said, for it may be another village's list.
#[test]
fn rows_without_a_village_belong_to_that_of_the_workspace() {
    let desk = desk();
    desk.write(
        "t.csv",
        "姓名,身份证号,手机号\n孙小美,320599199008220345,13900000002\n",
    );
    let file = path(&desk, "t.csv");
    let dry = desk.run(&["import-volunteers", &file, "--dry-run"]);
    let told = format!("{}{}", dry.out, dry.err);
    assert!(
        told.contains("没有“所属村(社区)”这一列，每行都按本机的驻点"),
        "{told}"
    );
    let other = "village_code=320585101202";
    let set = desk.run(&["import-volunteers", &file, "--dry-run", "--set", other]);
    let told = format!("{}{}", set.out, set.err);
    assert!(!told.contains("本机的驻点"), "{told}");
    let said = desk.run(&["import-volunteers", &file]);
    assert!(said.text().contains("导入 1 行"), "{}", said.text());
    let all = desk.json(&["list", "volunteer"]).json();
    let id = all["items"][0]["id"].as_str().unwrap().to_owned();
    let shown = desk.json(&["show", &id]).json();
    assert!(shown.to_string().contains("320585101201"), "{shown}");
}

#[test]
fn what_is_no_table_is_refused() {
    let desk = desk();
    let refused = |name: &str, bytes: &[u8], code: &str| {
        std::fs::write(desk.path(name), bytes).unwrap();
        let said = desk.json(&["import-volunteers", &path(&desk, name)]);
        assert_eq!(said.codes(), [code], "{name}");
    };
    refused("a.csv", b"a,b\n1,2\n", "E_NO_HEADINGS");
    refused("b.xls", &[0xd0, 0xcf, 0x11, 0xe0, 1], "E_TABLE_XLS");
    refused("c.xlsx", b"PK\x03\x04 nothing", "E_TABLE_XLSX");
    refused("d.csv", &[0x81, 0x00, 0xff], "E_TABLE_TEXT");
    let wide = format!("姓名{}\n", ",x".repeat(300));
    refused("e.csv", wide.as_bytes(), "E_TABLE_SIZE");
    assert_eq!(count(&desk), 0);
}
