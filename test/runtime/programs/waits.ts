console.log('waiting');
setInterval(() => {
  globalThis.performance.now(); // @tick
}, 5);
