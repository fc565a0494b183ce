// `npm run docs`: the pages of the engine's public names, made by typedoc in .cache/docs. An exported name without
// a comment is an error.
//   --check   makes no pages
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { Application, LogLevel } from 'typedoc';
import { cache, root } from './setup.mjs';

/** What typedoc has to say of the engine's face: errors and warnings. `out` is a folder for the pages. */
export async function document(out) {
  const application = await Application.bootstrap({
    name: 'Backstep',
    entryPoints: [join(root, 'engine/index.ts')],
    tsconfig: join(root, 'engine/tsconfig.json'),
    // Type errors are for `npm run typecheck` to tell.
    skipErrorChecking: true,
    excludeInternal: true,
    excludePrivate: true,
    excludeExternals: true,
    readme: join(root, 'engine/README.md'),
    disableGit: true,
    disableSources: true,
    githubPages: false,
    validation: { notDocumented: true, notExported: false, invalidLink: true, invalidPath: true },
  });
  const told = [];
  // A member of a type without a name is said where the type is used.
  const nameless = /\.__type\.\S+ \(Property\).* does not have any documentation$/;
  application.logger.log = (message, level) => {
    const text = stripVTControlCharacters(message);
    if (level >= LogLevel.Warn && !nameless.test(text)) told.push(text);
  };
  const project = await application.convert();
  if (!project) return told;
  application.validate(project);
  if (out && told.length === 0) await application.generateDocs(project, out);
  return told;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const out = process.argv.includes('--check') ? null : join(cache, 'docs');
  const told = await document(out);
  for (const message of told) console.error(message);
  if (told.length > 0) process.exitCode = 1;
  else console.log(out ? `${join(out, 'index.html')}` : 'every exported name is documented');
}
