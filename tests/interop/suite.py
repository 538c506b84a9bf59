"""The real binaries as their users run them: a server process, and the command line.

Everything happens in a temporary folder and on free ports; nothing outlives the test.
"""

import base64
import json
import os
import signal
import subprocess
import tempfile
import threading
import time

BINARIES = os.environ["PEERCHALLENGE_BINARIES"]
REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SAMPLE = os.path.join(REPOSITORY, "deploy/sample/east-midlands")
COMMAND = os.path.join(BINARIES, "peerchallenge")
SCHEDULING = os.path.join(BINARIES, "peerchallenge-scheduling")
EVIDENCE = os.path.join(BINARIES, "peerchallenge-evidence")
RECOMMENDATIONS = os.path.join(BINARIES, "peerchallenge-recommendations")

# For what should take no time at all: only a defect makes a test wait that long.
PATIENCE = 60

OFFICE = ["PROGRAMME_OFFICE@regions/east-midlands"]
ADMINISTRATOR = ["ADMINISTRATOR"]
BOTH = OFFICE + ADMINISTRATOR

# What is started behind this is killed when the test dies. (Not a preexec_fn: with one, Python forks in a way that may
# wait for gRPC's threads for ever.)
LEASHED = ["setpriv", "--pdeathsig", "KILL"]


class Folder:
    """A temporary folder, which goes when it is closed."""

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="peerchallenge-")
        self.path = self._folder.name

    def file(self, name):
        return os.path.join(self.path, name)

    def write(self, name, text):
        with open(self.file(name), "w", encoding="utf-8") as file:
            file.write(text)
        return self.file(name)

    def close(self):
        self._folder.cleanup()


class Lines:
    """The lines that a process writes, read by a thread so that it never waits for us."""

    def __init__(self, stream):
        self._changed = threading.Condition()
        self._lines = []
        self._ended = False
        self._thread = threading.Thread(target=self._read, args=(stream,), daemon=True)
        self._thread.start()

    def _read(self, stream):
        for line in stream:
            with self._changed:
                self._lines.append(line.rstrip("\n"))
                self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        stream.close()

    def all(self):
        with self._changed:
            return list(self._lines)

    def first_with(self, text):
        """Waits for a line that contains `text`; fails with all lines if none comes."""
        found = []

        def has_come():
            found[:] = [line for line in self._lines if text in line]
            return found or self._ended

        with self._changed:
            self._changed.wait_for(has_come, PATIENCE)
            if not found:
                raise AssertionError(f"no line with '{text}' in:\n" + "\n".join(self._lines))
            return found[0]


class Server:
    """A server process, by default `peerchallenge serve` on a free port of the loopback."""

    def __init__(self, folder, *flags, program=(COMMAND, "serve"), listen="127.0.0.1:0"):
        self.folder = folder
        self._process = subprocess.Popen(
            [*LEASHED, *program, "--data-dir", folder, "--listen", listen, *flags],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace")
        self.log = Lines(self._process.stderr)
        self.address = self.log.first_with("serves address=").split("serves address=")[1]

    @property
    def pid(self):
        return self._process.pid

    def is_up(self):
        return self._process.poll() is None

    def signal(self, number):
        self._process.send_signal(number)

    def wait(self):
        """Its exit code; negative = the signal that ended it."""
        return self._process.wait(PATIENCE)

    def stop(self):
        """Ends it as an init system does, and gives its exit code."""
        if self.is_up():
            self.signal(signal.SIGTERM)
        return self.wait()

    def kill(self):
        self.signal(signal.SIGKILL)
        self.wait()

    def resident_bytes(self):
        with open(f"/proc/{self.pid}/status", encoding="ascii") as status:
            for line in status:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) * 1024
        raise AssertionError("the server is gone")


def scheduling(folder, *flags, **options):
    return Server(folder, *flags, program=(SCHEDULING,), **options)


def evidence(folder, *flags, **options):
    return Server(folder, *flags, program=(EVIDENCE,), **options)


def recommendations(folder, *flags, **options):
    return Server(folder, *flags, program=(RECOMMENDATIONS,), **options)


def environment():
    """This process's environment without settings of the suite."""
    return {key: value for key, value in os.environ.items()
            if not key.startswith("PEERCHALLENGE_")}


def run(*arguments, program=COMMAND, **options):
    """Runs the command line to its end; `returncode`, `stdout` and `stderr` of the result."""
    options.setdefault("env", environment())
    return subprocess.run([*LEASHED, program, *arguments], capture_output=True, text=True,
                          timeout=PATIENCE, check=False, **options)


def start(*arguments):
    """Starts the command line; its output is text, for who reads on."""
    return subprocess.Popen([*LEASHED, COMMAND, *arguments], stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, env=environment())


def must(*arguments, **options):
    """The same for a command that is to succeed: its standard output."""
    result = run(*arguments, **options)
    if result.returncode != 0:
        raise AssertionError(f"{arguments}: exit {result.returncode}\n{result.stdout}{result.stderr}")
    return result.stdout


def import_sample(server):
    must("import", "sample", SAMPLE, "--server", server.address, "--data-dir", server.folder)


def token(folder, subject, grants, lifetime="1h"):
    """A token signed with the key in a data folder."""
    roles = [part for grant in grants for part in ("--role", grant)]
    return must("token", "--data-dir", folder, "--subject", subject, "--lifetime", lifetime,
                *roles).strip()


def _base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _integers_of_der(der):
    """The two numbers of an ECDSA signature as the 64 bytes that a token holds."""
    first_end = 4 + der[3]
    first, second = der[4:first_end], der[first_end + 2:]
    return b"".join(part.lstrip(b"\0").rjust(32, b"\0") for part in (first, second))


def forged(good, folder=None, header=None, claims=None):
    """`good` with other members in its header and claims, signed with the key of `folder` if given."""
    parts = []
    for part, change in zip(good.split("."), (header or {}, claims or {})):
        value = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        parts.append(_base64url(json.dumps({**value, **change}).encode()))
    text = ".".join(parts)
    if folder is None:
        return text + "."
    der = subprocess.run(
        ["openssl", "dgst", "-sha256", "-sign", os.path.join(folder, "token-key.pem")],
        input=text.encode(), capture_output=True, check=True).stdout
    return text + "." + _base64url(_integers_of_der(der))


def until(condition, what):
    """Asks until `condition()` is true, each time after a call that takes its time."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"never came: {what}")
