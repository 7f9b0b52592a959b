//! What went wrong, as data: a code, the field it belongs to, and the words that
//! fill the sentence. The sentence itself, in both languages, stands in
//! `config/locales` under the code; no layer below `cli` and `ui` writes prose.

use std::fmt;

/// The code of a refusal to keep what was typed and is not saved.
pub const DRAFT_UNKEPT: &str = "E_DRAFT_UNKEPT";

/// One remark about one field or one file. Codes that begin with `E_` refuse,
/// codes that begin with `W_` warn and never change an exit status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The code, as `E_CHECK`; the key of the sentence in the locale files.
    pub code: &'static str,
    /// The field id the remark belongs to, in the form of the input
    /// (`attendees[2].name` for a row), if it belongs to one.
    pub field: Option<String>,
    /// What the sentence names: `(name, value)`.
    pub args: Vec<(&'static str, String)>,
}

impl Note {
    /// A remark with no field and no arguments yet.
    #[must_use]
    pub fn new(code: &'static str) -> Self {
        Self {
            code,
            field: None,
            args: Vec::new(),
        }
    }

    /// The same remark, about this field.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// The same remark, with one word more for its sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// Whether this remark only warns.
    #[must_use]
    pub fn is_warning(&self) -> bool {
        self.code.starts_with("W_")
    }
}

/// Why something was refused: one remark or several, and the error below, if any.
#[derive(Debug)]
pub struct Fault {
    /// The remarks, never empty.
    pub notes: Vec<Note>,
    /// The library's or the system's own error, for the curious.
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Fault {
    /// A refusal with one remark.
    #[must_use]
    pub fn new(code: &'static str) -> Self {
        Note::new(code).into()
    }

    /// The same refusal, with one word more for the sentence of its first remark.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        if let Some(first) = self.notes.first_mut() {
            first.args.push((name, value.to_string()));
        }
        self
    }

    /// The same refusal, about this field.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>) -> Self {
        if let Some(first) = self.notes.first_mut() {
            first.field = Some(field.into());
        }
        self
    }

    /// The same refusal, with the error that led to it.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The code of the first remark.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.notes.first().map_or("E_UNKNOWN", |n| n.code)
    }
}

impl From<Note> for Fault {
    fn from(note: Note) -> Self {
        Self {
            notes: vec![note],
            source: None,
        }
    }
}

impl From<Vec<Note>> for Fault {
    fn from(notes: Vec<Note>) -> Self {
        Self {
            notes,
            source: None,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, note) in self.notes.iter().enumerate() {
            if i > 0 {
                f.write_str("; ")?;
            }
            f.write_str(note.code)?;
            if let Some(field) = &note.field {
                write!(f, " {field}")?;
            }
            for (name, value) in &note.args {
                write!(f, " {name}={value}")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for Fault {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source
            .as_deref()
            .map(|e| e as &(dyn std::error::Error + 'static))
    }
}

/// The result of everything that may be refused.
pub type Result<T> = std::result::Result<T, Fault>;
