//! The terminal: taken at the start, given back at the end, also after a panic.

use std::io::{self, IsTerminal, Stdout, Write, stdout};

use crossterm::cursor::{self, MoveTo};
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::execute;
use crossterm::style::Print;
use crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen,
    LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::backend::{Backend, ClearType as Region, CrosstermBackend};
use ratatui::{Frame, Terminal};

use crate::domain::fault::{Fault, Result};
use crate::text::width::Ambiguous;

fn fault(error: io::Error) -> Fault {
    Fault::new("E_TERMINAL").because(error)
}

/// A terminal in our hands.
pub struct Term {
    terminal: Terminal<CrosstermBackend<Stdout>>,
}

/// Gives the terminal back as it was; what fails here has nobody left to hear of it.
fn give_back() {
    let _ = execute!(
        stdout(),
        EndSynchronizedUpdate,
        DisableMouseCapture,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        cursor::Show
    );
    let _ = disable_raw_mode();
}

impl Term {
    /// Takes the terminal.
    ///
    /// # Errors
    /// `E_TERMINAL` where there is none.
    pub fn take(mouse: bool) -> Result<Self> {
        if !io::stdin().is_terminal() || !stdout().is_terminal() {
            return Err(Fault::new("E_TERMINAL"));
        }
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            give_back();
            before(info);
        }));
        enable_raw_mode().map_err(fault)?;
        // Who was killed left its last frame, and the screen that is entered may be the one
        // it never left: nothing of it may shine through the first frame.
        execute!(
            stdout(),
            EnterAlternateScreen,
            Clear(ClearType::All),
            EnableBracketedPaste
        )
        .map_err(fault)?;
        if mouse {
            execute!(stdout(), EnableMouseCapture).map_err(fault)?;
        }
        let terminal = Terminal::new(CrosstermBackend::new(stdout())).map_err(fault)?;
        Ok(Self { terminal })
    }

    /// How wide this terminal draws characters of ambiguous width: one is printed, and
    /// the cursor asked for. A terminal that does not answer draws them narrow.
    pub fn ambiguous() -> Ambiguous {
        let ask = || -> io::Result<u16> {
            execute!(stdout(), MoveTo(0, 0), Print("①"))?;
            let (column, _) = cursor::position()?;
            execute!(stdout(), MoveTo(0, 0), Clear(ClearType::CurrentLine))?;
            Ok(column)
        };
        match ask() {
            Ok(2) => Ambiguous::Two,
            Ok(_) | Err(_) => Ambiguous::One,
        }
    }

    /// Draws one frame, all at once.
    ///
    /// # Errors
    /// `E_TERMINAL` where the terminal is gone.
    pub fn draw(&mut self, view: impl FnOnce(&mut Frame)) -> Result<()> {
        execute!(stdout(), BeginSynchronizedUpdate).map_err(fault)?;
        let drawn = self.terminal.draw(view).map(|_| ());
        execute!(stdout(), EndSynchronizedUpdate).map_err(fault)?;
        stdout().flush().map_err(fault)?;
        drawn.map_err(fault)
    }

    /// Forgets what the terminal shows; the next frame is sent whole.
    ///
    /// `Terminal::clear` would ask the terminal where its cursor is. The thread that
    /// reads keys takes that answer for itself, and the loop would wait for the next key.
    pub fn forget(&mut self) {
        // Where clearing fails the next frame says so.
        let _ = self.terminal.backend_mut().clear_region(Region::All);
        // Both buffers are empty then: the one to draw into was empty already.
        self.terminal.swap_buffers();
    }
}

impl Drop for Term {
    fn drop(&mut self) {
        give_back();
    }
}
