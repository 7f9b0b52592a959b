//! Reads one form file. Every refusal names the file, the line and the reason.

use std::collections::BTreeSet;

use toml::Spanned;

use super::expr::Expr;
use super::kind;
use super::{
    APPROVED, Check, Field, Fixed, Form, Group, Kind, Label, MENDED, Machine, Move, Number, POS,
    Page, RETURNED, RowsOf, Search, Unique, VOID, VOID_REASON, raw,
};
use crate::domain::fault::{Fault, Note, Result};
use crate::domain::value::Value;

/// Names that no field may have: expressions and records use them.
const RESERVED: [&str; 8] = [
    "id", "parent", "rows", "today", "form", "scope", "version", "number",
];
/// Words of the expression language that cannot be names in it.
const WORDS: [&str; 18] = [
    "as",
    "break",
    "const",
    "continue",
    "else",
    "false",
    "for",
    "function",
    "if",
    "import",
    "in",
    "let",
    "loop",
    "namespace",
    "null",
    "package",
    "return",
    "true",
];

/// The largest form file, in bytes: many times the longest built-in one.
const MAX_BYTES: usize = 256 * 1024;

/// Reads the form file `file` with the content `text`.
pub fn parse(file: &str, text: &str) -> Result<Form> {
    if text.len() > MAX_BYTES {
        return Err(Fault::new("E_FORM_SIZE")
            .with("file", file)
            .with("line", 1)
            .with("max", MAX_BYTES / 1024));
    }
    let raw: raw::Form = toml::from_str(text).map_err(|e| toml_fault(file, text, &e))?;
    let mut reader = Reader {
        file,
        text,
        notes: Vec::new(),
    };
    let form = reader.form(raw);
    if reader.notes.is_empty() {
        Ok(form)
    } else {
        Err(reader.notes.into())
    }
}

/// The line, from 1, on which a byte offset lies.
pub(super) fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|b| *b == b'\n').count() + 1
}

fn toml_fault(file: &str, text: &str, error: &toml::de::Error) -> Fault {
    let line = error.span().map_or(1, |s| line_of(text, s.start));
    let message = error.message();
    let quoted = message.split('`').nth(1).unwrap_or_default().to_owned();
    let note = if message.starts_with("unknown field") {
        Note::new("E_FORM_KEY").with("key", quoted)
    } else if message.starts_with("missing field") {
        Note::new("E_FORM_MISSING").with("key", quoted)
    } else {
        Note::new("E_FORM_SYNTAX").with("why", message.lines().next().unwrap_or_default())
    };
    note.with("file", file).with("line", line).into()
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    notes: Vec<Note>,
}

impl Reader<'_> {
    fn line<T>(&self, at: &Spanned<T>) -> usize {
        line_of(self.text, at.span().start)
    }

    fn refuse<T>(&mut self, at: &Spanned<T>, note: Note) {
        let line = self.line(at);
        self.notes
            .push(note.with("file", self.file).with("line", line));
    }

    fn label(&mut self, zh: Spanned<String>, en: Spanned<String>) -> Label {
        for text in [&zh, &en] {
            if text.get_ref().trim().is_empty() {
                self.refuse(text, Note::new("E_FORM_LABEL"));
            }
        }
        Label {
            zh: zh.into_inner(),
            en: en.into_inner(),
        }
    }

    fn name(&mut self, id: &Spanned<String>) {
        let text = id.get_ref();
        let part = |p: &str| {
            p.starts_with(|c: char| c.is_ascii_alphabetic())
                && p.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
                && !WORDS.contains(&p)
        };
        let first = text.split('.').next().unwrap_or_default();
        if text.len() > 60
            || text.split('.').count() > 2
            || !text.split('.').all(part)
            || RESERVED.contains(&first)
        {
            self.refuse(id, Note::new("E_FORM_NAME").with("id", text));
        }
    }

    fn form(&mut self, raw: raw::Form) -> Form {
        self.name(&raw.id);
        if *raw.version.get_ref() == 0 {
            self.refuse(&raw.version, Note::new("E_FORM_VERSION"));
        }
        let label = self.label(raw.zh, raw.en);
        let names = self.names(&raw.page);
        let mut form = Form {
            id: raw.id.into_inner(),
            version: raw.version.into_inner(),
            noun: raw.noun.into_inner(),
            label,
            class: raw.class,
            parent: raw.parent,
            parent_field: raw.parent_field.as_ref().map(|p| p.get_ref().clone()),
            rows_of: raw.rows_of.map(|r| RowsOf {
                form: r.form,
                field: r.field,
            }),
            number: None,
            place: raw.place.as_ref().map(|p| p.get_ref().clone()),
            state: None,
            roles: raw.roles,
            approve: raw.approve,
            open_after_approval: plain(&raw.open_after_approval),
            title: plain(&raw.title),
            list: plain(&raw.list),
            unique: Vec::new(),
            groups: Vec::new(),
            pages: Vec::new(),
            checks: Vec::new(),
            fields: Vec::new(),
            file: self.file.to_owned(),
        };
        for group in raw.group {
            let begins = format!("{}.", group.id.get_ref());
            if !names.iter().any(|n| n.starts_with(&begins)) {
                self.refuse(
                    &group.id,
                    Note::new("E_FORM_REFERS").with("name", group.id.get_ref()),
                );
            }
            form.groups.push(Group {
                label: self.label(group.zh, group.en),
                id: group.id.into_inner(),
            });
        }
        let known = Known {
            names: &names,
            state: raw.state.as_ref().map(|s| s.field.get_ref().clone()),
        };
        form.checks = self.checks(raw.check, &known);
        for page in raw.page {
            let id = page.id.get_ref().clone();
            if form.pages.iter().any(|p| p.id == id) {
                self.refuse(&page.id, Note::new("E_FORM_TWICE").with("id", &id));
            }
            form.pages.push(Page {
                label: self.label(page.zh, page.en),
                id: id.clone(),
            });
            for field in page.field {
                let field = self.field(field, &id, &known);
                form.fields.push(field);
            }
        }
        for field in &form.fields {
            if let Some((group, _)) = field.id.split_once('.')
                && !form.groups.iter().any(|g| g.id == group)
            {
                self.notes.push(
                    Note::new("E_FORM_GROUP")
                        .with("id", group)
                        .with("file", self.file)
                        .with("line", field.line),
                );
            }
        }
        let by = raw.state.as_ref().and_then(|s| s.by.clone());
        self.all_known(&form, by.as_slice());
        form.state = raw.state.map(|s| self.machine(s));
        form.number = raw.number.map(|n| self.number(n, &form));
        for unique in raw.unique {
            self.all_known(&form, &unique.fields);
            self.all_known(&form, unique.year_of.as_slice());
            let order = form.state.iter().flat_map(|m| &m.order).cloned();
            self.in_order(&order.collect::<Vec<_>>(), &unique.states);
            form.unique.push(Unique {
                fields: plain(&unique.fields),
                year_of: unique.year_of.map(Spanned::into_inner),
                states: plain(&unique.states),
                warn: unique.warn,
            });
        }
        implied(&mut form);
        self.all_known(&form, raw.place.as_slice());
        self.all_known(&form, raw.parent_field.as_slice());
        self.all_known(&form, &raw.open_after_approval);
        self.all_known(&form, &raw.title);
        self.all_known(&form, &raw.list);
        form
    }

    fn all_known(&mut self, form: &Form, names: &[Spanned<String>]) {
        for name in names {
            let text = name.get_ref();
            // What the record above has is checked where all forms are known.
            if !text.starts_with("parent.") && form.field(text).is_none() {
                self.refuse(name, Note::new("E_FORM_REFERS").with("name", text));
            }
        }
    }

    /// All field ids; refuses those that stand twice.
    fn names(&mut self, pages: &[raw::Page]) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for field in pages.iter().flat_map(|p| &p.field) {
            self.name(&field.id);
            let id = field.id.get_ref();
            let implied = [VOID, VOID_REASON, APPROVED, RETURNED, MENDED, POS];
            let implied = implied.contains(&id.as_str());
            let group_and_field = names.iter().any(|n: &String| {
                n.split('.').next() == Some(id) || id.split('.').next() == Some(n)
            });
            if implied || group_and_field && !names.contains(id) || !names.insert(id.clone()) {
                self.refuse(&field.id, Note::new("E_FORM_TWICE").with("id", id));
            }
        }
        names
    }

    fn number(&mut self, raw: raw::Number, form: &Form) -> Number {
        self.all_known(form, std::slice::from_ref(&raw.field));
        if !(1..=4).contains(&raw.prefix.len())
            || !raw.prefix.bytes().all(|b| b.is_ascii_uppercase())
        {
            self.refuse(
                &raw.field,
                Note::new("E_FORM_VALUE").with("value", &raw.prefix),
            );
        }
        Number {
            prefix: raw.prefix,
            field: raw.field.into_inner(),
        }
    }

    fn in_order(&mut self, order: &[String], states: &[Spanned<String>]) {
        for state in states.iter().filter(|s| !order.contains(s.get_ref())) {
            let note = Note::new("E_FORM_REFERS").with("name", state.get_ref());
            self.refuse(state, note);
        }
    }

    fn machine(&mut self, raw: raw::State) -> Machine {
        let order = plain(&raw.order);
        let mut moves = Vec::new();
        let mut used = vec![raw.start.clone()];
        for step in raw.moves {
            used.extend(step.from.iter().cloned());
            used.push(step.to.clone());
            moves.extend(step.from.into_iter().map(|from| Move {
                from: from.into_inner(),
                to: step.to.get_ref().clone(),
                guards: step.guards.clone(),
                roles: step.roles.clone(),
            }));
        }
        self.in_order(&order, &used);
        Machine {
            field: raw.field.into_inner(),
            list: raw.list,
            order,
            start: raw.start.into_inner(),
            by: raw.by.map(Spanned::into_inner),
            moves,
        }
    }

    fn expr(&mut self, source: &Spanned<String>, known: &Known) -> Option<Expr> {
        match Expr::compile(source.get_ref(), &|name| known.has(name)) {
            Ok(expr) => Some(expr),
            Err(note) => {
                self.refuse(source, note);
                None
            }
        }
    }

    fn checks(&mut self, raw: Vec<raw::Check>, known: &Known) -> Vec<Check> {
        let mut checks = Vec::new();
        for check in raw {
            let message = self.label(check.zh, check.en);
            if let Some(expr) = self.expr(&check.that, known) {
                checks.push(Check {
                    expr,
                    message,
                    warn: check.warn,
                });
            }
        }
        checks
    }

    fn field(&mut self, raw: raw::Field, page: &str, known: &Known) -> Field {
        let line = self.line(&raw.id);
        let mut choices = [Vec::new(), Vec::new()];
        for (into, from) in choices.iter_mut().zip([raw.choices, raw.rows]) {
            for choice in from {
                into.push(super::Choice {
                    label: self.label(choice.zh, choice.en),
                    code: choice.code.into_inner(),
                });
            }
        }
        let set: Vec<_> = raw.set.into_iter().map(|s| (s.field, s.from)).collect();
        let [of, rows] = choices;
        let kind = kind::read(raw.kind.get_ref(), &of, &rows, &set).unwrap_or_else(|| {
            self.refuse(
                &raw.kind,
                Note::new("E_FORM_KIND").with("kind", raw.kind.get_ref()),
            );
            Kind::Bool
        });
        let mut default = raw
            .default_expr
            .and_then(|e| self.expr(&e, known))
            .map(Fixed::Expr);
        if let Some(literal) = raw.default {
            match kind::literal(&kind, literal.get_ref()) {
                Some(value) if default.is_none() => default = Some(Fixed::Literal(value)),
                _ => self.refuse(
                    &literal,
                    Note::new("E_FORM_VALUE").with("value", literal.get_ref()),
                ),
            }
        }
        let search = raw.search.and_then(|s| match s.get_ref().as_str() {
            "name" => Some(Search::Name),
            "text" => Some(Search::Text),
            "exact" => Some(Search::Exact),
            other => {
                self.refuse(&s, Note::new("E_FORM_VALUE").with("value", other));
                None
            }
        });
        // What is computed stands in no change and so in no index.
        if let Some(expr) = raw
            .computed
            .as_ref()
            .filter(|_| raw.indexed || search.is_some())
        {
            self.refuse(
                expr,
                Note::new("E_FORM_VALUE").with("value", "indexed, search"),
            );
        }
        Field {
            label: self.label(raw.zh, raw.en),
            hint: raw.hint.map(|h| self.label(h.zh, h.en)),
            id: raw.id.into_inner(),
            page: Some(page.to_owned()),
            kind,
            required: raw.required,
            required_if: raw.required_if.and_then(|e| self.expr(&e, known)),
            shown_if: raw.shown_if.and_then(|e| self.expr(&e, known)),
            checks: self.checks(raw.check, known),
            default,
            computed: raw.computed.and_then(|e| self.expr(&e, known)),
            sensitive: raw.sensitive,
            protected: raw.protected,
            indexed: raw.indexed,
            search,
            hidden: raw.hidden,
            off: raw.off,
            line,
        }
    }
}

/// The names expressions may use.
struct Known<'a> {
    names: &'a BTreeSet<String>,
    state: Option<String>,
}

impl Known<'_> {
    fn has(&self, name: &str) -> bool {
        ["parent", "rows", "today", VOID_REASON].contains(&name)
            || self.state.as_deref() == Some(name)
            || self.names.iter().any(|n| n.split('.').next() == Some(name))
    }
}

fn plain(names: &[Spanned<String>]) -> Vec<String> {
    names.iter().map(|n| n.get_ref().clone()).collect()
}

fn implied_field(id: &str, zh: &str, en: &str, kind: Kind) -> Field {
    Field {
        id: id.to_owned(),
        page: None,
        label: Label {
            zh: zh.to_owned(),
            en: en.to_owned(),
        },
        hint: None,
        kind,
        required: false,
        required_if: None,
        shown_if: None,
        checks: Vec::new(),
        default: None,
        computed: None,
        sensitive: false,
        protected: false,
        indexed: false,
        search: None,
        hidden: true,
        off: false,
        line: 0,
    }
}

/// Adds the fields that every form has without naming them.
fn implied(form: &mut Form) {
    let reason = Kind::Text { max: 200 };
    let mut more = vec![
        implied_field(VOID, "作废", "Void", Kind::Bool),
        implied_field(
            VOID_REASON,
            "作废原因",
            "Reason for voiding",
            reason.clone(),
        ),
    ];
    if !form.approve.is_empty() {
        more.push(implied_field(APPROVED, "已审定", "Approved", Kind::Bool));
        more.push(implied_field(
            RETURNED,
            "退回原因",
            "Returned because",
            reason.clone(),
        ));
        more.push(implied_field(
            MENDED,
            "退回后重交",
            "Handed in again",
            Kind::Text { max: 2000 },
        ));
    }
    if form.rows_of.is_some() {
        more.push(implied_field(POS, "顺序", "Order", reason));
    }
    form.fields.append(&mut more);
    if let Some(state) = form.state.clone() {
        if form.field(&state.field).is_none() {
            let kind = Kind::Code { list: state.list };
            let mut field = implied_field(&state.field, "状态", "State", kind);
            field.indexed = true;
            form.fields.push(field);
        }
        if let Some(field) = form.fields.iter_mut().find(|f| f.id == state.field) {
            field.default = Some(Fixed::Literal(Value::Text(state.start)));
        }
    }
}
