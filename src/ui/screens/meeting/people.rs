//! Who was there: F6.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Wants;
use super::paper::{Guest, Paper};
use super::view::{band, panel};
use crate::domain::codes::{self, CodeList};
use crate::ui::commands::{Code, Key};
use crate::ui::kit::{Cx, Effect, Route};
use crate::ui::widgets::matching::{self, Keys};
use crate::ui::widgets::paint;
use crate::ui::widgets::spots::Spots;

/// What Space goes through.
const TURNS: [&str; 3] = ["present", "leave", "absent"];

/// What a key on the list came to.
pub enum Came {
    /// No key of the list.
    Nothing,
    /// The cursor moved.
    Moved,
    /// The paper changed.
    Changed,
    /// Something is asked over the screen.
    Asks(Wants, Effect),
}

/// A key on the list; `at` is the line under the cursor, the last one adds.
pub fn key(paper: &mut Paper, at: &mut usize, key: Key, typed: &str, cx: &Cx) -> Came {
    let last = paper.people.len();
    match key.code {
        Code::Up => *at = at.saturating_sub(1),
        Code::Down => *at = (*at + 1).min(last),
        Code::Home => *at = 0,
        Code::End => *at = last,
        Code::Char(' ') | Code::Enter if *at >= last => return add(typed, cx),
        Code::Char(' ' | '\u{3000}') => {
            if let Some(guest) = paper.people.get_mut(*at) {
                let turn = TURNS.iter().position(|t| *t == guest.attendance);
                let next = turn.map_or(0, |t| (t + 1) % TURNS.len());
                TURNS
                    .get(next)
                    .copied()
                    .unwrap_or("present")
                    .clone_into(&mut guest.attendance);
            }
            return Came::Changed;
        }
        Code::Enter => return menu(paper, *at, cx),
        _ => return Came::Nothing,
    }
    Came::Moved
}

/// Goes to whoever is found by what is typed, by name or pinyin, and to the line that adds
/// somebody where it fits nobody; whether the key was typed for that. Any other key begins
/// anew.
pub fn seek(paper: &Paper, typed: &mut String, at: &mut usize, key: Key) -> bool {
    let written = key.written().filter(|c| !c.is_whitespace());
    match (key.code, written) {
        (Code::Backspace, _) if !typed.is_empty() => drop(typed.pop()),
        (_, Some(c)) => typed.push(c),
        _ => return false,
    }
    let names = paper
        .people
        .iter()
        .map(|g| Keys::of(&[&g.name], &[&g.unit]));
    let names: Vec<Keys> = names.collect();
    let found = |typed: &str| matching::ranked(names.iter(), typed).first().copied();
    let mut here = found(typed);
    if here.is_none()
        && let Some(last) = written.filter(char::is_ascii)
        && let Some(other) = found(&last.to_string())
    {
        // Initials that fit nobody are the beginning of another's.
        *typed = last.to_string();
        here = Some(other);
    }
    *at = here.unwrap_or(paper.people.len());
    true
}

/// What a guest's line says, and the roles that can stand there.
fn guest_title(cx: &Cx) -> String {
    let list = cx.reference.codes.list("enum.attendee_role");
    let offered = list.into_iter().flat_map(CodeList::offered);
    let roles: Vec<&str> = offered.map(|c| c.label(cx.lang.tag())).collect();
    // Some labels hold the usual marks between words themselves.
    let roles = cx.say_with("minutes-guest-roles", &[("roles", &roles.join(" / "))]);
    format!("{}\n{roles}", cx.say("minutes-guest"))
}

/// Asks for somebody new; a name that was typed to find them is not typed twice.
fn add(typed: &str, cx: &Cx) -> Came {
    let title = guest_title(cx);
    let text = if typed.is_ascii() {
        String::new()
    } else {
        format!("{typed} ")
    };
    Came::Asks(Wants::NewGuest, Effect::Go(Route::Prompt { title, text }))
}

fn menu(paper: &Paper, at: usize, cx: &Cx) -> Came {
    let Some(guest) = paper.people.get(at) else {
        return Came::Nothing;
    };
    let show = cx.show(&cx.no_names, true);
    let attend = |code: &str| (code.to_owned(), show.code("enum.attendance", code));
    let own = |id: &str| (id.to_owned(), cx.say(&format!("minutes-{id}")));
    let of = vec![
        own("chair"),
        own("recorder"),
        own("edit-guest"),
        attend("present"),
        attend("nonvoting"),
        attend("leave"),
        attend("absent"),
        own("drop-guest"),
    ];
    let title = guest.name.clone();
    Came::Asks(Wants::Guest(at), Effect::Go(Route::Pick { title, of }))
}

/// What was chosen about one of them; an effect asks for more.
pub fn chosen(paper: &mut Paper, at: usize, what: &str, cx: &Cx) -> Option<(Wants, Effect)> {
    match what {
        "chair" => {
            paper.chair = Some(at);
            paper.recorder = paper.recorder.filter(|r| *r != at);
        }
        "recorder" => {
            paper.recorder = Some(at);
            paper.chair = paper.chair.filter(|c| *c != at);
        }
        "edit-guest" => {
            let text = paper.people.get(at).map(|g| words(g, cx))?;
            let title = guest_title(cx);
            return Some((
                Wants::EditGuest(at),
                Effect::Go(Route::Prompt { title, text }),
            ));
        }
        "drop-guest" => {
            if at < paper.people.len() {
                paper.people.remove(at);
            }
            let shift = |who: Option<usize>| match who {
                Some(w) if w == at => None,
                Some(w) if w > at => Some(w - 1),
                other => other,
            };
            paper.chair = shift(paper.chair);
            paper.recorder = shift(paper.recorder);
        }
        attendance => {
            if let Some(guest) = paper.people.get_mut(at) {
                attendance.clone_into(&mut guest.attendance);
            }
        }
    }
    None
}

/// A guest as one line: name, unit, role, post.
pub(super) fn words(guest: &Guest, cx: &Cx) -> String {
    let role = cx
        .show(&cx.no_names, true)
        .code("enum.attendee_role", &guest.role);
    let unit = guest.unit.replace(' ', "");
    if unit.is_empty() && guest.post.is_empty() {
        // The unit is asked for next: nothing stands in its place.
        return format!("{} ", guest.name);
    }
    let parts = [guest.name.as_str(), &unit, &role, &guest.post];
    let parts: Vec<&str> = parts.into_iter().filter(|p| !p.is_empty()).collect();
    parts.join(" ")
}

/// Reads such a line into a guest. A role where the unit stands says that there is none.
pub fn read(guest: &mut Guest, text: &str, cx: &Cx) {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (name, rest) = text.split_once(' ').unwrap_or((&text, ""));
    name.clone_into(&mut guest.name);
    let (unit, rest) = match whole_role(rest, cx) {
        Some(_) => ("", rest),
        None => rest.split_once(' ').unwrap_or((rest, "")),
    };
    // In the line a unit stands without spaces; one that is the same keeps them.
    if unit != guest.unit.replace(' ', "") {
        unit.clone_into(&mut guest.unit);
    }
    let (word, after) = rest.split_once(' ').unwrap_or((rest, ""));
    let named = whole_role(rest, cx)
        .or_else(|| Some((role_of(word, cx)?, after)).filter(|_| !word.is_empty()));
    let post = match named {
        Some((role, post)) => {
            guest.role = role;
            post
        }
        None => rest,
    };
    if guest.role.is_empty() {
        guest.role = "guest".into();
    }
    post.clone_into(&mut guest.post);
    if guest.attendance.is_empty() {
        guest.attendance = "present".into();
    }
}

/// The role whose whole name, of one word or several, a text begins with, and what is left.
fn whole_role<'a>(text: &'a str, cx: &Cx) -> Option<(String, &'a str)> {
    let list = cx.reference.codes.list("enum.attendee_role")?;
    let left = |label: &str| {
        let rest = text.strip_prefix(label)?;
        (rest.is_empty() || rest.starts_with(' ')).then(|| rest.trim_start())
    };
    let mut codes = list.codes.iter();
    codes.find_map(|c| Some((c.code.clone(), left(&c.zh).or_else(|| left(&c.en))?)))
}

/// The role that a word names or begins.
fn role_of(word: &str, cx: &Cx) -> Option<String> {
    let list = cx.reference.codes.list("enum.attendee_role")?;
    let lower = word.to_lowercase();
    let named = |c: &&codes::Code| {
        let said = spoken(&c.zh).iter().any(|label| label.starts_with(word));
        said || c.code == lower || c.en.starts_with(&lower)
    };
    let known = list.codes.iter().find(named);
    let loose = list.codes.iter().find(|c| c.zh.contains(word));
    known.or(loose).map(|c| c.code.clone())
}

/// What people may call a role whose label has brackets: as it is written, without them,
/// and with their words in the place of those before: `村(居)委会成员`, `村委会成员`,
/// `居委会成员`.
fn spoken(label: &str) -> Vec<String> {
    let mut all = vec![label.to_owned()];
    if let Some((before, rest)) = label.split_once('(')
        && let Some((inside, after)) = rest.split_once(')')
    {
        let kept = before
            .chars()
            .count()
            .saturating_sub(inside.chars().count());
        let kept: String = before.chars().take(kept).collect();
        all.push(format!("{before}{after}"));
        all.push(format!("{kept}{inside}{after}"));
    }
    all
}

/// What one of the list says: name, attendance, duty, unit, role.
fn cells_of(paper: &Paper, line: usize, cx: &Cx) -> Option<[String; 5]> {
    let guest = paper.people.get(line)?;
    let show = cx.show(&cx.no_names, true);
    let duty = if paper.chair == Some(line) {
        cx.say("minutes-chair")
    } else if paper.recorder == Some(line) {
        cx.say("minutes-recorder")
    } else {
        String::new()
    };
    let unit = if guest.unit.is_empty() {
        cx.say("minutes-no-unit")
    } else {
        guest.unit.clone()
    };
    Some([
        guest.name.clone(),
        show.code("enum.attendance", &guest.attendance),
        duty,
        unit,
        show.code("enum.attendee_role", &guest.role),
    ])
}

/// The list takes lines from here to so many above the end.
const TOP: u16 = 2;
const BELOW: u16 = 3;

/// Draws the list.
pub fn view(
    (paper, at, typed): (&Paper, usize, &str),
    buf: &mut Buffer,
    area: Rect,
    spots: &Spots<usize>,
    cx: &Cx,
) {
    let (here, all) = paper.house();
    let (here, all) = (here.to_string(), all.to_string());
    let head = cx.say_with(
        "minutes-attend",
        &[("here", here.as_str()), ("all", all.as_str())],
    );
    let rows = usize::from(area.height.saturating_sub(TOP + BELOW)).max(1);
    let first = (at + 1).saturating_sub(rows);
    let lines: Vec<(u16, Option<[String; 5]>)> = (area.y + TOP
        ..area.bottom().saturating_sub(BELOW))
        .zip(first..=paper.people.len())
        .map(|(y, line)| (y, cells_of(paper, line, cx)))
        .collect();
    let wide = |n: usize| {
        let cells = lines.iter().filter_map(|(_, cells)| cells.as_ref());
        let most = cells.map(|c| paint::cells(&c[n], cx)).max().unwrap_or(0);
        // What is longer ends in a mark, and stands whole below the list.
        (most + 2).min(area.width / 4)
    };
    let widths = [wide(0), wide(1), wide(2), wide(3), area.width];
    let end = area.right().saturating_sub(1);
    for ((y, cells), line) in lines.iter().zip(first..) {
        let y = *y;
        spots.drew(Rect::new(area.x, y, area.width, 1), line);
        let style = band(buf, area, y, line == at, cx);
        if line == at {
            paint::put(buf, (area.x + 1, y), 1, ">", style, cx);
        }
        let Some(cells) = cells else {
            let add = cx.say("minutes-add-guest");
            paint::put(buf, (area.x + 3, y), area.width - 4, &add, style, cx);
            continue;
        };
        let mut x = area.x + 3;
        for (n, (width, text)) in widths.into_iter().zip(cells).enumerate() {
            let gap = u16::from(n + 1 < cells.len());
            let room = width.saturating_sub(gap).min(end.saturating_sub(x));
            paint::put(buf, (x, y), room, text, style, cx);
            x += width;
        }
    }
    if let Some(guest) = paper.people.get(at) {
        let y = area.bottom().saturating_sub(2);
        let (x, room) = (area.x + 1, area.width.saturating_sub(2));
        let attendance = cells_of(paper, at, cx).map_or(String::new(), |[_, a, ..]| a);
        let text = format!("{}  {attendance}", words(guest, cx).trim_end());
        paint::put(buf, (x, y), room, &text, cx.theme.text, cx);
    }
    let mut hint = cx.say("minutes-people-keys");
    if !typed.is_empty() {
        hint = format!("{} {typed}   {hint}", cx.say("ui-search"));
    }
    panel(buf, area, &head, &hint, cx);
}
