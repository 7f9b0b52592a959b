//! The words of the help, by ids made of the names of commands and arguments:
//! `cmd-keys-card`, and `arg-keys-card-out` or, shared between commands, `arg-out`.

#[cfg(test)]
use std::collections::BTreeSet;

use clap::{Arg, ArgAction, Command};

use crate::i18n::{Lang, has, say};

/// Puts the words of a language on the whole definition.
pub(crate) fn dress(command: Command, lang: Lang) -> Command {
    let version = Arg::new("version")
        .long("version")
        .short('V')
        .action(ArgAction::Version);
    walk(command.disable_version_flag(true).arg(version), "", lang)
}

fn walk(command: Command, path: &str, lang: Lang) -> Command {
    let heading = |id: &str| say(lang, id, &[]);
    let template = format!(
        "{{about}}\n\n{}{{usage}}\n\n{{all-args}}",
        heading("word-usage")
    );
    let help = Arg::new("help")
        .long("help")
        .short('h')
        .action(ArgAction::Help);
    let path_of = |name: &str| format!("{path}-{name}");
    command
        .about(say(lang, &format!("cmd{path}"), &[]))
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .help_template(template)
        .subcommand_help_heading(heading("word-commands"))
        .arg(help)
        .mut_args(|arg| {
            let words = say(lang, &arg_id(lang, path, arg.get_id().as_str()), &[]);
            let section = if arg.is_positional() {
                "word-arguments"
            } else if arg.is_global_set() {
                "word-global"
            } else {
                "word-options"
            };
            let valued = arg.get_action().takes_values();
            arg.help(words)
                .help_heading(heading(section))
                .hide_default_value(valued)
                .hide_possible_values(valued)
                .hide_env(valued)
        })
        .mut_subcommands(|sub| {
            let path = path_of(sub.get_name());
            walk(sub, &path, lang)
        })
}

/// The argument's own words in this command, else those it shares.
fn arg_id(lang: Lang, path: &str, arg: &str) -> String {
    let arg = arg.replace('_', "-");
    let own = format!("arg{path}-{arg}");
    if has(lang, &own) {
        own
    } else {
        format!("arg-{arg}")
    }
}

/// Every id that the help of this definition uses.
#[cfg(test)]
pub(crate) fn ids(definition: &Command) -> BTreeSet<String> {
    fn gather(command: &Command, path: &str, ids: &mut BTreeSet<String>) {
        ids.insert(format!("cmd{path}"));
        for arg in command.get_arguments().filter(|a| !a.is_hide_set()) {
            ids.insert(arg_id(Lang::Zh, path, arg.get_id().as_str()));
        }
        for sub in command.get_subcommands() {
            gather(sub, &format!("{path}-{}", sub.get_name()), ids);
        }
    }
    let mut ids = BTreeSet::from(["arg-help".to_owned(), "arg-version".to_owned()]);
    gather(definition, "", &mut ids);
    ids
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::definition;

    #[test]
    fn the_definition_is_sound_and_dressed_in_both_languages() {
        for lang in Lang::ALL {
            let mut command = dress(definition(), lang);
            command.clone().debug_assert();
            let help = command.render_help().to_string();
            assert!(help.contains(&say(lang, "cmd-init", &[])), "{help}");
            assert!(help.contains(&say(lang, "arg-home", &[])), "{help}");
            for id in ids(&definition()) {
                assert!(has(lang, &id), "{lang:?} {id}");
            }
        }
    }
}
