"""PostgreSQL, Redis and the offline model of one's own, for whoever brings none.

`places` says where everything is and starts nothing, so settings may import it; `servers` starts and stops.
"""

from debate.embedded.folders import EmbeddedError, lock, prepare
from debate.embedded.places import data_dir, database_url, offline_socket, redis_url, secret_key
from debate.embedded.servers import ensure, release, stop

__all__ = [
    "EmbeddedError",
    "data_dir",
    "database_url",
    "ensure",
    "lock",
    "offline_socket",
    "prepare",
    "redis_url",
    "release",
    "secret_key",
    "stop",
]
