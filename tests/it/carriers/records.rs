//! The smallest record of each format that has one value at one path.

use sealant::model::piece::Format;

/// The name and the text of a file whose only value is at the path.
pub(super) fn carrier(format: Format, path: &str, value: &str) -> (&'static str, String) {
    let (bare, kind) =
        path.split_once('[').map_or((path, None), |(bare, kind)| (bare, kind.strip_suffix(']')));
    match format {
        Format::Hl7 => ("feed/adt.hl7", message(bare, kind, value)),
        Format::Fhir => ("feed/resource.json", resource(bare, kind, value)),
        Format::Cda => ("feed/summary.xml", document(bare, kind, value)),
        Format::X12 => ("feed/claim.x12", transaction(bare, kind, value)),
        Format::VCard => ("feed/people.vcf", card(bare, value)),
        Format::ICalendar => ("feed/diary.ics", calendar(bare, value)),
        Format::Ldif => ("feed/staff.ldif", entry(bare, value)),
        Format::Mail => ("feed/letter.eml", letter(bare, value)),
    }
}

fn message(path: &str, kind: Option<&str>, value: &str) -> String {
    let (segment, field) = path.split_once('-').unwrap();
    let (field, component) = field.split_once('.').unwrap_or((field, "1"));
    let (field, component): (usize, usize) = (field.parse().unwrap(), component.parse().unwrap());
    let kind = kind.map_or_else(String::new, |kind| format!("^^^^{kind}"));
    format!(
        "MSH|^~\\&|LAB|HOSP|||202611230930||ADT^A01|1|P|2.5\r{segment}{}{}{value}{kind}\r",
        "|".repeat(field),
        "^".repeat(component - 1)
    )
}

fn resource(path: &str, kind: Option<&str>, value: &str) -> String {
    let named = path.starts_with(|first: char| first.is_ascii_uppercase());
    let (resource, path) = if named { path.split_once('.').unwrap() } else { ("Basic", path) };
    let mut text = serde_json::Value::from(value);
    for (depth, key) in path.rsplit('.').enumerate() {
        let mut members = serde_json::Map::new();
        members.insert(key.to_owned(), text);
        if let Some(kind) = kind.filter(|_| depth == 0) {
            members.insert("system".to_owned(), format!("https://example.org/{kind}").into());
        }
        text = members.into();
    }
    text["resourceType"] = resource.into();
    text.to_string()
}

fn document(path: &str, kind: Option<&str>, value: &str) -> String {
    let (elements, attribute) = path.split_once('@').map_or((path, None), |(path, name)| (path, Some(name)));
    let mut names = elements.rsplit('.');
    let last = names.next().unwrap();
    let mut text = match (attribute, kind) {
        (Some("value"), Some(scheme)) => format!("<{last} value=\"{scheme}:{value}\"/>"),
        (Some("extension"), Some(root)) => format!("<{last} root=\"{root}\" extension=\"{value}\"/>"),
        (Some(name), Some(system)) => format!("<{last} {name}=\"{value}\" codeSystem=\"{system}\"/>"),
        (Some(name), None) => format!("<{last} {name}=\"{value}\"/>"),
        (None, _) => format!("<{last}>{value}</{last}>"),
    };
    for name in names {
        text = format!("<{name}>{text}</{name}>");
    }
    format!("<ClinicalDocument xmlns=\"urn:hl7-org:v3\">{text}</ClinicalDocument>\n")
}

fn transaction(path: &str, kind: Option<&str>, value: &str) -> String {
    let header = "ISA*00*          *00*          *ZZ*CLINIC         *ZZ*PAYER          *261123*0930*^*00501*000000001*0*P*:~\n";
    let (segments, number) = path.rsplit_once('/').unwrap();
    let number: usize = number.parse().unwrap();
    let mut lines = segments.split('.').map(str::to_owned).collect::<Vec<_>>();
    let last = lines.pop().unwrap();
    let parties = lines.iter().map(|line| format!("{line}*1*QUILL~\n")).collect::<Vec<_>>().concat();
    let line = if let Some((segment, qualifier)) = last.split_once(':') {
        format!("{segment}*{qualifier}{}{value}", ":".repeat(number - 1))
    } else {
        let mut elements: Vec<&str> = last.split('*').collect();
        elements.resize(number, "");
        if let Some(kind) = kind {
            elements[number - 1] = kind;
        }
        elements.push(value);
        elements.join("*")
    };
    format!("{header}{parties}{line}~\n")
}

fn card(path: &str, value: &str) -> String {
    let (name, number) = path.split_once('.').unwrap_or((path, "1"));
    let number: usize = number.parse().unwrap();
    let value = value.replace('\\', "\\\\").replace(',', "\\,").replace(';', "\\;");
    format!("BEGIN:VCARD\r\nVERSION:4.0\r\n{name}:{}{value}\r\nEND:VCARD\r\n", ";".repeat(number - 1))
}

fn calendar(path: &str, value: &str) -> String {
    let line = match path.split_once('@') {
        Some((name, parameter)) => format!("{name};{parameter}=\"{value}\":urn:x"),
        None => format!("{path}:mailto:{value}"),
    };
    format!("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{line}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
}

fn entry(path: &str, value: &str) -> String {
    let line = match path.strip_suffix(".hash") {
        Some(name) => format!("{name}: {{SSHA}}{value}"),
        None => format!("{path}: {value}"),
    };
    format!("dn: uid=x,dc=internal\nobjectClass: top\n{line}\n")
}

fn letter(path: &str, value: &str) -> String {
    let line = match path.split_once('.') {
        Some((header, "name")) => format!("{header}: \"{value}\" <x>"),
        Some((header, _)) => format!("{header}: <{value}>"),
        None => format!("{path}: {value}"),
    };
    format!("Received: from x\r\n{line}\r\nMessage-ID: <1>\r\n\r\n")
}
