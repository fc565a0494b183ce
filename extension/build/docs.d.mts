// What the tests in TypeScript use of docs.mjs.
/** What typedoc has to say of the engine's face: errors and warnings. `out` is a folder for the pages. */
export function document(out?: string | null): Promise<string[]>;
