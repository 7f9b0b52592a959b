//! Made-up data, for trying the program out.

use serde_json::json;

use super::Answer;
use super::args;
use super::counter::counter;
use super::desk::Desk;
use super::workspace::megabytes;
use crate::domain::fault::Result;
use crate::ops::generate::{self, Plan, fill};

pub(super) fn generate(desk: &mut Desk, args: &args::Generate) -> Result<Answer> {
    if args.demo {
        return demonstration(desk, args.seed);
    }
    let mut ws = desk.open()?;
    let plan = Plan {
        villages: args.villages,
        weeks: args.weeks,
        seed: args.seed,
    };
    let mut progress = counter(desk.lang, !desk.json, "out-generating");
    let filled = fill(&mut ws, plan, &mut desk.world, &mut progress)?;
    drop(progress);
    let json = || {
        json!({
            "villages": plan.villages, "weeks": plan.weeks, "seed": plan.seed,
            "teams": filled.teams, "before": filled.before, "changes": filled.changes,
            "bytes": filled.bytes,
        })
    };
    Ok(desk.answer(json, || {
        let (teams, before) = (filled.teams.to_string(), filled.before.to_string());
        let (changes, size) = (filled.changes.to_string(), megabytes(filled.bytes));
        let words = [
            ("teams", teams.as_str()),
            ("before", &before),
            ("changes", &changes),
            ("size", &size),
        ];
        desk.say("out-generated", &words)
    }))
}

/// The workspace that the demonstration opens, in an empty folder of its own.
fn demonstration(desk: &mut Desk, seed: u64) -> Result<Answer> {
    let home = desk.home()?;
    let mut progress = counter(desk.lang, !desk.json, "out-generating");
    let ws = generate::demo(&home, seed, &desk.world, &mut progress)?;
    drop(progress);
    let path = home.display().to_string();
    let words = [
        ("path", path.as_str()),
        ("name", &ws.me.name),
        ("passphrase", generate::PASSPHRASE),
    ];
    Ok(desk.line("out-demonstration", &words))
}
