//! The screens, one folder for each noun, and how a route becomes one.

mod decide;
mod door;
mod form;
mod home;
mod list;
mod meeting;
mod paper;
mod popup;
mod programme;
mod record;
mod search;
mod sync;
mod volunteer;

use super::kit::{Cx, Route, Screen};

/// The screen of a route.
#[must_use]
pub fn open(route: Route, cx: &Cx) -> Box<dyn Screen> {
    match route {
        Route::Welcome => Box::new(door::Welcome::new(cx)),
        Route::Tour => Box::new(door::Tour::default()),
        Route::Unlock => Box::new(door::Unlock::default()),
        Route::Home => Box::new(home::Home::default()),
        Route::List { form, filters } => Box::new(list::List::new(form, &filters, cx)),
        Route::Search => Box::new(search::Search::default()),
        Route::Record(id) => Box::new(record::Record::new(id)),
        Route::Sync => Box::new(sync::Post::default()),
        Route::SyncTo(id) => Box::new(sync::Post::to(id)),
        Route::Teams => Box::new(sync::Teams::default()),
        Route::Team(id) => Box::new(sync::Team::new(id)),
        Route::Conflicts => Box::new(sync::Conflicts::default()),
        Route::Print(of) => Box::new(paper::Out::print(of, cx)),
        Route::Backup => Box::new(paper::Out::backup()),
        Route::Findings => Box::new(sync::Findings::default()),
        Route::Held => Box::new(decide::Held::default()),
        Route::Erase { id, title, word } => Box::new(decide::Erase::new(id, title, word)),
        Route::Report => Box::new(programme::Report::new(cx)),
        Route::Erasures => Box::new(decide::Erasures::default()),
        Route::Form {
            form,
            id,
            parent,
            given,
            draft,
        } => {
            let opening = form::Opening {
                form,
                id,
                parent,
                given,
                draft,
                then: None,
            };
            Box::new(form::FormScreen::new(opening, cx))
        }
        Route::Then { form, given, then } => {
            let opening = form::Opening {
                form,
                given,
                then: Some(then),
                ..form::Opening::default()
            };
            Box::new(form::FormScreen::new(opening, cx))
        }
        Route::NewCase => Box::new(form::NewCase::default()),
        Route::NewMenu => Box::new(popup::begin(cx)),
        Route::Pick { title, of } => Box::new(popup::Pick::new(title, of)),
        Route::Confirm { text } => Box::new(popup::Confirm {
            text,
            beware: false,
        }),
        Route::Beware { text } => Box::new(popup::Confirm { text, beware: true }),
        Route::Prompt { title, text } => Box::new(popup::Prompt::new(&title, &text)),
        Route::Palette { scope, help } => Box::new(popup::Palette::new(scope, help, cx)),
        Route::Minutes { id, draft } => Box::new(meeting::Minutes::new(id, draft)),
        Route::Quick(draft) => Box::new(volunteer::Quick::new(draft)),
    }
}
