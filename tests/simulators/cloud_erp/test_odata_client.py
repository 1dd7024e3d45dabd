import asyncio
import json
import sys
from pathlib import Path

import uvicorn

from dualrun.clock import LiveClock
from dualrun.streams import Streams
from simulators.chassis.running import RunningSystem
from simulators.chassis.world import World
from simulators.cloud_erp import SIMULATOR
from tests.simulators.cloud_erp.erp_world import COMPANY, MASTER, SECRETS
from tests.simulators.site_world import Wire

CLIENT = Path(__file__).with_name("odata_client.py")


async def what_a_generic_client_sees():
    streams = Streams(7)
    world = World("cloud_erp", LiveClock(), streams, streams, Wire(), MASTER, pace="brisk")
    config = uvicorn.Config(RunningSystem(SIMULATOR, world), port=0, log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has a flag for it and no event
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    root = f"http://127.0.0.1:{port}"
    client = await asyncio.create_subprocess_exec(
        sys.executable,
        str(CLIENT),
        root,
        f"{root}{COMPANY}/",
        SECRETS["tenant"],
        SECRETS["client_id"],
        SECRETS["client_secret"],
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, complaints = await asyncio.wait_for(client.communicate(), 60)
    server.should_exit = True
    await serving
    assert client.returncode == 0, complaints.decode()
    return json.loads(out)


def test_python_odata_trades_for_a_day():
    seen = asyncio.run(what_a_generic_client_sees())

    assert {"customers", "items", "salesOrders", "salesOrderLines", "salesInvoices"} <= set(seen["sets"])
    assert seen["paged"] == ["C00010", "C00020", "C00030"]
    assert seen["one"] == ["C00030"]
    assert seen["starting"] == ["C00020"]
    assert seen["both"] == ["C00010", "C00020"]
    assert seen["limit"] == 1234.5
    assert seen["conflict"] == ["HTTP 409", "Request_EntityChanged"]
    assert seen["too_long"] == ["HTTP 400", "Application_StringExceededLength"]
    assert seen["order"] == ["S-ORD101001", "Closed"]
    assert seen["lines"] == [2, 3]
    assert seen["invoice"] == ["S-INV103001", 6.25]
    assert seen["twice"] == ["HTTP 400", "Application_DialogException"]
    assert seen["unknown"] == ["HTTP 400", "Internal_InvalidTableRelation"]
    assert len(seen["calls"]) >= 20
    assert max(seen["calls"]) < 500
