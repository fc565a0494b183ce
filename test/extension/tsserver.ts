/** The TypeScript server, started as VS Code starts it, and asked by its own protocol. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';

const tsserver = createRequire(import.meta.url).resolve('typescript/lib/tsserver.js');

interface Answer {
  readonly type: string;
  readonly request_seq?: number;
  readonly success?: boolean;
  readonly message?: string;
  readonly body?: unknown;
}

export class TypeScriptServer {
  readonly #child: ChildProcess;
  readonly #pending = new Map<number, { resolve(body: unknown): void; reject(error: Error): void }>();
  #sequence = 0;
  #output = '';

  /** `extension` is the folder of the extension that contributes `plugin`. */
  constructor(extension: string, plugin: string) {
    this.#child = spawn(process.execPath, [
      tsserver,
      '--globalPlugins',
      plugin,
      '--pluginProbeLocations',
      extension,
      '--disableAutomaticTypingAcquisition',
      '--suppressDiagnosticEvents',
    ]);
    this.#child.stdout!.on('data', (text) => this.#read(String(text)));
  }

  open(file: string, content: string): void {
    this.#post('open', { file, fileContent: content });
  }

  /** Texts of the errors of types. */
  async errors(file: string): Promise<string[]> {
    const found = await this.#ask<{ text: string }[]>('semanticDiagnosticsSync', { file });
    return found.map(({ text }) => text);
  }

  /** What hovering shows at a place; line and column count from 1. */
  async hover(file: string, line: number, offset: number): Promise<string> {
    return (await this.#ask<{ displayString: string }>('quickinfo', { file, line, offset })).displayString;
  }

  close(): void {
    this.#child.kill();
  }

  #post(command: string, args: object): number {
    const seq = ++this.#sequence;
    this.#child.stdin!.write(`${JSON.stringify({ seq, type: 'request', command, arguments: args })}\n`);
    return seq;
  }

  #ask<Body>(command: string, args: object): Promise<Body> {
    const seq = this.#post(command, args);
    return new Promise((resolve, reject) => {
      this.#pending.set(seq, { resolve: resolve as (body: unknown) => void, reject });
    });
  }

  /** Headers, an empty line, and one line of JSON a message. */
  #read(text: string): void {
    const lines = (this.#output + text).split('\n');
    this.#output = lines.pop()!;
    for (const line of lines.filter((one) => one.startsWith('{'))) {
      const answer = JSON.parse(line) as Answer;
      if (answer.type !== 'response') continue;
      const pending = this.#pending.get(answer.request_seq!);
      this.#pending.delete(answer.request_seq!);
      if (answer.success) pending?.resolve(answer.body);
      else pending?.reject(new Error(answer.message));
    }
  }
}
