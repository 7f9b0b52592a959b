//! What was answered in windows over the page, and where the page was left at the lock.

use super::paper::Guest;
use super::{Minutes, Panel, Wants, earlier, people};
use crate::ui::kit::{Cx, Effect};

impl Minutes {
    pub(super) fn result(&mut self, text: &str, cx: &Cx) -> Vec<Effect> {
        let more = match self.wants.take() {
            Some(Wants::Guest(at)) => people::chosen(&mut self.paper, at, text, cx),
            Some(Wants::NewGuest) => {
                let mut guest = Guest::default();
                people::read(&mut guest, text, cx);
                if !guest.name.is_empty() {
                    self.paper.people.push(guest);
                    self.panel = Some(Panel::People(self.paper.people.len()));
                }
                None
            }
            Some(Wants::EditGuest(at)) => {
                if let Some(guest) = self.paper.people.get_mut(at) {
                    people::read(guest, text, cx);
                }
                None
            }
            Some(Wants::Status(at)) => earlier::chosen(&mut self.paper, at, text, cx),
            Some(Wants::Remark(at)) => {
                if let Some(earlier) = self.paper.earlier.get_mut(at) {
                    text.clone_into(&mut earlier.remark);
                }
                None
            }
            Some(Wants::Kind) => {
                if let Some(topic) = self.paper.topic_mut() {
                    topic.kind = Some(text.to_owned());
                }
                None
            }
            Some(Wants::Code(field)) => {
                self.paper.fields.insert(field, text.into());
                None
            }
            Some(Wants::Drop) => return self.drop_all(cx),
            None => None,
        };
        let mut effects = self.wrote(cx);
        if let Some((wants, effect)) = more {
            self.wants = Some(wants);
            effects.push(effect);
        }
        effects
    }
}

/// Topic, whether in its title, line: as the spot of the page says them.
pub(super) fn read_spot(at: &str) -> Option<(usize, bool, usize)> {
    let mut parts = at.split(':');
    let topic = parts.next()?.parse().ok()?;
    let in_title = parts.next()?.parse().ok()?;
    Some((topic, in_title, parts.next()?.parse().ok()?))
}
