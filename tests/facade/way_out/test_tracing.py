import pytest

from facade.way_out.tracing import Trace, read_trace, span_of, trace_of

TRACE_ID, SPAN_ID = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


class TestATrace:
    @pytest.mark.parametrize("flags", ["00", "01", "ff"])
    def test_is_read_as_the_recommendation_has_it(self, flags: str) -> None:
        assert read_trace(f"00-{TRACE_ID}-{SPAN_ID}-{flags}", "a=1") == Trace(TRACE_ID, flags, "a=1")

    def test_of_a_later_version_is_read_as_far_as_it_is_known(self) -> None:
        assert read_trace(f"cc-{TRACE_ID}-{SPAN_ID}-01-what", "") == Trace(TRACE_ID)

    @pytest.mark.parametrize(
        "parent",
        [
            "",
            f"00-{TRACE_ID}-{SPAN_ID}",
            f"00-{TRACE_ID}-{SPAN_ID}-01-more",
            f"ff-{TRACE_ID}-{SPAN_ID}-01",
            f"00-{TRACE_ID.upper()}-{SPAN_ID}-01",
            f"00-{'0' * 32}-{SPAN_ID}-01",
            f"00-{TRACE_ID}-{'0' * 16}-01",
            f"00-{TRACE_ID}-{SPAN_ID}-01\nx: y",
        ],
    )
    def test_is_begun_anew_when_what_came_is_none(self, parent: str) -> None:
        assert read_trace(parent, "a=1") is None

    @pytest.mark.parametrize("state", ["x\r\ny: z", "é=1", "a" * 513])
    def test_leaves_out_a_state_that_cannot_travel(self, state: str) -> None:
        assert read_trace(f"00-{TRACE_ID}-{SPAN_ID}-01", state) == Trace(TRACE_ID)

    @pytest.mark.parametrize(
        "trace", [Trace(TRACE_ID), Trace(TRACE_ID, "00"), Trace(TRACE_ID, "01", "a=1, b=2")]
    )
    def test_is_kept_as_one_text_and_read_again(self, trace: Trace) -> None:
        assert trace_of("W1", trace.written()) == trace

    def test_is_made_of_the_reference_when_none_came(self) -> None:
        assert trace_of("W1") == trace_of("W1") != trace_of("W2")
        parent = f"00-{trace_of('W1').trace_id}-{span_of('m|1')}-01"
        assert read_trace(parent, "") == trace_of("W1")
