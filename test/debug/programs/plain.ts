// A program without tensors: what a JavaScript debugger must do.
interface Point {
  x: number;
  y: number;
}

class Counter {
  #hidden = 7;
  count = 0;
  readonly by: number;

  constructor(by: number) {
    this.by = by;
  }

  get double(): number {
    return this.count * 2;
  }

  add(): number {
    this.count += this.by; // @bp add
    return this.count + this.#hidden - 7;
  }
}

function distance(a: Point, b: Point): number {
  const dx = a.x - b.x; // @bp distance
  const dy = a.y - b.y;
  return Math.hypot(dx, dy);
}

async function later(value: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 5));
  return value + 1; // @bp later
}

async function main(): Promise<void> {
  const counter = new Counter(2);
  const names = new Map<string, unknown>([
    ['one', 1],
    ['list', [1, 2, 3]],
  ]);
  const big = Array.from({ length: 1000 }, (_, index) => index);
  let total = 0;
  for (let step = 0; step < 10; step++) {
    total += counter.add(); // @bp loop
  }

  const far = distance({ x: 0, y: 0 }, { x: 3, y: 4 }); // @bp call
  console.log('total', total, far); // @bp log
  const next = await later(total); // @bp await
  console.log('next', next, names.size, big.length); // @bp end
}

await main();

export {};
