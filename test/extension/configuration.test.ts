import { describe, expect, it } from 'vitest';
import {
  completeLaunch,
  type Launch,
  launchOfFile,
  type Surroundings,
} from '../../extension/workbench/configuration';

const around: Surroundings = {
  openProgram: '/home/ada/open.ts',
  folder: '/home/ada',
  settings: { runtime: 'process', device: 'auto', detection: 'all', thresholds: { lossSpike: 4 } },
};

const launch = (more: object = {}): Launch => ({ type: 'backstep', request: 'launch', name: 'x', ...more });

describe('a launch configuration', () => {
  it('with nothing but its type debugs the open file, in the workspace folder', () => {
    const paths = { program: '/home/ada/open.ts', cwd: '/home/ada' };
    expect(completeLaunch(launch(), around)).toEqual({ ...launch(), ...paths, ...around.settings });
  });

  it('keeps what it says over what the settings say', () => {
    const settings = { ...around.settings, runtime: 'extensionHost', device: 'cpu', detection: 'stops' };
    expect(completeLaunch(launch(), { ...around, settings })).toMatchObject(settings);
    const said = {
      runtime: 'process',
      device: 'cuda',
      stopOnEntry: true,
      args: ['--epochs', '3'],
      env: { A: null },
      detection: 'all',
    };
    expect(completeLaunch(launch(said), { ...around, settings })).toMatchObject(said);
    const { thresholds } = completeLaunch(launch({ thresholds: { poorInit: 5 } }), around);
    expect(thresholds).toEqual({ lossSpike: 4, poorInit: 5 });
  });

  it('looks for a relative program in cwd, and for a relative cwd in the workspace folder', () => {
    expect(completeLaunch(launch({ program: 'train.ts', cwd: 'models' }), around)).toMatchObject({
      program: '/home/ada/models/train.ts',
      cwd: '/home/ada/models',
    });
  });

  it('without a workspace folder leaves the folder to the session', () => {
    const alone = completeLaunch(launch({ program: '/srv/a/train.ts' }), { ...around, folder: null });
    expect(alone.program).toBe('/srv/a/train.ts');
    expect(alone).not.toHaveProperty('cwd');
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
      'nothing says where its program is',
      launch({ program: 'a.ts' }),
      { folder: null },
      /"program" is relative .* open a folder/,
    ],
    [
      'nothing says where its cwd is',
      launch({ cwd: 'a' }),
      { folder: null },
      /"cwd" is relative .* open a folder/,
    ],
    ['it asks to attach', launch({ request: 'attach' }), {}, /"attach" — .*"request": "launch"/],
  ])('when %s', (_when, configuration, more, message) => {
    expect(() => completeLaunch(configuration, { ...around, ...more })).toThrow(message);
  });
});
