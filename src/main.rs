//! args -> open -> run.

use std::process::ExitCode;

fn main() -> ExitCode {
    match sanshe::cli::read(std::env::args_os().collect()) {
        Err(code) => code,
        Ok((mut desk, job)) => {
            let done = job.run(&mut desk);
            desk.finish(done)
        }
    }
}
