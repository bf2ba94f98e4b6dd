//! Numbers as text: small ones are one character, and all stand in a script as they are.

/// The digits. Of a number's digits all but the last have 32 added.
const DIGITS: &[u8; 64] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";

/// A number below 64.
pub fn digit(number: usize) -> char {
    char::from(DIGITS[number % DIGITS.len()])
}

/// Adds a number to a text: the digits of five bits each, the greatest first.
pub fn push(text: &mut String, number: u32) {
    for place in (1..7).rev() {
        let rest = number >> (5 * place);
        if rest > 0 {
            text.push(digit(32 + (rest % 32) as usize));
        }
    }
    text.push(digit((number % 32) as usize));
}

/// Numbers in ascending order, each as how much greater it is than the one before.
pub fn gaps(numbers: impl Iterator<Item = u32>) -> String {
    let (mut text, mut last) = (String::new(), 0);
    for number in numbers {
        push(&mut text, number - last);
        last = number;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<u32> {
        let (mut numbers, mut number) = (Vec::new(), 0);
        for byte in text.bytes() {
            let digit = DIGITS.iter().position(|digit| *digit == byte).unwrap_or_default() as u32;
            number = number * 32 + digit % 32;
            if digit < 32 {
                numbers.push(std::mem::take(&mut number));
            }
        }
        numbers
    }

    #[test]
    fn every_number_can_be_read_again() {
        let all = [0, 1, 31, 32, 33, 1023, 1024, 1025, 99_999, 1 << 25, u32::MAX - 1, u32::MAX];
        let mut text = String::new();
        all.iter().for_each(|number| push(&mut text, *number));
        assert_eq!(numbers(&text), all);
        assert_eq!(numbers(&gaps([3, 4, 1000].into_iter())), [3, 1, 996]);
    }
}
