// Ends in the way that it is told.
const [way] = process.argv.slice(2);
console.log('begin', way); // @bp begin

if (way === 'throw') {
  throw new TypeError('bad gradient');
}
if (way === 'exit') process.exit(3);
if (way === 'heap') {
  const kept: unknown[] = [];
  for (;;) kept.push(new Array(10_000).fill(kept.length).map(String));
}
if (way === 'kill') process.kill(process.pid, 'SIGKILL');
if (way === 'reject') {
  await Promise.reject(new RangeError('bad step'));
}

export {};
