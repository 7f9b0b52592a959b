//! A terminal of its own for the program: keys in, a screen out. Nothing sleeps and
//! hopes: every step waits until the screen says so, or fails with what it shows.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::Value as Json;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use tempfile::TempDir;

/// How long a screen may take on a busy machine before the test fails.
const PATIENCE: Duration = Duration::from_secs(90);

/// The passphrase of every workspace here.
pub const SECRET: &str = "桂花开在八月的老街口";

/// The program in a terminal.
pub struct Pty {
    parser: vt100::Parser,
    bytes: Receiver<Vec<u8>>,
    /// The beginning of a frame whose end has not come.
    pending: Vec<u8>,
    writer: Box<dyn Write + Send>,
    master: Box<dyn MasterPty + Send>,
    pub child: Box<dyn Child + Send + Sync>,
    /// All that was ever sent to the terminal, for what must never be in it.
    pub sent: Vec<u8>,
}

/// A folder with a workspace in it, and its passphrase in a file.
pub struct Desk {
    pub folder: TempDir,
}

impl Desk {
    /// An empty folder.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("secret"), SECRET).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let private = std::fs::Permissions::from_mode(0o600);
            std::fs::set_permissions(folder.path().join("secret"), private).unwrap();
        }
        Self { folder }
    }

    /// A worker's workspace.
    pub fn worker() -> Self {
        Self::of("陈小雨", "worker", "320585101201")
    }

    /// The workspace of somebody.
    pub fn of(person: &str, role: &str, place: &str) -> Self {
        let desk = Self::empty();
        desk.run(&[
            "init", "--person", person, "--team", "T01", "--place", place, "--role", role,
        ]);
        desk
    }

    /// A file in the folder beside the workspace.
    pub fn path(&self, name: &str) -> String {
        let path = self.folder.path().join(name);
        path.into_os_string().into_string().unwrap()
    }

    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// A command on this workspace; its output.
    pub fn run(&self, args: &[&str]) -> String {
        self.give(args, "")
    }

    /// A command on this workspace, answered as JSON.
    pub fn json(&self, args: &[&str]) -> Json {
        let mut all = args.to_vec();
        all.push("--json");
        serde_json::from_str(&self.run(&all)).unwrap()
    }

    /// The records of a form, all on one page.
    pub fn records(&self, form: &str) -> Vec<Json> {
        let page = self.json(&["list", form]);
        assert!(page["next"].is_null(), "{page}");
        page["items"].as_array().unwrap().clone()
    }

    /// Saves these fields, as `new client` or `set ID`; the record.
    pub fn save(&self, args: &[&str], fields: &Json) -> Json {
        let mut all = args.to_vec();
        all.push("--json");
        serde_json::from_str(&self.give(&all, &fields.to_string())).unwrap()
    }

    /// A command with this on standard input; its output.
    pub fn give(&self, args: &[&str], input: &str) -> String {
        let mut child = Command::new(env!("CARGO_BIN_EXE_sanshe"))
            .arg("--home")
            .arg(self.home())
            .arg("--passphrase-file")
            .arg(self.folder.path().join("secret"))
            .args(["--lang", "zh", "--today", "2026-11-23"])
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that reads nothing may close the pipe first.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let out = child.wait_with_output().unwrap();
        let text = String::from_utf8_lossy(&out.stdout).into_owned();
        assert!(
            out.status.success(),
            "{args:?}\n{text}\n{}",
            String::from_utf8_lossy(&out.stderr)
        );
        text
    }

    /// Opens the screen at 80×24, locked.
    pub fn open(&self) -> Pty {
        Pty::start(&self.home(), &[], (80, 24))
    }

    /// Opens the screen and unlocks it.
    pub fn unlocked(&self) -> Pty {
        let mut pty = self.open();
        pty.wait("已锁定");
        pty.type_in(SECRET);
        pty.keys("\r");
        pty.wait("急办");
        pty
    }
}

impl Pty {
    pub fn start(home: &Path, args: &[&str], (cols, rows): (u16, u16)) -> Self {
        let size = PtySize {
            rows,
            cols,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_sanshe"));
        command.arg("--home");
        command.arg(home);
        command.args(["--today", "2026-11-23"]);
        command.args(args);
        command.env("TERM", "xterm-256color");
        command.env("LANG", "zh_CN.UTF-8");
        command.env_remove("NO_COLOR");
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let writer = pair.master.take_writer().unwrap();
        let (tell, bytes) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 8192];
            while let Ok(n) = reader.read(&mut buffer) {
                if n == 0 || tell.send(buffer[..n].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self {
            parser: vt100::Parser::new(some(rows), some(cols), 0),
            bytes,
            pending: Vec::new(),
            writer,
            master: pair.master,
            child,
            sent: Vec::new(),
        }
    }

    /// Takes in what came, for at most so long; answers where the cursor is, as a
    /// terminal does that is asked.
    fn take_in(&mut self, for_at_most: Duration) -> bool {
        let Ok(bytes) = self.bytes.recv_timeout(for_at_most) else {
            return false;
        };
        self.pending.extend_from_slice(&bytes);
        // Half a frame is no screen: a frame is looked at once all of it is here.
        let end = b"\x1b[?2026l";
        let whole = self.pending.windows(end.len()).rposition(|w| w == end);
        let begin = b"\x1b[?2026h";
        let drawing = self.pending.windows(begin.len()).any(|w| w == begin);
        let cut = match whole {
            Some(at) => at + end.len(),
            None if drawing => 0,
            None => self.pending.len(),
        };
        let rest = self.pending.split_off(cut);
        self.parser.process(&self.pending);
        self.pending = rest;
        let asks = b"\x1b[6n";
        if bytes.windows(asks.len()).any(|w| w == asks) {
            let (row, col) = self.parser.screen().cursor_position();
            let answer = format!("\x1b[{};{}R", row + 1, col + 1);
            self.writer.write_all(answer.as_bytes()).unwrap();
            self.writer.flush().unwrap();
        }
        self.sent.extend(bytes);
        true
    }

    /// What stands on the screen.
    pub fn screen(&self) -> String {
        self.parser.screen().contents()
    }

    /// Where the hardware cursor is: column, row; nowhere if it is hidden.
    pub fn cursor(&self) -> Option<(u16, u16)> {
        let screen = self.parser.screen();
        let (row, col) = screen.cursor_position();
        (!screen.hide_cursor()).then_some((col, row))
    }

    /// Waits until the screen fits.
    pub fn until(&mut self, what: &str, fits: impl Fn(&str) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !fits(&self.screen()) {
            let left = end.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "waited for {what}\n{}", self.screen());
            self.take_in(left.min(Duration::from_millis(200)));
        }
    }

    /// Waits until this text stands on the screen.
    pub fn wait(&mut self, text: &str) {
        self.until(text, |screen| screen.contains(text));
    }

    /// Waits until it stands there no more.
    pub fn gone(&mut self, text: &str) {
        self.until(&format!("no {text}"), |screen| !screen.contains(text));
    }

    /// Presses keys, as bytes of a terminal.
    pub fn keys(&mut self, keys: &str) {
        self.writer.write_all(keys.as_bytes()).unwrap();
        self.writer.flush().unwrap();
    }

    /// Types text as an input method does: some characters at once.
    pub fn type_in(&mut self, text: &str) {
        let chars: Vec<char> = text.chars().collect();
        for some in chars.chunks(3) {
            self.keys(&some.iter().collect::<String>());
            self.take_in(Duration::from_millis(20));
        }
    }

    /// Pastes in brackets.
    pub fn paste(&mut self, text: &str) {
        self.keys(&format!("\x1b[200~{text}\x1b[201~"));
    }

    /// The line under the cursor of the screen: the first that begins with `>`.
    pub fn line(&self) -> String {
        let screen = self.screen();
        let mut lines = screen.lines().map(str::trim);
        let here = lines.find_map(|line| line.strip_prefix("> "));
        here.unwrap_or_default().trim().to_owned()
    }

    /// Goes on by this key until the cursor's line begins so.
    pub fn go(&mut self, key: &str, label: &str) {
        self.go_until(key, label, |line| line.starts_with(label));
    }

    /// Goes on by this key until the cursor's line holds this.
    pub fn find(&mut self, key: &str, text: &str) {
        self.go_until(key, text, |line| line.contains(text));
    }

    fn go_until(&mut self, key: &str, what: &str, there: impl Fn(&str) -> bool) {
        for _ in 0..60 {
            let here = self.line();
            if there(&here) {
                return;
            }
            self.keys(key);
            self.moved(&here);
        }
        panic!("no line {what}\n{}", self.screen());
    }

    /// Waits until another line has the cursor; what stands in the line may still change
    /// under it, its label does not.
    fn moved(&mut self, from: &str) {
        let label = |line: &str| {
            let name = line.split("  ").next().unwrap_or_default();
            name.trim_end_matches([' ', '*']).to_owned()
        };
        let end = Instant::now() + PATIENCE;
        while label(&self.line()) == label(from) {
            assert!(Instant::now() < end, "still at {from}\n{}", self.screen());
            self.take_in(Duration::from_millis(200));
        }
    }

    /// Presses a key and waits for what comes of it.
    pub fn press(&mut self, key: &str, shows: &str) {
        self.keys(key);
        self.wait(shows);
    }

    /// Fills a field of a form: goes there by Tab, types, and waits until it shows.
    pub fn fill(&mut self, label: &str, typed: &str, shows: &str) {
        self.go(key::TAB, label);
        self.type_in(typed);
        self.wait(shows);
    }

    /// Kills the program at once, as a dead battery does.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Another size.
    pub fn resize(&mut self, cols: u16, rows: u16) {
        let size = PtySize {
            rows,
            cols,
            pixel_width: 0,
            pixel_height: 0,
        };
        self.parser.screen_mut().set_size(some(rows), some(cols));
        self.master.resize(size).unwrap();
    }

    /// Waits until the program has left; its exit status.
    pub fn left(&mut self) -> u32 {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                while self.take_in(Duration::from_millis(50)) {}
                return status.exit_code();
            }
            assert!(Instant::now() < end, "still here\n{}", self.screen());
            self.take_in(Duration::from_millis(50));
        }
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.child.kill();
    }
}

fn some(cells: u16) -> std::num::NonZero<u16> {
    std::num::NonZero::new(cells).unwrap()
}

/// Keys by name, as an xterm sends them.
pub mod key {
    pub const ENTER: &str = "\r";
    pub const ESC: &str = "\x1b";
    pub const TAB: &str = "\t";
    pub const UP: &str = "\x1b[A";
    pub const DOWN: &str = "\x1b[B";
    pub const F1: &str = "\x1bOP";
    pub const F2: &str = "\x1bOQ";
    pub const F9: &str = "\x1b[20~";
    pub const F3: &str = "\x1bOR";
    pub const F6: &str = "\x1b[17~";
    pub const F8: &str = "\x1b[19~";
    pub const CTRL_DOWN: &str = "\x1b[1;5B";
    pub const CTRL_L: &str = "\x0c";
    pub const CTRL_P: &str = "\x10";
    pub const CTRL_Q: &str = "\x11";
    pub const CTRL_T: &str = "\x14";
    pub const CTRL_S: &str = "\x13";
}
