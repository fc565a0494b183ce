/** A power of two. */
const PLACES = 512;

/**
 * Numbers of texts that come again and again, such as the names of attributes. A text has one place, and the last one
 * to take it has it: that is a few times faster than a Map, which the caller keeps for what is not found here.
 */
export class NameMemo {
  readonly #names = new Array<string>(PLACES).fill('');
  readonly #numbers = new Int32Array(PLACES).fill(-1);

  /** -1 where it is not known. */
  get(name: string): number {
    const place = placeOf(name);
    return this.#names[place] === name ? this.#numbers[place] : -1;
  }

  /** `number` is 0 or more. */
  set(name: string, number: number): void {
    const place = placeOf(name);
    this.#names[place] = name;
    this.#numbers[place] = number;
  }
}

function placeOf(name: string): number {
  const { length } = name;
  if (length === 0) return 0;
  return (
    (length * 61 +
      name.charCodeAt(0) * 7 +
      name.charCodeAt(length - 1) * 131 +
      name.charCodeAt(length >> 1)) &
    (PLACES - 1)
  );
}
