//! What a coordinator decides: about changes that are held back, and what is erased.

use std::collections::BTreeMap;

use serde_json::json;

use super::args;
use super::conflicts::minute;
use super::desk::{Desk, label};
use super::{Answer, json, table};
use crate::domain::control::FORM;
use crate::domain::fault::Result;
use crate::domain::form::Forms;
use crate::ops::decide::{Held, Ruling};
use crate::ops::erase::{Copies, Erased, Erasure};

fn at_json(ms: u64) -> String {
    minute(ms).replace(' ', "T")
}

fn held_json(desk: &Desk, held: &Held) -> serde_json::Value {
    let fields: Vec<&str> = held.fields.iter().map(|(f, _)| f.as_str()).collect();
    json!({
        "id": held.id(),
        "change": held.dot.to_string(),
        "record": held.record.to_string(),
        "form": held.form,
        "fields": fields,
        "author": held.author,
        "at": at_json(held.stamp.ms()),
        "code": held.reason,
        "message": desk.say(&held.reason, &[]),
        "open": held.is_open(),
    })
}

fn author(desk: &Desk, name: Option<&String>) -> String {
    name.cloned()
        .unwrap_or_else(|| desk.say("word-someone", &[]))
}

pub(super) fn held(desk: &mut Desk) -> Result<Answer> {
    let mut ws = desk.open()?;
    let held = ws.held()?;
    let forms = ws.forms();
    let json = || json::page(held.iter().map(|h| held_json(desk, h)).collect(), None);
    Ok(desk.answer(json, || {
        let lines: String = held.iter().map(|h| held_text(desk, &forms, h)).collect();
        if lines.is_empty() {
            desk.say("out-no-held", &[])
        } else {
            lines
        }
    }))
}

fn held_text(desk: &Desk, forms: &Forms, held: &Held) -> String {
    let form = forms.get(&held.form);
    let decision = desk.say("word-decision", &[]);
    let name = match form {
        Some(form) => form.label.text(desk.lang.is_chinese()),
        None if held.form == FORM => &decision,
        None => &held.form,
    };
    let (id, record) = (held.id(), held.record.to_string());
    let (who, time) = (author(desk, held.author.as_ref()), minute(held.stamp.ms()));
    let words = [
        ("id", id.as_str()),
        ("author", &who),
        ("form", name),
        ("record", &record),
        ("time", &time),
    ];
    let fields: Vec<String> = held
        .fields
        .iter()
        .map(|(field, _)| form.map_or(field.clone(), |f| label(desk.lang, f, field)))
        .collect();
    let fields = crate::text::fold::visible(&fields.join("、"));
    let mut text = format!("{}\n", desk.say("out-held", &words));
    let mut line = |line: String| table::add(&mut text, &format!("  {line}"));
    line(desk.say(&held.reason, &[]));
    line(desk.say("out-held-fields", &[("fields", &fields)]));
    if held.is_open() {
        line(desk.say("out-held-how", &[("id", &id)]));
    }
    text
}

pub(super) fn rule(desk: &mut Desk, args: &args::Change, ruling: Ruling) -> Result<Answer> {
    let mut ws = desk.open()?;
    let ruled = ws.rule(&mut desk.world, &args.change, ruling)?;
    desk.warn(&ruled.warnings);
    let held = ruled.held;
    let who = author(desk, held.author.as_ref());
    let sentence = match ruling {
        Ruling::Admit => "out-admitted",
        Ruling::Refuse => "out-refused",
    };
    Ok(desk.answer(
        || json!({"id": held.id(), "change": held.dot.to_string(), "record": held.record.to_string()}),
        || desk.say(sentence, &[("author", &who)]),
    ))
}

pub(super) fn erase(desk: &mut Desk, args: &args::Erase) -> Result<Answer> {
    let mut ws = desk.open()?;
    let id = ws.find(&args.id)?;
    let erased = ws.erase_named(&mut desk.world, id, &args.id, &args.ground)?;
    desk.warn(&erased.warnings);
    let forms = ws.forms();
    Ok(desk.answer(
        || erased_json(&erased),
        || erased_text(desk, &forms, &erased),
    ))
}

fn erased_json(erased: &Erased) -> serde_json::Value {
    let copies = |c: &Copies| json!({"count": c.count, "last": at_json(c.last.ms())});
    let named = |all: &BTreeMap<String, Copies>| -> serde_json::Value {
        let pairs = all.iter().map(|(name, c)| (name.clone(), copies(c)));
        pairs.collect::<serde_json::Map<_, _>>().into()
    };
    let reach = &erased.reach;
    let prints = reach.prints.iter().map(|at| at_json(at.ms()));
    json!({
        "id": erased.root.to_string(),
        "form": erased.form,
        "records": erased.records,
        "changes": erased.changes,
        "out_of_reach": {
            "prints": prints.collect::<Vec<_>>(),
            "tables": named(&reach.tables),
            "files": named(&reach.files),
            "backups": reach.backups.as_ref().map(copies),
        },
    })
}

fn erased_text(desk: &Desk, forms: &Forms, erased: &Erased) -> String {
    let (records, changes) = (erased.records.to_string(), erased.changes.to_string());
    let words = [("records", records.as_str()), ("changes", &changes)];
    let mut text = format!("{}\n\n", desk.say("out-erased", &words));
    table::add(&mut text, &desk.say("out-reach", &[]));
    for line in erased.reach.lines(desk.lang, forms) {
        table::add(&mut text, &format!("  {line}"));
    }
    text
}

pub(super) fn erasures(desk: &mut Desk) -> Result<Answer> {
    let mut ws = desk.open()?;
    let all = ws.erasures()?;
    let json = || {
        let items = all.iter().map(|e| {
            json!({
                "id": e.root.to_string(),
                "place": e.scope.place(),
                "ground": e.ground,
                "by": e.by,
                "at": at_json(e.at.ms()),
                "done": e.done,
                "waiting": e.waiting,
                "lost": e.lost,
            })
        });
        json::page(items.collect(), None)
    };
    Ok(desk.answer(json, || {
        let lines: String = all.iter().map(|e| erasure_text(desk, e)).collect();
        if lines.is_empty() {
            desk.say("out-no-erasures", &[])
        } else {
            lines
        }
    }))
}

fn erasure_text(desk: &Desk, erasure: &Erasure) -> String {
    let (time, root) = (minute(erasure.at.ms()), erasure.root.to_string());
    let who = author(desk, erasure.by.as_ref());
    let words = [
        ("time", time.as_str()),
        ("root", &root),
        ("author", &who),
        ("ground", &erasure.ground),
    ];
    let mut text = format!("{}\n", desk.say("out-erasure", &words));
    let lists = [
        ("out-erasure-done", &erasure.done),
        ("out-erasure-waiting", &erasure.waiting),
        ("out-erasure-lost", &erasure.lost),
    ];
    for (sentence, names) in lists.into_iter().filter(|(_, names)| !names.is_empty()) {
        let names = names.join("、");
        let line = desk.say(sentence, &[("names", &names)]);
        table::add(&mut text, &format!("  {line}"));
    }
    text
}
