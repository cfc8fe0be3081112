"""People at work at an earlier commit and at today's, in turn, with 100,000 cases in the table; each page by itself; more processes.

Each build serves an installation of its own, made by its own code over the same city. A part that fails is named; the others are
told all the same.
"""

from __future__ import annotations

import os
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bench import homes, starts
from bench.builds import Build, Helper, Server, idle_seconds, pin
from bench.by_itself import by_itself
from bench.measure import EARLIER, ROOT, earlier, high, met, told

NOW = "now"
HURRIED = (32, 8, 2)
"""How many residents, officers and supervisors work without a pause: enough to keep all threads busy, few enough that each gets through
her day several times, so that both builds are asked for the same pages."""
PAUSE = 10.0
"""The mean of the seconds that one reads a page before the next."""
PLAIN = "/account/sign-in/"
"""The page that asks the database nothing: what Django and the server cost by themselves."""
LEAST_TIMES, LEAST_OF_TWO = 4.0, 1.7
"""How many times as many requests as then; how many times as many with two processes as with one."""
MOST_SECONDS, MOST_OF_FINDER = 1.0, 2.0


@dataclass(frozen=True)
class Size:
    """How large the city is, how many people work, how long."""

    persons: int
    cases: int
    round: int
    """Seconds in which one server is asked before it is the other's turn."""
    rounds: int
    seconds: int
    """How long people work with pauses."""
    times: int
    """How often each page is asked for by itself."""


FULL = Size(100_000, 100_000, 8, 4, 30, 9)
QUICK = Size(20_000, 1_000, 3, 1, 5, 1)


@dataclass
class Work:
    """What people did at one server, all rounds together; seconds of the processor by whom."""

    rates: list[float] = field(default_factory=list)
    answers: int = 0
    """Those that came after the end of a round among them: they too cost what is counted."""
    seconds: float = 0.0
    idle: float = 0.0
    used: Counter[str] = field(default_factory=Counter)
    pages: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    did: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """Requests a second, those with their redirects."""
        return statistics.mean(self.rates)

    def each(self, who: str) -> float:
        """Milliseconds of the processor that a request cost."""
        return self.used[who] * 1000 / self.answers

    def cores(self, who: str) -> float:
        """How many processors were kept busy."""
        return self.used[who] / self.seconds


def report(working: Path, quick: bool) -> str:
    """The databases one after the other."""
    size = QUICK if quick else FULL
    sources = {EARLIER: earlier(working / EARLIER), NOW: ROOT / "src"}
    lines = [_told(size)]
    for database in homes.DATABASES:
        lines += ["", f"### {database}", *told(_on, database, sources, working, size)]
    return "\n".join([*lines, "", *told(starts.lines, sources, working, quick)])


def _on(database: str, sources: Mapping[str, Path], working: Path, size: Size) -> Iterator[str]:
    made = homes.make(database, sources, size.persons, size.cases)
    with ExitStack() as stack:
        builds = {
            name: homes.copy(stack, database, code, made[name], working / f"{name}-{database}")
            for name, code in sources.items()
        }
        parts = (
            (by_itself, builds, size.times),
            (in_turn, builds, size),
            (two_processes, builds[NOW], size),
            (with_pauses, builds[NOW], size),
        )
        for part, *given in parts:
            yield from ("", *told(part, *given))
        for name, build in builds.items():
            yield from (f"- {name} complained: {line}" for line in build.errors()[:3])


def in_turn(builds: Mapping[str, Build], size: Size) -> Iterator[str]:
    """Without a pause, one process of each build, a round at the one and a round at the other."""
    first, *others = sorted(os.sched_getaffinity(0))
    with ExitStack() as stack:
        servers = {name: stack.enter_context(build.serve()) for name, build in builds.items()}
        crowds = {name: stack.enter_context(_crowd(build, 0)) for name, build in builds.items()}
        for name, build in builds.items():
            servers[name].pin({first})
            crowds[name].pin(others or {first})
            if build.database:
                pin(build.postmaster, others or {first})
        signed = {name: crowds[name].ask(sign_in=servers[name].address) for name in builds}
        work = _rounds(size, {name: (builds[name], servers[name], crowds[name]) for name in builds})
        plain = {
            name: _round(Work(), builds[name], servers[name], crowds[name], max(2, size.round // 2), only=PLAIN)
            for name in builds
        }
        peaks = {name: server.peak() for name, server in servers.items()}
    then, now = work[EARLIER], work[NOW]
    times = now.rate / then.rate
    yield from _table(work)
    yield ""
    yield (
        f"- one process: {times:.1f} times as many requests as at {EARLIER}, in single rounds {_span(now.rates, then.rates)} "
        f"(goal {LEAST_TIMES:.0f}: {met(times >= LEAST_TIMES)}); one takes the "
        f"server {now.each('server') / then.each('server'):.2f} of the processor's time"
    )
    for name in builds:
        one = plain[name]
        yield (
            f"- {name}: a plain page {one.rate:.0f} a second, {one.rate / work[name].rate:.1f}× the others; "
            f"{signed[name]['a_second']:.1f} people sign in a second; peak memory of the web process {peaks[name]:.0f} MiB"
        )
        yield from _done(name, work[name], signed[name]["failed"])


def two_processes(build: Build, size: Size) -> Iterator[str]:
    """Without a pause, one process and two over the same installation, a round at the one and a round at the other.

    The database and the people work on the same processors, so that two processes do not have one each to themselves.
    """
    cores = os.sched_getaffinity(0)
    if build.database:
        pin(build.postmaster, cores)
    with (
        build.serve() as one,
        build.serve("--workers", "2", command="web") as two,
        _crowd(build, 0) as some,
        _crowd(build, 1) as others,
    ):
        signed = [some.ask(sign_in=one.address), others.ask(sign_in=two.address)]
        work = _rounds(size, {"one process": (build, one, some), "two processes": (build, two, others)})
    alone, both = work.values()
    times = both.rate / alone.rate
    most = len(cores) / (sum(both.each(who) for who in both.used) / 1000) / alone.rate
    yield from _table(work)
    yield ""
    yield (
        f"- two processes: {times:.2f} times as many requests as one, in single rounds {_span(both.rates, alone.rates)} "
        f"(goal {LEAST_OF_TWO}: {met(times >= LEAST_OF_TWO)}); {most:.2f} if no processor were idle a "
        f"moment; one takes the server {both.each('server') / alone.each('server'):.2f} of the processor's time with one process"
    )
    yield from _done("two processes", both, [failed for said in signed for failed in said["failed"]])


def with_pauses(build: Build, size: Size) -> Iterator[str]:
    """Everybody, as people work: how long each waits for her pages."""
    with build.serve() as server, Helper(build, "crowd", build.accounts) as crowd:
        signed = crowd.ask(sign_in=server.address)
        work = _round(Work(), build, server, crowd, size.seconds, pause=PAUSE)
    yield "| page | answers | median, ms | 95 % within, ms |"
    yield "|---|---|---|---|"
    for page, times in sorted(work.pages.items(), key=lambda one: -len(one[1])):
        yield f"| {page} | {len(times)} | {statistics.median(times) * 1000:.0f} | {high(times) * 1000:.0f} |"
    most = {page: MOST_OF_FINDER if page == "finder" else MOST_SECONDS for page in work.pages}
    late = [page for page, times in work.pages.items() if high(times) > most[page]]
    every = [took for times in work.pages.values() for took in times]
    yield ""
    yield (
        f"- with pauses: {work.rate:.1f} requests a second, half of them within {statistics.median(every) * 1000:.0f} ms, 95 % within "
        f"{high(every) * 1000:.0f} ms (goal of each page under {MOST_SECONDS:.0f} s, of the finder {MOST_OF_FINDER:.0f} s: "
        f"{'NOT MET by ' + ', '.join(late) if late else 'met'})"
    )
    yield from _done(NOW, work, signed["failed"])


Served = tuple[Build, Server, Helper]


def _crowd(build: Build, group: int) -> Helper:
    """People who work without a pause."""
    return Helper(build, "crowd", build.accounts, group, *HURRIED)


def _rounds(size: Size, servers: Mapping[str, Served]) -> dict[str, Work]:
    """What people did at each, in turn; the first round, in which everything is asked for the first time, is not counted."""
    work = {name: Work() for name in servers}
    for turn in range(size.rounds + 1):
        for name, served in servers.items():
            _round(work[name] if turn else Work(), *served, size.round)
    return work


def _round(
    work: Work, build: Build, server: Server, crowd: Helper, seconds: int, *, pause: float = 0.0, only: str = ""
) -> Work:
    """Let people work, and add to ``work`` what that came to."""
    before = (server.seconds(), build.database_seconds(), idle_seconds())
    said = crowd.ask(address=server.address, seconds=seconds, pause=pause, only=only)
    after = (server.seconds(), build.database_seconds(), idle_seconds())
    web, database, idle = (late - early for late, early in zip(after, before, strict=True))
    work.used += Counter({"server": web, "database": database, "people": said["client"]})
    work.idle += idle
    work.answers += said["answers"]
    work.seconds += said["took"]
    work.rates.append(sum(map(len, said["pages"].values())) / seconds)
    for page, times in said["pages"].items():
        work.pages[page] += times
    work.did += Counter(said["did"])
    work.failed += Counter(said["failed"])
    return work


def _table(work: Mapping[str, Work]) -> Iterator[str]:
    yield "| | requests a second | ms of the processor for one: server | database | people | cores: server | database | people | idle |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for name, one in work.items():
        each = " | ".join(f"{one.each(who):.1f}" for who in ("server", "database", "people"))
        cores = " | ".join(f"{one.cores(who):.2f}" for who in ("server", "database", "people"))
        yield f"| {name} | {one.rate:.1f} | {each} | {cores} | {one.idle / one.seconds:.2f} |"


def _done(name: str, work: Work, failed_before: list[str]) -> Iterator[str]:
    """What people did, and what failed."""
    failed = work.failed + Counter(failed_before)
    did = ", ".join(f"{what} {count}" for what, count in work.did.most_common())
    yield f"  - {name}: {did}; failed {failed.total()} (goal none: {met(not failed)})"
    yield from (f"    - {count} × {what}" for what, count in failed.most_common(5))


def _span(these: list[float], those: list[float]) -> str:
    """From the least to the most of the ratios of single rounds."""
    ratios = [this / that for this, that in zip(these, those, strict=True) if that]
    return f"{min(ratios):.1f} to {max(ratios):.1f}"


def _told(size: Size) -> str:
    residents, officers, supervisors = HURRIED
    return (
        f"{size.cases:,} cases of a year in the table, a registry of {size.persons:,} persons. {residents} residents, {officers} "
        f"officers and {supervisors} supervisors work without a pause for {size.rounds} rounds of {size.round} s at each server in "
        "turn, all signed in before. Where two builds are compared, the one process of each has a core to itself, people and "
        "PostgreSQL the other; where one process is compared with two, all share both. With pauses everybody works."
    )
