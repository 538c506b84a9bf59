"""A terminal for programs that behave differently on one."""

import os
import pty
import select
import time

import suite


class Terminal:
    """A program on a terminal of its own; what it shows collects in `text`."""

    def __init__(self, *arguments, env=None):
        self.text = ""
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            os.execvpe(arguments[0], arguments, env or suite.environment())

    def type(self, keys):
        os.write(self._terminal, keys.encode())

    def await_text(self, wanted, start=0):
        """Reads until `wanted` shows behind `start`; gives the place behind it."""
        end = time.monotonic() + suite.PATIENCE
        while (found := self.text.find(wanted, start)) < 0:
            if not self._read(end - time.monotonic()):
                raise AssertionError(f"'{wanted}' never came in: {self.text[start:]!r}")
        return found + len(wanted)

    def shows(self, wanted):
        """Whether `wanted` has shown by now."""
        while self._read(0):
            pass
        return wanted in self.text

    def _read(self, seconds):
        ready, _, _ = select.select([self._terminal], [], [], max(seconds, 0))
        if not ready:
            return False
        try:
            data = os.read(self._terminal, 65536)
        except OSError:  # the program has gone
            return False
        self.text += data.decode(errors="replace")
        return bool(data)

    def finish(self):
        """Reads to the end; the program's exit code, negative = the signal that ended it."""
        end = time.monotonic() + suite.PATIENCE
        while self._read(end - time.monotonic()):
            pass
        _, status = os.waitpid(self.pid, 0)
        os.close(self._terminal)
        return os.waitstatus_to_exitcode(status)
