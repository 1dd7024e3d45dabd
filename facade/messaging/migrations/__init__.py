"""How the tables of the façade came to be: one file a revision, carried out by alembic."""
