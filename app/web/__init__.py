"""The doors: one screen a module, thin over store and actions."""
