//! What waits for me: facts into lines, most pressing first.

use jiff::civil::Date;

use super::show::Words;
use super::{Bench, review};
use crate::domain::date::parse_date;
use crate::domain::fault::Result;
use crate::domain::id::Class;
use crate::i18n::{Lang, say};
use crate::ops::post::Outgoing;
use crate::ops::today::Today as Facts;
use crate::ops::world::date_at;
use crate::ui::kit::answer::{Answer, Leads, Press, Today, Waiting};

/// So many actions stand on the home screen; the list has them all.
const ACTIONS: u32 = 8;
/// An action that is due within so many days presses.
const SOON: i32 = 3;

impl Bench {
    pub(super) fn today(&mut self) -> Result<Answer> {
        let lang = self.lang;
        let (workspace, world) = self.open()?;
        let today = world.today();
        let facts = workspace.today(today, ACTIONS)?;
        let newest = facts.reviews.iter().flat_map(|r| r.newest.clone());
        let views = workspace.views(world, newest.collect())?;
        let words = Words::of(lang, workspace, &views)?;
        let reviews = review::lines(&words, &facts.reviews, &views);
        let named = |form: &str| words.form_name(form);
        let mut urgent = actions(&facts, today, lang);
        for (record, reason) in &facts.returned {
            let mut line = blank(Press::Overdue, Leads::Record(record.id));
            line.kind = say(lang, "home-returned", &[]);
            line.what = format!("{}: {reason}", named(&record.form));
            line.day = date_at(record.changed.ms()).strftime("%m-%d").to_string();
            urgent.push(line);
        }
        let meeting = meeting(&facts, today, lang);
        urgent.extend(meeting);
        urgent.extend(reviews);
        for draft in &facts.drafts {
            let mut line = blank(
                Press::Soon,
                Leads::Draft(draft.key.clone(), draft.form.clone()),
            );
            // A draft is never late.
            line.when = if draft.at.date() == today {
                say(lang, "home-this-day", &[])
            } else {
                draft.at.strftime("%m-%d").to_string()
            };
            let kind = if draft.begun {
                "home-draft"
            } else {
                "home-to-fill"
            };
            line.kind = say(lang, kind, &[]);
            line.what = if draft.title.is_empty() {
                named(&draft.form)
            } else {
                format!("{} {}", named(&draft.form), draft.title)
            };
            line.who = draft.at.strftime("%H:%M").to_string();
            line.day = draft.at.strftime("%m-%d").to_string();
            urgent.push(line);
        }
        if facts.conflicts > 0 {
            let n = facts.conflicts.to_string();
            let mut line = blank(Press::Soon, Leads::Conflicts);
            line.kind = say(lang, "home-conflict", &[]);
            line.what = say(lang, "home-conflicts", &[("n", &n)]);
            urgent.push(line);
        }
        if facts.held > 0 {
            let n = facts.held.to_string();
            let mut line = blank(Press::Soon, Leads::Held);
            line.kind = say(lang, "home-held-back", &[]);
            line.what = say(lang, "home-held-changes", &[("n", &n)]);
            urgent.push(line);
        }
        urgent.sort_by_key(|line| line.press);
        let shown = u64::try_from(facts.actions.items.len()).unwrap_or(u64::MAX);
        let open = facts.actions.open;
        let more = open.n.saturating_sub(shown);
        let figures = figures(&facts, lang);
        let month: Vec<String> = facts
            .month
            .iter()
            .map(|(form, n)| format!("{} {n}", named(form)))
            .collect();
        Ok(Answer::Today(Today {
            figures,
            urgent,
            more: (more > 0).then(|| review::at_least(more, open.more, lang)),
            post: post(&facts, lang),
            month: month.join(" · "),
            unsent: facts.outgoing.iter().map(|o| o.unsent).sum(),
        }))
    }
}

/// The line about rules that records break together, if there are any.
pub(super) fn findings(count: usize, lang: Lang) -> Option<Waiting> {
    let n = count.to_string();
    (count > 0).then(|| Waiting {
        kind: say(lang, "home-finding", &[]),
        what: say(lang, "home-findings", &[("n", &n)]),
        ..blank(Press::Soon, Leads::Findings)
    })
}

pub(super) fn blank(press: Press, leads: Leads) -> Waiting {
    Waiting {
        press,
        when: String::new(),
        kind: String::new(),
        what: String::new(),
        who: String::new(),
        day: String::new(),
        leads,
    }
}

fn actions(facts: &Facts, today: Date, lang: Lang) -> Vec<Waiting> {
    let line = |action: &crate::ops::meeting::OpenAction| {
        let due = parse_date(&action.due).ok();
        let left = due.map(|due| days(today, due));
        let press = match left {
            Some(n) if n < 0 => Press::Overdue,
            Some(n) if n <= SOON => Press::Soon,
            _ => Press::Calm,
        };
        Waiting {
            when: due.map_or(String::new(), |due| day_name(today, due, lang)),
            kind: say(lang, "home-action", &[]),
            what: action.text.clone(),
            who: action.owner.clone(),
            day: due.map_or(String::new(), |d| d.strftime("%m-%d").to_string()),
            ..blank(press, Leads::Record(action.id))
        }
    };
    facts.actions.items.iter().map(line).collect()
}

/// The regular meeting, while it was not held.
fn meeting(facts: &Facts, today: Date, lang: Lang) -> Option<Waiting> {
    let round = &facts.week.round;
    if facts.week.held.is_some() {
        return None;
    }
    let number = round.number.to_string();
    let press = if days(today, round.to) <= 1 {
        Press::Overdue
    } else {
        Press::Soon
    };
    Some(Waiting {
        when: say(lang, "home-not-held", &[]),
        kind: say(lang, "home-meeting", &[]),
        what: say(lang, &format!("home-{}", round.kind), &[("n", &number)]),
        day: round.to.strftime("%m-%d").to_string(),
        ..blank(press, Leads::NewMinutes)
    })
}

/// One of the numbers of what goes out.
type Count = fn(&Outgoing) -> u64;

fn post(facts: &Facts, lang: Lang) -> Vec<Waiting> {
    let mut lines = Vec::new();
    for peer in &facts.peers {
        let moment = |ms: Option<u64>| {
            ms.map_or_else(
                || say(lang, "home-never", &[]),
                |ms| date_at(ms).strftime("%m-%d").to_string(),
            )
        };
        let (sent, heard) = (moment(peer.sent_at), moment(peer.heard_at));
        let words = [
            ("name", peer.name.as_str()),
            ("sent", &sent),
            ("heard", &heard),
        ];
        let mut line = blank(Press::Calm, Leads::Sync);
        let kind = if peer.pinned {
            "word-coordinator"
        } else {
            "home-colleague"
        };
        line.when = say(lang, kind, &[]);
        line.what = say(lang, "home-peer", &words);
        lines.push(line);
    }
    let kinds: [(Count, &str, &str); 2] = [
        (|o| o.unsent, "home-unsent", "home-changes"),
        (|o| o.made, "home-made", "home-changes-made"),
    ];
    for (count, when, what) in kinds {
        let all: u64 = facts.outgoing.iter().map(count).sum();
        if all == 0 {
            continue;
        }
        let parts = facts.outgoing.iter().filter(|o| count(o) > 0);
        let parts: Vec<String> = parts
            .map(|o| format!("{} {}", class_name(o.class, lang), count(o)))
            .collect();
        let all = all.to_string();
        let mut line = blank(Press::Calm, Leads::Sync);
        line.when = say(lang, when, &[]);
        line.what = say(lang, what, &[("n", &all), ("parts", &parts.join(" · "))]);
        line.who = "F9".into();
        lines.push(line);
    }
    lines
}

fn figures(facts: &Facts, lang: Lang) -> String {
    let held = if facts.week.held.is_some() {
        "home-held"
    } else {
        "home-not-held"
    };
    let held = say(lang, held, &[]);
    let [overdue, open] = [facts.actions.overdue, facts.actions.open]
        .map(|count| review::at_least(count.n, count.more, lang));
    let drafts = facts.drafts.len().to_string();
    let conflicts = facts.conflicts.to_string();
    let words = [
        ("held", held.as_str()),
        ("overdue", &overdue),
        ("open", &open),
        ("drafts", &drafts),
        ("conflicts", &conflicts),
    ];
    let figures = say(lang, "home-figures", &words);
    match facts.reviews.as_slice() {
        [] => figures,
        reviews => format!("{figures} · {}", review::figure(reviews, lang)),
    }
}

/// What people call a class of records.
pub(super) fn class_name(class: Class, lang: Lang) -> String {
    say(lang, &format!("class-{}", class.word()), &[])
}

/// Days from one day to another.
fn days(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// A day as people call it from today: `逾期 3天`, `今天`, `周三`; else its date.
fn day_name(today: Date, day: Date, lang: Lang) -> String {
    match days(today, day) {
        n if n < 0 => say(lang, "home-late", &[("n", &(-n).to_string())]),
        0 => say(lang, "home-this-day", &[]),
        1 => say(lang, "home-tomorrow", &[]),
        n if n < 7 => {
            let weekday = day.weekday().to_monday_one_offset();
            say(lang, &format!("ui-weekday-{weekday}"), &[])
        }
        _ => day.strftime("%m-%d").to_string(),
    }
}
