#!/usr/bin/env python3
"""Measures the whole command against the bars of the project, on inputs it makes itself.

    cargo build --release && python3 benches/bars.py [--keep DIR] [NAME…]

Prints one line a measurement: wall and CPU seconds and peak memory of the finished process, as the kernel accounts
them (wait4), and whether what was planted was found. Needs about 5 GB of disk for the 4 GiB file, which is sparse
where the file system allows it. Nothing here is a test: machines differ, so it measures and says so.
"""
import argparse, json, pathlib, random, shutil, subprocess, sys, tempfile

import measure
from planted import github as crc_token

ROOT = pathlib.Path(__file__).resolve().parent.parent
SEALANT = ROOT / "target" / "release" / "sealant"


def run(arguments, cwd):
    """The report, and what it cost."""
    with tempfile.NamedTemporaryFile(prefix="sealant-bars-") as out:
        cost = measure.run([SEALANT, *arguments], cwd, out.name)
        return pathlib.Path(out.name).read_bytes(), cost


def show(name, figures, note):
    wall, cpu, peak, _ = figures
    print(f"{name:36} wall {wall:8.3f} s  cpu {cpu:8.3f} s  peak {peak / 1024:7.1f} MiB  {note}", flush=True)


def jsonl(data):
    lines = [json.loads(line) for line in data.splitlines()]
    return [line for line in lines if line["type"] == "finding"], lines[-1]


def tiny(folder):
    (folder / "tiny.txt").write_text("nothing to see here\n")
    runs = sorted(run(["scan", "tiny.txt"], folder)[1] for _ in range(20))
    show("one line", runs[10], "median of 20; the bar is 0.010 s")


def tree(folder):
    base = folder / "tree"
    planted, size = {}, 0
    rng = random.Random(1)
    for number in range(100_000):
        path = base / f"d{number % 317:03}" / f"f{number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = "".join(f"line {line} of file {number}, with words\n" for line in range(rng.randrange(1, 20)))
        if number % 100 == 7:
            token = crc_token(rng)
            planted[f"tree/{path.relative_to(base)}"] = text.count("\n") + 1
            text += f"token = {token}\n"
        path.write_text(text)
        size += len(text)
    data, figures = run(["scan", "tree", "--format", "jsonl"], folder)
    findings, summary = jsonl(data)
    found = {finding["path"].split("tree/")[-1]: finding["place"]["line"] for finding in findings}
    right = sum(found.get(path.split("tree/")[-1]) == line for path, line in planted.items())
    show("100,000 files", figures, f"{right} of {len(planted)} planted at the right line; bytes {summary['bytes']} of {size}")
    shutil.rmtree(base)


def big(folder):
    path = folder / "big.log"
    rng = random.Random(2)
    line = b"2026-11-23T10:00:00Z INFO request served in 12 ms\n"
    block = line * (1 << 14)
    border, end = crc_token(rng), crc_token(rng)
    with open(path, "wb") as file:
        while file.tell() + len(block) < (256 << 10):
            file.write(block)
        file.write(line * ((262_144 - 20 - file.tell()) // len(line)))
        file.write(b"." * (262_144 - 28 - file.tell()) + b" " + border.encode() + b"\n")
        while file.tell() < (4 << 30):
            file.write(block)
        file.write(b"token " + end.encode() + b"\n")
        size = file.tell()
    data, figures = run(["scan", "big.log", "--format", "jsonl", "--show-values"], folder)
    findings, summary = jsonl(data)
    both = {border, end} <= {finding.get("value") for finding in findings}
    last = max((finding["place"]["line"] for finding in findings), default=0)
    lines = int(subprocess.run(["wc", "-l", path], capture_output=True, text=True).stdout.split()[0])
    show("4 GiB in one file", figures, f"both found: {both}; last line {last} of {lines}; bytes {summary['bytes']} of {size}")
    path.unlink()


def findings(folder):
    rng = random.Random(3)
    one, many = folder / "one", folder / "many"
    one.mkdir(), many.mkdir()
    tokens = [crc_token(rng) for _ in range(100_000)]
    (one / "tokens.txt").write_text("".join(f"token = {token}\n" for token in tokens))
    for part in range(1000):
        (many / f"{part:04}.env").write_text("".join(f"token = {token}\n" for token in tokens[part * 100:part * 100 + 100]))
    for name in ("one", "many"):
        for form in ("sarif", "jsonl", "human"):
            report = folder / "report"
            _, figures = run(["scan", name, "--format", form, "--output", str(report)], folder)
            show(f"100,000 findings, {name}, {form}", figures, f"a report of {report.stat().st_size} bytes")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", help="work in this folder and leave it")
    parser.add_argument("names", nargs="*", default=["tiny", "tree", "findings", "big"])
    arguments = parser.parse_args()
    folder = pathlib.Path(arguments.keep or tempfile.mkdtemp(prefix="sealant-bars-"))
    folder.mkdir(exist_ok=True)
    try:
        for name in arguments.names:
            {"tiny": tiny, "tree": tree, "big": big, "findings": findings}[name](folder)
    finally:
        if not arguments.keep:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
