//! Renames that never leave half a result, and what the system knows of a place.
//!
//! Where a system or file system lacks a call (`EXCHANGE` on NFS, say), the next
//! best is done with plain renames, and [`super::place`] mends what an
//! interruption leaves.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn rename_with(from: &Path, to: &Path, flags: rustix::fs::RenameFlags) -> Option<io::Result<()>> {
    use rustix::fs::CWD;
    use rustix::io::Errno;
    match rustix::fs::renameat_with(CWD, from, CWD, to, flags) {
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => None,
        result => Some(result.map_err(io::Error::from)),
    }
}

/// Exchanges two folders in one step; where that cannot be had, in two renames
/// by way of `aside`, which is gone again at the end.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub(super) fn exchange(new: &Path, target: &Path, aside: &Path) -> io::Result<()> {
    rename_with(new, target, rustix::fs::RenameFlags::EXCHANGE).unwrap_or_else(|| two_renames(new, target, aside))
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub(super) fn exchange(new: &Path, target: &Path, aside: &Path) -> io::Result<()> {
    two_renames(new, target, aside)
}

/// Renames a folder to a name that nobody has.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub(super) fn rename_new(new: &Path, target: &Path) -> io::Result<()> {
    rename_with(new, target, rustix::fs::RenameFlags::NOREPLACE).unwrap_or_else(|| rename_absent(new, target))
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub(super) fn rename_new(new: &Path, target: &Path) -> io::Result<()> {
    rename_absent(new, target)
}

fn rename_absent(new: &Path, target: &Path) -> io::Result<()> {
    // Somebody may still come between the question and the rename, but a plain
    // rename never replaces a folder that holds anything.
    match fs::symlink_metadata(target) {
        Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
        Err(_) => fs::rename(new, target),
    }
}

fn two_renames(new: &Path, target: &Path, aside: &Path) -> io::Result<()> {
    fs::rename(target, aside)?;
    match fs::rename(new, target) {
        Ok(()) => fs::rename(aside, new),
        Err(error) => {
            // The old folder goes back; if even that fails, the next start mends it.
            let _ = fs::rename(aside, target);
            Err(error)
        }
    }
}

/// Whether a process of that number exists, be it ours to signal or not.
#[cfg(unix)]
pub(super) fn is_running(pid: u32) -> bool {
    use rustix::process::{Pid, test_kill_process};
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    pid.is_some_and(|pid| test_kill_process(pid) != Err(rustix::io::Errno::SRCH))
}

#[cfg(not(unix))]
pub(super) fn is_running(_pid: u32) -> bool {
    true
}

/// Whether somebody holds the lock of a partial output. It ends with its
/// process, so it is right where process numbers mislead: in containers that
/// share a volume, and where a number was used before.
pub(super) fn is_locked(path: &Path) -> bool {
    File::open(path).is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
}

/// Whether something is mounted there: it can be filled but not renamed.
#[cfg(target_os = "linux")]
pub(super) fn is_mount_point(path: &Path) -> bool {
    use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags};
    rustix::fs::statx(CWD, path, AtFlags::empty(), StatxFlags::BASIC_STATS)
        .is_ok_and(|stat| stat.stx_attributes.contains(StatxAttributes::MOUNT_ROOT))
}

#[cfg(not(target_os = "linux"))]
pub(super) fn is_mount_point(_path: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_renames_exchange_and_leave_nothing_aside() {
        let place = tempfile::tempdir().unwrap();
        let [new, target, aside] = ["new", "target", "aside"].map(|name| place.path().join(name));
        for folder in [&new, &target] {
            fs::create_dir(folder).unwrap();
            fs::write(folder.join("who"), folder.file_name().unwrap().as_encoded_bytes()).unwrap();
        }
        two_renames(&new, &target, &aside).unwrap();
        assert_eq!(fs::read(target.join("who")).unwrap(), b"new");
        assert_eq!(fs::read(new.join("who")).unwrap(), b"target");
        assert!(!aside.exists());
    }

    #[test]
    fn a_failed_second_rename_puts_the_old_folder_back() {
        let place = tempfile::tempdir().unwrap();
        let [new, target, aside] = ["new", "target", "aside"].map(|name| place.path().join(name));
        fs::create_dir(&target).unwrap();
        assert!(two_renames(&new, &target, &aside).is_err());
        assert!(target.exists() && !aside.exists());
    }

    #[test]
    fn a_taken_name_is_never_replaced() {
        let place = tempfile::tempdir().unwrap();
        let [new, target] = ["new", "target"].map(|name| place.path().join(name));
        fs::create_dir(&new).unwrap();
        fs::create_dir(&target).unwrap();
        for rename in [rename_new, rename_absent] {
            assert_eq!(rename(&new, &target).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        }
    }
}
