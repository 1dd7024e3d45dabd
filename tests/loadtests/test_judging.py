"""Percentiles, promises, saturation: what is made of the seconds of a run."""

from collections import Counter
from itertools import count
from math import log

import pytest

from loadtests.account import Account, busiest_cpu, entries_of
from loadtests.exposition import percentile_s as bucket_percentile_s
from loadtests.exposition import read, total
from loadtests.histogram import added, class_of, percentile_s
from loadtests.profile import Objective
from loadtests.rates import moments
from loadtests.recording import Recorder, to_file
from loadtests.sampling import Sample
from loadtests.saturation import saturated
from loadtests.slo import Evidence, judged
from tests.loadtests.seconds import second


def objective(measure, at_most, of=""):
    return Objective.model_validate({"measure": measure, "at_most": at_most, "of": of})


class TestAHistogram:
    def test_is_right_within_five_in_a_hundred(self):
        waits = [-log(1 - (n + 0.5) / 10_000) / 10 for n in range(10_000)]
        counts = Counter(map(class_of, waits))

        for share in (0.5, 0.95, 0.99):
            assert percentile_s(counts, share) == pytest.approx(waits[int(share * 10_000) - 1], rel=0.06)

    def test_of_two_workers_is_that_of_one(self):
        waits = [0.001 * n for n in range(1, 500)]
        apart = [Counter(map(class_of, waits[0::2])), Counter(map(class_of, waits[1::2]))]

        assert added(*apart) == Counter(map(class_of, waits))


class TestAPromise:
    @pytest.mark.parametrize(("slow", "is_met"), [(4, True), (6, False)])
    def test_on_a_percentile_counts_from_the_moment_a_request_was_due(self, slow, is_met):
        [found] = judged([objective("p95", "500ms")], Evidence([second(slow=slow)], []))

        assert found.is_met is is_met

    @pytest.mark.parametrize(("failures", "is_met"), [(1, True), (2, False)])
    def test_on_errors_is_a_share(self, failures, is_met):
        [found] = judged([objective("errors", "1%")], Evidence([second(failures=failures)], []))

        assert found.is_met is is_met

    def test_on_something_that_was_never_asked_for_is_not_met_but_not_broken(self):
        [found] = judged([objective("p95", "1s", of="cancel order")], Evidence([second()], []))

        assert (found.found, found.is_met, found.is_broken) == (None, False, False)

    @pytest.mark.parametrize(("lost", "is_met"), [(0, True), (1, False)])
    def test_on_harm_is_judged_by_the_books(self, lost, is_met):
        [found] = judged([objective("lost", 0)], Evidence([], [], {"lost": lost}))

        assert found.is_met is is_met

    def test_on_the_business_counts_what_came_between_the_first_look_and_the_last(self):
        before, after = {1.0: 50.0, 5.0: 50.0, float("inf"): 50.0}, {1.0: 50.0, 5.0: 60.0, float("inf"): 60.0}
        samples = [Sample(0, {}, {"invoice_availability": one}) for one in (before, after)]
        [found] = judged([objective("invoice_availability", "2s")], Evidence([], samples))

        assert (found.found, found.is_met) == (5.0, False)


class TestSaturation:
    def samples(self, **series):
        length = len(next(iter(series.values())))
        return [
            Sample(t, {name.replace("__", " "): values[t] for name, values in series.items()})
            for t in range(length)
        ]

    def test_names_the_first_and_the_rate_at_that_moment(self):
        told = self.samples(
            wms__utilisation=[0.1, 0.2, 0.3, 0.4, 0.95, 0.96, 0.97, 0.98],
            legacy_erp__utilisation=[0.1, 0.95, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0],
        )
        found = saturated(told, {t: (10.0 * t, float(t)) for t in range(8)})

        assert [one.resource for one in found] == ["legacy_erp workers", "wms workers"]
        assert (found[0].at_s, found[0].visits_per_s, found[0].orders_per_s) == (1, 5.0, 0.5)

    def test_does_not_name_a_single_peak(self):
        assert not saturated(self.samples(wms__utilisation=[0.1, 1.0, 1.0, 0.1, 1.0]), {})

    def test_puts_the_cause_before_who_suffers_from_it_at_the_same_moment(self):
        told = self.samples(façade__loop_lag_s=[1.0] * 4, legacy_erp__utilisation=[1.0] * 4)

        assert [one.resource for one in saturated(told, {})] == ["legacy_erp workers", "façade event loop"]


class TestTheRecord:
    def test_adds_up_to_what_was_told_in_each_second(self, tmp_path):
        path = tmp_path / "record"
        for name in ("worker 1", "worker 2"):
            recorder = Recorder(name, 0.0, to_file(str(path)))
            for number in range(10):
                recorder.request("place order", 5.0, ValueError("no") if number == 0 else None)
            recorder.visit("buyer", 0.25)
            recorder.flush(everything=True)
        account = Account(path)
        account.catch_up()
        seconds = account.between()
        entry = entries_of(seconds)["place order"]

        assert (entry.count, entry.failures, sum(entry.due.values())) == (20, 2, 20)
        assert sum(one.visits["buyer"] for one in seconds) == 2
        assert max(one.late_s for one in seconds) == 0.25
        assert sum((one.said for one in seconds), Counter()) == {"place order: no": 2}

    def test_reads_a_line_only_once_it_is_whole(self, tmp_path):
        path = tmp_path / "record"
        path.write_text('{"began_at": 5.0}\n{"began')
        account = Account(path)
        account.catch_up()
        assert account.began_at == 5.0
        with path.open("a") as file:
            file.write('_at": 6.0}\n')
        account.catch_up()

        assert account.began_at == 6.0

    def test_tells_the_busiest_stretch_of_each_process(self):
        seconds = [second(t, cpu=cpu) for t, cpu in enumerate([0.1, 0.1, 0.9, 0.9, 0.9, 0.9, 0.9, 0.1])]

        assert busiest_cpu(seconds) == {"generator": pytest.approx(0.9)}


class TestArrivals:
    def test_come_as_often_as_the_rate_says_and_know_nothing_of_each_other(self):
        numbers = count(1)
        found = moments(
            lambda t: 10.0 if t < 30 else 100.0, 60.0, lambda: -log(1 - next(numbers) * 0.618 % 1)
        )

        assert found == sorted(found)
        early = sum(t < 30 for t in found)
        assert early == pytest.approx(300, rel=0.2)
        assert len(found) - early == pytest.approx(3000, rel=0.1)


def test_measures_are_read_as_prometheus_writes_them():
    told = read('# HELP x y\nx{system="wms",state="open"} 1\nx{system="tms",state="open"} 2\ny 0.5\n')

    assert (total(told, "x", system="wms"), total(told, "x"), total(told, "y")) == (1.0, 3.0, 0.5)
    assert bucket_percentile_s({}, {1.0: 9.0, 2.0: 10.0, float("inf"): 10.0}, 0.95) == 2.0
    assert bucket_percentile_s({1.0: 5.0}, {1.0: 5.0}, 0.95) is None
