"""The inputs of compare.py: a tree linked from one that is given, a log and a table that are made up, one tiny file. In
each, values are planted that must be found. The same seed makes the same bytes."""
import dataclasses, hashlib, os, pathlib, random, shutil

import planted

# A log is written block after block; within a block every line differs.
BLOCK = 8 << 20


@dataclasses.dataclass
class Input:
    """Something to scan, and what was planted in it."""
    name: str
    folder: pathlib.Path   # where commands run
    target: str            # what they are given, relative to it
    bytes: int
    files: int
    planted: list          # (kind, value, path below the folder)

    def about(self):
        return f"{self.name}: {self.bytes / 1e6:,.1f} MB in {self.files:,} file{'s' * (self.files != 1)}"


def files_of(root):
    """(path below the root, bytes) of every regular file, in order; what git keeps for itself is no source."""
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name != ".git")
        for name in sorted(names):
            path = os.path.join(folder, name)
            if os.path.isfile(path) and not os.path.islink(path):
                found.append((os.path.relpath(path, root), os.path.getsize(path)))
    return found


def place(source, target):
    """The file once more: a second name for it where the disk can, a copy where not."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def share_of(files, wanted):
    """A choice of the files that adds up to `wanted` bytes and is spread evenly: by a hash of their names."""
    order = sorted(files, key=lambda file: hashlib.blake2b(os.fsencode(file[0])).digest())
    chosen, total = [], 0
    for path, size in order:
        if total >= wanted:
            break
        chosen.append((path, size))
        total += size
    return chosen


def tree(work, source, name="tree", wanted=None, halves=0):
    """A tree of the files of `source`, or of so many bytes of them. `halves` is 1 or 2 for one half of its files."""
    files = files_of(source)
    if wanted:
        files = share_of(files, wanted)
    if halves:
        files = half(files, halves)
    root = work / name
    for path, _ in files:
        place(os.path.join(source, path), root / path)
    rng, values, size = random.Random(f"tree {halves}"), [], sum(size for _, size in files)
    for number in range(4):
        for kind, value in planted.one_of_each(rng).items():
            path = root / f"planted{number}" / f"{kind}.py"
            path.parent.mkdir(exist_ok=True)
            text = "# settings of a service\n" * (number * 100) + f'{planted.KINDS[kind][0]} = "{value}"\n'
            path.write_text(text)
            size += len(text)
            values.append((kind, value, str(path.relative_to(work))))
    return Input("tree", work, name, size, len(files) + len(values), values)


def half(files, which):
    """One of two halves alike in bytes and in folders: files are dealt to the half that has less so far."""
    sums, dealt = [0, 0], ([], [])
    for path, size in files:
        to = int(sums[1] < sums[0])
        sums[to] += size
        dealt[to].append((path, size))
    return dealt[which - 1]


def log_block(rng):
    """Lines of a web server and of services, as they are written day and night; nobody's addresses."""
    paths = ["/", "/api/v1/items", "/static/app.3f9c.js", "/healthz", "/api/v1/orders/{}", "/search?q=lamp&page={}"]
    lines, size = [], 0
    while size < BLOCK:
        number = rng.randrange(1 << 32)
        ip = f"192.0.2.{number % 250}"
        clock = f"2026-11-{1 + number % 28:02}T{number % 24:02}:{number // 31 % 60:02}:{number // 7 % 60:02}.{number % 1000:03}Z"
        match number % 4:
            case 0 | 1:
                path = rng.choice(paths).format(number % 100_000)
                line = f'{ip} - - [{clock}] "GET {path} HTTP/1.1" {rng.choice((200, 200, 304, 404))} {number % 90_000} "-" "Mozilla/5.0"\n'
            case 2:
                line = f"{clock} INFO order-service request={number:08x}-{number % 65_536:04x} took {number % 4000} ms, rows={number % 500}\n"
            case _:
                line = f'{{"time":"{clock}","level":"warn","logger":"pool","msg":"retry {number % 9}","duration":{number % 10_000 / 7:.4f},"host":"node-{number % 40}"}}\n'
        lines.append(line)
        size += len(line)
    return lines


def log(work, size, name="service.log", seed="log"):
    """A log of about `size` bytes. The same block comes again and again: a scanner has no use of that."""
    rng = random.Random(seed)
    lines = log_block(rng)
    block = "".join(lines).encode()
    blocks = max(1, size // len(block))
    values, total = [], 0
    with open(work / name, "wb") as out:
        for number in range(blocks):
            out.write(block if (number + 1) * len(block) <= size else block[:block.rindex(b"\n", 0, max(size, 1000)) + 1])
            if number in (0, blocks // 2, blocks - 1):
                for kind, value in planted.one_of_each(rng).items():
                    out.write(f"2026-11-30T00:00:00.000Z DEBUG config {planted.KINDS[kind][0]}={value}\n".encode())
                    values.append((kind, value, name))
        total = out.tell()
    return Input(name, work, name, total, 1, values)


NAMES = ["Ada", "Bruno", "Chiara", "Dmitri", "Elif", "Farid", "Greta", "Hana", "Ivo", "Jana", "Kofi", "Lena", "Mira", "Noor"]
FAMILIES = ["Muster", "Beispiel", "Sample", "Doe", "Esempio", "Ejemplo", "Exemple", "Primer", "Ornek", "Voorbeeld"]


def person(rng, row):
    first, last, number = rng.choice(NAMES), rng.choice(FAMILIES), rng.randrange(1 << 40)
    card = planted.luhn(f"400000{number % 1_000_000_000:09}")
    born = f"{1940 + number % 65}-{1 + number % 12:02}-{1 + number % 28:02}"
    reached = f"{first.lower()}.{row}@example.com,+1 202 555 01{number % 100:02}"
    return f"{row},{first},{last},{reached},{born},{card},{number % 10**7 / 100:.2f},2026-11-{1 + number % 28:02},\n"


def table(work, size, name="people.csv"):
    """A table of people who do not exist: names from short lists, example.com, card numbers of a test range."""
    rng = random.Random("table")
    values, total, row = [], 0, 0
    with open(work / name, "w") as out:
        total += out.write("id,first name,last name,email,phone,date of birth,card number,balance,updated,notes\n")
        while total < size:
            lines = [person(rng, number) for number in range(row, row + 1000)]
            row += 1000
            if row % 200_000 == 1000:
                for kind, value in planted.one_of_each(rng).items():
                    lines.append(f"{row},,,,,,,,2026-11-01,{planted.KINDS[kind][0]}={value}\n")
                    values.append((kind, value, name))
            total += out.write("".join(lines))
    return Input(name, work, name, (work / name).stat().st_size, 1, values)


def tiny(work, name="tiny.env"):
    """One line with one value."""
    value = planted.github(random.Random("tiny"))
    text = f"GITHUB_TOKEN={value}\n"
    (work / name).write_text(text)
    return Input(name, work, name, len(text), 1, [("github", value, name)])
