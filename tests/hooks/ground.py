"""What the tests of hooks and pipelines stand on: repositories, planted values, and an environment without surprises."""
import os, pathlib, random, string, subprocess, tempfile, unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOLS = ROOT / "target" / "hooks-venv" / "bin"
WHEELS = ROOT / "target" / "wheels"


def planted(seed):
    """A line with a value that nobody issued, of a shape that any scanner knows; written here in parts."""
    letters = random.Random(seed)
    body = "".join(letters.choice(string.ascii_letters + string.digits) for _ in range(24))
    return "stripe_key = \"" + "sk_" + "live_" + body + "\"\n"


def path():
    """The tools, and the system; no Rust: who installs a hook has none."""
    system = [part for part in os.environ["PATH"].split(":") if not (pathlib.Path(part) / "cargo").exists()]
    return ":".join([str(TOOLS), *system])


def environment(folder):
    passed = ("PIP_", "SSL_", "REQUESTS_", "HTTP", "http", "NO_PROXY", "no_proxy")
    settings = "[user]\n\tname = tester\n\temail = t@example.invalid\n[commit]\n\tgpgsign = false\n"
    (folder / "gitconfig").write_text(settings + "[protocol \"file\"]\n\tallow = always\n[init]\n\tdefaultBranch = main\n")
    return {name: value for name, value in os.environ.items() if name.startswith(passed)} | {
        "PATH": path(),
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": str(folder / "gitconfig"),
        "PIP_FIND_LINKS": str(WHEELS),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }


class Ground(unittest.TestCase):
    """A test with a folder of its own and no settings but its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="sealant hooks ")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.env = environment(self.folder)

    def run_in(self, folder, *command, code=0, **more):
        """Runs, and returns all that was said; `code` is what it must end with, None for any failure."""
        env = self.env | more.pop("env", {})
        done = subprocess.run(command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=600, **more)
        said = done.stdout.decode(errors="replace")
        fine = done.returncode != 0 if code is None else done.returncode == code
        self.assertTrue(fine, f"{command} ended with {done.returncode}:\n{said}")
        return said

    def repository(self, name="repo"):
        folder = self.folder / name
        folder.mkdir()
        self.run_in(folder, "git", "init", "-q")
        return folder

    def commit(self, folder, name, text, code=0):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        self.run_in(folder, "git", "add", "-A")
        return self.run_in(folder, "git", "commit", "-q", "-m", "change", code=code)
