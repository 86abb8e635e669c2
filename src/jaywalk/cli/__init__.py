"""The command line: parses, calls, prints, and holds no arithmetic."""

from jaywalk.cli.app import main

__all__ = ["main"]
