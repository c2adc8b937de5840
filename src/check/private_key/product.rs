//! Whether n = p·q, for numbers of any length in linear time: both sides are compared modulo three primes just under
//! 2⁶¹ (their product has 183 bits). A wrong product passes by luck once in 2¹⁸³; an attacker gains nothing from one.

const PRIMES: [u64; 3] = [(1 << 61) - 1, (1 << 61) - 31, (1 << 61) - 45];

/// Whether the product of the factors is the product, all big-endian.
pub(super) fn is_product(product: &[u8], factors: [&[u8]; 2]) -> bool {
    let [first, second] = factors;
    PRIMES.iter().all(|prime| {
        let expected =
            u128::from(remainder(first, *prime)) * u128::from(remainder(second, *prime)) % u128::from(*prime);
        u128::from(remainder(product, *prime)) == expected
    })
}

fn remainder(number: &[u8], prime: u64) -> u64 {
    let step = |rest: u128, byte: &u8| (rest << 8 | u128::from(*byte)) % u128::from(prime);
    u64::try_from(number.iter().fold(0, step)).expect("a remainder is below its divisor")
}

/// The product of two numbers, big-endian, by hand; for generated keys.
pub(super) fn multiply(first: &[u8], second: &[u8]) -> Vec<u8> {
    let mut product = vec![0_u8; first.len() + second.len()];
    for (at, left) in first.iter().rev().enumerate() {
        let mut carry = 0_u32;
        for (along, right) in second.iter().rev().chain(std::iter::once(&0)).enumerate() {
            let place = product.len() - 1 - at - along;
            let sum = u32::from(product[place]) + u32::from(*left) * u32::from(*right) + carry;
            product[place] = sum.to_be_bytes()[3];
            carry = sum >> 8;
        }
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_moduli_are_prime() {
        let power = |base: u64, exponent: u64, modulus: u64| {
            let times =
                |a: u64, b: u64| u64::try_from(u128::from(a) * u128::from(b) % u128::from(modulus)).unwrap();
            (0..64).rev().fold(1, |sum, bit| {
                let square = times(sum, sum);
                if exponent >> bit & 1 == 1 { times(square, base) } else { square }
            })
        };
        for prime in PRIMES {
            for base in [2, 3, 5, 7, 11, 13] {
                assert_eq!(power(base, prime - 1, prime), 1);
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_machine(first: u64, second: u64, off in 1..u64::MAX) {
            let product = u128::from(first) * u128::from(second);
            let (left, right) = (first.to_be_bytes(), second.to_be_bytes());
            proptest::prop_assert!(is_product(&product.to_be_bytes(), [&left, &right]));
            proptest::prop_assert!(!is_product(&product.wrapping_add(u128::from(off)).to_be_bytes(), [&left, &right]));
            proptest::prop_assert_eq!(multiply(&left, &right), product.to_be_bytes().to_vec());
        }
    }
}
