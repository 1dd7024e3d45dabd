"""Users, shapes and profiles for peak loads; the only place that imports locust, and nobody imports it."""
