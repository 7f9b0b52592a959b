//! One field of a form and the kinds of fields there are.

use super::Label;
use super::expr::Expr;
use crate::domain::identifiers::{phone, resident};
use crate::domain::value::Value;

/// One field of a form.
#[derive(Debug, Clone)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "the flags of the file, each on its own"
)]
pub struct Field {
    /// The id, which never changes its meaning; `group.part` in a group.
    pub id: String,
    /// The page it stands on; none for fields the program adds.
    pub page: Option<String>,
    /// What stands before the field.
    pub label: Label,
    /// What stands below the screen while the cursor is on the field.
    pub hint: Option<Label>,
    /// What may stand in it.
    pub kind: Kind,
    /// Whether it must be filled whenever it is shown.
    pub required: bool,
    /// When it must be filled besides.
    pub required_if: Option<Expr>,
    /// When it is shown; always, if absent. What is not shown is never required.
    pub shown_if: Option<Expr>,
    /// What must hold once it is filled.
    pub checks: Vec<Check>,
    /// What a new record begins with.
    pub default: Option<Fixed>,
    /// The expression whose value it always has; such a field is never stored from input.
    pub computed: Option<Expr>,
    /// Sensitive personal information (PIPL 28): locked until separate consent stands.
    pub sensitive: bool,
    /// Masked on the screen and left out of reports.
    pub protected: bool,
    /// Whether lists filter and sort by it.
    pub indexed: bool,
    /// How searches find it, if they do.
    pub search: Option<Search>,
    /// Whether people see it: implied fields and removed ones are hidden.
    pub hidden: bool,
    /// Not shown until a workspace's own copy of the form switches it on (PIPL 6: the minimum).
    pub off: bool,
    /// The line of the form file it begins on, 0 for an implied field.
    pub line: usize,
}

/// What stands for a protected value that has no mask of its own.
const HIDDEN: &str = "****";

impl Field {
    /// What stands for a value where protected ones are not shown.
    #[must_use]
    pub fn masked(&self, value: &Value) -> String {
        match (&self.kind, value.text()) {
            (Kind::Phone, Some(text)) => phone::mask(text),
            (Kind::Id, Some(text)) => resident::mask(text),
            _ => HIDDEN.to_owned(),
        }
    }

    /// A text as a sentence may name it: masked if the field is protected.
    #[must_use]
    pub fn unless_protected(&self, value: &Value) -> String {
        if self.protected {
            return self.masked(value);
        }
        value.text().unwrap_or_default().to_owned()
    }

    /// Whether the program fills it and input may not.
    #[must_use]
    pub fn is_made(&self) -> bool {
        self.computed.is_some() || matches!(self.kind, Kind::Auto)
    }

    /// Whether its values are records of their own (rows, edits), not values of this one.
    #[must_use]
    pub fn is_rows(&self) -> bool {
        matches!(self.kind, Kind::Rows { .. } | Kind::Edits { .. })
    }
}

/// What a new record begins with.
#[derive(Debug, Clone)]
pub enum Fixed {
    /// This value.
    Literal(Value),
    /// The value of this expression.
    Expr(Expr),
}

/// A rule and the sentence for the person who broke it.
#[derive(Debug, Clone)]
pub struct Check {
    /// True when all is well.
    pub expr: Expr,
    /// What to do when it is not.
    pub message: Label,
    /// Whether it only warns.
    pub warn: bool,
}

/// How a search finds the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Search {
    /// As a person's name: by characters and by pinyin.
    Name,
    /// As running text: by the characters in it.
    Text,
    /// As a whole: numbers and codes.
    Exact,
}

/// One code that a form lists itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is stored.
    pub code: String,
    /// What people read.
    pub label: Label,
}

/// What may stand in a field, and as which [`Value`] it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Text of at most `max` characters; more than 200 may have several lines. Kept as text.
    Text {
        /// The most characters allowed.
        max: usize,
    },
    /// A whole number within bounds, both included.
    Int {
        /// The least, if there is one.
        min: Option<i64>,
        /// The greatest, if there is one.
        max: Option<i64>,
    },
    /// A number with one decimal, kept as whole tenths.
    Decimal1,
    /// Yes or no.
    Bool,
    /// A date, kept as `YYYY-MM-DD`.
    Date,
    /// A time of day, kept as `HH:MM`.
    Time,
    /// A date and a time, kept as `YYYY-MM-DDTHH:MM`.
    DateTime,
    /// Money, kept as whole fen (分).
    Money,
    /// A telephone number, kept folded.
    Phone,
    /// The number of an identity document, whose type stands in `id_type` beside it.
    Id,
    /// A unified social credit code (统一社会信用代码).
    Uscc,
    /// A SHA-256 digest: 64 lower hex digits.
    Sha256,
    /// A division code of one of these lengths.
    Division {
        /// The lengths allowed: of 6, 9 and 12.
        digits: Vec<usize>,
    },
    /// One code of a list.
    Code {
        /// The list's id.
        list: String,
    },
    /// Several codes of a list, kept in the order of the list: the same ticks are one value.
    Multi {
        /// The list's id.
        list: String,
    },
    /// One code of the form's own.
    Choice {
        /// The codes, in order.
        of: Vec<Choice>,
    },
    /// The id of another record, or of a person where `to` is `worker`.
    Ref {
        /// The form of that record.
        to: String,
    },
    /// Records of their own below this one.
    Rows {
        /// The form of the rows.
        form: String,
    },
    /// Changes to records that stand elsewhere: each item names the record in the
    /// member called after the form and sets that record's fields from its others.
    Edits {
        /// The form of the records that are changed.
        form: String,
        /// `(field of that record, member of the item)`.
        set: Vec<(String, String)>,
    },
    /// Ticks in a table, kept as codes `<row>_<column>`.
    Grid {
        /// The code list of the rows.
        rows: Vec<Choice>,
        /// The columns.
        cols: Vec<Choice>,
    },
    /// A number the program makes, kept as text.
    Auto,
}

/// Texts longer than this many characters may have several lines.
pub const ONE_LINE: usize = 200;
