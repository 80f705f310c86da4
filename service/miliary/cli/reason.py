"""``miliary reason``."""

import click

from miliary.cli.terminal import output, printable, progress
from miliary.knowledge.reason import reason
from miliary.settings import Settings


@click.command("reason")
@click.pass_context
def command(ctx: click.Context) -> None:
    """Check with the OWL reasoner HermiT that the ontology is consistent and that no class is impossible.

    Needs the extra miliary[reason]. Ends with status 1 if something is impossible, and says why.
    """
    settings = Settings.from_environment()
    with progress("Reasoning") as step:
        step("HermiT classifies the ontology")
        found = reason(settings)
    for line in found.lines():
        output().print(printable(line), soft_wrap=True)
    ctx.exit(0 if found.ok else 1)
