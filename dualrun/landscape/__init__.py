"""All systems and the façade, wired together: in one virtual process, or on real ports."""
