//! Expressions of the form files.

/// One expression, compiled when its form is read.
#[derive(Debug, Clone)]
pub struct Expr {
    /// As it stands in the form file.
    pub source: String,
}
