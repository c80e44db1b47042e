"""The privacy report of a site whose counts have noise."""

from dataclasses import replace
from pathlib import Path

from compliance.counts.buckets import Counts
from compliance.counts.disclosure import ModelIdentity
from compliance.counts.store import open_store
from compliance.papers.facts import ReleasedFacts
from compliance.papers.gather import gather
from compliance.papers.markdown import to_markdown
from compliance.papers.report import privacy_report
from tests.fakes import ScriptedNoise
from tests.papers.sites import EIGHT, FACTS, HOUR, NOW, configured


def test_noise_is_told_with_its_epsilon_and_rows_that_have_it_are_not_checked() -> None:
    noisy = replace(
        FACTS,
        site=replace(FACTS.site, noise_epsilon=0.5, homogeneous_limit=None),
        store=replace(FACTS.store, released=ReleasedFacts(7, HOUR, 0, 3, 0)),
    )
    text = to_markdown(privacy_report(noisy))
    assert "epsilon 0.5 for a passage" in text
    assert "0 of 4 published rows hold fewer" in text
    assert "3 published rows with noise cannot be checked" in text
    assert "Nothing of what was looked at." in text


def test_noisy_rows_of_few_are_not_taken_for_broken_promises(tmp_path: Path) -> None:
    config = configured(tmp_path)
    with open_store(config.database.url, config.site) as store:
        store.add("hall", "door", 0, EIGHT, Counts(6, 0, 6), 60_000)
        store.close_buckets("hall", EIGHT + HOUR, 1)
        noise = ScriptedNoise([(-5, 0, 0, 0)])
        [row] = store.release("hall", 10, ModelIdentity("a@1", "b@1"), noise=noise)
    assert row.counts.passages == 7
    released = gather(config, NOW).store.released
    assert released is not None
    assert (released.rows, released.noisy, released.below_minimum) == (1, 1, 0)
