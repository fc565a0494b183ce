import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { detectors } from '../../engine/history/detectors/index';
import * as contributions from '../../extension/contributions';

const root = fileURLToPath(new URL('../..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const { contributes } = manifest;
const [debuggerContribution] = contributes.debuggers;
const { properties } = debuggerContribution.configurationAttributes.launch;

interface Item {
  command: string;
  when?: string;
}
const menuItems: Item[] = Object.values<Item[]>(contributes.menus).flat();

describe('the manifest and contributions.ts name the same', () => {
  it('commands', () => {
    expect(names(contributes.commands, 'command')).toEqual(Object.values(contributions.command).sort());
  });

  it('settings', () => {
    expect(Object.keys(contributes.configuration.properties).sort()).toEqual(
      [
        ...Object.values(contributions.setting),
        ...contributions.thresholdSettings.map(contributions.thresholdSetting),
      ].sort(),
    );
  });

  it('the debug type, and no other', () => {
    expect(names(contributes.debuggers, 'type')).toEqual([contributions.debugType]);
  });

  it('launch attributes', () => {
    expect(Object.keys(properties).sort()).toEqual(Object.values(contributions.launchAttribute).sort());
  });

  it('languages, of the debugger and of breakpoints', () => {
    expect(debuggerContribution.languages).toEqual([...contributions.languages]);
    expect(names(contributes.breakpoints, 'language')).toEqual([...contributions.languages].sort());
  });

  it('the choices of runtime and device', () => {
    const settings = contributes.configuration.properties;
    expect(properties.runtime.enum).toEqual([...contributions.runtimes]);
    expect(settings[contributions.setting.runtime].enum).toEqual([...contributions.runtimes]);
    expect(properties.device.enum).toEqual([...contributions.devices]);
    expect(settings[contributions.setting.device].enum).toEqual([...contributions.devices]);
  });

  it('the detectors, and the thresholds of those that have one', () => {
    const settings = contributes.configuration.properties;
    expect(properties.detectors.items.anyOf[0].enum).toEqual(detectors.map(({ name }) => name));
    expect(properties.detection.enum).toEqual([...contributions.detections]);
    expect(settings[contributions.setting.detection].enum).toEqual([...contributions.detections]);
    const limited = detectors.filter(({ threshold }) => threshold !== null);
    expect([...contributions.thresholdSettings]).toEqual(limited.map(({ name }) => name));
    for (const { name, threshold } of limited)
      expect(settings[contributions.thresholdSetting(name)].default, name).toBe(threshold?.default);
  });

  it('the walkthrough and the plugin of the TypeScript server', () => {
    expect(names(contributes.walkthroughs, 'id')).toEqual([contributions.walkthrough]);
    expect(names(contributes.typescriptServerPlugins, 'name')).toEqual([contributions.typesPlugin]);
  });

  it('the menu context of a tensor', () => {
    const [item] = contributes.menus['debug/variables/context'];
    expect(item.when).toContain(`debugProtocolVariableMenuContext == '${contributions.tensorMenuContext}'`);
  });
});

describe('the manifest is whole', () => {
  it('menus and keys run commands that are contributed', () => {
    const known = new Set<string>(Object.values(contributions.command));
    const used = [...menuItems, ...(contributes.keybindings as Item[])].map(({ command }) => command);
    expect(used.filter((command) => !known.has(command))).toEqual([]);
  });

  it('every kind of contribution is one that this test knows', () => {
    expect(Object.keys(contributes).sort()).toEqual(
      [
        'breakpoints',
        'commands',
        'configuration',
        'debuggers',
        'keybindings',
        'menus',
        'typescriptServerPlugins',
        'walkthroughs',
      ].sort(),
    );
  });

  it('debug menus and keys are there in Backstep sessions only', () => {
    const debugging = Object.entries<Item[]>(contributes.menus)
      .filter(([menu]) => menu.startsWith('debug/'))
      .flatMap(([, items]) => items);
    for (const { when } of [...debugging, ...contributes.keybindings]) {
      expect(when).toContain(`debugType == '${contributions.debugType}'`);
    }
  });

  it('every file that it names is there', () => {
    const files = JSON.stringify(manifest).match(/extension\/[\w/-]+\.(?:svg|png|md)/g) ?? [];
    expect(files.length).toBeGreaterThan(6);
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  it('every launch attribute and setting says what it means and what it is without', () => {
    for (const [name, schema] of Object.entries<Record<string, unknown>>({
      ...properties,
      ...contributes.configuration.properties,
    })) {
      expect(schema.description ?? schema.markdownDescription, name).toMatch(/\w+.*\.$/s);
      expect(schema, name).toHaveProperty('default');
      if (schema.enum) expect(schema.enumDescriptions, name).toHaveLength((schema.enum as unknown[]).length);
    }
  });

  it('configurations that it proposes use attributes of the schema', () => {
    const known = new Set(['type', 'request', 'name', ...Object.keys(properties)]);
    const proposed: object[] = [
      ...debuggerContribution.initialConfigurations,
      ...debuggerContribution.configurationSnippets.map(({ body }: { body: object }) => body),
    ];
    expect(proposed.flatMap((one) => Object.keys(one)).filter((name) => !known.has(name))).toEqual([]);
  });

  it('an untrusted workspace can look and not launch', () => {
    expect(manifest.capabilities.untrustedWorkspaces.supported).toBe('limited');
    expect(manifest.capabilities.virtualWorkspaces.supported).toBe(false);
    const launching = (contributes.commands as { command: string; enablement?: string }[]).filter(
      ({ command }) =>
        [contributions.command.debugFile, contributions.command.runFile].some((one) => one === command),
    );
    expect(launching.map(({ enablement }) => enablement)).toEqual([
      'isWorkspaceTrusted',
      'isWorkspaceTrusted',
    ]);
  });
});

function names(list: Record<string, string>[], key: string): string[] {
  return list.map((one) => one[key]).sort();
}
