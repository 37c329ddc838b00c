//! The file of a backup: a zip with one file of rows for each table, then `manifest.json`, and at its very end a seal, the hash of every
//! byte before it. A file is written beside its name and takes it when it is whole and on the disk; nobody else may read it.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::digest::Digest;
use super::manifest::{KNOWN, Manifest};
use crate::platform::secret::hex;

const MANIFEST: &str = "manifest.json";
/// The most that a manifest takes, in bytes.
const MANIFEST_BYTES: u64 = 16 * 1024 * 1024;
const SEAL: &str = "orderly backup; SHA-256 of everything before it: ";
const SEAL_DIGITS: u64 = 64;

/// An archive that is being written.
pub struct Writing {
    zip: ZipWriter<BufWriter<File>>,
    path: PathBuf,
    unfinished: PathBuf,
}

impl Writing {
    /// Begins. A file that is there already is never written over.
    pub fn begin(path: &Path) -> Result<Self, String> {
        if path.exists() {
            return Err(format!("{} is there already, and a backup replaces nothing: name another file", path.display()));
        }
        let mut unfinished = path.as_os_str().to_owned();
        unfinished.push(".part");
        let unfinished = PathBuf::from(unfinished);
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&unfinished).map_err(|e| format!("cannot write {}: {e}", unfinished.display()))?;
        Ok(Self { zip: ZipWriter::new(BufWriter::new(file)), path: path.to_owned(), unfinished })
    }

    /// Begins a file within.
    pub fn file(&mut self, name: &str) -> Result<(), String> {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).large_file(true);
        self.zip.start_file(name, options.unix_permissions(0o600)).map_err(|e| self.told(e))
    }

    /// Adds a line to the file that was begun.
    pub fn line(&mut self, line: &str) -> Result<(), String> {
        self.zip.write_all(line.as_bytes()).and_then(|()| self.zip.write_all(b"\n")).map_err(|e| self.told(e))
    }

    /// Closes the archive with its manifest and seal, and gives it its name.
    pub fn finish(mut self, manifest: &Manifest) -> Result<(), String> {
        let text = serde_json::to_string_pretty(manifest).map_err(|e| self.told(e))?;
        self.file(MANIFEST)?;
        self.line(&text)?;
        let blank = "0".repeat(usize::try_from(SEAL_DIGITS).unwrap_or_default());
        self.zip.set_comment(format!("{SEAL}{blank}")).map_err(|e| self.told(e))?;
        let Self { zip, path, unfinished } = self;
        let told = |e: &dyn std::fmt::Display| format!("cannot write {}: {e}", unfinished.display());
        let mut file = zip.finish().map_err(|e| told(&e))?.into_inner().map_err(|e| told(&e))?;
        seal(&mut file).map_err(|e| told(&e))?;
        std::fs::rename(&unfinished, &path).map_err(|e| told(&e))?;
        keep_name(&path).map_err(|e| told(&e))
    }

    fn told(&self, error: impl std::fmt::Display) -> String {
        format!("cannot write {}: {error}", self.unfinished.display())
    }
}

/// The hash of everything but the last digits, and those digits.
fn hash(file: &mut (impl Read + Seek)) -> std::io::Result<(String, String)> {
    let whole = file.seek(SeekFrom::End(0))?;
    let sealed = whole.checked_sub(SEAL_DIGITS).ok_or(std::io::ErrorKind::UnexpectedEof)?;
    file.seek(SeekFrom::Start(0))?;
    let mut hash = Sha256::new();
    std::io::copy(&mut Read::by_ref(file).take(sealed), &mut Hashed(&mut hash))?;
    let mut digits = String::new();
    file.take(SEAL_DIGITS).read_to_string(&mut digits)?;
    Ok((hex(&hash.finalize()), digits))
}

fn seal(file: &mut File) -> std::io::Result<()> {
    let (hash, _) = hash(file)?;
    let at = i64::try_from(SEAL_DIGITS).unwrap_or_default();
    file.seek(SeekFrom::End(-at))?;
    file.write_all(hash.as_bytes())?;
    file.sync_all()
}

/// A name is on the disk when its folder is.
fn keep_name(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

struct Hashed<'h>(&'h mut Sha256);

impl Write for Hashed<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// An archive of which every byte was looked at.
pub struct Reading {
    zip: ZipArchive<BufReader<File>>,
    /// What it says of itself.
    pub manifest: Manifest,
}

impl Reading {
    /// Opens an archive and looks at everything in it. What is damaged is named; nothing of it is used then.
    pub fn open(path: &Path) -> Result<Self, String> {
        let refused = |why: String| format!("{} is refused: {why}", path.display());
        let file = File::open(path).map_err(|e| format!("cannot read {}: {e}", path.display()))?;
        let mut zip = ZipArchive::new(BufReader::new(file)).map_err(|e| refused(format!("it is no whole archive ({e})")))?;
        let manifest = read_manifest(&mut zip).map_err(|e| refused(format!("{MANIFEST} is damaged ({e})")))?;
        if !KNOWN.contains(&manifest.format) {
            return Err(refused(format!("it is written in the way {}, which this program does not know", manifest.format)));
        }
        let mut reading = Self { zip, manifest };
        let mut damages = reading.damages();
        if damages.is_empty() {
            let mut file = File::open(path).map_err(|e| format!("cannot read {}: {e}", path.display()))?;
            let (expected, found) = hash(&mut file).map_err(|e| refused(e.to_string()))?;
            if expected != found {
                damages
                    .push(format!("its seal is {found}, and its bytes have {expected}: the frame around its files was changed"));
            }
        }
        if damages.is_empty() { Ok(reading) } else { Err(refused(damages.join("; "))) }
    }

    fn damages(&mut self) -> Vec<String> {
        let parts = self.manifest.tables.clone();
        let mut damages = Vec::new();
        for name in self.zip.file_names() {
            match name {
                Ok(name) if name == MANIFEST || parts.iter().any(|part| name == part.file.as_str()) => {}
                Ok(name) => damages.push(format!("{name} is not in its manifest")),
                Err(error) => damages.push(format!("the name of a file cannot be read ({error})")),
            }
        }
        for part in &parts {
            let mut digest = Digest::default();
            let read = self.each_line(&part.file, &mut |line| {
                digest.add(line);
                Ok(())
            });
            let sum = digest.sum();
            match read {
                Ok(()) if sum == part.sum => {}
                Ok(()) => damages.push(format!(
                    "{} has {} rows and SHA-256 {}, and should have {} and {}",
                    part.file, sum.rows, sum.sha256, part.sum.rows, part.sum.sha256
                )),
                Err(error) => damages.push(format!("{} is damaged ({error})", part.file)),
            }
        }
        damages
    }

    /// The lines of a file within, one by one.
    pub fn each_line(&mut self, name: &str, each: &mut dyn FnMut(&str) -> Result<(), String>) -> Result<(), String> {
        let file = self.zip.by_name(name).map_err(|e| e.to_string())?;
        let mut lines = BufReader::new(file);
        let mut line = String::new();
        loop {
            line.clear();
            if lines.read_line(&mut line).map_err(|e| e.to_string())? == 0 {
                return Ok(());
            }
            each(line.strip_suffix('\n').ok_or("its last line has no end")?)?;
        }
    }
}

fn read_manifest(zip: &mut ZipArchive<BufReader<File>>) -> Result<Manifest, String> {
    let file = zip.by_name(MANIFEST).map_err(|e| e.to_string())?;
    let mut text = String::new();
    file.take(MANIFEST_BYTES).read_to_string(&mut text).map_err(|e| e.to_string())?;
    serde_json::from_str(&text).map_err(|e| e.to_string())
}
