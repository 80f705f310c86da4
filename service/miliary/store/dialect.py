"""What one server writes otherwise than SPARQL 1.1 says, put right before anything reads it.

Seen with Virtuoso 7.2: blank nodes with names that are none in Turtle, and the answer to an ASK as a row with a number.
"""

import json
import re

_BLANK = re.compile(rb'("type"\s*:\s*"bnode"\s*,\s*"value"\s*:\s*")nodeID://')
_TRUTH = b'"__ASK_RETVAL"'


def as_standard(body: bytes) -> bytes:
    """Return the answer to a SELECT or an ASK, in JSON, as the standard has it.

    :raises ValueError: it begins like the answer to an ASK and is none
    """
    if _TRUTH in body[:200]:
        return _truth(body)
    return _BLANK.sub(rb"\1", body) if b"nodeID://" in body else body


def _truth(body: bytes) -> bytes:
    content = json.loads(body)
    try:
        found = [row["__ASK_RETVAL"]["value"] for row in content["results"]["bindings"]]
    except (KeyError, TypeError) as error:
        raise ValueError("no truth value") from error
    return json.dumps({"head": {}, "boolean": found == ["1"]}).encode()  # none at all where nothing was found
