"""How a migration runs: on the connection it is given; store/database.py checks foreign keys after (safety 0.4)."""

from alembic import context
from sqlalchemy import Connection


def run(connection: Connection) -> None:
    """Migrate in the caller's transaction, so a failure leaves the old schema."""
    context.configure(connection=connection, transactional_ddl=True, render_as_batch=False)
    context.run_migrations()


run(context.config.attributes["connection"])
