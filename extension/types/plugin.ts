/**
 * A plugin of the TypeScript server. It gives `import 'backstep'` the declarations that come with the extension, in
 * a workspace that has no package of that name: a program is then typed before anything is installed.
 */
import { join } from 'node:path';
import type ts from 'typescript/lib/tsserverlibrary';

/** From node_modules/backstep-types, where the TypeScript server finds this file, in the extension's folder. */
const declarations = join(__dirname, '../../dist/types/engine/index.d.ts');

const moduleName = 'backstep';

export default function plugin(): ts.server.PluginModule {
  return {
    create({ languageService, languageServiceHost: host }) {
      const resolve = host.resolveModuleNameLiterals?.bind(host);
      if (resolve) {
        host.resolveModuleNameLiterals = (literals, ...rest) =>
          resolve(literals, ...rest).map((resolution, index) =>
            literals[index].text === moduleName && !resolution.resolvedModule
              ? withDeclarations(resolution)
              : resolution,
          );
      }
      return languageService;
    },
  };
}

type Resolution = ts.ResolvedModuleWithFailedLookupLocations;

/** What was looked for in vain stays in the answer: the server watches those places for a package to appear. */
function withDeclarations(resolution: Resolution): Resolution {
  const resolvedModule: ts.ResolvedModuleFull = {
    resolvedFileName: declarations.replaceAll('\\', '/'),
    extension: '.d.ts',
    isExternalLibraryImport: true,
  };
  return { ...resolution, resolvedModule };
}
