/** Requests that let the program run on, or look at another time of it. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import { UserError } from './errors';
import type { Current, Handlers } from './handlers';
import type { CustomRequests } from './requests';
import type { StepKind } from './stepping';

export function runningHandlers({ debugged, stopped, afterResponse, goesOn }: Current): Handlers {
  const go = async (kind: StepKind) => afterResponse(await debugged().go(kind));
  const step =
    (kind: StepKind) =>
    async ({ granularity }: Partial<DebugProtocol.NextArguments>) => {
      const isOp = granularity === 'instruction' && (kind === 'next' || kind === 'stepIn');
      await go(isOp ? 'stepOp' : kind);
    };
  const custom = async (step: Promise<() => void>) => {
    const stopped = await step;
    afterResponse(goesOn);
    afterResponse(stopped);
    return {};
  };
  return {
    async continue() {
      await go('continue');
      return { allThreadsContinued: true };
    },
    next: step('next'),
    async stepIn(args: Partial<DebugProtocol.StepInArguments>) {
      const { targetId } = args;
      if (targetId === undefined) return step('stepIn')(args);
      afterResponse(await debugged().go('stepIn', stopped().target(targetId)));
    },
    async stepInTargets({ frameId }: DebugProtocol.StepInTargetsArguments) {
      return { targets: await stopped().targets(frameId) };
    },
    stepOut: step('stepOut'),
    'backstep/stepOp': () => custom(debugged().go('stepOp')),
    'backstep/stepOpBack': () => custom(debugged().look((travel, present) => travel.back(present, true))),
    async 'backstep/stepModule'({ how }: CustomRequests['backstep/stepModule']['arguments']) {
      if (!['into', 'over', 'out'].includes(how))
        throw new UserError(`stepModule: no way to step — how: ${how} — into, over or out`);
      return custom(debugged().goModule(how));
    },
    async stepBack({ granularity }: Partial<DebugProtocol.StepBackArguments>) {
      const inside = granularity === 'instruction';
      afterResponse(await debugged().look((travel, present) => travel.back(present, inside)));
    },
    async reverseContinue() {
      afterResponse(await debugged().look((travel, present) => travel.backToStop(present)));
    },
    async restartFrame({ frameId }: DebugProtocol.RestartFrameArguments) {
      await debugged().restartFrame(stopped().frame(frameId));
    },
    async pause() {
      debugged().pause();
    },
  };
}
