//! All knowledge of Chinese text: folding, splitting, pinyin keys. Does not know `domain`.
pub mod fold;
pub mod pinyin;
mod readings;
mod southern;
pub mod split;
mod surnames;
pub mod width;
