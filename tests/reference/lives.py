"""Lives: jobs lost for want of travel, the weeks without work, and the places that become vacant."""

from dataclasses import dataclass, field

from jaywalk.core import processes as process
from reference.draws import waiting
from reference.residents import Resident
from reference.run import Run

WORKING_CELLS = range(20, 120)  # ages 18 to 59, where no attribute says who has a job


@dataclass
class Jobs:
    """Who is out of work, and the vacancies they leave."""

    back: dict[tuple[int, int], int] = field(default_factory=dict)  # (resident, world): week of a new job
    fresh: dict[tuple[int, int], int] = field(default_factory=dict)  # (city, world): vacancies of this week
    vacancies: dict[tuple[int, int], int] = field(default_factory=dict)  # of last week


def out_of_work(run: Run, resident: Resident, world: int) -> bool:
    """Whether the resident has lost a job and found no other yet."""
    return (resident.index, world) in run.jobs.back


def back_to_work(run: Run, week: int) -> None:
    """Whose weeks without work are over."""
    run.jobs.back = {who: until for who, until in run.jobs.back.items() if until != week}


def lose_job(run: Run, resident: Resident, week: int, blocked: list[int], rightly: list[int]) -> None:
    """The blocked modes of each world, and those that would rightly be blocked: who cannot travel may lose a job.

    One draw for all worlds; it takes effect next week.
    """
    tables, jobs = run.tables, run.jobs
    if not has_job(run, resident):
        return
    draw = run.draws(resident.serial, resident.area, tables.absolute(week), process.JOB_LOSS)
    for world, modes in enumerate(blocked):
        hazard = tables.job_loss[world][tables.era[week]][resident.cell]
        if modes == 0 or out_of_work(run, resident, world) or waiting(draw.first64) >= hazard:
            continue
        jobs.back[resident.index, world] = week + 1 + tables.lost_weeks[world]
        at = resident.city, world
        jobs.fresh[at] = jobs.fresh.get(at, 0) + 1
        run.counters.add("jobs_lost", week, resident, world)
        if rightly[world] == 0:
            run.counters.add("jobs_lost_wrongly", week, resident, world)


def has_job(run: Run, resident: Resident) -> bool:
    """Whether the resident is somebody who works."""
    needed = run.tables.job_attribute
    return resident.adult and (resident.cell in WORKING_CELLS if needed == -1 else needed in resident.attributes)


def more_places(run: Run, city: int, market: int, world: int) -> int:
    """Places that last week's losses add in a market."""
    tables = run.tables
    if not (tables.has_lives and tables.market_vacancies[market]):
        return 0
    return run.jobs.vacancies.get((city, world), 0)


def turn_over(run: Run) -> None:
    """This week's vacancies are filled next week or never."""
    run.jobs.vacancies, run.jobs.fresh = run.jobs.fresh, {}
