"""Launcher of adderstone: the program itself is the JavaScript bundle in this package."""

__version__ = "0.1.0"
