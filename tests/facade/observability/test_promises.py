from facade.observability.promises import USUAL, Measure, Promise, Promises

ACK = Measure.ORDER_ACKNOWLEDGEMENT
SHIP = Measure.SHIPMENT_PROPAGATION


class TestAPromise:
    def test_is_kept_while_enough_orders_are_within_its_target(self) -> None:
        promises = Promises([Promise(ACK, 30.0, share=0.9)])
        for seconds in (*[10.0] * 8, 30.0, 31.0):
            promises.observe(ACK, "shop", "", seconds)

        [standing] = promises.standings()
        assert (standing.within, standing.counted, standing.is_met) == (9, 10, True)
        assert standing.worst_s == 31.0

        promises.observe(ACK, "shop", "", 31.0)
        assert not promises.standings()[0].is_met

    def test_is_counted_for_each_channel_and_partner(self) -> None:
        promises = Promises(USUAL)
        for channel, site in (("shop", "DC2"), ("shop", "DC1"), ("edi", "DC1")):
            promises.observe(SHIP, channel, site, 1.0)

        assert [(one.channel, one.partner) for one in promises.standings()] == [
            ("edi", "DC1"),
            ("shop", "DC1"),
            ("shop", "DC2"),
        ]

    def test_to_one_partner_goes_before_one_to_a_channel_and_that_before_one_to_all(self) -> None:
        promises = Promises(
            [
                Promise(SHIP, 1.0),
                Promise(SHIP, 2.0, partner="DC1"),
                Promise(SHIP, 3.0, channel="edi"),
                Promise(SHIP, 4.0, channel="edi", partner="DC1"),
            ]
        )
        for channel in ("edi", "shop"):
            for site in ("DC1", "DC2"):
                promises.observe(SHIP, channel, site, 0.0)

        assert [one.target_s for one in promises.standings()] == [4.0, 3.0, 2.0, 1.0]

    def test_nobody_made_is_not_counted(self) -> None:
        promises = Promises([Promise(ACK, 30.0)])

        promises.observe(SHIP, "shop", "", 1.0)

        assert promises.standings() == []
