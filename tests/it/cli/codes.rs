//! Codes of illnesses, treatments and medicines: public words without a person, health data with one.

use super::{folder, sealant, write};

/// What a scan reports of a file by rules of health: the severities by rule.
#[track_caller]
fn check(name: &str, text: &str, rule: &str, severities: &[&str]) {
    let folder = folder();
    write(folder.path(), &format!("share/{name}"), text);
    // What every account may read is one step more severe.
    #[cfg(unix)]
    std::fs::set_permissions(
        folder.path().join("share").join(name),
        std::os::unix::fs::PermissionsExt::from_mode(0o600),
    )
    .unwrap();
    let args = ["scan", "share", "--severity", "note", "--exit-zero", "--format", "jsonl"];
    let ran = sealant(folder.path(), &args).ends(0);
    let records = ran.out.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let found: Vec<String> = records
        .filter(|record| record["type"] == "finding" && record["rule"] == rule)
        .map(|record| record["severity"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(found, severities, "{rule} in {name}: {text}");
}

const ICD: &str = "health/condition/icd-code";

#[test]
fn a_code_in_prose_is_health_data_of_the_person_near_it() {
    let note = "Patient: Ottilie Brackenshaw\nSeen again with asthma (J45.4).\n";
    check("note.txt", note, ICD, &["medium"]);
    let letter = "wir berichten über die Patientin Frau Solveig Winterbourn.\nDiagnose: Asthma, J45.4\n";
    check("brief.txt", letter, ICD, &["medium"]);
    check("paper.txt", "Cases of asthma (J45.4) were counted.\n", ICD, &[]);
    check("paper.txt", "Diagnosis code: J45.4 was counted.\n", ICD, &["note"]);
}

#[test]
fn a_list_of_codes_is_no_health_data() {
    let titles = [
        ("E11.9", "Diabetes mellitus"),
        ("J45.4", "Asthma"),
        ("I10.0", "Hypertension"),
        ("F32.1", "Depression"),
    ];
    let rows = titles.map(|(code, title)| format!("{code},{title}\n")).concat();
    check("icd.csv", &format!("icd10,title\n{rows}"), ICD, &["note"; 4]);
    let medicines = [
        "Lisinopril,C09AA03",
        "Ibuprofen Lysin,M01AE01",
        "Sertraline,N06AB06",
        "Warfarin,B01AA03",
        "Metformin,A10BA02",
        "Ramipril,C09AA05",
    ];
    let formulary = format!("name,atc\n{}\n", medicines.join("\n"));
    check("formulary.csv", &formulary, "health/condition/medicine-code", &["note"]);
}

#[test]
fn a_column_of_codes_beside_persons_is_health_data() {
    let people = [
        "Solveig Winterbourn",
        "Tibor Ashgrove",
        "Zenobia Castelmar",
        "Lazar Okonedo",
        "Ingvar Rosengart",
        "Ottilie Pemberlow",
    ];
    let table = |header: &str, code: &str| {
        let rows = people.map(|name| format!("{name},{code}\n")).concat();
        format!("patient_name,{header}\n{rows}")
    };
    for (header, code, rule) in [
        ("icd10", "E11.9", ICD),
        ("cpt", "99213", "health/condition/procedure-code"),
        ("ops_code", "5-470.11", "health/condition/procedure-code"),
        ("loinc", "4548-4", "health/condition/clinical-code"),
        ("ndc", "00093-7214-01", "health/us/drug-code"),
        ("pzn", "04877970", "health/condition/medicine-code"),
        ("atc", "N06AB06", "health/condition/medicine-code"),
    ] {
        check("list.csv", &table(header, code), rule, &["medium"]);
    }
}
