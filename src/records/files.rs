//! Small files that must never be half written or forgotten: the keys and the last word of the signer and of witnesses.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

fn told(path: &Path) -> impl Fn(std::io::Error) -> String {
    let path = path.display().to_string();
    move |error| format!("{path}: {error}")
}

/// Makes a folder that only its owner can enter; one that is there stays as it is.
pub fn make_folder(path: &Path) -> Result<(), String> {
    if path.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(told(path))
}

/// Puts a value in the place of a file: whole and on the disk before this answers, readable by its owner only.
pub fn put(folder: &Path, name: &str, value: &impl Serialize) -> Result<(), String> {
    let bytes = serde_json::to_vec_pretty(value).map_err(|e| e.to_string())?;
    let (path, fresh) = (folder.join(name), folder.join(format!("{name}.new")));
    let mut options = OpenOptions::new();
    options.create(true).write(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&fresh).map_err(told(&fresh))?;
    file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(told(&fresh))?;
    std::fs::rename(&fresh, &path).map_err(told(&path))?;
    keep_names(folder)
}

/// A new name is kept only when its folder is.
fn keep_names(folder: &Path) -> Result<(), String> {
    if cfg!(unix) { File::open(folder).and_then(|folder| folder.sync_all()).map_err(told(folder)) } else { Ok(()) }
}

/// A value as it was put; nothing where there is no such file.
pub fn get<T: DeserializeOwned>(folder: &Path, name: &str) -> Result<Option<T>, String> {
    let path = folder.join(name);
    match std::fs::read(&path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|e| format!("{}: {e}", path.display())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(told(&path)(error)),
    }
}

/// Whether there is such a file. Where that cannot be seen, it is not taken for absent.
pub fn is_there(folder: &Path, name: &str) -> Result<bool, String> {
    let path = folder.join(name);
    path.try_exists().map_err(told(&path))
}

/// Takes a folder in hand until the answer is dropped: other processes and threads wait.
pub fn lock(folder: &Path) -> Result<File, String> {
    let path = folder.join("lock");
    let file = OpenOptions::new().create(true).append(true).open(&path).map_err(told(&path))?;
    file.lock().map_err(told(&path))?;
    Ok(file)
}
