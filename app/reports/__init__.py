"""Vetting objects → a document as data → bytes: the comparison as a PDF, and the charts it shares with the pages."""
