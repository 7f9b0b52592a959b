//! What the terminal sends, as keys, pastes and clicks.
//!
//! Some terminals paste without saying so: a burst of keys that came together is a
//! paste where text is typed, so that a pasted line break is no Enter. Alt with a
//! Chinese character is what is left of Esc and then the character.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton};
use crossterm::event::{MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use super::commands::{Code, Key};
use crate::text::fold;

/// What a person did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key.
    Key(Key),
    /// A paste, cleaned; how many unseen characters were taken out.
    Paste(String, usize),
    /// A click.
    Click(Position),
    /// The wheel: lines down, or up if negative.
    Wheel(i16),
    /// Another size.
    Resize,
}

/// So many keys in one burst are no typing.
const BURST: usize = 12;

/// Reads what came together.
#[must_use]
pub fn read(events: &[Event], typing: bool) -> Vec<Input> {
    let mut inputs: Vec<Input> = Vec::new();
    for event in events {
        match event {
            Event::Key(key) => inputs.extend(keys(*key).into_iter().map(Input::Key)),
            Event::Paste(text) => inputs.push(paste(text)),
            Event::Mouse(mouse) => inputs.extend(click(*mouse)),
            Event::Resize(..) => inputs.push(Input::Resize),
            Event::FocusGained | Event::FocusLost => {}
        }
    }
    if typing { bursts(&inputs) } else { inputs }
}

fn paste(text: &str) -> Input {
    let (clean, gone) = fold::clean_text(text);
    Input::Paste(clean, gone)
}

/// What a burst of keys writes, if all of it is text.
fn bursts(inputs: &[Input]) -> Vec<Input> {
    let written = |input: &Input| match input {
        Input::Key(key) if *key == Key::plain(Code::Enter) => Some('\n'),
        Input::Key(key) if *key == Key::plain(Code::Tab) => Some('\t'),
        Input::Key(key) => key.written(),
        _ => None,
    };
    let mut out = Vec::new();
    let mut rest = inputs;
    while let Some(first) = rest.first() {
        let run: Vec<char> = rest.iter().map_while(written).collect();
        if run.len() >= BURST {
            out.push(paste(&run.iter().collect::<String>()));
            rest = rest.get(run.len()..).unwrap_or_default();
        } else {
            out.push(first.clone());
            rest = rest.get(1..).unwrap_or_default();
        }
    }
    out
}

fn keys(event: KeyEvent) -> Vec<Key> {
    if event.kind == KeyEventKind::Release {
        return Vec::new();
    }
    let held = event.modifiers;
    let code = match event.code {
        KeyCode::Char(c) => Code::Char(c),
        KeyCode::F(n) => Code::F(n),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        _ => return Vec::new(),
    };
    let alt = held.contains(KeyModifiers::ALT);
    if let Code::Char(c) = code
        && alt
        && !c.is_ascii()
    {
        return vec![Key::plain(Code::Esc), Key::plain(code)];
    }
    let is_char = matches!(code, Code::Char(_));
    let mut key = Key {
        code,
        ctrl: held.contains(KeyModifiers::CONTROL),
        alt,
        // A character says by itself what Shift made of it.
        shift: held.contains(KeyModifiers::SHIFT) && !is_char && code != Code::BackTab,
    };
    if key.ctrl
        && let Code::Char(c) = key.code
    {
        key.code = Code::Char(c.to_ascii_lowercase());
    }
    vec![key]
}

fn click(event: MouseEvent) -> Option<Input> {
    match event.kind {
        MouseEventKind::Down(MouseButton::Left) => {
            Some(Input::Click(Position::new(event.column, event.row)))
        }
        MouseEventKind::ScrollDown => Some(Input::Wheel(3)),
        MouseEventKind::ScrollUp => Some(Input::Wheel(-3)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Vec<Event> {
        let code = |c| match c {
            '\n' => KeyCode::Enter,
            c => KeyCode::Char(c),
        };
        text.chars()
            .map(|c| Event::Key(KeyEvent::new(code(c), KeyModifiers::NONE)))
            .collect()
    }

    #[test]
    fn a_paste_has_plain_line_ends_and_nothing_unseen() {
        let pasted = Event::Paste("一\r\n二\r三\u{1b}[31m\u{202e}".into());
        let [Input::Paste(text, gone)] = &read(&[pasted], true)[..] else {
            panic!("no paste");
        };
        assert_eq!(text.lines().count(), 3);
        assert!(!text.contains(['\r', '\u{1b}', '\u{202e}']));
        assert!(*gone >= 2, "{gone}");
    }

    #[test]
    fn a_burst_is_a_paste_where_text_is_typed() {
        let burst = typed("第一行写得很长很长\n第二行也是");
        let read_as = read(&burst, true);
        assert_eq!(
            read_as,
            [Input::Paste("第一行写得很长很长\n第二行也是".into(), 0)]
        );
        assert_eq!(read(&burst, false).len(), burst.len());
        assert_eq!(read(&typed("张三\n"), true).len(), 3);
    }

    #[test]
    fn alt_with_a_chinese_character_is_esc_and_the_character() {
        let event = Event::Key(KeyEvent::new(KeyCode::Char('张'), KeyModifiers::ALT));
        assert_eq!(
            read(&[event], true),
            [
                Input::Key(Key::plain(Code::Esc)),
                Input::Key(Key::plain(Code::Char('张')))
            ]
        );
    }

    #[test]
    fn a_released_key_is_no_second_one() {
        let mut key = KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE);
        key.kind = KeyEventKind::Release;
        assert_eq!(read(&[Event::Key(key)], false), []);
    }
}
