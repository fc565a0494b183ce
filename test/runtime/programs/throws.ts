interface Config {
  readonly limit: number;
}

function check(value: number, { limit }: Config): number {
  if (value > limit) throw new RangeError(`too big: ${value}`); // @throw
  return check(value + 1, { limit });
}

try {
  check(0, { limit: 1 });
} catch {
  console.log('caught one');
}
check(0, { limit: 2 });
