"""gzip for whoever takes it, with a tag of its own."""

import gzip

import pytest
from flask.testing import FlaskClient

LARGE, SMALL = "/term/SusacSyndrome", "/health/live"


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip", "gzip"),
        ("gzip, deflate, br", "gzip"),
        ("*", "gzip"),
        ("br;q=1, gzip;q=0.1", "gzip"),
        ("gzip;q=0", None),
        ("*;q=0", None),
        ("gzip;q=0.5, identity", None),
        ("identity", None),
        ("br", None),
        ("", None),
        ("gzip;q=x", None),
    ],
)
def test_who_takes_it_gets_it(client: FlaskClient, accepted: str, encoding: str | None) -> None:
    plain = client.get(LARGE, headers={"Accept-Encoding": "identity"})
    response = client.get(LARGE, headers={"Accept-Encoding": accepted})
    assert response.headers.get("Content-Encoding") == encoding
    assert "Accept-Encoding" in response.headers["Vary"]
    body = gzip.decompress(response.data) if encoding else response.data
    assert body == plain.data
    assert response.content_length == len(response.data)
    assert not encoding or len(response.data) < len(plain.data) / 3


def test_little_is_sent_as_it_is(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get(SMALL, headers={"Accept-Encoding": "gzip"}).headers


def test_each_encoding_has_a_tag_of_its_own(client: FlaskClient) -> None:
    packed, plain = ({"Accept-Encoding": each} for each in ("gzip", "identity"))
    tags = [client.get(LARGE, headers=each).headers["ETag"] for each in (packed, plain)]
    assert tags[0] != tags[1]
    assert client.get(LARGE, headers={**packed, "If-None-Match": tags[0]}).status_code == 304
    assert client.get(LARGE, headers={**plain, "If-None-Match": tags[1]}).status_code == 304
    assert client.get(LARGE, headers={**plain, "If-None-Match": tags[0]}).status_code == 200


def test_head_tells_the_size_that_get_would_have(client: FlaskClient) -> None:
    headers = {"Accept-Encoding": "gzip"}
    head, get = client.head(LARGE, headers=headers), client.get(LARGE, headers=headers)
    assert (head.content_length, head.headers["Content-Encoding"]) == (get.content_length, "gzip")


def test_files_are_compressed_and_still_known_again(client: FlaskClient) -> None:
    headers, file = {"Accept-Encoding": "gzip"}, "/static/miliary.css"
    with client.get(file, headers=headers) as first, client.get(file) as plain:
        assert first.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(first.data) == plain.data
        tag = first.headers["ETag"]
    with client.get(file, headers={**headers, "If-None-Match": tag}) as again:
        assert again.status_code == 304
