/** Every name that package.json's `contributes` and the code share. test/extension/manifest.test.ts holds both to it. */

export const debugType = 'backstep';

/** Languages that a program may be written in. */
export const languages = ['typescript', 'javascript', 'typescriptreact', 'javascriptreact'] as const;

export const command = {
  stepOp: 'backstep.stepOp',
  stepOpBack: 'backstep.stepOpBack',
  stepModuleInto: 'backstep.stepModuleInto',
  stepModuleOver: 'backstep.stepModuleOver',
  stepModuleOut: 'backstep.stepModuleOut',
  viewTensor: 'backstep.viewTensor',
  breakOnOp: 'backstep.breakOnOp',
  breakWhenNotFinite: 'backstep.breakWhenNotFinite',
  breakWhenNormExceeds: 'backstep.breakWhenNormExceeds',
  whoMade: 'backstep.whoMade',
  explainNaN: 'backstep.explainNaN',
  runAgain: 'backstep.runAgain',
  fork: 'backstep.fork',
  compareRuns: 'backstep.compareRuns',
  debugFile: 'backstep.debugFile',
  runFile: 'backstep.runFile',
  openSample: 'backstep.openSample',
  showInfo: 'backstep.showInfo',
  changeHistoryBudget: 'backstep.changeHistoryBudget',
} as const;
export type Command = (typeof command)[keyof typeof command];

/** Settings: what a launch uses when its configuration does not say. */
export const setting = {
  runtime: 'backstep.runtime',
  device: 'backstep.device',
  detection: 'backstep.detection',
} as const;

/** Detectors whose threshold is a setting: `backstep.detectors.<name>`. */
export const thresholdSettings = [
  'explodingGradient',
  'vanishingGradient',
  'deadRelu',
  'saturated',
  'zeroGradient',
  'unusedParameter',
  'updateRatio',
  'lossPlateau',
  'lossSpike',
  'dtypeDowncast',
  'poorInit',
] as const;
export const thresholdSetting = (detector: string) => `backstep.detectors.${detector}`;

export const runtimes = ['process', 'extensionHost'] as const;

export const devices = ['auto', 'cpu', 'cuda'] as const;

/** Which detectors run: all, or those that stop the program. */
export const detections = ['all', 'stops'] as const;

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
  detection: 'detection',
  thresholds: 'thresholds',
} as const;

/** What the debug session says of a variable that is a tensor (`__vscodeVariableMenuContext`). */
export const tensorMenuContext = 'tensor';

export const view = {
  tensor: 'backstep.tensor',
} as const;

/** Addresses of documents that the extension writes. */
export const infoScheme = 'backstep-info';
export const comparisonScheme = 'backstep-runs';

export const walkthrough = 'backstep.start';

/** The TypeScript server's plugin that gives `import 'backstep'` its types; a folder of node_modules. */
export const typesPlugin = 'backstep-types';
