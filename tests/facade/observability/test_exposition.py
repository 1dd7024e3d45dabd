from facade.observability.exposition import Family, Histogram, Sample, counters, histograms, labels, rendered


def test_a_counter_is_written_as_prometheus_reads_it() -> None:
    text = rendered([counters("orders_total", "Orders.", {labels(channel="shop"): 3.0, (): 1.5})])

    assert text == (
        "# HELP orders_total Orders.\n# TYPE orders_total counter\n"
        'orders_total 1.5\norders_total{channel="shop"} 3\n'
    )


def test_a_histogram_counts_up_to_each_bound() -> None:
    one = Histogram((1.0, 2.5))
    for value in (0.5, 1.0, 2.0, 9.0):
        one.observe(value)

    lines = rendered([histograms("wait_seconds", "Wait.", {labels(system="wms"): one})]).splitlines()

    assert lines[2:] == [
        'wait_seconds_bucket{system="wms",le="1"} 2',
        'wait_seconds_bucket{system="wms",le="2.5"} 3',
        'wait_seconds_bucket{system="wms",le="+Inf"} 4',
        'wait_seconds_sum{system="wms"} 12.5',
        'wait_seconds_count{system="wms"} 4',
    ]


def test_a_label_can_hold_anything() -> None:
    family = Family("x", "gauge", "X.", [Sample(labels(name='a"b\\c\nd'), 1)])

    assert rendered([family]).splitlines()[-1] == 'x{name="a\\"b\\\\c\\nd"} 1'
