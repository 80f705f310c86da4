"""What can be told of the image, of compose.yaml and of the units without an engine: that they name what there is."""

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from typing import Any

import pytest
import yaml
from click import Context
from flask import Flask

from miliary.cli.main import main
from miliary.settings import VARIABLES
from miliary.web.operations import operations
from tests.conftest import REPOSITORY
from tests.documents.test_units import units

DOCKERFILE = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
COMPOSE = (REPOSITORY / "compose.yaml").read_text(encoding="utf-8")


def lines(word: str) -> list[str]:
    """What stands behind an instruction of the Dockerfile, line by line."""
    return re.findall(rf"^{word} +(.*)$", DOCKERFILE, flags=re.MULTILINE)


def set_by_the_image() -> dict[str, str]:
    return dict(re.findall(r"(\w+)=(\S+)", " ".join(lines("ENV"))))


def services() -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = yaml.safe_load(COMPOSE)["services"]
    return found


def test_only_settings_that_there_are_are_set() -> None:
    by_compose = [name for each in services().values() for name in each.get("environment", ())]
    by_units = [
        name
        for text in units().values()
        for line in re.findall(r"^Environment=(.*)$", text, flags=re.MULTILINE)
        for name in re.findall(r"(\w+)=", line)
    ]
    named = {*set_by_the_image(), *by_compose, *by_units} - {"PATH", "PIP_NO_CACHE_DIR"}
    assert {"MILIARY_DATA", "MILIARY_STORE", "MILIARY_LOG", "HOST"} <= named
    assert named <= set(VARIABLES.values())


def test_the_image_copies_what_there_is_and_no_more() -> None:
    copied = [name for line in lines("COPY") if not line.startswith("--from") for name in line.split()[:-1]]
    assert "requirements.lock" in copied
    assert all((REPOSITORY / name).exists() for name in copied)
    left_out = {each.removeprefix("**/") for each in (REPOSITORY / ".dockerignore").read_text().split()}
    made_here = {each.rstrip("/") for each in (REPOSITORY / ".gitignore").read_text().split()}
    # The bundles are taken as they are when they are current, and made anew when they are not.
    assert {each.removeprefix("*") for each in made_here} - {"service/miliary/web/static/built"} <= {
        each.removeprefix("*") for each in left_out
    }
    assert ".git" in left_out


def test_what_is_run_are_commands_of_ours() -> None:
    run = [" ".join(json.loads(line)) for line in lines("CMD")]
    run += [each["command"] for each in services().values() if "miliary" in each.get("command", "")]
    assert {"miliary serve", "miliary load"} <= set(run)
    known = main.list_commands(Context(main))
    assert all(command.split()[1] in known for command in run)


def test_the_health_check_asks_for_a_page_that_there_is() -> None:
    (check,) = lines("HEALTHCHECK")
    path = re.search(r"\}(/[^']*)'", check)
    app = Flask(__name__)
    app.register_blueprint(operations)
    assert path is not None
    assert path.group(1) in {str(rule) for rule in app.url_map.iter_rules()}
    assert 'environ[\\"PORT\\"]' in check


def test_the_balancer_asks_the_port_that_the_image_listens_on() -> None:
    assert f"set $$service http://service:{set_by_the_image()['PORT']};" in COMPOSE
    assert [name for name, each in services().items() if "ports" in each] == ["balancer"]


def test_the_backup_is_made_by_the_user_whose_data_it_is() -> None:
    """A dynamic user's folder is open to its own units alone, and the user is there while one of them runs."""
    serving, backup = (units()[name].splitlines() for name in ("miliary.service", "miliary-backup.service"))
    assert {"DynamicUser=yes", "StateDirectory=miliary"} <= set(serving)
    assert {"DynamicUser=yes", "User=miliary", "StateDirectory=miliary miliary-backup"} <= set(backup)


def test_systemd_leaves_it_to_the_service_to_end_its_queries() -> None:
    """By default every process gets the signal, and queries break at once that could have gone on for five seconds."""
    assert "KillMode=mixed" in units()["miliary.service"].splitlines()


def test_docker_compose_can_read_the_file() -> None:
    if (
        shutil.which("docker") is None
        or subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode
    ):
        pytest.skip("Docker Compose is not installed")
    told = subprocess.run(
        ["docker", "compose", "--file", str(REPOSITORY / "compose.yaml"), "config", "--quiet"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.returncode, told.stderr) == (0, "")
