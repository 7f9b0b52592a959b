//! Figures of a period, and the report in which they go up.

use super::Bench;
use crate::domain::fault::Result;
use crate::i18n::values::{Names, Show};
use crate::i18n::{say, sentence};
use crate::ops::report::Period;
use crate::report::figures::cells;
use crate::ui::kit::answer::{Answer, Figures};
use crate::ui::kit::ask::FigureAsk;

impl Bench {
    pub(super) fn figures(&mut self, of: FigureAsk) -> Result<Answer> {
        let lang = self.lang;
        let (workspace, world) = self.open()?;
        let place = workspace.me.place.clone();
        let (from, to) = (of.from, of.to);
        let report = workspace.report(world, &Period { from, to, place })?;
        let refused = workspace.may_report().err();
        let refused = refused.and_then(|fault| fault.notes.first().map(|n| sentence(lang, n)));
        let names = Names::new();
        let show = Show {
            lang,
            codes: &workspace.reference.codes,
            places: &workspace.reference.places,
            names: &names,
            reveal: false,
        };
        let left = report.left_out.to_string();
        Ok(Answer::Figures(Figures {
            of,
            rows: report.lines.iter().map(|line| cells(&show, line)).collect(),
            left: (report.left_out > 0)
                .then(|| say(lang, "out-report-left", &[("n", left.as_str())])),
            refused,
        }))
    }

    pub(super) fn keep_report(&mut self, of: FigureAsk) -> Result<Answer> {
        let lang = self.lang;
        let (workspace, world) = self.open()?;
        let place = workspace.me.place.clone();
        let (from, to) = (of.from, of.to);
        let (_, saved) = workspace.record_report(world, &Period { from, to, place })?;
        let mut said = vec![say(lang, "report-kept", &[])];
        said.extend(saved.warnings.iter().map(|note| sentence(lang, note)));
        Ok(Answer::Reported(saved.view.record.id, said.join(" ")))
    }
}
