//! Pictures, attachments and frozen documents: kept in the database, so nodes and backups need nothing more.

use diesel::prelude::*;

use super::db::Tx;
use super::error::Answer;
use super::secret;

diesel::table! { file (id) { id -> BigInt, media_type -> Text, sha256 -> Text, bytes -> Binary, stored_at -> BigInt } }

crate::typed_id!(
    /// A stored file.
    FileId, "fil"
);

/// A file with its bytes.
#[derive(Debug, Clone, Queryable)]
pub struct File {
    /// Its media type, decided by us from its content.
    pub media_type: String,
    /// SHA-256 in hex, the file's ETag.
    pub sha256: String,
    /// The content.
    pub bytes: Vec<u8>,
}

/// Stores a file. The caller has checked size and content.
pub fn store(tx: &mut Tx, media_type: &str, bytes: &[u8]) -> Answer<FileId> {
    use sha2::Digest;
    let id = tx.new_id::<FileId>();
    let sha256 = secret::hex(&sha2::Sha256::digest(bytes));
    let moment = tx.moment();
    diesel::insert_into(file::table)
        .values((
            file::id.eq(id),
            file::media_type.eq(media_type),
            file::sha256.eq(sha256),
            file::bytes.eq(bytes),
            file::stored_at.eq(moment),
        ))
        .execute(tx.link())?;
    Ok(id)
}

/// The file of an id that the caller has found within reach.
pub fn read(tx: &mut Tx, id: FileId) -> Answer<File> {
    Ok(file::table.filter(file::id.eq(id)).select((file::media_type, file::sha256, file::bytes)).first(tx.link())?)
}
