import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fail } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { Dataset } from './dataset';
import { readImage } from './image';
import { ownRecipe, type Recipe } from './recipe';
import { ToTensor } from './transforms/pixels';
import { type ImageTransform, transformed } from './transforms/transform';

/** Options of `ImageFolder`. */
export interface ImageFolderOptions {
  /** 3 by default: grey images become coloured, and opacity is left out. */
  readonly channels?: 1 | 3 | 4;
  /** Of an image [channels, height, width] of uint8; by default it becomes float32 from 0 to 1. */
  readonly transform?: ImageTransform;
}

/**
 * Images in folders, whose names are their classes (torchvision.datasets.ImageFolder): `cats/1.png`, `dogs/a/2.jpg`.
 * A sample is `[image, label]`, the label a place in `classes`. Images are read when they are asked for.
 */
export class ImageFolder extends Dataset<[Tensor, number]> {
  /** Names of the folders, sorted. */
  readonly classes: readonly string[];
  /** Paths and labels, by class and then by path. */
  readonly samples: readonly (readonly [path: string, label: number])[];
  readonly #folder: string;
  readonly #options: ImageFolderOptions;

  constructor(folder: string, options: ImageFolderOptions = {}) {
    super();
    this.#folder = folder;
    this.#options = options;
    this.classes = entriesOf(folder)
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
    this.samples = this.classes.flatMap((name, label) =>
      imagesIn(join(folder, name)).map((path) => [path, label] as const),
    );
    if (this.samples.length === 0) {
      const found =
        this.classes.length === 0 ? 'it has no folders' : `its folders are ${this.classes.join(', ')}`;
      fail('ImageFolder', `${folder} has no PNG or JPEG files`, found, 'put them in a folder for each class');
    }
  }

  /** Images. */
  get length(): number {
    return this.samples.length;
  }

  at(index: number): [Tensor, number] {
    const sample = this.samples[index];
    if (!sample) {
      fail('ImageFolder.at', 'out of range', `${index}, of ${this.length} samples`, 'count from 0');
    }
    const { channels = 3, transform = new ToTensor() } = this.#options;
    return [transformed(transform, readImage(sample[0], { channels })), sample[1]];
  }

  /** How another thread makes the same one. */
  get recipe(): Recipe {
    return ownRecipe('ImageFolder', this.#folder, this.#options);
  }
}

function imagesIn(folder: string): string[] {
  return entriesOf(folder)
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return imagesIn(path);
      return entry.isFile() && /\.(png|jpe?g)$/i.test(entry.name) ? [path] : [];
    })
    .sort();
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    return fail('ImageFolder', `${basename(folder)} cannot be read`, why, 'give the path of a folder');
  }
}
