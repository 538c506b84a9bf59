"""The main job (story.py) across three processes, any of which may die at any step.

PEERCHALLENGE_STORY_ROUNDS says how often the story is told with a service killed (default: once for
each service). Each round kills another service or at another step, until all have been.
"""

import base64
import itertools
import os
import random
import threading
import unittest

import suite
from postgres import Postgres
from separate_services import SERVICES, SeparateServices
from story import Story, check_told

ROUNDS = int(os.environ.get("PEERCHALLENGE_STORY_ROUNDS", len(SERVICES)))


class Killer:
    """Kills one service once, when a step has just been sent or is about to be; the story starts it
    again."""

    def __init__(self, services, victim, step, delay):
        self._services = services
        self._victim = victim
        self._step = step
        self._timer = threading.Timer(delay, self._kill)
        self.killed = False

    def before_step(self, step):
        if step == self._step:
            self._timer.start()

    def _kill(self):
        self._services.kill(self._victim)
        self.killed = True

    def wait(self):
        self._timer.join()


def deaths(steps):
    """Each service at each step, in an order in which each service has its turn; again and again."""
    shuffled = random.Random(steps)
    for number in itertools.count():
        order = [shuffled.sample(range(steps), steps) for _ in SERVICES]
        for turn in zip(*order):
            for victim, step in zip(SERVICES, turn):
                yield victim, step, random.Random(f"{number} {victim} {step}").uniform(0, 0.03)


class SeparateServicesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.postgres = Postgres()
        cls.folder = suite.Folder()
        cls.services = SeparateServices(cls.folder, cls.postgres.url)

    @classmethod
    def tearDownClass(cls):
        exit_codes = cls.services.stop()
        cls.postgres.close()
        cls.folder.close()
        assert exit_codes == [0, 0, 0], exit_codes

    def story_in(self, region, **options):
        self.services.import_sample(region)
        story = Story(self.services, self.folder.path, region, **options)
        self.addCleanup(story.close)
        return story

    def test_the_main_job_runs_across_the_services(self):
        story = self.story_in("east-midlands")
        content_sha256 = story.tell()
        self.assertEqual(len(base64.b64decode(content_sha256)), 32)
        check_told(self, story, content_sha256)

    def test_the_story_completes_whatever_is_killed(self):
        whole = self.story_in("undisturbed")
        whole.tell()
        for number, (victim, step, delay) in enumerate(
                itertools.islice(deaths(whole.steps), ROUNDS)):
            with self.subTest(round=number, victim=victim, step=step, delay=delay):
                killer = Killer(self.services, victim, step, delay)
                story = self.story_in(f"round-{number}", before_step=killer.before_step)
                content_sha256 = story.tell()
                killer.wait()
                self.assertTrue(killer.killed)
                self.services.revive()
                check_told(self, story, content_sha256)


if __name__ == "__main__":
    unittest.main()
