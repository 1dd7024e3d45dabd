"""Which providers there are by name: the façade, and every system of the registry."""

from collections.abc import Sequence

from contracts.pact_file import PactError
from contracts.verification import Provider
from dualrun.nearest import nearest
from simulators.registry import NAMES

FACADE = "facade"
PROVIDERS = (FACADE, *NAMES)


def live_provider(
    name: str,
    url: str,
    control: str | None,
    headers: Sequence[str],
    state_url: str | None = None,
    message_url: str | None = None,
) -> Provider:
    """Give the provider of that name as it stands at `url`; a name that is none of ours is the user's own.

    A façade has no control plane: it is served with its states and messages.

    Raises:
        PactError: a header is no header, or what we have is to be put into states by a URL.
    """
    from contracts.providers.live import LiveProvider
    from contracts.providers.own import OwnProvider
    from contracts.providers.served import MESSAGES_PATH, STATES_PATH

    sent = headers_of(headers)
    if name not in PROVIDERS or state_url or message_url:
        return OwnProvider(name, url, state_url, sent, message_url)
    if name == FACADE:
        at = url.rstrip("/")
        return OwnProvider(name, url, f"{at}{STATES_PATH}", sent, f"{at}{MESSAGES_PATH}")
    return LiveProvider(provider_of(name), url, control or url, sent)


def is_mute(provider: Provider) -> bool:
    """Say whether nobody can be asked there for what the provider says of its own accord."""
    from contracts.providers.live import LiveProvider
    from contracts.providers.own import OwnProvider

    if isinstance(provider, OwnProvider):
        return not provider.tells
    return isinstance(provider, LiveProvider)


def headers_of(headers: Sequence[str]) -> dict[str, str]:
    """Read headers that are written `Name: value`.

    Raises:
        PactError: one is no header.
    """
    sent: dict[str, str] = {}
    for line in headers:
        header, colon, value = line.partition(":")
        if not colon or not header.strip():
            raise PactError(f"{line!r} is no header; write it as 'Name: value'")
        sent[header.strip().lower()] = value.strip()
    return sent


def provider_of(name: str) -> Provider:
    """Give the provider of that name, to be verified in process.

    Raises:
        PactError: there is none.
    """
    if name not in PROVIDERS:
        meant = nearest(name, PROVIDERS)
        raise PactError(f"there is no provider {name!r}{f'; did you mean {meant}?' if meant else ''}")
    if name == FACADE:
        from contracts.providers.facade import FacadeProvider

        return FacadeProvider()
    from contracts.providers.simulator import SimulatorProvider

    return SimulatorProvider(name)
