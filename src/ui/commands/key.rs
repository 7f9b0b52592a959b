//! A key as people name it: `Ctrl+S`, `F9`, `?`.

use std::fmt;

use crate::text::fold;

/// What was pressed, without the keys held with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// A character.
    Char(char),
    /// A function key, from 1.
    F(u8),
    /// The key that opens.
    Enter,
    /// The key that goes back.
    Esc,
    /// To the next.
    Tab,
    /// To the one before: Shift+Tab.
    BackTab,
    /// An arrow.
    Up,
    /// An arrow.
    Down,
    /// An arrow.
    Left,
    /// An arrow.
    Right,
    /// To the beginning.
    Home,
    /// To the end.
    End,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// Deletes before the cursor.
    Backspace,
    /// Deletes under the cursor.
    Delete,
}

/// One key with the keys held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The key.
    pub code: Code,
    /// With Ctrl.
    pub ctrl: bool,
    /// With Alt.
    pub alt: bool,
    /// With Shift, where the terminal says so (never for characters).
    pub shift: bool,
}

const NAMES: &[(&str, Code)] = &[
    ("enter", Code::Enter),
    ("esc", Code::Esc),
    ("tab", Code::Tab),
    ("up", Code::Up),
    ("down", Code::Down),
    ("left", Code::Left),
    ("right", Code::Right),
    ("home", Code::Home),
    ("end", Code::End),
    ("pageup", Code::PageUp),
    ("pagedown", Code::PageDown),
    ("backspace", Code::Backspace),
    ("delete", Code::Delete),
];

impl Key {
    /// A key alone.
    #[must_use]
    pub const fn plain(code: Code) -> Self {
        Self {
            code,
            ctrl: false,
            alt: false,
            shift: false,
        }
    }

    /// Reads `ctrl+s`, `shift+tab`, `f9`, `?`; `None` if it is no key.
    #[must_use]
    pub fn read(word: &str) -> Option<Self> {
        let mut key = Self::plain(Code::Enter);
        let mut rest = word;
        loop {
            let (held, after) = match rest.split_once('+') {
                Some((held, after)) if !after.is_empty() => (held, after),
                _ => break,
            };
            match held {
                "ctrl" => key.ctrl = true,
                "alt" => key.alt = true,
                "shift" => key.shift = true,
                _ => return None,
            }
            rest = after;
        }
        let mut chars = rest.chars();
        key.code = match (chars.next(), chars.next()) {
            (Some(c), None) => Code::Char(c),
            (Some('f'), Some(_)) if rest.strip_prefix('f')?.parse::<u8>().is_ok() => {
                Code::F(rest.strip_prefix('f')?.parse().ok()?)
            }
            _ => NAMES.iter().find(|(name, _)| *name == rest)?.1,
        };
        if key.shift && key.code == Code::Tab {
            key = Self::plain(Code::BackTab);
        }
        Some(key)
    }

    /// The key as it counts outside text: full-width `？` is `?`.
    #[must_use]
    pub fn folded(self) -> Self {
        let Code::Char(c) = self.code else {
            return self;
        };
        let mut buffer = [0; 4];
        let folded = fold::fold_code(c.encode_utf8(&mut buffer));
        let mut chars = folded.chars();
        match (chars.next(), chars.next()) {
            (Some(one), None) => Self {
                code: Code::Char(one),
                ..self
            },
            _ => self,
        }
    }

    /// The character, if the key writes one.
    #[must_use]
    pub fn written(self) -> Option<char> {
        match self.code {
            Code::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("Ctrl+")?;
        }
        if self.alt {
            f.write_str("Alt+")?;
        }
        if self.shift || self.code == Code::BackTab {
            f.write_str("Shift+")?;
        }
        match self.code {
            Code::Char(c) if self.ctrl || self.alt => write!(f, "{}", c.to_uppercase()),
            Code::Char(c) => write!(f, "{c}"),
            Code::F(n) => write!(f, "F{n}"),
            Code::Enter => f.write_str("Enter"),
            Code::Esc => f.write_str("Esc"),
            Code::Tab | Code::BackTab => f.write_str("Tab"),
            Code::Up => f.write_str("↑"),
            Code::Down => f.write_str("↓"),
            Code::Left => f.write_str("←"),
            Code::Right => f.write_str("→"),
            Code::Home => f.write_str("Home"),
            Code::End => f.write_str("End"),
            Code::PageUp => f.write_str("PgUp"),
            Code::PageDown => f.write_str("PgDn"),
            Code::Backspace => f.write_str("Backspace"),
            Code::Delete => f.write_str("Del"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_and_named() {
        for (word, name) in [
            ("ctrl+s", "Ctrl+S"),
            ("f9", "F9"),
            ("?", "?"),
            ("shift+tab", "Shift+Tab"),
            ("ctrl+down", "Ctrl+↓"),
            ("+", "+"),
            ("f", "f"),
        ] {
            assert_eq!(Key::read(word).map(|k| k.to_string()), Some(name.into()));
        }
        for word in ["", "hyper+x", "f0x", "return"] {
            assert_eq!(Key::read(word), None, "{word}");
        }
    }

    #[test]
    fn full_width_signs_count_as_plain_ones() {
        let key = |c| Key::plain(Code::Char(c));
        assert_eq!(key('？').folded(), key('?'));
        assert_eq!(key('／').folded(), key('/'));
        assert_eq!(key('１').folded(), key('1'));
        assert_eq!(key('张').folded(), key('张'));
    }
}
