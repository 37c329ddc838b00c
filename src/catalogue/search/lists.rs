//! Two ways to keep much in little memory: texts end to end, and rising numbers as the steps between them.
//! Called by the index alone; both are made once and then only read.

/// Texts end to end, found by their place.
#[derive(Debug, Default)]
pub struct Texts {
    all: String,
    ends: Vec<u32>,
}

impl Texts {
    /// Adds one behind the others; nothing is added behind four gigabytes.
    pub fn push(&mut self, text: &str) {
        if let Ok(end) = u32::try_from(self.all.len() + text.len()) {
            self.all.push_str(text);
            self.ends.push(end);
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.ends.len()
    }

    /// The one at a place, empty where there is none.
    pub fn at(&self, place: usize) -> &str {
        let end = self.ends.get(place).copied().unwrap_or_default() as usize;
        let begin = place.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default() as usize;
        self.all.get(begin..end).unwrap_or_default()
    }

    /// The place of the first that is not before `text`, in sorted texts.
    pub fn first_from(&self, text: &str) -> usize {
        let (mut low, mut high) = (0, self.count());
        while low < high {
            let middle = low.midpoint(high);
            if self.at(middle) < text { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// The place of a text among sorted texts.
    pub fn find(&self, text: &str) -> Option<usize> {
        let place = self.first_from(text);
        (place < self.count() && self.at(place) == text).then_some(place)
    }

    /// The places of those that begin with `text`, in sorted texts.
    pub fn beginning_with<'t>(&'t self, text: &'t str) -> impl Iterator<Item = usize> + 't {
        (self.first_from(text)..self.count()).take_while(move |place| self.at(*place).starts_with(text))
    }
}

/// A list of rising numbers under way.
#[derive(Debug, Default)]
pub struct Rising {
    bytes: Vec<u8>,
    last: u32,
}

impl Rising {
    /// Adds a number that is not below the last.
    pub fn push(&mut self, number: u32) {
        let mut step = number.wrapping_sub(self.last);
        while step >= 0x80 {
            self.bytes.push((step & 0x7f) as u8 | 0x80);
            step >>= 7;
        }
        self.bytes.push(step as u8);
        self.last = number;
    }

    /// The numbers.
    pub fn numbers(&self) -> impl Iterator<Item = u32> + '_ {
        Numbers { bytes: self.bytes.iter(), last: 0 }
    }

    /// The last number.
    pub fn last(&self) -> u32 {
        self.last
    }
}

/// Lists of rising numbers end to end.
#[derive(Debug, Default)]
pub struct Lists {
    bytes: Vec<u8>,
    ends: Vec<(usize, u32)>,
}

impl Lists {
    /// Adds a list behind the others.
    pub fn push(&mut self, list: &Rising, count: u32) {
        self.bytes.extend_from_slice(&list.bytes);
        self.ends.push((self.bytes.len(), count));
    }

    /// The numbers of the list at a place.
    pub fn at(&self, place: usize) -> impl Iterator<Item = u32> + '_ {
        let end = self.ends.get(place).map_or(0, |(end, _)| *end);
        let begin = place.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |(end, _)| *end);
        Numbers { bytes: self.bytes.get(begin..end).unwrap_or_default().iter(), last: 0 }
    }

    /// How many numbers the list at a place has.
    pub fn length(&self, place: usize) -> u32 {
        self.ends.get(place).map_or(0, |(_, count)| *count)
    }
}

struct Numbers<'b> {
    bytes: std::slice::Iter<'b, u8>,
    last: u32,
}

impl Iterator for Numbers<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let (mut step, mut shift) = (0_u32, 0_u32);
        loop {
            let byte = *self.bytes.next()?;
            step |= u32::from(byte & 0x7f).wrapping_shl(shift);
            if byte < 0x80 {
                self.last = self.last.wrapping_add(step);
                return Some(self.last);
            }
            shift += 7;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_are_found_by_place_and_by_beginning() {
        let mut texts = Texts::default();
        ["болт", "гайка", "гайки", "шайба"].iter().for_each(|text| texts.push(text));
        assert_eq!((texts.at(0), texts.at(3), texts.at(9)), ("болт", "шайба", ""));
        assert_eq!((texts.find("гайки"), texts.find("гай"), texts.find("ящик")), (Some(2), None, None));
        assert_eq!(texts.beginning_with("гай").collect::<Vec<_>>(), [1, 2]);
        assert_eq!(texts.beginning_with("я").count(), 0);
    }

    proptest! {
        #[test]
        fn numbers_come_back_as_they_went(mut numbers in proptest::collection::vec(any::<u32>(), 0..60)) {
            numbers.sort_unstable();
            let (mut list, mut lists) = (Rising::default(), Lists::default());
            numbers.iter().for_each(|number| list.push(*number));
            lists.push(&Rising::default(), 0);
            lists.push(&list, numbers.len() as u32);
            prop_assert_eq!(list.numbers().collect::<Vec<_>>(), numbers.clone());
            prop_assert_eq!(lists.at(1).collect::<Vec<_>>(), numbers.clone());
            prop_assert_eq!((lists.at(0).count(), lists.at(2).count(), lists.length(1)), (0, 0, numbers.len() as u32));
        }
    }
}
