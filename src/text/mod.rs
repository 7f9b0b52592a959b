//! All knowledge of Chinese text: folding, splitting, pinyin keys. Does not know `domain`.
