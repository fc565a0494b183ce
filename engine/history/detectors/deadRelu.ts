import type { OpEvent } from '../event';
import { type Detector, figure, type Trouble } from './detector';
import { placeOf, Turns } from './turns';

const threshold = {
  default: 0.5,
  side: '>',
  what: 'share of the units that gave 0 for all that was looked at',
} as const;
/** Looks at a layer before it is judged, and after how many calls each. */
const looks = 5;
/** Samples before it is judged: of few, a unit may give 0 for all. */
const fewest = 100;
const every = 4;

interface Layer {
  looks: number;
  samples: number;
  /** By unit: whether it ever gave more than 0. */
  readonly alive: Uint8Array;
}

/** Units of a ReLU that give 0 for every sample, and so never learn again. */
export const deadRelu: Detector = {
  name: 'deadRelu',
  label: 'Dead ReLU',
  description: 'Many units of a ReLU give 0 for every sample: no gradient reaches their weights.',
  threshold,
  stops: false,
  begin(limit, { unitMaxima }) {
    const turns = new Turns(every);
    const layers = new Map<string, Layer>();

    function look(event: OpEvent): Trouble | null {
      const [{ tensor }] = event.outputs;
      if (!tensor.requiresGrad || tensor.ndim < 2 || tensor.numel() === 0 || !turns.isDue(event)) return null;
      // [batch, channel, …] of images, else the last axis.
      const axis = tensor.ndim >= 4 ? 1 : tensor.ndim - 1;
      const place = placeOf(event);
      let layer = layers.get(place);
      if (layer?.alive.length !== tensor.shape[axis]) {
        layer = { looks: 0, samples: 0, alive: new Uint8Array(tensor.shape[axis]) };
        layers.set(place, layer);
      }
      unitMaxima(tensor, axis).forEach((most: number, unit: number) => {
        // NaN is no 0: what is wrong there is another detector's.
        if (!(most <= 0)) layer.alive[unit] = 1;
      });
      const units = layer.alive.length;
      layer.samples += tensor.numel() / units;
      if (++layer.looks < looks || layer.samples < fewest) return null;
      const dead = layer.alive.reduce((count, alive) => count + (alive === 0 ? 1 : 0), 0);
      layers.delete(place);
      if (!(dead / units > limit)) return null;
      return {
        cause: `${dead} of ${units} units of ${event.label} have given 0 for every sample in ${layer.looks} batches (${figure((100 * dead) / units)} %)`,
        remedy:
          'lower the learning rate, initialise with nn.init.kaimingNormal_ and a bias of 0, or use leakyRelu or gelu',
        role: 'output',
        numbers: { dead, units },
      };
    }
    return { forward: { relu: look, relu_: look } };
  },
};
