"""PostgreSQL for a test."""

import os
import subprocess

import suite


class Postgres:
    """A throw-away server; see postgres_host.cc."""

    def __init__(self):
        self._process = subprocess.Popen(
            [*suite.LEASHED, os.environ["PEERCHALLENGE_POSTGRES_HOST"]], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.url = self._process.stdout.readline().strip()

    def order(self, what):
        """"kill", as a power cut, or "restart"."""
        self._process.stdin.write(what + "\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == "done\n"

    def new_database(self, name):
        """The URL of a new, empty database."""
        subprocess.run(["psql", "--quiet", "--command", f"CREATE DATABASE {name}", self.url],
                       check=True)
        return self.url.split("&options=")[0].replace("///postgres?", f"///{name}?")

    def close(self):
        self._process.stdin.close()
        self._process.wait(suite.PATIENCE)
        self._process.stdout.close()
