//! What is put between the program and the system: each sync of the embedded database's log is noted and may be held, and the clock
//! may go wrong. Built from `shim.c` by the C compiler that builds the program; Linux only.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The library, built once for a run.
fn library() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let (source, fresh) =
            (folder.join(format!("shim-{}.c", std::process::id())), folder.join(format!("shim-{}.so", std::process::id())));
        std::fs::write(&source, include_str!("shim.c")).expect("the source is written");
        let output = Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&fresh).arg(&source).arg("-ldl").output();
        let output = output.expect("there is a C compiler");
        assert!(output.status.success(), "cc: {}", String::from_utf8_lossy(&output.stderr));
        let library = folder.join("shim.so");
        std::fs::rename(&fresh, &library).expect("the library has its name");
        std::fs::remove_file(&source).expect("the source is gone");
        library
    })
}

/// What one program is told, and what is known of it.
pub struct Shim {
    folder: PathBuf,
}

impl Shim {
    /// With its files in this folder; the clock is right, and no sync is held.
    pub fn within(folder: &Path) -> Self {
        let shim = Self { folder: folder.to_owned() };
        shim.set_clock(0);
        std::fs::write(shim.notes(), "").expect("a file for the notes");
        shim
    }

    /// What the program must find in its environment.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        let text = |path: &Path| path.display().to_string();
        vec![
            ("LD_PRELOAD", text(library())),
            ("TRIAL_SYNCS", text(&self.notes())),
            ("TRIAL_HOLD", text(&self.held())),
            ("TRIAL_CLOCK", text(&self.clock())),
        ]
    }

    /// How many syncs have begun, and how many have ended.
    pub fn syncs(&self) -> (usize, usize) {
        let notes = std::fs::read(self.notes()).expect("the notes are read");
        let count = |mark: u8| notes.iter().filter(|note| **note == mark).count();
        (count(b'b'), count(b'e'))
    }

    /// From now on no sync ends, or each does.
    pub fn hold(&self, is_held: bool) {
        let told = if is_held { std::fs::write(self.held(), "") } else { std::fs::remove_file(self.held()) };
        told.expect("the file of the hold");
    }

    /// The program's clock is so many seconds ahead, or behind.
    pub fn set_clock(&self, seconds: i64) {
        // In its place, since the program has it before its eyes.
        let mut options = std::fs::OpenOptions::new();
        let mut file = options.create(true).truncate(false).write(true).open(self.clock()).expect("the file of the clock");
        std::io::Write::write_all(&mut file, &(seconds * 1_000_000).to_ne_bytes()).expect("the clock is set");
    }

    fn notes(&self) -> PathBuf {
        self.folder.join("syncs")
    }

    fn held(&self) -> PathBuf {
        self.folder.join("hold")
    }

    fn clock(&self) -> PathBuf {
        self.folder.join("clock")
    }
}
