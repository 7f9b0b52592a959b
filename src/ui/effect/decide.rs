//! A coordinator's decisions.

use super::Bench;
use super::show::{Words, minute};
use crate::domain::fault::Result;
use crate::domain::record::ending;
use crate::i18n::{say, sentence};
use crate::ops::decide::{Held, Ruling};
use crate::ui::kit::answer::{Answer, ErasureLines, HeldChange};
use crate::ui::kit::ask::Decide;

impl Bench {
    pub(super) fn decide(&mut self, ask: Decide) -> Result<Answer> {
        let lang = self.lang;
        match ask {
            Decide::Held { reveal } => self.held(reveal.as_deref()),
            Decide::Rule { change, admit } => {
                let (workspace, world) = self.open()?;
                let (ruling, id) = if admit {
                    (Ruling::Admit, "out-admitted")
                } else {
                    (Ruling::Refuse, "out-refused")
                };
                let ruled = workspace.rule(world, &change, ruling)?;
                let someone = || say(lang, "word-someone", &[]);
                let author = ruled.held.author.unwrap_or_else(someone);
                let mut said = vec![say(lang, id, &[("author", &author)])];
                said.extend(ruled.warnings.iter().map(|note| sentence(lang, note)));
                // The name of a place may count now.
                self.tell_surroundings();
                Ok(Answer::Decided(said.join(" ")))
            }
            Decide::Erase { id, ground } => {
                let (workspace, world) = self.open()?;
                let erased = workspace.erase(world, id, &ground)?;
                let (records, changes) = (erased.records.to_string(), erased.changes.to_string());
                let words = [("records", records.as_str()), ("changes", &changes)];
                let mut lines = vec![say(lang, "erase-said", &words), String::new()];
                lines.extend(erased.warnings.iter().map(|note| sentence(lang, note)));
                lines.push(say(lang, "out-reach", &[]));
                let forms = workspace.forms();
                let reach = erased.reach.lines(lang, &forms).into_iter();
                lines.extend(reach.map(|line| format!("  {line}")));
                Ok(Answer::Erased(lines))
            }
            Decide::Erasures => self.erasures(),
        }
    }

    fn held(&mut self, reveal: Option<&str>) -> Result<Answer> {
        let lang = self.lang;
        let (workspace, world) = self.open()?;
        let held = workspace.held()?;
        let shown = |one: &Held| reveal == Some(one.id().as_str());
        if let Some(one) = held.iter().find(|one| shown(one)) {
            workspace.log_look(world, "reveal", &[one.record])?;
        }
        // What was held back may be all there is of a record: then it is not here.
        let records = held.iter().filter_map(|h| workspace.record(h.record).ok());
        let records = records.collect();
        let views = workspace.views(world, records)?;
        let words = Words::of(lang, workspace, &views)?;
        let someone = words.say("word-someone", &[]);
        let all = held.iter().map(|one| {
            let view = views.iter().find(|v| v.record.id == one.record);
            let form = words.forms.get(&one.form);
            let says = one.fields.iter().map(|(field, value)| {
                let missing = || (field.clone(), words.say("word-missing", &[]));
                let (name, value) = value
                    .as_ref()
                    .map_or_else(missing, |value| words.said(form, field, value, shown(one)));
                format!("{name} {value}")
            });
            let says: Vec<String> = says.collect();
            let mut fields = one.fields.iter();
            let masked = fields.any(|(field, value)| {
                let known = form.and_then(|f| f.field(field));
                value.is_some() && known.is_some_and(|f| f.protected)
            });
            HeldChange {
                id: one.id(),
                record: view.map(|v| v.record.id),
                title: view.map_or_else(|| words.form_name(&one.form), |v| words.heading(v)),
                who: one.author.clone().unwrap_or_else(|| someone.clone()),
                when: minute(one.stamp.ms()),
                why: words.say(&one.reason, &[]),
                says: says.join(" · "),
                open: one.is_open(),
                masked,
                revealed: masked && shown(one),
            }
        });
        Ok(Answer::Held(all.collect()))
    }

    fn erasures(&mut self) -> Result<Answer> {
        let lang = self.lang;
        let (workspace, _) = self.open()?;
        let all = workspace.erasures()?.into_iter().map(|one| {
            let someone = || say(lang, "word-someone", &[]);
            let (time, root) = (minute(one.at.ms()), ending(one.root));
            let author = one.by.unwrap_or_else(someone);
            let words = [
                ("time", time.as_str()),
                ("root", &root),
                ("author", &author),
                ("ground", &one.ground),
            ];
            let lists = [
                ("out-erasure-done", one.done, false),
                ("out-erasure-waiting", one.waiting, true),
                ("out-erasure-lost", one.lost, false),
            ];
            let lines = lists.into_iter().filter(|(_, names, _)| !names.is_empty());
            let comma = if lang.is_chinese() { "、" } else { ", " };
            let lines = lines
                .map(|(id, names, waits)| (say(lang, id, &[("names", &names.join(comma))]), waits));
            ErasureLines {
                head: say(lang, "out-erasure", &words),
                lines: lines.collect(),
            }
        });
        Ok(Answer::Erasures(all.collect()))
    }
}
