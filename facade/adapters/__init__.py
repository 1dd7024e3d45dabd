"""The anti-corruption layer: one file a system, native to canonical and back, nothing else."""
