//! What waits for a yes, on the home screen: few records line by line, many as one
//! line that opens their list.

use super::show::Words;
use super::today::blank;
use crate::i18n::{Lang, say};
use crate::ops::today::Review;
use crate::ops::view::View;
use crate::ops::world::date_at;
use crate::ui::kit::answer::{Leads, Press, Waiting};

/// The lines; `views` are the newest records of the reviews, in their order.
pub(super) fn lines(words: &Words, reviews: &[Review], views: &[View]) -> Vec<Waiting> {
    let mut views = views.iter();
    let mut lines = Vec::new();
    for review in reviews {
        let newest: Vec<&View> = views.by_ref().take(review.newest.len()).collect();
        let few = !review.count.more && review.count.n == newest.len() as u64;
        if few {
            let each = newest.iter().map(|view| Waiting {
                what: words.heading(view),
                ..line(words, view, Leads::Record(view.record.id))
            });
            lines.extend(each);
        } else if let Some(view) = newest.first() {
            let title = words.title(&view.record, view.parent.as_ref());
            let n = count(std::slice::from_ref(review), words.lang);
            let form = words.form_name(&review.form);
            let said = [("form", form.as_str()), ("n", &n), ("title", &title)];
            lines.push(Waiting {
                what: words.say("home-reviews", &said),
                ..line(
                    words,
                    view,
                    Leads::Review(review.form.clone(), review.by.clone()),
                )
            });
        }
    }
    lines
}

fn line(words: &Words, view: &View, leads: Leads) -> Waiting {
    let made = date_at(view.record.created.ms());
    Waiting {
        kind: words.say("home-review", &[]),
        who: words.place(view.record.scope.place()),
        day: made.strftime("%m-%d").to_string(),
        ..blank(Press::Soon, leads)
    }
}

/// How many wait in all, for the line of figures.
pub(super) fn figure(reviews: &[Review], lang: Lang) -> String {
    say(lang, "home-figure-review", &[("n", &count(reviews, lang))])
}

fn count(reviews: &[Review], lang: Lang) -> String {
    let n = reviews.iter().map(|r| r.count.n).sum();
    at_least(n, reviews.iter().any(|r| r.count.more), lang)
}

/// A number, and that there are more if they were not counted to the end.
pub(super) fn at_least(n: u64, more: bool, lang: Lang) -> String {
    let n = n.to_string();
    if more {
        say(lang, "list-more-than", &[("n", &n)])
    } else {
        n
    }
}
