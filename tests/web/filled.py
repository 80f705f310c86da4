"""The form of a page as a browser would send it: what stands in its controls."""

from html.parser import HTMLParser

from werkzeug.datastructures import MultiDict


class _Controls(HTMLParser):
    """Collects the controls of the forms that are sent to the page's own address."""

    def __init__(self) -> None:
        super().__init__()
        self.found: MultiDict[str, str] = MultiDict()
        self._own = False
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._own = "action" not in given
        name = given.get("name", "")
        if not self._own:
            return
        if tag == "input" and (given.get("type") not in ("radio", "checkbox") or "checked" in given):
            self.found.add(name, given.get("value", ""))
        elif tag in ("select", "textarea"):
            self._inside = name
        elif tag == "option" and "selected" in given:
            self.found.add(self._inside, given.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._own and self.lasttag == "textarea" and self._inside and data.strip():
            self.found.add(self._inside, data)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("select", "textarea"):
            self._inside = ""
        if tag == "form":
            self._own = False


def controls_of(html: str) -> MultiDict[str, str]:
    """Return what the form of a page would be sent with."""
    reader = _Controls()
    reader.feed(html)
    return reader.found
