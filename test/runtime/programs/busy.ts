console.log('started');
let count = 0;
for (;;) {
  count = Math.imul(count + 1, 3); // @busy
}
