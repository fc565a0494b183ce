/** Requests that let the program run on, or look at another time of it. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import { UserError } from './errors';
import type { After, Current, Handlers } from './handlers';
import type { CustomRequests } from './requests';
import type { StepKind } from './stepping';
import type { Addressed } from './stopped';

export function runningHandlers({ debugged, thread, stopped, isAlone, goesOn }: Current): Handlers {
  const go = async (kind: StepKind, of: Addressed, after: After) => after(await thread(of).go(kind));
  const step =
    (kind: StepKind) =>
    async ({ granularity, ...of }: Partial<DebugProtocol.NextArguments>, after: After) => {
      const isOp = granularity === 'instruction' && (kind === 'next' || kind === 'stepIn');
      await go(isOp ? 'stepOp' : kind, of, after);
    };
  const custom = async (step: Promise<() => void>, { threadId }: Addressed, after: After) => {
    const stopped = await step;
    goesOn(threadId);
    after(stopped);
    return {};
  };
  /** What only the program's own thread can do. */
  const main = (of: Addressed, request: string) => {
    debugged().checkIsMain(of, request);
    return debugged();
  };
  return {
    async continue(of: Partial<DebugProtocol.ContinueArguments>, after) {
      await go('continue', of, after);
      return { allThreadsContinued: isAlone() };
    },
    next: step('next'),
    async stepIn(args: Partial<DebugProtocol.StepInArguments>, after) {
      const { targetId } = args;
      if (targetId === undefined) return step('stepIn')(args, after);
      const at = thread(args);
      after(await at.go('stepIn', at.stopped.target(targetId)));
    },
    async stepInTargets({ frameId }: DebugProtocol.StepInTargetsArguments) {
      return { targets: await stopped({ frameId }).targets(frameId) };
    },
    stepOut: step('stepOut'),
    'backstep/stepOp': async (of: Addressed, after) => custom(thread(of).go('stepOp'), of, after),
    'backstep/stepOpBack': async (of: Addressed, after) => {
      const back = main(of, 'stepOpBack').look((travel, present) => travel.back(present, true));
      return custom(back, of, after);
    },
    async 'backstep/stepModule'({ how, ...of }: CustomRequests['backstep/stepModule']['arguments'], after) {
      if (!['into', 'over', 'out'].includes(how))
        throw new UserError(`stepModule: no way to step — how: ${how} — into, over or out`);
      return custom(main(of, 'stepModule').goModule(how), of, after);
    },
    async stepBack({ granularity, ...of }: Partial<DebugProtocol.StepBackArguments>, after) {
      const inside = granularity === 'instruction';
      after(await main(of, 'stepBack').look((travel, present) => travel.back(present, inside)));
    },
    async reverseContinue(of: Partial<DebugProtocol.ReverseContinueArguments>, after) {
      after(await main(of, 'reverseContinue').look((travel, present) => travel.backToStop(present)));
    },
    async restartFrame({ frameId }: DebugProtocol.RestartFrameArguments) {
      const at = thread({ frameId });
      await at.restartFrame(at.stopped.frame(frameId));
    },
    async pause(of: Partial<DebugProtocol.PauseArguments>) {
      thread(of).pause();
    },
  };
}
