//! What stands between two cells: sniffed once from the header line, then fixed for the file.

/// The sign between cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delimiter {
    Semicolon,
    Comma,
    Tab,
}

impl Delimiter {
    /// In order of preference when a header line has as many of one as of another.
    const ALL: [Self; 3] = [Self::Semicolon, Self::Tab, Self::Comma];

    pub fn as_char(self) -> char {
        match self {
            Self::Semicolon => ';',
            Self::Comma => ',',
            Self::Tab => '\t',
        }
    }

    pub(super) fn as_byte(self) -> u8 {
        match self {
            Self::Semicolon => b';',
            Self::Comma => b',',
            Self::Tab => b'\t',
        }
    }

    /// The most frequent one in the first line that is not blank, outside quotes; a semicolon
    /// where there is none. Also how often it occurs there.
    pub(super) fn sniff(text: &str) -> (Self, usize) {
        let mut counts = Self::ALL.map(|delimiter| (delimiter, 0_usize));
        let mut is_quoted = false;
        for sign in text.trim_start_matches(['\n', ' ']).chars() {
            match sign {
                '"' => is_quoted = !is_quoted,
                _ if is_quoted => {}
                '\n' => break,
                _ => {
                    for (delimiter, count) in &mut counts {
                        *count += usize::from(sign == delimiter.as_char());
                    }
                }
            }
        }
        let first = (Self::Semicolon, 0);
        counts.into_iter().fold(first, |best, next| if next.1 > best.1 { next } else { best })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_line_decides() {
        assert_eq!(Delimiter::sniff("sku;name,short;unit\n,,,,,"), (Delimiter::Semicolon, 2));
        assert_eq!(Delimiter::sniff("sku,name\na;b;c;d"), (Delimiter::Comma, 1));
        assert_eq!(Delimiter::sniff("\n\nsku\tname\n"), (Delimiter::Tab, 1));
        assert_eq!(Delimiter::sniff("sku\n1,5\n"), (Delimiter::Semicolon, 0));
    }

    #[test]
    fn quoted_signs_do_not_count() {
        assert_eq!(Delimiter::sniff("\"a;b;c;d\",\"say \"\";\"\"\",e\n"), (Delimiter::Comma, 2));
        assert_eq!(Delimiter::sniff("\"a\n;;;\",b\n;;;;"), (Delimiter::Comma, 1));
    }

    #[test]
    fn a_tie_goes_to_the_semicolon() {
        assert_eq!(Delimiter::sniff("a,b;c"), (Delimiter::Semicolon, 1));
    }
}
