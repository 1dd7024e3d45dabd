"""The order process: what happens next, decided purely, carried out by handlers."""
