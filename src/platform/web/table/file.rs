//! A table as a file: every row that the page leads to, in the same order, as CSV or as a workbook. No cell of it is a formula.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, HeaderValue};

use super::{Asked, Column, Eyes, Table};
use crate::platform::error::{Answer, No};
use crate::platform::formats::{self, Cell, csv_out};
use crate::platform::web::sort::Place;
use crate::say;

/// The most rows of a file.
const MOST_ROWS: usize = 50_000;
/// Rows that are read at a time.
const CHUNK: i64 = 1_000;

/// What kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text with separators, as the reader's language has them.
    Csv,
    /// A workbook.
    Xlsx,
}

/// All rows of a list, read chunk by chunk: `page` answers at most so many rows behind a place. More than a file holds are refused:
/// a file without its last rows would say something that is not so.
pub fn whole<T>(mut page: impl FnMut(Option<Place>, i64) -> Answer<Vec<T>>, place: impl Fn(&T) -> Place) -> Answer<Vec<T>> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let found = page(after.take(), CHUNK)?;
        let has_more = i64::try_from(found.len()).is_ok_and(|rows| rows >= CHUNK);
        after = found.last().map(&place);
        all.extend(found);
        if all.len() > MOST_ROWS {
            return Err(No::invalid("rows", "too_many", say!("table-too-long", count = MOST_ROWS)));
        }
        if !has_more {
            return Ok(all);
        }
    }
}

impl<R: Send + 'static, C: Send + 'static> Table<R, C> {
    /// The rows as a file, with the columns that were chosen. Written beside the threads that answer.
    pub async fn file(&'static self, format: Format, eyes: Eyes, asked: Asked, reader: C, rows: Vec<R>) -> Answer<HttpResponse> {
        let write = move || self.write(format, eyes, &asked, &reader, &rows);
        let bytes = tokio::task::spawn_blocking(write).await.map_err(No::failed)??;
        let (ending, media) = match format {
            Format::Csv => ("csv", "text/csv; charset=utf-8"),
            Format::Xlsx => ("xlsx", formats::XLSX),
        };
        let name = format!("attachment; filename=\"{}.{ending}\"", self.path.trim_start_matches('/').replace('/', "-"));
        let mut answer = HttpResponse::Ok().content_type(media).body(bytes);
        answer.headers_mut().insert(CONTENT_DISPOSITION, HeaderValue::from_str(&name).map_err(No::failed)?);
        Ok(answer)
    }

    pub(super) fn write(&self, format: Format, eyes: Eyes, asked: &Asked, reader: &C, rows: &[R]) -> Answer<Vec<u8>> {
        let columns = self.in_files(eyes, asked);
        let header: Vec<String> = columns.iter().map(|column| eyes.l.say(column.label)).collect();
        let rows = rows.iter().map(|row| cells(&columns, reader, row));
        match format {
            Format::Csv => Ok(csv_out::write(eyes.l, &header, rows).into_bytes()),
            Format::Xlsx => {
                let names: Vec<&str> = header.iter().map(String::as_str).collect();
                formats::write_xlsx(&eyes.l.say(self.title), &names, rows)
            }
        }
    }
}

fn cells<R: 'static, C: 'static>(columns: &[&Column<R, C>], reader: &C, row: &R) -> Vec<Cell> {
    columns.iter().map(|column| (column.cell)(reader, row)).collect()
}
