"""The example of separate services: processes of their own on one PostgreSQL, which know each other by certificates."""

import contextlib
import os
import re
import socket
import subprocess
import unittest

import suite

EXAMPLE = os.path.join(suite.REPOSITORY, "deploy/examples/separate/run.sh")


def free_ports(count):
    """Ports that nobody has now. The services must know each other's beforehand, so that 0 will not do."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0)))
                   for _ in range(count)]
        return [str(each.getsockname()[1]) for each in sockets]


class SeparateServicesTest(unittest.TestCase):
    def test_the_main_job_is_done_across_them_and_a_second_run_goes_on(self):
        folder = suite.Folder()
        self.addCleanup(folder.close)
        os.chmod(folder.path, 0o755)  # for the database's account
        environment = {**suite.environment(), "PEERCHALLENGE_BINARIES": suite.BINARIES,
                       "PEERCHALLENGE_SAMPLE": suite.SAMPLE, "PEERCHALLENGE_STEP_LIMIT": "20000",
                       "PEERCHALLENGE_PORTS": " ".join(free_ports(3))}
        for _ in range(2):
            result = subprocess.run([*suite.LEASHED, EXAMPLE, "--exit", folder.path],
                                    capture_output=True, text=True, check=False, env=environment,
                                    timeout=6 * suite.PATIENCE)
            self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
            for service in ("scheduling", "evidence", "recommendations"):
                self.assertIn(f"{service} serves\n", result.stdout)
            self.assertIn("WHO HOSTS WHEN", result.stdout)
            self.assertIn("whole and unchanged", result.stdout)
            self.assertIn("What the team concluded:", result.stdout)
            with open(folder.file("lincolnshire-letter.pdf"), "rb") as letter:
                self.assertEqual(letter.read(5), b"%PDF-")


class SettingsTest(unittest.TestCase):
    def settings(self, folder, service):
        """The settings that a file names, also in a comment."""
        path = os.path.join(suite.REPOSITORY, "deploy", folder, f"peerchallenge-{service}.env")
        with open(path, encoding="utf-8") as file:
            return set(re.findall(r"^#?(PEERCHALLENGE_\w+)=", file.read(), re.MULTILINE))

    def test_the_packages_files_name_all_that_the_example_sets(self):
        for service in ("scheduling", "evidence", "recommendations"):
            with self.subTest(service):
                needed = self.settings("examples/separate", service)
                self.assertIn("PEERCHALLENGE_CLIENT_CERTIFICATE", needed)
                self.assertEqual(needed - self.settings("systemd", service), set())


if __name__ == "__main__":
    unittest.main()
