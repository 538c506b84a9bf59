"""The three services as processes of their own, on one PostgreSQL, that meet over mutual TLS."""

import pathlib
import shutil
import signal
import socket

import suite
from certificates import Authority
from reflection import Client

SERVICES = ("scheduling", "evidence", "recommendations")
# Whom each service calls or watches.
PEERS = {"scheduling": ("recommendations",), "evidence": ("scheduling",),
         "recommendations": ("scheduling", "evidence")}


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class SeparateServices:
    """Each can be killed and started again, on the address that the others know."""

    def __init__(self, folder, database):
        self._folder = folder
        self._database = database
        self._authority = Authority(folder, "ours")
        self._ports = {name: free_port() for name in SERVICES}
        self._served = {name: self._authority.issue(f"{name}-server", "DNS:localhost,IP:127.0.0.1")
                        for name in SERVICES}
        self._shown = {name: self._authority.issue(name, f"URI:spiffe://peerchallenge/{name}")
                       for name in SERVICES}
        self._processes = {}
        for name in SERVICES:
            self.start(name)

    def address(self, name):
        """Where the other services find it, with certificates on both sides."""
        return f"127.0.0.1:{self._ports[name]}"

    def socket(self, name):
        """Where people's clients find it, with tokens."""
        return "unix:" + self._folder.file(name + ".sock")

    def start(self, name):
        certificate, key = self._served[name]
        flags = ["--listen", self.socket(name), "--database", self._database, "--tls-cert", certificate, "--tls-key", key,
                 "--tls-client-ca", self._authority.certificate]
        for other in SERVICES:
            flags += ["--client-certificate", f"spiffe://peerchallenge/{other} SERVICE"]
        for peer in PEERS[name]:
            shown, shown_key = self._shown[name]
            flags += [f"--{peer}", self.address(peer), f"--{peer}-ca", self._authority.certificate,
                      f"--{peer}-cert", shown, f"--{peer}-key", shown_key]
        self._processes[name] = suite.Server(
            self._folder.path, *flags, program=(getattr(suite, name.upper()),),
            listen=self.address(name))

    def kill(self, name):
        self._processes[name].signal(signal.SIGKILL)

    def revive(self):
        """Starts again what was killed. From the thread that ends last: what it has started ends with it."""
        for name in SERVICES:
            if not self._processes[name].is_up():
                self.start(name)

    def stop(self):
        """Ends all, the ones that call before the ones that are called; their exit codes."""
        return [self._processes[name].stop() for name in reversed(SERVICES)]

    def client(self, name, token):
        return Client(self.socket(name), token)

    def import_sample(self, region):
        """The sample, under another name for its region."""
        copy = self._folder.file("sample-" + region)
        shutil.copytree(suite.SAMPLE, copy)
        for path in pathlib.Path(copy).rglob("*.*"):
            path.write_text(path.read_text("utf-8").replace("east-midlands", region), "utf-8")
        suite.must("import", "sample", copy, "--server", self.socket("scheduling"),
                   "--data-dir", self._folder.path, "--act-as", "ADMINISTRATOR",
                   "--act-as", f"PROGRAMME_OFFICE@regions/{region}")
