//! Names for pickers of references, and who may be known already.

use jiff::civil::Date;

use super::Bench;
use super::show::Words;
use crate::domain::fault::Result;
use crate::domain::form::WORKER;
use crate::domain::record::Record;
use crate::i18n::say;
use crate::ops::alike::{Reason, Typed};
use crate::text::pinyin;
use crate::ui::kit::answer::{Alike, Answer};
use crate::ui::kit::ask::AlikeAsk;

/// So many names a picker shows; who is not among them is found by typing more.
const NAMES: u32 = 50;
/// So many people are offered for comparison.
const ALIKE: usize = 9;

impl Bench {
    /// Records of a form, or people, whose names begin so.
    pub(super) fn names(&mut self, form: &str, typed: &str) -> Result<Answer> {
        let lang = self.lang;
        let (workspace, world) = self.open()?;
        if form == WORKER {
            let people = workspace.people()?;
            let fits = |name: &str| {
                let sounds = pinyin::queries(typed);
                typed.trim().is_empty()
                    || name.contains(typed.trim())
                    || pinyin::keys(name)
                        .iter()
                        .any(|k| sounds.iter().any(|s| k.starts_with(s)))
            };
            let found = people.into_iter().filter(|(_, name)| fits(name));
            return Ok(Answer::Names(
                found.map(|(id, name)| (id.to_string(), name)).collect(),
            ));
        }
        let today = world.today();
        let found = workspace.named(form, typed, NAMES)?;
        let views = workspace.views(world, found)?;
        let words = Words::of(lang, workspace, &views)?;
        let names = views.iter().map(|v| {
            let line = line(&words, &v.record, v.parent.as_ref(), today);
            (v.record.id.to_string(), line)
        });
        Ok(Answer::Names(names.collect()))
    }

    /// Who may be the person that is being typed.
    pub(super) fn alike(&mut self, ask: &AlikeAsk) -> Result<Answer> {
        let lang = self.lang;
        let (workspace, world) = self.open()?;
        let typed = Typed {
            form: &ask.form,
            but: ask.but,
            name: &ask.name,
            id_no: &ask.id_no,
            phone: &ask.phone,
        };
        let today = world.today();
        let found = workspace.alike(&typed, ALIKE)?;
        let reasons: Vec<Vec<Reason>> = found.iter().map(|a| a.reasons.clone()).collect();
        let records = found.into_iter().map(|a| a.record).collect();
        let views = workspace.views(world, records)?;
        let words = Words::of(lang, workspace, &views)?;
        let comma = if lang.is_chinese() { "，" } else { ", " };
        let alike = views.iter().zip(reasons).map(|(view, reasons)| {
            let number = |r: &Reason| matches!(r, Reason::SameId | Reason::SamePhone);
            let strong = reasons.iter().any(number);
            let why: Vec<String> = reasons.iter().map(|r| say(lang, word(*r), &[])).collect();
            Alike {
                id: view.record.id,
                title: line(&words, &view.record, None, today),
                why: why.join(comma),
                strong,
            }
        });
        Ok(Answer::Alike(alike.collect()))
    }
}

/// A person or record so that two of one name can be told apart: the title, then what its
/// list shows first; masked where it is protected.
fn line(words: &Words, record: &Record, parent: Option<&Record>, today: Date) -> String {
    let mut parts = vec![words.title(record, parent)];
    if let Some(person) = words.person(record, today) {
        parts.push(person);
    } else if let Some(form) = words.forms.get(&record.form) {
        let more = form.list.iter().filter(|id| !form.title.contains(id));
        let more = more
            .filter_map(|id| form.field(id))
            .filter(|f| !f.protected);
        let more = more.map(|f| words.show(false).value(f, record.get(&f.id)));
        parts.extend(more.filter(|text| !text.is_empty()).take(3));
    }
    parts.join(" ")
}

fn word(reason: Reason) -> &'static str {
    match reason {
        Reason::SameId => "alike-same-id",
        Reason::NearId => "alike-near-id",
        Reason::SamePhone => "alike-same-phone",
        Reason::NearPhone => "alike-near-phone",
        Reason::SameName => "alike-same-name",
        Reason::SoundsAlike => "alike-sound",
        Reason::Household => "alike-household",
    }
}
