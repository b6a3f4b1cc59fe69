"""Everything that lasts: tables, migrations, named queries, and where they run."""
