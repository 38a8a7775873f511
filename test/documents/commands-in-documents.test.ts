import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Command, Flags, Parser } from '@oclif/core';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { cacheBenchCommandsIn } from './shell-commands.js';

type CommandClass = typeof Command & { readonly strict: boolean };

const commands = await loadCommands('src/commands');
const documents = [
  'README.md',
  ...filesIn('docs').filter((file) => file.endsWith('.md') && !file.startsWith('docs/decisions/')),
];
const recipes = ['examples/ci/github-actions.yml', 'examples/ci/gitlab-ci.yml'];

describe('the cache-bench commands in documents', () => {
  it.each(documents)('have existing arguments and flags, in %s', async (file) => {
    const text = readFileSync(file, 'utf8');
    const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block);
    await expectToParse(blocks.flatMap(cacheBenchCommandsIn));
  });

  it('are found', () => {
    const found = documents.flatMap((file) => cacheBenchCommandsIn(shellOf(readFileSync(file, 'utf8'))));
    expect(found.length).toBeGreaterThan(40);
  });

  it.each(recipes)('have existing arguments and flags, in the recipe %s, which is valid YAML', async (file) => {
    const document = parseDocument(readFileSync(file, 'utf8'), { strict: true });
    expect(document.errors).toEqual([]);
    const scripts = scriptsIn(document.toJS());
    const found = scripts.flatMap(cacheBenchCommandsIn);
    expect(found.map(([name]) => name)).toEqual(expect.arrayContaining(['engine', 'run', 'compare']));
    await expectToParse(found);
  });

  it('have existing arguments and flags, in the Dockerfile, which has only valid instructions', async () => {
    const lines = readFileSync('examples/ci/Dockerfile', 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    const known = /^(FROM|RUN|COPY|USER|WORKDIR|ENTRYPOINT|CMD) \S/;
    expect(lines.filter((line) => !known.test(line))).toEqual([]);
    const inShell = lines.flatMap((line) => cacheBenchCommandsIn(line.replace(/^RUN /, '')));
    const [entry, given] = ['ENTRYPOINT ', 'CMD '].map((word): readonly string[] =>
      JSON.parse(lines.find((line) => line.startsWith(word))?.slice(word.length) ?? '[]'),
    );
    expect(entry).toEqual(['cache-bench']);
    expect(inShell).toHaveLength(1);
    await expectToParse([...inShell, given ?? []]);
  });

  it.each([
    ['run smoke --no-such-flag', 'no-such-flag'],
    ['scenario shwo smoke', 'no command'],
    ['compare only-one', 'Missing'],
    ['report x y', 'Unexpected'],
  ])('are checked: this one is found wrong: %s', async (given, complaint) => {
    await expect(complaintsAbout(cacheBenchCommandsIn(`A=1 cache-bench ${given} | cat`))).resolves.toEqual([
      expect.stringContaining(complaint),
    ]);
  });
});

describe('the links in documents', () => {
  it.each(documents)('lead to existing files, from %s', (file) => {
    const targets = [...readFileSync(file, 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, to = '']) => to);
    const missing = targets.filter((target) => !existsSync(join(file, '..', target)));
    expect(missing).toEqual([]);
  });

  it.each(documents)('lead to existing headings, from %s', (file) => {
    const links = [...readFileSync(file, 'utf8').matchAll(/\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)/g)];
    const missing = links.filter(([, to = '', heading = '']) => {
      const aim = to === '' ? file : join(file, '..', to);
      return aim.endsWith('.md') && !headingsOf(readFileSync(aim, 'utf8')).includes(heading);
    });
    expect(missing.map(([link]) => link)).toEqual([]);
  });
});

/** The anchors that GitHub generates for the headings of a document. */
function headingsOf(text: string): readonly string[] {
  const named = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
  return named.map((name, index) => {
    const before = named.slice(0, index).filter((other) => other === name).length;
    return before === 0 ? name : `${name}-${before}`;
  });
}

function shellOf(text: string): string {
  return [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block).join('\n');
}

/** All texts under `run` and `script`, at any depth. */
function scriptsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const isScript = ['run', 'script', 'before_script'].includes(key);
    if (isScript) return [inner].flat().filter((line): line is string => typeof line === 'string');
    return scriptsIn(inner);
  });
}

async function expectToParse(found: readonly (readonly string[])[]): Promise<void> {
  expect(await complaintsAbout(found)).toEqual([]);
}

async function complaintsAbout(found: readonly (readonly string[])[]): Promise<readonly string[]> {
  const complaints = await Promise.all(found.map(complaintAbout));
  return complaints.filter((complaint) => complaint !== undefined);
}

/** oclif's objection to a command; undefined: none. */
async function complaintAbout(words: readonly string[]): Promise<string | undefined> {
  const line = `cache-bench ${words.join(' ')}`;
  if (words.length === 1 && ['--help', '--version'].includes(words[0] ?? '')) return undefined;
  const length = commands.has(words.slice(0, 2).join(' ')) ? 2 : 1;
  const command = commands.get(words.slice(0, length).join(' '));
  if (command === undefined) return `${line}: there is no command like that`;
  const given = words.slice(length).filter((word) => word !== '--help');
  const { flags, args, strict } = command;
  const options = { flags: { ...flags, json: Flags.boolean() }, args: { ...args }, strict };
  const thrown = await Parser.parse([...given], options).then(
    () => undefined,
    (error: unknown) => error as Error,
  );
  return thrown && `${line}: ${thrown.message}`;
}

async function loadCommands(folder: string): Promise<ReadonlyMap<string, CommandClass>> {
  const files = filesIn(folder).filter((file) => file.endsWith('.ts'));
  const entries = files.map(async (file) => {
    const name = relative(folder, file).replace(/\.ts$/, '').replaceAll('/', ' ');
    const loaded = (await import(join(process.cwd(), file))) as { readonly default: CommandClass };
    return [name, loaded.default] as const;
  });
  return new Map(await Promise.all(entries));
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
