"""Compares the paths of keys that sealant reports with those that independent parsers read.

A development tool, not run by the tests: it needs the judgement of PyYAML, configparser and python-hcl2.

    pip install pyyaml python-hcl2
    python tests/oracle/paths_against_parsers.py target/debug/sealant 500

Writes so many made-up documents of each format, with random passwords, into a folder that is deleted afterwards, scans it, and
compares the label of each finding with the path under which the parser has the value. Prints one line a format and
the first differences; exits with 1 where there is one.
"""

import configparser
import json
import pathlib
import random
import string
import subprocess
import sys
import tempfile

import hcl2
import yaml

WORDS = ["db", "main-site", "x_y", "Prod", "a.b", "région", "env", "list of", "users", "key2"]
ALPHABET = string.ascii_letters + string.digits


def value():
    """A password that nothing but its key tells."""
    body = "".join(random.choice(ALPHABET) for _ in range(18))
    return body + random.choice(["", "!", ": x", " # y", "'", '"', "-{", "&a"])[:2].strip() + "9"


def tree(depth, keys):
    """A tree of maps and lists, with passwords below keys that say so."""
    kind = random.random()
    if depth == 0 or kind < 0.3:
        return {"password": value(), random.choice(keys): random.choice([1, None, True, "text", "two\nlines\n"])}
    if kind < 0.6:
        return [tree(depth - 1, keys) for _ in range(random.randint(1, 3))]
    names = random.sample(keys, random.randint(1, 3))
    return {name: tree(depth - 1, keys) for name in names}


def paths(node, above, found):
    """Every password with its path."""
    if isinstance(node, dict):
        for name, child in node.items():
            paths(child, above + [str(name).strip('"')], found)
    elif isinstance(node, list):
        for child in node:
            paths(child, above + ["[]"], found)
    elif isinstance(node, str) and above and above[-1] == "password":
        found[node.strip('"')] = above


def shown(path):
    text = "".join("[]" if name == "[]" else "." + name for name in path).lstrip(".")
    return text if len(text) <= 79 else None


def yaml_document():
    node = {random.choice(WORDS): tree(4, WORDS)}
    text = yaml.dump(
        node,
        default_flow_style=random.choice([False, False, None, True]),
        default_style=random.choice([None, None, None, '"', "'", "|"]),
        indent=random.choice([2, 4, 8]),
        width=random.choice([20, 80, 1000]),
        allow_unicode=True,
        explicit_start=random.random() < 0.3,
        line_break=random.choice(["\n", "\r\n"]),
    )
    found = {}
    paths(yaml.safe_load(text), [], found)
    return text, found


def ini_document():
    plain = [word for word in WORDS if word.isascii() and "." not in word]
    lines = []
    for section in random.sample(plain, 3):
        lines += [f"[{section.replace(' ', '')}]", random.choice(["", "; note = 1", "# [x]"])]
        lines += [f"user {random.choice('=:')} x", f"password{random.choice(['=', ' = ', ': '])}" + value().rstrip("'\"-{&a !:")]
        lines += [random.choice(["", "  more = 2", "note = a", "url: b"])]
    text = "\n".join(lines) + "\n"
    parser = configparser.RawConfigParser(strict=False)
    parser.read_string(text)
    found = {}
    paths({section: dict(parser[section]) for section in parser.sections()}, [], found)
    return text, {key.split("\n")[0]: path for key, path in found.items()}


def hcl_document():
    def body(node, indent, blocks=True):
        pad = "  " * indent
        out = []
        for name, child in node.items():
            if isinstance(child, dict):
                block = blocks and random.random() < 0.5
                out.append(f"{pad}{name} {'' if block else '= '}{{\n" + body(child, indent + 1, block) + f"{pad}}}\n")
            elif isinstance(child, list):
                inner = "".join(f"{pad}  {{\n" + body(one, indent + 2, False) + f"{pad}  }},\n" for one in child)
                out.append(f"{pad}{name} = [\n{inner}{pad}]\n")
            else:
                out.append(f"{pad}{name} = \"{child}\"{random.choice(['', ' # x = {', ' // y'])}\n")
        return "".join(out)

    def node(depth):
        out = {"password": "".join(random.choice(ALPHABET) for _ in range(18)), "note": "a ${b} c"}
        for name in random.sample(["db", "main", "prod", "x_y"], random.randint(0, 2) if depth else 0):
            out[name] = [node(depth - 1)] if random.random() < 0.3 else node(depth - 1)
        return out

    text = body(node(3), 0)
    found = {}
    paths(hcl2.loads(text), [], found)
    # That parser has a list for every block.
    return text, found


FORMATS = {"yaml": (yaml_document, False), "ini": (ini_document, False), "tf": (hcl_document, True)}


def main():
    program, count = sys.argv[1], int(sys.argv[2])
    random.seed(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    differences = 0
    with tempfile.TemporaryDirectory() as folder:
        expected = {}
        for format_, (document, loose) in FORMATS.items():
            for number in range(count):
                text, found = document()
                name = f"{number}.{format_}"
                pathlib.Path(folder, name).write_bytes(text.encode())
                expected[name] = (found, loose, text)
        command = [program, "scan", folder, "--format", "json", "--show-values", "--confidence", "low", "--severity", "note"]
        report = json.loads(subprocess.run(command, capture_output=True, check=False).stdout)
        compared = dict.fromkeys(FORMATS, 0)
        for finding in report["findings"]:
            name = pathlib.Path(finding["path"]).name
            found, loose, text = expected[name]
            path = found.get(finding.get("value", ""))
            label = (finding.get("label") or {}).get("text")
            want = shown(path) if path else None
            if want is None:
                continue
            compared[name.split(".")[1]] += 1
            if loose:
                want, label = want.replace("[]", ""), label.replace("[]", "")
            if label != want:
                differences += 1
                if differences <= 5:
                    print(f"--- {name}: {label} is {want}\n{text}")
        for format_, number in compared.items():
            print(f"{format_}: {number} paths compared")
    print(f"{differences} differences")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
