//! Made-up people: clients with their households and what they come with, volunteers
//! and their hours.

use jiff::civil::Date;
use serde_json::{Value as Json, json};

use super::dice::Dice;
use super::villages::Village;
use super::words::{Intake, Service, Words, fill};
use crate::domain::form::Object;

/// No place of the country has this area code: whoever sees the number knows that it is
/// nobody's.
const AREA: &str = "320599";
/// Births on one day, by one sex.
const SEQUENCES: usize = 500;
/// Days of a year that every year has.
const DAYS: usize = 365;
/// Has no divisor in common with `SEQUENCES * DAYS`: neighbours' birthdays lie apart.
const STRIDE: usize = 7919;

/// Somebody with a document and a telephone.
pub(super) struct Person {
    pub(super) name: String,
    surname: char,
    woman: bool,
    born: i16,
    year: i16,
    id_no: String,
    phone: String,
}

/// The `n`th person of all; two of the first 182,500 never have one number.
pub(super) fn person(
    words: &Words,
    dice: &mut Dice,
    n: usize,
    ages: [i16; 2],
    today: Date,
) -> Person {
    let woman = dice.chance(55);
    let [young, old] = ages;
    let span = usize::try_from(old - young).unwrap_or(0) + 1;
    let age = young + i16::try_from(dice.below(span)).unwrap_or(0);
    let born = today.year() - age;
    let name = words.name(dice, woman, age >= 55);
    Person {
        surname: name.chars().next().unwrap_or('王'),
        name,
        woman,
        born,
        year: today.year(),
        id_no: id_number(n, born, woman),
        phone: phone(n),
    }
}

/// An identity number of the made-up area with its check character.
fn id_number(n: usize, born: i16, woman: bool) -> String {
    let n = n.wrapping_mul(STRIDE) % (SEQUENCES * DAYS);
    let day = i16::try_from(1 + n / SEQUENCES).unwrap_or(1);
    // Of 2025, a year without a leap day: its days exist in every year.
    let day = Date::new(2025, 1, 1).map_or(Date::MIN, |first| {
        first.saturating_add(jiff::Span::new().days(day - 1))
    });
    // An odd sequence is a man's.
    let sequence = n % SEQUENCES * 2 + usize::from(!woman);
    let digits = format!(
        "{AREA}{born:04}{:02}{:02}{sequence:03}",
        day.month(),
        day.day()
    );
    // ISO 7064, MOD 11-2: weights are powers of two modulo 11.
    let sum = digits
        .bytes()
        .fold(0, |sum, b| (sum + usize::from(b - b'0')) * 2 % 11);
    let check = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
    format!("{digits}{}", check.get(sum).copied().unwrap_or('X'))
}

fn phone(n: usize) -> String {
    format!("138000{:05}", n % 100_000)
}

fn object(json: Json) -> Object {
    match json {
        Json::Object(object) => object,
        _ => Object::new(),
    }
}

/// A client who comes with `intake`.
pub(super) fn client(
    words: &Words,
    dice: &mut Dice,
    person: &Person,
    intake: &Intake,
    (code, village): (&str, &str),
    n: usize,
) -> Object {
    let alone = intake.categories.iter().any(|c| c == "elder_alone");
    let members = household(words, dice, person, alone);
    let mut client = object(json!({
        "name": person.name,
        "id_type": "resident_id",
        "id_no": person.id_no,
        "phone": person.phone,
        "village_code": code,
        "live_address": format!("{village}{}组{}号", 1 + dice.below(12), 1 + dice.below(88)),
        "residence": if intake.categories.iter().any(|c| c == "migrant") { "resident" } else { "hukou" },
        "job_state": if person.year - person.born >= 60 { "retired" } else { dice.pick(&["employed", "unemployed", "farming"]) },
        "categories": intake.categories,
        "capacity": "full",
        "household": members,
    }));
    if dice.chance(60) {
        let (relationship, woman) = if dice.chance(50) {
            ("20", false)
        } else {
            ("30", true)
        };
        let name = format!("{}{}", person.surname, words.given(dice, woman, false));
        client.insert(
            "emergency_contact".into(),
            json!({
                "name": name, "relationship": relationship, "phone": phone(n + 50_000),
            }),
        );
    }
    client
}

fn household(words: &Words, dice: &mut Dice, person: &Person, alone: bool) -> Vec<Json> {
    let mut members = Vec::new();
    let mut add =
        |dice: &mut Dice, relationship: &str, surname: char, woman, born, together: bool| {
            let old = person.year - born >= 55;
            let name = format!("{surname}{}", words.given(dice, woman, old));
            members.push(json!({
                "name": name, "relationship": relationship, "birth_year": born,
                "lives_together": together,
            }));
        };
    if !alone && dice.chance(65) {
        let surname = words.surname(dice);
        let (relationship, woman) = if person.woman {
            ("11", false)
        } else {
            ("12", true)
        };
        add(dice, relationship, surname, woman, person.born + 1, true);
    }
    for _ in 0..=dice.below(2) {
        let woman = dice.chance(50);
        let relationship = if woman { "30" } else { "20" };
        let gap = 22 + i16::try_from(dice.below(9)).unwrap_or(0);
        let born = person.born + gap;
        // Children who are not born yet are no children.
        if born < person.year {
            let together = !alone && dice.chance(50);
            add(dice, relationship, person.surname, woman, born, together);
        }
    }
    members
}

/// The intake form of a client.
pub(super) fn case(dice: &mut Dice, intake: &Intake, village: &Village, who: &[String]) -> Object {
    let source = dice.pick(&[
        "self",
        "outreach",
        "committee",
        "family",
        "volunteer",
        "activity",
    ]);
    let decision = match dice.below(10) {
        0 => "brief",
        1 => "pending",
        _ => "accept",
    };
    let risk = dice.pick(&["low", "low", "low", "moderate", "moderate", "high"]);
    let urgency = match risk {
        "high" => "urgent",
        "moderate" => "soon",
        _ => "routine",
    };
    let mut case = object(json!({
        "source": source,
        "contact_method": dice.pick(&["home", "office", "phone"]),
        "place": village.name,
        "request": dice.one(&intake.requests),
        "problem_types": intake.problems,
        "primary_problem": intake.problems.first(),
        "expectation": dice.one(&intake.hopes),
        "urgency": urgency,
        "risk_level": risk,
        "decision": decision,
    }));
    if source == "committee" {
        let referrer = json!({"org": village.committee, "person": dice.one(who)});
        case.insert("referrer".into(), referrer);
    }
    case
}

/// A volunteer's registration.
pub(super) fn volunteer(dice: &mut Dice, person: &Person, code: &str) -> Object {
    object(json!({
        "name": person.name,
        "id_type": "resident_id",
        "id_no": person.id_no,
        "phone": person.phone,
        "village_code": code,
        "skills": [dice.pick(&["education", "repair", "driving", "first_aid", "hairdressing", "it", "arts"])],
        "service_fields": [dice.pick(&["elder", "child", "environment", "culture", "governance"])],
        "max_hours_week": 2 + dice.below(7),
    }))
}

/// Two hours or so of a volunteer's day.
pub(super) fn hours(dice: &mut Dice, service: &Service, day: Date, place: &str) -> Object {
    let minute = dice.below(4) * 15;
    object(json!({
        "title": service.title,
        "date": day.to_string(),
        "start": format!("{:02}:{minute:02}", service.start),
        "end": format!("{:02}:{minute:02}", service.start + service.hours),
        "place": place,
        "content": fill(&service.content, dice, &[], place, ""),
        "evaluation": 3 + dice.below(3),
    }))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::identifiers::{phone as phones, resident};

    #[test]
    fn numbers_are_sound_of_the_made_up_area_and_nobody_shares_one() {
        let mut seen = BTreeSet::new();
        for n in (0..3000).chain([182_499]) {
            let (woman, born) = (n % 2 == 0, 1940 + i16::try_from(n % 60).unwrap());
            let id = id_number(n, born, woman);
            let read = resident::check(&id, Date::MAX).unwrap();
            assert_eq!(read.area, AREA);
            assert_eq!(read.birth.year(), born);
            assert_eq!(read.sex == resident::Sex::Female, woman);
            assert!(phones::check(&phone(n)).is_ok());
            assert!(seen.insert(id));
        }
        // Whatever the year: the rest of the number differs.
        let rest = |n| {
            id_number(n, 1950, true)
                .chars()
                .skip(10)
                .collect::<String>()
        };
        let all: BTreeSet<String> = (0..SEQUENCES * DAYS).map(rest).collect();
        assert_eq!(all.len(), SEQUENCES * DAYS);
    }
}
