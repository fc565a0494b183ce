/** Requests that let the program run on, or look at another time of it. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import { UserError } from './errors';
import type { After, Current, Handlers } from './handlers';
import type { CustomRequests } from './requests';
import type { StepKind } from './stepping';

export function runningHandlers({ debugged, stopped, goesOn }: Current): Handlers {
  const go = async (kind: StepKind, after: After) => after(await debugged().go(kind));
  const step =
    (kind: StepKind) =>
    async ({ granularity }: Partial<DebugProtocol.NextArguments>, after: After) => {
      const isOp = granularity === 'instruction' && (kind === 'next' || kind === 'stepIn');
      await go(isOp ? 'stepOp' : kind, after);
    };
  const custom = async (step: Promise<() => void>, after: After) => {
    const stopped = await step;
    after(goesOn);
    after(stopped);
    return {};
  };
  return {
    async continue(_, after) {
      await go('continue', after);
      return { allThreadsContinued: true };
    },
    next: step('next'),
    async stepIn(args: Partial<DebugProtocol.StepInArguments>, after) {
      const { targetId } = args;
      if (targetId === undefined) return step('stepIn')(args, after);
      after(await debugged().go('stepIn', stopped().target(targetId)));
    },
    async stepInTargets({ frameId }: DebugProtocol.StepInTargetsArguments) {
      return { targets: await stopped().targets(frameId) };
    },
    stepOut: step('stepOut'),
    'backstep/stepOp': async (_, after) => custom(debugged().go('stepOp'), after),
    'backstep/stepOpBack': async (_, after) =>
      custom(
        debugged().look((travel, present) => travel.back(present, true)),
        after,
      ),
    async 'backstep/stepModule'({ how }: CustomRequests['backstep/stepModule']['arguments'], after) {
      if (!['into', 'over', 'out'].includes(how))
        throw new UserError(`stepModule: no way to step — how: ${how} — into, over or out`);
      return custom(debugged().goModule(how), after);
    },
    async stepBack({ granularity }: Partial<DebugProtocol.StepBackArguments>, after) {
      const inside = granularity === 'instruction';
      after(await debugged().look((travel, present) => travel.back(present, inside)));
    },
    async reverseContinue(_, after) {
      after(await debugged().look((travel, present) => travel.backToStop(present)));
    },
    async restartFrame({ frameId }: DebugProtocol.RestartFrameArguments) {
      await debugged().restartFrame(stopped().frame(frameId));
    },
    async pause() {
      debugged().pause();
    },
  };
}
