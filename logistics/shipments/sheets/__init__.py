"""Sheets of orders as sellers export them: read, mapped by their headings, checked, taken in at one stroke."""
