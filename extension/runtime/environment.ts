/** The environment of a program: the person's, without what VS Code and its own debugger put into it. */

const foreign = /^(VSCODE_|ELECTRON_|CHROME_|ORIGINAL_XDG_)/;

/** For a process that runs Node, started from `env`; in VS Code's desktop, this executable is Electron. */
export function hostEnvironment(
  env: NodeJS.ProcessEnv,
  isElectron = 'electron' in process.versions,
): NodeJS.ProcessEnv {
  const clean: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(env)) if (!foreign.test(name)) clean[name] = value;
  const options = withoutInspector(env.NODE_OPTIONS ?? '');
  if (options) clean.NODE_OPTIONS = options;
  else delete clean.NODE_OPTIONS;
  if (isElectron) clean.ELECTRON_RUN_AS_NODE = '1';
  return clean;
}

/** No inspector port, and no loader of another debugger (js-debug's auto attach). */
function withoutInspector(options: string): string {
  return options
    .replace(/(^|\s)--inspect(-brk|-port|-wait|-publish-uid)?(=\S*)?(?=\s|$)/g, ' ')
    .replace(/(^|\s)(--require|-r)[= ]+("[^"]*bootloader[^"]*"|\S*bootloader\S*)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
