//! The worker: one thread that owns the database and does what screens ask, one thing
//! after the other, so that no frame ever waits for a commit.

mod alike;
mod door;
mod draft;
mod look;
mod meeting;
mod show;
mod sync;
mod today;
mod write;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use super::kit::answer::Answer;
use super::kit::ask::{Ask, Look};
use super::kit::{Msg, Person, Progress};
use crate::domain::fault::{Fault, Result};
use crate::domain::form::Forms;
use crate::i18n::Lang;
use crate::ops::reference::Reference;
use crate::ops::workspace::Workspace;
use crate::ops::world::World;

/// Which screen asked.
pub type Ticket = u64;

/// One thing to do.
struct Job {
    ticket: Ticket,
    ask: Ask,
    lang: Lang,
}

/// What the worker says to the loop.
pub enum Reply {
    /// A message for the screen of this ticket.
    To(Ticket, Msg),
    /// A workspace was opened: what the surroundings of screens become.
    Opened(Box<Surroundings>),
    /// How many changes the coordinator does not have yet.
    Unsent(u64),
}

/// What an open workspace gives to the surroundings of screens.
pub struct Surroundings {
    /// The forms.
    pub forms: Arc<Forms>,
    /// What forms look values up in.
    pub reference: Reference,
    /// Who works here.
    pub me: Person,
}

/// The worker's end in the loop.
pub struct Worker {
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    cancel: Arc<AtomicBool>,
}

/// The worker's own desk.
pub(super) struct Bench {
    /// The folder of the workspace.
    pub(super) home: PathBuf,
    /// The workspace, while it is open.
    pub(super) workspace: Option<Workspace>,
    /// Clock and chance.
    pub(super) world: World,
    /// The language of what is answered.
    pub(super) lang: Lang,
    /// Set when the person cancels what is under way.
    pub(super) cancel: Arc<AtomicBool>,
    ticket: Ticket,
    say: Box<dyn Fn(Reply) + Send>,
}

impl Worker {
    /// Starts the thread; `say` carries its replies to the loop. A workspace that is open
    /// already, as the demo's, is handed over.
    ///
    /// # Errors
    /// `E_THREAD` where the system gives no thread.
    pub fn start(
        home: PathBuf,
        open: Option<Workspace>,
        world: World,
        say: impl Fn(Reply) + Send + 'static,
    ) -> Result<Self> {
        let (jobs, todo) = channel();
        let cancel = Arc::new(AtomicBool::new(false));
        let bench = Bench {
            home,
            workspace: open,
            world,
            lang: Lang::default(),
            cancel: Arc::clone(&cancel),
            ticket: 0,
            say: Box::new(say),
        };
        let thread = std::thread::Builder::new()
            .name("worker".into())
            .spawn(move || bench.work(&todo))
            .map_err(|e| Fault::new("E_THREAD").because(e))?;
        Ok(Self {
            jobs: Some(jobs),
            thread: Some(thread),
            cancel,
        })
    }

    /// Hands something to the worker.
    pub fn ask(&self, ticket: Ticket, ask: Ask, lang: Lang) {
        if let Some(jobs) = &self.jobs {
            // A worker that is gone said so when it went.
            let _ = jobs.send(Job { ticket, ask, lang });
        }
    }

    /// Stops the long work that is under way.
    pub fn cancel(&self) {
        self.cancel.store(true, Ordering::Relaxed);
    }

    /// Lets the worker finish what it was given, and waits for it.
    pub fn finish(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // A panic there was printed by its own hook.
            let _ = thread.join();
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.finish();
    }
}

impl Bench {
    fn work(mut self, todo: &Receiver<Job>) {
        if self.workspace.is_some() {
            self.tell_surroundings();
        }
        let mut waiting: Vec<Job> = Vec::new();
        loop {
            if waiting.is_empty() {
                match todo.recv() {
                    Ok(job) => waiting.push(job),
                    Err(_) => return,
                }
            }
            waiting.extend(todo.try_iter());
            drop_replaced(&mut waiting);
            let job = waiting.remove(0);
            self.cancel.store(false, Ordering::Relaxed);
            self.lang = job.lang;
            self.ticket = job.ticket;
            let writes = matches!(job.ask, Ask::Write(_) | Ask::Sync(_) | Ask::Today);
            let msg = match self.run(job.ask) {
                Ok(answer) => Msg::Answer(Box::new(answer)),
                Err(fault) => Msg::Refused(fault),
            };
            (self.say)(Reply::To(job.ticket, msg));
            if writes {
                self.tell_unsent();
            }
        }
    }

    fn run(&mut self, ask: Ask) -> Result<Answer> {
        match ask {
            Ask::Door(door) => self.door(door),
            Ask::Today => self.today(),
            Ask::Look(Look::Carry) => self.carry(),
            Ask::Look(look) => self.look(look),
            Ask::Write(write) => self.write(write),
            Ask::Draft(draft) => self.draft(draft),
            Ask::Sync(sync) => self.sync(sync),
        }
    }

    /// The open workspace with clock and chance.
    ///
    /// # Errors
    /// `E_LOCKED` while it is locked.
    pub(super) fn open(&mut self) -> Result<(&mut Workspace, &mut World)> {
        match &mut self.workspace {
            Some(workspace) => Ok((workspace, &mut self.world)),
            None => Err(Fault::new("E_LOCKED")),
        }
    }

    /// Tells the screen that waits how far the work has come.
    #[allow(dead_code, reason = "long work comes with sending and receiving")]
    pub(super) fn progress(&self, progress: Progress) {
        (self.say)(Reply::To(self.ticket, Msg::Progress(progress)));
    }

    fn tell_surroundings(&self) {
        let Some(workspace) = &self.workspace else {
            return;
        };
        let me = &workspace.me;
        (self.say)(Reply::Opened(Box::new(Surroundings {
            forms: workspace.forms(),
            reference: workspace.reference.clone(),
            me: Person {
                id: me.person.to_string(),
                name: me.name.clone(),
                team: me.team.clone(),
                place: me.place.clone(),
                role: me.role.code().to_owned(),
            },
        })));
    }

    fn tell_unsent(&mut self) {
        if let Some(workspace) = &mut self.workspace
            && let Ok(unsent) = workspace.unsent()
        {
            (self.say)(Reply::Unsent(unsent.iter().map(|(_, n)| n).sum()));
        }
    }
}

/// Of several asks of one screen that replace each other only the last is run.
fn drop_replaced(waiting: &mut Vec<Job>) {
    let mut at = 0;
    while let Some(job) = waiting.get(at) {
        let slot = job.ask.slot();
        let replaced = slot.is_some()
            && waiting
                .iter()
                .skip(at + 1)
                .any(|later| later.ticket == job.ticket && later.ask.slot() == slot);
        if replaced {
            waiting.remove(at);
        } else {
            at += 1;
        }
    }
}
