//! A township to look at: the workspace of one worker, as it might be on a Monday.

use std::path::Path;
use std::sync::atomic::Ordering;

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::json;

use super::city::{Filled, add_places, monday_of, take_in};
use super::coordinator::{look_over, township_months};
use super::dice::{Clock, made_up};
use super::season::Season;
use super::team::{self, Frame, Handed, Team, share, teams};
use super::villages::{Village, townships, villages};
use super::words::Words;
use crate::domain::fault::{Fault, Result};
use crate::domain::form::Object;
use crate::domain::id::RecordId;
use crate::domain::role::Role;
use crate::ops::files;
use crate::ops::sync::Progress;
use crate::ops::workspace::{Setup, Workspace};
use crate::ops::world::World;

/// Opens the demonstration again after a lock. There is nothing in it to protect.
pub const PASSPHRASE: &str = "demo demo demo";

const TOWN: &str = "320585101";
const COORDINATOR: &str = "陈协调";
const VILLAGES: usize = 12;
const WEEKS: usize = 26;

/// Makes the workspace of a worker in an empty folder, to be thrown away afterwards:
/// twelve villages with half a year of meetings, three of them the worker's own, the
/// others come in the coordinator's file, as of a week ago. This week nobody has met yet;
/// last week's records are not handed over; some actions are overdue; about one volunteer
/// the coordinator and the worker wrote different things, and hours of another overlap.
pub fn demo(home: &Path, seed: u64, world: &World, progress: &mut Progress) -> Result<Workspace> {
    let words = Words::built_in()?;
    let reference = crate::ops::workspace::read_reference(home)?;
    let towns = townships(&reference.places, TOWN)?;
    let all = villages(&words, &towns, VILLAGES)?;
    let until = monday_of(world.today());
    let frame = Frame::new(&words, seed, until, WEEKS, COORDINATOR);
    files::make_private_folder(home)?;
    // Beside the workspace, so that nothing of the others stays in it.
    let work = tempfile::Builder::new()
        .prefix(".sanshe-demo-")
        .tempdir_in(home)
        .map_err(|e| files::io_fault(home, e))?;
    let (mut chief, mut chief_world, clock) = coordinator(&frame, &work.path().join("chief"))?;
    add_places(&mut chief, &all)?;
    let card = work.path().join("card");
    let fingerprint = chief.write_card(&chief_world, &card)?;
    let card = (card.as_path(), fingerprint.as_str());
    let (mut mine, handed) = everybody(&frame, (home, work.path()), &all, card, progress)?;

    // On the weekend before the last week the files go to and fro.
    let saturday = until.saturating_sub(9.days());
    clock.set(saturday, 9, 0);
    let mut filled = Filled::default();
    for (n, handed) in handed.iter().enumerate() {
        take_in(&mut chief, &mut chief_world, handed, &mut filled)?;
        look_over(&mut chief, &frame, (n, saturday), handed, |_| Ok(()))?;
    }
    for (n, town) in towns.iter().enumerate() {
        township_months(&mut chief, &frame, n, town, |_| Ok(()))?;
    }
    let [first, second] = two_volunteers(&mine)?;
    write(&mut chief, &mut chief_world, first, "退休教师")?;
    serve(&mut chief, &mut chief_world, (second, saturday), 9)?;
    let out = work.path().join("back");
    std::fs::create_dir(&out).map_err(|e| files::io_fault(&out, e))?;
    let back = chief.export(&mut chief_world, &mine.ws.me.name, &out, &mut |_, _| true)?;

    mine.clock.set(saturday, 19, 30);
    write(&mut mine.ws, &mut mine.world, first, "小学教师（已退休）")?;
    serve(&mut mine.ws, &mut mine.world, (second, saturday), 10)?;
    add_places(&mut mine.ws, &all)?;
    mine.clock.set(until.saturating_sub(8.days()), 20, 0);
    for file in &back.files {
        mine.ws
            .import(&mut mine.world, file, false, &mut |_, _| true)?;
    }
    mine.live(&frame, WEEKS - 1..WEEKS)?;
    mine.ws.change_passphrase(PASSPHRASE, None)?;
    Ok(mine.ws)
}

fn coordinator(frame: &Frame, home: &Path) -> Result<(Workspace, World, Clock)> {
    let (mut world, clock) = made_up(frame.seed, "coordinator");
    clock.set(frame.monday(0), 8, 0);
    let setup = Setup {
        person: COORDINATOR.into(),
        team: "SX".into(),
        place: TOWN.into(),
        role: Role::Coordinator,
        letter: "A".into(),
        recovery_out: None,
    };
    let ws = Workspace::passing(home, &setup, &mut world)?;
    Ok((ws, world, clock))
}

/// All teams write at the same time, each on its own device. Answers the first one, at
/// work, and what all of them handed over.
fn everybody(
    frame: &Frame,
    (home, work): (&Path, &Path),
    all: &[Village],
    card: (&Path, &str),
    progress: &mut Progress,
) -> Result<(Team, Vec<Handed>)> {
    std::thread::scope(|scope| {
        let mut others = Vec::new();
        for n in 1..teams(all.len()) {
            let folder = work.join(n.to_string());
            files::make_private_folder(&folder)?;
            others.push(scope.spawn(move || team::work(frame, (&folder, n), all, WEEKS - 1, card)));
        }
        let own = all.get(share(0, all.len())).unwrap_or_default();
        let mut first = || {
            let mut mine = Team::found(frame, home, 0, (0, own))?;
            mine.meet(card.0, card.1)?;
            let folder = work.join("0");
            files::make_private_folder(&folder)?;
            let all = (all.len() * (WEEKS - 1)) as u64;
            for week in 0..WEEKS - 1 {
                mine.live(frame, week..week + 1)?;
                if !progress(frame.held.load(Ordering::Relaxed), Some(all)) {
                    return Err(Fault::new("E_CANCELLED"));
                }
            }
            let mut handed = mine.hand_over(frame, &folder)?;
            // The worker may see the whole township.
            handed.places = vec![TOWN.to_owned()];
            Ok((mine, handed))
        };
        let first = first();
        frame.stop.store(first.is_err(), Ordering::Relaxed);
        let mut handed = Vec::new();
        for other in others {
            handed.push(other.join().map_err(|_| Fault::new("E_THREAD"))?);
        }
        let (mine, own) = first?;
        let all = std::iter::once(Ok(own)).chain(handed);
        Ok((mine, all.collect::<Result<_>>()?))
    })
}

fn two_volunteers(mine: &Team) -> Result<[RecordId; 2]> {
    let volunteers = mine.seasons.first().map(Season::volunteers);
    match volunteers {
        Some([first, second, ..]) => Ok([*first, *second]),
        _ => Err(Fault::new("E_UNKNOWN")),
    }
}

fn object(json: serde_json::Value) -> Object {
    match json {
        serde_json::Value::Object(object) => object,
        _ => Object::new(),
    }
}

fn write(ws: &mut Workspace, world: &mut World, id: RecordId, occupation: &str) -> Result<()> {
    let input = object(json!({ "occupation": occupation }));
    ws.set(world, id, &input).map(drop)
}

/// Two hours of a volunteer, from this hour on.
fn serve(
    ws: &mut Workspace,
    world: &mut World,
    (volunteer, day): (RecordId, Date),
    from: i8,
) -> Result<()> {
    let input = object(json!({
        "title": "送餐到户", "date": day.to_string(),
        "start": format!("{from:02}:00"), "end": format!("{:02}:00", from + 2),
        "content": "给六位老人送餐，回收餐盒",
    }));
    ws.new_record(world, "hours", Some(volunteer), &input)
        .map(drop)
}
