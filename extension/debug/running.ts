/** Requests that let the program run on, or look at another time of it. */
import { ContinuedEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Current, Handlers } from './handlers';
import type { StepKind } from './stepping';
import { threadId } from './thread';

export function runningHandlers({ debugged, afterResponse, send }: Current): Handlers {
  const go = async (kind: StepKind) => afterResponse(await debugged().go(kind));
  const step =
    (kind: StepKind) =>
    async ({ granularity }: Partial<DebugProtocol.NextArguments>) => {
      const isOp = granularity === 'instruction' && (kind === 'next' || kind === 'stepIn');
      await go(isOp ? 'stepOp' : kind);
    };
  return {
    async continue() {
      await go('continue');
      return { allThreadsContinued: true };
    },
    next: step('next'),
    stepIn: step('stepIn'),
    stepOut: step('stepOut'),
    async 'backstep/stepOp'() {
      const stopped = await debugged().go('stepOp');
      // Clients know what a standard step does; of this one they must be told.
      afterResponse(() => send(new ContinuedEvent(threadId, true)));
      afterResponse(stopped);
      return {};
    },
    async stepBack() {
      afterResponse(await debugged().look((travel, present) => travel.back(present)));
    },
    async reverseContinue() {
      afterResponse(await debugged().look((travel, present) => travel.backToStop(present)));
    },
    async pause() {
      debugged().pause();
    },
  };
}
