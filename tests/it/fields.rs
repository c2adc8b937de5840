//! Values in structured text: under which path of keys they are reported, and that those are left alone which only say where
//! a value is kept, or are encrypted.

use std::sync::LazyLock;

use proptest::prelude::*;
use sealant::builtin;
use sealant::check::random::Random;
use sealant::detect::session::Outcome;
use sealant::detect::{Engine, Session};
use sealant::model::finding::Finding;
use sealant::model::piece::Pieces;
use sealant::model::severity::Confidence;
use sealant::model::source::{ArtifactPath, Facts, Source};
use sealant::model::window::{PADDING, Window};
use sealant::rule::sample::expand;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    Engine::with_made(builtin::rules(), "fields".to_owned(), 1_795_392_000, Some(builtin::made())).unwrap()
});

/// What is found in a text that is cut into windows here.
fn judge(name: &str, text: &[u8], cuts: &[usize]) -> Outcome {
    let source = Source { path: ArtifactPath::new(name.as_bytes()), facts: Facts::default() };
    let mut session = Session::new(&ENGINE, &source);
    let mut padded = text.to_vec();
    padded.resize(text.len() + PADDING, 0);
    let borders = [&[0], cuts, &[text.len()]].concat();
    for pair in borders.windows(2) {
        session.text(0, &Window::new(&padded, 0, pair[0]..pair[1], pair[1] == text.len()));
    }
    session.finish()
}

/// The rule, the name and the value of each finding that is sure.
fn told(outcome: &Outcome) -> Vec<(String, String, String)> {
    let sure = outcome.findings.iter().filter(|finding| Confidence::of(finding.score) >= Confidence::Medium);
    let tell = |finding: &Finding| {
        let label = finding.label.as_ref().map_or_else(String::new, |label| label.text.to_string());
        let value = String::from_utf8_lossy(finding.secret.expose()).into_owned();
        (ENGINE.rules()[usize::from(finding.rule.0)].doc.id.to_string(), label, value)
    };
    sure.map(|finding| tell(finding)).collect()
}

/// Checks which rules find something in a text, and under which names.
fn check(name: &str, template: &str, expected: &[(&str, &str)]) {
    let text = expand(template, &mut Random::new(7)).unwrap().text;
    // A word in small letters behind a bracket would be the name of a generator.
    let text = text.replace("RESOLVE", "resolve");
    let found = told(&judge(name, text.as_bytes(), &[]));
    let found: Vec<(&str, &str)> = found.iter().map(|(rule, label, _)| (&**rule, &**label)).collect();
    assert_eq!(found, expected, "{name}:\n{template}");
}

const PASSWORD: &str = "secret/generic/password";
const API_KEY: &str = "secret/generic/api-key";
const SSN: &str = "identifier/us/ssn";

#[test]
fn keys_have_their_path() {
    let value = "{plausible-secret:16}";
    for (name, text, path) in [
        (
            "a.yaml",
            "services:\n  db:\n    environment:\n      password: VAL\n",
            "services.db.environment.password",
        ),
        ("a.yaml", "users:\n  - name: x\n    password: VAL\n", "users[].password"),
        ("a.yaml", "env:\n- name: DB_PASSWORD\n  value: VAL\n", "env[].DB_PASSWORD"),
        ("a.yaml", "password:\n    value: VAL\n", "password.value"),
        ("a.yaml", "x:\n  password: |\n    VAL\n", "x.password"),
        ("a.yaml", "x:\n  password: >-\n    VAL\n", "x.password"),
        ("a.json", "{\"a\": [{\"b\": {\"password\": \"VAL\"}}]}", "a[].b.password"),
        ("a.json", "{\"a\": {\"conn\": \"Server=x;Password=VAL;\"}}", "a.conn.Password"),
        ("a.jsonl", "{\"a\": 1}\n{\"b\": {\"password\": \"VAL\"}}\n", "b.password"),
        ("a.toml", "[db.main]\npassword = \"VAL\"\n", "db.main.password"),
        ("a.toml", "[password]\nvalue = \"VAL\"\n", "password.value"),
        ("a.toml", "[[db]]\npassword = '''VAL'''\n", "db[].password"),
        ("a.toml", "db = { main = { password = \"VAL\" } }\n", "db.main.password"),
        ("a.ini", "[db]\npassword = VAL\n", "db.password"),
        ("a.properties", "spring.datasource.password=VAL\n", "spring.datasource.password"),
        (".env", "A=1\nDB_PASSWORD='VAL'\n", "DB_PASSWORD"),
        ("a.xml", "<a><b><password>VAL</password></b></a>", "a.b.password"),
        ("a.xml", "<a><b password=\"VAL\"/></a>", "a.b.@password"),
        (
            "web.config",
            "<configuration><add key=\"DbPassword\" value=\"VAL\"/></configuration>",
            "configuration.add.DbPassword",
        ),
        ("a.xml", "<a><password><value>VAL</value></password></a>", "a.password.value"),
        ("a.xml", "<a><password><![CDATA[VAL]]></password></a>", "a.password"),
        (
            "a.plist",
            "<plist><dict><key>x</key><dict><key>password</key><string>VAL</string></dict></dict></plist>",
            "x.password",
        ),
        ("a.tf", "resource \"x\" \"y\" {\n  password = \"VAL\"\n}\n", "resource.x.y.password"),
        ("a.tf", "variable \"db_password\" {\n  default = \"VAL\"\n}\n", "variable.db_password.default"),
        ("a.tfvars", "db = {\n  password = \"VAL\"\n}\n", "db.password"),
        (
            "a.reg",
            "[HKEY_LOCAL_MACHINE\\Software\\x]\r\n\"Password\"=\"VAL\"\r\n",
            "HKEY_LOCAL_MACHINE.Software.x.Password",
        ),
    ] {
        check(name, &text.replace("VAL", value), &[(PASSWORD, path)]);
    }
}

#[test]
fn a_key_above_says_what_its_values_are() {
    check(
        "a.json",
        "{\"passwords\": [\"{plausible-secret:16}\", \"{plausible-secret:18}\"]}",
        &[(PASSWORD, "passwords[]"), (PASSWORD, "passwords[]")],
    );
    check(
        "a.yaml",
        "x:\n  api_keys:\n  - {plausible-secret:40}\n  - {plausible-secret:32}\n",
        &[(API_KEY, "x.api_keys[]"), (API_KEY, "x.api_keys[]")],
    );
    check("a.yaml", "ssn: |\n  {us-ssn}\n", &[(SSN, "ssn")]);
    check("a.yaml", "client:\n  ssn:\n    - {us-ssn}\n", &[(SSN, "client.ssn[]")]);
    check("a.toml", "[client.ssn]\nvalue = \"{us-ssn}\"\n", &[(SSN, "client.ssn.value")]);
}

#[test]
fn rules_look_at_paths() {
    let token = "{base62:48}";
    let config = format!("apiVersion: v1\nusers:\n- name: x\n  user:\n    token: {token}\n");
    check(".kube/config", &config, &[("secret/kubernetes/user-credential", "users[].user.token")]);
    check(
        "a.json",
        "{\"auths\": {\"x\": {\"identitytoken\": \"{base62:40}\"}}}",
        &[("secret/docker/identity-token", "auths.x.identitytoken")],
    );
    check("a.json", "{\"auth\": {\"x\": {\"identitytoken\": \"{base62:40}\"}}}", &[]);
    check(
        ".yarnrc.yml",
        "npmScopes:\n  a:\n    npmAuthIdent: x:{base62:20}\n",
        &[("secret/npm/yarn-login", "npmScopes.a.npmAuthIdent")],
    );
}

/// Values that only say where a value is kept, or that are encrypted.
#[test]
fn references_and_what_is_encrypted_are_left_alone() {
    for (name, text) in [
        ("a.yaml", "password: ${DB_PASSWORD}\n"),
        ("a.yaml", "password: !ref DatabasePassword\n"),
        ("a.yaml", "password: !GetAtt Database.Password\n"),
        ("a.yaml", "password: !Sub '{{RESOLVE:secretsmanager:billing:SecretString:password}}'\n"),
        ("a.yaml", "password: '{{RESOLVE:secretsmanager:billing:SecretString:password}}'\n"),
        ("a.yaml", "password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  {hex:80}\n  {hex:80}\n"),
        ("a.yaml", "password: |\n  $ANSIBLE_VAULT;1.1;AES256\n  {hex:80}\n"),
        ("a.yaml", "password: ENC[AES256_GCM,data:{base62:12},iv:{base62:40},tag:{base62:20},type:str]\n"),
        ("a.yaml", "password: ENC[PKCS7,{base62:200}]\n"),
        ("a.yaml", "password: '{{ .Values.db.password | quote }}'\n"),
        ("a.yaml", "password: {{ .Values.db.password }}\n"),
        ("a.yaml", "password: ${{ secrets.DB_PASSWORD }}\n"),
        ("a.yaml", "password: vault:secret/data/billing#password\n"),
        ("a.yaml", "password: ref+vault://secret/billing#password\n"),
        ("a.yaml", "password: arn:aws:secretsmanager:eu-west-1:{digits:12}:secret:billing-{base62:6}\n"),
        (
            "a.yaml",
            "env:\n- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: billing-database\n      key: password\n",
        ),
        (
            "a.json",
            "{\"password\": {\"valueFrom\": {\"secretKeyRef\": {\"name\": \"billing-database\", \"key\": \"password\"}}}}",
        ),
        ("a.json", "{\"password\": {\"Ref\": \"DatabasePassword\"}}"),
        ("a.json", "{\"password\": {\"Fn::GetAtt\": [\"Database\", \"Password\"]}}"),
        ("a.yaml", "kind: SealedSecret\nspec:\n  encryptedData:\n    password: AgB{base64:700}\n"),
        ("a.yaml", "kind: SealedSecret\nspec:\n  encryptedData:\n    password: {base62:300}\n"),
        ("a.tf", "password = var.db_password\n"),
        ("a.tf", "password = data.aws_secretsmanager_secret_version.billing.secret_string\n"),
        ("a.tf", "password = random_password.billing.result\n"),
        ("a.tf", "password = \"${var.db_password}\"\n"),
        ("a.tf", "passwords = [var.first_password, local.second_password]\n"),
        ("a.toml", "[password]\nvalue = \"${DB_PASSWORD}\"\n"),
        (
            "a.properties",
            "password=@Microsoft.KeyVault(SecretUri=https://billing.vault.azure.net/secrets/x)\n",
        ),
        ("a.xml", "<password>${db.password}</password>"),
        ("a.xml", "<password>{{COQLCE6DU6GtcS5P=}}</password>"),
        ("a.yaml", "password:\n- must have twelve characters\n- must have a number\n"),
        ("a.yaml", "password:\n  type: string\n  description: What opens the database\n"),
    ] {
        check(name, text, &[]);
    }
}

#[test]
fn secrets_of_kubernetes_are_found_by_what_they_mean() {
    let text = "apiVersion: v1\ndata:\n  password: aFQ3IWtrMjlRendlUg==\nkind: Secret\n";
    let found = told(&judge("a.yaml", text.as_bytes(), &[]));
    assert_eq!(found, [(PASSWORD.to_owned(), "data.password".to_owned(), "hT7!kk29QzweR".to_owned())]);
    // `changeme` is everybody's first stand-in.
    check("a.yaml", "kind: Secret\ndata:\n  password: Y2hhbmdlbWU=\n", &[]);
}

/// Names that are found values are not shown as names.
#[test]
fn paths_hold_no_found_values() {
    let text = expand("{\"{us-ssn}\": {\"password\": \"{plausible-secret:16}\"}}", &mut Random::new(3))
        .unwrap()
        .text;
    let ssn = &text[2..13];
    for finding in judge("a.json", text.as_bytes(), &[]).findings {
        let label = finding.label.map_or_else(String::new, |label| label.text.to_string());
        assert!(!label.contains(ssn), "{label}");
    }
    let text = "{\"hT7!kk29QzweRx\": {\"password\": \"hT7!kk29QzweRx\"}}";
    let found = told(&judge("a.json", text.as_bytes(), &[]));
    assert_eq!(found[0].1, "[masked].password");
}

const TEXTS: [(&str, &str); 5] = [
    (
        "a.yaml",
        "a:\n  ssn:\n    - SSN1\n  password:\n    value: VAL1\nb:\n- passwords: [VAL2, VAL3]\n  c: |\n    password: VAL4\n",
    ),
    (
        "a.json",
        "{\"a\": [{\"password\": \"VAL1\"}, {\"b\": {\"passwords\": [\"VAL2\", \"VAL3\"], \"ssn\": [\"SSN1\"]}}]}",
    ),
    ("a.toml", "[a.password]\nvalue = \"VAL1\"\n[[b]]\npassword = \"VAL2\"\nssn = ['SSN1']\n"),
    (
        "a.xml",
        "<a><password><value>VAL1</value></password><b password='VAL2'/><ssn><value>SSN1</value></ssn></a>",
    ),
    (
        "a.tf",
        "resource \"a\" \"b\" {\n  password = \"VAL1\"\n  c = { passwords = [\"VAL2\", \"VAL3\"] }\n}\n",
    ),
];

fn filled(template: &str) -> String {
    let text = template.replace("SSN1", "{us-ssn}");
    let text =
        (1..5).fold(text, |text, number| text.replace(&format!("VAL{number}"), "{plausible-secret:16}"));
    expand(&text, &mut Random::new(11)).unwrap().text
}

/// The answer is that of one window, wherever the text is cut.
#[test]
fn windows_do_not_matter() {
    for (name, template) in TEXTS {
        let text = filled(template);
        let whole = told(&judge(name, text.as_bytes(), &[]));
        assert!(whole.len() >= 3, "{name}: {whole:?}");
        for cut in 1..text.len() {
            assert_eq!(told(&judge(name, text.as_bytes(), &[cut])), whole, "{name} cut at {cut}");
        }
        let everywhere: Vec<usize> = (1..text.len()).collect();
        assert_eq!(told(&judge(name, text.as_bytes(), &everywhere)), whole, "{name} cut everywhere");
    }
}

/// What is cut off, altered or cut in says nothing else of what stands before.
#[test]
fn truncation_loses_only_what_is_cut_off() {
    for (name, template) in TEXTS {
        let text = filled(template);
        let labels = |outcome: &Outcome| -> Vec<String> {
            told(outcome).into_iter().map(|(_, label, _)| label).collect()
        };
        let whole = labels(&judge(name, text.as_bytes(), &[]));
        for end in 0..text.len() {
            let cut = labels(&judge(name, &text.as_bytes()[..end], &[]));
            assert!(cut.iter().all(|label| whole.contains(label)), "{name} ends at {end}: {cut:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn nothing_makes_it_fail(
        number in 0..TEXTS.len(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 0..12),
        cut in any::<prop::sample::Index>(),
    ) {
        let (name, template) = TEXTS[number];
        let mut text = filled(template).into_bytes();
        for (index, byte, kind) in damage {
            let at = index.index(text.len());
            match kind {
                0 => text[at] = byte & 0x7f,
                1 => drop(text.remove(at)),
                _ => text.insert(at, b"\"'\\\n=<>{}()|:-[]#"[usize::from(byte) % 17]),
            }
        }
        let whole = told(&judge(name, &text, &[]));
        prop_assert_eq!(told(&judge(name, &text, &[cut.index(text.len())])), whole);
    }
}
