//! A form in a test: opened, typed into, asked what it holds.

use serde_json::Value as Json;

use super::{FormScreen, Opening};
use crate::domain::form::Object;
use crate::domain::id::RecordId;
use crate::domain::record::Record;
use crate::domain::value::{Patch, Value};
use crate::ui::commands::{Cmd, Code, Key};
use crate::ui::kit::answer::{Answer, Sheet};
use crate::ui::kit::ask::{Ask, Draft, Look, Write};
use crate::ui::kit::{Cx, Effect, Msg, Screen, test_cx};
use crate::ui::widgets::form::Filling;

pub(super) fn cx() -> Cx {
    let mut cx = test_cx();
    cx.me.id = "00000000-0000-7000-8000-000000000001".into();
    cx.me.name = "周社工".into();
    cx.me.place = "320585101201".into();
    cx
}

pub(super) fn open(form: &str, cx: &Cx) -> FormScreen {
    let mut screen = FormScreen::new(
        Opening {
            form: form.into(),
            ..Opening::default()
        },
        cx,
    );
    let effects = screen.update(Msg::Shown, cx);
    assert!(matches!(
        effects[..],
        [Effect::Ask(Ask::Draft(Draft::Read(_)))]
    ));
    screen.update(Msg::Answer(Box::new(Answer::Draft(None))), cx);
    screen
}

pub(super) fn below(form: &str, parent: Record, cx: &Cx) -> FormScreen {
    let mut screen = FormScreen::new(
        Opening {
            form: form.into(),
            parent: Some(parent.id),
            ..Opening::default()
        },
        cx,
    );
    screen.update(Msg::Shown, cx);
    let effects = screen.update(Msg::Answer(Box::new(Answer::Draft(None))), cx);
    assert!(matches!(
        effects[..],
        [Effect::Ask(Ask::Look(Look::Record { .. }))]
    ));
    screen.update(
        Msg::Answer(Box::new(Answer::Sheet(Box::new(sheet(parent))))),
        cx,
    );
    screen
}

pub(in crate::ui::screens) fn record(
    form: &str,
    id: u128,
    fields: &[(&str, &str)],
) -> crate::domain::record::Record {
    let id = RecordId::from_u128(id);
    let place = crate::domain::record::Place {
        id,
        form: form.into(),
        parent: None,
        root: id,
        scope: crate::domain::id::Scope::new("320585101201", crate::domain::id::Class::Case)
            .unwrap(),
    };
    let stamp = crate::domain::stamp::Stamp::at(0);
    let mut record = crate::domain::record::Record::from_fields(
        place,
        None,
        &std::collections::BTreeMap::default(),
        stamp,
        stamp,
    );
    record.fields = fields
        .iter()
        .map(|(k, v)| ((*k).to_owned(), Value::from(*v)))
        .collect::<Patch>();
    record
}

pub(in crate::ui::screens) fn sheet(record: crate::domain::record::Record) -> Sheet {
    Sheet {
        title: record.get("name").text().unwrap_or_default().to_owned(),
        record,
        computed: Patch::new(),
        rows: std::collections::BTreeMap::default(),
        children: Vec::new(),
        parent: None,
        names: std::collections::BTreeMap::default(),
        revealed: true,
        conflicts: Vec::new(),
    }
}

pub(super) fn key(screen: &mut FormScreen, word: &str, cx: &Cx) -> Vec<Effect> {
    screen.update(Msg::Key(Key::read(word).unwrap()), cx)
}

pub(super) fn write(screen: &mut FormScreen, text: &str, cx: &Cx) -> Vec<Effect> {
    let mut last = Vec::new();
    for c in text.chars() {
        last = screen.update(Msg::Key(Key::plain(Code::Char(c))), cx);
    }
    last
}

pub(super) fn fill(screen: &mut FormScreen) -> &mut Filling {
    screen.fill.as_mut().unwrap()
}

pub(super) fn to(screen: &mut FormScreen, field: &str, cx: &Cx) {
    assert!(fill(screen).inner().to_field(field, cx), "{field}");
}

/// Writes into a field and leaves it.
pub(super) fn put(screen: &mut FormScreen, field: &str, text: &str, cx: &Cx) {
    to(screen, field, cx);
    write(screen, text, cx);
    screen.update(Msg::Do(Cmd::NextField), cx);
}

pub(super) fn value(screen: &mut FormScreen, field: &str) -> Json {
    let values = fill(screen).values();
    values.get(field).cloned().unwrap_or_default().to_json()
}

pub(super) fn saved(effects: &[Effect]) -> Option<(Option<RecordId>, Object)> {
    effects.iter().find_map(|e| match e {
        Effect::Ask(Ask::Write(Write::Save { id, input, .. })) => Some((*id, input.clone())),
        _ => None,
    })
}

/// The screen of a record that is there, after its draft was read, and what it wants.
pub(super) fn known(record: &Record, draft: Option<String>, cx: &Cx) -> (FormScreen, Vec<Effect>) {
    let mut screen = FormScreen::new(
        Opening {
            form: record.form.clone(),
            id: Some(record.id),
            ..Opening::default()
        },
        cx,
    );
    screen.update(Msg::Shown, cx);
    screen.update(Msg::Answer(Box::new(Answer::Draft(draft))), cx);
    let sheet = Answer::Sheet(Box::new(sheet(record.clone())));
    let effects = screen.update(Msg::Answer(Box::new(sheet)), cx);
    (screen, effects)
}
