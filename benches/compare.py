#!/usr/bin/env python3
"""Measures whole commands side by side: Sealant, ripgrep with 200 strings of the same rules, other scanners, and plain reading.

    cargo build --release
    python3 benches/compare.py tree --tree FOLDER         a source tree: 500 MB and more of small files (see corpus.py)
    python3 benches/compare.py log | csv | tiny           a large log, a table of people, one line; made up by the script
    python3 benches/compare.py threads --tree FOLDER      two threads against two processes on half the input each
    python3 benches/compare.py rules --tree FOLDER        twice the rules against the rules, on the same tree
    python3 benches/compare.py skips                      what each command leaves unread, by default and as measured
    python3 benches/compare.py stages --tree FOLDER       the stages of a scan one by one (cargo bench --bench stages)
    python3 benches/compare.py all --tree FOLDER --into BENCHMARKS.md

Commands run in alternation, A B C A B C, so that whatever else the machine does meets all of them; figures are medians over
the rounds. CPU seconds are user and system time of the whole process, as the kernel accounts them, and are to be trusted before
wall time. Each command is called so that it reads all bytes it can be made to read; other scanners' checks over the network are
off. Values of five kinds, issued by nobody, are planted in each input, and after each round it is looked up whether the
command found them: what it missed stands beside its figures. Too slow for a whole tree, ripsecrets and detect-secrets get a
share of it, and Sealant the same share beside them. --into writes the tables in Markdown between two marks of a file.

Programs are looked for in --peers FOLDER/bin, then on the PATH; --tool NAME=PROGRAM or the variable COMPARE_NAME (in capitals, _
for -) name one. What is not there is left out, and the report says so. Needs Python 3.11, no packages; inputs take about 0.7 GB in --work,
a temporary folder by default, on the same disk as the tree if its files shall be linked rather than copied. Nothing here is a test.
"""
import argparse, json, os, pathlib, platform, shutil, subprocess, sys, tempfile, time

import inputs, measure, skips, tools, vendors

ROOT = pathlib.Path(__file__).resolve().parent.parent
MB = 1e6

# What --into writes stands between these.
BEGIN, END = "<!-- compare.py begins -->", "<!-- compare.py ends -->"


class Report:
    """Tables for a terminal, or in Markdown. What is printed is kept."""

    def __init__(self, markdown):
        self.markdown, self.figures, self.lines = markdown, {}, []

    def line(self, text=""):
        self.lines.append(text)
        print(text, flush=True)

    def title(self, text):
        self.line()
        self.line(f"### {text}" if self.markdown else text)
        self.line("" if self.markdown else "=" * len(text))

    def say(self, text):
        self.line(f"- {text}")

    def table(self, head, rows):
        rows = [[str(cell) for cell in row] for row in rows]
        if self.markdown:
            rule = ["---", *["---:"] * (len(head) - 1)]
            for row in [head, rule, *rows]:
                self.line("| " + " | ".join(row) + " |")
        else:
            widths = [max(map(len, column)) for column in zip(head, *rows)]
            for first, *row in [head, *rows]:
                self.line("  ".join([first.ljust(widths[0]), *map(str.rjust, row, widths[1:])]))
        self.line()

    def into(self, path):
        """Puts everything between the two marks of a file."""
        before, _, rest = path.read_text().partition(BEGIN)
        _, mark, after = rest.partition(END)
        if not mark:
            sys.exit(f"{path} does not hold the marks {BEGIN} and {END}")
        path.write_text(before + BEGIN + "\n" + "\n".join(self.lines).strip() + "\n" + END + after)


class Run:
    """One command on one input, and its costs so far."""

    def __init__(self, label, tool, threads, given, more=()):
        self.label, self.tool, self.threads, self.input = label, tool, threads, given
        self.command = tool.command(tool.program, str(threads), given.target)
        self.command[-1:] = [*more, given.target]
        self.costs, self.missed, self.stopped = [], {}, False

    def go(self, limit):
        if self.stopped:
            return
        with tempfile.NamedTemporaryFile(prefix="sealant-compare-") as out:
            cost = measure.run(self.command, self.input.folder, out.name, limit)
            self.stopped = cost is None
            if cost:
                self.costs.append(cost)
                self.look_up(pathlib.Path(out.name).read_bytes())

    def look_up(self, output):
        for kind, value, path in self.input.planted:
            if not self.tool.found(output, value, path):
                self.missed.setdefault(kind, set()).add(value)

    def found(self):
        if self.tool.name == "reading":
            return "-"
        missed = ", ".join(f"{len(values)} {kind}" for kind, values in sorted(self.missed.items()))
        total = len(self.input.planted)
        there = total - sum(map(len, self.missed.values()))
        return f"{there} of {total}" + (f" (not {missed})" if missed else "")

    @property
    def cost(self):
        return measure.median(self.costs) if self.costs else None


def compare(report, title, runs, rounds, limit, tiny=False):
    """Measures in alternation and prints a table; gives the runs by their labels."""
    begun = time.monotonic()
    for _ in range(rounds):
        for run in runs:
            run.go(limit)
    report.title(title)
    by_label = {run.label: run for run in runs}
    base = {name: next((run.cost for run in runs if run.tool.name == name and run.cost), None) for name in ("reading", "sealant")}
    report.table(TINY if tiny else HEAD, [row(run, base, tiny) for run in runs])
    report.say(f"{rounds} round{'s' * (rounds != 1)} in {time.monotonic() - begun:.0f} s")
    report.figures[title] = {run.label: {"costs": run.costs, "found": run.found()} for run in runs}
    return by_label


HEAD = ["command", "wall s", "CPU s", "MB/s", "CPU s/GB", "peak MiB", "CPU / reading", "CPU / sealant", "wall / sealant", "planted found"]
TINY = ["command", "wall ms", "CPU ms", "peak MiB", "CPU / sealant", "wall / sealant", "planted found"]


def row(run, base, tiny):
    cost = run.cost
    if cost is None:
        return [run.label, "stopped: too slow", *[""] * (len(TINY if tiny else HEAD) - 2)]
    against = lambda other, at: f"{cost[at] / max(other[at], 1e-9):.2f}" if other else ""
    last = [f"{cost.peak / 1024:.0f}"]
    shares = [against(base["sealant"], 1), against(base["sealant"], 0), run.found()]
    if tiny:
        return [run.label, f"{cost.wall * 1e3:.1f}", f"{cost.cpu * 1e3:.1f}", *last, *shares]
    size = run.input.bytes
    speed = [f"{size / MB / cost.wall:,.0f}", f"{cost.cpu / (size / 1e9):.2f}"]
    return [run.label, f"{cost.wall:.2f}", f"{cost.cpu:.2f}", *speed, *last, against(base["reading"], 1), *shares]


class Bench:
    """What all subcommands need: the tools, where inputs lie, how often and how long."""

    def __init__(self, options, work, report):
        self.options, self.work, self.report = options, work, report
        self.tools, self.missing = tools.all_tools(options, work)
        self.not_found = []
        self.threads = options.threads
        self.trees = {}

    def tree(self, **choice):
        """The tree, or a share or half of it, made once."""
        key = tuple(sorted(choice.items()))
        if key not in self.trees:
            name = "-".join(["tree", *(f"{word}{number}" for word, number in key)])
            wanted = choice.get("wanted") or self.options.tree_bytes
            self.trees[key] = inputs.tree(self.work, self.options.tree, name, wanted, choice.get("halves", 0))
        return self.trees[key]

    def runs(self, given, names, threads=None):
        threads = threads or self.threads
        labels = {"reading": f"reading, {threads} threads", "sealant": f"sealant, {threads} threads", "ripgrep": "ripgrep, 200 strings"}
        return [Run(labels.get(name, name), self.tools[name], threads, given) for name in names if name in self.tools]

    def compare(self, title, runs, rounds=None, **more):
        measured = compare(self.report, title, runs, rounds or self.options.rounds, self.options.limit, **more)
        own = [run for run in runs if run.tool.name == "sealant"]
        self.not_found += [f"{title}: {run.label} found {run.found()}" for run in own if run.missed or not run.costs]
        return measured

    def corpus(self, given, share):
        """All commands on one input; the slow ones on a share of it that `share` makes."""
        runs = self.runs(given, ["reading", "sealant", "ripgrep", "kingfisher", "betterleaks"])
        alone = [Run(f"{name}, 1 thread", self.tools[name], 1, given) for name in ("reading", "sealant") if given.files > 1]
        self.runs(given, ["reading"])[0].go(self.options.limit)  # Nobody is the first to ask the disk.
        measured = self.compare(given.about(), [*runs, *alone])
        self.bars(measured, given)
        for name, wanted in tools.SHARES.items():
            if name in self.tools:
                part = share(min(wanted, given.bytes))
                slow = self.compare(f"A share for {name}, {part.about()}", self.runs(part, ["sealant", name]), 1)
                self.versus(slow)

    def ratio(self, words, bar, over, under, at):
        over, under = over and over.cost, under and under.cost
        if over and under:
            self.report.say(f"{words}: {over[at] / max(under[at], 1e-9):.2f} (the bar: {bar})")

    def bars(self, measured, given):
        own, threads = measured.get(f"sealant, {self.threads} threads"), self.threads
        reading, rg = measured.get(f"reading, {threads} threads"), measured.get("ripgrep, 200 strings")
        if given.files > 1:
            self.ratio("CPU of Sealant / CPU of reading", "2.5 at most, 1.5 aimed at", own, reading, 1)
            alone = [measured.get(f"{name}, 1 thread") for name in ("sealant", "reading")]
            self.ratio("the same with one thread each", "2.5 at most, 1.5 aimed at", *alone, 1)
            self.ratio("CPU of Sealant / CPU of ripgrep", "1 at most", own, rg, 1)
        self.versus(measured)

    def versus(self, measured):
        own = measured.get(f"sealant, {self.threads} threads")
        for name, bar in (("kingfisher", "at least 5"), ("betterleaks", "above 1"), ("ripsecrets", "above 1"), ("detect-secrets", "above 1")):
            self.ratio(f"wall of {name} / wall of Sealant", bar, measured.get(name), own, 0)


def tree(bench):
    bench.corpus(bench.tree(), lambda wanted: bench.tree(wanted=wanted))


def log(bench):
    bench.corpus(inputs.log(bench.work, bench.options.log_bytes), lambda wanted: inputs.log(bench.work, wanted, "short.log"))


def csv(bench):
    bench.corpus(inputs.table(bench.work, bench.options.csv_bytes), lambda wanted: inputs.table(bench.work, wanted, "few.csv"))


def tiny(bench):
    given = inputs.tiny(bench.work)
    names = [name for name in bench.tools if name != "reading"]
    title, runs = "One tiny file: a line with a value", bench.runs(given, names)
    measured = bench.compare(title, runs, bench.options.tiny_rounds, tiny=True)
    own, rg = measured.get(f"sealant, {bench.threads} threads"), measured.get("ripgrep, 200 strings")
    bench.ratio("wall of Sealant / wall of ripgrep", "1.5 at most", own, rg, 0)


def threads(bench):
    """Rates in MB/s: of two threads on the whole, and the sum of those of two processes of one thread on a half each."""
    big = inputs.log(bench.work, bench.options.log_bytes, "whole.log")
    halves = [inputs.log(bench.work, bench.options.log_bytes // 2, f"half{number}.log") for number in (1, 2)]
    pairs = [("tree", bench.tree(), [bench.tree(halves=1), bench.tree(halves=2)]), ("one large file", big, halves)]
    rows = []
    for name, whole, parts in pairs:
        rates = [rates for _ in range(bench.options.rounds) if (rates := two_ways(bench, whole, parts))]
        if not rates:
            rows.append([name, f"{whole.bytes / MB:,.1f}", "stopped: too slow", "", ""])
            continue
        together, apart = (sorted(rate)[len(rate) // 2] for rate in zip(*rates))
        rows.append([name, f"{whole.bytes / MB:,.1f}", f"{together:,.0f}", f"{apart:,.0f}", f"{together / apart:.2f}"])
        bench.report.figures[f"threads, {name}"] = rates
    bench.report.title("Two threads against two processes on half the input each")
    bench.report.table(["input", "MB", "two threads, MB/s", "two processes, MB/s", "ratio (the bar: 0.9 at least)"], rows)


def two_ways(bench, whole, parts):
    tool, void, limit = bench.tools["sealant"], "/dev/null", bench.options.limit
    call = lambda threads, given: tool.command(tool.program, threads, given.target)
    one = measure.run(call("2", whole), bench.work, void, limit)
    two = measure.together([call("1", part) for part in parts], bench.work, [void, void], limit)
    if one is None or None in two:
        return None
    return whole.bytes / MB / one.wall, sum(part.bytes / MB / cost.wall for part, cost in zip(parts, two))


def rules(bench):
    """The same scan with as many rules again, of vendors that do not exist."""
    tool, folder, given = bench.tools["sealant"], bench.work / "rules", bench.tree()
    count = listed(tool)
    vendors.write(folder, count)
    proof = subprocess.run([tool.program, "rules", "test", folder], capture_output=True, text=True)
    if proof.returncode:
        sys.exit(f"the made-up rules do not hold:\n{proof.stdout}{proof.stderr}")
    if listed(tool, "--rules", folder) != 2 * count:
        sys.exit("the made-up rules are not in force")
    pair = lambda given: [
        Run(f"{count} rules", tool, bench.threads, given),
        Run(f"{2 * count} rules", tool, bench.threads, given, ["--rules", str(folder)]),
    ]
    measured = bench.compare(f"Twice the rules, {given.about()}", pair(given))
    few, many = (measured[label].cost for label in (f"{count} rules", f"{2 * count} rules"))
    bench.report.say(f"CPU with twice the rules / CPU: {many.cpu / few.cpu:.2f} (the bar: below 1.33)")
    bench.compare("Twice the rules, one tiny file", pair(inputs.tiny(bench.work)), bench.options.tiny_rounds, tiny=True)


def listed(tool, *more):
    """How many rules are in force."""
    done = subprocess.run([tool.program, "rules", "list", "--no-config", "--format", "json", *more], capture_output=True, check=True)
    return len(json.loads(done.stdout))


def left_unread(bench):
    head, rows = skips.measured(bench.tools, bench.work, bench.threads, bench.options.limit, bench.options.skip_bytes)
    bench.report.title("What is found where: by default / as measured above")
    bench.report.table(head, rows)


def stages(bench):
    """The stage benches of `cargo bench`, as they print themselves."""
    command = ["cargo", "bench", "--locked", "--bench", "stages", "--", str(bench.options.tree.resolve())]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    bench.report.title("Stages and kernels")
    for line in (done.stdout if done.returncode == 0 else f"not measured: {done.stderr[-500:]}").strip().splitlines():
        bench.report.line(line)


def machine(bench):
    """What the figures were measured on."""
    info = pathlib.Path("/proc/cpuinfo")
    lines = info.read_text().split("\n\n")[0].splitlines() if info.exists() else []
    words = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
    flags = words.get("flags", "").split()
    kernels = ", ".join(flag for flag in ("avx2", "avx512f", "avx512vbmi", "avx512_vbmi2") if flag in flags)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    bench.report.title("Machine and versions")
    system = f"{memory:.0f} GiB, {platform.system()} {platform.release()}"
    bench.report.say(f"{words.get('model name', platform.machine())}, {os.cpu_count()} CPUs ({kernels}), {system}")
    bench.report.say(f"load before the first round: {os.getloadavg()[0]:.1f}")
    bench.report.say(", ".join(f"{tool.name} {tool.version}" for tool in bench.tools.values() if tool.version))
    if bench.missing:
        bench.report.say(f"not on this machine, and left out: {', '.join(bench.missing)}")


WHAT = {"tree": tree, "log": log, "csv": csv, "tiny": tiny, "threads": threads, "rules": rules, "skips": left_unread, "stages": stages}


# What a smoke run does without: a build for measuring.
SLOW_TO_BUILD = {"stages"}


def smoke(options):
    options.sealant, options.tree, options.tree_bytes = ROOT / "target/debug/sealant", ROOT / "src", 300_000
    options.log_bytes, options.csv_bytes, options.skip_bytes, options.tiny_rounds, options.rounds = 200_000, 200_000, 1_000_000, 1, 1
    tools.SHARES.update(dict.fromkeys(tools.SHARES, 50_000))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=[*WHAT, "all"], nargs="+")
    parser.add_argument("--tree", type=pathlib.Path, help="the source tree; it is not changed")
    parser.add_argument("--tree-bytes", type=int, help="take so many bytes of it [default: all]")
    parser.add_argument("--log-bytes", type=int, default=160_000_000)
    parser.add_argument("--csv-bytes", type=int, default=30_000_000)
    parser.add_argument("--skip-bytes", type=int, default=300_000_000, help="the large file of `skips`")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--tiny-rounds", type=int, default=21)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)), help="[default: one a core]")
    parser.add_argument("--limit", type=float, default=300, help="seconds after which a command is stopped")
    parser.add_argument("--sealant", type=pathlib.Path, default=ROOT / "target/release/sealant")
    parser.add_argument("--reading", type=pathlib.Path, help="what plain reading costs [default: benches/reading.rs, compiled anew]")
    parser.add_argument("--peers", type=pathlib.Path, action="append", default=[], metavar="FOLDER", help="with bin/rg, bin/kingfisher … (repeatable)")
    parser.add_argument("--tool", action="append", default=[], metavar="NAME=PROGRAM")
    parser.add_argument("--work", type=pathlib.Path, help="put the inputs there, and leave them")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--into", type=pathlib.Path, metavar="FILE", help="write the tables between the marks of FILE, in Markdown")
    parser.add_argument("--smoke", action="store_true", help="do everything once on little with a debug build: the script is tried, nothing is measured")
    parser.add_argument("--json", type=pathlib.Path, help="write every single figure there")
    options = parser.parse_args()
    options.markdown |= options.into is not None
    if options.smoke:
        smoke(options)
    everything = [what for what in WHAT if not (options.smoke and what in SLOW_TO_BUILD)]
    options.what = everything if "all" in options.what else options.what
    if not options.tree and {"tree", "threads", "rules", "stages"} & set(options.what):
        parser.error("--tree FOLDER is needed: benches/corpus.py makes one")
    if not os.access(options.sealant, os.X_OK):
        parser.error(f"{options.sealant} is not there: cargo build --release")
    options.sealant = options.sealant.resolve()
    return options


def compiled(work):
    """The program that only reads."""
    program = work / "reading"
    subprocess.run(["rustc", "--edition", "2024", "-O", "-o", program, ROOT / "benches/reading.rs"], check=True)
    return program


def main():
    options = arguments()
    work = (options.work or pathlib.Path(tempfile.mkdtemp(prefix="sealant-compare-"))).resolve()
    work.mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()
    try:
        options.reading = options.reading or compiled(work)
        bench = Bench(options, work, Report(options.markdown))
        machine(bench)
        for what in options.what:
            WHAT[what](bench)
        bench.report.say(f"all in {time.monotonic() - begun:.0f} s")
        if options.into:
            bench.report.into(options.into)
        if options.json:
            options.json.write_text(json.dumps(bench.report.figures, indent=1))
        if bench.not_found:
            sys.exit("Sealant did not find what was planted:\n" + "\n".join(bench.not_found))
    finally:
        if not options.work:
            shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
