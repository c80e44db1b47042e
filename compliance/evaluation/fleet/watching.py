"""Many sites' series in one server: what they cost, and how fast the fleet's dashboard is there."""

import time
from collections.abc import Iterator, Sequence

from compliance.errors import DataError
from compliance.evaluation.fleet.board import Question, Rule, questions, rules
from compliance.evaluation.fleet.figures import Figure, Part
from compliance.evaluation.fleet.plan import Plan
from compliance.evaluation.fleet.series import Told
from compliance.evaluation.fleet.victoria import Labels, Series, Victoria

_EVERY_SECONDS = 30
_TROUBLED = 50
"""Of so many sites one has a daemon and a camera down, and an alert."""


class Watch:
    """A server that more and more sites report to; every one has the series of a made one."""

    def __init__(self, server: Victoria, plan: Plan, told: Sequence[Told], end: int) -> None:
        self._server, self._plan, self._told, self._end = server, plan, told, end
        begin = end - (plan.scrapes - 1) * _EVERY_SECONDS
        self._times = tuple(1000 * at for at in range(begin, end + 1, _EVERY_SECONDS))
        self._templates = [b"".join(s.line(self._times) for s in each.series) for each in told]
        self._names = [_site_of(each) for each in told]
        self._sites = 0

    def grow(self, names: Sequence[str]) -> Iterator[Figure]:
        """Put further sites' series in and measure with all there are."""
        began = time.perf_counter()
        self._server.put(self._lines(names))
        took = time.perf_counter() - began
        samples = sum(len(self._of(n).series) for n in range(len(names))) * self._plan.scrapes
        self._sites += len(names)
        yield self._figure("samples put in", "1000/s", samples / took / 1000)
        yield from self._recorded()
        yield from self._weight()
        for question in questions():
            yield self._answered(question)

    def _of(self, number: int) -> Told:
        return self._told[number % len(self._told)]

    def _lines(self, names: Sequence[str]) -> Iterator[bytes]:
        for number, name in enumerate(names):
            which = number % len(self._told)
            yield self._templates[which].replace(self._names[which].encode(), name.encode())
            if number % _TROUBLED == 0:
                yield from (self._steady(labels, value) for labels, value in _troubles(name))

    def _steady(self, labels: Labels, value: float) -> bytes:
        return Series(labels, (value,) * self._plan.scrapes).line(self._times)

    def _recorded(self) -> Iterator[Figure]:
        """Work the recording rules out once, as the server does every minute, and keep them."""
        took, kept = 0.0, 0
        for rule in rules():
            began = time.perf_counter()
            answer = self._server.ask(rule.expression, self._end)
            took += time.perf_counter() - began
            lines = [*self._kept(rule, answer)]
            kept += len(lines)
            self._server.put(lines)
        yield self._figure("series recorded by rules", "", kept)
        yield self._figure("recording rules, all once", "s", took)

    def _kept(self, rule: Rule, answer: Sequence[tuple[Labels, float]]) -> Iterator[bytes]:
        """Yield what a rule recorded; totals were other ones before the newest hour."""
        half = self._plan.scrapes // 2
        is_total = rule.name.endswith(":max")
        before = self._server.ask(rule.expression, self._times[0] // 1000) if is_total else answer
        first = {tuple(sorted(labels.items())): value for labels, value in before}
        for labels, value in answer:
            name = {**labels, **dict(rule.labels), "__name__": rule.name}
            old = first[tuple(sorted(labels.items()))]
            values = (old,) * half + (value,) * (self._plan.scrapes - half)
            yield Series(name, values).line(self._times)

    def _weight(self) -> Iterator[Figure]:
        scraped = [self._of(n) for n in range(self._sites)]
        yield self._figure("series scraped", "", sum(each.scraped for each in scraped))
        yield self._figure(
            "scraped at once", "MB", sum(each.scrape_bytes for each in scraped) / 1e6
        )
        yield self._figure("memory", "MB", self._server.memory_bytes() / 1e6)
        yield self._figure("disk", "MB", self._server.disk_bytes() / 1e6)

    def _answered(self, question: Question) -> Figure:
        took = []
        for _ in range(self._plan.repeats):
            began = time.perf_counter()
            if not self._ask(question):
                raise DataError(f"nothing answers {question.panel}: {question.expression}")
            took.append(1e3 * (time.perf_counter() - began))
        name = f"{question.panel}: {question.expression}"
        return Figure(Part.BOARD, name, "ms", str(self._sites), tuple(took))

    def _ask(self, question: Question) -> int:
        if question.is_instant:
            return len(self._server.ask(question.expression, self._end))
        begin = self._times[0] // 1000
        return self._server.ask_over_time(question.expression, begin, self._end, _EVERY_SECONDS)

    def _figure(self, name: str, unit: str, value: float) -> Figure:
        return Figure(Part.SERIES, name, unit, str(self._sites), (value,))


def _site_of(told: Told) -> str:
    return next(each.labels["site"] for each in told.series if "site" in each.labels)


def _troubles(name: str) -> Iterator[tuple[Labels, float]]:
    """Yield what a site in trouble tells beside what all tell, and Prometheus of it."""
    where = {"job": "compliance", "instance": f"{name}.lan:8719"}
    yield {"__name__": "up", **where}, 0.0
    yield {"__name__": "compliance_stream_up", "site": name, "camera": "spare", **where}, 0.0
    yield {
        "__name__": "ALERTS", "alertname": "ComplianceCameraDown", "alertstate": "firing",
        "severity": "warning", "site": name, "camera": "spare",
    }, 1.0  # fmt: skip
