import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rolldown } from 'rolldown';

// Joins the modules of a compiled folder into few files: node bin/setup/bundle.js FOLDER
//
// Loading some 700 modules one by one takes half a second of CPU. Each command and hook of oclif keeps its path and becomes the
// entry of a bundle; what several of them share is in chunks/. Of the dependencies, only zod is included: half of it is
// messages in languages that we don't use. The other modules stay as they were compiled: threads load them, and tests and
// documents import single ones.
const [folder = '.'] = process.argv.slice(2);
const { dependencies, peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const isDependency = new RegExp(`^(node:|(${Object.keys({ ...dependencies, ...peerDependencies }).join('|')})(/|$))`);
const isEntry = /^(commands\/.*|cli\/command-not-found)\.js$/;
const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => isEntry.test(path));
const bundle = await rolldown({
  input: Object.fromEntries(entries.map((path) => [path.replace(/\.js$/, ''), join(folder, path)])),
  platform: 'node',
  external: (id) => isDependency.test(id) && !/^zod(\/|$)/.test(id),
});
const { output } = await bundle.write({
  dir: folder,
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
  // Its licence asks for a copy.
  banner: ({ moduleIds }) =>
    moduleIds.some((id) => id.includes('/node_modules/zod/'))
      ? `/*! Contains zod: https://zod.dev\n${readFileSync('node_modules/zod/LICENSE', 'utf8')}*/`
      : '',
});
await bundle.close();

// Modules find other files relative to their own, which is one folder below dist, wherever it ends up.
const misplaced = output.filter(
  (file) => file.type === 'chunk' && file.code.includes('import.meta.url') && dirname(dirname(file.fileName)) !== '.',
);
if (misplaced.length > 0)
  throw new Error(`import.meta.url would change its meaning in ${misplaced.map((file) => file.fileName).join(', ')}.`);
