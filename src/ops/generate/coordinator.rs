//! What the coordinator does with what teams hand over, and the meetings of a township.

use jiff::ToSpan;
use jiff::civil::Date;

use super::dice::{Dice, made_up};
use super::meetings::Body;
use super::team::{Frame, Handed};
use crate::domain::fault::Result;
use crate::domain::form::Object;
use crate::ops::workspace::Workspace;
use crate::storage::Tx;

/// Weeks between two meetings of a township, and days.
const MONTH: usize = 4;
const MONTH_DAYS: i32 = 28;

/// On this day: puts new volunteers on the register, confirms their hours and approves the minutes,
/// but for those of the last two weeks; `keep` is done in the same transaction.
pub(super) fn look_over(
    ws: &mut Workspace,
    frame: &Frame,
    (n, day): (usize, Date),
    handed: &Handed,
    keep: impl FnOnce(&Tx) -> Result<()>,
) -> Result<()> {
    let (mut world, clock) = made_up(frame.seed, &format!("look over {n}"));
    clock.set(day, 8, 40);
    ws.batch(|saver| {
        for id in &handed.volunteers {
            saver.move_to(&mut world, *id, "active", &Object::new())?;
        }
        for id in &handed.hours {
            saver.move_to(&mut world, *id, "confirmed", &Object::new())?;
        }
        for id in &handed.minutes {
            saver.approve(&mut world, *id)?;
        }
        keep(saver.tx)
    })
}

/// The monthly meetings of one township; `keep` is done in the same transaction.
pub(super) fn township_months(
    ws: &mut Workspace,
    frame: &Frame,
    n: usize,
    (code, name): &(String, String),
    keep: impl FnOnce(&Tx) -> Result<()>,
) -> Result<()> {
    let (mut world, clock) = made_up(frame.seed, &format!("town {n}"));
    let mut dice = Dice::new(frame.seed, &format!("town {n}"));
    let convenes = format!("{name}三社联动联席会议");
    let coordinator = frame.coordinator.clone();
    let people = (coordinator.as_str(), name.as_str(), coordinator.as_str());
    let kind = "monthly_township";
    let mut body = Body::new(
        frame.words,
        &mut dice,
        kind,
        code,
        name,
        &convenes,
        people,
        MONTH_DAYS,
    );
    ws.batch(|saver| {
        for week in (0..frame.weeks).filter(|w| w % MONTH == MONTH - 1) {
            let day = frame.monday(week).saturating_add(3.days());
            clock.set(day, 16, 30);
            body.meet(frame.words, &mut dice, saver, &mut world, day)?;
        }
        keep(saver.tx)
    })
}
