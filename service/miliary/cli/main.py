"""The group of all subcommands, and the one place where an error becomes a message and an exit status."""

from importlib import import_module
from types import MappingProxyType

import click

from miliary import __version__
from miliary.cli.terminal import fail
from miliary.errors import MiliaryError

# Each command is imported when it is asked for: the server, SHACL and YAML are slow to import.
_COMMANDS = MappingProxyType(
    {
        "ask": "Tell which diseases are compatible with findings, and why.",
        "backup": "Write the published version, the databases and the knowledge into one file.",
        "evaluate": "Compare with simpler methods on cases; without a file, a smoke test on the article's own.",
        "evidence": "Check the passages that statements rest on against the article's text.",
        "export": "Write the editors' whole state to one file.",
        "findings": "Search the findings by name.",
        "format": "Rewrite Turtle or RDF/XML files as canonical Turtle.",
        "import": "Take over an exported state, where nobody has edited yet.",
        "knowledge": "Count what the published knowledge holds and what it lacks.",
        "load": "Publish the knowledge as a new version, if it changed.",
        "mappings": "Count the links from the terms to other vocabularies.",
        "quality": "Check how well the ontology is made: names, definitions, metadata, OWL 2 DL.",
        "query": "Ask a stored query; without a name, list them.",
        "reason": "Check with the OWL reasoner HermiT that the ontology is consistent.",
        "references": "Take over an article's own reference list.",
        "release": "Build the release: ontology, mappings, shapes, description, documentation, checksums.",
        "report": "Read the findings out of a report.",
        "restore": "Put a backup in place, after checking it.",
        "serve": "Answer on HOST and PORT over HTTP.",
        "user": "Make and change the accounts of editors.",
        "validate": "Check the knowledge, or only what some files describe, against the shapes.",
    }
)

MODULES = MappingProxyType({"import": "take_over"})
"""The modules of commands whose names no module may have."""


class Commands(click.Group):
    """Finds each command in the module of its name; an error of ours ends with its message and status 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Return the names of all commands."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the command of that name; None if there is none."""
        if cmd_name not in _COMMANDS:
            return None
        found = import_module(f"miliary.cli.{MODULES.get(cmd_name, cmd_name)}").command
        assert isinstance(found, click.Command)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> object:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # the reader has seen enough; click ends quietly
            raise
        except (MiliaryError, OSError) as error:
            fail(error)
            ctx.exit(1)


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="miliary")
def main() -> None:
    """The differential diagnosis of brain miliary enhancement, from one review article, every reason cited."""
