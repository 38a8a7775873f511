import { readdir, readFile, stat } from 'node:fs/promises';
import { expect, test } from 'vitest';

const guides = (await readdir('docs')).filter((name) => name.startsWith('adding-'));

test.each(guides)('%s names only files that exist', async (guide) => {
  const text = await readFile(`docs/${guide}`, 'utf8');
  const named = /(?:`|\]\(\.\.\/)((?:src|test|docs|scenarios)\/[^`)#\s]*)/g;
  const paths = [...text.matchAll(named)].map(([, path = '']) => path);
  expect(paths.length).toBeGreaterThan(0);
  for (const path of paths) {
    // A file to be added is in a folder that exists.
    const existing = path.includes('<') ? path.slice(0, path.indexOf('<')) : path;
    await expect(stat(existing), path).resolves.toBeDefined();
  }
});
