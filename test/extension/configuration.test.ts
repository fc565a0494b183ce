import { describe, expect, it } from 'vitest';
import {
  completeLaunch,
  isProgram,
  type Launch,
  launchOfFile,
  type Surroundings,
} from '../../extension/workbench/configuration';

const around: Surroundings = {
  openProgram: '/home/ada/open.ts',
  folder: '/home/ada',
  settings: { runtime: 'process', device: 'auto' },
  isFile: (path) => path.startsWith('/home/ada/') || path.startsWith('/srv/'),
};

const launch = (more: object = {}): Launch => ({ type: 'backstep', request: 'launch', name: 'x', ...more });

describe('a launch configuration', () => {
  it('with nothing but its type debugs the open file, in the workspace folder', () => {
    expect(completeLaunch(launch(), around)).toEqual({
      ...launch(),
      program: '/home/ada/open.ts',
      cwd: '/home/ada',
      args: [],
      env: {},
      stopOnEntry: false,
      runtime: 'process',
      device: 'auto',
    });
  });

  it('keeps what it says over what the settings say', () => {
    const settings = { runtime: 'extensionHost', device: 'cpu' };
    expect(completeLaunch(launch(), { ...around, settings })).toMatchObject(settings);
    const said = {
      runtime: 'process',
      device: 'cuda',
      stopOnEntry: true,
      args: ['--epochs', '3'],
      env: { A: null },
    };
    expect(completeLaunch(launch(said), { ...around, settings })).toMatchObject(said);
  });

  it('looks for a relative program in cwd, and for a relative cwd in the workspace folder', () => {
    expect(completeLaunch(launch({ program: 'train.ts', cwd: 'models' }), around)).toMatchObject({
      program: '/home/ada/models/train.ts',
      cwd: '/home/ada/models',
    });
  });

  it('without a workspace folder runs where the program lies', () => {
    expect(completeLaunch(launch({ program: '/srv/a/train.ts' }), { ...around, folder: null })).toMatchObject(
      {
        cwd: '/srv/a',
      },
    );
  });

  it('made of the open file is complete', () => {
    expect(completeLaunch(launchOfFile('/srv/a.ts'), around)).toMatchObject({
      program: '/srv/a.ts',
      cwd: '/home/ada',
    });
  });
});

describe('a launch is refused with what to do', () => {
  it.each([
    ['there is nothing to run', launch(), { openProgram: null }, /there is no program .* open the file/],
    [
      'the program is not a program',
      launch({ program: 'notes.md' }),
      {},
      /not a TypeScript or JavaScript file — \/home\/ada\/notes\.md/,
    ],
    ['the program is missing', launch({ program: '/nowhere/a.ts' }), {}, /does not exist — \/nowhere\/a\.ts/],
    [
      'nothing says where a relative program is',
      launch({ program: 'a.ts' }),
      { folder: null },
      /open a folder/,
    ],
    [
      'the runtime is unknown',
      launch({ runtime: 'cloud' }),
      {},
      /"runtime" is not known — "cloud" — .*process, extensionHost/,
    ],
    ['the device is unknown', launch({ device: 'tpu' }), {}, /"device" is not known — "tpu"/],
    ['it asks to attach', launch({ request: 'attach' }), {}, /"attach" — .*"request": "launch"/],
    ['cwd is not text', launch({ cwd: 3 }), {}, /"cwd" is not text — 3/],
  ])('when %s', (_when, configuration, more, message) => {
    expect(() => completeLaunch(configuration, { ...around, ...more })).toThrow(message);
  });
});

it('declarations are not programs', () => {
  expect(['a.ts', 'a.mts', 'a.cjs', 'a.tsx'].every(isProgram)).toBe(true);
  expect(['a.d.ts', 'a.d.mts', 'a.json', 'ts'].some(isProgram)).toBe(false);
});
