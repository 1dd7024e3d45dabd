from collections.abc import Iterator

import pytest

from tests.facade.door import Door


@pytest.fixture
def door() -> Iterator[Door]:
    opened = Door()
    yield opened
    assert not opened.alone.defects
    opened.close()
