"""pre-commit's own runner with the hooks of this repository, installed as a stranger installs them: from a revision, by the
wheel, without Rust."""
import os, pathlib, shutil, subprocess, tempfile, tomllib, unittest

import yaml

from ground import ROOT, TOOLS, Ground, environment, planted


class Hooks(Ground):
    @classmethod
    def setUpClass(cls):
        """What is in this work tree, as a revision of a repository elsewhere; all tests share what pre-commit installs of it."""
        folder = tempfile.TemporaryDirectory(prefix="sealant published ")
        cls.addClassCleanup(folder.cleanup)
        cls.shared = pathlib.Path(folder.name)
        published = cls.shared / "published"
        listed = subprocess.run(["git", "-C", ROOT, "ls-files", "-zco", "--exclude-standard"], capture_output=True, check=True)
        for name in filter(None, os.fsdecode(listed.stdout).split("\0")):
            if (ROOT / name).is_file() and not name.startswith(("fixtures/", "tests/it/")):
                (published / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, published / name)
        for arguments in (["init", "-q"], ["add", "-A", "-f"], ["commit", "-q", "-m", "all"], ["tag", "v0"]):
            subprocess.run(["git", *arguments], cwd=published, env=environment(cls.shared), check=True)

    def setUp(self):
        super().setUp()
        self.env["PRE_COMMIT_HOME"] = str(self.shared / "cache")
        self.repo = self.repository()

    def use(self, *ids, types=("pre-commit", "pre-merge-commit", "pre-push")):
        hooks = [{"id": name} for name in ids]
        config = {"repos": [{"repo": (self.shared / "published").as_uri(), "rev": "v0", "hooks": hooks}]}
        (self.repo / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
        self.run_in(self.repo, "pre-commit", "install", "--install-hooks", *(part for name in types for part in ("-t", name)))
        self.commit(self.repo, "README.md", "nothing\n")

    def other_side(self):
        self.run_in(self.folder, "git", "init", "-q", "--bare", "other")
        self.run_in(self.repo, "git", "remote", "add", "origin", "../other")

    def test_the_staged_hook(self):
        self.use("sealant")
        # From the environment, nothing but the wheel and its shim was installed, and no Rust was there to build it.
        self.assertIsNone(shutil.which("cargo", path=self.env["PATH"]))
        with self.subTest("a planted value is blocked, and not printed"):
            said = self.commit(self.repo, "a.py", planted(1), code=1)
            self.assertIn("a.py:1:", said)
            self.assertNotIn(planted(1).split('"')[1], said)
        with self.subTest("a clean commit is let through"):
            self.commit(self.repo, "a.py", "nothing\n")
        with self.subTest("what is staged counts, not what is in the folder"):
            (self.repo / "a.py").write_text("staged\n")
            self.run_in(self.repo, "git", "add", "a.py")
            (self.repo / "a.py").write_text("staged\n" + planted(2))
            self.run_in(self.repo, "git", "commit", "-q", "-m", "clean part")
            self.run_in(self.repo, "git", "commit", "-q", "-a", "-m", "the rest", code=1)
            self.run_in(self.repo, "git", "checkout", "-q", "HEAD", "a.py")
        with self.subTest("what was there before does not block, moved or indented"):
            self.run_in(self.repo, "git", "-c", "core.hooksPath=/dev/null", "commit", "-q", "--allow-empty", "-m", "x")
            (self.repo / "old.py").write_text(planted(3))
            self.run_in(self.repo, "git", "add", "-A")
            self.run_in(self.repo, "git", "commit", "-q", "--no-verify", "-m", "past it")
            self.run_in(self.repo, "git", "mv", "old.py", "new.py")
            self.commit(self.repo, "new.py", "one more line\n    " + planted(3))
        with self.subTest("a merge that brings in something of its own is blocked"):
            self.run_in(self.repo, "git", "checkout", "-q", "-b", "side", "HEAD~1")
            self.commit(self.repo, "side.txt", "nothing\n")
            self.run_in(self.repo, "git", "checkout", "-q", "main")
            self.run_in(self.repo, "git", "merge", "-q", "--no-ff", "--no-commit", "side")
            self.commit(self.repo, "evil.txt", planted(4), code=1)
            self.run_in(self.repo, "git", "rm", "-q", "-f", "evil.txt")
            self.run_in(self.repo, "git", "commit", "-q", "-m", "merged")
        with self.subTest("so is a merge that git commits by itself, of a branch that nobody checked"):
            self.run_in(self.repo, "git", "checkout", "-q", "-b", "unchecked", "HEAD~1")
            (self.repo / "leak.txt").write_text(planted(5))
            self.run_in(self.repo, "git", "add", "-A")
            self.run_in(self.repo, "git", "commit", "-q", "--no-verify", "-m", "past it")
            self.run_in(self.repo, "git", "checkout", "-q", "main")
            self.run_in(self.repo, "git", "merge", "-q", "--no-ff", "--no-edit", "unchecked", code=None)

    def test_the_hook_for_whole_files(self):
        self.use("sealant-files", types=("pre-commit",))
        self.commit(self.repo, "a.py", planted(1), code=1)
        self.commit(self.repo, "a.py", "nothing\n")
        self.commit(self.repo, "-n", "a name like an option\n")
        self.commit(self.repo, "-n", planted(2), code=1)
        self.run_in(self.repo, "git", "commit", "-q", "--no-verify", "-m", "past it")
        said = self.run_in(self.repo, "pre-commit", "run", "--all-files", code=1)
        self.assertIn("-n:1:", said)

    def test_the_hook_before_a_push(self):
        self.use("sealant-push")
        self.other_side()
        self.run_in(self.repo, "git", "push", "-q", "origin", "main")
        self.commit(self.repo, "a.py", planted(1))
        self.run_in(self.repo, "git", "push", "-q", "origin", "main", code=1)
        self.run_in(self.repo, "git", "push", "-q", "origin", "main:new", code=1)
        self.commit(self.repo, "a.py", "taken out again\n")
        self.run_in(self.repo, "git", "push", "-q", "origin", "main", code=1)
        self.run_in(self.repo, "git", "reset", "-q", "--hard", "HEAD~2")
        self.commit(self.repo, "b.py", "nothing\n")
        self.run_in(self.repo, "git", "push", "-q", "origin", "main:new")

    def test_a_first_push_of_everything(self):
        self.use("sealant-push")
        self.other_side()
        self.commit(self.repo, "a.py", planted(1))
        self.run_in(self.repo, "git", "push", "-q", "origin", "main", code=1)

    def test_both_ways_of_installing_get_along(self):
        self.use("sealant")
        sealant = next(pathlib.Path(self.env["PRE_COMMIT_HOME"]).glob("*/py_env-*/bin/sealant"))
        self.run_in(self.repo, sealant, "hook", "install")
        self.commit(self.repo, "a.py", planted(1), code=1)
        self.commit(self.repo, "a.py", "nothing\n")
        self.run_in(self.repo, "pre-commit", "install")
        self.commit(self.repo, "a.py", planted(1), code=1)
        self.commit(self.repo, "a.py", "nothing more\n")
        self.run_in(self.repo, "pre-commit", "uninstall")

    @unittest.skipUnless(os.environ.get("SEALANT_TEST_SOURCE_HOOK"), "builds for minutes: set SEALANT_TEST_SOURCE_HOOK")
    def test_the_hook_that_is_built_from_source(self):
        self.env["PATH"] = f"{TOOLS}:{os.environ['PATH']}"
        for name in ("HOME", "CARGO_HOME", "RUSTUP_HOME", "CARGO_TARGET_DIR"):
            self.env[name] = os.environ.get(name, self.env.get(name, ""))
        self.env = {name: value for name, value in self.env.items() if value}
        self.use("sealant-source")
        self.commit(self.repo, "a.py", planted(1), code=1)
        self.commit(self.repo, "a.py", "nothing\n")


class Declarations(unittest.TestCase):
    def test_all_hooks_say_what_they_need(self):
        hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
        self.assertEqual([hook["id"] for hook in hooks], ["sealant", "sealant-files", "sealant-push", "sealant-source"])
        for hook in hooks:
            self.assertTrue(hook["entry"].startswith("sealant scan "), hook)
            self.assertIn(hook["language"], ("python", "rust"))

    def test_all_versions_are_one(self):
        version = tomllib.loads((ROOT / "Cargo.toml").read_text())["package"]["version"]
        shim = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
        self.assertEqual((shim["version"], shim["dependencies"]), (version, [f"sealant-scan=={version}"]))


if __name__ == "__main__":
    unittest.main()
