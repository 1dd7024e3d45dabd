from dualrun.sweep.job import Job
from dualrun.sweep.ledger import Ledger
from dualrun.sweep.run import Sweep, carry_out, open_jobs, trials
from tests.dualrun.sweep.little_plan import SOURCE, record


def played(jobs):
    for job in reversed(jobs):
        yield job.key(), record(job.seed)


def test_a_sweep_that_was_stopped_goes_on_where_it_was(tmp_path):
    jobs = Sweep(SOURCE, range(1, 9), {}).jobs()
    ledger = Ledger(tmp_path / "kept.jsonl")
    begun = carry_out(jobs, ledger, played)
    for _ in range(3):
        next(begun)
    begun.close()
    ledger.close()

    again = Ledger(tmp_path / "kept.jsonl")
    assert [job.seed for job in open_jobs(jobs, again)] == [1, 2, 3, 4, 5]
    assert len(list(carry_out(jobs, again, played))) == 5
    assert [trial.record.seed for trial in trials(jobs, again)] == list(range(1, 9))
    again.close()


def test_a_line_that_was_cut_short_is_done_again_and_spoils_no_other(tmp_path):
    path = tmp_path / "kept.jsonl"
    ledger = Ledger(path)
    ledger.take("one", record(1))
    ledger.take("two", record(2))
    ledger.close()
    path.write_bytes(path.read_bytes()[:-20])

    cut = Ledger(path)
    assert (cut.get("one"), cut.get("two")) == (record(1), None)
    cut.take("three", record(3, "no-go", "I02 one"))
    cut.close()
    whole = Ledger(path)
    assert (whole.get("one"), whole.get("three")) == (record(1), record(3, "no-go", "I02 one"))
    whole.close()


def test_all_that_decides_an_outcome_is_in_the_key():
    job = Job(SOURCE, 1)
    others = [
        Job(SOURCE._replace(text=SOURCE.text + "\n"), 1),
        Job(SOURCE, 2),
        Job(SOURCE, 1, {"demand.orders": "5"}),
    ]
    assert len(dict.fromkeys(one.key() for one in (job, *others))) == 4
    assert job.key() == Job(SOURCE, 1, {}, {"demand.orders": 4.0}).key()
