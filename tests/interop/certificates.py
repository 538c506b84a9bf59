"""Certificates as an administrator would make them, with openssl."""

import subprocess


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


class Authority:
    """A certificate authority in a folder, made with openssl as an administrator would."""

    def __init__(self, folder, name):
        self._folder = folder
        self._name = name
        self.certificate = self._file("pem")
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-days", "2", "-subj", f"/CN={name}", "-keyout", self._file("key"),
                "-out", self.certificate)

    def _file(self, ending):
        return self._folder.file(f"{self._name}.{ending}")

    def issue(self, name, alternative, days="2"):
        """A certificate and its key, as file names; with negative `days` it is over."""
        base = self._folder.file(f"{self._name}-{name}")
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-subj", f"/CN={name}", "-keyout", base + ".key", "-out", base + ".csr")
        with open(base + ".cnf", "w", encoding="ascii") as file:
            file.write(f"subjectAltName={alternative}\n")
        openssl("x509", "-req", "-in", base + ".csr", "-CA", self.certificate,
                "-CAkey", self._file("key"), "-CAcreateserial", "-extfile", base + ".cnf",
                "-out", base + ".pem", "-days", days)
        return base + ".pem", base + ".key"


def contents(path):
    with open(path, "rb") as file:
        return file.read()
