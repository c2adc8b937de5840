#!/usr/bin/env python3
"""Measures `sealant scan --history` on a repository that it makes from sources at hand, against what else is installed.

    cargo build --release && python3 benches/history.py SOURCES [--commits N] [--keep DIR] [--peer NAME=COMMAND …]

SOURCES is any tree of text files: unpacked packages will do. The history grows those files piece by piece over N commits, on
a main line with branches that are merged back, with renames, deletions and merges that bring in something of their own.
Tokens that nobody issued are planted in added, changed, merged, renamed and deleted files. Prints, for each command,
wall and CPU seconds of the whole run, its children included, in alternation, and for Sealant whether each planted token
was found once and in the right commit. A peer's command may hold {repo}. Nothing here is a test.
"""
import argparse, json, pathlib, random, resource, shutil, subprocess, sys, tempfile, time

from planted import github as token

ROOT = pathlib.Path(__file__).resolve().parent.parent
SEALANT = ROOT / "target" / "release" / "sealant"
LARGEST = 60_000


class History:
    """A stream for `git fast-import`, and what was planted in it."""

    def __init__(self, out, rng):
        self.out, self.rng, self.mark, self.clock = out, rng, 0, 1_500_000_000
        self.planted = []  # (kind, token, mark of the commit, path)

    def commit(self, branch, parents, changes, subject):
        self.mark += 1
        self.clock += 60
        lines = [f"commit refs/heads/{branch}", f"mark :{self.mark}"]
        lines.append(f"author A <a@example.invalid> {self.clock} +0000")
        lines.append(f"committer A <a@example.invalid> {self.clock} +0000")
        self.out.write(("\n".join(lines) + f"\ndata {len(subject)}\n{subject}\n").encode())
        for number, parent in enumerate(parents):
            self.out.write(f"{'merge' if number else 'from'} :{parent}\n".encode())
        for change in changes:
            kind, path = change[0], change[1]
            if kind == "M":
                self.out.write(f"M 100644 inline {path}\ndata {len(change[2])}\n".encode() + change[2] + b"\n")
            elif kind == "D":
                self.out.write(f"D {path}\n".encode())
            else:
                self.out.write(f"R {path} {change[2]}\n".encode())
        return self.mark


def sources(folder, rng, wanted):
    paths = [path for path in sorted(pathlib.Path(folder).rglob("*")) if path.is_file() and not path.is_symlink()]
    rng.shuffle(paths)
    for path in paths:
        if wanted <= 0:
            return
        if path.suffix in (".py", ".js", ".ts", ".rs", ".c", ".h", ".md", ".rst", ".json", ".yml", ".toml", ".txt", ".go"):
            data = path.read_bytes()[:LARGEST]
            if 400 < len(data) and b"\0" not in data:
                wanted -= 1
                yield data


def make(repo, folder, commits, rng):
    subprocess.run(["git", "init", "-q", "-b", "main", str(repo)], check=True)
    process = subprocess.Popen(["git", "-C", str(repo), "fast-import", "--quiet", f"--export-marks={repo}/.git/marks"], stdin=subprocess.PIPE)
    history = History(process.stdin, rng)
    files, waiting = {}, sources(folder, rng, commits)
    names, last, every = [], None, max(1, commits // 60)
    kinds = ["added", "changed", "merged", "renamed", "deleted"]
    while history.mark < commits:
        parents = [last] if last else []
        if history.mark % 40 == 39:
            side, path = [], f"side/f{history.mark}.txt"
            at = last
            for step in range(3):
                at = history.commit("side", [at], [("M", path, f"line {step} of a side\n".encode() * (step + 1))], "side")
            last = history.commit("main", [last, at], [("M", path, b"line 0 of a side\n" * 3)], "merge")
            continue
        changes = []
        for _ in range(rng.randint(1, 3)):
            if files and rng.random() < 0.7:
                path = rng.choice(names)
                whole, shown = files[path]
                shown = min(len(whole), shown + rng.randint(40, 2000))
            else:
                whole = next(waiting, None)
                if whole is None:
                    continue
                path, shown = f"src/d{len(names) % 97}/f{len(names)}.txt", max(300, len(whole) // 4)
                names.append(path)
            files[path] = (whole, shown)
            changes.append(("M", path, whole[:shown]))
        last = history.commit("main", parents, changes, "change")
        if history.mark % every == 0:
            last = plant(history, last, kinds[len(history.planted) % len(kinds)])
    process.stdin.close()
    assert process.wait() == 0
    subprocess.run(["git", "-C", str(repo), "gc", "-q"], check=True)
    subprocess.run(["git", "-C", str(repo), "reset", "-q", "--hard"], check=True)
    marks = dict(line.split() for line in (repo / ".git" / "marks").read_text().splitlines())

    return [(kind, value, marks[f":{mark}"], path) for kind, value, mark, path in history.planted]


def plant(history, last, kind):
    value, path = token(history.rng), f"planted/{kind}{history.mark}.txt"
    line = f"token = {value}\n".encode()
    if kind == "merged":
        side = history.commit("side", [last], [("M", path + ".side", b"a side\n")], "side")
        mark = history.commit("main", [last, side], [("M", path + ".side", b"a side\n"), ("M", path, line)], "merge")
        after = mark
    elif kind == "changed":
        last = history.commit("main", [last], [("M", path, b"first\n")], "before")
        mark = after = history.commit("main", [last], [("M", path, b"first\n" + line)], "changed")
    else:
        mark = after = history.commit("main", [last], [("M", path, line)], kind)
    if kind == "renamed":
        after = history.commit("main", [mark], [("R", path, path + ".new"), ("M", path + ".new", line + b"tail\n")], "renamed")
    if kind == "deleted":
        after = history.commit("main", [mark], [("D", path)], "deleted")
    history.planted.append((kind, value, mark, path))
    return after


def measured(command, output):
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    with open(output, "wb") as out:
        code = subprocess.run(command, stdout=out, stderr=subprocess.DEVNULL, shell=isinstance(command, str)).returncode
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.monotonic() - begun, cpu, code


def verify(report, planted):
    found = {}
    for line in open(report):
        record = json.loads(line)
        if record["type"] == "finding" and record["rule"] == "secret/github/personal-access-token":
            found.setdefault(record["value"], []).append((record["history"]["commit"], record["path"]))
    wrong = [(kind, path) for kind, value, commit, path in planted if found.get(value) != [(commit, path)]]
    print(f"planted: {len(planted)}, found once in the right commit: {len(planted) - len(wrong)}")
    for kind, path in wrong[:5]:
        print(f"  not so: {kind} {path}")
    return not wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("sources")
    parser.add_argument("--commits", type=int, default=30_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep")
    parser.add_argument("--peer", action="append", default=[])
    options = parser.parse_args()
    folder = pathlib.Path(options.keep or tempfile.mkdtemp(prefix="sealant-history-"))
    folder.mkdir(parents=True, exist_ok=True)
    repo, truth = folder / "repo", folder / "planted.json"
    if not truth.exists():
        truth.write_text(json.dumps(make(repo, options.sources, options.commits, random.Random(7))))
    planted = json.loads(truth.read_text())
    count = subprocess.run(["git", "-C", str(repo), "rev-list", "--count", "HEAD"], capture_output=True, text=True).stdout.strip()
    print(f"{count} commits")
    commands = {"sealant": [str(SEALANT), "scan", "--history", "--no-config", "--format", "jsonl", "--show-values", "--exit-zero", str(repo)]}
    commands |= {name: command.format(repo=repo) for name, command in (peer.split("=", 1) for peer in options.peer)}
    costs = {name: [] for name in commands}
    for _ in range(options.rounds):
        for name, command in commands.items():
            costs[name].append(measured(command, folder / f"{name}.out"))
    own = sorted(cost[1] for cost in costs["sealant"])[options.rounds // 2]
    for name, runs in costs.items():
        wall, cpu = (sorted(run[at] for run in runs)[len(runs) // 2] for at in (0, 1))
        print(f"{name:<12} wall {wall:8.2f} s  cpu {cpu:8.2f} s  sealant's cpu is {own / cpu:5.2f} of it  exit {runs[0][2]}")
    fine = verify(folder / "sealant.out", planted)
    if not options.keep:
        shutil.rmtree(folder)
    sys.exit(0 if fine else 1)


if __name__ == "__main__":
    main()
