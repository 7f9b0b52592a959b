//! The doors: the first run with its tour, and the lock.

mod tour;
mod unlock;
mod welcome;

pub use tour::Tour;
pub use unlock::Unlock;
pub use welcome::Welcome;

use crate::domain::fault::Note;
use crate::ui::kit::{Cx, Effect, Toast};

/// The workspace is open, and what the person should hear of it once is said.
fn entered(first: bool, notes: &[Note], cx: &Cx) -> Vec<Effect> {
    let mut effects = vec![Effect::Entered(first)];
    if !notes.is_empty() {
        let text: Vec<String> = notes.iter().map(|n| cx.sentence(n)).collect();
        effects.push(Effect::Say(Toast::warn(text.join(" "))));
    }
    effects
}
