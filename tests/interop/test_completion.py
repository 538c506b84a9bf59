"""Completion in real shells: what the scripts of `peerchallenge completion` offer when a user presses Tab."""

import os
import subprocess
import unittest

import suite
from terminal import Terminal

# What is typed before Tab, and what is then offered or completed.
LINES = [
    ("peerchallenge pla", "plan"),
    ("peerchallenge plan sta", "start"),
    ("peerchallenge plan start --time-l", "--time-limit"),
    ("peerchallenge review agree", "agree-team"),
    ("peerchallenge review list east-midlands --prog", "--programme"),
    ("peerchallenge plan start --server plan --unless", "--unless-adopted"),
    ("peerchallenge completion zs", "zsh"),
]


def with_binaries():
    environment = suite.environment()
    return {**environment, "PATH": suite.BINARIES + ":" + environment["PATH"], "TERM": "dumb"}


def output(*command):
    return subprocess.run(command, env=with_binaries(), capture_output=True, text=True, check=True,
                          timeout=suite.PATIENCE).stdout


class CompletionTest(unittest.TestCase):
    def test_bash(self):
        script = """source <(peerchallenge completion bash)
            COMP_WORDS=($1); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _peerchallenge
            printf '%s\\n' "${COMPREPLY[@]}\""""
        for line, wanted in LINES:
            with self.subTest(line):
                self.assertIn(wanted, output("bash", "-c", script, "bash", line).split("\n"))

    def test_fish(self):
        script = "peerchallenge completion fish | source; complete -C $argv[1]"
        for line, wanted in LINES:
            with self.subTest(line):
                offered = output("fish", "--no-config", "-c", script, line).split("\n")
                self.assertIn(wanted, [entry.split("\t")[0] for entry in offered])

    def completes_in_zsh(self, setup):
        terminal = Terminal("zsh", "-f", "-i", env=with_binaries())
        terminal.type("PS1='READY> '; unsetopt zle_bracketed_paste; autoload -Uz compinit\n"
                      f"{setup}; bindkey '^I' complete-word; echo SET''UP\n")
        at = terminal.await_text("READY> ", terminal.await_text("SETUP"))
        for line, wanted in LINES:
            with self.subTest(line):
                # Each line is completed, then echoed instead of run.
                terminal.type(f"echo ; : {line}\t"[len("echo ; : "):] + "\x01echo = \x05\n")
                at = terminal.await_text("\n= " + self.completed(line, wanted), at)
                at = terminal.await_text("READY> ", at)
        terminal.type("exit\n")
        self.assertEqual(terminal.finish(), 0)

    def completed(self, line, wanted):
        return line[:line.rindex(" ") + 1] + wanted

    def test_zsh_that_reads_the_script(self):
        self.completes_in_zsh("compinit -u -D; source <(peerchallenge completion zsh)")

    def test_zsh_that_finds_the_script_among_its_functions(self):
        folder = suite.Folder()
        self.addCleanup(folder.close)
        folder.write("_peerchallenge", suite.must("completion", "zsh"))
        self.completes_in_zsh(f"fpath=({folder.path} $fpath); compinit -u -D")


if __name__ == "__main__":
    unittest.main()
