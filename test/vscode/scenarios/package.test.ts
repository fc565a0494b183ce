import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cache, root } from '../../../extension/build/setup.mjs';
import { serverCommand, serverEnvironment } from '../../../extension/build/workbench.mjs';
import { open, type Session } from '../driver/open';
import { lineOf } from '../driver/workbench';

let session: Session | undefined;
afterAll(() => session?.close());

describe('the VSIX of npm run package', () => {
  it('installs into a clean VS Code, and debugs the digits sample', async () => {
    const vsix = join(cache, 'test/backstep.vsix');
    execFileSync(process.execPath, [join(root, 'extension/build/package.mjs'), '--no-build', '--out', vsix], {
      stdio: 'pipe',
    });
    session = await open({
      copyOf: join(root, 'extension/samples/digits'),
      development: false,
      prepare: (folder) => {
        const { file, args } = serverCommand({ folder });
        execFileSync(file, [...args, '--install-extension', vsix], {
          env: serverEnvironment({ HOME: folder }),
        });
      },
    });
    const { workbench } = session;
    const { debug } = workbench;
    const line = lineOf(join(session.folder, 'train.ts'), 'loss.backward()');
    await workbench.openFile('train.ts');
    await debug.breakpoints.set(line);
    await debug.start();
    await debug.stopped();
    await expect.poll(() => debug.highlightedLine()).toBe(line);
    await expect.poll(() => debug.value('logits')).toMatch(/^f32\[64, 10\] mean/);
    await debug.press('Step Into');
    await expect.poll(() => debug.top()).toBe('crossEntropy backward');
    await workbench.screenshot('vsix-dark');
    await debug.stop();
  });
});
