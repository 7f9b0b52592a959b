//! Paper and office tables: only to the file that was named.

use std::path::Path;

use serde_json::json;

use super::args;
use super::desk::Desk;
use super::{Answer, input, look};
use crate::domain::fault::{Fault, Result};
use crate::ops::own_data::OwnFormat;
use crate::ops::print::{Printed, Printing, Subject};
use crate::ops::take_out::{TableFormat, TakeOut};
use crate::ops::workspace::Workspace;
use crate::report::Format;
use crate::storage::Query;

/// What stands in the place of a form for an empty sign-in sheet.
const SIGN_IN: &str = "sign-in";

pub(super) fn print(desk: &mut Desk, args: &args::Print) -> Result<Answer> {
    let ending = args.out.extension().and_then(|e| e.to_str());
    if args.all {
        return print_all(desk, args, ending);
    }
    let format = args.format.as_deref().or(ending).and_then(Format::of);
    let format = format.ok_or_else(|| Fault::new("E_PRINT_FORMAT"))?;
    let mut ws = desk.open()?;
    let subject = subject(desk, &mut ws, args)?;
    let job = Printing {
        subject,
        format,
        lang: desk.lang,
        reveal: args.reveal,
        out: args.out.clone(),
    };
    let printed = ws.print(&desk.world, &job)?;
    Ok(told(desk, args, &printed))
}

/// `print ID --all`: everything under a root, for the person it is about.
fn print_all(desk: &mut Desk, args: &args::Print, ending: Option<&str>) -> Result<Answer> {
    let format = args.format.as_deref().or(ending).and_then(OwnFormat::of);
    let format = format.ok_or_else(|| Fault::new("E_PRINT_ALL_FORMAT"))?;
    let mut ws = desk.open()?;
    let id = ws.find(args.id.as_deref().unwrap_or_default())?;
    let printed = ws.print_all(&desk.world, id, (format, desk.lang), &args.out)?;
    Ok(told(desk, args, &printed))
}

fn told(desk: &Desk, args: &args::Print, printed: &Printed) -> Answer {
    desk.warn(&printed.warnings);
    let path = args.out.display().to_string();
    let size = format!("{} KB", printed.bytes.div_ceil(1024));
    desk.answer(
        || json!({"path": path, "bytes": printed.bytes, "records": printed.records}),
        || desk.say("out-printed", &[("path", &path), ("size", &size)]),
    )
}

fn subject(desk: &mut Desk, ws: &mut Workspace, args: &args::Print) -> Result<Subject> {
    if let Some(id) = &args.sign_in {
        return Ok(Subject::SignIn(Some(ws.find(id)?)));
    }
    let forms = ws.forms();
    if let Some(form) = &args.blank {
        return Ok(match form.as_str() {
            SIGN_IN => Subject::SignIn(None),
            form => Subject::Blank(input::form(&forms, form)?.id.clone()),
        });
    }
    if let Some(form) = &args.list {
        let form = input::form(&forms, form)?;
        desk.about(ws, &form.id);
        let sorted = (args.sort.as_deref(), args.desc);
        let query = look::query(desk, ws, form, &args.filter, sorted)?;
        return Ok(Subject::List(query));
    }
    let id = args.id.as_deref().unwrap_or_default();
    Ok(Subject::Record(ws.find(id)?))
}

/// `list … --out FILE`.
pub(super) fn take_out(
    desk: &Desk,
    ws: &mut Workspace,
    query: Query,
    out: &Path,
    reveal: bool,
) -> Result<Answer> {
    let format = TableFormat::of(out);
    let format = format.ok_or_else(|| Fault::new("E_LIST_OUT").with("path", out.display()))?;
    let job = TakeOut {
        query,
        format,
        lang: desk.lang,
        reveal,
        out: out.to_path_buf(),
    };
    let taken = ws.take_out(&desk.world, &job)?;
    desk.warn(&taken.warnings);
    let path = out.display().to_string();
    let count = taken.rows.to_string();
    Ok(desk.answer(
        || json!({"path": path, "rows": taken.rows, "bytes": taken.bytes}),
        || desk.say("out-taken-out", &[("path", &path), ("count", &count)]),
    ))
}
