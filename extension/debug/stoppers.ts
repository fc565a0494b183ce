/** What makes a program stop, and what else it is given: kept from before the launch to after a restart. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import { type Notice, noBreakpoint } from '../../engine/history/notices';
import { type Armed, Everywhere } from './armed';
import { Breakpoints } from './breakpoints';
import { DataBreakpoints, dataOfFunction } from './databreakpoints';
import type { Debugged } from './debugged';
import { Detectors } from './detectors';
import { pauseState } from './exceptions';
import type { Handlers } from './handlers';
import { HistoryBudget } from './history';
import { InstructionBreakpoints } from './instructionbreakpoints';
import { OpBreakpoints } from './opbreakpoints';
import { outputAt } from './output';

export class Stoppers {
  readonly breakpoints: Breakpoints;
  readonly detectors = new Detectors();
  readonly historyBudget = new HistoryBudget();
  /** What workers are given too. */
  readonly everywhere = new Everywhere();
  readonly #opBreakpoints = new OpBreakpoints(this.everywhere);
  readonly #instructionBreakpoints = new InstructionBreakpoints();
  readonly #dataBreakpoints: DataBreakpoints;
  /** All that is given to each program. */
  readonly armed: readonly Armed[];
  #exceptionFilters: readonly string[] = ['uncaught'];

  /** `changed` is told of every breakpoint whose place or state becomes known later. */
  constructor(changed: (breakpoint: DebugProtocol.Breakpoint) => void) {
    this.breakpoints = new Breakpoints(changed, this.everywhere);
    this.#dataBreakpoints = new DataBreakpoints(changed);
    this.armed = [
      this.#opBreakpoints,
      this.#instructionBreakpoints,
      this.#dataBreakpoints,
      this.detectors,
      this.historyBudget,
    ];
  }

  /** State of V8's `Debugger.setPauseOnExceptions`. */
  get pauseOnExceptions(): 'none' | 'uncaught' | 'all' {
    return pauseState(this.#exceptionFilters);
  }

  /** The program has ended. */
  detach(): void {
    this.breakpoints.detach();
    for (const list of this.armed) list.detach();
    this.everywhere.clear();
  }

  /** What a person is to read of a notice of the program's. */
  noticed(notice: Notice): DebugProtocol.OutputEvent['body'][] {
    const { id, text } = notice;
    this.breakpoints.noticed(notice);
    const problem = this.#dataBreakpoints.noticed(notice);
    const lines: DebugProtocol.OutputEvent['body'][] = [];
    if (problem !== null) lines.push({ category: 'console', output: `${problem}\n` });
    if (text === undefined) return lines;
    if (id === noBreakpoint) lines.push({ category: 'console', output: `${text}\n` });
    const at = this.breakpoints.get(id);
    if (at) {
      const place = { path: at.path, line: at.line, column: at.column ?? 1 };
      lines.push(outputAt('console', `${text}\n`, place));
    }
    return lines;
  }

  /** The requests that set them. `debugged`: the program under the debugger, if there is one. */
  handlers(debugged: () => Debugged | null): Handlers {
    return {
      setBreakpoints: async ({ source, breakpoints }: DebugProtocol.SetBreakpointsArguments) => {
        if (!source.path) return { breakpoints: [] };
        return { breakpoints: await this.breakpoints.set(source.path, breakpoints ?? []) };
      },
      setFunctionBreakpoints: async ({ breakpoints }: DebugProtocol.SetFunctionBreakpointsArguments) => {
        const data = breakpoints.map(dataOfFunction);
        const ops = await this.#opBreakpoints.set(breakpoints.filter((_, place) => data[place] === null));
        const watched = await this.#dataBreakpoints.set(
          'function',
          data.filter((one) => one !== null),
        );
        return { breakpoints: data.map((one) => (one === null ? ops.shift()! : watched.shift()!)) };
      },
      setInstructionBreakpoints: async ({
        breakpoints,
      }: DebugProtocol.SetInstructionBreakpointsArguments) => ({
        breakpoints: await this.#instructionBreakpoints.set(breakpoints),
      }),
      setDataBreakpoints: async ({ breakpoints }: DebugProtocol.SetDataBreakpointsArguments) => ({
        breakpoints: await this.#dataBreakpoints.set('data', breakpoints),
      }),
      breakpointLocations: async ({ source, line, endLine }: DebugProtocol.BreakpointLocationsArguments) => {
        const { path } = source;
        return { breakpoints: path ? await this.breakpoints.locations(path, line, endLine ?? line) : [] };
      },
      setExceptionBreakpoints: async ({
        filters,
        filterOptions = [],
      }: DebugProtocol.SetExceptionBreakpointsArguments) => {
        const all = [...filters.map((filterId) => ({ filterId })), ...filterOptions];
        this.#exceptionFilters = all.map(({ filterId }) => filterId);
        await debugged()?.pauseOnExceptions(this.pauseOnExceptions);
        return { breakpoints: await this.detectors.set(all) };
      },
    };
  }
}
