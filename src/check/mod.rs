//! Checks: value → pass, fail or unknown, with the luck of a random value and the facts learnt. Pure functions of
//! bytes, one file each, with a generator of valid values and a breaker that makes them invalid. A check knows no
//! stage, no rule and no clock, and never panics on any bytes.
//!
//! A new check is one file and one line in [`CHECKS`].

pub mod aba_routing;
pub mod ar_cuit;
pub mod at_svnr;
pub mod au_abn;
pub mod au_medicare;
pub mod au_tfn;
pub mod aws_access_key_id;
pub mod aws_secret_access_key;
pub mod azure_identifiable_key;
pub mod azure_sas;
pub mod base58check;
pub mod basic_credentials;
pub mod be_national_number;
pub mod bech32;
pub mod bg_egn;
pub mod bitcoin_address;
pub mod br_cnpj;
pub mod br_cpf;
pub mod ca_bc_phn;
pub mod ca_ramq;
pub mod ca_sin;
pub mod card;
pub mod card_track;
pub mod ch_ahv;
pub mod cisco_type_7;
pub mod cl_rut;
pub mod cn_resident_id;
pub mod connection_uri;
pub mod crc16_base32;
pub mod crc32_base62;
pub mod crc32_base62_fixed;
pub mod crc32_base64;
pub mod crc32_hex;
pub mod cz_rodne_cislo;
pub mod date_of_birth;
pub mod de_id_card;
pub mod de_kvnr;
pub mod de_rvnr;
pub mod de_tax_id;
pub mod discord_token;
pub mod dk_cpr;
pub mod email;
pub mod es_dni;
pub mod fi_hetu;
pub mod fr_nir;
pub mod gitlab_routable_token;
pub mod gr_amka;
pub mod hk_hkid;
pub mod iban;
pub mod ie_pps;
pub mod il_id;
pub mod in_aadhaar;
pub mod in_pan;
pub mod it_codice_fiscale;
pub mod jp_my_number;
pub mod json_token;
pub mod jwt;
pub mod kr_rrn;
pub mod luhn;
pub mod macaroon;
pub mod machine_readable_zone;
pub mod medical_record_number;
pub mod mx_clabe;
pub mod mx_curp;
pub mod nl_bsn;
pub mod no_fodselsnummer;
pub mod nz_ird;
pub mod person_name;
pub mod phone;
pub mod pl_pesel;
pub mod plausible_secret;
pub mod private_key;
pub mod pt_nif;
pub mod putty_key;
pub mod ro_cnp;
pub mod se_organisation;
pub mod se_personnummer;
pub mod sg_nric;
pub mod th_national_id;
pub mod tr_tckn;
pub mod tw_national_id;
pub mod uk_chi;
pub mod uk_driving_licence;
pub mod uk_nhs;
pub mod uk_utr;
pub mod us_dea;
pub mod us_docket;
pub mod us_itin;
pub mod us_mbi;
pub mod us_npi;
pub mod us_ssn;
pub mod vin;
pub mod wireguard_key;
pub mod za_id;

pub mod random;

mod base64;
mod calendar;
mod crc32;
mod digits;
mod icao9303;
mod json;
mod layout;
mod letters;
mod marvin32;
mod placeholder;

use random::Random;

/// What a check says of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The value is well formed: `luck` bits for it.
    Pass,
    /// The value cannot be what the rule says, or was altered.
    Fail,
    /// The check does not apply to this value: no evidence either way.
    Unknown,
}

/// What a check says, and what it learnt on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The verdict.
    pub verdict: Verdict,
    /// Stable words and what they are: `("expires", "1767225600")`, `("encrypted", "true")`, `("brand", "visa")`.
    /// Never the value, nor a part of it that is secret or names a person.
    pub facts: Vec<(&'static str, String)>,
}

impl Outcome {
    /// Passes, with nothing learnt.
    pub const PASS: Self = Self { verdict: Verdict::Pass, facts: Vec::new() };
    /// Fails, with nothing learnt.
    pub const FAIL: Self = Self { verdict: Verdict::Fail, facts: Vec::new() };
    /// Does not apply.
    pub const UNKNOWN: Self = Self { verdict: Verdict::Unknown, facts: Vec::new() };

    /// Passes or fails.
    pub fn of(passes: bool) -> Self {
        if passes { Self::PASS } else { Self::FAIL }
    }

    /// With one fact more.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.facts.push((name, value.into()));
        self
    }
}

/// A check, as rule files name it.
pub struct Check {
    /// The name in rule files: lower case, hyphens; the file is the same with underscores.
    pub name: &'static str,
    /// What passing means, to stand in a sentence: `the Luhn check digit fits`.
    pub passing: &'static str,
    /// Hundredths of bits a pass is worth: -100 log2 of the share of random values *of the shapes it is used with*
    /// that pass. Measured by a test.
    pub luck: u16,
    /// Judges a value: the bytes of the match, separators and prefix included. The engine asks [`Check::judge`].
    pub run: fn(&[u8]) -> Outcome,
    /// Makes a random valid value. The arguments are those of the sample template, `{luhn:16:4}` gives `["16", "4"]`;
    /// each check documents its own, and takes sensible defaults for those not given.
    pub generate: fn(&mut Random, &[&str]) -> String,
    /// Makes a value of the same shape that fails, from one that passes.
    pub breaker: fn(&mut Random, &str) -> String,
}

/// The longest value in bytes that a check looks at: as far as any rule reaches from the start of a match. So what a
/// value can cost is bounded, however long it is and whatever its check does with it.
pub const LONGEST: usize = 32 * 1024;

impl Check {
    /// Judges a value; one that is longer than [`LONGEST`] is not looked at.
    pub fn judge(&self, value: &[u8]) -> Outcome {
        if value.len() > LONGEST { Outcome::UNKNOWN } else { (self.run)(value) }
    }
}

/// A check of [`CHECKS`] by its position. Positions are no promise across versions: rule files use names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CheckId(pub u16);

impl CheckId {
    /// The check with this name.
    pub fn named(name: &str) -> Option<Self> {
        CHECKS.iter().position(|check| check.name == name).and_then(|at| u16::try_from(at).ok()).map(Self)
    }

    /// The check itself.
    pub fn check(self) -> &'static Check {
        CHECKS[usize::from(self.0)]
    }
}

/// All checks, in the order of their names.
pub const CHECKS: &[&Check] = &[
    &aba_routing::CHECK,
    &ar_cuit::CHECK,
    &at_svnr::CHECK,
    &au_abn::CHECK,
    &au_medicare::CHECK,
    &au_tfn::CHECK,
    &aws_access_key_id::CHECK,
    &aws_secret_access_key::CHECK,
    &azure_identifiable_key::CHECK,
    &azure_sas::CHECK,
    &base58check::CHECK,
    &basic_credentials::CHECK,
    &be_national_number::CHECK,
    &bech32::CHECK,
    &bg_egn::CHECK,
    &bitcoin_address::CHECK,
    &br_cnpj::CHECK,
    &br_cpf::CHECK,
    &ca_bc_phn::CHECK,
    &ca_ramq::CHECK,
    &ca_sin::CHECK,
    &card::CHECK,
    &card_track::CHECK,
    &ch_ahv::CHECK,
    &cisco_type_7::CHECK,
    &cl_rut::CHECK,
    &cn_resident_id::CHECK,
    &connection_uri::CHECK,
    &crc16_base32::CHECK,
    &crc32_base62::CHECK,
    &crc32_base62_fixed::CHECK,
    &crc32_base64::CHECK,
    &crc32_hex::CHECK,
    &cz_rodne_cislo::CHECK,
    &date_of_birth::CHECK,
    &de_id_card::CHECK,
    &de_kvnr::CHECK,
    &de_rvnr::CHECK,
    &de_tax_id::CHECK,
    &discord_token::CHECK,
    &dk_cpr::CHECK,
    &email::CHECK,
    &es_dni::CHECK,
    &fi_hetu::CHECK,
    &fr_nir::CHECK,
    &gitlab_routable_token::CHECK,
    &gr_amka::CHECK,
    &hk_hkid::CHECK,
    &iban::CHECK,
    &ie_pps::CHECK,
    &il_id::CHECK,
    &in_aadhaar::CHECK,
    &in_pan::CHECK,
    &it_codice_fiscale::CHECK,
    &jp_my_number::CHECK,
    &json_token::CHECK,
    &jwt::CHECK,
    &kr_rrn::CHECK,
    &luhn::CHECK,
    &macaroon::CHECK,
    &machine_readable_zone::CHECK,
    &medical_record_number::CHECK,
    &mx_clabe::CHECK,
    &mx_curp::CHECK,
    &nl_bsn::CHECK,
    &no_fodselsnummer::CHECK,
    &nz_ird::CHECK,
    &person_name::CHECK,
    &phone::CHECK,
    &pl_pesel::CHECK,
    &plausible_secret::CHECK,
    &private_key::CHECK,
    &pt_nif::CHECK,
    &putty_key::CHECK,
    &ro_cnp::CHECK,
    &se_organisation::CHECK,
    &se_personnummer::CHECK,
    &sg_nric::CHECK,
    &th_national_id::CHECK,
    &tr_tckn::CHECK,
    &tw_national_id::CHECK,
    &uk_chi::CHECK,
    &uk_driving_licence::CHECK,
    &uk_nhs::CHECK,
    &uk_utr::CHECK,
    &us_dea::CHECK,
    &us_docket::CHECK,
    &us_itin::CHECK,
    &us_mbi::CHECK,
    &us_npi::CHECK,
    &us_ssn::CHECK,
    &vin::CHECK,
    &wireguard_key::CHECK,
    &za_id::CHECK,
];
