//! Reading an office table: CSV in UTF-8, UTF-16 or GBK, and Excel workbooks. Whatever
//! the file claims of itself, only so many cells are read.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

use calamine::{DataRef, Reader, SheetVisible, Xlsx};
use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};

use crate::domain::fault::{Fault, Note, Result};
use crate::ops::files::read_capped;
use crate::report::table::unguarded;

/// No table is longer, in bytes.
const BYTES: u64 = 32 << 20;
/// The most rows and columns.
const ROWS: usize = 100_000;
const COLUMNS: usize = 256;
/// From here on Excel keeps only the first 15 digits of a number.
const EXACT: f64 = 1e15;

/// One cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// Its text; a date as `YYYY-MM-DD`.
    pub text: String,
    /// Whether it is a number whose last digits the office program threw away.
    pub rounded: bool,
}

/// A table as it was read.
#[derive(Debug, Default)]
pub struct Sheet {
    /// All rows, as long as they are.
    pub rows: Vec<Vec<Cell>>,
    /// What is odd about it.
    pub notes: Vec<Note>,
}

/// Reads the table in a file. What it is is seen from its bytes, not from its name.
pub fn read(path: &Path) -> Result<Sheet> {
    let bytes = read_capped(path, BYTES)?;
    let named = |fault: Fault| fault.with("path", path.display());
    if bytes.starts_with(b"PK\x03\x04") {
        workbook(bytes).map_err(named)
    } else if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        Err(named(Fault::new("E_TABLE_XLS")))
    } else {
        text(&decoded(&bytes).map_err(named)?).map_err(named)
    }
}

/// The text of a CSV file. Excel in China writes GBK, which GB 18030 contains.
fn decoded(bytes: &[u8]) -> Result<String> {
    let encoding = match bytes {
        [0xff, 0xfe, ..] => UTF_16LE,
        [0xfe, 0xff, ..] => UTF_16BE,
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => return Ok(text.trim_start_matches('\u{feff}').to_owned()),
            Err(_) => GB18030,
        },
    };
    let (text, _, broken) = encoding.decode(bytes);
    if broken || text.contains('\0') {
        return Err(Fault::new("E_TABLE_TEXT"));
    }
    Ok(text.into_owned())
}

fn text(text: &str) -> Result<Sheet> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    // The reader skips empty lines; lines are counted as the person sees them.
    for record in reader.records() {
        let record = record.map_err(|e| Fault::new("E_TABLE_TEXT").because(e))?;
        let line = record.position().map_or(0, csv::Position::record);
        let line = usize::try_from(line).unwrap_or(usize::MAX);
        if line >= ROWS || record.len() > COLUMNS {
            return Err(too_large());
        }
        rows.push(
            record
                .iter()
                .map(|cell| Cell {
                    text: unguarded(cell).to_owned(),
                    rounded: is_rounded(cell),
                })
                .collect(),
        );
    }
    Ok(Sheet {
        rows,
        notes: Vec::new(),
    })
}

/// `3.20599E+17`: what Excel leaves of an identity number in a CSV file.
fn is_rounded(cell: &str) -> bool {
    let Some((number, power)) = cell.trim().split_once("E+") else {
        return false;
    };
    number.parse::<f64>().is_ok() && power.parse::<u8>().is_ok_and(|p| p >= 10)
}

/// What divides the cells of the first line.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|l| !l.trim().is_empty());
    let first = first.unwrap_or_default();
    let count = |d: char| first.matches(d).count();
    let best = [(b',', ','), (b'\t', '\t'), (b';', ';')];
    let best = best.into_iter().rev().max_by_key(|(_, c)| count(*c));
    best.map_or(b',', |(byte, _)| byte)
}

fn too_large() -> Fault {
    Fault::new("E_TABLE_SIZE")
        .with("rows", ROWS)
        .with("columns", COLUMNS)
}

/// The first sheet with anything in it. Cells are read one by one: a file that claims
/// millions of them takes no memory for it.
fn workbook(bytes: Vec<u8>) -> Result<Sheet> {
    let bad = |e: calamine::XlsxError| Fault::new("E_TABLE_XLSX").because(e);
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(bad)?;
    let visible = |s: &&calamine::Sheet| s.visible == SheetVisible::Visible;
    let sheets = book.sheets_metadata().iter().filter(visible);
    let names: Vec<String> = sheets.map(|s| s.name.clone()).collect();
    let mut filled: Vec<(String, Vec<Vec<Cell>>)> = Vec::new();
    for name in names {
        let rows = cells(&mut book, &name)?;
        if !rows.is_empty() {
            filled.push((name, rows));
        }
    }
    let mut notes = Vec::new();
    if let [(first, _), _, ..] = filled.as_slice() {
        notes.push(Note::new("W_SHEETS").with("name", first));
    }
    let rows = filled.into_iter().next().map(|(_, rows)| rows);
    Ok(Sheet {
        rows: rows.unwrap_or_default(),
        notes,
    })
}

fn cells(book: &mut Xlsx<Cursor<Vec<u8>>>, name: &str) -> Result<Vec<Vec<Cell>>> {
    let bad = |e: calamine::XlsxError| Fault::new("E_TABLE_XLSX").because(e);
    let mut reader = book.worksheet_cells_reader(name).map_err(bad)?;
    let mut sparse: BTreeMap<usize, BTreeMap<usize, Cell>> = BTreeMap::new();
    while let Some(cell) = reader.next_cell().map_err(bad)? {
        let (row, column) = cell.get_position();
        let (row, column) = (row as usize, column as usize);
        let read = one(cell.get_value());
        if read.text.trim().is_empty() {
            continue;
        }
        if row >= ROWS || column >= COLUMNS {
            return Err(too_large());
        }
        sparse.entry(row).or_default().insert(column, read);
    }
    let last = sparse.keys().next_back().map_or(0, |last| last + 1);
    let mut rows: Vec<Vec<Cell>> = vec![Vec::new(); last];
    for (row, cells) in sparse {
        let wide = cells.keys().next_back().map_or(0, |last| last + 1);
        let mut line = vec![Cell::default(); wide];
        for (column, cell) in cells {
            if let Some(place) = line.get_mut(column) {
                *place = cell;
            }
        }
        if let Some(place) = rows.get_mut(row) {
            *place = line;
        }
    }
    Ok(rows)
}

fn one(value: &DataRef) -> Cell {
    let plain = |text: String| Cell {
        text,
        rounded: false,
    };
    match value {
        DataRef::Int(number) => plain(number.to_string()),
        DataRef::Float(number) => Cell {
            text: if number.fract() == 0.0 {
                format!("{number:.0}")
            } else {
                number.to_string()
            },
            rounded: number.abs() >= EXACT,
        },
        DataRef::String(text) | DataRef::DurationIso(text) => plain(text.clone()),
        DataRef::SharedString(text) => plain((*text).to_owned()),
        DataRef::Bool(true) => plain("是".to_owned()),
        DataRef::Bool(false) => plain("否".to_owned()),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, hour, minute, ..) = moment.to_ymd_hms_milli();
            plain(if moment.as_f64() < 1.0 {
                format!("{hour:02}:{minute:02}")
            } else {
                format!("{year:04}-{month:02}-{day:02}")
            })
        }
        DataRef::DateTime(span) => plain(span.as_f64().to_string()),
        DataRef::DateTimeIso(text) => plain(text.chars().take(10).collect()),
        DataRef::Error(error) => plain(format!("#{error:?}")),
        DataRef::Empty => Cell::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(sheet: &Sheet) -> Vec<Vec<&str>> {
        let row = |r: &'_ Vec<Cell>| -> Vec<&str> { vec![""; r.len()] };
        let mut all: Vec<Vec<&str>> = sheet.rows.iter().map(row).collect();
        for (line, row) in all.iter_mut().zip(&sheet.rows) {
            for (text, cell) in line.iter_mut().zip(row) {
                *text = &cell.text;
            }
        }
        all
    }

    #[test]
    fn text_is_read_in_the_encodings_that_office_programs_write() {
        let wanted = vec![vec!["姓名", "电话"], vec!["孙小美", "1"]];
        let plain = "姓名,电话\r\n孙小美,1\r\n";
        let gbk = GB18030.encode(plain).0.into_owned();
        let utf_16: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain(plain.encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        for bytes in [
            plain.as_bytes().to_vec(),
            format!("\u{feff}{plain}").into_bytes(),
            gbk,
            utf_16,
            plain.replace(',', "\t").into_bytes(),
            plain.replace(',', ";").into_bytes(),
        ] {
            let sheet = text(&decoded(&bytes).unwrap()).unwrap();
            assert_eq!(texts(&sheet), wanted);
        }
        assert_eq!(decoded(&[0x81, 0x00]).unwrap_err().code(), "E_TABLE_TEXT");
    }

    #[test]
    fn a_number_that_lost_its_digits_is_seen() {
        assert!(is_rounded("3.20599E+17"));
        assert!(!is_rounded("E+17") && !is_rounded("13800000001"));
        let id = one(&DataRef::Float(320_599_199_008_220_345.0));
        assert!(id.rounded);
        let phone = one(&DataRef::Float(13_900_000_002.0));
        assert_eq!((phone.text.as_str(), phone.rounded), ("13900000002", false));
    }
}
