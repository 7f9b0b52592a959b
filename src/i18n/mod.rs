//! Sentences and labels by language. The words stand in `config/locales`; the program
//! carries all of them, so none can be missing beside it.

pub mod values;

use std::thread::LocalKey;

use fluent::{FluentArgs, FluentBundle, FluentResource};

use crate::domain::fault::Note;
use crate::domain::id::Scope;
use crate::text::fold;

/// A language of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Chinese, the first language.
    #[default]
    Zh,
    /// English.
    En,
}

macro_rules! locale {
    ($folder:literal) => {
        &[
            include_str!(concat!("../../config/locales/", $folder, "/cli.ftl")),
            include_str!(concat!("../../config/locales/", $folder, "/decide.ftl")),
            include_str!(concat!("../../config/locales/", $folder, "/form.ftl")),
            include_str!(concat!("../../config/locales/", $folder, "/help.ftl")),
            include_str!(concat!("../../config/locales/", $folder, "/ids.ftl")),
            include_str!(concat!("../../config/locales/", $folder, "/paper.ftl")),
            include_str!(concat!("../../config/locales/", $folder, "/places.ftl")),
            include_str!(concat!("../../config/locales/", $folder, "/record.ftl")),
            include_str!(concat!("../../config/locales/", $folder, "/sync.ftl")),
            include_str!(concat!("../../config/locales/", $folder, "/text.ftl")),
            include_str!(concat!("../../config/locales/", $folder, "/ui.ftl")),
            include_str!(concat!("../../config/locales/", $folder, "/ui_list.ftl")),
            include_str!(concat!("../../config/locales/", $folder, "/ui_sync.ftl")),
            include_str!(concat!("../../config/locales/", $folder, "/ui_form.ftl")),
            include_str!(concat!("../../config/locales/", $folder, "/ui_meeting.ftl")),
            include_str!(concat!("../../config/locales/", $folder, "/ui_paper.ftl")),
            include_str!(concat!(
                "../../config/locales/",
                $folder,
                "/ui_programme.ftl"
            )),
            include_str!(concat!(
                "../../config/locales/",
                $folder,
                "/ui_volunteer.ftl"
            )),
            include_str!(concat!("../../config/locales/", $folder, "/workspace.ftl")),
        ]
    };
}

const ZH: &[&str] = locale!("zh-CN");
const EN: &[&str] = locale!("en");

type Bundle = FluentBundle<FluentResource>;

thread_local! {
    static ZH_BUNDLE: Bundle = bundle(Lang::Zh);
    static EN_BUNDLE: Bundle = bundle(Lang::En);
}

impl Lang {
    /// Both languages.
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// The tag: `zh-CN` or `en`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// Whether this is Chinese.
    #[must_use]
    pub fn is_chinese(self) -> bool {
        self == Self::Zh
    }

    /// The language that the environment asks for: `LC_ALL`, `LC_MESSAGES`, `LANG`, the
    /// first that is set. Chinese where nothing is said, also by `C` and `POSIX`.
    pub fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let said = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .filter_map(variable)
            .find(|v| !v.is_empty());
        said.map_or(Self::Zh, |locale| Self::of_locale(&locale))
    }

    /// The language for a locale name such as `en_GB.UTF-8`.
    #[must_use]
    pub fn of_locale(locale: &str) -> Self {
        let language = locale.split(['_', '.', '-', '@']).next();
        match language.map(str::to_ascii_lowercase).as_deref() {
            None | Some("" | "c" | "posix" | "zh") => Self::Zh,
            Some(_) => Self::En,
        }
    }

    fn files(self) -> &'static [&'static str] {
        match self {
            Self::Zh => ZH,
            Self::En => EN,
        }
    }

    fn bundle(self) -> &'static LocalKey<Bundle> {
        match self {
            Self::Zh => &ZH_BUNDLE,
            Self::En => &EN_BUNDLE,
        }
    }
}

fn bundle(lang: Lang) -> Bundle {
    let mut bundle = FluentBundle::new(lang.tag().parse().into_iter().collect());
    // The marks around arguments would stand in terminals and scripts as odd characters.
    bundle.set_use_isolating(false);
    for text in lang.files() {
        let resource = match FluentResource::try_new((*text).to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        // A test reads every file strictly; what went wrong here would be shown as its id.
        let _ = bundle.add_resource(resource);
    }
    bundle
}

/// Whether there is a message of this id.
#[must_use]
pub fn has(lang: Lang, id: &str) -> bool {
    lang.bundle().with(|b| b.has_message(id))
}

/// The message of this id, filled with these words. Characters that nobody sees are
/// marked in them: they may come from a file or a form.
#[must_use]
pub fn say(lang: Lang, id: &str, words: &[(&str, &str)]) -> String {
    let mut args = FluentArgs::new();
    for (name, word) in words {
        args.set(*name, fold::visible(word));
    }
    lang.bundle().with(|bundle| {
        let pattern = bundle.get_message(id).and_then(|m| m.value());
        pattern.map_or_else(
            || id.to_owned(),
            |p| {
                bundle
                    .format_pattern(p, Some(&args), &mut Vec::new())
                    .into_owned()
            },
        )
    })
}

/// The sentence of a remark. Roles in it are named as people name them.
#[must_use]
pub fn sentence(lang: Lang, note: &Note) -> String {
    let words: Vec<(&str, String)> = note
        .args
        .iter()
        .map(|(name, value)| {
            let value = match *name {
                "roles" => roles(lang, value),
                "scope" => scope(lang, value),
                "author" if value.is_empty() => say(lang, "word-someone", &[]),
                _ => value.clone(),
            };
            (*name, value)
        })
        .collect();
    let words: Vec<(&str, &str)> = words.iter().map(|(n, v)| (*n, v.as_str())).collect();
    say(lang, note.code, &words)
}

/// What stands in a scope, and of which place.
fn scope(lang: Lang, text: &str) -> String {
    let known: Option<Scope> = text.parse().ok();
    known.map_or_else(
        || text.to_owned(),
        |scope| {
            let class = say(lang, &format!("class-{}", scope.class().word()), &[]);
            format!("{class} {}", scope.place())
        },
    )
}

fn roles(lang: Lang, codes: &str) -> String {
    let named: Vec<String> = codes.split(' ').map(|code| role(lang, code)).collect();
    named.join(if lang.is_chinese() { "、" } else { ", " })
}

/// A role as people name it; an unknown one by its code.
#[must_use]
pub fn role(lang: Lang, code: &str) -> String {
    let id = match code {
        "worker" => "word-worker",
        "supervisor" => "word-supervisor",
        "coordinator" => "word-coordinator",
        _ => return fold::visible(code),
    };
    say(lang, id, &[])
}

#[cfg(test)]
pub(crate) mod messages;
#[cfg(test)]
mod tests;
