//! The decisions that a file brings, in words.

use super::show::Words;
use crate::domain::fault::Result;
use crate::i18n::{Lang, say};
use crate::ops::sync::{Decided, Detail, Imported, Ruled};
use crate::ops::view::View;
use crate::ops::workspace::Workspace;

/// So many are told one by one; the rest are counted.
const LINES: usize = 50;

/// Each decision and answer, what follows from all of them for what is here, and how many
/// values of this person another did not keep.
pub(super) fn decisions(
    lang: Lang,
    workspace: &mut Workspace,
    imported: &Imported,
    detail: &Detail,
) -> Result<Vec<String>> {
    let all = &detail.decisions;
    let views: Vec<View> = all.iter().filter_map(|d| d.about.clone()).collect();
    let words = Words::of(lang, workspace, &views)?;
    let told = all.iter().take(LINES).map(|d| line(&words, d));
    let mut lines: Vec<String> = told.collect();
    let count = |id: &str, n: u64| {
        let n = n.to_string();
        say(lang, id, &[("n", &n)])
    };
    let more = all.len().saturating_sub(LINES) as u64 + detail.more_decisions;
    if more > 0 {
        lines.push(count("came-more-decisions", more));
    }
    let judged = &imported.came.decided;
    let follows = [
        ("came-takes-part", judged.admitted + imported.admitted),
        ("came-takes-no-part", judged.withdrawn + imported.withdrawn),
        ("came-gone", judged.erased),
        ("came-late", imported.came.refused_bodies),
    ];
    let follows = follows.into_iter().filter(|(_, n)| *n > 0);
    lines.extend(follows.map(|(id, n)| count(id, n)));
    let overruled = imported.came.overruled.len();
    if overruled > 0 {
        let words = [("count", overruled.to_string())];
        let words = words.each_ref().map(|(id, n)| (*id, n.as_str()));
        lines.push(say(lang, "out-import-overruled", &words));
    }
    Ok(lines)
}

fn line(words: &Words, decided: &Decided) -> String {
    let what = match (&decided.about, &decided.form) {
        (Some(view), _) => words.heading(view),
        (None, Some(form)) => words.form_name(form),
        (None, None) => words.say("came-not-here", &[]),
    };
    let someone = || words.say("word-someone", &[]);
    let who = decided.author.clone().unwrap_or_else(someone);
    let (id, why) = match &decided.ruled {
        Ruled::Admit => ("came-admit", ""),
        Ruled::Refuse => ("came-refuse", ""),
        Ruled::Erase(ground) => ("came-erase", ground.as_str()),
        Ruled::Erased => ("came-erased", ""),
        Ruled::Return(reason) => ("came-return", reason.as_str()),
        Ruled::Approve => ("came-approve", ""),
        Ruled::Revoke(name) => ("came-revoke", name.as_str()),
    };
    let why = crate::text::fold::visible(why);
    let said = [("who", who.as_str()), ("what", &what), ("why", &why)];
    let text = words.say(id, &said);
    if decided.held {
        words.say("came-decision-held", &[("text", &text)])
    } else {
        text
    }
}
