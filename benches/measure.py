"""Runs commands and says what they cost, for the scripts beside it. Knows nothing of scanners."""
import pathlib, statistics, subprocess, sys, tempfile, typing

# A process's peak memory is at least that of the process it was forked from, so a small one does the forking. It writes
# the figures into a file of their own, for the command may write to both of its outputs.
LAUNCHER = """
import os, sys, time
begun = time.monotonic()
pid = os.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
_, status, usage = os.wait4(pid, 0)
cpu = usage.ru_utime + usage.ru_stime
with open(sys.argv[1], "w") as out:
    print(time.monotonic() - begun, cpu, usage.ru_maxrss, os.waitstatus_to_exitcode(status), file=out)
"""


class Cost(typing.NamedTuple):
    """What one finished process and its children cost, as the kernel accounts them (wait4)."""
    wall: float  # seconds
    cpu: float   # seconds, user and system
    peak: int    # KiB
    code: int    # as subprocess gives it: negative for a signal


def together(commands, folder, outputs, limit=None, env=None):
    """Starts the commands at once and gives the cost of each, or None of one that `limit` seconds did not suffice."""
    with tempfile.TemporaryDirectory(prefix="sealant-cost-") as scratch:
        started = []
        for number, (command, output) in enumerate(zip(commands, outputs)):
            figures = pathlib.Path(scratch) / str(number)
            launch = [sys.executable, "-S", "-c", LAUNCHER, str(figures), *map(str, command)]
            with open(output, "wb") as out:
                process = subprocess.Popen(launch, cwd=folder, stdout=out, stderr=subprocess.DEVNULL, env=env, start_new_session=True)
            started.append((process, figures))
        return [ended(process, figures, limit) for process, figures in started]


def ended(process, figures, limit):
    import os, signal
    try:
        process.wait(limit)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return None
    wall, cpu, peak, code = figures.read_text().split()
    return Cost(float(wall), float(cpu), int(peak), int(code))


def run(command, folder, output, limit=None, env=None):
    """The cost of one command, whose standard output goes into the file `output`."""
    return together([command], folder, [output], limit, env)[0]


def median(costs):
    """The median of each figure; the code is that of the first run."""
    middle = [statistics.median(cost[at] for cost in costs) for at in range(3)]
    return Cost(middle[0], middle[1], int(middle[2]), costs[0].code)
