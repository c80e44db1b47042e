"""The drawn masks to put on bare faces, where the data holds any."""

from compliance.training.contents import TEMPLATES, Contents
from compliance.training.run import Log
from compliance.training.synthetic import Template, load_templates
from compliance.training.teachers import published


def drawn_masks(contents: Contents, log: Log) -> tuple[Template, ...]:
    """Return the drawn masks; putting any mask on takes a teacher's landmarks."""
    folder = contents.folder(TEMPLATES)
    if not published(contents):
        log("no teacher in the folder yunet: faces have no landmarks, so no mask is put on any")
        return ()
    return load_templates(folder) if folder else ()
