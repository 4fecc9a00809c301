"""The resource identifiers of Antora: `version@component:module:family$path`, every part but the path left out at will.

Source: docs.antora.org, "Resource ID coordinates". A page is in `modules/MODULE/pages/`, an image in `images/`.
"""

from __future__ import annotations

import re
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


def find_resource_path(path: str, target: str) -> str | None:
    """Return the path of the file that `target` identifies in the file at `path`.

    None if the file is in no module, or the resource in another component, whose files may be in another repository.
    """
    here, resource = _MODULE_FILE.match(path), _RESOURCE.fullmatch(target)
    if here is None or resource is None or resource["component"]:
        return None
    family = resource["family"] or ("page" if splitext(resource["path"])[1] in {".adoc", ""} else "image")
    folder = _FOLDERS.get(family)
    module = resource["module"] or here["module"]
    return f"{here['modules']}{module}/{folder}/{resource['path'].lstrip('./')}" if folder else None
