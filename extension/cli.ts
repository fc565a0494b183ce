/** `backstep`: the front door without an editor. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { distFolder } from '../engine/runtime/files';

const usage = `Usage: backstep <command>

  run FILE [args…]   run a TypeScript or JavaScript program with the engine; its exit code is the program's
  run --detect FILE [args…]
                     the same, and tell at the end what the detectors of faulty training found
  dap                serve the Debug Adapter Protocol on standard input and output
  info [--json]      versions, devices and memory
  --help             this text
  --version          the version

FILE is a .ts, .tsx, .mts, .cts, .js, .jsx, .mjs or .cjs file. It imports the engine as 'backstep'.
`;

async function main([command, ...rest]: readonly string[]): Promise<void> {
  switch (command) {
    case 'run': {
      const detect = rest[0] === '--detect';
      const [file, ...args] = detect ? rest.slice(1) : rest;
      if (file === undefined) return misused('run: which program? — write "backstep run FILE"');
      if (detect) return (await import('./cli/detect')).detectProgram(file, args);
      return (await import('./cli/run')).runProgram(file, args);
    }
    case 'dap':
      if (rest.length > 0) return misused(`dap: it takes no arguments — ${rest.join(' ')} — leave them out`);
      return (await import('./debug/server')).serve();
    case 'info': {
      const wrong = rest.find((option) => option !== '--json');
      if (wrong) return misused(`info: unknown option — ${wrong} — the only one is --json`);
      return (await import('./cli/info')).printInfo(version(), rest.includes('--json'));
    }
    case '--version':
    case '-v':
      process.stdout.write(`${version()}\n`);
      return;
    case '--help':
    case '-h':
    case 'help':
      process.stdout.write(usage);
      return;
    case undefined:
      return misused('a command is missing');
    default:
      return misused(`unknown command — ${command}`);
  }
}

function version(): string {
  const manifest = readFileSync(join(distFolder(import.meta.url), '../package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

function misused(what: string): void {
  process.stderr.write(`backstep: ${what}\n\n${usage}`);
  process.exitCode = 2;
}

void main(process.argv.slice(2));
