const anchors: object[] = [];

/**
 * Keeps an object for the sake of its class. Where a major collection finds no object of a class, V8 throws away the
 * machine code that knew its layout, and of objects that live as long as an op there is mostly none then. Its fields
 * hold what those of the others hold: a fraction where they have fractions.
 */
export function anchor(object: object): void {
  anchors.push(object);
}
