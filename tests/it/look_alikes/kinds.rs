//! What looks like an identifier and is none, as programs and shops write it.

use sealant::check::random::Random;

/// A kind of column that is none of anybody's identifiers.
pub(super) struct LookAlike {
    pub(super) name: &'static str,
    /// What such a column is called.
    pub(super) headers: &'static [&'static str],
    /// A cell by chance and by the number of its row.
    pub(super) cells: fn(&mut Random, u64) -> String,
}

const fn kind(
    name: &'static str,
    headers: &'static [&'static str],
    cells: fn(&mut Random, u64) -> String,
) -> LookAlike {
    LookAlike { name, headers, cells }
}

const CAPITALS: &str = "ABCDEFGHJKLMNPQRSTUVWXYZ";

/// With the digit that makes the sum of all, weighted from the right by 1 and 3, a multiple of ten (GS1).
fn gs1(random: &mut Random, start: &str, length: usize) -> String {
    let body = format!("{start}{}", random.digits(length - 1 - start.len()));
    let weight = |(at, digit): (usize, u8)| u32::from(digit - b'0') * if at % 2 == 0 { 3 } else { 1 };
    let sum: u32 = body.bytes().rev().enumerate().map(weight).sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

/// With the digit of Luhn.
fn luhn(body: &str) -> String {
    let weigh = |(at, byte): (usize, u8)| {
        let digit = u32::from(byte - b'0');
        if at % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { digit }
    };
    let sum: u32 = body.bytes().rev().enumerate().map(weigh).sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

fn isbn10(random: &mut Random) -> String {
    let body = format!("{}{}", random.below(8), random.digits(8));
    let sum: u32 =
        body.bytes().zip((2..=10).rev()).map(|(byte, weight)| u32::from(byte - b'0') * weight).sum();
    let check = (11 - sum % 11) % 11;
    if check == 10 { format!("{body}X") } else { format!("{body}{check}") }
}

fn hex(random: &mut Random, length: usize) -> String {
    random.string("0123456789abcdef", length)
}

fn day(random: &mut Random) -> String {
    format!("20{:02}-{:02}-{:02}", random.below(27), 1 + random.below(12), 1 + random.below(28))
}

fn clock(random: &mut Random) -> String {
    format!("{:02}:{:02}:{:02}", random.below(24), random.below(60), random.below(60))
}

fn number(random: &mut Random, most: usize) -> String {
    random.below(most).to_string()
}

pub(super) const LOOK_ALIKES: &[LookAlike] = &[
    kind("order number", &["order_id", "Order No", "order number"], |_, row| {
        (4_501_200_000 + row * 7).to_string()
    }),
    kind("order number by chance", &["order_no", "orderId"], |random, _| format!("1{}", random.digits(9))),
    kind("order with letters", &["order_ref", "reference"], |random, _| {
        format!("ORD-{}-{}", 2020 + random.below(7), random.digits(6))
    }),
    kind("invoice number", &["invoice_number", "Invoice No", "invoice"], |_, row| {
        format!("INV-{:08}", 20_260_000 + row)
    }),
    kind("invoice digits", &["invoice_id", "inv_no"], |random, row| {
        format!("{}{:05}", 2020 + random.below(7), row % 100_000)
    }),
    kind("epoch seconds", &["timestamp", "created_at", "ts", "mtime"], |random, _| {
        format!("1{}", 500_000_000 + random.below(290_000_000))
    }),
    kind("epoch milliseconds", &["timestamp_ms", "event_time", "created"], |random, _| {
        format!("1{}{}", 500_000_000 + random.below(290_000_000), random.digits(3))
    }),
    kind("epoch microseconds", &["ts_us", "time_usec"], |random, _| {
        format!("1{}{}", 500_000_000 + random.below(290_000_000), random.digits(6))
    }),
    kind("epoch nanoseconds", &["time_ns", "start_time"], |random, _| {
        format!("1{}{}", 500_000_000 + random.below(290_000_000), random.digits(9))
    }),
    kind("ISO time", &["updated_at", "time", "datetime"], |random, _| {
        format!("{}T{}Z", day(random), clock(random))
    }),
    kind("ISO day", &["order_date", "shipped_on", "date"], |random, _| day(random)),
    kind("compact time", &["batch_time", "run_id"], |random, _| {
        format!("{}{}", day(random), clock(random)).replace(['-', ':'], "")
    }),
    kind("compact day", &["value_date", "day"], |random, _| day(random).replace('-', "")),
    kind("float", &["score", "weight", "reading"], |random, _| {
        format!("{}.{}", random.below(1000), random.digits(6))
    }),
    kind("long float", &["probability", "loss"], |random, _| format!("0.{}", random.digits(16))),
    kind("exponent", &["p_value", "error"], |random, _| {
        format!("{}.{}e-{:02}", 1 + random.below(9), random.digits(8), random.below(20))
    }),
    kind("version", &["version", "release", "build"], |random, _| {
        format!("{}.{}.{}", random.below(12), random.below(40), random.below(200))
    }),
    kind("version of four", &["file_version", "firmware"], |random, _| {
        format!(
            "{}.{}.{}.{}",
            1 + random.below(20),
            random.below(10),
            random.below(30_000),
            random.below(300)
        )
    }),
    kind("git hash", &["commit", "sha", "revision"], |random, _| hex(random, 40)),
    kind("short git hash", &["commit_short", "rev"], |random, _| hex(random, 7)),
    kind("sha-256", &["sha256", "digest", "checksum"], |random, _| hex(random, 64)),
    kind("md5", &["md5", "etag", "hash"], |random, _| hex(random, 32)),
    kind("UUID", &["uuid", "request_id", "guid"], |random, _| {
        let parts = [8, 4, 4, 4, 12].map(|length| hex(random, length));
        parts.join("-")
    }),
    kind("hex number", &["trace_id", "span_id", "address"], |random, _| hex(random, 16)),
    kind("EAN-13", &["ean", "barcode", "gtin", "EAN-13"], |random, _| gs1(random, "40", 13)),
    kind("UPC", &["upc", "UPC-A", "product code"], |random, _| gs1(random, "0", 12)),
    kind("EAN-8", &["ean8", "short code"], |random, _| gs1(random, "", 8)),
    kind("GTIN-14", &["gtin14", "case code"], |random, _| gs1(random, "1", 14)),
    kind("SSCC", &["sscc", "pallet"], |random, _| gs1(random, "3", 18)),
    kind("ISBN-13", &["isbn", "isbn13", "ISBN"], |random, _| gs1(random, "978", 13)),
    kind("ISBN-10", &["isbn10", "isbn_10"], |random, _| isbn10(random)),
    kind("ISSN", &["issn"], |random, _| format!("{}-{}", random.digits(4), random.digits(4))),
    kind("IMEI", &["imei", "device imei", "IMEI"], |random, _| luhn(&format!("35{}", random.digits(12)))),
    kind("ICCID", &["iccid", "sim"], |random, _| luhn(&format!("8944{}", random.digits(14)))),
    kind("serial by Luhn", &["serial", "meter"], |random, _| luhn(&random.digits(10))),
    kind("UPS tracking", &["tracking_number", "tracking"], |random, _| {
        format!("1Z{}{}", random.string(CAPITALS, 6), random.digits(10))
    }),
    kind("postal tracking", &["shipment", "parcel"], |random, _| {
        format!("R{}{}DE", random.string(CAPITALS, 1), random.digits(9))
    }),
    kind("FedEx tracking", &["tracking no", "awb"], |random, _| random.digits(12)),
    kind("long tracking", &["tracking_id", "consignment"], |random, _| format!("94{}", random.digits(20))),
    kind("serial number", &["serial_number", "Serial No", "sn"], |random, _| {
        format!("{}{}", random.string(CAPITALS, 3), random.digits(8))
    }),
    kind("serial digits", &["serialNumber", "device_serial"], |random, _| random.digits(9)),
    kind("SKU", &["sku", "item", "article"], |random, _| {
        format!("{}-{}-{}", random.string(CAPITALS, 2), random.digits(4), random.string(CAPITALS, 1))
    }),
    kind("article digits", &["article_no", "material", "product_id"], |random, _| random.digits(8)),
    kind("part number", &["part_no", "mpn"], |random, _| {
        format!("{}-{}-{}", random.digits(3), random.digits(2), random.digits(4))
    }),
    kind("phone-like integer", &["sequence", "object_id", "offset"], |random, _| {
        format!("{}{}", 2 + random.below(8), random.digits(9))
    }),
    kind("counter", &["count", "n", "hits", "counter"], |_, row| (row * 3).to_string()),
    kind("long counter", &["bytes_total", "packets", "rx_bytes"], |random, row| {
        (8_000_000_000 + row * 104_729 + random.below(999) as u64).to_string()
    }),
    kind("row id", &["id", "row_id", "pk"], |_, row| (100_000 + row).to_string()),
    kind("snowflake id", &["tweet_id", "message_id", "snowflake"], |random, row| {
        format!("{}{}", 1_400_000_000 + row, random.digits(9))
    }),
    kind("object id", &["_id", "oid"], |random, _| hex(random, 24)),
    kind("sensor reading", &["temperature", "humidity", "co2"], |random, _| {
        format!("{}.{}", 15 + random.below(20), random.below(100))
    }),
    kind("raw reading", &["adc", "raw", "lux"], |random, _| number(random, 65_536)),
    kind("latitude", &["lat", "latitude", "y"], |random, _| {
        format!("{}.{}", 35 + random.below(30), random.digits(7))
    }),
    kind("longitude", &["lon", "lng", "longitude"], |random, _| {
        format!("-{}.{}", random.below(120), random.digits(6))
    }),
    kind("pair of coordinates", &["coordinates", "location"], |random, _| {
        format!("{}.{} {}.{}", random.below(90), random.digits(5), random.below(180), random.digits(5))
    }),
    kind("price", &["price", "amount", "total", "net"], |random, _| {
        format!("{}.{:02}", random.below(5000), random.below(100))
    }),
    kind("price in cents", &["amount_cents", "price_minor"], |random, _| number(random, 10_000_000)),
    kind("price with sign", &["Price", "Total"], |random, _| {
        format!("${}.{:02}", random.below(900), random.below(100))
    }),
    kind("percentage", &["percent", "share", "rate"], |random, _| {
        format!("{}.{}%", random.below(100), random.below(10))
    }),
    kind("file size", &["size", "bytes", "file_size"], |random, _| number(random, 4_000_000_000)),
    kind("US zip code", &["zip", "zip_code", "postal_code"], |random, _| {
        format!("{}{}", 1 + random.below(9), random.digits(4))
    }),
    kind("US zip code of nine", &["zip4", "postcode"], |random, _| {
        format!("{}-{}", random.digits(5), random.digits(4))
    }),
    kind("stock quantity", &["quantity", "stock", "on_hand", "qty"], |random, _| number(random, 5000)),
    kind("port", &["port", "src_port"], |random, _| number(random, 65_536)),
    kind("process id", &["pid", "thread"], |random, _| number(random, 4_194_304)),
    kind("status", &["status", "http_status", "code"], |random, _| {
        (*random.pick(&["200", "204", "301", "404", "500"])).to_owned()
    }),
    kind("year", &["year", "vintage"], |random, _| (1900 + random.below(127)).to_string()),
    kind("duration", &["duration", "elapsed", "latency_ms"], |random, _| number(random, 90_000)),
    kind("clock", &["start", "at"], |random, _| clock(random)),
    kind("colour", &["color", "fill"], |random, _| format!("#{}", hex(random, 6))),
    kind("CAS number", &["cas", "cas_no"], |random, _| {
        format!("{}-{}-{}", 50 + random.below(99_000), random.digits(2), random.below(10))
    }),
    kind("ticket", &["ticket", "issue", "case"], |random, _| format!("PROJ-{}", random.below(99_999))),
    kind("flight", &["flight", "flight_no"], |random, _| {
        format!("{}{}", random.string(CAPITALS, 2), 100 + random.below(8999))
    }),
    kind("gene", &["gene_id", "ensembl"], |random, _| format!("ENSG00000{}", random.digits(6))),
    kind("phase", &["phase", "angle"], |random, _| format!("{}", 1_000_000_000 + random.below(999_999_999))),
    kind("network mask", &["cidr", "subnet"], |random, _| {
        format!("10.{}.{}.0/24", random.below(256), random.below(256))
    }),
    kind("IP address", &["ip", "remote_addr", "host"], |random, _| {
        format!(
            "{}.{}.{}.{}",
            11 + random.below(80),
            random.below(256),
            random.below(256),
            1 + random.below(254)
        )
    }),
    kind("MAC", &["mac", "bssid", "hwaddr"], |random, _| [2; 6].map(|length| hex(random, length)).join(":")),
];
