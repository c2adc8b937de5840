"""What scanners leave unread: the same kind of value in places that some of them pass over, each looked up by its value."""
import pathlib, random, subprocess, tempfile, zipfile

import measure, planted

# Neither gets the large file: they would be at it for half an hour.
SLOW = {"ripsecrets", "detect-secrets"}


def line(value):
    return f'github_token = "{value}"\n'


def small(folder, rng):
    """Case → (value, path), in a work tree of git of which nothing was committed."""
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    (folder / ".gitignore").write_text("ignored.env\n")
    words = "nothing to see here, only words\n" * 50
    cases = {
        "an ordinary file": ("settings.py", lambda text: words + text),
        "left out by .gitignore": ("ignored.env", lambda text: text),
        "a hidden file": (".hidden.env", lambda text: text),
        "below node_modules": ("node_modules/lamp/index.js", lambda text: text),
        "package-lock.json": ("package-lock.json", lambda text: '{"lockfileVersion": 3,\n "x": ' + text.split("= ")[1] + "}\n"),
        "text called .svg": ("logo.svg", lambda text: f"<svg><!-- {text} --></svg>\n"),
        "behind NUL bytes": ("data.bin", lambda text: "\0\1\2\3" * 500 + text + "\0" * 200),
        "on a line of 2 MB": ("app.min.js", lambda text: "f(0,1);" * 150_000 + text.strip() + ";" + "f(0,1);" * 150_000),
        "beside an allow comment": ("allowed.py", lambda text: text.strip() + "  # gitleaks:allow  # pragma: allowlist secret\n"),
        "UTF-16 with its mark": ("windows.ini", lambda text: ("\ufeff" + words + text).encode("utf-16-le")),
    }
    values = {}
    for case, (name, form) in cases.items():
        value = planted.github(rng)
        values[case] = value, f"./{name}"
        data = form(line(value))
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    value = planted.github(rng)
    values["in a zip archive"] = value, "./backup.zip"
    with zipfile.ZipFile(folder / "backup.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("settings.py", words + line(value))
    return values


def large(folder, rng, size):
    value = planted.github(rng)
    block = b"2026-11-23T10:00:00Z INFO request served in 12 ms\n" * (1 << 14)
    with open(folder / "large.log", "wb") as out:
        for _ in range(max(1, size // len(block))):
            out.write(block)
        out.write(line(value).encode())
    return value, "./large.log"


def measured(known, work, threads, limit, size):
    """The head and the rows of a table: for each place and each command, whether the value was found."""
    rng, folder, big = random.Random("skips"), work / "skips", work / "skips-large"
    folder.mkdir(), big.mkdir()
    values, last = small(folder, rng), large(big, rng, size)
    names = [name for name in known if name != "reading"]
    found = {name: [outputs(known[name], way, folder, threads, limit) for way in ("default", "command")] for name in names}
    rows = [[case, *(both(known[name], found[name], *place) for name in names)] for case, place in values.items()]
    at_end = []
    for name in names:
        tried = [] if name in SLOW else [outputs(known[name], way, big, threads, limit) for way in ("default", "command")]
        at_end.append(both(known[name], tried, *last) if tried else "not tried")
    return ["place", *names], [*rows, [f"at the end of {size / 1e6:.0f} MB", *at_end]]


def outputs(tool, way, folder, threads, limit):
    with tempfile.NamedTemporaryFile(prefix="sealant-skips-") as out:
        measure.run(getattr(tool, way)(tool.program, str(threads), "."), folder, out.name, limit)
        return pathlib.Path(out.name).read_bytes()


def both(tool, outputs, value, path):
    return " / ".join("yes" if tool.found(output, value, path) else "no" for output in outputs)
