/** What is to be expected of each program. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Evidence } from './evidence';

/** A program of the set. */
export interface Program {
  /** Its file's name, without `.ts`. */
  readonly name: string;
  /** Absolute path. */
  readonly path: string;
  readonly args: readonly string[];
  readonly isFaulty: boolean;
  /** The detectors that may rightly name something in it; none where it is healthy. */
  readonly acceptable: readonly string[];
  /** What its output must show: that the fault is there, or that it learns. */
  readonly shows: Evidence;
  /** Its first NaN, infinity or lossy cast must be found on the line that `// @blame` marks. */
  readonly blamesLine: boolean;
  /** Thresholds and rules were made without looking at it. */
  readonly heldOut: boolean;
}

// Faults that show in the same ways.
const stands = ['lossPlateau'];
const jumps = ['explodingGradient', 'updateRatio', 'lossSpike', 'inf', 'nan'];
const grows = [...jumps, ...stands];
const untrained = ['unusedParameter', 'zeroGradient', 'updateRatio'];
const saturates = ['saturated', 'vanishingGradient', 'zeroGradient', 'updateRatio'];

/**
 * The faulty ones: what they show, and the detectors that may rightly name it. A fault shows in several ways, and
 * what it brings about is true as well: a learning rate that is too large may kill ReLUs.
 */
const faulty: Record<string, readonly [Evidence, readonly string[]]> = {
  adamEpsilon: ['flat', [...stands, 'updateRatio']],
  allNegative: [
    'flat',
    [...stands, 'deadRelu', 'zeroGradient', 'vanishingGradient', 'updateRatio', 'poorInit'],
  ],
  attentionUnscaled: ['saturated', saturates],
  batchOfOne: ['nonFinite', ['nan']],
  boundedLogits: ['flat', [...stands, ...saturates]],
  broadcastLoss: ['flat', stands],
  chosenByArgmax: ['untouched', untrained],
  clampedLoss: ['flat', [...stands, 'zeroGradient', 'updateRatio']],
  clippedToNothing: ['flat', [...stands, 'updateRatio', 'vanishingGradient']],
  clippedToZero: ['flat', [...stands, 'updateRatio', 'zeroGradient', 'vanishingGradient']],
  convolutionDies: ['diverges', [...grows, 'deadRelu', 'zeroGradient']],
  cosineOfNothing: ['nonFinite', ['nan', 'inf']],
  countsOverflow: ['nonFinite', ['inf', 'nan', 'explodingGradient', 'lossSpike', 'poorInit']],
  deadRelu: ['flat', [...stands, 'deadRelu', 'zeroGradient', 'vanishingGradient', 'poorInit']],
  decayCollapses: ['flat', [...stands, 'updateRatio', 'vanishingGradient', 'zeroGradient', 'deadRelu']],
  decayExplodes: ['nonFinite', [...grows, 'deadRelu', 'zeroGradient']],
  deepSigmoid: ['flat', [...stands, 'vanishingGradient', 'updateRatio']],
  detachedEncoder: ['untouched', untrained],
  dropoutOfAll: ['flat', [...stands, 'zeroGradient', 'vanishingGradient', 'unusedParameter']],
  emptyRows: ['nonFinite', ['nan', 'inf']],
  entropyOfZero: ['nonFinite', ['nan', 'inf']],
  equalInit: ['equal', ['poorInit']],
  evalWhileTraining: ['nonFinite', [...grows, 'poorInit', 'deadRelu', 'zeroGradient']],
  exponentOfVariance: ['nonFinite', [...grows, 'poorInit']],
  float16Overflow: ['nonFinite', ['inf', 'nan', 'dtypeDowncast', 'explodingGradient']],
  float16Underflow: [
    'flat',
    [...stands, 'dtypeDowncast', 'zeroGradient', 'vanishingGradient', 'updateRatio'],
  ],
  forgetfulGates: ['flat', [...stands, ...saturates, 'poorInit']],
  frozenLayer: ['untouched', untrained],
  growingRate: ['diverges', [...grows, ...saturates]],
  handSoftmax: ['nonFinite', ['inf', 'nan']],
  headNotOptimized: ['untouched', untrained],
  layersInArray: ['untouched', [...stands, ...untrained]],
  learningRateTooLarge: ['nonFinite', [...grows, ...saturates]],
  learningRateTooLargeAdam: ['diverges', [...grows, 'deadRelu', 'zeroGradient']],
  learningRateTooSmall: ['flat', [...stands, 'updateRatio']],
  logOfZero: ['nonFinite', ['inf', 'nan', 'explodingGradient', ...saturates]],
  meanOverClasses: ['flat', [...stands, 'zeroGradient', 'vanishingGradient', 'updateRatio']],
  missingBackward: ['flat', untrained],
  missingStep: ['flat', [...stands, ...untrained]],
  missingZeroGrad: ['nonFinite', [...grows, ...saturates]],
  momentumOfOne: ['diverges', [...grows, 'deadRelu']],
  narrowInit: ['flat', [...stands, 'poorInit', 'vanishingGradient', 'updateRatio']],
  negativeVariance: ['nonFinite', ['nan', 'inf', 'explodingGradient', 'lossSpike']],
  nllOfProbabilities: ['flat', [...stands, 'vanishingGradient', 'updateRatio']],
  noGradEncoder: ['untouched', [...stands, ...untrained]],
  outlierBatch: ['diverges', jumps],
  pixelTargets: ['flat', [...stands, ...saturates]],
  rateOfZero: ['flat', [...stands, 'updateRatio']],
  rawGates: ['flat', [...stands, ...saturates, 'poorInit']],
  rebuiltTensor: ['untouched', untrained],
  reluOnLogits: ['flat', [...stands, 'deadRelu', 'zeroGradient']],
  rnnExploding: ['nonFinite', [...grows, 'poorInit', 'deadRelu', 'zeroGradient']],
  rnnVanishing: ['flat', [...stands, 'vanishingGradient', 'updateRatio']],
  rootPropagation: ['diverges', grows],
  roundedOutput: ['flat', [...stands, 'zeroGradient', 'vanishingGradient', 'updateRatio']],
  sameRow: ['flat', [...stands, 'deadRelu']],
  saturatedTanh: ['saturated', [...saturates, 'poorInit']],
  scheduleEachBatch: ['flat', [...stands, 'updateRatio']],
  shuffledLabels: ['flat', stands],
  sigmoidTwice: ['flat', [...stands, ...saturates]],
  softmaxOverBatch: ['flat', stands],
  softmaxTwice: ['flat', [...stands, ...saturates]],
  sqrtAtZero: ['nonFinite', ['nan', 'inf', 'explodingGradient']],
  squaredErrorOnClasses: ['flat', [...stands, ...saturates]],
  summedLoss: ['nonFinite', [...grows, 'deadRelu', 'zeroGradient']],
  truncatedFeatures: ['flat', [...stands, 'dtypeDowncast', 'zeroGradient', 'deadRelu']],
  unscaledPixels: ['saturated', [...saturates, 'poorInit']],
  unscaledPrices: ['diverges', [...grows, 'deadRelu', 'zeroGradient', 'poorInit']],
  wholeNumbers: ['flat', [...stands, 'dtypeDowncast', 'zeroGradient']],
  wideInit: ['flat', [...grows, ...saturates, 'poorInit']],
  wrongSign: ['diverges', grows],
  zeroDeviation: ['nonFinite', ['nan']],
  zeroGradTooLate: ['flat', [...stands, ...untrained]],
  zeroInit: ['flat', [...stands, 'poorInit', 'zeroGradient', 'deadRelu', 'vanishingGradient']],
  zeroTimesInfinity: ['nonFinite', ['inf', 'nan']],
};

const healthy = [
  'accumulation',
  'adapter',
  'annealed',
  'autocastBfloat16',
  'autoencoder',
  'averaged',
  'binary',
  'blankPixels',
  'bothDirections',
  'causalTransformer',
  'checkpointed',
  'clippedRnn',
  'confident',
  'contrastive',
  'converged',
  'convolution',
  'counts',
  'deepResidual',
  'distillation',
  'droppedBlocks',
  'embeddingPadding',
  'encoderLayer',
  'evaluation',
  'exactFit',
  'experts',
  'fineTuned',
  'forecast',
  'frozenBackbone',
  'gatedBlocks',
  'gradientPenalty',
  'gru',
  'labelSmoothing',
  'largeGradients',
  'lbfgs',
  'logOfCounts',
  'lstm',
  'maskedChoice',
  'mixedRows',
  'mlp',
  'noisyBatches',
  'noisyTargets',
  'oneRowAtATime',
  'paddedAttention',
  'policyGradient',
  'ranked',
  'regression',
  'restarts',
  'sampledChoice',
  'scaledFloat16',
  'scaledPrices',
  'slowStart',
  'sparsePenalty',
  'summedOnPurpose',
  'tied',
  'translation',
  'triplets',
  'twoTasks',
  'variational',
  'warmup',
  'waves',
  'weightNormed',
];

/** Samples of the extension that train for a second or two, with their arguments. */
const samples: Record<string, readonly string[]> = {
  'digits/train': [],
  'gpt/gpt': ['50'],
  'network/network': [],
  'training/training': [],
};

/** Those whose fault is an op of its line. */
export const blamesLine: readonly string[] = [
  ...['batchOfOne', 'cosineOfNothing', 'exponentOfVariance', 'float16Overflow', 'handSoftmax', 'logOfZero'],
  ...['negativeVariance', 'sqrtAtZero', 'truncatedFeatures', 'zeroDeviation', 'zeroTimesInfinity'],
  ...['countsOverflow', 'emptyRows', 'entropyOfZero', 'wholeNumbers'],
];

/** The last that were written, when all detectors were done: see README.md. */
export const heldOut: readonly string[] = [
  ...['allNegative', 'chosenByArgmax', 'clippedToZero', 'emptyRows', 'meanOverClasses', 'rawGates'],
  ...['rootPropagation', 'adapter', 'bothDirections', 'confident', 'droppedBlocks', 'forecast'],
  ...['gatedBlocks', 'oneRowAtATime', 'ranked', 'sampledChoice', 'slowStart'],
];

/** From two folders below it, where the bundle of run.mjs lies too. */
const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const programsFolder = join(root, 'test/detectors/programs');

export const programs: readonly Program[] = [
  ...Object.entries(faulty).map(([name, [shows, acceptable]]) => ({
    ...{ name, path: join(programsFolder, 'faulty', `${name}.ts`), args: [], isFaulty: true },
    ...{ acceptable, shows, blamesLine: blamesLine.includes(name), heldOut: heldOut.includes(name) },
  })),
  ...healthy.map((name) => ({
    ...{ name, path: join(programsFolder, 'healthy', `${name}.ts`), args: [], isFaulty: false },
    ...{ acceptable: [], shows: 'learns' as const, blamesLine: false, heldOut: heldOut.includes(name) },
  })),
  ...Object.entries(samples).map(([name, args]) => ({
    ...{ name, path: join(root, 'extension/samples', `${name}.ts`), args, isFaulty: false },
    ...{ acceptable: [], shows: 'learns' as const, blamesLine: false, heldOut: heldOut.includes(name) },
  })),
];
