//! Pictures, attachments and frozen documents: kept in the database, so nodes and backups need nothing more.
//! Who may see a file, and who points to it, is known to the rooms that call; nobody finds a file by itself.

use diesel::prelude::*;

use super::db::Tx;
use super::error::Answer;
use super::secret;

diesel::table! { file (id) { id -> BigInt, media_type -> Text, sha256 -> Text, bytes -> Binary, stored_at -> BigInt } }

crate::typed_id!(
    /// A stored file. Its content never changes.
    FileId, "fil"
);

/// A file with its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct File {
    /// Its media type, decided by us from its content.
    pub media_type: String,
    /// SHA-256 in hex, the file's ETag.
    pub sha256: String,
    /// The content.
    pub bytes: Vec<u8>,
}

impl File {
    /// Of this content, before any transaction. The caller has checked size and content.
    pub fn of(media_type: &str, bytes: Vec<u8>) -> Self {
        use sha2::Digest;
        Self { media_type: media_type.to_owned(), sha256: secret::hex(&sha2::Sha256::digest(&bytes)), bytes }
    }
}

/// Stores a file.
pub fn store(tx: &mut Tx, new: &File) -> Answer<FileId> {
    let id = tx.new_id::<FileId>();
    let moment = tx.moment();
    diesel::insert_into(file::table)
        .values((
            file::id.eq(id),
            file::media_type.eq(new.media_type.as_str()),
            file::sha256.eq(new.sha256.as_str()),
            file::bytes.eq(new.bytes.as_slice()),
            file::stored_at.eq(moment),
        ))
        .execute(tx.link())?;
    Ok(id)
}

/// The file of an id that the caller has found within reach.
pub fn read(tx: &mut Tx, id: FileId) -> Answer<File> {
    Ok(file::table.filter(file::id.eq(id)).select((file::media_type, file::sha256, file::bytes)).first(tx.link())?)
}

/// The hash of a file, without its bytes.
pub fn sha256(tx: &mut Tx, id: FileId) -> Answer<String> {
    Ok(file::table.filter(file::id.eq(id)).select(file::sha256).first(tx.link())?)
}

/// Deletes a file to which nobody points any more.
pub fn delete(tx: &mut Tx, id: FileId) -> Answer<()> {
    diesel::delete(file::table.filter(file::id.eq(id))).execute(tx.link())?;
    Ok(())
}
