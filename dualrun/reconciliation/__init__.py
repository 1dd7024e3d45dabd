"""Do two live books say the same, how far apart are they, and why? Every difference has a class."""
