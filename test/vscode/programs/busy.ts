// Loops until it is told to stop: in plain JavaScript, and never waits.
let turns = 0;
console.log(`busy since ${Date.now()}`);
while (turns >= 0) turns = (turns + 1) % 1_000_000; // @bp loop
console.log('never reached');
