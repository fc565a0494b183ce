// What the tests in TypeScript use of setup.mjs.
/** This repository. */
export const root: string;
/** Its git-ignored folder for what can be made again. */
export const cache: string;
export function findChromium(): Promise<string>;
