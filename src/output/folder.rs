//! An output folder that appears whole or not at all.
//!
//! It is filled beside its target, and takes the target's place in one step when
//! everything in it has reached the disk. Whoever is interrupted leaves the old
//! results as they were.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::checkpoint::Checkpoint;
use super::error::OutputError;
use super::manifest::{ListedFile, MANIFEST, Manifest, listed_names};
use super::place::{Place, remove, sync_folder};
use super::rename::{exchange, is_mount_point, rename_new};

/// An output folder being filled. Dropped without [`commit`](Self::commit), it leaves nothing.
#[derive(Debug)]
pub struct Folder {
    place: Place,
    partial: PathBuf,
    /// Whether there was something to replace when the folder was opened.
    replaces: bool,
    /// Finished files by name; `None` while one is being written.
    files: Mutex<BTreeMap<String, Option<ListedFile>>>,
    /// Locked for as long as the folder is being filled.
    _lock: Option<File>,
}

impl Folder {
    /// Opens a folder for results at `target`: to be called before anything is simulated.
    ///
    /// Creates the folders above it, tidies up after dead processes, and creates
    /// the partial folder beside it. The target itself is not touched.
    ///
    /// # Errors
    ///
    /// A refusal where the target is a file, holds what no manifest of ours
    /// lists, or cannot be exchanged; otherwise what the system says.
    pub fn open(target: &Path) -> Result<Self, OutputError> {
        let place = Place::resolve(target)?;
        place.tidy();
        let replaces = is_replaceable(&place)?;
        let partial = place.partial();
        fs::create_dir(&partial).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => OutputError::Busy { path: target.to_owned() },
            _ => OutputError::io("create", target)(error),
        })?;
        // Where folders cannot be locked, the process number alone protects it.
        let lock = File::open(&partial).ok().filter(|folder| folder.try_lock().is_ok());
        Ok(Self { place, partial, replaces, files: Mutex::default(), _lock: lock })
    }

    /// Whether earlier results will be replaced.
    pub fn replaces_results(&self) -> bool {
        self.place.path.join(MANIFEST).exists()
    }

    /// Where a run that fills this folder keeps what it has done so far.
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint::new(self.place.checkpoint(), &self.place.shown)
    }

    /// Writes one file; `about` says in a few words what it holds.
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create) and [`FolderFile::finish`].
    pub fn write(&self, name: &str, about: &str, bytes: &[u8]) -> Result<(), OutputError> {
        let mut file = self.create(name, about)?;
        file.write_all(bytes).map_err(|error| file.failed(error))?;
        file.finish()
    }

    /// Begins a file, to be written in pieces and then [finished](FolderFile::finish).
    ///
    /// # Errors
    ///
    /// When it cannot be created, or was created before.
    ///
    /// # Panics
    ///
    /// When `name` is the manifest's, or not the plain name of a file.
    pub fn create(&self, name: &str, about: &str) -> Result<FolderFile<'_>, OutputError> {
        let is_plain = Path::new(name).file_name() == Some(name.as_ref());
        assert!(is_plain && name != MANIFEST, "`{name}` is not a name for a file of results");
        self.create_any(name, about)
    }

    /// Puts the folder in its place, with its manifest, in one step.
    ///
    /// # Errors
    ///
    /// When a file was not finished, the disk is full, or somebody has put
    /// something at the target meanwhile. The target is then as it was.
    pub fn commit(self, mut manifest: Manifest) -> Result<(), OutputError> {
        manifest.files = self.listed()?;
        let json = manifest.to_json().map_err(|error| self.failed(MANIFEST)(error.into()))?;
        let mut file = self.create_any(MANIFEST, "")?;
        file.write_all(&json).map_err(|error| file.failed(error))?;
        file.finish()?;
        sync_folder(&self.partial).map_err(OutputError::io("write", &self.place.shown))?;
        self.take_place()?;
        self.place.sync_parent()
        // Dropping `self` removes the old folder, which now bears the partial one's name.
    }

    fn take_place(&self) -> Result<(), OutputError> {
        let target = &self.place.path;
        let replaced = if self.replaces && is_replaceable(&self.place)? {
            exchange(&self.partial, target, &self.place.aside())
        } else {
            rename_new(&self.partial, target)
        };
        replaced.map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => OutputError::Appeared { path: self.place.shown.clone() },
            _ => OutputError::io("replace", &self.place.shown)(error),
        })
    }

    fn listed(&self) -> Result<Vec<ListedFile>, OutputError> {
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let finished = |(name, file): (&String, &Option<ListedFile>)| {
            file.clone().ok_or_else(|| OutputError::Unfinished { path: self.place.shown.join(name) })
        };
        files.iter().map(finished).collect()
    }

    fn create_any(&self, name: &str, about: &str) -> Result<FolderFile<'_>, OutputError> {
        let file = File::create_new(self.partial.join(name)).map_err(self.failed(name))?;
        let listed = ListedFile { file: name.to_owned(), about: about.to_owned(), bytes: 0, sha256: String::new() };
        self.list(name, None);
        Ok(FolderFile { folder: self, out: BufWriter::new(file), hash: Sha256::new(), listed })
    }

    fn list(&self, name: &str, file: Option<ListedFile>) {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), file);
    }

    /// Names the file where the user will look for it, not where it is being filled.
    fn failed(&self, name: &str) -> impl FnOnce(io::Error) -> OutputError + use<> {
        OutputError::io("write", &self.place.shown.join(name))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed now, the next run into the same folder removes.
        let _ = remove(&self.partial);
    }
}

/// A file of a [`Folder`], buffered, hashed while it is written.
#[derive(Debug)]
pub struct FolderFile<'a> {
    folder: &'a Folder,
    out: BufWriter<File>,
    hash: Sha256,
    listed: ListedFile,
}

impl FolderFile<'_> {
    /// Brings the file to the disk and lists it. A folder with a file that was
    /// not finished cannot be committed.
    ///
    /// # Errors
    ///
    /// When what was buffered cannot be written.
    pub fn finish(mut self) -> Result<(), OutputError> {
        self.out.flush().and_then(|()| self.out.get_ref().sync_all()).map_err(|error| self.failed(error))?;
        let hash = self.hash.finalize();
        self.listed.sha256 = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        let name = self.listed.file.clone();
        self.folder.list(&name, Some(self.listed));
        Ok(())
    }

    /// The same error, with the file's name and a remedy.
    pub fn failed(&self, error: io::Error) -> OutputError {
        self.folder.failed(&self.listed.file)(error)
    }
}

impl Write for FolderFile<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n_written = self.out.write(bytes)?;
        self.hash.update(&bytes[..n_written]);
        self.listed.bytes += n_written as u64;
        Ok(n_written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Whether there is a folder at the place, which then is empty or ours.
fn is_replaceable(place: &Place) -> Result<bool, OutputError> {
    let path = || place.shown.clone();
    match fs::metadata(&place.path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(OutputError::io("open", &place.shown)(error)),
        Ok(target) if !target.is_dir() => return Err(OutputError::IsAFile { path: path() }),
        Ok(_) => refuse_foreign(place)?,
    }
    let why = if is_mount_point(&place.path) {
        "is a mount point, which cannot be replaced in one step: name a folder inside it"
    } else if std::env::current_dir().is_ok_and(|here| here == place.path) {
        "is the working folder, which is replaced as a whole: name a folder inside it"
    } else {
        return Ok(true);
    };
    Err(OutputError::Unusable { path: path(), why })
}

fn refuse_foreign(place: &Place) -> Result<(), OutputError> {
    let folder = || place.shown.clone();
    let entries = entries(&place.path).map_err(OutputError::io("read", &place.shown))?;
    let Some((first, _)) = entries.first_key_value() else { return Ok(()) };
    let listed = match fs::read(place.path.join(MANIFEST)) {
        Ok(json) => listed_names(&json).map_err(|why| OutputError::ForeignManifest { folder: folder(), why })?,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(OutputError::NoManifest { folder: folder(), entry: first.clone() });
        }
        Err(error) => return Err(OutputError::io("read", &place.shown.join(MANIFEST))(error)),
    };
    // A folder is never ours, whatever its name: we write none.
    let is_ours = |name: &str, is_folder: bool| !is_folder && (name == MANIFEST || listed.iter().any(|l| l == name));
    match entries.into_iter().find(|(name, is_folder)| !is_ours(name, *is_folder)) {
        Some((entry, _)) => Err(OutputError::Foreign { folder: folder(), entry }),
        None => Ok(()),
    }
}

/// What a folder holds, in order of names, and whether each is a folder.
fn entries(folder: &Path) -> io::Result<BTreeMap<String, bool>> {
    fs::read_dir(folder)?
        .map(|entry| {
            let entry = entry?;
            Ok((entry.file_name().to_string_lossy().into_owned(), entry.file_type()?.is_dir()))
        })
        .collect()
}
