"""The façade as a provider: asked, or listened to, once it has lived through the states of a pact."""

from collections.abc import Mapping, Sequence

from contracts.pact_file import SAID, Request, State
from contracts.providers.facade_scene import live, scene_for
from contracts.providers.facade_states import STATES, Handler
from contracts.providers.facade_told import message_of
from contracts.providers.setting import AS_SHIPPED, Setting
from contracts.verification import Answered, StateError
from dualrun.clock import VirtualClock, run_virtual
from dualrun.network.reply import Reply


class FacadeProvider:
    """Implements Provider, at any stage of the move."""

    name = "facade"
    states: Mapping[str, Handler] = STATES

    def __init__(self, setting: Setting = AS_SHIPPED) -> None:
        self._setting = setting

    def answer(self, states: Sequence[State], request: Request) -> Answered:
        """Put up a new landscape, live through the states, and ask; or listen for what it says by itself."""
        if request.method == SAID:
            return Answered(message_of(states, request.headers.get("type", ""), self._setting))
        return Answered(run_virtual(lambda clock: self._answer(clock, states, request)))

    async def _answer(self, clock: VirtualClock, states: Sequence[State], request: Request) -> Reply:
        scene, defects = scene_for(clock, states, self._setting)
        await live(scene, states, self._setting)
        reply = await scene.ask(request)
        if defects:
            raise StateError(f"something of ours broke meanwhile: {defects[0]}")
        return reply
