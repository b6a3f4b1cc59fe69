"""What can happen: one verb a module, one transaction, the audit line in it."""
