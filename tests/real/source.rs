//! Reads the wholesaler's year row by row, as it was written down. Called by the program of this folder.
//! It judges nothing and leaves nothing out: a row that cannot be read comes out as one that cannot be read.

use std::fs::File;
use std::path::{Path, PathBuf};

use csv::ByteRecord;
use flate2::read::MultiGzDecoder;

const FILE: &str = "online-retail.csv.gz";
const HEADER: [&str; 8] =
    ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"];

/// One line of an invoice, its cells as they stand in the file.
#[derive(Debug, Clone)]
pub struct Row {
    /// Which row below the header, from 1.
    pub place: u64,
    /// `536365`, or with `C` before it a credit note, with `A` an adjustment.
    pub invoice: String,
    pub sku: String,
    pub description: String,
    pub quantity: String,
    /// `2010-12-01 08:26:00`.
    pub at: String,
    pub price: String,
    /// `17850.0`, or nothing for a counter sale.
    pub customer: String,
    pub country: String,
    /// Some bytes were not UTF-8, and a mark stands in their place.
    pub is_patched: bool,
}

/// Where the file lies: in the folder `ORDERLY_DATA`, else beside the project; nothing when it is not there.
pub fn file() -> Option<PathBuf> {
    let path = place();
    path.is_file().then_some(path)
}

/// Where the file is looked for.
pub fn place() -> PathBuf {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    std::env::var_os("ORDERLY_DATA").filter(|folder| !folder.is_empty()).map_or_else(beside, PathBuf::from).join(FILE)
}

/// The rows in the order of the file. A row of too few or too many cells is an error with its place.
pub fn rows(path: &Path) -> impl Iterator<Item = Result<Row, u64>> + use<> {
    let packed = File::open(path).unwrap_or_else(|e| panic!("{} cannot be opened: {e}", path.display()));
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(MultiGzDecoder::new(packed));
    let header = reader.headers().expect("the file begins with a header");
    assert_eq!(header.iter().collect::<Vec<_>>(), HEADER, "the columns of the file are others than expected");
    reader.into_byte_records().zip(1..).map(|(record, place)| {
        // A broken archive ends the reading: going on would take half a year for the whole.
        read(&record.unwrap_or_else(|e| panic!("row {place} cannot be unpacked: {e}")), place)
    })
}

fn read(record: &ByteRecord, place: u64) -> Result<Row, u64> {
    if record.len() != HEADER.len() {
        return Err(place);
    }
    let cell = |column: usize| String::from_utf8_lossy(&record[column]).into_owned();
    Ok(Row {
        place,
        invoice: cell(0),
        sku: cell(1),
        description: cell(2),
        quantity: cell(3),
        at: cell(4),
        price: cell(5),
        customer: cell(6),
        country: cell(7),
        is_patched: record.iter().any(|bytes| std::str::from_utf8(bytes).is_err()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_bytes_are_kept_in_place_and_short_rows_are_told() {
        let whole = ByteRecord::from(vec![
            &b"536365"[..],
            b"85123A",
            b"CAF\xe9",
            b"6",
            b"2010-12-01 08:26:00",
            b"2.55",
            b"17850.0",
            b"France",
        ]);
        let row = read(&whole, 7).unwrap();
        assert_eq!((row.place, row.description.as_str(), row.is_patched), (7, "CAF\u{fffd}", true));
        assert_eq!(read(&ByteRecord::from(vec!["536365", "85123A"]), 8).unwrap_err(), 8);
    }
}
