//! Both languages say the same things, with the same words in them.

use std::collections::BTreeSet;

use super::messages::ids;
use super::*;
use crate::domain::fault::Note;

#[test]
fn both_languages_have_the_same_messages_with_the_same_words() {
    let (zh, en) = (ids(Lang::Zh), ids(Lang::En));
    assert!(
        zh.keys().eq(en.keys()),
        "{:?}",
        zh.keys()
            .collect::<BTreeSet<_>>()
            .symmetric_difference(&en.keys().collect())
            .collect::<Vec<_>>()
    );
    for (id, words) in &zh {
        // A rule's sentence and a field's name come in both languages, one word each.
        let same = |set: &BTreeSet<String>| {
            set.iter()
                .filter(|w| *w != "zh" && *w != "en")
                .cloned()
                .collect::<BTreeSet<_>>()
        };
        assert_eq!(same(words), same(&en[id]), "{id}");
        assert_eq!(words.contains("zh"), en[id].contains("en"), "{id}");
    }
}

#[test]
fn sentences_are_filled_in_both_languages_and_show_what_nobody_sees() {
    let note = Note::new("E_NO_RECORD").with("id", "a\u{1b}[31m");
    for lang in Lang::ALL {
        let text = sentence(lang, &note);
        assert!(text.contains("a␛[31m"), "{text}");
        assert!(!text.contains('\u{2068}'), "{text}");
    }
    assert_ne!(sentence(Lang::Zh, &note), sentence(Lang::En, &note));
    let roles = Note::new("E_ROLE_APPROVE").with("roles", "supervisor coordinator");
    assert!(sentence(Lang::Zh, &roles).contains("督导、协调员"));
    assert!(sentence(Lang::En, &roles).contains("supervisor, coordinator"));
}

#[test]
fn the_language_follows_the_environment() {
    for (all, messages, lang, expected) in [
        (None, None, None, Lang::Zh),
        (None, None, Some("en_GB.UTF-8"), Lang::En),
        (None, Some("zh_CN.UTF-8"), Some("en_GB.UTF-8"), Lang::Zh),
        (Some("C"), Some("en"), None, Lang::Zh),
        (Some(""), None, Some("de_DE@euro"), Lang::En),
        (None, None, Some("POSIX"), Lang::Zh),
        (None, None, Some("C.UTF-8"), Lang::Zh),
        (None, None, Some("zh-Hans"), Lang::Zh),
    ] {
        let get = |name: &str| {
            let value = match name {
                "LC_ALL" => all,
                "LC_MESSAGES" => messages,
                _ => lang,
            };
            value.map(str::to_owned)
        };
        assert_eq!(
            Lang::from_environment(get),
            expected,
            "{all:?} {messages:?} {lang:?}"
        );
    }
}
