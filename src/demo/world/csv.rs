//! The files of the demo trade are written with it: `;` between cells, a header first, quotes where a cell needs them.
//! It only writes; reading is the importer's part.

/// A table on its way to a file.
#[derive(Debug, Clone)]
pub struct Csv {
    text: String,
    width: usize,
}

impl Csv {
    /// A table with this header and no rows.
    #[must_use]
    pub fn new(header: &[&str]) -> Self {
        let mut csv = Self { text: String::new(), width: header.len() };
        csv.row(header);
        csv
    }

    /// Adds a row; what is missing at its end stays empty.
    pub fn row(&mut self, cells: &[&str]) {
        let missing = self.width.saturating_sub(cells.len());
        for (place, cell) in cells.iter().copied().chain(std::iter::repeat_n("", missing)).enumerate() {
            if place > 0 {
                self.text.push(';');
            }
            self.cell(cell);
        }
        self.text.push('\n');
    }

    /// The whole file, its last line ended.
    #[must_use]
    pub fn finish(self) -> String {
        self.text
    }

    fn cell(&mut self, cell: &str) {
        if cell.contains([';', '"', '\n', '\r']) || cell.trim().len() < cell.len() {
            self.text.push('"');
            self.text.push_str(&cell.replace('"', "\"\""));
            self.text.push('"');
        } else {
            self.text.push_str(cell);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Csv;

    #[test]
    fn cells_are_quoted_only_where_they_must_be() {
        let mut csv = Csv::new(&["sku", "name", "note"]);
        csv.row(&["00417", "Кран шаровой, 1/2\"", "один; два"]);
        csv.row(&["DR-1042", "Цвет=белый|Длина=2 м", " с краю"]);
        assert_eq!(
            csv.finish(),
            "sku;name;note\n00417;\"Кран шаровой, 1/2\"\"\";\"один; два\"\nDR-1042;Цвет=белый|Длина=2 м;\" с краю\"\n"
        );
    }

    #[test]
    fn a_short_row_is_filled_up() {
        let mut csv = Csv::new(&["a", "b", "c"]);
        csv.row(&["1"]);
        assert_eq!(csv.finish(), "a;b;c\n1;;\n");
    }
}
