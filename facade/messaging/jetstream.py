"""NATS JetStream as the event layer, with nothing that a 2.9 server would take and silently ignore.

The stream remembers the ids of the last minutes, so an event that is sent again because its acknowledgement
got lost is kept once. What is sent again later than that is kept twice, under one id: consumers go by the id.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

import nats
import nats.errors
import nats.js.errors
from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.api import RetentionPolicy, StorageType, StreamConfig

from facade.errors import BrokerRefusedError, BrokerUnavailableError
from facade.messaging.broker import BrokerPlace, Message

SERVER_VERSION_MIN = (2, 9)
CONNECT_S_MAX, ANSWER_S_MAX = 2, 5
DUPLICATES_KNOWN_S = 600.0
_AWAY = (nats.errors.Error, nats.js.errors.ServiceUnavailableError, OSError, TimeoutError)


class JetStream:
    """Implements Broker over one connection, opened when it is needed and again when it broke."""

    def __init__(self, place: BrokerPlace) -> None:
        self.place = place
        self._client: Client | None = None

    async def publish(self, messages: Sequence[Message]) -> Sequence[str]:
        """Send messages side by side and give the ids of those that are kept.

        Raises:
            BrokerUnavailableError: the server does not answer.
        """
        stream = (await self.connected()).jetstream()
        sending = asyncio.gather(
            *(self._sent(stream, message) for message in messages), return_exceptions=True
        )
        try:
            answers = await asyncio.wait_for(sending, 2 * ANSWER_S_MAX)  # the driver may wait for good
        except TimeoutError:
            await self.close()
            raise BrokerUnavailableError("no answer in time") from None
        kept = [one.id for one, answer in zip(messages, answers, strict=True) if answer is None]
        failure = next((answer for answer in answers if answer is not None), None)
        if failure is not None and not kept:
            await self.close()
            raise BrokerUnavailableError(_said(failure))
        return kept

    async def _sent(self, stream: JetStreamContext, message: Message) -> None:
        await stream.publish(
            f"{self.place.stream}.{message.subject}",
            message.body,
            timeout=ANSWER_S_MAX,
            stream=self.place.stream,
            headers={"Nats-Msg-Id": message.id, "Content-Type": "application/cloudevents+json"},
        )

    async def connected(self) -> Client:
        """Give the connection, with the stream there.

        Raises:
            BrokerUnavailableError: the server does not answer.
            BrokerRefusedError: it is too old, has no JetStream, or another kind of stream of this name.
        """
        if self._client is not None and self._client.is_connected:
            return self._client
        await self.close()
        try:
            client = await nats.connect(
                self.place.server,
                name="dualrun facade",
                allow_reconnect=False,  # we connect again when there is something to say
                connect_timeout=CONNECT_S_MAX,
                reconnect_time_wait=0.1,
                max_reconnect_attempts=1,
                error_cb=_unheard,
            )
        except _AWAY as error:
            raise BrokerUnavailableError(_said(error)) from None
        try:
            await self._prepare(client)
        except BaseException:
            self._client = client
            await self.close()
            raise
        self._client = client
        return client

    async def _prepare(self, client: Client) -> None:
        version = client.connected_server_version
        if (version.major, version.minor) < SERVER_VERSION_MIN:
            needed = ".".join(map(str, SERVER_VERSION_MIN))
            raise BrokerRefusedError(f"the server is NATS {version}: {needed} or newer is needed")
        asked = StreamConfig(
            name=self.place.stream,
            subjects=[f"{self.place.stream}.>"],
            retention=RetentionPolicy.LIMITS,
            storage=StorageType.FILE,
            duplicate_window=DUPLICATES_KNOWN_S,
        )
        stream = client.jetstream(timeout=ANSWER_S_MAX)
        try:
            try:
                found = (await stream.stream_info(self.place.stream)).config
            except nats.js.errors.NotFoundError:
                found = (await stream.add_stream(asked)).config
        except nats.js.errors.ServiceUnavailableError:
            raise BrokerRefusedError("the server has no JetStream: start it with --jetstream") from None
        except nats.js.errors.APIError as error:
            raise BrokerRefusedError(f"stream {self.place.stream}: {error.description}") from None
        except _AWAY as error:
            raise BrokerUnavailableError(_said(error)) from None
        for name in ("subjects", "retention", "duplicate_window"):
            if getattr(found, name) != getattr(asked, name):
                said = f"stream {self.place.stream}: its {name} is {getattr(found, name)}"
                raise BrokerRefusedError(
                    f"{said}, not {getattr(asked, name)}: name another stream in the URL"
                )

    async def close(self) -> None:
        """Let go of the connection."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(*_AWAY):
                await asyncio.wait_for(client.close(), CONNECT_S_MAX)  # it may flush into the void


async def _unheard(_: Exception) -> None:
    """What goes wrong is told where it happens."""


def _said(error: BaseException) -> str:
    return str(error).partition("\n")[0] or type(error).__name__
