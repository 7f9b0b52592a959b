//! Reading: one record, its history, lists, searches, who looked at what.

use serde_json::{Value as Json, json};

use super::args;
use super::desk::Desk;
use super::paper::{Paper, short};
use super::{Answer, input, json, print, table};
use crate::domain::fault::Result;
use crate::domain::form::{Form, Forms};
use crate::domain::id::{PersonId, RecordId};
use crate::domain::record::Record;
use crate::domain::value::Value;
use crate::i18n::values::unknown;
use crate::ops::own_data::looked;
use crate::ops::view::{Past, View};
use crate::ops::workspace::Workspace;
use crate::ops::world::clock_at;
use crate::storage::{Access, Cursor, Query};

pub(super) fn show(desk: &mut Desk, args: &args::Show) -> Result<Answer> {
    let mut ws = desk.open()?;
    let id = ws.find(&args.id)?;
    let view = ws.show(&desk.world, id)?;
    if args.reveal || desk.json {
        ws.log_look(&desk.world, "reveal", &[id])?;
    }
    let history = if args.history {
        Some(ws.history_whole(id)?)
    } else {
        None
    };
    if desk.json {
        let forms = ws.forms();
        return Ok(Answer::Json(match history {
            None => json::record(&forms, &view),
            Some(past) => {
                let items = past.iter().map(|p| past_json(&forms, &view, p));
                json::page(items.collect(), None)
            }
        }));
    }
    let past = history.unwrap_or_default();
    let referred = ws.referred_in(&view.record.form, &past)?;
    let paper = Paper::new(desk.lang, &mut ws, std::slice::from_ref(&view), args.reveal)?;
    Ok(Answer::Text(if args.history {
        history_text(desk, &paper.knowing(referred), &view, &past)
    } else {
        paper.record(&view)
    }))
}

pub(super) fn list(desk: &mut Desk, args: &args::List) -> Result<Answer> {
    let mut ws = desk.open()?;
    let forms = ws.forms();
    let form = input::form(&forms, &args.form)?;
    desk.about(&ws, &form.id);
    let sorted = (args.sort.as_deref(), args.desc);
    let query = Query {
        void: args.void,
        after: args.after.as_deref().map(Cursor::from_word).transpose()?,
        limit: args.limit,
        ..query(desk, &mut ws, form, &args.filter, sorted)?
    };
    if let Some(out) = &args.out {
        return print::take_out(desk, &mut ws, query, out, args.reveal);
    }
    if args.count {
        let count = ws.count(&query)?;
        return Ok(desk.answer(|| json!({"count": count}), || count.to_string()));
    }
    let page = ws.list(&query)?;
    let next = page.next.map(|c| c.to_word());
    let views = ws.views(&desk.world, page.items)?;
    if desk.json {
        let ids: Vec<_> = views.iter().map(|v| v.record.id).collect();
        ws.log_look(&desk.world, "list", &ids)?;
        let items = views.iter().map(|v| json::record(&forms, v)).collect();
        return Ok(Answer::Json(json::page(items, next)));
    }
    if views.is_empty() {
        return Ok(Answer::Text(format!("{}\n", desk.say("out-none", &[]))));
    }
    let paper = Paper::new(desk.lang, &mut ws, &views, false)?;
    let mut text = paper.list(form, &views);
    if let Some(next) = next {
        table::add(
            &mut text,
            &format!("\n{}", desk.say("out-more", &[("cursor", &next)])),
        );
    }
    Ok(Answer::Text(text))
}

/// A query without a page: filters, and the field to sort by.
pub(super) fn query(
    desk: &Desk,
    ws: &mut Workspace,
    form: &Form,
    filters: &[(String, String)],
    (sort, descending): (Option<&str>, bool),
) -> Result<Query> {
    let today = desk.world.today().to_string();
    let filters = filters
        .iter()
        .map(|pair| Ok((pair.0.clone(), input::filter(ws, form, pair, &today)?)));
    let filters = filters.collect::<Result<_>>()?;
    if let Some(sort) = sort {
        input::need_kept(form, sort)?;
    }
    Ok(Query {
        form: form.id.clone(),
        filters,
        sort: sort.map(str::to_owned),
        descending,
        ..Query::default()
    })
}

pub(super) fn search(desk: &mut Desk, args: &args::Search) -> Result<Answer> {
    let mut ws = desk.open()?;
    let hits = ws.search(&desk.world, &args.text, args.limit)?;
    let roots: Vec<Option<Record>> = hits.iter().map(|h| h.root.clone()).collect();
    let records = hits.into_iter().map(|h| h.record).collect();
    let views = ws.views(&desk.world, records)?;
    if desk.json {
        let ids: Vec<_> = views.iter().map(|v| v.record.id).collect();
        ws.log_look(&desk.world, "list", &ids)?;
        let forms = ws.forms();
        let items = views.iter().map(|v| json::record(&forms, v)).collect();
        return Ok(Answer::Json(json::page(items, None)));
    }
    if views.is_empty() {
        return Ok(Answer::Text(format!("{}\n", desk.say("out-none", &[]))));
    }
    let paper = Paper::new(desk.lang, &mut ws, &views, false)?;
    let headings = ["word-id", "word-form", "word-title", "word-above"].map(|id| desk.say(id, &[]));
    let rows = views.iter().zip(&roots).map(|(view, root)| {
        let above = root.as_ref().map(|r| {
            format!("{} {}", paper.form_name(&r.form), paper.title(r, None))
                .trim_end()
                .to_owned()
        });
        vec![
            short(view.record.id),
            paper.form_name(&view.record.form),
            paper.title(&view.record, view.parent.as_ref()),
            above.unwrap_or_default(),
        ]
    });
    Ok(Answer::Text(table::table(
        &headings,
        &rows.collect::<Vec<_>>(),
    )))
}

pub(super) fn access(desk: &mut Desk, args: &args::Access) -> Result<Answer> {
    let mut ws = desk.open()?;
    let log = ws.accesses(args.limit)?;
    let time = |ms: u64| clock_at(ms).strftime("%Y-%m-%d %H:%M:%S").to_string();
    let json = || {
        let items = log.iter().map(|a| {
            json!({
                "at": clock_at(a.at.ms()).strftime("%Y-%m-%dT%H:%M:%S").to_string(),
                "what": a.what,
                "record": a.record.map(|r| r.to_string()),
                "note": a.note,
            })
        });
        json::page(items.collect(), None)
    };
    if desk.json {
        return Ok(Answer::Json(json()));
    }
    let about = seen(desk, &mut ws, &log)?;
    Ok(desk.answer(json, || {
        let headings =
            ["word-time", "word-what", "word-id", "word-note"].map(|id| desk.say(id, &[]));
        let rows = log.iter().zip(about).map(|(a, (record, note))| {
            vec![time(a.at.ms()), looked(desk.lang, &a.what), record, note]
        });
        table::table(&headings, &rows.collect::<Vec<_>>())
    }))
}

/// What each line of the access log is about, as a person reads it: the record by its one
/// line and the beginning of its id, a colleague by name.
fn seen(desk: &Desk, ws: &mut Workspace, log: &[Access]) -> Result<Vec<(String, String)>> {
    let mut ids: Vec<RecordId> = log.iter().filter_map(|a| a.record).collect();
    ids.sort_unstable();
    ids.dedup();
    // What is not here any more is named by its id.
    let records = ids.into_iter().filter_map(|id| ws.record(id).ok());
    let records = records.collect();
    let views = ws.views(&desk.world, records)?;
    let mut notes = Vec::new();
    for line in log {
        let note = line.note.clone().unwrap_or_default();
        let person = note.parse::<PersonId>().ok();
        notes.push(match person {
            Some(person) => ws
                .name_of(person)?
                .unwrap_or_else(|| unknown(desk.lang, true, &note)),
            None => note,
        });
    }
    let paper = Paper::new(desk.lang, ws, &views, false)?;
    let named = log.iter().map(|line| {
        let view = line
            .record
            .and_then(|id| views.iter().find(|v| v.record.id == id));
        match (view, line.record) {
            (Some(view), Some(id)) => format!("{} {}", paper.heading(view), short(id)),
            (_, Some(id)) => id.to_string(),
            _ => String::new(),
        }
    });
    Ok(named.zip(notes).collect())
}

fn past_json(forms: &Forms, view: &View, past: &Past) -> Json {
    let form = past.row.as_ref().map_or(&view.record.form, |row| &row.form);
    let form = forms.get(form);
    let fields = past.fields.iter().map(|(field, before, after)| {
        let value = |v: &Value| json::value(form, field, v);
        (
            field.clone(),
            json!({"before": value(before), "after": value(after)}),
        )
    });
    json!({
        "change": past.dot.to_string(),
        "at": clock_at(past.stamp.ms()).strftime("%Y-%m-%dT%H:%M:%S").to_string(),
        "author": past.author,
        "undo": past.undo,
        "held": past.held,
        "row": past.row.as_ref().map(|row| json!({
            "id": row.id.to_string(),
            "form": row.form,
            "step": row.step.word(),
        })),
        "fields": fields.collect::<serde_json::Map<_, _>>(),
    })
}

fn history_text(desk: &Desk, paper: &Paper, view: &View, past: &[Past]) -> String {
    let mut text = format!("{}\n", paper.heading(view));
    let mut step = None;
    for change in past {
        if step != Some((change.dot.device, change.step)) {
            step = Some((change.dot.device, change.step));
            let time = clock_at(change.stamp.ms())
                .strftime("%Y-%m-%d %H:%M")
                .to_string();
            let unknown = desk.say("word-someone", &[]);
            let author = change.author.as_deref().unwrap_or(&unknown);
            let words = [("time", time.as_str()), ("author", author)];
            let sentence = if change.undo {
                "out-past-undo"
            } else {
                "out-past"
            };
            table::add(&mut text, &format!("\n{}", desk.say(sentence, &words)));
        }
        if let Some(reason) = &change.held {
            table::add(&mut text, &desk.say(reason, &[]));
        }
        text.push_str(&table::pairs(&paper.changed(&view.record.form, change)));
    }
    text
}
