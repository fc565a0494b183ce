/** JSON Lines: one JSON value a line (jsonlines.org). */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fail } from '../tensor/errors';

/**
 * Reads a file of one JSON value a line, in UTF-8: an array of samples, which stands wherever a dataset is asked for.
 * Empty lines are none. `Sample` is what the caller knows a line to be; it is not checked.
 */
export function readJsonl<Sample = unknown>(path: string): Sample[] {
  return parseJsonl<Sample>(readFileSync(path, 'utf8'), basename(path));
}

/** As {@link readJsonl}, from a text; `name` is what errors call it. */
export function parseJsonl<Sample = unknown>(text: string, name = 'the text'): Sample[] {
  const samples: Sample[] = [];
  text
    .replace(/^\ufeff/, '')
    .split('\n')
    .forEach((line, i) => {
      if (line.trim() === '') return;
      try {
        samples.push(JSON.parse(line) as Sample);
      } catch (thrown) {
        const why = thrown instanceof Error ? thrown.message : String(thrown);
        fail('readJsonl', `line ${i + 1} of ${name} is no JSON`, why, 'write one value a line');
      }
    });
  return samples;
}
