/** Source breakpoints: kept from before the launch to after a restart, bound to V8's while a program is there. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Protocol } from 'devtools-protocol';
import type { Notice } from '../../engine/history/notices';
import { siteFunction } from '../../engine/runtime/bootstrap';
import type { CallSite } from '../../engine/runtime/protocol';
import type { Everywhere } from './armed';
import { conditionExpression, expressionsOf } from './conditions';
import { gradientCode, sitesOf, stopsBackward, stopsForward } from './gradientbreakpoints';
import type { Inspector } from './inspector';
import { type SourceMaps, samePath } from './sourcemaps';

interface SourceBreakpoint {
  readonly id: number;
  readonly path: string;
  readonly written: DebugProtocol.SourceBreakpoint;
  /** V8's name for it; null while it is not bound. */
  v8: string | null;
  /** What stops at gradients of the line, as code of the program's; null where nothing does. */
  gradient: string | null;
  verified: boolean;
  line: number;
  column?: number;
  message?: string;
}

const noCall = 'no call on this line — gradients are those of the ops that a line calls';

/** What breakpoints need of the program that runs. */
export interface BreakpointHost {
  readonly inspector: Inspector;
  readonly maps: SourceMaps;
  readonly sites: readonly (CallSite | null)[];
  /** URL of a parsed script. */
  scriptUrl(scriptId: string): string | undefined;
  scriptIds(url: string): readonly string[];
}

export class Breakpoints {
  #next = 1;
  #host: BreakpointHost | null = null;
  /** Other threads of the program: what V8 is told of one it is told of all. */
  readonly #others = new Set<BreakpointHost>();
  readonly #bySource = new Map<string, SourceBreakpoint[]>();
  /** What the program was given last to stop at gradients. */
  #armed = '';
  readonly #byV8 = new Map<string, SourceBreakpoint>();
  readonly #everywhere: Everywhere;
  readonly #changed: (breakpoint: DebugProtocol.Breakpoint) => void;

  /** `changed` is told of every breakpoint whose place or state becomes known later. */
  constructor(changed: (breakpoint: DebugProtocol.Breakpoint) => void, everywhere: Everywhere) {
    this.#changed = changed;
    this.#everywhere = everywhere;
  }

  /** Replaces the breakpoints of one file. One that stays the same keeps its id and its hits. */
  async set(
    path: string,
    written: readonly DebugProtocol.SourceBreakpoint[],
  ): Promise<DebugProtocol.Breakpoint[]> {
    const source = samePath(path);
    const before = [...(this.#bySource.get(source) ?? [])];
    const now = written.map((one): SourceBreakpoint => {
      const same = before.findIndex((old) => JSON.stringify(old.written) === JSON.stringify(one));
      if (same >= 0) return before.splice(same, 1)[0];
      const message = this.#host ? undefined : 'waits for the program to start';
      const { line } = one;
      const id = this.#next++;
      return { id, path, written: one, v8: null, gradient: null, verified: false, line, message };
    });
    this.#bySource.set(source, now);
    await Promise.all(before.map((old) => this.#unbind(old)));
    // One after another: two on one place must not race for it.
    for (const breakpoint of now) if (!breakpoint.v8 && !breakpoint.gradient) await this.#bind(breakpoint);
    await this.#armGradients();
    return now.map((breakpoint) => this.#answer(breakpoint));
  }

  /** Binds everything to a program that was just launched and does not run yet. */
  async attach(host: BreakpointHost): Promise<void> {
    this.#host = host;
    this.#armed = '';
    this.#byV8.clear();
    for (const breakpoints of this.#bySource.values()) {
      for (const breakpoint of breakpoints) {
        breakpoint.v8 = null;
        breakpoint.gradient = null;
        await this.#bind(breakpoint);
        this.#changed(this.#answer(breakpoint));
      }
    }
    await this.#armGradients();
  }

  detach(): void {
    this.#host = null;
    this.#others.clear();
  }

  /** Binds everything to another thread of the program as well, which does not run yet. */
  async join(host: BreakpointHost): Promise<void> {
    this.#others.add(host);
    await Promise.all([...this.#byV8.values()].map((breakpoint) => bindIn(host, breakpoint)));
  }

  leave(host: BreakpointHost): void {
    this.#others.delete(host);
  }

  /** V8 found where the breakpoint really is, once a thread had parsed the module. */
  resolved(v8: string, location: Protocol.Debugger.Location, host: BreakpointHost): void {
    const breakpoint = this.#byV8.get(v8);
    if (breakpoint && this.#place(breakpoint, location, host)) this.#changed(this.#answer(breakpoint));
  }

  /** An op of a line has run whose gradients are stopped at. */
  noticed({ id, verified }: Notice): void {
    const breakpoint = this.get(id);
    if (!breakpoint || verified === undefined || stopsForward(breakpoint.written)) return;
    breakpoint.verified = verified;
    breakpoint.message = undefined;
    this.#changed(this.#answer(breakpoint));
  }

  /** Ids of the client's breakpoints among those that V8 hit. */
  hit(v8: readonly string[]): number[] {
    return v8.flatMap((one) => this.#byV8.get(one)?.id ?? []);
  }

  get(id: number): SourceBreakpoint | undefined {
    for (const breakpoints of this.#bySource.values()) {
      const found = breakpoints.find((one) => one.id === id);
      if (found) return found;
    }
    return undefined;
  }

  /** Where breakpoints can be in some lines of a file. */
  async locations(path: string, line: number, endLine: number): Promise<DebugProtocol.BreakpointLocation[]> {
    if (!this.#host) return [];
    const hosts = [this.#host, ...this.#others];
    const { maps } = this.#host;
    const found = new Map<string, DebugProtocol.BreakpointLocation>();
    for (let at = line; at <= endLine; at++) {
      const range = maps.moduleRange(path, at);
      const host = range && hosts.find((one) => one.scriptIds(range.start.url).length > 0);
      if (!host) continue;
      const [scriptId] = host.scriptIds(range.start.url);
      const [{ scriptSource }, { locations }] = await Promise.all([
        host.inspector.send('Debugger.getScriptSource', { scriptId }),
        host.inspector.send('Debugger.getPossibleBreakpoints', {
          start: { scriptId, lineNumber: range.start.lineNumber, columnNumber: range.start.columnNumber },
          end: { scriptId, lineNumber: range.end.lineNumber, columnNumber: range.end.columnNumber },
        }),
      ]);
      const lines = scriptSource.split('\n');
      for (const { lineNumber, columnNumber = 0 } of locations) {
        // The transpiler's own calls are no places of the person's.
        if (lines[lineNumber].startsWith(siteFunction, columnNumber)) continue;
        const place = maps.toSource({ url: range.start.url, lineNumber, columnNumber });
        if (place?.line === at) found.set(`${at}:${place.column}`, { line: at, column: place.column });
      }
    }
    return [...found.values()].sort((a, b) => a.line - b.line || a.column! - b.column!);
  }

  async #bind(breakpoint: SourceBreakpoint): Promise<void> {
    const host = this.#host;
    if (!host) return;
    const { path, written } = breakpoint;
    const place = host.maps.toModule(path, written.line, written.column);
    breakpoint.verified = false;
    if (!place) {
      breakpoint.message = host.maps.has(path)
        ? 'no code from here on'
        : 'the program does not use this file';
      return;
    }
    try {
      for (const expression of expressionsOf(written)) await checkSyntax(host.inspector, expression);
      if (stopsBackward(written)) this.#bindGradient(breakpoint, host);
      if (!stopsForward(written)) return;
      const { breakpointId, locations } = await bindIn(host, breakpoint);
      breakpoint.v8 = breakpointId;
      this.#byV8.set(breakpointId, breakpoint);
      // Not awaited: a busy thread takes it when it can.
      for (const other of this.#others) bindIn(other, breakpoint).catch(() => undefined);
      breakpoint.verified = true;
      breakpoint.message = stopsBackward(written) && !breakpoint.gradient ? noCall : undefined;
      breakpoint.line = place.line;
      breakpoint.column = undefined;
      if (locations[0]) this.#place(breakpoint, locations[0], host);
    } catch (thrown) {
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      breakpoint.message = message.includes('already exists')
        ? 'another breakpoint is at this place'
        : message;
    }
  }

  #bindGradient(breakpoint: SourceBreakpoint, { sites }: BreakpointHost): void {
    const { id, path, written } = breakpoint;
    const own = sitesOf(sites, path, written);
    if (own.length > 0) breakpoint.gradient = gradientCode(id, own, written);
    breakpoint.message = own.length > 0 ? 'waits for an op that this line calls' : noCall;
  }

  /** Gives the program what stops at gradients, of all files. */
  async #armGradients(): Promise<void> {
    const code = [...this.#bySource.values()].flat().flatMap(({ gradient }) => gradient ?? []);
    if (!this.#host || code.join() === this.#armed) return;
    this.#armed = code.join();
    await this.#everywhere.arm(this.#host.inspector, 'setGradientBreakpoints', `[${code.join(', ')}]`);
  }

  async #unbind(breakpoint: SourceBreakpoint): Promise<void> {
    if (!breakpoint.v8 || !this.#host) return;
    this.#byV8.delete(breakpoint.v8);
    const removed = { breakpointId: breakpoint.v8 };
    for (const { inspector } of this.#others)
      inspector.send('Debugger.removeBreakpoint', removed).catch(() => undefined);
    await this.#host.inspector.send('Debugger.removeBreakpoint', removed);
  }

  /** Returns whether anything that the client sees changed. */
  #place(
    breakpoint: SourceBreakpoint,
    { scriptId, lineNumber, columnNumber = 0 }: Protocol.Debugger.Location,
    host: BreakpointHost,
  ): boolean {
    const url = host.scriptUrl(scriptId);
    const place = url && host.maps.toSource({ url, lineNumber, columnNumber });
    if (!place) return false;
    const before = JSON.stringify(this.#answer(breakpoint));
    breakpoint.line = place.line;
    breakpoint.column = place.column;
    return JSON.stringify(this.#answer(breakpoint)) !== before;
  }

  #answer({ id, path, verified, line, column, message }: SourceBreakpoint): DebugProtocol.Breakpoint {
    return { id, verified, source: { path }, line, ...(column && { column }), ...(message && { message }) };
  }
}

/** Tells V8 of a breakpoint, in one thread. Its name for it is the same in all threads: it is made of the place. */
function bindIn({ inspector, maps }: BreakpointHost, { id, path, written }: SourceBreakpoint) {
  const { url, lineNumber, columnNumber } = maps.toModule(path, written.line, written.column)!;
  const condition = conditionExpression(id, written);
  return inspector.send('Debugger.setBreakpointByUrl', { url, lineNumber, columnNumber, condition });
}

async function checkSyntax(inspector: Inspector, expression: string): Promise<void> {
  const { exceptionDetails } = await inspector.send('Runtime.compileScript', {
    expression: `() => (${expression}\n)`,
    sourceURL: '',
    persistScript: false,
  });
  if (exceptionDetails) {
    const text = exceptionDetails.exception?.description?.split('\n')[0] ?? exceptionDetails.text;
    throw new Error(`${text} — in ${expression}`);
  }
}
