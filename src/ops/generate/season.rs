//! The weeks of one village: people come, meetings are held, volunteers serve.

use jiff::ToSpan;
use jiff::civil::Date;

use super::dice::{Clock, Dice};
use super::meetings::Body;
use super::people;
use super::villages::Village;
use super::words::Words;
use crate::domain::fault::Result;
use crate::domain::id::RecordId;
use crate::ops::batch::Saver;
use crate::ops::world::World;

/// Numbers of people kept for one village, so that no two villages share one.
const PEOPLE: usize = 200;
/// Those who are there from the first week.
const VOLUNTEERS: usize = 6;
const CLIENTS: usize = 4;
/// So many weeks of records nobody has looked over yet.
const FRESH: usize = 2;

/// A village with its state between two weeks.
pub(super) struct Season {
    village: Village,
    body: Body,
    dice: Dice,
    weekday: i32,
    base: usize,
    met: usize,
    week: usize,
    volunteers: Vec<RecordId>,
    minutes: Vec<RecordId>,
    hours: Vec<(usize, RecordId)>,
    worker: String,
}

impl Season {
    /// The `n`th village of all before its first week; `people` are its worker, the
    /// worker's agency and the coordinator.
    pub(super) fn new(
        words: &Words,
        seed: u64,
        n: usize,
        village: &Village,
        people: (&str, &str, &str),
    ) -> Self {
        let mut dice = Dice::new(seed, &format!("village {n}"));
        let (code, name, convenes) = (&village.code, &village.name, &village.committee);
        let kind = "weekly_village";
        let body = Body::new(words, &mut dice, kind, code, name, convenes, people, 7);
        Self {
            village: village.clone(),
            body,
            dice,
            weekday: i32::try_from(n % 5).unwrap_or(0),
            base: n * PEOPLE,
            met: 0,
            week: 0,
            volunteers: Vec::new(),
            minutes: Vec::new(),
            hours: Vec::new(),
            worker: people.0.to_owned(),
        }
    }

    /// Who lives here that the scene of a demonstration needs: a volunteer.
    pub(super) fn volunteers(&self) -> &[RecordId] {
        &self.volunteers
    }

    /// The minutes, but for those of the last two weeks.
    pub(super) fn old_minutes(&self) -> Vec<RecordId> {
        let old = self.minutes.len().saturating_sub(FRESH);
        self.minutes.iter().take(old).copied().collect()
    }

    /// The hours, but for those of the last two weeks.
    pub(super) fn old_hours(&self) -> Vec<RecordId> {
        let old = |(week, _): &&(usize, RecordId)| week + FRESH < self.week;
        self.hours.iter().filter(old).map(|(_, id)| *id).collect()
    }

    /// One day of the week that begins on `monday`.
    pub(super) fn day(
        &mut self,
        words: &Words,
        saver: &Saver,
        world: &mut World,
        clock: &Clock,
        (monday, day): (Date, i32),
    ) -> Result<()> {
        let date = monday.saturating_add(day.days());
        if day == 0 {
            let (volunteers, clients) = self.newcomers();
            clock.set(date, 9, 10);
            for _ in 0..volunteers {
                self.register(words, saver, world, date)?;
            }
            for _ in 0..clients {
                clock.set(date, 10, 20);
                self.intake(words, saver, world, date)?;
            }
        }
        if day == self.weekday {
            clock.set(date, 17, 5);
            let id = self.body.meet(words, &mut self.dice, saver, world, date)?;
            self.minutes.push(id);
        }
        if day == 4 {
            clock.set(date, 17, 40);
            self.serve(words, saver, world, monday)?;
            self.week += 1;
        }
        Ok(())
    }

    fn newcomers(&mut self) -> (usize, usize) {
        let room = self.met + VOLUNTEERS + CLIENTS < PEOPLE;
        if self.week == 0 {
            (VOLUNTEERS, CLIENTS)
        } else if room {
            let volunteer = usize::from(self.dice.chance(25));
            (volunteer, usize::from(self.dice.chance(20)))
        } else {
            (0, 0)
        }
    }

    fn number(&mut self) -> usize {
        self.met += 1;
        self.base + self.met - 1
    }

    fn register(
        &mut self,
        words: &Words,
        saver: &Saver,
        world: &mut World,
        today: Date,
    ) -> Result<()> {
        let n = self.number();
        let dice = &mut self.dice;
        let mut person = people::person(words, dice, n, [19, 72], today);
        // Nobody records their own hours, and two of one name are taken for one.
        while person.name == self.worker {
            person = people::person(words, dice, n, [19, 72], today);
        }
        let input = people::volunteer(dice, &person, &self.village.code);
        let made = saver.new_record(world, "volunteer", None, &input)?;
        self.volunteers.push(made.view.record.id);
        Ok(())
    }

    fn intake(
        &mut self,
        words: &Words,
        saver: &Saver,
        world: &mut World,
        today: Date,
    ) -> Result<()> {
        let n = self.number();
        let dice = &mut self.dice;
        let Some(intake) = words.intakes.get(dice.below(words.intakes.len())) else {
            return Ok(());
        };
        let person = people::person(words, dice, n, intake.ages, today);
        let place = (self.village.code.as_str(), self.village.name.as_str());
        let client = people::client(words, dice, &person, intake, place, n);
        let made = saver.new_record(world, "client", None, &client)?;
        if dice.chance(85) {
            let names = self.body.names();
            let case = people::case(dice, intake, &self.village, &names);
            let above = Some(made.view.record.id);
            let made = saver.new_record(world, "F1", above, &case)?;
            let number = made.view.record.get("case_no").text();
            self.body.cases.extend(number.map(str::to_owned));
        }
        Ok(())
    }

    /// Two to four volunteers serve once each.
    fn serve(
        &mut self,
        words: &Words,
        saver: &Saver,
        world: &mut World,
        monday: Date,
    ) -> Result<()> {
        let first = self.dice.below(self.volunteers.len());
        for i in 0..(2 + self.dice.below(3)).min(self.volunteers.len()) {
            let place = (first + i) % self.volunteers.len();
            let service = words.services.get(self.dice.below(words.services.len()));
            let (Some(volunteer), Some(service)) = (self.volunteers.get(place), service) else {
                continue;
            };
            let days = i32::try_from(self.dice.below(5)).unwrap_or(0);
            let day = monday.saturating_add(days.days());
            let hours = people::hours(&mut self.dice, service, day, &self.village.name);
            let made = saver.new_record(world, "hours", Some(*volunteer), &hours)?;
            self.hours.push((self.week, made.view.record.id));
        }
        Ok(())
    }
}
