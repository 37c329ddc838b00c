//! The disk and what lies on it: room, whether the data folder can be written to, who may read the database and the secret.
//! Called by the doctor.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Report, file_of};
use crate::platform::config::Settings;

/// Below so much room, in kilobytes, something is to be done; below four times as much it is worth knowing.
const LITTLE: u64 = 256 * 1024;

/// Looks at the disk and the files.
pub(super) fn look(settings: &Settings, report: &mut Report) {
    let database = settings.database().ok();
    let file = database.as_ref().and_then(file_of).map(Path::to_path_buf);
    let folder = file.as_deref().and_then(Path::parent).unwrap_or(&settings.data_dir);
    room(if folder.as_os_str().is_empty() { Path::new(".") } else { folder }, report);
    writing(&settings.data_dir, report);
    modes(settings, file.as_deref(), report);
}

fn room(folder: &Path, report: &mut Report) {
    let place = folder.display();
    match free_kilobytes(folder) {
        Some(free) if free < LITTLE => {
            report.trouble("disk", format!("{} MB are free at {place}: nothing can be stored once they are gone", free / 1024));
        }
        Some(free) if free < LITTLE * 4 => report.notice("disk", format!("{} MB are free at {place}", free / 1024)),
        Some(free) => report.fine("disk", format!("{} MB are free at {place}", free / 1024)),
        None => report.notice("disk", format!("how much room is at {place} cannot be told here")),
    }
}

/// As the system's own program tells it.
fn free_kilobytes(folder: &Path) -> Option<u64> {
    let told = Command::new("df").arg("-Pk").arg(folder).env("LC_ALL", "C").output().ok().filter(|told| told.status.success())?;
    available(&String::from_utf8_lossy(&told.stdout))
}

/// The fourth figure of the second line.
fn available(text: &str) -> Option<u64> {
    text.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()
}

/// A file is made and thrown away.
fn writing(folder: &Path, report: &mut Report) {
    if !folder.exists() {
        return report.notice("disk", format!("{} is not there yet: the first start makes it", folder.display()));
    }
    let probe = folder.join(format!(".doctor-{}", std::process::id()));
    let written = std::fs::write(&probe, [0u8; 4096]).and_then(|()| std::fs::remove_file(&probe));
    if let Err(error) = written {
        report.trouble("disk", format!("{} cannot be written to ({error})", folder.display()));
    }
}

/// What nobody but the owner may read.
fn modes(settings: &Settings, database: Option<&Path>, report: &mut Report) {
    let mut private: Vec<PathBuf> = vec![settings.secret_file.clone().unwrap_or_else(|| settings.data_dir.join("secret"))];
    private.extend(settings.database_url_file.clone());
    for ending in ["", "-wal", "-shm"] {
        private.extend(database.map(|file| {
            let mut name = file.as_os_str().to_owned();
            name.push(ending);
            PathBuf::from(name)
        }));
    }
    let open: Vec<PathBuf> = private.into_iter().filter(|file| mode(file).is_some_and(|mode| mode & 0o077 != 0)).collect();
    for file in &open {
        report.trouble("files", format!("others on this machine may open {0}: chmod 600 {0}", file.display()));
    }
    if mode(&settings.data_dir).is_some_and(|mode| mode & 0o002 != 0) {
        let folder = settings.data_dir.display();
        report.trouble("files", format!("everybody on this machine may write into {folder}: chmod o-w {folder}"));
    } else if open.is_empty() {
        report.fine("files", "the database and the secret are their owner's alone");
    }
}

#[cfg(unix)]
fn mode(file: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    Some(std::fs::metadata(file).ok()?.permissions().mode())
}

#[cfg(not(unix))]
fn mode(_: &Path) -> Option<u32> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_room_is_read_from_what_the_system_tells() {
        let told = "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda1 100 40 60 40% /\n";
        assert_eq!(available(told), Some(60));
        assert_eq!(available("Filesystem 1024-blocks\n"), None);
        assert_eq!(available(""), None);
    }
}
