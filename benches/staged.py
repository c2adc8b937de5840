#!/usr/bin/env python3
"""Measures `sealant scan --staged` as a hook runs it, beside `git diff --cached` on the same index.

    cargo build --release && python3 benches/staged.py [--rounds N] [--sealant PATH] [--sources DIR]

Two repositories are made from Python files, by default those of the standard library: one in which 20 files are staged beside 2,000 that are
committed, and one in which all 2,000 are changed and staged. Runs alternate; printed are the medians of the wall and CPU
time of the whole process with its children, and the ratio. `git diff --cached` writes the patch, as a reviewer reads it.
Nothing here is a test: machines differ, so it measures and says so.
"""
import argparse, os, pathlib, resource, statistics, subprocess, sys, sysconfig, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parent.parent
LARGEST = 12_000
ALONE = dict(os.environ, GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_NOSYSTEM="1")


def git(folder, *arguments):
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.invalid", "-c", "gc.auto=0"]
    subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True, env=ALONE, stdout=subprocess.DEVNULL)


def sources(folder):
    paths = [path for path in sorted(pathlib.Path(folder).rglob("*.py")) if path.is_file()]
    texts = (path.read_text(errors="ignore")[:LARGEST] for path in paths)
    return [text for text in texts if len(text) > 500]


def repository(folder, texts, files, changed):
    git(folder, "init", "-q", "-b", "main")
    for number in range(files):
        path = folder / f"part{number % 40}" / f"file{number}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"number {number}\n" + texts[number % len(texts)])
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "first")
    git(folder, "repack", "-q", "-a", "-d")
    for number in range(changed):
        path = folder / f"part{number % 40}" / f"file{number}.txt"
        lines = path.read_text().splitlines(keepends=True)
        path.write_text("".join(lines[: len(lines) // 2] + [f"one more line, {number}\n"] + lines[len(lines) // 2 :]))
    git(folder, "add", "-A")


def measured(command, folder):
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    code = subprocess.run(command, cwd=folder, env=ALONE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
    wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    if code not in (0, 1):
        sys.exit(f"{command} ended with {code}")
    return wall * 1000, (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000


def compare(title, folder, commands, rounds):
    costs = {name: [] for name in commands}
    for _ in range(rounds + 1):
        for name, command in commands.items():
            costs[name].append(measured(command, folder))
    print(title)
    medians = {}
    for name, runs in costs.items():
        walls, cpus = zip(*runs[1:])
        medians[name] = statistics.median(walls)
        print(f"  {name:<28} wall {medians[name]:8.1f} ms (least {min(walls):7.1f})  cpu {statistics.median(cpus):8.1f} ms")
    for name in list(medians)[1:]:
        print(f"  {name} is {medians[name] / medians['git diff --cached']:.2f} of git diff --cached")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--sources", default=sysconfig.get_path("stdlib"))
    parser.add_argument("--sealant", default=str(ROOT / "target" / "release" / "sealant"))
    options = parser.parse_args()
    texts = sources(options.sources)
    commands = {
        "git diff --cached": ["git", "diff", "--cached"],
        "sealant scan --staged": [options.sealant, "scan", "--staged", "--no-config"],
        "sealant, one thread": [options.sealant, "scan", "--staged", "--no-config", "--threads", "1"],
    }
    for files, changed in [(2_000, 20), (2_000, 2_000)]:
        with tempfile.TemporaryDirectory(prefix="sealant-staged-") as folder:
            repository(pathlib.Path(folder), texts, files, changed)
            compare(f"{changed} files staged of {files}", folder, commands, options.rounds)


if __name__ == "__main__":
    main()
