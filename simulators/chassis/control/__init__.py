"""The control plane: the same routes under `/__admin` on every system's port, and once for all of them."""
