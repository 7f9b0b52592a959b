//! Expressions of the form files (CEL), compiled when the form is read.
//!
//! Names an expression may use: the fields of the record (a group is a map),
//! `parent` (the fields of the record above), `rows` (field of rows → list of maps,
//! each with its `id`) and `today`. A missing value is `null`, a missing yes/no is
//! `false`, a missing list is empty. What cannot be decided because a value is
//! missing counts as neither true nor false: a rule then holds, a condition does not.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, LazyLock};

use cel::common::ast::{EntryExpr, Expr as Node};
use cel::{Context, Env, ExecutionError, Program, Value as Cel};

use super::functions::{self, Rules};
use crate::domain::fault::Note;
use crate::domain::value::Value;

/// The most characters of one expression.
const MAX_CHARS: usize = 400;
/// The most brackets and prefix signs inside one another.
const MAX_DEPTH: usize = 16;
/// The most nodes of the syntax tree.
const MAX_NODES: usize = 200;
/// The most loops (`all`, `exists`, `filter`, `map`) inside one another.
const MAX_LOOPS: usize = 2;

/// The functions of the language that form files may use; the rest is ours.
const LIBRARY: [&str; 7] = [
    "size",
    "contains",
    "startsWith",
    "endsWith",
    "matches",
    "string",
    "int",
];
const OPERATORS: [&str; 19] = [
    "_?_:_",
    "_&&_",
    "_||_",
    "!_",
    "_-_",
    "_+_",
    "_*_",
    "_/_",
    "_%_",
    "_==_",
    "_!=_",
    "_>=_",
    "_<=_",
    "_>_",
    "_<_",
    "-_",
    "_[_]",
    "@in",
    "@not_strictly_false",
];

static ENV: LazyLock<Arc<Env>> = LazyLock::new(|| Arc::new(Env::stdlib()));

/// One expression, compiled when its form is read.
#[derive(Clone)]
pub struct Expr {
    /// As it stands in the form file.
    pub source: String,
    /// The variables that it asks for.
    names: BTreeSet<String>,
    program: Arc<Program>,
}

impl std::fmt::Debug for Expr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Expr({})", self.source)
    }
}

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Eq for Expr {}

/// The values an expression sees, by name.
#[derive(Default)]
pub struct Vars(pub(super) HashMap<String, Cel>, pub(super) Arc<Rules>);

impl Vars {
    /// Only what is asked for: each value is copied whole, and rows are many.
    fn context(&self, names: &BTreeSet<String>) -> Context<'static, 'static> {
        let mut context = Context::with_env(Arc::clone(&ENV));
        functions::register(&mut context, &self.1);
        for name in names {
            if let Some(value) = self.0.get(name) {
                context.add_variable_from_value(name.clone(), value.clone());
            }
        }
        context
    }
}

impl Expr {
    /// Compiles an expression that uses only the variables `known`. The note that
    /// refuses it (`E_FORM_EXPR…`) carries no file and line yet.
    pub fn compile(source: &str, known: &dyn Fn(&str) -> bool) -> Result<Self, Note> {
        plain(source)?;
        let program = Program::compile(source).map_err(|errors| {
            let why = errors
                .errors
                .first()
                .map_or_else(String::new, |e| e.msg.clone());
            Note::new("E_FORM_EXPR")
                .with("expr", source)
                .with("why", why)
        })?;
        let mut walk = Walk {
            known,
            bound: Vec::new(),
            names: BTreeSet::new(),
            nodes: 0,
            source,
        };
        walk.node(&program.expression().expr, 0)?;
        Ok(Self {
            source: source.to_owned(),
            names: walk.names,
            program: Arc::new(program),
        })
    }

    /// Whether it asks for this variable.
    #[must_use]
    pub fn asks_for(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Its syntax tree.
    pub(super) fn node(&self) -> &Node {
        &self.program.expression().expr
    }

    /// Whether it is true; `None` if a missing value leaves that open.
    #[must_use]
    pub fn holds(&self, vars: &Vars) -> Option<bool> {
        match self.program.execute(&vars.context(&self.names)) {
            Ok(Cel::Bool(yes)) => Some(yes),
            _ => None,
        }
    }

    /// Its value as a field's value; empty if a missing value leaves it open.
    #[must_use]
    pub fn value(&self, vars: &Vars) -> Value {
        match self.program.execute(&vars.context(&self.names)) {
            Ok(value) => from_cel(&value),
            Err(_) => Value::Empty,
        }
    }

    /// Tries it on a filled record and says why it can never work: types that do not
    /// go together, members that do not exist.
    pub(super) fn rehearse(&self, vars: &Vars) -> Result<Cel, Note> {
        use ExecutionError as E;
        match self.program.execute(&vars.context(&self.names)) {
            Ok(value) => Ok(value),
            Err(
                error @ (E::NoSuchOverload(_)
                | E::NoSuchKey(_)
                | E::UndeclaredReference(_)
                | E::InvalidArgumentCount { .. }
                | E::UnexpectedType { .. }
                | E::UnsupportedTargetType { .. }
                | E::NotSupportedAsMethod { .. }
                | E::MissingArgumentOrTarget
                | E::ValuesNotComparable(..)
                | E::FunctionError { .. }),
            ) => Err(Note::new("E_FORM_EXPR")
                .with("expr", &self.source)
                .with("why", error)),
            Err(_) => Ok(Cel::Null),
        }
    }
}

/// Refuses what the parser should not be asked to read: long, deep or with signs
/// that no expression needs. The parser recurses, so depth is bounded before it.
fn plain(source: &str) -> Result<(), Note> {
    let refuse = || Err(Note::new("E_FORM_EXPR_LONG").with("expr", source));
    if source.trim().is_empty() {
        return Err(Note::new("E_FORM_EXPR")
            .with("expr", source)
            .with("why", "empty"));
    }
    if source.chars().count() > MAX_CHARS
        || source
            .chars()
            .any(|c| c.is_control() || c == '`' || c == '\\')
    {
        return refuse();
    }
    let (mut depth, mut run, mut turns) = (0_usize, 0_usize, 0_usize);
    for c in source.chars() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            '?' => turns += 1,
            _ => {}
        }
        match c {
            '!' | '-' => run += 1,
            ' ' => {}
            _ => run = 0,
        }
        if depth > MAX_DEPTH || run > 2 || turns > MAX_DEPTH {
            return refuse();
        }
    }
    Ok(())
}

struct Walk<'a> {
    known: &'a dyn Fn(&str) -> bool,
    bound: Vec<String>,
    names: BTreeSet<String>,
    nodes: usize,
    source: &'a str,
}

impl Walk<'_> {
    fn unknown(&self, name: &str) -> Note {
        Note::new("E_FORM_EXPR_NAME")
            .with("expr", self.source)
            .with("name", name)
    }

    fn all<'n>(
        &mut self,
        nodes: impl IntoIterator<Item = &'n Node>,
        loops: usize,
    ) -> Result<(), Note> {
        nodes.into_iter().try_for_each(|n| self.node(n, loops))
    }

    fn node(&mut self, node: &Node, loops: usize) -> Result<(), Note> {
        self.nodes += 1;
        if self.nodes > MAX_NODES || loops > MAX_LOOPS {
            return Err(Note::new("E_FORM_EXPR_LONG").with("expr", self.source));
        }
        match node {
            Node::Unspecified => Err(self.unknown("?")),
            Node::Literal(_) => Ok(()),
            Node::Ident(name) => {
                if self.bound.iter().any(|b| b == name) {
                    return Ok(());
                }
                if !(self.known)(name) {
                    return Err(self.unknown(name));
                }
                self.names.insert(name.clone());
                Ok(())
            }
            Node::Call(call) => {
                let name = call.func_name.as_str();
                if !OPERATORS.contains(&name)
                    && !LIBRARY.contains(&name)
                    && !functions::NAMES.contains(&name)
                {
                    return Err(self.unknown(name));
                }
                self.all(call.target.iter().map(|t| &t.expr), loops)?;
                self.all(call.args.iter().map(|a| &a.expr), loops)
            }
            Node::List(list) => self.all(list.elements.iter().map(|e| &e.expr), loops),
            Node::Map(map) => map.entries.iter().try_for_each(|entry| match &entry.expr {
                EntryExpr::MapEntry(e) => self.all([&e.key.expr, &e.value.expr], loops),
                EntryExpr::StructField(f) => self.node(&f.value.expr, loops),
            }),
            Node::Select(select) => self.node(&select.operand.expr, loops),
            Node::Struct(s) => Err(self.unknown(&s.type_name)),
            Node::Comprehension(c) => {
                self.all([&c.iter_range.expr, &c.accu_init.expr], loops)?;
                let before = self.bound.len();
                self.bound.push(c.iter_var.clone());
                self.bound.extend(c.iter_var2.clone());
                self.bound.push(c.accu_var.clone());
                self.all(
                    [&c.loop_cond.expr, &c.loop_step.expr, &c.result.expr],
                    loops + 1,
                )?;
                self.bound.truncate(before);
                Ok(())
            }
        }
    }
}

/// A CEL value as a field's value.
pub(super) fn from_cel(value: &Cel) -> Value {
    match value {
        Cel::Bool(b) => Value::Bool(*b),
        Cel::Int(n) => Value::Int(*n),
        Cel::UInt(n) => i64::try_from(*n).map_or(Value::Empty, Value::Int),
        Cel::String(s) if !s.is_empty() => Value::Text(s.as_str().to_owned()),
        Cel::List(items) => Value::Codes(
            items
                .iter()
                .filter_map(|i| match i {
                    Cel::String(s) => Some(s.as_str().to_owned()),
                    _ => None,
                })
                .collect(),
        ),
        _ => Value::Empty,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(name: &str) -> bool {
        ["a", "b", "start", "end", "codes", "today", "rows"].contains(&name)
    }

    fn vars(pairs: &[(&str, Cel)]) -> Vars {
        let mut all: HashMap<String, Cel> = ["a", "b", "start", "end"]
            .iter()
            .map(|n| ((*n).to_owned(), Cel::Null))
            .collect();
        all.insert("today".into(), "2026-11-23".into());
        all.insert("codes".into(), Vec::<String>::new().into());
        all.extend(pairs.iter().map(|(n, v)| ((*n).to_owned(), v.clone())));
        Vars(all, Arc::default())
    }

    #[test]
    fn a_missing_value_decides_nothing_unless_the_rest_does() {
        let cases = [
            ("end > start", &[][..], None),
            (
                "end > start",
                &[("start", "09:00".into()), ("end", "10:00".into())],
                Some(true),
            ),
            (
                "end > start",
                &[("start", "10:00".into()), ("end", "10:00".into())],
                Some(false),
            ),
            ("age(a, today) < 18", &[], None),
            (
                "age(a, today) < 18",
                &[("a", "2015-06-15".into())],
                Some(true),
            ),
            (
                "age(a, today) < 18 || b == 'limited'",
                &[("b", "limited".into())],
                Some(true),
            ),
            ("age(a, today) < 18 || b == 'limited'", &[], None),
            ("empty(a)", &[], Some(true)),
            ("a in codes", &[("a", "x".into())], Some(false)),
            ("size(codes) == 0", &[], Some(true)),
            (
                "minutes(start, end) <= 60",
                &[("start", "09:00".into()), ("end", "10:00".into())],
                Some(true),
            ),
        ];
        for (source, given, expected) in cases {
            let expr = Expr::compile(source, &known).unwrap();
            assert_eq!(expr.holds(&vars(given)), expected, "{source} {given:?}");
        }
    }

    #[test]
    fn computed_values_come_out_typed() {
        let all = vars(&[
            ("start", "09:00".into()),
            ("end", "10:30".into()),
            ("a", "2026-02-27".into()),
        ]);
        let value = |s: &str| Expr::compile(s, &known).unwrap().value(&all);
        assert_eq!(value("minutes(start, end) - 15"), Value::Int(75));
        assert_eq!(value("add_days(a, 3)"), "2026-03-02".into());
        assert_eq!(value("days(a, today)"), Value::Int(269));
        assert_eq!(value("year(a)"), Value::Int(2026));
        assert_eq!(value("year(b)"), Value::Empty);
    }

    #[test]
    fn unknown_names_are_refused_and_loop_variables_are_known() {
        for source in [
            "c > 1",
            "f(a)",
            "rows.x.all(r, q == 1)",
            "a.map(x, x) == [y]",
            "timestamp(a)",
            "a.lower()",
            "r == 1 || codes.exists(r, r == 'x')",
        ] {
            let note = Expr::compile(source, &known).unwrap_err();
            assert_eq!(note.code, "E_FORM_EXPR_NAME", "{source}");
        }
        assert!(Expr::compile("codes.exists(r, r == 'x')", &known).is_ok());
        assert!(
            Expr::compile(
                "has(rows.x) && rows.x.filter(r, r.n == a).size() > 0",
                &known
            )
            .is_ok()
        );
    }

    #[test]
    fn hostile_texts_are_refused_without_a_panic() {
        let deep = [
            "(", "[", "{", "!", "-", "a?", "a.", "a[", "-!", "! ", "f(", "a&&", "1+", "\"", "'",
            "''", "r'", "b'", "{a:", "0x", "1e", "a.all(x,", "[a,", "a?b:", "/*", "//", "..", "@",
            "#", "$", "🀄", "中", "&", "|", "=", "\u{202e}", "\u{0}",
        ];
        for piece in deep {
            for times in [1, 2, 3, 15, 60, 200, 4000] {
                let refused = Expr::compile(&piece.repeat(times), &known).is_err();
                assert!(refused || times < 4000, "{piece} {times}");
            }
        }
        for source in [
            "",
            " ",
            "a &&",
            "a b",
            "\\",
            "'\\ud800'",
            "999999999999999999999",
            "1.0e999",
            "Message{a: 1}",
            "a.all(1, true)",
            "codes.all(x, codes.all(y, codes.all(z, true)))",
        ] {
            assert!(Expr::compile(source, &known).is_err(), "{source}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(source in "[ab0-9()\\[\\]{}!<>=&|?:.,'\" +*/%@$#中🀄-]{0,60}") {
            if let Ok(expr) = Expr::compile(&source, &known) {
                let _ = expr.holds(&vars(&[]));
            }
        }

        #[test]
        fn no_words_make_the_parser_panic(words in proptest::collection::vec(proptest::sample::select(vec![
            "a", "b", "codes", "(", ")", "[", "]", "{", "}", "!", "-", "&&", "||", "?", ":", ".", ",", "'x'", "1", "2u", "1.5", "0x1F", "null", "true",
            "in", ".all(x,", ".map(x,", ".filter(x,", "has(", "size(", "age(", "==", "<", "%", "/", "+", "r'", "\"\"\"", "b'a'", "void", "9223372036854775808"]), 0..20)) {
            if let Ok(expr) = Expr::compile(&words.join(" "), &known) {
                let _ = expr.holds(&vars(&[]));
                let _ = expr.value(&vars(&[("a", 1.into()), ("b", "x".into())]));
            }
        }
    }
}
