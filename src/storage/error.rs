//! The database's errors in the words of the workspace.

use rusqlite::{Error, ErrorCode};

use crate::domain::fault::Fault;

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        let extended = error.sqlite_error().map(|e| e.extended_code);
        let code = match error.sqlite_error_code() {
            // Full disks are told so where the shared memory of the write-ahead log grows.
            Some(ErrorCode::SystemIoFailure)
                if extended == Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE) =>
            {
                "E_DISK_FULL"
            }
            Some(ErrorCode::DiskFull) => "E_DISK_FULL",
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                "E_READ_ONLY"
            }
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => "E_DB_DAMAGED",
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => "E_SECOND_INSTANCE",
            Some(ErrorCode::SystemIoFailure) => "E_DISK_IO",
            Some(ErrorCode::OperationInterrupted) => "E_CANCELLED",
            _ => "E_DB",
        };
        Fault::new(code).because(error)
    }
}
