//! What a coordinator decides: about changes that are held back, what is erased, and who
//! carried that out.

mod erase;
mod erasures;
mod held;

pub use erase::Erase;
pub use erasures::Erasures;
pub use held::Held;
