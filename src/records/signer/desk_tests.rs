//! The signer goes on from what it signed and from nothing else, whatever happens to it in between.

use super::*;
use crate::records::merkle::{Hash, Leaves};

struct Folder(PathBuf);

impl Folder {
    fn fresh(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("orderly-desk-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn leaves(count: u8, salt: u8) -> Leaves {
    Leaves((0..count).map(|n| merkle::leaf_hash(&[n, salt])).collect())
}

fn ask(desk: &Desk, all: &mut Leaves, old: u64, size: u64) -> Reply {
    let (root, proof) = (merkle::root(all, size).unwrap(), merkle::consistency_proof(all, old, size).unwrap());
    desk.answer(&asking(old, size, &root, &proof))
}

fn signed(reply: Reply) -> Note {
    match reply {
        Reply::Signed { note } => Note::parse(&note).unwrap(),
        other => panic!("{other:?}"),
    }
}

fn refused(reply: Reply) -> u64 {
    match reply {
        Reply::Refused { size, .. } => size,
        other => panic!("{other:?}"),
    }
}

#[test]
fn only_what_goes_on_from_the_last_is_signed() {
    let folder = Folder::fresh("goes-on");
    let desk = Desk::open(&folder.0, Some("example.com/log")).unwrap();
    let (mut all, mut other) = (leaves(20, 0), leaves(20, 1));
    let first = signed(ask(&desk, &mut all, 0, 5));
    let second = signed(ask(&desk, &mut all, 5, 12));
    let key = PublicKey::parse(&desk.last().unwrap().key).unwrap();
    assert!(first.signed_by(std::slice::from_ref(&key)).is_some() && second.signed_by(&[key]).is_some());
    let (first, second) = (Checkpoint::parse(&first.text).unwrap(), Checkpoint::parse(&second.text).unwrap());
    assert_eq!((first.previous, second.previous), (None, Some(first.as_previous())));
    // The same again is the same again; a fork, a step back and a leap are refused and change nothing.
    assert_eq!(Checkpoint::parse(&signed(ask(&desk, &mut all, 5, 12)).text), Some(second));
    assert_eq!(refused(ask(&desk, &mut other, 0, 12)), 12);
    assert_eq!(refused(ask(&desk, &mut other, 12, 15)), 12);
    assert_eq!(refused(ask(&desk, &mut all, 5, 8)), 12);
    assert_eq!(refused(ask(&desk, &mut all, 5, 15)), 12);
    let none: Hash = [0; 32];
    assert_eq!(refused(desk.answer(&asking(12, 15, &none, &[]))), 12);
    assert_eq!(refused(desk.answer(&Ask::Checkpoint { old: 12, size: 15, root: "x".into(), proof: Vec::new() })), 12);
    assert_eq!(Checkpoint::parse(&signed(ask(&desk, &mut all, 12, 15)).text).unwrap().size, 15);
}

#[test]
fn a_desk_that_is_opened_again_remembers() {
    let folder = Folder::fresh("again");
    let mut all = leaves(20, 0);
    let note = signed(ask(&Desk::open(&folder.0, None).unwrap(), &mut all, 0, 5));
    let desk = Desk::open(&folder.0, None).unwrap();
    let last = desk.last().unwrap();
    assert_eq!((last.size, last.note), (5, Some(note.to_string())));
    assert_eq!(refused(ask(&desk, &mut leaves(20, 1), 0, 7)), 5);
    assert!(Desk::open(&folder.0, Some("another.example/log")).is_err());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        for name in [KEY, LAST] {
            assert_eq!(std::fs::metadata(folder.0.join(name)).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
        }
    }
}

#[test]
fn a_new_key_goes_on_where_the_old_one_stopped() {
    let folder = Folder::fresh("rotate");
    let desk = Desk::open(&folder.0, Some("example.com/log")).unwrap();
    let mut all = leaves(20, 0);
    let old = PublicKey::parse(&desk.last().unwrap().key).unwrap();
    signed(ask(&desk, &mut all, 0, 5));
    let new = desk.rotate(true).unwrap();
    assert_ne!(old, new);
    let note = signed(ask(&desk, &mut all, 5, 9));
    assert!(note.signed_by(std::slice::from_ref(&new)).is_some() && note.signed_by(std::slice::from_ref(&old)).is_none());
    let told: Vec<Note> = desk.last().unwrap().successions.iter().map(|text| Note::parse(text).unwrap()).collect();
    let keys = Keys::of(std::slice::from_ref(&old), &told);
    assert_eq!((keys.for_size(5), keys.for_size(6)), (vec![old], vec![new]));
}

#[test]
fn a_change_of_keys_that_was_interrupted_is_finished_or_forgotten() {
    let folder = Folder::fresh("interrupted");
    let desk = Desk::open(&folder.0, Some("example.com/log")).unwrap();
    let before = desk.last().unwrap().key;
    files::put(&folder.0, NEXT_KEY, &KeptKey::fresh("example.com/log").unwrap()).unwrap();
    assert_eq!(Desk::open(&folder.0, None).unwrap().last().unwrap().key, before, "nobody was told of the new key");
    let kept: KeptKey = files::get(&folder.0, KEY).unwrap().unwrap();
    let new = desk.rotate(false).unwrap();
    let next: KeptKey = files::get(&folder.0, KEY).unwrap().unwrap();
    files::put(&folder.0, NEXT_KEY, &next).unwrap();
    files::put(&folder.0, KEY, &kept).unwrap();
    assert_eq!(Desk::open(&folder.0, None).unwrap().last().unwrap().key, new.to_string(), "everybody was told of the new key");
}

#[test]
fn a_signer_that_runs_goes_on_with_the_key_that_was_told() {
    let folder = Folder::fresh("running");
    let desk = Desk::open(&folder.0, Some("example.com/log")).unwrap();
    let mut all = leaves(20, 0);
    signed(ask(&desk, &mut all, 0, 5));
    let kept: KeptKey = files::get(&folder.0, KEY).unwrap().unwrap();
    let old = kept.key().unwrap().public().clone();
    let new = desk.rotate(false).unwrap();
    // As the disk was when the change broke off after its statement: the new key is not in its place yet.
    let next: KeptKey = files::get(&folder.0, KEY).unwrap().unwrap();
    let break_off = || {
        files::put(&folder.0, NEXT_KEY, &next).unwrap();
        files::put(&folder.0, KEY, &kept).unwrap();
    };
    break_off();
    assert_eq!(desk.last().unwrap().key, new.to_string());
    let leaf = in_base64(&merkle::leaf_hash(b"an order"));
    let promised = signed(desk.answer(&Ask::Promise { leaf, at: Moment::now().to_string() }));
    assert!(promised.signed_by(std::slice::from_ref(&new)).is_some());
    assert!(folder.0.join(NEXT_KEY).exists(), "whoever only asks changes nothing");
    let note = signed(ask(&desk, &mut all, 5, 9));
    assert!(note.signed_by(std::slice::from_ref(&new)).is_some() && note.signed_by(std::slice::from_ref(&old)).is_none());
    assert!(!folder.0.join(NEXT_KEY).exists());
    // One that nobody was told of is forgotten, and the next change begins anew.
    files::put(&folder.0, NEXT_KEY, &KeptKey::fresh("example.com/log").unwrap()).unwrap();
    assert!(signed(ask(&desk, &mut all, 9, 12)).signed_by(std::slice::from_ref(&new)).is_some());
    break_off();
    let third = desk.rotate(false).unwrap();
    let told: Vec<Note> = desk.last().unwrap().successions.iter().map(|text| Note::parse(text).unwrap()).collect();
    assert_eq!(Keys::of(&[old], &told).for_size(13), [third]);
}

#[test]
fn a_log_that_was_put_back_goes_on_from_there_by_a_signed_word() {
    let folder = Folder::fresh("put-back");
    let desk = Desk::open(&folder.0, Some("example.com/log")).unwrap();
    let (mut all, mut other) = (leaves(20, 0), leaves(20, 0));
    let note = signed(ask(&desk, &mut all, 0, 5));
    signed(ask(&desk, &mut all, 5, 9));
    other.0[7] = merkle::leaf_hash(b"another record came after the fifth");
    assert_eq!(refused(ask(&desk, &mut other, 5, 12)), 9);
    let sealed = Sealed { note: Some(note.to_string()), statements: Vec::new() };
    assert!(desk.reopen(6, &sealed, "A disk was lost").is_err(), "not the size that is sealed there");
    assert!(desk.reopen(5, &sealed, "two\nlines").is_err() && desk.reopen(5, &sealed, "  ").is_err());
    let foreign = Desk::open(&folder.0.join("foreign"), Some("example.com/log")).unwrap();
    let strange = Sealed { note: Some(signed(ask(&foreign, &mut all, 0, 4)).to_string()), statements: Vec::new() };
    assert!(desk.reopen(4, &strange, "A disk was lost").is_err(), "another key has signed that");
    let told = desk.reopen(5, &sealed, "A disk was lost").unwrap();
    assert_eq!((told.signed.size, told.after.size, told.reason.as_str()), (9, 5, "A disk was lost"));
    assert!(desk.reopen(5, &sealed, "Once more").is_err(), "it goes on from there already");
    let last = desk.last().unwrap();
    let key = PublicKey::parse(&last.key).unwrap();
    let stated: Vec<Note> = last.statements().collect();
    assert_eq!(Keys::of(std::slice::from_ref(&key), &stated).reopenings(&stated), [told]);
    let next = Checkpoint::parse(&signed(ask(&desk, &mut other, 5, 12)).text).unwrap();
    assert_eq!(next.previous, Checkpoint::parse(&note.text).map(|read| read.as_previous()));
}

#[test]
fn a_new_key_goes_on_from_what_a_lost_one_has_sealed() {
    let (lost, folder) = (Folder::fresh("lost"), Folder::fresh("new"));
    let old = Desk::open(&lost.0, Some("example.com/log")).unwrap();
    let mut all = leaves(20, 0);
    signed(ask(&old, &mut all, 0, 3));
    old.rotate(false).unwrap();
    let note = signed(ask(&old, &mut all, 3, 5));
    let last = old.last().unwrap();
    let sealed = Sealed { note: Some(note.to_string()), statements: last.successions.clone() };
    let desk = Desk::open(&folder.0, Some("example.com/log")).unwrap();
    assert_eq!(refused(ask(&desk, &mut all, 5, 9)), 0);
    desk.reopen(5, &sealed, "The machine was stolen").unwrap();
    let (next, told) = (signed(ask(&desk, &mut all, 5, 9)), desk.last().unwrap());
    assert_eq!(told.successions.len(), 2, "what the lost key has stated stays known");
    let (stated, new) = (told.statements().collect::<Vec<_>>(), PublicKey::parse(&told.key).unwrap());
    let keys = Keys::of(&[PublicKey::parse(&last.key).unwrap(), new.clone()], &stated);
    assert!(next.signed_by(&keys.for_size(9)).is_some_and(|key| *key == new) && note.signed_by(&keys.for_size(5)).is_some());
    // A copy of a folder from before the change of keys cannot go on with the key that was left.
    let stale = Desk::open(&folder.0.join("stale"), Some("example.com/log")).unwrap();
    let stale_key = stale.last().unwrap().key;
    stale.rotate(false).unwrap();
    let followed = Sealed { note: None, statements: stale.last().unwrap().successions };
    assert!(going_on(&PublicKey::parse(&stale_key).unwrap(), false, &followed, &followed.statements).is_err());
}

#[test]
fn a_promise_is_signed_and_names_the_record() {
    let folder = Folder::fresh("promise");
    let desk = Desk::open(&folder.0, None).unwrap();
    let leaf = merkle::leaf_hash(b"an order");
    let ask = |at: &str| desk.answer(&Ask::Promise { leaf: in_base64(&leaf), at: at.to_owned() });
    let now = Moment::now();
    let note = signed(ask(&now.to_string()));
    let told = Promise::parse(&note.text).unwrap();
    assert_eq!((told.leaf, told.at), (leaf, now.to_string()));
    assert!(note.signed_by(&[PublicKey::parse(&desk.last().unwrap().key).unwrap()]).is_some());
}

#[test]
fn nothing_is_promised_for_another_time() {
    let folder = Folder::fresh("another-time");
    let desk = Desk::open(&folder.0, None).unwrap();
    let leaf = in_base64(&merkle::leaf_hash(b"an order"));
    let ask = |at: &str| desk.answer(&Ask::Promise { leaf: leaf.clone(), at: at.to_owned() });
    let (now, minute) = (Moment::now(), 60);
    for near in [-14 * minute, 14 * minute] {
        signed(ask(&now.plus_seconds(near).to_string()));
    }
    for far in [-16 * minute, 16 * minute, -86_400 * 365] {
        assert!(matches!(ask(&now.plus_seconds(far).to_string()), Reply::Failed { .. }), "{far}");
    }
    let today = now.to_string();
    let short = format!("{}Z", today.split('.').next().unwrap());
    for odd in
        ["1999-01-01T00:00:00.000000Z", "::::----TZ", "", "yesterday\nand more", short.as_str(), today.trim_end_matches('Z')]
    {
        assert!(matches!(ask(odd), Reply::Failed { .. }), "{odd:?}");
    }
}

#[test]
fn a_memory_that_cannot_be_read_is_not_an_empty_one() {
    let folder = Folder::fresh("unreadable");
    let desk = Desk::open(&folder.0, Some("example.com/log")).unwrap();
    let (mut all, mut other) = (leaves(20, 0), leaves(20, 1));
    signed(ask(&desk, &mut all, 0, 5));
    let path = folder.0.join(LAST);
    let good = std::fs::read_to_string(&path).unwrap();
    for spoilt in ["", "{}", "null", "{\"note\": \"no note\"}", "{\"nota\": null}", "{\"note\": null, \"more\": 1}"] {
        std::fs::write(&path, spoilt).unwrap();
        assert!(matches!(ask(&desk, &mut other, 0, 5), Reply::Failed { .. }), "{spoilt}");
        assert!(desk.last().is_err(), "{spoilt}");
    }
    std::fs::write(&path, good).unwrap();
    assert_eq!(refused(ask(&desk, &mut other, 0, 5)), 5);
    // A change of keys that cannot be read any more is not taken for one that was never told: the next key would be thrown away.
    let old = PublicKey::parse(&desk.last().unwrap().key).unwrap();
    let kept = KeptKey::fresh("example.com/log").unwrap();
    files::put(&folder.0, NEXT_KEY, &kept).unwrap();
    files::put(&folder.0, SUCCESSIONS, &["what once was a statement"]).unwrap();
    assert!(matches!(ask(&desk, &mut all, 5, 9), Reply::Failed { .. }));
    assert!(folder.0.join(NEXT_KEY).exists());
    let sealed = Sealed { note: None, statements: vec!["what once was a statement".to_owned()] };
    assert!(going_on(&old, false, &sealed, &sealed.statements).is_err());
}
