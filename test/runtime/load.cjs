/** Node's own `import()`: vitest's would compile the module once more. */
module.exports.load = (url) => import(url);
