/** Every name that package.json's `contributes` and the code share. test/extension/manifest.test.ts holds both to it. */

export const debugType = 'backstep';

/** Languages that a program may be written in. */
export const languages = ['typescript', 'javascript', 'typescriptreact', 'javascriptreact'] as const;

export const command = {
  stepOp: 'backstep.stepOp',
  viewTensor: 'backstep.viewTensor',
  debugFile: 'backstep.debugFile',
  runFile: 'backstep.runFile',
  openSample: 'backstep.openSample',
  showInfo: 'backstep.showInfo',
} as const;
export type Command = (typeof command)[keyof typeof command];

/** Settings: what a launch uses when its configuration does not say. */
export const setting = {
  runtime: 'backstep.runtime',
  device: 'backstep.device',
} as const;

export const runtimes = ['process', 'extensionHost'] as const;

export const devices = ['auto', 'cpu', 'cuda'] as const;

/** Attributes of a launch configuration. */
export const launchAttribute = {
  program: 'program',
  args: 'args',
  cwd: 'cwd',
  env: 'env',
  stopOnEntry: 'stopOnEntry',
  runtime: 'runtime',
  device: 'device',
  history: 'history',
  detectors: 'detectors',
} as const;

/** What the debug session says of a variable that is a tensor (`__vscodeVariableMenuContext`). */
export const tensorMenuContext = 'tensor';

export const view = {
  tensor: 'backstep.tensor',
} as const;

/** Addresses of documents that the extension writes. */
export const infoScheme = 'backstep-info';

export const walkthrough = 'backstep.start';

/** The TypeScript server's plugin that gives `import 'backstep'` its types; a folder of node_modules. */
export const typesPlugin = 'backstep-types';
