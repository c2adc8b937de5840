"""Rules of vendors that do not exist, in the shapes that the built-in ones have: what tells how the cost of a scan grows with
the number of its rules."""
import itertools, random

FIRST = "amber bright cedar delta ember falcon granite harbor ivory juniper keystone lumen maple nimbus onyx pioneer quartz river summit topaz".split()
SECOND = "base cast desk flow forge grid hub lab line loop mail metric path pay pulse queue sign stack track works".split()

RULE = """name       = "{name} {what}"
severity   = "high"
categories = ["credential"]
retention  = "not-to-be-kept"
context    = ["{name}", "{name} {what}"]
summary    = "Acts as its owner at {name}, a vendor that does not exist."
remedy     = "Nothing: this rule is only there to be counted."
references = ["https://example.com/{name}"]
also       = ["secret/generic/api-key", "secret/generic/password"]
matches    = ["{key} = «{sample}»", "  {key}: \\"«{sample}»\\""]
rejects    = [{{ text = "{key} = {short}", why = "too short to be one" }}, {{ text = "{key} = ${{TOKEN}}", why = "names where the value is kept" }}]

[[find]]
{find}
"""


def prefix_of(name):
    """Short as vendors like it, and nobody else's: no two halves of the names begin alike."""
    second = next(word for word in SECOND if name.endswith(word))
    return f"{name[:3]}{second[:4]}_"


def token(name, rng):
    """A prefix and a run, as most vendors issue them today."""
    prefix, length = prefix_of(name), rng.choice((24, 32, 36, 40))
    find = f'in       = "text"\nliterals = ["{prefix}"]\nvalue    = {{ alphabet = "base62", length = {length} }}'
    return "access token", f"{prefix}{{base62:{length}}}", f"{prefix}{{base62:6}}", find


def staged(name, rng):
    """A prefix, where it is valid, and hexadecimal digits."""
    find = f"in    = \"text\"\nregex = '{name}-(?:live|test)-[0-9a-f]{{32}}'"
    return "secret key", f"{name}-live-{{hex:32}}", f"{name}-live-{{hex:6}}", find


def keyed(name, rng):
    """Plain digits that only the key beside them tells of."""
    length = rng.choice((32, 40, 64))
    keys = ", ".join(f'"{name} {word}"' for word in ("api key", "token", "secret", "access token"))
    find = f'in    = "field"\nkeys  = [{keys}]\nvalue = {{ alphabet = "hex", length = {length} }}'
    return "token", f"{{hex:{length}}}", "{hex:6}", find


def inner(name, rng):
    """A name in the middle of a value."""
    find = f"in    = \"text\"\nregex = '[0-9a-zA-Z]{{8}}\\.{name}\\.[0-9a-zA-Z]{{24}}'"
    return "client secret", f"{{base62:8}}.{name}.{{base62:24}}", f"{{base62:8}}.{name}.{{base62:6}}", find


# As often as the built-in rules of secrets have these shapes, roughly.
SHAPES = [token, token, staged, keyed, token, staged, keyed, inner]


def write(folder, count):
    """Writes so many rules into the folder."""
    rng = random.Random("vendors")
    names = ["".join(pair) for pair in itertools.product(FIRST, SECOND)]
    rng.shuffle(names)
    for number, name in zip(range(count), itertools.cycle(names)):
        what, sample, short, find = SHAPES[number % len(SHAPES)](name, rng)
        part = f"-{number // len(names)}" if number >= len(names) else ""
        path = folder / "secret" / name / f"{what.replace(' ', '-')}{part}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        key = f"{name.upper()}_{what.upper().replace(' ', '_')}"
        path.write_text(RULE.format(name=name, what=what, key=key, sample=sample, short=short, find=find))
