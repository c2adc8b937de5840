"""The steps of action.yml and of the GitLab template as their runners run them, in repositories with hostile names."""
import json, pathlib, re, subprocess, tomllib, unittest

import yaml

from ground import ROOT, Ground, planted

HOSTILE = ['$(touch${IFS}oops)', '`touch${IFS}oops`', '"; touch oops; "', "';touch${IFS}oops;'", "${{ github.token }}"]
SEALANT = ROOT / "target" / "debug" / "sealant"
# Passes on what was asked, and writes it down. What this build does not know yet is left out or stood in for.
WRAPPER = """#!/bin/bash
printf '%s\\n' "$@" >> "$ASKED"; echo -- >> "$ASKED"
args=()
while [ $# -gt 0 ]; do
  case $1 in
    --trust-base) if ! grep -q trust-base <<< "$KNOWN"; then shift 2; continue; fi ;;
    --split-sarif) if ! grep -q split-sarif <<< "$KNOWN"; then shift; continue; fi ;;
    github | summary | gitlab | codeclimate) if ! grep -qw "$1" <<< "$KNOWN"; then args+=(csv); shift; continue; fi ;;
  esac
  args+=("$1"); shift
done
exec "$REAL" "${args[@]}"
"""


def known():
    """The formats and the flags that this build has, of those the pipelines use."""
    scan, report = (subprocess.run([SEALANT, command, "--help"], capture_output=True, text=True, check=True).stdout for command in ("scan", "report"))
    formats = re.findall(r"^ +- (\w+):", report, re.M) + re.sub(r"[^\w]+", " ", (re.findall(r"possible values: ([^\]]*)", report) or [""])[0]).split()
    return " ".join([*formats, *(flag for flag in ("trust-base", "split-sarif") if f"--{flag}" in scan + report)])


class Pipeline(Ground):
    def setUp(self):
        super().setUp()
        self.bin = self.folder / "bin"
        self.bin.mkdir()
        wrapper = self.bin / "sealant"
        wrapper.write_text(WRAPPER)
        wrapper.chmod(0o755)
        self.asked = self.folder / "asked"
        self.env |= {"PATH": f"{self.bin}:{self.env['PATH']}", "REAL": str(SEALANT), "ASKED": str(self.asked), "KNOWN": known()}
        self.origin = self.repository("origin")
        self.base = self.made(self.origin, "a.txt", "nothing\n")

    def made(self, folder, name, text):
        self.commit(folder, name, text)
        return self.run_in(folder, "git", "rev-parse", "HEAD").strip()

    def branch(self, name):
        self.run_in(self.origin, "git", "checkout", "-q", "-B", name, "main")

    def clone(self, *options):
        self.run_in(self.folder, "rm", "-rf", "work")
        self.run_in(self.folder, "git", "clone", "-q", *options, self.origin.as_uri(), "work")
        return self.folder / "work"

    def scans(self):
        """What was asked of `sealant scan`."""
        runs = self.asked.read_text().split("--\n") if self.asked.exists() else []
        return [run.splitlines() for run in runs if run.startswith("scan\n")]


class Action(Pipeline):
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    steps = {step["name"]: step for step in action["runs"]["steps"]}

    def step(self, name, work, event=None, outputs=None, **inputs):
        """Runs a step as GitHub does; its code and its outputs."""
        step, outputs = self.steps[name], outputs or {}
        temp, output, summary = self.folder / "temp", self.folder / "output", self.folder / "summary"
        temp.mkdir(exist_ok=True)
        output.write_text("")
        (self.folder / "event.json").write_text(json.dumps(event or {}))
        given = {name: value["default"] for name, value in self.action["inputs"].items()} | {k.replace("_", "-"): v for k, v in inputs.items()}

        def fill(match):
            kind, name = match[1].split(".")[0], match[1].split(".")[-1]
            return given[name] if kind == "inputs" else outputs.get(name, "")

        env = {name: re.sub(r"\$\{\{ ([\w.-]+) \}\}", fill, value) for name, value in step["env"].items()}
        env |= {"GITHUB_EVENT_PATH": str(self.folder / "event.json"), "GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary)}
        env |= {"GITHUB_PATH": str(self.folder / "path"), "RUNNER_TEMP": str(temp), "GITHUB_HEAD_REF": HOSTILE[0], "CI": "true"}
        done = subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]], cwd=work, env=self.env | env, capture_output=True, text=True)
        self.said = done.stdout + done.stderr
        pairs = (line.split("=", 1) for line in output.read_text().splitlines())
        return done.returncode, dict(pairs)

    def pull(self, head, number=7, **more):
        return {"pull_request": {"number": number, "title": HOSTILE[2], "base": {"sha": self.base, "ref": "main"}, "head": {"sha": head, "ref": HOSTILE[0]}} | more, "repository": {"default_branch": "main"}}

    def check(self, code, work, event, **inputs):
        found, outputs = self.step("Scan", work, event, **inputs)
        self.assertEqual(found, 0 if code < 2 else code, self.said)
        self.assertEqual(outputs["exit-code"], str(code), self.said)
        said = self.said
        self.assertEqual(self.step("Verdict", work, outputs=outputs)[0], code)
        self.said = said
        return outputs

    def test_a_pull_request_is_judged_by_what_it_brings_in(self):
        for number, name in enumerate(["topic", *(name for name in HOSTILE if " " not in name)]):
            with self.subTest(name):
                self.branch(name)
                head = self.made(self.origin, "clean.txt", f"{number}\n")
                leak = self.made(self.origin, "leak.py", planted(number))
                work = self.clone("--branch", name)
                self.check(0, work, self.pull(head))
                self.check(1, work, self.pull(leak))
                self.assertIn(f"{self.base}..{leak}", self.scans()[-1])
                self.assertEqual(self.scans()[-1][self.scans()[-1].index("--trust-base") + 1], self.base)
                self.check(0, work, self.pull(leak), fail_on="never")
                self.assertFalse(list(self.folder.rglob("oops")))
                self.run_in(self.origin, "git", "checkout", "-q", "main")

    def test_a_shallow_checkout_of_the_merge_is_deepened(self):
        self.branch("topic")
        head = self.made(self.origin, "leak.py", planted(1))
        self.made(self.origin, "leak.py", "taken out again\n")
        last = self.run_in(self.origin, "git", "rev-parse", "HEAD").strip()
        self.run_in(self.origin, "git", "update-ref", "refs/pull/7/head", last)
        self.run_in(self.origin, "git", "checkout", "-q", "main")
        self.run_in(self.origin, "git", "branch", "-q", "-D", "topic")
        work = self.clone("--depth", "1")
        self.check(1, work, self.pull(last))
        self.assertNotEqual(head, last)

    def test_what_cannot_be_fetched_is_an_error_that_says_what_to_do(self):
        work = self.clone()
        self.check(2, work, self.pull("1" * 40))
        self.assertIn("fetch-depth: 0", self.said)

    def test_values_that_are_no_commits_are_not_used(self):
        work = self.clone()
        for bad in ["--output=x", "$(touch oops)", "HEAD; touch oops", "main", "0" * 40, ""]:
            self.check(2, work, self.pull(bad))
        code, _ = self.step("Scan", work, self.pull(self.base, number=0) | {"pull_request": None})
        self.assertEqual(code, 0)
        self.assertFalse((work / "x").exists() or (work / "oops").exists())

    def test_a_push_is_judged_by_what_it_brings_in(self):
        leak = self.made(self.origin, "leak.py", planted(1))
        later = self.made(self.origin, "later.txt", "nothing\n")
        push = lambda before, after, default="main": {"before": before, "after": after, "ref": f"refs/heads/{HOSTILE[1]}", "repository": {"default_branch": default}}
        work = self.clone()
        none = "0" * 40
        self.check(1, work, push(self.base, leak))
        self.check(0, work, push(leak, later))
        self.check(0, work, push(later, none))
        with self.subTest("a new branch, since it left the default one"):
            self.branch("topic")
            head = self.made(self.origin, "clean.txt", "nothing\n")
            work = self.clone("--branch", "topic")
            self.check(0, work, push(none, head))
            self.assertIn(f"refs/remotes/origin/main..{head}", self.scans()[-1])
        with self.subTest("the first push of all, and one whose beginning is gone"):
            self.check(1, work, push(none, later))
            self.check(0, work, push("1" * 40, head))
            self.check(1, work, push(none, later, default=HOSTILE[0]))

    def test_other_events_read_all_files_and_history_reads_all(self):
        self.made(self.origin, "leak.py", planted(1))
        work = self.clone()
        self.check(1, work, {"schedule": "0 3 * * *"})
        self.check(1, work, {}, scan="files")
        self.made(self.origin, "leak.py", "taken out\n")
        work = self.clone("--depth", "1")
        self.check(0, work, {}, scan="files")
        self.check(1, work, {}, scan="history")
        self.check(2, work, {}, scan="everything; touch oops")

    def test_reports_are_written_from_the_one_scan(self):
        leak = self.made(self.origin, "leak.py", planted(1))
        work = self.clone()
        outputs = self.check(1, work, self.pull(leak))
        for split in ["false", "true"] if "split-sarif" in self.env["KNOWN"] else ["false"]:
            code, made = self.step("Annotations, summary page and SARIF", work, outputs=outputs, split_sarif=split)
            self.assertEqual(code, 0, self.said)
            self.assertIn("sarif", made)
        self.assertIn("leak.py", (self.folder / "summary").read_text())
        self.assertEqual(len(self.scans()), 1)
        secret = planted(1).split('"')[1]
        texts = [path.read_text() for path in (self.folder / "temp").rglob("*") if path.is_file()]
        self.assertFalse([text for text in [*texts, self.said] if secret in text])

    def test_it_installs_from_the_wheel_whatever_lies_in_the_work_tree(self):
        work = self.clone()
        for name in ("venv.py", "pip.py", "json.py", "re.py"):
            (work / name).write_text("open('oops', 'w')\n")
        code, _ = self.step("Install Sealant", work)
        self.assertEqual(code, 0, self.said)
        installed = pathlib.Path((self.folder / "path").read_text().strip()) / "sealant"
        self.assertIn("sealant 0.1.0", self.run_in(work, installed, "--version"))
        self.check(0, work, self.pull(self.base))
        self.assertFalse(list(self.folder.rglob("oops")))

    def test_no_script_holds_an_expression(self):
        for step in self.action["runs"]["steps"]:
            self.assertNotIn("${{", step.get("run", ""), step["name"])
            self.assertTrue("uses" in step or step["shell"] == "bash")


class GitLab(Pipeline):
    template = yaml.safe_load((ROOT / "templates" / "sealant.gitlab-ci.yml").read_text())

    def check(self, code, work, **variables):
        job = self.template[".sealant"]
        env = job["variables"] | {"CI_DEFAULT_BRANCH": "main", "CI_COMMIT_TITLE": HOSTILE[1], "CI_COMMIT_REF_NAME": HOSTILE[0]} | variables
        # The line that puts the installed program on the PATH would hide the one under test.
        script = "\n".join(job["script"]).replace("PATH=/tmp/sealant-venv/bin:$PATH\n", "")
        return self.run_in(work, "sh", "-c", script, code=code, env=env)

    def test_merge_requests_pushes_and_schedules(self):
        leak = self.made(self.origin, "leak.py", planted(1))
        later = self.made(self.origin, "later.txt", "nothing\n")
        work = self.clone()
        self.check(1, work, CI_MERGE_REQUEST_DIFF_BASE_SHA=self.base, CI_COMMIT_SHA=leak, CI_COMMIT_BEFORE_SHA="0" * 40)
        self.assertIn("--trust-base", self.scans()[-1])
        self.check(0, work, CI_MERGE_REQUEST_DIFF_BASE_SHA=leak, CI_COMMIT_SHA=later)
        self.check(1, work, CI_COMMIT_BEFORE_SHA=self.base, CI_COMMIT_SHA=leak, CI_COMMIT_BRANCH="main")
        self.check(0, work, CI_COMMIT_BEFORE_SHA=leak, CI_COMMIT_SHA=later, CI_COMMIT_BRANCH="main")
        self.check(1, work, CI_COMMIT_BEFORE_SHA="0" * 40, CI_COMMIT_SHA=later, CI_COMMIT_BRANCH="main")
        self.check(0, work, CI_COMMIT_BEFORE_SHA="0" * 40, CI_COMMIT_SHA=later, CI_COMMIT_BRANCH=HOSTILE[0])
        self.check(1, work, CI_PIPELINE_SOURCE="schedule", CI_COMMIT_SHA=later)
        self.check(2, work, CI_MERGE_REQUEST_DIFF_BASE_SHA="1" * 40, CI_COMMIT_SHA=later)
        self.assertFalse(list(self.folder.rglob("oops")))
        for name in self.template[".sealant"]["artifacts"]["reports"].values():
            self.assertTrue((work / name).is_file(), name)


    def test_every_line_is_a_line(self):
        job = self.template[".sealant"]
        for line in [*job["before_script"], *job["script"]]:
            self.assertIsInstance(line, str)

    def test_it_installs_from_the_wheel(self):
        work = self.clone()
        for name in ("venv.py", "pip.py"):
            (work / name).write_text("open('oops', 'w')\n")
        job = self.template[".sealant"]
        script = "\n".join(job["before_script"]).replace("/tmp/sealant-venv", '"$HOME"/sealant-venv')
        self.run_in(work, "sh", "-ec", script, env=job["variables"])
        self.assertIn("sealant 0.1.0", self.run_in(work, self.folder / "sealant-venv/bin/sealant", "--version"))
        self.assertFalse(list(self.folder.rglob("oops")))


class Declarations(unittest.TestCase):
    def test_all_versions_are_one(self):
        version = tomllib.loads((ROOT / "Cargo.toml").read_text())["package"]["version"]
        self.assertEqual(Action.action["inputs"]["version"]["default"], version)
        self.assertEqual(GitLab.template[".sealant"]["variables"]["SEALANT_VERSION"], version)

    def test_all_yaml_in_the_documents_can_be_read(self):
        for name in ("docs/ci.md", "docs/hooks.md"):
            blocks = re.findall(r"```yaml\n(.*?)```", (ROOT / name).read_text(), re.S)
            self.assertTrue(blocks, name)
            for block in blocks:
                self.assertTrue(yaml.safe_load(block), block)

    def test_all_shell_in_the_documents_can_be_read(self):
        jenkins = re.findall(r"sh '''\n(.*?)'''", (ROOT / "docs/ci.md").read_text(), re.S)
        azure = [step["bash"] for block in re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/ci.md").read_text(), re.S)
                 for step in yaml.safe_load(block).get("steps", []) if "bash" in step]
        self.assertEqual((len(jenkins), len(azure)), (1, 1))
        for script in [*jenkins, *azure, *re.findall(r"```sh\n(.*?)```", (ROOT / "docs/hooks.md").read_text(), re.S)]:
            subprocess.run(["sh", "-n", "-c", script], check=True)


if __name__ == "__main__":
    unittest.main()
