/** All detectors. A new one is its file, its name in `detector.ts`, and its line here. */
import { deadRelu } from './deadRelu';
import type { Detector } from './detector';
import { dtypeDowncast } from './dtypeDowncast';
import { explodingGradient } from './explodingGradient';
import { inf } from './inf';
import { lossPlateau } from './lossPlateau';
import { lossSpike } from './lossSpike';
import { nan } from './nan';
import { poorInit } from './poorInit';
import { saturated } from './saturated';
import { unusedParameter } from './unusedParameter';
import { updateRatio } from './updateRatio';
import { vanishingGradient } from './vanishingGradient';
import { zeroGradient } from './zeroGradient';

export const detectors: readonly Detector[] = [
  nan,
  inf,
  explodingGradient,
  vanishingGradient,
  deadRelu,
  saturated,
  zeroGradient,
  unusedParameter,
  updateRatio,
  lossPlateau,
  lossSpike,
  dtypeDowncast,
  poorInit,
];
