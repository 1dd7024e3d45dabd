"""How systems reach each other: an in-process wire with faults for rehearsals, real HTTP for live runs."""
