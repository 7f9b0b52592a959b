//! Figures of a period without names, and the report in which they go up.

use serde_json::{Value as Json, json};

use super::args;
use super::desk::Desk;
use super::{Answer, table};
use crate::domain::fault::{Fault, Result};
use crate::domain::figure::{Line, Told};
use crate::i18n::values::{Names, Show};
use crate::ops::report::{Period, Report, ReportFile};
use crate::ops::workspace::Workspace;
use crate::report::figures::{HEADINGS, cells};
use crate::report::table::{Csv, MARK};

pub(super) fn report(desk: &mut Desk, args: &args::Report) -> Result<Answer> {
    let kind = args.format.as_deref();
    let ending = args.out.as_ref().and_then(|out| out.extension()?.to_str());
    let kind = kind.or(ending.filter(|e| ["json", "csv", "xlsx"].contains(e)));
    let kind = kind.unwrap_or(if desk.json { "json" } else { "table" });
    if kind == "xlsx" && args.out.is_none() {
        return Err(Fault::new("E_REPORT_OUT").at("out"));
    }
    let mut ws = desk.open()?;
    let mut period = Period::last_month(desk.world.today(), &ws.me.place);
    period.from = args.from.unwrap_or(period.from);
    period.to = args.to.unwrap_or(period.to.max(period.from));
    if let Some(place) = &args.place {
        period.place.clone_from(place);
    }
    let (report, id) = if args.record {
        let (report, saved) = ws.record_report(&mut desk.world, &period)?;
        desk.warn(&saved.warnings);
        (report, Some(saved.view.record.id.to_string()))
    } else {
        (ws.report(&desk.world, &period)?, None)
    };
    let rows = rows(desk, &ws, &report);
    let told = to_json(&report, id.as_deref());
    let mut text = match kind {
        "json" => format!("{told}\n"),
        "csv" => csv(&rows.0, &rows.1)?,
        _ => to_text(desk, &ws, &report, &rows),
    };
    if let Some(id) = &id {
        let said = desk.say("out-report-kept", &[("id", id)]);
        if !["json", "csv"].contains(&kind) {
            table::add(&mut text, &said);
        }
    }
    let Some(out) = &args.out else {
        return Ok(match kind {
            "json" => Answer::Json(told),
            _ if desk.json => Answer::Json(told),
            _ => Answer::Text(text),
        });
    };
    let file = match kind {
        "csv" => ReportFile::Csv,
        "xlsx" => ReportFile::Xlsx,
        _ => ReportFile::Plain,
    };
    let name = ws.forms().need(crate::ops::report::REPORT)?.label.clone();
    let name = name.text(desk.lang.is_chinese());
    let note = ws.write_report(&desk.world, (out, file), (name, &rows.0, &rows.1), &text)?;
    desk.warn(&[note]);
    let (path, count) = (out.display().to_string(), rows.1.len().to_string());
    Ok(desk.answer(
        || json!({"path": path, "rows": rows.1.len(), "id": id}),
        || desk.say("out-taken-out", &[("path", &path), ("count", &count)]),
    ))
}

/// Headings and lines, in words.
fn rows(desk: &Desk, ws: &Workspace, report: &Report) -> (Vec<String>, Vec<Vec<String>>) {
    let names = Names::new();
    let show = Show {
        lang: desk.lang,
        codes: &ws.reference.codes,
        places: &ws.reference.places,
        names: &names,
        reveal: false,
    };
    let lines = report.lines.iter().map(|line| cells(&show, line).to_vec());
    let headings = HEADINGS.map(|id| desk.say(id, &[])).to_vec();
    (headings, lines.collect())
}

/// Comma-separated values, without the mark that tells Excel what they are.
fn csv(headings: &[String], rows: &[Vec<String>]) -> Result<String> {
    let mut csv = Csv::begin(Vec::new(), headings)?;
    rows.iter().try_for_each(|row| csv.row(row))?;
    let bytes = csv.end()?;
    let text = bytes.strip_prefix(MARK).unwrap_or(&bytes);
    Ok(String::from_utf8_lossy(text).into_owned())
}

fn to_text(
    desk: &Desk,
    ws: &Workspace,
    report: &Report,
    (headings, rows): &(Vec<String>, Vec<Vec<String>>),
) -> String {
    let period = &report.period;
    let place = ws.reference.places.full_name(&period.place);
    let place = place.unwrap_or_else(|| period.place.clone());
    let (from, to) = (period.from.to_string(), period.to.to_string());
    let words = [("place", place.as_str()), ("from", &from), ("to", &to)];
    let mut text = format!("{}\n\n", desk.say("out-report", &words));
    text.push_str(&table::table(headings, rows));
    if report.left_out > 0 {
        let n = report.left_out.to_string();
        table::add(&mut text, &desk.say("out-report-left", &[("n", &n)]));
    }
    text
}

fn to_json(report: &Report, id: Option<&str>) -> Json {
    let figure = |line: &Line| {
        let (value, hidden) = match line.told {
            Told::Number(n) => (Some(n), None),
            Told::Few => (None, Some("few")),
            Told::Withheld => (None, Some("withheld")),
        };
        let part = line.part.as_ref().map(|(_, code)| code);
        json!({"indicator": line.indicator, "part": part, "value": value, "hidden": hidden})
    };
    let period = &report.period;
    json!({
        "from": period.from.to_string(),
        "to": period.to.to_string(),
        "place": period.place,
        "figures": report.lines.iter().map(figure).collect::<Vec<_>>(),
        "left_out": report.left_out,
        "id": id,
    })
}
