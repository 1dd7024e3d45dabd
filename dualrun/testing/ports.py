"""Which ports in a row are free, below those that a machine hands to clients?"""

import os
import socket
from collections.abc import Iterator

PORTS = range(20_000, 32_000, 16)
IN_A_ROW = 16
"""A landscape needs one a system, one for the façade and one for the control plane."""


def free_base_ports() -> Iterator[int]:
    """Give the ports from which enough in a row are free, the first at another place for each process."""
    offset = os.getpid() % len(PORTS)
    for base_port in (*PORTS[offset:], *PORTS[:offset]):
        if are_free(base_port):
            yield base_port


def are_free(base_port: int) -> bool:
    """Tell whether nobody listens on any of the ports from here on."""
    return all(_is_free(base_port + offset) for offset in range(IN_A_ROW))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
