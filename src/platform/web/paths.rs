//! The addresses of what has a name from outside: numbers of contracts and products are any line of text, and stand in
//! a path as its steps.

/// The page of a contract.
pub fn contract(number: &str) -> String {
    format!("/contracts/{}", step(number))
}

/// The card of a partner.
pub fn partner(code: &str) -> String {
    format!("/partners/{}", step(code))
}

/// The page of a product.
pub fn product(sku: &str) -> String {
    format!("/products/{}", step(sku))
}

/// A text as one step of a path: the number of a contract may hold letters of any alphabet, blanks and slashes.
pub fn step(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if is_plain(byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_of_a_path_holds_any_number() {
        assert_eq!(step("A-1_2.3"), "A-1_2.3");
        assert_eq!(contract("Д-1/2 «x»"), "/contracts/%D0%94-1%2F2%20%C2%ABx%C2%BB");
    }
}
