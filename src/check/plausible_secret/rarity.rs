//! How random a text looks: a log-likelihood ratio of two models, in bits. Under the first each character is drawn
//! evenly from the classes the text uses; under the second it continues a word, by the frequencies of letter pairs.

/// Bits that a letter costs after another in words, in halves: `a` is 0, `b` is half a bit, and so on. Rows are the
/// letter before and columns the letter itself, `a` to `z` and then anything else (a word's start or end). Counted
/// over some 19,000 words of English prose and of identifiers, each weighted by the root of how often it occurs.
const PAIRS: [&[u8; 27]; 27] = [
    b"rjijrolrktngjhtjtgifmnoomrk",
    b"holnhqpqhkqfnoinujjnhputjqh",
    b"gsmohoshktijnqfosjmhkqssouh",
    b"jopleopsgrslpojoslknkqrroud",
    b"jpjhmlnrotqkkhploghirmokptf",
    b"iqnnhhnrfuuiomgosilkjtqtmug",
    b"kqopfqmkivuknjkptjjnkprtrrd",
    b"fsqoeqtrgtrnmngrukmjltstnuf",
    b"klikkkkurtqijehlskihtkunvlm",
    b"hvnpfrvvjvkpprglrogrgrorqvf",
    b"jpomeonrhtskqkmormhmmqkvptd",
    b"hpokfmrsfuqhrohouqkklpsuisg",
    b"fkpmeqrshuqmkphguqknjrttpug",
    b"iqihhlgqjsnnqmjotqhglmrtptf",
    b"nljipmmrmrmjifkjvgjjiljprsi",
    b"grongoqmjuqhqqhjsgkikrqtlvh",
    b"pponprvvpqvlsmvqsklobvnvvvf",
    b"hplleolshunmklhoulijloqtluf",
    b"lrkqgqpkhtonopkkrpigjqptmud",
    b"hqmnfosigusmoqinthjllrpslrf",
    b"kjkmjlmsjvshifnivghgrtuqurm",
    b"fonqcoosgvtsmpkpspoqstrqrth",
    b"gpolgophftvmrihqrhjnssnqstg",
    b"jninhmrohvslnsmgtomfppsknqe",
    b"pnnpkoqqlvvmljkhuoijrpnunpc",
    b"irpncpvphvsnmojssqlpmsrslmh",
    b"ijhijjllipojjkkipihikmkpppv",
];

/// The column and row of everything that is no ASCII letter.
const OTHER: usize = 26;

/// More than any text needs: what lies behind cannot change the verdict.
const LONGEST: usize = 1024;

/// Bits of evidence that the text is random and not written in words, from -64 to 64.
pub(super) fn rarity(text: &str) -> i32 {
    let even = bits_of_an_even_draw(text);
    let mut sum = 0.0;
    let mut before = ' ';
    for letter in text.chars().take(LONGEST) {
        sum += worded_bits(before, letter).map_or(0.0, |bits| bits - even);
        before = letter;
    }
    whole_bits(sum + f64::from(PAIRS[row(before)][OTHER] - b'a') / 2.0)
}

/// Rounds and clamps.
fn whole_bits(sum: f64) -> i32 {
    (-64..=64).min_by(|a, b| (f64::from(*a) - sum).abs().total_cmp(&(f64::from(*b) - sum).abs())).unwrap_or(0)
}

/// What a character costs where each of the text's classes is drawn from evenly.
fn bits_of_an_even_draw(text: &str) -> f64 {
    if text.bytes().all(|byte| byte.is_ascii_hexdigit()) && text.bytes().any(|byte| byte.is_ascii_digit()) {
        return 4.0;
    }
    let has =
        |class: fn(&u8) -> bool, size: u32| if text.bytes().any(|byte| class(&byte)) { size } else { 0 };
    let size = has(u8::is_ascii_lowercase, 26)
        + has(u8::is_ascii_uppercase, 26)
        + has(u8::is_ascii_digit, 10)
        + has(|byte| b"+/-_=. ".contains(byte), 3)
        + has(|byte| byte.is_ascii_punctuation() && !b"+/-_=. ".contains(byte), 25);
    f64::from(size.max(2)).log2()
}

/// What a character costs in words; none for letters of other scripts, of which the table knows nothing.
fn worded_bits(before: char, letter: char) -> Option<f64> {
    if !letter.is_ascii() {
        return None;
    }
    let hump = before.is_ascii_lowercase() && letter.is_ascii_uppercase();
    let pair = if hump { end_of(before) + pair_bits(' ', letter) } else { pair_bits(before, letter) };
    Some(pair + other_bits(before, letter) + case_bits(before, letter))
}

fn pair_bits(before: char, letter: char) -> f64 {
    let both_other = row(before) == OTHER && row(letter) == OTHER;
    if both_other { 1.0 } else { f64::from(PAIRS[row(before)][row(letter)] - b'a') / 2.0 }
}

fn end_of(letter: char) -> f64 {
    pair_bits(letter, ' ')
}

/// A digit goes on in a number; after a word it is rarer than a separator, and punctuation is rarer still.
fn other_bits(before: char, letter: char) -> f64 {
    match letter {
        '0'..='9' if before.is_ascii_digit() => 2.8,
        '0'..='9' => 4.8,
        '_' | '-' | '.' | ' ' | '/' => 1.5,
        'a'..='z' | 'A'..='Z' if before.is_ascii_digit() => 1.5,
        'a'..='z' | 'A'..='Z' => 0.0,
        _ => 5.0,
    }
}

/// Words keep their case but for a capital at the start.
fn case_bits(before: char, letter: char) -> f64 {
    match (case(before), case(letter)) {
        (Some(true), Some(false)) => 0.7,
        (Some(false), Some(true)) => 1.5,
        (None, Some(true)) => 1.0,
        _ => 0.2,
    }
}

/// Whether a letter is a capital; none for what is no letter.
fn case(letter: char) -> Option<bool> {
    letter.is_ascii_alphabetic().then(|| letter.is_ascii_uppercase())
}

fn row(letter: char) -> usize {
    match letter.to_ascii_lowercase() {
        lower @ 'a'..='z' => usize::from(lower as u8 - b'a'),
        _ => OTHER,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::random::Random;
    use super::*;

    #[test]
    fn words_are_negative() {
        for text in [
            "accessTokenProvider",
            "user_password_hash",
            "authentication-service",
            "DatabaseConnectionString",
        ] {
            assert!(rarity(text) < 0, "{text} {}", rarity(text));
        }
    }

    #[test]
    fn random_text_is_positive() {
        let mut random = Random::new(4);
        for _ in 0..500 {
            assert!(rarity(&random.string("abcdefghijklmnopqrstuvwxyz", 32)) > 8);
            assert!(
                rarity(&random.string("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 32))
                    > 8
            );
        }
    }

    #[test]
    fn the_answer_is_clamped() {
        assert_eq!(rarity(&"qzxj".repeat(100)), 64);
        assert_eq!(rarity(&"information ".repeat(100)), -64);
    }
}
