//! The program itself in a terminal, from outside: from a key to the end of its frame, and
//! to the last byte of all that the key brings; memory, and what it does while idle.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use sanshe::sync::keys::Secrets;

use crate::data::{self, SECRET};
use crate::table::{self, Spread, spread, timed};

const SIZE: (u16, u16) = (80, 24);
const KEYS: usize = 300;
/// So long without a byte, and all that a key brings is there.
const QUIET: Duration = Duration::from_millis(60);
const PATIENCE: Duration = Duration::from_secs(60);
const IDLE: Duration = Duration::from_secs(5);
/// A frame is sent between these.
const END: &[u8] = b"\x1b[?2026l";

const CTRL_P: &str = "\x10";
const CTRL_Q: &str = "\x11";
const DOWN: &str = "\x1b[B";
const UP: &str = "\x1b[A";
const PAGE_DOWN: &str = "\x1b[6~";
const CTRL_T: &str = "\x14";
const F3: &str = "\x1bOR";
const ERASE: &str = "\x7f";

struct Pty {
    parser: vt100::Parser,
    bytes: Receiver<(Instant, Vec<u8>)>,
    writer: Box<dyn Write + Send>,
    _master: Box<dyn MasterPty + Send>,
    child: Box<dyn Child + Send + Sync>,
}

/// When the frame of a key was there, and the last byte of all.
#[derive(Default)]
struct Took {
    frame: Option<Duration>,
    all: Option<Duration>,
}

impl Pty {
    fn start(home: &Path) -> Self {
        let pair = native_pty_system()
            .openpty(PtySize {
                rows: SIZE.1,
                cols: SIZE.0,
                pixel_width: 0,
                pixel_height: 0,
            })
            .expect("a terminal");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_sanshe"));
        command.arg("--home");
        command.arg(home);
        command.args(["--lang", "en", "--today", "2026-11-23"]);
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.env_remove("NO_COLOR");
        let child = pair.slave.spawn_command(command).expect("the program");
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let writer = pair.master.take_writer().expect("a writer");
        let (tell, bytes) = channel();
        std::thread::spawn(move || {
            let mut buffer = vec![0; 65536];
            while let Ok(n) = reader.read(&mut buffer) {
                let came = (Instant::now(), buffer[..n].to_vec());
                if n == 0 || tell.send(came).is_err() {
                    break;
                }
            }
        });
        Self {
            parser: vt100::Parser::new(some(SIZE.1), some(SIZE.0), 0),
            bytes,
            writer,
            _master: pair.master,
            child,
        }
    }

    fn send(&mut self, keys: &str) {
        self.writer.write_all(keys.as_bytes()).expect("a key");
        self.writer.flush().expect("a key");
    }

    /// Takes in what came; answers a terminal's questions.
    fn show(&mut self, bytes: &[u8]) {
        self.parser.process(bytes);
        if bytes.windows(4).any(|w| w == b"\x1b[6n") {
            let (row, column) = self.parser.screen().cursor_position();
            self.send(&format!("\x1b[{};{}R", row + 1, column + 1));
        }
    }

    /// Sends keys and waits until nothing more comes.
    fn press(&mut self, keys: &str) -> Took {
        let begun = Instant::now();
        self.send(keys);
        let mut took = Took::default();
        let mut came = Vec::new();
        loop {
            let limit = if took.all.is_none() { PATIENCE } else { QUIET };
            match self.bytes.recv_timeout(limit) {
                Ok((at, bytes)) => {
                    self.show(&bytes);
                    came.extend_from_slice(&bytes);
                    let at = at.saturating_duration_since(begun);
                    took.all = Some(at);
                    if took.frame.is_none() && came.windows(END.len()).any(|w| w == END) {
                        took.frame = Some(at);
                    }
                }
                Err(RecvTimeoutError::Timeout) => return took,
                Err(RecvTimeoutError::Disconnected) => panic!("the program ended"),
            }
        }
    }

    fn contents(&self) -> String {
        self.parser.screen().contents()
    }

    /// Waits until the screen says this.
    fn wait(&mut self, text: &str) -> Instant {
        let end = Instant::now() + PATIENCE;
        let mut last = Instant::now();
        while !self.contents().contains(text) {
            let left = end.saturating_duration_since(Instant::now());
            let Ok((at, bytes)) = self.bytes.recv_timeout(left) else {
                panic!("no {text:?} in\n{}", self.contents());
            };
            last = at;
            self.show(&bytes);
        }
        last
    }

    /// Opens a screen by its name in the palette.
    fn palette(&mut self, name: &str, says: &str) -> Duration {
        self.press(CTRL_P);
        self.press(name);
        let begun = Instant::now();
        self.send("\r");
        let there = self.wait(says).saturating_duration_since(begun);
        self.settle();
        there
    }

    fn settle(&mut self) {
        while let Ok((_, bytes)) = self.bytes.recv_timeout(Duration::from_millis(300)) {
            self.show(&bytes);
        }
    }

    fn id(&self) -> u32 {
        self.child.process_id().expect("a process")
    }

    /// Presses these keys in turn and prints two lines.
    fn measure(&mut self, what: &str, size: u64, keys: &[&str]) {
        let (mut frames, mut alls) = (Vec::new(), Vec::new());
        for at in 0..KEYS {
            let took = self.press(keys[at % keys.len()]);
            frames.extend(took.frame);
            alls.extend(took.all);
        }
        let of = format!(" of {KEYS}");
        let frame = format!("pty: key to frame, {what}");
        table::times(&frame, size, spread(&frames), &of, "p99 < 8 ms");
        let all = format!("pty: key to the last answer, {what}");
        table::times(&all, size, spread(&alls), &of, "");
    }
}

fn some(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).expect("not zero")
}

/// One time as a spread of its own.
fn once(time: Duration) -> Spread {
    spread(&[time])
}

pub fn run(people: u64) {
    let home = data::kept_people(people);
    drop_drafts(people);
    let sealed = std::fs::read(home.join("keys.age")).expect("keys");
    let derive = || Secrets::open_with_passphrase(&sealed, SECRET).expect("secrets");
    let derived: Vec<Duration> = (0..3).map(|_| timed(derive).0).collect();
    let derived = spread(&derived);
    table::times("pty: key derivation by itself", people, derived, "", "");

    let begun = Instant::now();
    let mut pty = Pty::start(&home);
    let shown = pty.wait("Passphrase").saturating_duration_since(begun);
    table::times("pty: start to unlock screen", people, once(shown), "", "");
    pty.settle();
    pty.press(SECRET);
    let begun = Instant::now();
    pty.send("\r");
    let there = pty
        .wait("Urgent")
        .saturating_duration_since(begun)
        .as_secs_f64()
        * 1e3;
    let rest = table::spread_of(vec![(there - derived.median).max(0.0)]);
    let what = "pty: unlock to Today, without derivation";
    table::times(what, people, rest, "", "< 150 ms");
    pty.settle();
    reset_peak(pty.id());

    let first = pty.palette("Volunteers", "138****");
    let what = "pty: first list after unlock";
    table::times(what, people, once(first), "", "< 150 ms");
    pty.measure("list", people, &[DOWN, DOWN, UP]);
    pty.measure("list by pages", people, &[PAGE_DOWN]);
    let typed = [
        "z", "h", "a", "n", "g", "w", ERASE, ERASE, ERASE, ERASE, ERASE, ERASE,
    ];
    pty.measure("filter of the list", people, &typed);
    pty.settle();

    pty.press("\r");
    pty.settle();
    pty.press(F3);
    pty.settle();
    pty.measure("form", people, &["w", "x", ERASE, ERASE]);
    pty.press(CTRL_T);
    pty.settle();

    pty.palette("New minutes", "Topic");
    let text = format!("{}\n", "字".repeat(200)).repeat(250);
    pty.press(&format!("\x1b[200~{text}\x1b[201~"));
    pty.settle();
    pty.measure("minutes of 50,000 characters", people, &["写", ERASE]);

    let what = "pty: peak memory after unlock";
    match peak(pty.id()) {
        Some(kb) => table::figure(what, people, (kb / 1024.0, "MB"), "< 100 MB"),
        None => table::missing(what, people, "this system has no /proc"),
    }
    idle(&mut pty, people);
    pty.send(CTRL_Q);
    std::thread::sleep(Duration::from_millis(500));
    // It may be gone already.
    let _ = pty.child.kill();
    let _ = pty.child.wait();
    drop_drafts(people);
}

/// What was typed and not saved, so that the next run finds none of it.
fn drop_drafts(people: u64) {
    let (mut ws, _) = data::people(people);
    for draft in ws.all_unsaved().expect("drafts") {
        ws.drop_unsaved(&draft.key).expect("no draft");
    }
}

/// Forgets the peak so far: deriving the key takes 128 MB for a moment.
fn reset_peak(id: u32) {
    // Where that is not possible, the peak is not there either.
    let _ = std::fs::write(format!("/proc/{id}/clear_refs"), "5");
}

fn peak(id: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Clock ticks of a process so far.
fn ticks(id: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    let at = |n: usize| fields.get(n)?.parse::<u64>().ok();
    Some(at(11)? + at(12)?)
}

/// What it does while nobody presses anything.
fn idle(pty: &mut Pty, people: u64) {
    std::thread::sleep(Duration::from_secs(2));
    pty.settle();
    let before = ticks(pty.id());
    let mut bytes = 0;
    let end = Instant::now() + IDLE;
    while let Ok((_, came)) = pty
        .bytes
        .recv_timeout(end.saturating_duration_since(Instant::now()))
    {
        bytes += came.len();
    }
    let used = ticks(pty.id())
        .zip(before)
        .map(|(now, before)| now - before);
    let what = "pty: idle for 5 s, ticks of the processor";
    match used {
        Some(ticks) => table::figure(what, people, (ticks as f64, ""), "0"),
        None => table::missing(what, people, "this system has no /proc"),
    }
    let what = "pty: idle for 5 s, bytes sent";
    table::figure(
        what,
        people,
        (f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)), "B"),
        "0",
    );
}
