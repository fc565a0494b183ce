// Errors: one that is caught, one that is not.
class ShapeError extends Error {
  override name = 'ShapeError';
}

function fragile(size: number): number {
  if (size > 2) throw new ShapeError(`size ${size} does not fit`); // @bp thrown
  return size;
}

function careful(): number {
  try {
    return fragile(3);
  } catch {
    return -1; // @bp handler
  }
}

console.log('careful', careful());
fragile(4); // @bp uncaught

export {};
