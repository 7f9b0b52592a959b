//! What the next minutes begin with.

use super::Bench;
use crate::domain::fault::Result;
use crate::ui::kit::answer::{Answer, Carry, Invited, OpenAction};

/// Fields of the last minutes that the next ones begin with.
const SAME: [&str; 4] = ["body", "place", "start", "kind"];

impl Bench {
    pub(super) fn carry(&mut self) -> Result<Answer> {
        let (workspace, world) = self.open()?;
        let carried = workspace.carry(world.today())?;
        let mut fields: Vec<(String, String)> = Vec::new();
        for field in SAME {
            let last = carried.last.as_ref().and_then(|r| r.get(field).text());
            fields.extend(last.map(|text| (field.to_owned(), text.to_owned())));
        }
        let made = [("title", &carried.title), ("minutes_no", &carried.number)];
        for (field, text) in made {
            fields.extend(text.clone().map(|text| (field.to_owned(), text)));
        }
        let people = carried.people.into_iter().map(|p| Invited {
            name: p.name,
            unit: p.unit,
            post: p.post,
            role: p.role,
        });
        let open = carried.actions.open.n;
        let actions = carried.actions.items.into_iter().map(|a| OpenAction {
            id: a.id.to_string(),
            text: a.text,
            owner: a.owner,
            due: a.due,
            status: a.status,
            saw: a.saw,
        });
        Ok(Answer::Carry(Box::new(Carry {
            kind: carried.round.kind.to_owned(),
            round: carried.round.number,
            fields,
            people: people.collect(),
            chair: carried.chair,
            recorder: carried.recorder,
            actions: actions.collect(),
            open,
        })))
    }
}
