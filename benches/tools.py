"""The commands that compare.py measures: how each is called so that it reads everything it can be made to read, how it is
called by default, and how it says that it found a value."""
import dataclasses, functools, hashlib, json, os, pathlib, re, shutil, subprocess, tomllib, typing

ROOT = pathlib.Path(__file__).resolve().parent.parent


@dataclasses.dataclass
class Tool:
    name: str
    program: str
    command: typing.Callable   # (program, threads, target) → words
    default: typing.Callable   # (program, threads, target) → words
    found: typing.Callable     # (output, value, path) → whether the output tells of it
    version: str = ""

    def __post_init__(self):
        self.version = version_of(self.program) if self.name not in ("reading", "sealant") else ""


def version_of(program):
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return "?"
    number = re.search(r"\d+(\.\d+)+\S*", said.stdout + said.stderr)
    return number.group() if number else "?"


def prints(output, value, path):
    return value.encode() in output


def prints_hash(output, value, path):
    """Of detect-secrets, which prints hashes: of a value, or of no more than its prefix where its pattern has a group."""
    wanted = {hashlib.sha1(part.encode()).hexdigest() for part in (value, value[:3], value.split("-")[0])}
    results = told(output)
    return any(one["hashed_secret"] in wanted for one in results.get(path.removeprefix("./"), []))


@functools.lru_cache(maxsize=2)
def told(output):
    return json.loads(output)["results"] if output else {}


def prints_path(output, value, path):
    """Of a count of lines: that the file has any."""
    return re.search(rb"^" + re.escape(os.fsencode(path)) + rb":[1-9]", output, re.M) is not None


def sealant(*more):
    return lambda program, threads, target: [
        program, "scan", "--no-config", "--no-progress", "--exit-zero", "--format", "jsonl", "--show-values",
        "--threads", threads, *more, target,
    ]


def ripgrep(literals, *more):
    return lambda program, threads, target: [
        program, "--no-config", "--with-filename", "-F", "-i", "-c", "-j", threads, "-f", literals, *more, target,
    ]


def kingfisher(*more):
    return lambda program, threads, target: [
        program, "scan", "--no-validate", "--no-update-check", "--quiet", "--format", "jsonl", "-j", threads, *more, target,
    ]


def betterleaks(*more):
    return lambda program, threads, target: [
        "env", f"GOMAXPROCS={threads}", program, "--jsonl", "--no-banner", "--no-color", "-l", "error", *more, target,
    ]


# Filters of detect-secrets that leave whole files out.
LEFT_OUT = ["is_lock_file", "is_non_text_file", "is_swagger_file"]


def detect_secrets(*more):
    return lambda program, threads, target: [program, "-c", threads, "scan", "-n", "--all-files", *more, target]


def ripsecrets(program, threads, target):
    return [program, target]


# Tools too slow for a whole tree are given so many bytes of it, and Sealant the same beside them.
SHARES = {"ripsecrets": 20_000_000, "detect-secrets": 2_000_000}

# Under which name each is looked for.
PROGRAMS = {"ripgrep": "rg", "kingfisher": "kingfisher", "betterleaks": "betterleaks", "ripsecrets": "ripsecrets", "detect-secrets": "detect-secrets"}


def look_for(name, given, folders):
    """The program of a tool: as given, or from its variable, or in one of the folders, or on the PATH."""
    program = given.get(name) or os.environ.get("COMPARE_" + name.upper().replace("-", "_"))
    places = [program] if program else []
    if not program:
        places = [str(folder / "bin" / PROGRAMS[name]) for folder in folders] + [shutil.which(PROGRAMS[name])]
    for place in filter(None, places):
        if os.access(place, os.X_OK):
            return inner(place, name)
    return None


def inner(program, name):
    """Wheels hold a program and start it from Python, which costs more than the program's own start."""
    for candidate in pathlib.Path(program).absolute().parent.parent.glob(f"lib/python*/site-packages/{name}/bin/{name}"):
        return str(candidate)
    return program


def literals(wanted=200):
    """Strings of Sealant's own rules, each once whatever its case: those that rules of text seek, and evenly chosen keys."""
    strings, keys = set(), set()
    for path in sorted((ROOT / "patterns").glob("*/*/*.toml")):
        rule = tomllib.loads(path.read_text())
        for find in rule.get("find", []) + rule.get("variant", []):
            strings.update(literal.lower() for literal in find.get("literals", []))
            keys.update(key.lower().replace(" ", "_") for key in find.get("keys", []))
    strings = sorted(string for string in strings if len(string) > 2)[:wanted]
    keys = sorted(keys - set(strings))
    missing = wanted - len(strings)
    return strings + [keys[number * len(keys) // missing] for number in range(missing)]


def all_tools(options, work):
    """The tools that are there, by name, and the names of those that are not."""
    lines = work / "literals.txt"
    lines.write_text("\n".join(literals()) + "\n")
    everything = ["--no-ignore", "--hidden", "-a", "--no-messages"]
    filters = [word for name in LEFT_OUT for word in ("--disable-filter", f"detect_secrets.filters.heuristic.{name}")]
    known = {
        "ripgrep": (ripgrep(lines, *everything), ripgrep(lines), prints_path),
        "kingfisher": (kingfisher("--no-limits", "--no-ignore"), kingfisher(), prints),
        "betterleaks": (betterleaks("--no-allow-signatures"), betterleaks(), prints),
        "ripsecrets": (ripsecrets, ripsecrets, prints),
        "detect-secrets": (detect_secrets(*filters), detect_secrets(), prints_hash),
    }
    reading = lambda program, threads, target: [program, threads, target]
    tools = {
        "reading": Tool("reading", str(options.reading), reading, reading, lambda *_: True),
        "sealant": Tool("sealant", str(options.sealant), sealant("--no-ignore"), sealant(), prints),
    }
    given, missing = dict(one.split("=", 1) for one in options.tool), []
    for name, (command, default, found) in known.items():
        program = look_for(name, given, options.peers)
        if program:
            tools[name] = Tool(name, program, command, default, found)
        else:
            missing.append(name)
    said = subprocess.run([str(options.sealant), "--version"], capture_output=True, text=True)
    tools["sealant"].version = said.stdout.strip().removeprefix("sealant ")
    return tools, missing
