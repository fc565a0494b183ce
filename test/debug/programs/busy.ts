// Loops until the debugger says that it is enough.
let rounds = 0;
const state = { enough: false };

function spin(): void {
  while (!state.enough) {
    rounds = (rounds + 1) % 1_000_003; // @bp spin
  }
}

spin();
console.log('enough'); // @bp enough

export {};
