//! Lists as office tables: counted, masked, and never run as formulas.

use std::fs;

use calamine::{Data, Reader, Xlsx, open_workbook};

use crate::filled;
use crate::kit::Desk;

fn path(desk: &Desk, name: &str) -> String {
    desk.path(name).to_str().unwrap().to_owned()
}

fn volunteers(desk: &Desk, count: usize) {
    let mut text = String::from("姓名,性别,出生日期,证件类型,证件号码,电话,村\n");
    for i in 0..count {
        text.push_str(&format!(
            "=王{i},男,1990-01-01,护照,E{i:08},139{i:08},320585101201\n"
        ));
    }
    desk.write("many.csv", &text);
    desk.run(&["import-volunteers", &path(desk, "many.csv")])
        .text();
}

#[test]
fn a_list_of_several_pages_comes_out_whole_in_both_formats() {
    let desk = filled();
    volunteers(&desk, 620);
    let (csv, xlsx) = (path(&desk, "v.csv"), path(&desk, "v.xlsx"));
    let said = desk.json(&["list", "volunteer", "--out", &csv]).json();
    assert_eq!(said["rows"], 621);
    let said = desk.json(&["list", "volunteer", "--out", &xlsx]).json();
    assert_eq!(said["rows"], 621);

    let bytes = fs::read(&csv).unwrap();
    assert!(bytes.starts_with("\u{feff}序号,志愿者编号,姓名".as_bytes()));
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 621);
    assert_eq!(&rows[620][0], "621");
    assert!(rows[1..].iter().all(|r| r[2].starts_with("'=王")));
    let names: std::collections::BTreeSet<&str> = rows.iter().map(|r| &r[2]).collect();
    assert_eq!(names.len(), 621);

    let mut book: Xlsx<_> = open_workbook(&xlsx).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    assert_eq!(sheet.height(), 622);
    let name = sheet.get_value((2, 2)).unwrap();
    assert!(
        matches!(name, Data::String(text) if text.starts_with("=王")),
        "{name:?}"
    );
    assert!(book.worksheet_formula("志愿者登记表").unwrap().is_empty());
}

#[test]
fn what_is_protected_is_masked_until_asked_for() {
    let desk = filled();
    let (masked, whole) = (path(&desk, "a.csv"), path(&desk, "b.csv"));
    desk.run(&["list", "volunteer", "--out", &masked]).text();
    desk.run(&["list", "volunteer", "--out", &whole, "--reveal"])
        .text();
    let masked = fs::read_to_string(masked).unwrap();
    assert!(masked.contains("139****0002") && !masked.contains("13900000002"));
    assert!(fs::read_to_string(whole).unwrap().contains("13900000002"));
    let log = desk.json(&["access", "--limit", "3"]).json();
    let what = log["items"].as_array().unwrap().iter();
    let what: Vec<&str> = what.filter_map(|a| a["what"].as_str()).collect();
    assert_eq!(what, ["reveal", "takeout", "takeout"]);
    assert_eq!(log["items"][1]["note"], "volunteer 1");
}

#[test]
fn other_endings_and_taken_names_are_refused() {
    let desk = filled();
    let pdf = path(&desk, "a.pdf");
    let words = ["list", "volunteer", "--out", &pdf];
    assert_eq!(desk.json(&words).codes(), ["E_LIST_OUT"]);
    desk.write("a.csv", "mine");
    let there = path(&desk, "a.csv");
    let words = ["list", "volunteer", "--out", &there];
    assert_eq!(desk.json(&words).codes(), ["E_PATH_TAKEN"]);
    assert_eq!(fs::read_to_string(&there).unwrap(), "mine");
    assert_eq!(desk.run(&["list", "volunteer", "--reveal"]).code, 2);
}
