//! What the locale files hold, for tests.

use std::collections::{BTreeMap, BTreeSet};

use fluent::FluentResource;

use super::Lang;

/// The ids of all messages of a language, with the words that each is filled with.
pub(crate) fn ids(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for text in lang.files() {
        FluentResource::try_new((*text).to_owned()).expect("a locale file reads strictly");
        let mut id = String::new();
        for line in text.lines().filter(|l| !l.starts_with('#')) {
            if !line.starts_with([' ', '}']) && line.contains('=') {
                line.split(' ').next().unwrap().clone_into(&mut id);
                let twice = found.insert(id.clone(), BTreeSet::new());
                assert!(twice.is_none(), "{id} stands twice");
            }
            for piece in line.split('$').skip(1) {
                let word: String = piece
                    .chars()
                    .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                    .collect();
                found.get_mut(&id).unwrap().insert(word);
            }
        }
    }
    found
}
