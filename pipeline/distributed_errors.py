"""What can go wrong with a cluster; apart, so that it can be caught where no cluster library is installed."""

from __future__ import annotations


class ClusterError(Exception):
    """A cluster cannot be used; the message says why and what to do."""
