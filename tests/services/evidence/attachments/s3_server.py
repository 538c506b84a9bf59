"""A real S3-speaking server for tests: OpenStack Swift with its S3 API, all of it in this process.

usage: s3_server.py FOLDER PORT [CERTIFICATE KEY]

Keeps everything in FOLDER, on which it may be started again after it was killed, and serves on 127.0.0.1 at PORT (0: any
that is free) until it is killed. Writes the port on a line when it does. There is one account, with the access key
"test:tester" and the secret "testing", and in it the buckets "test" and "versioned", which keeps versions.
"""

import sys

import eventlet

eventlet.monkey_patch()

import array
import os

from eventlet import wsgi
from swift.common import storage_policy, utils
from swift.common.ring import RingData
from swift.common.swob import Request
from swift.common.wsgi import init_request_processor

PROXY = """
[DEFAULT]
swift_dir = {folder}
[pipeline:main]
pipeline = catch_errors gatekeeper listing_formats bulk s3api tempauth slo symlink versioned_writes proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
# The one node there is must not be put aside when a client goes away in the middle.
error_suppression_limit = 1000000
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:s3api]
use = egg:swift#s3api
# So that every list of some length has pages.
max_bucket_listing = 7
[filter:bulk]
use = egg:swift#bulk
[filter:versioned_writes]
use = egg:swift#versioned_writes
allow_object_versioning = true
[filter:symlink]
use = egg:swift#symlink
[filter:slo]
use = egg:swift#slo
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:listing_formats]
use = egg:swift#listing_formats
"""

NODE = """
[DEFAULT]
swift_dir = {folder}
devices = {folder}
mount_check = false
[pipeline:main]
pipeline = server
[app:server]
use = egg:swift#{kind}
"""


class NoCache:
    """Stands for memcached, which the sign-in wants to be there."""

    def get(self, *_, **__):
        return None

    set = delete = get


class NoLog:
    def write(self, text):
        pass


def load(folder, kind, text):
    path = os.path.join(folder, kind + ".conf")
    with open(path, "w", encoding="utf-8") as conf:
        conf.write(text.format(folder=folder, kind=kind))
    app, _, _, _ = init_request_processor(path, "proxy-server" if kind == "proxy" else "server")

    def with_cache(environment, start_response):
        environment["swift.cache"] = NoCache()
        return app(environment, start_response)

    return with_cache


def serve(app, listener):
    return eventlet.spawn(wsgi.server, listener, app, log=NoLog(), keepalive=True)


def make_bucket(app, name, headers):
    request = Request.blank("/v1/AUTH_test/" + name, method="PUT", headers=headers)
    request.environ["swift.authorize"] = lambda _: None
    request.environ["swift.authorize_override"] = True
    response = request.get_response(app)
    assert response.is_success, response.status


def main():
    folder, port = sys.argv[1], int(sys.argv[2])
    os.makedirs(os.path.join(folder, "device"), exist_ok=True)
    utils.SWIFT_CONF_FILE = os.path.join(folder, "swift.conf")
    with open(utils.SWIFT_CONF_FILE, "w", encoding="utf-8") as conf:
        conf.write("[swift-hash]\nswift_hash_path_prefix = test\nswift_hash_path_suffix = test\n")
    utils.validate_hash_conf()
    storage_policy.reload_storage_policies()
    nodes = {}
    for kind in ("account", "container", "object"):
        nodes[kind] = eventlet.listen(("127.0.0.1", 0))
        device = {"id": 0, "zone": 0, "region": 1, "device": "device", "ip": "127.0.0.1", "weight": 1.0,
                  "port": nodes[kind].getsockname()[1]}
        device.update(replication_ip=device["ip"], replication_port=device["port"])
        RingData([array.array("H", [0])], [device], 32).save(os.path.join(folder, kind + ".ring.gz"))
    for kind, listener in nodes.items():
        serve(load(folder, kind, NODE), listener)
    app = load(folder, "proxy", PROXY)
    make_bucket(app, "test", {})
    make_bucket(app, "versioned", {"X-Versions-Enabled": "true"})
    door = eventlet.listen(("127.0.0.1", port))
    port = door.getsockname()[1]
    if len(sys.argv) > 3:
        door = eventlet.wrap_ssl(door, certfile=sys.argv[3], keyfile=sys.argv[4], server_side=True)
    server = serve(app, door)
    print(port, flush=True)
    server.wait()


main()
