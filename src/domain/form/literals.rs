//! Codes that expressions name: a misspelt code would make a condition that never
//! holds, and nobody would notice. Every text that is compared with a field of codes
//! has to be one of its codes.

use cel::common::ast::{EntryExpr, Expr as Node, LiteralValue};

use super::lookup::Lookup;
use super::{Expr, Form, Forms, Kind};

/// The texts in an expression that are compared with a field of codes and are none
/// of them.
pub(super) fn unknown_codes(
    expr: &Expr,
    forms: &Forms,
    form: &Form,
    lookup: &dyn Lookup,
) -> Vec<String> {
    let mut pairs = Vec::new();
    compared(expr.node(), &mut pairs);
    pairs
        .into_iter()
        .filter(|(field, code)| {
            kind_of(field, forms, form).is_some_and(|kind| match kind {
                Kind::Code { list } | Kind::Multi { list } => !lookup.code_exists(list, code),
                Kind::Choice { of } => of.iter().all(|c| c.code != *code),
                _ => false,
            })
        })
        .map(|(_, code)| code.to_owned())
        .collect()
}

/// A field as an expression names it: `name`, or `member` of a group, row or parent.
struct Named<'n> {
    of: Option<&'n str>,
    name: &'n str,
}

fn kind_of<'f>(field: &Named, forms: &'f Forms, form: &'f Form) -> Option<&'f Kind> {
    let found = match field.of {
        None => form.field(field.name),
        Some("parent") => forms.above(form)?.field(field.name),
        Some(of) => form.field(&format!("{of}.{}", field.name)).or_else(|| {
            // Otherwise `of` stands for a row in a loop.
            form.row_fields()
                .filter_map(|(_, rows)| forms.get(rows))
                .find_map(|rows| rows.field(field.name))
        }),
    };
    found.map(|f| &f.kind)
}

fn named(node: &Node) -> Option<Named<'_>> {
    match node {
        Node::Ident(name) => Some(Named { of: None, name }),
        Node::Select(select) => match &select.operand.expr {
            Node::Ident(of) => Some(Named {
                of: Some(of),
                name: &select.field,
            }),
            _ => None,
        },
        _ => None,
    }
}

fn texts(node: &Node) -> Vec<&str> {
    match node {
        Node::Literal(LiteralValue::String(text)) => vec![text.inner()],
        Node::List(list) => list.elements.iter().flat_map(|e| texts(&e.expr)).collect(),
        _ => Vec::new(),
    }
}

fn compared<'n>(node: &'n Node, pairs: &mut Vec<(Named<'n>, &'n str)>) {
    match node {
        Node::Call(call) => {
            if let ("_==_" | "_!=_" | "@in", [a, b]) = (call.func_name.as_str(), &call.args[..]) {
                for (field, other) in [(&a.expr, &b.expr), (&b.expr, &a.expr)] {
                    for text in texts(other) {
                        pairs.extend(named(field).map(|f| (f, text)));
                    }
                }
            }
            let target = call.target.iter().map(|t| &t.expr);
            for inner in target.chain(call.args.iter().map(|a| &a.expr)) {
                compared(inner, pairs);
            }
        }
        Node::List(list) => list.elements.iter().for_each(|e| compared(&e.expr, pairs)),
        Node::Map(map) => {
            for entry in &map.entries {
                if let EntryExpr::MapEntry(e) = &entry.expr {
                    compared(&e.value.expr, pairs);
                }
            }
        }
        Node::Select(select) => compared(&select.operand.expr, pairs),
        Node::Comprehension(c) => {
            for inner in [&c.iter_range, &c.loop_cond, &c.loop_step, &c.result] {
                compared(&inner.expr, pairs);
            }
        }
        Node::Unspecified | Node::Ident(_) | Node::Literal(_) | Node::Struct(_) => {}
    }
}
