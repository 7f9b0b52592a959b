//! Colours and marks. Colour has four meanings: cursor, due soon, overdue or risk, quiet;
//! each also stands in words. With `NO_COLOR` only weight and inversion are left.

use std::collections::BTreeMap;

use ratatui::style::{Color, Modifier, Style};

use crate::domain::fault::{Fault, Result};
use crate::text::width::Ambiguous;

/// The styles of a screen.
#[derive(Debug, Clone)]
pub struct Theme {
    /// Its name: `dark`, `light`, `plain`.
    pub name: String,
    /// Ordinary text.
    pub text: Style,
    /// The bar on top and the line of keys.
    pub bar: Style,
    /// Rules between parts.
    pub rule: Style,
    /// Headings and labels in focus.
    pub title: Style,
    /// What is under the cursor.
    pub cursor: Style,
    /// Due soon, warnings.
    pub due: Style,
    /// Overdue, risk, errors.
    pub overdue: Style,
    /// Hints, what is done, what is empty.
    pub quiet: Style,
    /// Names of keys.
    pub key: Style,
}

const DARK: &str = include_str!("../../../config/themes/dark.toml");
const LIGHT: &str = include_str!("../../../config/themes/light.toml");

impl Theme {
    /// The theme of this name: `dark`, `light`; any other is `plain`, without colours.
    #[must_use]
    pub fn named(name: &str) -> Self {
        let text = match name {
            "dark" => DARK,
            "light" => LIGHT,
            _ => return Self::plain(),
        };
        // A test reads both files.
        Self::read(name, text).unwrap_or_else(|_| Self::plain())
    }

    /// Weight and inversion only.
    #[must_use]
    pub fn plain() -> Self {
        let plain = Style::new();
        Self {
            name: "plain".into(),
            text: plain,
            bar: plain,
            rule: plain,
            title: plain.add_modifier(Modifier::BOLD),
            cursor: plain.add_modifier(Modifier::REVERSED),
            due: plain.add_modifier(Modifier::BOLD),
            overdue: plain.add_modifier(Modifier::BOLD),
            quiet: plain.add_modifier(Modifier::DIM),
            key: plain.add_modifier(Modifier::BOLD),
        }
    }

    /// Reads a theme file.
    ///
    /// # Errors
    /// `E_THEME`: no TOML, an unknown name or no colour.
    pub fn read(name: &str, text: &str) -> Result<Self> {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct One {
            fg: Option<Color>,
            bg: Option<Color>,
            #[serde(default)]
            bold: bool,
        }
        let bad = |what: &str| Fault::new("E_THEME").with("name", name).with("what", what);
        let all: BTreeMap<String, One> = toml::from_str(text).map_err(|e| bad(e.message()))?;
        let mut theme = Self {
            name: name.to_owned(),
            ..Self::plain()
        };
        for (part, one) in all {
            let slot = match part.as_str() {
                "text" => &mut theme.text,
                "bar" => &mut theme.bar,
                "rule" => &mut theme.rule,
                "title" => &mut theme.title,
                "cursor" => &mut theme.cursor,
                "due" => &mut theme.due,
                "overdue" => &mut theme.overdue,
                "quiet" => &mut theme.quiet,
                "key" => &mut theme.key,
                _ => return Err(bad(&part)),
            };
            *slot = Style {
                fg: one.fg,
                bg: one.bg,
                ..Style::new()
            };
            if one.bold {
                *slot = slot.add_modifier(Modifier::BOLD);
            }
        }
        Ok(theme)
    }

    /// The other of the two themes.
    #[must_use]
    pub fn other(&self) -> Self {
        match self.name.as_str() {
            "dark" => Self::named("light"),
            "light" => Self::named("dark"),
            _ => self.clone(),
        }
    }
}

/// Marks that some terminals draw two cells wide, each with its stand-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks {
    /// How wide the terminal draws ambiguous characters.
    pub ambiguous: Ambiguous,
}

impl Marks {
    const fn pick(self, one: &'static str, two: &'static str) -> &'static str {
        match self.ambiguous {
            Ambiguous::One => one,
            Ambiguous::Two => two,
        }
    }

    /// A rule.
    #[must_use]
    pub const fn rule(self) -> &'static str {
        self.pick("─", "-")
    }
    /// An upright rule.
    #[must_use]
    pub const fn upright(self) -> &'static str {
        self.pick("│", "|")
    }
    /// Done.
    #[must_use]
    pub const fn done(self) -> &'static str {
        self.pick("✓", "v")
    }
    /// Here.
    #[must_use]
    pub const fn here(self) -> &'static str {
        self.pick("●", "*")
    }
    /// A row within text.
    #[must_use]
    pub const fn row(self) -> &'static str {
        self.pick("┃", "|")
    }
    /// Between short things.
    #[must_use]
    pub const fn dot(self) -> &'static str {
        self.pick("·", "-")
    }
    /// From old to new.
    #[must_use]
    pub const fn arrow(self) -> &'static str {
        self.pick("→", "->")
    }
    /// Something was cut here.
    #[must_use]
    pub const fn cut(self) -> &'static str {
        self.pick("…", "~")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_themes_can_be_read() {
        Theme::read("dark", DARK).unwrap();
        Theme::read("light", LIGHT).unwrap();
        assert_eq!(Theme::named("dark").other().name, "light");
        assert_eq!(Theme::read("x", "y = {}").unwrap_err().code(), "E_THEME");
    }
}
