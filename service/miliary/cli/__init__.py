"""The command ``miliary``: arguments and tables, nothing else. Each subcommand is a module."""

from miliary.cli.main import main

__all__ = ["main"]
