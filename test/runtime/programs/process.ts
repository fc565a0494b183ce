console.log(
  JSON.stringify({
    argv: process.argv.slice(1),
    cwd: process.cwd(),
    setting: process.env.BACKSTEP_TEST,
    removed: process.env.BACKSTEP_REMOVED ?? null,
    dirname: import.meta.dirname,
  }),
);
