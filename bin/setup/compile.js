import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rolldown } from 'rolldown';

// Compiles src into a folder: node bin/setup/compile.js FOLDER
//
// First, each module by itself, because tests and documents import single ones. Types are checked elsewhere. Then the modules
// that commands and threads load are joined into few files, because loading some 700 one by one takes half a second of CPU:
// each command and hook of oclif, the library, and each program of a thread or process, keeps its path and becomes the entry of a bundle.
// Of the dependencies, only zod is included: half of it is messages in languages that we don't use.
const [folder = '.'] = process.argv.slice(2);
const { dependencies, peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const isDependency = new RegExp(`^(node:|(${Object.keys({ ...dependencies, ...peerDependencies }).join('|')})(/|$))`);

await build({
  from: 'src',
  entries: modulesIn('src', '.ts'),
  external: (id) => isDependency.test(id),
  // Node 20 knows no `using`.
  input: { treeshake: false, tsconfig: 'tsconfig.json', transform: { target: 'es2022' } },
  output: { preserveModules: true, preserveModulesRoot: 'src' },
});
const isEntry = (/** @type {string} */ path) => /^(commands\/.*|cli\/command-not-found|api\/index)$/.test(path);
const threads = [
  'agents/agent-process',
  'link/relay-thread',
  'load/ticker-thread',
  'load/worker-thread',
  'origin/http/http-process',
  'replay/log-thread',
];
const compiled = modulesIn(folder, '.js');
const bundled = await bundle(compiled.filter(isEntry));
// Commands share modules that threads don't need, so each thread gets a bundle of its own.
for (const thread of threads.filter((path) => compiled.includes(path))) bundled.push(...(await bundle([thread])));

// Modules find other files relative to their own, which is one folder below dist, wherever it ends up.
const misplaced = bundled.filter(
  (file) => file.type === 'chunk' && file.code.includes('import.meta.url') && dirname(dirname(file.fileName)) !== '.',
);
if (misplaced.length > 0)
  throw new Error(`import.meta.url would change its meaning in ${misplaced.map((file) => file.fileName).join(', ')}.`);

/**
 * The paths of modules in a folder, without their ending.
 *
 * @param {string} from
 * @param {string} ending
 */
function modulesIn(from, ending) {
  return readdirSync(from, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending))
    .map((path) => path.slice(0, -ending.length));
}

/**
 * Joins each entry with what it loads; what several of them share is in chunks/.
 *
 * @param {readonly string[]} entries
 */
async function bundle(entries) {
  return await build({
    from: folder,
    entries,
    external: (id) => isDependency.test(id) && !/^zod(\/|$)/.test(id),
    input: {},
    output: {
      chunkFileNames: 'chunks/[name]-[hash].js',
      // Nobody reads them here, and they are a fifth of the package.
      comments: { jsdoc: false },
      // Its licence asks for a copy.
      banner: ({ moduleIds }) =>
        moduleIds.some((id) => id.includes('/node_modules/zod/'))
          ? `/*! Contains zod: https://zod.dev\n${readFileSync('node_modules/zod/LICENSE', 'utf8')}*/`
          : '',
    },
  });
}

/**
 * @param {object} request
 * @param {string} request.from
 * @param {readonly string[]} request.entries without their ending
 * @param {(id: string) => boolean} request.external
 * @param {import('rolldown').InputOptions} request.input
 * @param {import('rolldown').OutputOptions} request.output
 */
async function build({ from, entries, external, input, output }) {
  const bundle = await rolldown({
    ...input,
    input: Object.fromEntries(entries.map((path) => [path, join(from, path)])),
    platform: 'node',
    external,
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
  });
  const written = await bundle.write({ dir: folder, format: 'esm', entryFileNames: '[name].js', ...output });
  await bundle.close();
  return written.output;
}
