"""The resource identifiers of Antora: `version@component:module:family$path`, every part but the path left out at will.

Source: docs.antora.org, "Resource ID coordinates". A page is in `modules/MODULE/pages/`, an image in `images/`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import splitext

_MODULE_FILE = re.compile(r"(?P<modules>(?:.*/)?modules/)(?P<module>[^/]+)/")
_RESOURCE = re.compile(
    r"(?:[^@:/]+@)?(?:(?:(?P<component>[^:/]*):)?(?P<module>[^:/]*):)?(?:(?P<family>\w+)\$)?(?P<path>.+)"
)
_FOLDERS = {
    "page": "pages",
    "partial": "partials",
    "example": "examples",
    "image": "images",
    "attachment": "attachments",
}


HOME = "modules/ROOT/pages/"
"""The folder of the pages that are at the root of a component."""


def find_resource_paths(path: str, target: str) -> Iterator[str]:
    """Yield the path of the file that `target` identifies in the file at `path`.

    Nothing if the file is in no module, or the resource in another component, whose files may be in another repository.
    """
    here, resource = _MODULE_FILE.match(path), _RESOURCE.fullmatch(target)
    if here is None or resource is None or resource["component"]:
        return
    family = resource["family"] or ("page" if splitext(resource["path"])[1] in {".adoc", ""} else "image")
    folder = _FOLDERS.get(family)
    if folder:
        yield f"{here['modules']}{resource['module'] or here['module']}/{folder}/{resource['path'].lstrip('./')}"
