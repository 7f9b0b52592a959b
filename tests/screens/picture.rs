//! Pictures for the README, made from frames: what they show is what the program draws.
//! `PICTURES=write cargo test --test screens` writes them anew.

use std::fmt::Write;
use std::path::Path;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use sanshe::text::width::{Ambiguous, cells};

/// One cell, in the picture's units.
const WIDE: u16 = 9;
const HIGH: u16 = 20;
const PAPER: &str = "#16181d";
const INK: &str = "#d5d8de";

fn colour(colour: Color, otherwise: &'static str) -> &'static str {
    match colour {
        Color::White => "#f2f4f8",
        Color::Gray => "#9aa0ab",
        Color::DarkGray => "#555b66",
        Color::Black => "#16181d",
        Color::Cyan => "#5fc4c8",
        Color::Yellow => "#e3b341",
        Color::LightRed => "#ff7b72",
        _ => otherwise,
    }
}

/// A frame as an SVG: every character at its own column, so that no font can shift it.
/// Some viewers read only the first column of a text, so every word is a text of its own.
pub fn svg(buffer: &Buffer) -> String {
    let area = buffer.area;
    let (width, height) = (area.width * WIDE + 16, area.height * HIGH + 16);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"'Sarasa Mono SC','Noto Sans Mono CJK SC','Noto Sans CJK SC',monospace\" font-size=\"16\">\n<rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"{PAPER}\"/>\n"
    );
    for y in 0..area.height {
        let mut x = 0;
        while x < area.width {
            let cell = &buffer[(x, y)];
            let run = run(buffer, x, y);
            let wide: u16 = run.iter().map(|(w, _)| *w).sum();
            let (ink, paper) = inks(cell);
            let (left, top) = (8 + x * WIDE, 8 + y * HIGH);
            if paper != PAPER {
                let w = wide * WIDE;
                writeln!(
                    svg,
                    "<rect x=\"{left}\" y=\"{top}\" width=\"{w}\" height=\"{HIGH}\" fill=\"{paper}\"/>"
                )
                .unwrap();
            }
            let bold = if cell.modifier.contains(Modifier::BOLD) {
                " font-weight=\"bold\""
            } else {
                ""
            };
            for (columns, text) in words(&run, left) {
                let text = text.replace('&', "&amp;").replace('<', "&lt;");
                writeln!(
                    svg,
                    "<text y=\"{}\" x=\"{}\" fill=\"{ink}\"{bold}>{text}</text>",
                    top + 15,
                    columns.join(" ")
                )
                .unwrap();
            }
            x += wide.max(1);
        }
    }
    svg.push_str("</svg>\n");
    svg
}

fn inks(cell: &Cell) -> (&'static str, &'static str) {
    (colour(cell.fg, INK), colour(cell.bg, PAPER))
}

/// Cells of one style from here on: `(width, symbol)`.
fn run(buffer: &Buffer, from: u16, y: u16) -> Vec<(u16, &str)> {
    let style = buffer[(from, y)].style();
    let mut run = Vec::new();
    let mut x = from;
    while x < buffer.area.width && buffer[(x, y)].style() == style {
        let symbol = buffer[(x, y)].symbol();
        let wide = u16::try_from(cells(symbol, Ambiguous::One).max(1)).unwrap();
        run.push((wide, symbol));
        x += wide;
    }
    run
}

/// The words of a run, each with the columns of its characters.
fn words(run: &[(u16, &str)], left: u16) -> Vec<(Vec<String>, String)> {
    let mut words = vec![(Vec::new(), String::new())];
    let mut at = left;
    for (wide, symbol) in run {
        if *symbol == " " {
            words.push((Vec::new(), String::new()));
        } else if let Some((columns, text)) = words.last_mut() {
            columns.push(at.to_string());
            text.push_str(symbol);
        }
        at += wide * WIDE;
    }
    words.retain(|(_, text)| !text.is_empty());
    words
}

/// Compares a picture with the one that is kept.
pub fn picture(name: &str, buffer: &Buffer) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/screens/pictures")
        .join(format!("{name}.svg"));
    let drawn = svg(buffer);
    if std::env::var_os("PICTURES").is_some_and(|v| v == "write") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &drawn).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        drawn == kept,
        "{} shows an older screen; look at the new one and write it with PICTURES=write",
        path.display()
    );
}
