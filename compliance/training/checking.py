"""A look over all data before a run: in a strict one, every fault is found before any work."""

from compliance.training.contents import NEGATIVES, Contents, picture_tree, survey
from compliance.training.data import readable
from compliance.training.gathering import portraits, read_boxed, web_pictures
from compliance.training.run import Log, Run, told


def looked_over(run: Run, log: Log) -> Contents:
    """Return what the data holds; raises DataError in a strict run when anything is faulty."""
    contents = survey(run.data)
    log(f"data: {contents}")
    if run.strict:
        told(every_fault(run, contents), run, log)
    return contents


def every_fault(run: Run, contents: Contents) -> list[str]:
    """Read everything there is; return one line per fault, with the file's name."""
    faults: list[str] = []
    alone = [item.path for part in portraits(run, contents, faults) for item in part]
    faceless = contents.folder(NEGATIVES)
    files = [*alone, *web_pictures(contents), *(picture_tree(faceless) if faceless else ())]
    for index, _ in enumerate(readable(files, faults)):
        run.show("pictures checked", index / len(files))
    return [*read_boxed(run, contents).sides.faults, *faults]
