//! What the list asks in windows over it: which column, which field, which value.

use crate::domain::form::{Field, Form, Kind, ONE_LINE, REVIEW};
use crate::domain::value::Value;
use crate::i18n::values::label;
use crate::ui::kit::answer::Filters;
use crate::ui::kit::{Cx, Route};
use crate::ui::screens::popup::KEPT;

/// Takes all filters away.
pub const NONE: &str = "-";
/// Shows what is void instead, or no more.
pub const OUT: &str = "!";

/// Whether lists can be filtered by a field.
fn can_filter(form: &Form, field: &Field) -> bool {
    let state = form.state.as_ref().is_some_and(|m| m.field == field.id);
    (field.indexed || state) && !field.off && !field.protected
}

/// Whether a list can be sorted by a field: of several codes there is no order.
pub fn can_sort(form: &Form, field: &str) -> bool {
    form.field(field)
        .is_some_and(|f| can_filter(form, f) && !f.kind.is_list())
}

/// By which column.
pub fn columns(form: &Form, cx: &Cx) -> Route {
    let mut of = vec![
        (String::from(" new"), cx.say("list-newest")),
        (String::from(" old"), cx.say("list-oldest")),
    ];
    for field in form.fields.iter().filter(|f| can_sort(form, &f.id)) {
        let name = label(cx.lang, form, &field.id);
        for (mark, id) in [("+", "list-up"), ("-", "list-down")] {
            let words = cx.say_with(id, &[("column", name.as_str())]);
            of.push((format!("{mark}{}", field.id), words));
        }
    }
    Route::Pick {
        title: cx.say("do-sort"),
        of,
    }
}

/// By which field, or which filter that was kept.
pub fn fields(
    form: &Form,
    (filters, void): (&Filters, bool),
    kept: &[(String, Filters)],
    cx: &Cx,
) -> Route {
    let mut of = Vec::new();
    if !filters.is_empty() {
        of.push((NONE.to_owned(), cx.say("list-no-filter")));
    }
    for (name, _) in kept {
        let words = cx.say_with("list-kept", &[("name", name.as_str())]);
        of.push((format!("{KEPT}{name}"), words));
    }
    if void {
        of.push((OUT.to_owned(), cx.say("list-not-void")));
    }
    if !form.approve.is_empty() {
        of.push((REVIEW.to_owned(), cx.say("list-review")));
    }
    let fields = form.fields.iter().filter(|f| can_filter(form, f));
    of.extend(fields.map(|f| (f.id.clone(), label(cx.lang, form, &f.id))));
    if !void {
        of.push((OUT.to_owned(), cx.say("list-void")));
    }
    Route::Pick {
        title: cx.say("do-filter"),
        of,
    }
}

/// Which value of a field.
pub fn values(form: &Form, field: &Field, cx: &Cx) -> Route {
    let title = label(cx.lang, form, &field.id);
    let zh = cx.lang.is_chinese();
    let mut of: Vec<(String, String)> = match &field.kind {
        Kind::Code { list } | Kind::Multi { list } => {
            let list = cx.reference.codes.list(list);
            let codes = list.iter().flat_map(|l| l.offered());
            codes
                .map(|c| (c.code.clone(), c.label(cx.lang.tag()).to_owned()))
                .collect()
        }
        Kind::Choice { of } => of
            .iter()
            .map(|c| (c.code.clone(), c.label.text(zh).to_owned()))
            .collect(),
        Kind::Bool => vec![
            ("true".into(), cx.say("word-yes")),
            ("false".into(), cx.say("word-no")),
        ],
        Kind::Division { digits } => {
            let all = cx.reference.places.under(&cx.reference.city);
            all.filter(|p| digits.contains(&p.code.len()))
                .map(|p| (p.code.clone(), p.name.clone()))
                .collect()
        }
        Kind::Ref { to } if to == crate::domain::form::WORKER => {
            vec![(cx.me.id.clone(), cx.me.name.clone())]
        }
        _ => {
            return Route::Prompt {
                title,
                text: String::new(),
            };
        }
    };
    of.push((NONE.to_owned(), cx.say("list-empty-value")));
    Route::Pick { title, of }
}

/// A value as the index keeps it; `None` if the text is none of this field.
pub fn value(field: &Field, text: &str, cx: &Cx) -> Option<Value> {
    let text = text.trim();
    if text == NONE {
        return Some(Value::Empty);
    }
    match &field.kind {
        Kind::Bool => Some(Value::Bool(text == "true")),
        Kind::Multi { .. } | Kind::Grid { .. } => Some(Value::Codes(vec![text.to_owned()])),
        Kind::Int { .. } => text.parse().ok().map(Value::Int),
        Kind::Date => {
            let day = crate::domain::date::parse_date(text).ok()?;
            Some(Value::Text(day.to_string()))
        }
        Kind::Money | Kind::Decimal1 => None,
        Kind::Ref { .. } if text == cx.me.name => Some(Value::Text(cx.me.id.clone())),
        Kind::Text { max } if *max > ONE_LINE => None,
        _ => Some(Value::Text(text.to_owned())),
    }
}

/// A filter that a list begins with.
pub fn begins(form: &Form, field: &str, code: &str, cx: &Cx) -> Option<Value> {
    if field == REVIEW {
        return (!form.approve.is_empty()).then_some(true.into());
    }
    value(form.field(field)?, code, cx)
}

/// A value that is a code, as [`begins`] reads it; none of what somebody wrote.
pub fn code(form: &Form, field: &str, of: &Value) -> Option<String> {
    if field == REVIEW {
        return Some(of.is_true().to_string());
    }
    let field = form.field(field)?;
    if of.is_empty() {
        return Some(NONE.to_owned());
    }
    match &field.kind {
        Kind::Bool => Some(of.is_true().to_string()),
        Kind::Multi { .. } => match of {
            Value::Codes(codes) => codes.first().cloned(),
            _ => None,
        },
        Kind::Code { .. } | Kind::Choice { .. } | Kind::Division { .. } | Kind::Ref { .. } => {
            of.text().map(str::to_owned)
        }
        _ => None,
    }
}

/// A filter in words: `阶段 介入`.
pub fn words(form: &Form, (field, value): &(String, Value), cx: &Cx) -> String {
    if field == REVIEW {
        return cx.say("list-review");
    }
    let name = label(cx.lang, form, field);
    let shown = match form.field(field) {
        _ if value.is_empty() => cx.say("list-empty-value"),
        Some(known) if matches!(known.kind, Kind::Ref { .. }) => {
            let mine = value.text() == Some(cx.me.id.as_str());
            if mine {
                cx.me.name.clone()
            } else {
                cx.value(known, value)
            }
        }
        Some(known) => cx.value(known, value),
        None => String::new(),
    };
    format!("{name} {shown}")
}
